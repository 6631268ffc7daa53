<?php
foreach (array_slice($argv, 1) as $url) {
    $handle = curl_init($url);
    curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => 'x=1', CURLOPT_TIMEOUT => 10]);
    $answer = curl_exec($handle);
    if ($answer === false) {
        fwrite(STDERR, curl_error($handle));
        exit(1);
    }
    echo $answer, "\n";
}
