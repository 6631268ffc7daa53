<?php
foreach (array_slice($argv, 1) as $url) {
    $parts = parse_url($url);
    $socket = stream_socket_client("ssl://{$parts['host']}:443", $code, $reason, 5);
    if (!$socket) {
        fwrite(STDERR, $reason);
        exit(1);
    }
    fwrite($socket, "GET {$parts['path']}?{$parts['query']} HTTP/1.0\r\nHost: {$parts['host']}\r\n\r\n");
    echo explode("\r\n\r\n", stream_get_contents($socket), 2)[1], "\n";
}
