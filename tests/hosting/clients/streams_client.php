<?php
foreach (array_slice($argv, 1) as $url) {
    $answer = file_get_contents($url);
    if ($answer === false) {
        exit(1);
    }
    echo $answer, "\n";
}
