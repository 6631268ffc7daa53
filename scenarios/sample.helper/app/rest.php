<?php
// Calls of a portal's REST, and of the authorisation server.

declare(strict_types=1);

const TOKENS = 'https://oauth.bitrix.info/oauth/token/';

function post(string $url, array $fields): array
{
    $request = curl_init($url);
    curl_setopt_array($request, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_POSTFIELDS => http_build_query($fields),
        CURLOPT_TIMEOUT => 20,
    ]);
    $text = curl_exec($request);
    $answer = is_string($text) ? json_decode($text, true) : null;
    if (!is_array($answer) || isset($answer['error'])) {
        throw new RuntimeException($answer['error_description'] ?? $answer['error'] ?? curl_error($request));
    }
    return $answer;
}

// The tokens are exchanged at the authorisation server: only genuine ones are accepted there.
function genuine(string $member, string $refresh): array
{
    $found = post(TOKENS, [
        'grant_type' => 'refresh_token',
        'client_id' => getenv('CLIENT_ID'),
        'client_secret' => getenv('CLIENT_SECRET'),
        'refresh_token' => $refresh,
    ]);
    if ($found['member_id'] !== $member) {
        throw new RuntimeException('these tokens belong to another portal');
    }
    return $found;
}

function call(array $auth, string $method, array $params = []): mixed
{
    return post($auth['client_endpoint'] . $method . '.json', $params + ['auth' => $auth['access_token']])['result'];
}
