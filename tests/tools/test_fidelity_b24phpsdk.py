"""The suite of the PHP SDK, on a checkout and a PHPUnit made up for this: PHP alone is real."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tools.fidelity import environments
from tools.fidelity.kinds import b24phpsdk
from tools.fidelity.outcomes import judged
from tools.fidelity.place import FidelityError, Place
from tools.fidelity.suites import Checkout, checked_out, recognised

NAMED = "PreparationStarted Failed Errored Skipped MarkedIncomplete Finished BeforeFirstTestMethodErrored"
FACES = """<?php
namespace PHPUnit\\Event\\Code {
    final class Throwable {
        public function __construct(private string $class, private string $message) {}
        public function className(): string { return $this->class; }
        public function message(): string { return $this->message; }
    }
    final class Test {
        public function __construct(private string $id) {}
        public function id(): string { return $this->id; }
    }
}
namespace PHPUnit\\Event\\Test {
    abstract class Event {
        public function __construct(private mixed $of, private mixed $said = null) {}
        public function test(): mixed { return $this->of; }
        public function testClassName(): string { return $this->of; }
        public function throwable(): mixed { return $this->said; }
        public function message(): string { return $this->said; }
    }
%s
}
namespace PHPUnit\\Event\\TestRunner {
    final class Finished {}
    interface FinishedSubscriber {}
}
namespace PHPUnit\\Runner\\Extension {
    interface Extension {}
    final class ParameterCollection {}
    final class Facade {
        public array $all = [];
        public function registerSubscribers(object ...$given): void { $this->all = $given; }
        public function tell(object $event): void {
            $face = $event::class . 'Subscriber';
            foreach ($this->all as $one) { if ($one instanceof $face) { $one->notify($event); } }
        }
    }
}
namespace PHPUnit\\TextUI\\Configuration { final class Configuration {} }
namespace PHPUnit\\TextUI {
    use PHPUnit\\Event\\Code\\{Test, Throwable};
    use PHPUnit\\Event\\Test\\{BeforeFirstTestMethodErrored, Errored, Failed, Finished, MarkedIncomplete};
    use PHPUnit\\Event\\Test\\{PreparationStarted, Skipped};
    final class Application {
        public function run(array $words): int {
            $facade = new \\PHPUnit\\Runner\\Extension\\Facade();
            $extension = $words[array_search('--extension', $words, true) + 1];
            $settings = new Configuration\\Configuration();
            (new $extension())->bootstrap($settings, $facade, new \\PHPUnit\\Runner\\Extension\\ParameterCollection());
            foreach (require getcwd() . '/tests/Integration/made_up.php' as $name => $act) {
                $test = new Test('Bitrix24\\SDK\\Tests\\Integration\\MadeUpTest::' . $name);
                if ($act === null) {
                    $facade->tell(new Skipped($test, 'no extension for it'));
                    continue;
                }
                $facade->tell(new PreparationStarted($test));
                try {
                    $act();
                } catch (\\RangeException $bad) {
                    $facade->tell(new Errored($test, new Throwable($bad::class, $bad->getMessage())));
                    continue;
                } catch (\\DomainException $away) {
                    $facade->tell(new Skipped($test, $away->getMessage()));
                } catch (\\LogicException $begun) {
                    $facade->tell(new MarkedIncomplete($test, new Throwable($begun::class, $begun->getMessage())));
                } catch (\\Throwable $bad) {
                    $kind = $bad instanceof \\UnexpectedValueException ? Failed::class : Errored::class;
                    $facade->tell(new $kind($test, new Throwable($bad::class, $bad->getMessage())));
                }
                $facade->tell(new Finished($test));
            }
            $class = 'Bitrix24\\SDK\\Tests\\Integration\\NeverTest';
            $facade->tell(new BeforeFirstTestMethodErrored($class, new Throwable('Error', 'no bridge')));
            $facade->tell(new \\PHPUnit\\Event\\TestRunner\\Finished());
            return (int) getenv('MADE_UP_STATUS') ?: 2;
        }
    }
}
"""
"""As much of PHPUnit's own words as the extension listens to."""
TESTS = """<?php
$lines = fn (string $file): array => parse_ini_file(getcwd() . '/tests/' . $file, false, INI_SCANNER_RAW);
$call = function (string $url, array $params = []): mixed {
    $curl = curl_init($url);
    curl_setopt_array($curl, [CURLOPT_POSTFIELDS => http_build_query($params), CURLOPT_RETURNTRANSFER => true]);
    return json_decode((string) curl_exec($curl), true)['result'] ?? null;
};
$hook = fn (string $method): mixed => $call($lines('.env.local')['BITRIX24_WEBHOOK'] . '/' . $method);
$app = $lines('ApplicationBridge/.env.local')['BITRIX24_PHP_SDK_APPLICATION_DOMAIN_URL'] . '/rest/';
$token = json_decode(file_get_contents(getcwd() . '/tests/ApplicationBridge/auth.json'), true)['access_token'];
return [
    'good' => fn () => $hook('profile')['ADMIN'] ?: throw new \\UnexpectedValueException('no'),
    'oauth' => fn () => $call($app . 'app.info', ['auth' => $token])['CODE'] ?: throw new \\Exception('none'),
    'bad' => fn () => throw new \\UnexpectedValueException('it is not so'),
    'broken' => fn () => throw new \\TypeError('what is this'),
    'gap' => fn () => $hook('THE_GAP') ?? throw new \\Exception('no answer'),
    'away' => fn () => throw new \\DomainException('not today'),
    'begun' => fn () => throw new \\LogicException('not yet'),
    'never' => null,
    'unset' => fn () => throw new \\RangeException('no bridge'),
    'last' => fn () => $hook('crm.deal.list'),
    'unset at the end' => fn () => throw new \\RangeException('no bridge'),
];
"""
PROVIDER = """new Credentials(
            $applicationProfile,
            $domainUrl
        );"""

pytestmark = pytest.mark.skipif(not shutil.which("php"), reason="php is not here")


@pytest.fixture
def checkout(tmp_path: Path, gap: str) -> Path:
    folder = tmp_path / "co"
    (folder / "tests" / "Integration").mkdir(parents=True)
    (folder / "tests" / "ApplicationBridge").mkdir()
    (folder / "composer.json").write_text(json.dumps({"name": b24phpsdk.NAME, "version": "9.9"}))
    (folder / "tests" / "Integration" / "made_up.php").write_text(TESTS.replace("THE_GAP", gap))
    (folder / "tests" / "ApplicationBridge" / "ApplicationCredentialsProvider.php").write_text(PROVIDER)
    return folder


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """A PHPUnit of a few lines."""
    events = [f"final class {name} extends Event {{}}\ninterface {name}Subscriber {{}}" for name in NAMED.split()]
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "autoload.php").write_text(FACES % "\n".join(events))
    return tmp_path / "vendor"


def test_each_test_is_told_apart(checkout: Path, vendor: Path, here: Place, gap: str, tmp_path: Path) -> None:
    suite = recognised(checkout)
    assert suite is b24phpsdk.SUITE
    copy = checked_out(checkout, suite, tmp_path / "scratch", vendor)
    rows = {row.test: judged(row) for row in suite.run(copy, here)}
    told = {name.removeprefix("MadeUpTest::"): (row.result, row.why) for name, row in rows.items()}
    assert told["good"] == told["oauth"] == told["last"] == ("passed", "")
    assert told["bad"] == ("failed", "UnexpectedValueException: it is not so")
    assert told["broken"] == ("failed", "TypeError: what is this")
    assert told["gap"][0] == "skipped"
    assert gap in told["gap"][1]
    assert told["away"] == ("skipped", "not today")
    assert told["begun"] == ("skipped", "not yet")
    assert told["never"] == ("skipped", "no extension for it")
    assert told["unset"] == told["unset at the end"] == ("failed", "RangeException: no bridge")
    assert told["NeverTest"] == ("failed", "Error: no bridge")
    assert rows["MadeUpTest::last"].methods == ("crm.deal.list",)
    assert copy.version == "9.9"
    bridge = (copy.path / "tests" / "ApplicationBridge" / "ApplicationCredentialsProvider.php").read_text()
    assert "Endpoints($domainUrl, " in bridge
    assert (checkout / "tests" / "ApplicationBridge" / "ApplicationCredentialsProvider.php").read_text() == PROVIDER


def test_a_runner_that_dies_is_told(
    checkout: Path, vendor: Path, here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = checked_out(checkout, b24phpsdk.SUITE, tmp_path / "scratch", vendor)
    here.environment["MADE_UP_STATUS"] = "255"
    monkeypatch.setattr(b24phpsdk, "records", lambda place: None)
    with pytest.raises(FidelityError, match="status 255"):
        b24phpsdk.run(copy, here)


def test_dependencies_are_composers_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    checkout = Checkout(tmp_path, "b24phpsdk", "", "", tmp_path)
    monkeypatch.setattr(environments, "done", lambda words, folder: asked.append((words[:2], folder)))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(FidelityError, match="composer install"):
        b24phpsdk.dependencies(checkout)
    assert asked == []
    monkeypatch.setattr(shutil, "which", lambda name: name)
    with pytest.raises(FidelityError, match="--vendor"):
        b24phpsdk.dependencies(checkout)
    assert asked == [(["composer", "install"], tmp_path)]
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "autoload.php").touch()
    b24phpsdk.dependencies(checkout)
    assert len(asked) == 1
