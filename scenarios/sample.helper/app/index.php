<?php
// An integration without pages: it answers in a chat, counts for robots, carries SMS, and ends calls it was asked to make.

declare(strict_types=1);

require_once __DIR__ . '/store.php';
require_once __DIR__ . '/register.php';

function installed(array $auth): void
{
    $fresh = genuine($auth['member_id'], $auth['refresh_token']);
    keep($auth['member_id'], ['application_token' => $auth['application_token']]);
    register($fresh);
}

function told(array $form): void
{
    $auth = $form['auth'];
    if (strtoupper($form['event']) === 'ONAPPUNINSTALL') {
        forget($auth['member_id']);
        return;
    }
    $call = $form['data']['CALL_ID'];
    call($auth, 'telephony.externalcall.finish', ['CALL_ID' => $call, 'USER_ID' => $auth['user_id'], 'DURATION' => 7]);
}

function chatted(array $form): void
{
    $bot = current($form['data']['BOT'] ?? []);
    $said = $form['data']['PARAMS']['MESSAGE'] ?? '';
    if (strtoupper($form['event']) === 'ONIMBOTMESSAGEADD') {
        call($form['auth'], 'imbot.message.add', [
            'BOT_ID' => $bot['BOT_ID'],
            'DIALOG_ID' => $form['data']['PARAMS']['DIALOG_ID'],
            'MESSAGE' => 'You said: ' . $said,
        ]);
    }
}

function rated(array $form): void
{
    $points = intdiv((int) $form['properties']['amount'], 100);
    call($form['auth'], 'bizproc.event.send', [
        'EVENT_TOKEN' => $form['event_token'],
        'RETURN_VALUES' => ['points' => $points],
        'LOG_MESSAGE' => 'Rated by the Helper',
    ]);
}

function sent(array $form): void
{
    call($form['auth'], 'messageservice.message.status.update', [
        'CODE' => 'helper_sms',
        'MESSAGE_ID' => $form['message_id'],
        'STATUS' => 'delivered',
    ]);
}

function handle(string $path): int
{
    $handlers = ['/events' => 'told', '/bot' => 'chatted', '/robot' => 'rated', '/sms' => 'sent'];
    $auth = $_POST['auth'] ?? [];
    if (!isset($handlers[$path], $auth['member_id'], $auth['application_token'])) {
        return $path === '/health' ? 200 : 404;
    }
    if ($path === '/events' && strtoupper($_POST['event'] ?? '') === 'ONAPPINSTALL') {
        installed($auth);
        return 200;
    }
    $known = portal_of($auth['member_id']);
    if ($known === null || !hash_equals($known['application_token'], $auth['application_token'])) {
        return 403;
    }
    $handlers[$path]($_POST);
    return 200;
}

try {
    http_response_code(handle((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)));
} catch (Throwable $problem) {
    error_log('not handled: ' . $problem->getMessage());
    http_response_code(502);
}
