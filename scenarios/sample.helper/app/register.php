<?php
// What the solution is on a portal: a chat bot, a robot, an SMS provider, and a listener to calls.

declare(strict_types=1);

require_once __DIR__ . '/rest.php';

function register(array $auth): void
{
    $url = (string) getenv('PUBLIC_URL');
    $handlers = ['MESSAGE_ADD' => '/bot', 'WELCOME_MESSAGE' => '/bot', 'BOT_DELETE' => '/bot'];
    call($auth, 'imbot.register', [
        'CODE' => 'helper',
        'TYPE' => 'B',
        'PROPERTIES' => ['NAME' => 'Helper', 'WORK_POSITION' => 'Answers and counts', 'COLOR' => 'GREEN'],
    ] + array_combine(
        array_map(fn (string $name) => 'EVENT_' . $name, array_keys($handlers)),
        array_map(fn (string $path) => $url . $path, $handlers)
    ));
    call($auth, 'bizproc.robot.add', [
        'CODE' => 'helper_rate',
        'HANDLER' => $url . '/robot',
        'AUTH_USER_ID' => $auth['user_id'],
        'USE_SUBSCRIPTION' => 'Y',
        'NAME' => ['en' => 'Rate by the Helper', 'ru' => 'Оценить Помощником'],
        'PROPERTIES' => ['amount' => ['Name' => 'Amount', 'Type' => 'int', 'Required' => 'Y']],
        'RETURN_PROPERTIES' => ['points' => ['Name' => 'Points', 'Type' => 'int']],
    ]);
    call($auth, 'messageservice.sender.add', [
        'CODE' => 'helper_sms',
        'TYPE' => 'SMS',
        'HANDLER' => $url . '/sms',
        'NAME' => 'SMS by the Helper',
    ]);
    foreach (['ONEXTERNALCALLSTART', 'ONAPPUNINSTALL'] as $event) {
        call($auth, 'event.bind', ['event' => $event, 'handler' => $url . '/events']);
    }
}
