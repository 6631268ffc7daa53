"""A hosted server's life: started as its scenario says, stopped, and gone."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.hosting import sweep, ways
from pytest_b24moderation.model import Deadlines, InfrastructureError, ScenarioError, StageFailed

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
OPEN = [way.name for way in ways() if not way.why]
ORPHAN = "import os, subprocess; subprocess.Popen(['sleep', '300'], start_new_session=True)\n"

HARNESS = """
import sys, time
from pathlib import Path
from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.hosting import host, ways
from pytest_b24moderation.model import Deadlines, Server
from pytest_b24moderation.record import Recorder

folder, scratch, run, way = sys.argv[1:]
fill = lambda value, names: value.replace("{{ python }}", sys.executable)
server = Server(command=("{{ python }}", "app.py"), folder=Path(folder))
recorder = Recorder(Path(run))
with Gateway() as gateway:
    gateway.recorder = recorder
    with host(server, hostnames=["acme.solution.test"], gateway=gateway, recorder=recorder, render=fill,
              scratch=Path(scratch), deadlines=Deadlines(ready=10), way=way) as hosted:
        sock = hosted.connect()
        sock.sendall(b"GET /who HTTP/1.0\\r\\n\\r\\n")
        answer = b""
        while part := sock.recv(65536):
            answer += part
        sock.close()
        body = answer.partition(b"\\r\\n\\r\\n")[2].decode()
        print(hosted.way, hosted.port, gateway.listen("browser")[1], body, flush=True)
        time.sleep(60)
"""


def left_of(scratch: Path) -> list[int]:
    """Processes that were started with an environment, or an argument, that names the scratch folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(scratch).encode() in told and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def gone_within(seconds: float, look: Any) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not look():
            return True
        time.sleep(0.02)
    return not look()


def listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def harness(
    stand: Any, way: str, run: Path, *before: str, python: str = sys.executable
) -> Iterator[subprocess.Popen[bytes]]:
    words = [*before, python, "-c", HARNESS, str(stand.folder), str(stand.scratch), str(run), way]
    path = os.pathsep.join([str(Path.cwd()), *(entry for entry in sys.path if "site-packages" in entry)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("way", OPEN)
def test_a_server_runs_as_its_scenario_says_and_nothing_of_it_stays(stand: Any, way: str) -> None:
    (stand.folder / "app.py").write_text(ORPHAN + (stand.folder / "app.py").read_text())
    server = stand.server(
        environment={"KEY": "at {{ url }}", "WORK": "{{ work }}"}, files={"settings/own.ini": "port={{ port }}"}
    )
    with stand.host(server, way) as hosted:
        status, _, body = stand.ask("/some/page?a=1")
        seen = json.loads(body)
        assert (status, seen["path"]) == (200, "/some/page")
        assert seen["headers"]["Host"] == "acme-score.solution.test"
        assert seen["headers"]["X-Forwarded-Proto"] == "https"
        assert seen["environment"]["KEY"] == "at https://acme-score.solution.test"
        assert seen["environment"]["PORT"] == str(hosted.port)
        assert seen["environment"]["HOME"] == str(stand.scratch / "home")
        assert seen["files"] == ["app.py", "settings"]
        assert Path(seen["cwd"]) == hosted.work.resolve()
        assert (hosted.work / "settings/own.ini").read_text() == f"port={hosted.port}"
        assert hosted.alive()
    assert not hosted.alive()
    assert not stand.scratch.exists()
    assert "the app has started" in stand.log()
    assert "asked for /some/page?a=1" in stand.log()
    [exchange] = stand.exchanges("browser")
    assert (exchange.target, exchange.status) == ("solution", 200)
    assert b"no network route" in stand.ask("/")[2]
    assert gone_within(2, lambda: left_of(stand.scratch))
    assert not (stand.folder / "settings").exists()


@LINUX
@pytest.mark.parametrize("way", OPEN)
def test_a_killed_harness_takes_all_with_it(stand: Any, way: str, tmp_path: Path) -> None:
    (stand.folder / "app.py").write_text(ORPHAN + (stand.folder / "app.py").read_text())
    with harness(stand, way, tmp_path / "killed") as process:
        assert process.stdout is not None
        words = process.stdout.readline().split(b" ", 3)
        assert words[0].decode() == way
        processes = [pid for pid in left_of(stand.scratch) if pid != process.pid]
        assert len(processes) >= 2
        guard = json.loads((stand.scratch / "hosting.json").read_text())["processes"][0][0]
        process.kill()
        began = time.monotonic()
        process.wait()
        assert gone_within(2, lambda: left_of(stand.scratch))
        assert gone_within(2, lambda: Path(f"/proc/{guard}/cwd").exists())
        assert not listens(int(words[2]))
        assert way == "namespace" or not listens(int(words[1]))
        assert time.monotonic() - began < 2
    assert stand.scratch.exists()
    assert sweep(tmp_path) == [stand.scratch]
    assert not stand.scratch.exists()


@LINUX
def test_an_ordinary_user_has_a_namespace_too(stand: Any, need: Any, tmp_path: Path) -> None:
    need("namespace")
    if os.getuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can become another user, by setpriv")
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    # twice: the first start still has root's eyes for the path to the interpreter
    version = (
        "import subprocess, sys; again = subprocess.run([sys.executable, '-c', ''], stderr=-3).returncode\n"
        f"sys.exit(sys.version_info[:2] != {sys.version_info[:2]} or again)"
    )
    pythons = [sys.executable, f"/usr/bin/python3.{sys.version_info[1]}"]
    good = [
        one for one in pythons if not subprocess.run([*become, one, "-c", version], stderr=-3, check=False).returncode
    ]
    above = [folder for folder in tmp_path.parents if folder.is_relative_to(tempfile.gettempdir())]
    for folder in above[:-1]:
        folder.chmod(0o755)
    for folder in (tmp_path, stand.folder):
        folder.chmod(0o777)
    if not good:
        pytest.skip("no Python that another user may run")
    with harness(stand, "namespace", tmp_path / "other", *become, python=good[0]) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(b"namespace 8000 ")
        assert json.loads(line.split(b" ", 3)[3])["uid"] == 65534
        process.kill()
        process.wait()
        assert gone_within(2, lambda: left_of(stand.scratch))


def test_a_server_that_dies_is_told_with_its_last_words(stand: Any) -> None:
    (stand.folder / "app.py").write_text(
        "import sys; print('wait\\n' * 20 + 'no settings', file=sys.stderr); sys.exit(3)"
    )
    with pytest.raises(StageFailed, match="ended with status 3 before it was ready") as caught, stand.host():
        pass
    assert "wait (20 times)\n    no settings" in caught.value.last_state
    assert "is not answered" in caught.value.last_state
    assert not stand.scratch.exists()


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("  File app.py, line 3, in <module>\nModuleNotFoundError: No module named 'xlsxwriter'", "xlsxwriter"),
        ("node:internal/modules\nError: Cannot find module 'express'\nRequire stack:\n- /app/server.js", "express"),
        ("PHP Fatal error:  Uncaught Error: Failed opening required '/app/vendor/autoload.php' (include)", "autoload"),
        ("sh: 1: gunicorn: not found", "gunicorn"),
    ],
)
def test_what_is_not_installed_here_is_no_fault_of_the_solution(stand: Any, words: str, missing: str) -> None:
    (stand.folder / "app.py").write_text(f"import sys; print({words!r}, file=sys.stderr); sys.exit(1)")
    with pytest.raises(ScenarioError, match="ended with status 1 before it was ready") as caught, stand.host():
        pass
    assert missing in caught.value.found
    assert "install it" in caught.value.hint


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("  File app.py, line 3\n    match x:\n          ^\nSyntaxError: invalid syntax", "SyntaxError: invalid"),
        ("ERROR: Package 'acme' requires a different Python: 3.8.10 not in '>=3.11'", "requires a different Python"),
        ("/app/a.js:1\nimport x;\nSyntaxError: Unexpected token ?\n    at wrap (loader.js:1)", "Unexpected token"),
        ("npm ERR! code EBADENGINE\nnpm ERR! engine Unsupported engine", "Unsupported engine"),
        (
            "PHP Parse error:  syntax error, unexpected '|', expecting variable in /app/i.php on line 4",
            "unexpected '|'",
        ),
        ('Your Composer dependencies require a PHP version ">= 8.2.0". You are running 7.4.3.', ">= 8.2.0"),
        ("This package requires PHP >= 8.1 but you run 7.4", "requires PHP"),
    ],
)
def test_another_version_of_the_runtime_is_no_fault_of_the_solution(stand: Any, words: str, found: str) -> None:
    (stand.folder / "app.py").write_text(f"import sys; print({words!r}, file=sys.stderr); sys.exit(1)")
    with pytest.raises(ScenarioError, match="ended with status 1 before it was ready") as caught, stand.host():
        pass
    assert found in caught.value.found
    assert "another version" in caught.value.hint
    assert "the solution's own" in caught.value.hint


@pytest.mark.parametrize(
    "words",
    [
        "Error: Cannot find module './settings'",
        "ValueError: token not found",
        "SyntaxError: Unexpected token < in JSON at position 0",
        'SyntaxError: "undefined" is not valid JSON',
        "Error: the handler requires node ID 5",
        "npm WARN EBADENGINE Unsupported engine {",
    ],
)
def test_what_a_server_lacks_of_its_own_is_its_fault(stand: Any, words: str) -> None:
    (stand.folder / "app.py").write_text(f"import sys; print({words!r}, file=sys.stderr); sys.exit(1)")
    with pytest.raises(StageFailed, match="ended with status 1 before it was ready"), stand.host():
        pass


def test_a_server_that_is_never_ready_is_told_with_its_last_state(stand: Any) -> None:
    app = (stand.folder / "app.py").read_text().replace("send_response(200)", "send_response(503)")
    (stand.folder / "app.py").write_text(app)
    began = time.monotonic()
    with (
        pytest.raises(StageFailed, match=r"not ready within 0\.8 s") as caught,
        stand.host(stand.server(ready="/health"), deadlines=Deadlines(ready=0.8)),
    ):
        pass
    assert "/health is answered with status 503" in caught.value.last_state
    assert "asked for /health" in caught.value.last_state
    assert time.monotonic() - began < 4
    assert left_of(stand.scratch) == []


@pytest.mark.parametrize(("status", "ready"), [(500, True), (404, True), (503, False)])
def test_a_server_that_fails_without_the_portals_fields_is_ready_all_the_same(
    stand: Any, status: int, ready: bool
) -> None:
    app = (stand.folder / "app.py").read_text().replace("send_response(200)", f"send_response({status})")
    (stand.folder / "app.py").write_text(app)
    expected = nullcontext() if ready else pytest.raises(StageFailed, match=f"/ is answered with status {status}")
    with expected, stand.host(deadlines=Deadlines(ready=4)) as hosted:
        assert hosted.alive()


def test_a_server_that_fails_for_want_of_its_libraries_lacks_them_here(stand: Any) -> None:
    words = "PHP Fatal error:  Uncaught Error: Failed opening required '/app/vendor/autoload.php' (include)"
    app = (stand.folder / "app.py").read_text().replace("send_response(200)", "send_response(500)")
    (stand.folder / "app.py").write_text(app.replace('"asked for"', f"{words!r}"))
    with pytest.raises(ScenarioError, match="status 500 only") as caught, stand.host():
        pass
    assert "autoload" in caught.value.found


def test_a_server_whose_runtime_does_not_understand_it_is_told_so_also_where_it_goes_on(stand: Any) -> None:
    words = "PHP Parse error:  syntax error, unexpected token '|' in /app/index.php on line 3"
    app = (stand.folder / "app.py").read_text().replace("send_response(200)", "send_response(500)")
    (stand.folder / "app.py").write_text(app.replace('"asked for"', f"{words!r}"))
    with pytest.raises(ScenarioError, match="status 500 only") as caught, stand.host():
        pass
    assert "index.php" in caught.value.found
    (stand.folder / "app.py").write_text(
        "import time; print('SyntaxError: invalid syntax', flush=True); time.sleep(60)"
    )
    with pytest.raises(ScenarioError, match="not ready within"), stand.host(deadlines=Deadlines(ready=1)):
        pass


def test_readiness_by_a_log_line(stand: Any) -> None:
    with stand.host(stand.server(ready="log:app has st.rted")) as hosted:
        assert "the app has started" in hosted.lines


def test_a_command_may_end(stand: Any) -> None:
    (stand.folder / "app.py").write_text("import time; print('starting', flush=True); time.sleep(0.3); print('done')")
    with stand.host(stand.server(ready="exit")) as hosted:
        assert not hosted.alive()
        assert hosted.lines == ["starting", "done"]
    assert stand.log() == ["starting", "done"]
    assert left_of(stand.scratch) == []


@pytest.mark.parametrize(
    ("app", "said", "seen"),
    [
        ("import sys; print('no such deal'); sys.exit(4)", "command ended with status 4", "no such deal"),
        ("import time; print('busy', flush=True); time.sleep(60)", r"had not ended within 1 s", "busy"),
    ],
)
def test_a_command_that_fails_or_does_not_end_is_its_fault(stand: Any, app: str, said: str, seen: str) -> None:
    (stand.folder / "app.py").write_text(app)
    server = stand.server(ready="exit")
    with pytest.raises(StageFailed, match=said) as caught, stand.host(server, deadlines=Deadlines(ready=1)):
        pass
    assert seen in caught.value.last_state


def test_a_server_that_ignores_its_signal_is_ended(stand: Any) -> None:
    app = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + (stand.folder / "app.py").read_text()
    (stand.folder / "app.py").write_text(app)
    with stand.host():
        began = time.monotonic()
    assert time.monotonic() - began < 3.5
    assert left_of(stand.scratch) == []


def test_a_server_gets_the_signal_it_asks_for(stand: Any) -> None:
    app = "import signal, sys\nsignal.signal(signal.SIGINT, lambda *_: (print('bye', flush=True), sys.exit()))\n"
    (stand.folder / "app.py").write_text(app + (stand.folder / "app.py").read_text())
    with stand.host(stand.server(stop="SIGINT")):
        pass
    assert stand.log()[-1] == "bye"


def test_secrets_of_the_machine_do_not_reach_the_server(stand: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_DEPLOY_TOKEN", "not for solutions")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    with stand.host():
        environment = json.loads(stand.ask("/")[2])["environment"]
    assert not {"CI_DEPLOY_TOKEN", "PYTHONPATH"} & set(environment)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"command": ("no-such-program",)}, "command 'no-such-program' is not found"),
        ({"folder": Path("nowhere-at-all")}, "folder nowhere-at-all does not exist"),
        ({"files": {"../out.txt": "x"}}, "would lie outside"),
        ({"stop": "SIGNOTHING"}, "no signal SIGNOTHING"),
    ],
)
def test_mistakes_of_the_scenario(stand: Any, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message), stand.host(stand.server(**fields)):
        pass
    assert not stand.scratch.exists()


def test_a_taken_port_is_ours_to_tell(stand: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = stand.server(port=taken.getsockname()[1])
        with pytest.raises(InfrastructureError, match="is taken"), stand.host(server, "proxy"):
            pass
        if "namespace" in OPEN:
            with stand.host(server, "namespace") as hosted:
                assert hosted.port == server.port


def test_an_unknown_way_is_told(stand: Any) -> None:
    with pytest.raises(InfrastructureError, match="no way of hosting called rocket"), stand.host(way="rocket"):
        pass


def test_two_solutions_run_side_by_side(stand: Any, bitrix: Any) -> None:
    with stand.host() as first:
        scratch, stand.scratch = stand.scratch, stand.scratch.with_name("second")
        with stand.host() as second:
            assert first.alive()
            assert second.alive()
            assert (scratch / "work").exists()
        assert first.alive()


@LINUX
def test_sweeping_touches_nothing_of_others(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["sleep", "30"], start_new_session=True)
    try:
        rows = {
            "killed": {"owner": [999_999_999, "1"], "processes": [[bystander.pid, "1"], [999_999_998, "1"]]},
            "running": {"owner": [os.getpid(), Path("/proc/self/stat").read_text().split()[21]], "processes": []},
        }
        for name, row in rows.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "hosting.json").write_text(json.dumps(row))
        (tmp_path / "foreign").mkdir()
        (tmp_path / "foreign/hosting.json").write_text("{")
        assert sweep(tmp_path) == [tmp_path / "killed"]
        assert sorted(entry.name for entry in tmp_path.iterdir()) == ["foreign", "running"]
        assert bystander.poll() is None
        assert sweep(tmp_path / "nowhere") == []
    finally:
        bystander.send_signal(signal.SIGKILL)
        bystander.wait()


def test_the_solution_answers_through_kept_connections(stand: Any) -> None:
    with stand.host():
        before = time.monotonic()
        connection = http.client.HTTPConnection(*stand.gateway.listen("browser"))
        for _ in range(20):
            connection.request("GET", "/x", headers={"Host": "acme-score.solution.test"})
            assert connection.getresponse().read()
        connection.close()
        assert time.monotonic() - before < 2
