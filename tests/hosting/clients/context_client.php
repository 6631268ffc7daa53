<?php
$options = ['http' => ['method' => 'POST', 'content' => 'x=1', 'timeout' => 5]];
foreach (array_slice($argv, 1) as $url) {
    $answer = file_get_contents($url, false, stream_context_create($options));
    if ($answer === false) {
        exit(1);
    }
    echo $answer, "\n";
}
