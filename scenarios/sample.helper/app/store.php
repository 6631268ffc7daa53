<?php
// The portals that have installed the solution: one JSON file, kept whose name no route of index.php serves.

declare(strict_types=1);

function with_store(callable $do): mixed
{
    $file = fopen((string) getenv('STORE'), 'c+');
    flock($file, LOCK_EX);
    $portals = json_decode(stream_get_contents($file) ?: '{}', true) ?: [];
    $before = $portals;
    try {
        return $do($portals);
    } finally {
        if ($portals !== $before) {
            ftruncate($file, 0);
            rewind($file);
            fwrite($file, json_encode($portals));
        }
        fclose($file);
    }
}

function portal_of(string $member): ?array
{
    return with_store(fn (array &$portals) => $portals[$member] ?? null);
}

function keep(string $member, array $portal): void
{
    with_store(function (array &$portals) use ($member, $portal) { $portals[$member] = $portal; });
}

function forget(string $member): void
{
    with_store(function (array &$portals) use ($member) { unset($portals[$member]); });
}
