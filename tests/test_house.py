"""The house itself: its contracts break where they should, its budgets hold, its door is true."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pytest_b24moderation"
LINTER = Path(sys.executable).with_name("lint-imports")
FILE_LINES, FUNCTION_LINES, PUBLIC_METHODS, HOOK_LINES = 300, 40, 10, 100
WRITERS = ("record", "hosting", "plugin/folders.py", "report/allure_split.py")
"""Who may write files: evidence through `record` alone; `hosting` makes the copy that runs."""

PLANTED = {
    "floors": ("record/_planted.py", "import pytest_b24moderation.gateway"),
    "engine": ("engine.py", "import pytest_b24moderation.record"),
    "emulator": ("emulator/_planted.py", "import pytest_b24moderation.model"),
    "entrance": ("hosting/_planted.py", "import pytest_b24moderation.emulator"),
    "rules": ("rules/_planted.py", "import yaml"),
    "scopes": ("emulator/scopes/crm/_planted.py", "import pytest_b24moderation.emulator.scopes.user"),
    "stages": ("stages/_planted.py", "import pytest_b24moderation.stages.install"),
    "drivers": ("portals/_planted.py", "import pytest_b24moderation.portals.embedded"),
    "pytest": ("report/_planted.py", "import pytest"),
    "allure": ("report/_planted.py", "import allure"),
    "playwright": ("hosting/_planted.py", "import playwright"),
    "httpx": ("gateway/_planted.py", "import httpx"),
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    wanted = [word for contract in contracts for word in ("--contract", contract)]
    command = [str(LINTER), "--no-cache", "--config", str(folder / "pyproject.toml"), *wanted]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_contracts_are_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    ignored = shutil.ignore_patterns("__pycache__", "*.html", "*.css", "*.js", "*.tsv")
    shutil.copytree(PACKAGE, folder / "pytest_b24moderation", ignore=ignored)
    return folder


def test_every_contract_has_a_planted_violation() -> None:
    assert set(re.findall(r'^id = "(\w+)"$', (ROOT / "pyproject.toml").read_text(), re.M)) == set(PLANTED)


@pytest.mark.parametrize("contract", PLANTED)
def test_contract_breaks(copy: Path, contract: str) -> None:
    name, line = PLANTED[contract]
    file = copy / "pytest_b24moderation" / name
    before = file.read_text() if file.exists() else None
    file.write_text((before or "") + f"\n{line}\n")
    try:
        result = lint(copy, contract)
    finally:
        file.write_text(before) if before is not None else file.unlink()
    assert result.returncode == 1, result.stdout + result.stderr
    assert "1 broken" in result.stdout


def test_model_needs_nothing_but_the_standard_library() -> None:
    for file in (PACKAGE / "model").glob("*.py"):
        for name in imported(file):
            known = name.split(".")[0] in sys.stdlib_module_names or name.startswith("pytest_b24moderation.model")
            assert known, f"{file.name} imports {name}"


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_only_record_writes_evidence() -> None:
    writing = {"write_text", "write_bytes", "mkdir", "touch", "copytree", "copyfile", "copy2"}
    for file in modules():
        name = file.relative_to(PACKAGE).as_posix()
        if name.startswith(WRITERS):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                assert called not in writing, f"{name}:{node.lineno} calls {called}; evidence is written by record"
                modes = [
                    a.value for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Constant)
                ]
                opens = called == "open" and any(isinstance(m, str) and re.fullmatch("[wax]b?t?[+]?", m) for m in modes)
                assert not opens, f"{name}:{node.lineno} opens a file for writing; evidence is written by record"


@pytest.mark.parametrize("suffix", ["py", "js", "css", "html"])
def test_files_are_small(suffix: str) -> None:
    for file in PACKAGE.rglob(f"*.{suffix}"):
        lines = len(file.read_text().splitlines())
        assert lines <= FILE_LINES, f"{file.relative_to(ROOT)} has {lines} lines"


def test_functions_and_classes_are_small() -> None:
    for file in modules():
        for node in ast.walk(ast.parse(file.read_text())):
            where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= FUNCTION_LINES, f"{where} {node.name} has {length} lines"
            if isinstance(node, ast.ClassDef):
                public = [n.name for n in node.body if is_method(n) and not n.name.startswith("_")]
                assert len(public) <= PUBLIC_METHODS, f"{where} {node.name} has {len(public)} public methods"


def is_method(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    """A property is a fact of its class, no method."""
    if not isinstance(node, ast.FunctionDef):
        return False
    return not {getattr(d, "id", getattr(d, "attr", "")) for d in node.decorator_list} & {"property", "setter"}


def test_hooks_file_is_small() -> None:
    assert len((PACKAGE / "plugin" / "__init__.py").read_text().splitlines()) <= HOOK_LINES


def test_no_drawer_for_odds_and_ends() -> None:
    odd = {"utils", "helpers", "common", "manager", "misc"}
    assert not [file for file in modules() if odd & {part.removesuffix(".py") for part in file.parts}]


def test_every_room_has_its_tests() -> None:
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    tested = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and list(p.rglob("test_*.py"))}
    assert rooms - {"model"} <= tested


def test_plugin_loads_nothing_heavy() -> None:
    heavy = ("httpx", "playwright", "starlette", "uvicorn", "pydantic", "faker", "jinja2", "yaml", "sqlalchemy")
    code = (
        "import pytest, sys; before = set(sys.modules)\n"
        "import pytest_b24moderation.plugin; print(*set(sys.modules) - before)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = result.stdout.split()
    assert "pytest_b24moderation.plugin.options" in loaded
    assert not [name for name in loaded if name.split(".")[0] in heavy]
    assert not [
        name for name in loaded if name.startswith(("pytest_b24moderation.model", "pytest_b24moderation.record"))
    ]


def test_the_door_is_true() -> None:
    code = (
        "import sys, pytest_b24moderation as door\n"
        "assert not [m for m in sys.modules if m.startswith('pytest_b24moderation.')], 'not lazy'\n"
        "assert all(getattr(door, name) is not None for name in door.__all__)\n"
        "assert set(door.__all__) <= set(dir(door))\n"
        "print(len(door.__all__))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 10


TOOLS = [["ruff", "check", "--no-cache", "."], ["ruff", "format", "--no-cache", "--check", "."], ["mypy"]]
"""Without caches: ruff's does not notice when a file that others import has moved."""


@pytest.mark.parametrize("tool", TOOLS, ids=" ".join)
def test_tools_are_content(tool: list[str]) -> None:
    command = [str(Path(sys.executable).with_name(tool[0])), *tool[1:]]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_nothing_names_a_registry_or_a_machine() -> None:
    pins = (ROOT / "requirements.txt").read_text()
    assert not re.search(r"https?:|file:|--index|--find-links", pins)
    assert pins.count("--hash=sha256:") > 100
    for lock in (*ROOT.glob("scenarios/**/package-lock.json"), *ROOT.glob("tests/**/package-lock.json")):
        assert '"resolved"' not in lock.read_text()
