<?php

/*
 * Runs PHPUnit with the words that follow, in the folder of a suite under test: one JSON line a test, with what it
 * called on the portal. B24_PLACE is asked after each test, B24_OUTCOMES is the file that is written.
 */

declare(strict_types=1);

namespace B24Asking;

use PHPUnit\Event\Code\Test;
use PHPUnit\Event\Code\Throwable;
use PHPUnit\Event\Test\BeforeFirstTestMethodErrored;
use PHPUnit\Event\Test\BeforeFirstTestMethodErroredSubscriber;
use PHPUnit\Event\Test\Errored;
use PHPUnit\Event\Test\ErroredSubscriber;
use PHPUnit\Event\Test\Failed;
use PHPUnit\Event\Test\FailedSubscriber;
use PHPUnit\Event\Test\Finished;
use PHPUnit\Event\Test\FinishedSubscriber;
use PHPUnit\Event\Test\MarkedIncomplete;
use PHPUnit\Event\Test\MarkedIncompleteSubscriber;
use PHPUnit\Event\Test\PreparationStarted;
use PHPUnit\Event\Test\PreparationStartedSubscriber;
use PHPUnit\Event\Test\Skipped;
use PHPUnit\Event\Test\SkippedSubscriber;
use PHPUnit\Event\TestRunner\Finished as RunnerFinished;
use PHPUnit\Event\TestRunner\FinishedSubscriber as RunnerFinishedSubscriber;
use PHPUnit\Runner\Extension\Extension;
use PHPUnit\Runner\Extension\Facade;
use PHPUnit\Runner\Extension\ParameterCollection;
use PHPUnit\TextUI\Application;
use PHPUnit\TextUI\Configuration\Configuration;

require getcwd() . '/vendor/autoload.php';

/** What became of the test in hand; the first bad word about it stays. */
final class Hand
{
    private ?string $test = null;
    private string $result = 'passed';
    private string $why = '';

    public function begin(Test $test): void
    {
        $this->left();
        $this->ask();
        [$this->test, $this->result, $this->why] = [$test->id(), 'passed', ''];
    }

    public function say(Test $test, string $result, string $why): void
    {
        if ($this->test !== $test->id()) {
            $this->write($test->id(), $result, $why, []);
        } elseif ($this->result !== 'failed') {
            [$this->result, $this->why] = [$result, $why];
        }
    }

    public function end(): void
    {
        $this->write((string) $this->test, $this->result, $this->why, $this->ask());
        $this->test = null;
    }

    /** A test that was begun and has no end: PHPUnit tells none where the setting up fails. */
    public function left(): void
    {
        if ($this->test === null) {
            return;
        }
        if ($this->result === 'passed') {
            [$this->result, $this->why] = ['failed', 'it could not be set up'];
        }
        $this->end();
    }

    /** @param array<string, mixed> $called */
    public function write(string $test, string $result, string $why, array $called): void
    {
        $row = ['test' => $test, 'result' => $result, 'why' => mb_strcut(mb_scrub($why), 0, 2000)] + $called;
        $line = json_encode($row, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        file_put_contents((string) getenv('B24_OUTCOMES'), $line . "\n", FILE_APPEND);
    }

    /** @return array<string, mixed> */
    private function ask(): array
    {
        $curl = curl_init((string) getenv('B24_PLACE'));
        curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 30]);
        $answer = curl_exec($curl);
        if (!is_string($answer)) {
            throw new \RuntimeException('the place of the suite does not answer: ' . curl_error($curl));
        }
        return json_decode($answer, true, 16, JSON_THROW_ON_ERROR);
    }
}

function told(Throwable $problem): string
{
    return $problem->className() . ': ' . $problem->message();
}

final class Asking implements Extension
{
    public function bootstrap(Configuration $configuration, Facade $facade, ParameterCollection $parameters): void
    {
        $hand = new Hand();
        $facade->registerSubscribers(
            new class ($hand) implements PreparationStartedSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(PreparationStarted $event): void
                {
                    $this->hand->begin($event->test());
                }
            },
            new class ($hand) implements FailedSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(Failed $event): void
                {
                    $this->hand->say($event->test(), 'failed', told($event->throwable()));
                }
            },
            new class ($hand) implements ErroredSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(Errored $event): void
                {
                    $this->hand->say($event->test(), 'failed', told($event->throwable()));
                }
            },
            new class ($hand) implements SkippedSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(Skipped $event): void
                {
                    $this->hand->say($event->test(), 'skipped', $event->message());
                }
            },
            new class ($hand) implements MarkedIncompleteSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(MarkedIncomplete $event): void
                {
                    $this->hand->say($event->test(), 'skipped', $event->throwable()->message());
                }
            },
            new class ($hand) implements FinishedSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(Finished $event): void
                {
                    $this->hand->end();
                }
            },
            new class ($hand) implements RunnerFinishedSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(RunnerFinished $event): void
                {
                    $this->hand->left();
                }
            },
            new class ($hand) implements BeforeFirstTestMethodErroredSubscriber {
                public function __construct(private Hand $hand)
                {
                }

                public function notify(BeforeFirstTestMethodErrored $event): void
                {
                    $this->hand->write($event->testClassName(), 'failed', told($event->throwable()), []);
                }
            },
        );
    }
}

exit((new Application())->run([...$_SERVER['argv'], '--extension', Asking::class]));
