"""The suite of the JavaScript SDK, on a checkout and a runner of tests made up for this: Node alone is real."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tools.fidelity import environments
from tools.fidelity.kinds import b24jssdk
from tools.fidelity.outcomes import judged
from tools.fidelity.place import FidelityError, Place
from tools.fidelity.suites import Checkout, checked_out, recognised

HOOKS = """
export const before = [], after = []
export const beforeEach = hook => before.push(hook)
export const afterEach = hook => after.unshift(hook)
"""
RUNNER = """
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { before, after } from 'vitest'

const words = process.argv.slice(2), output = words.at(-1).replace('--outputFile=', '')
const config = readFileSync(words[words.indexOf('--config') + 1], 'utf8')
await import(pathToFileURL(config.match(/"(.+b24_asking.mjs)"/)[1]))
const file = process.cwd() + '/test/integration/core/made-up.spec.mjs'
const assertionResults = []
for (const [title, run] of Object.entries((await import(pathToFileURL(file))).default)) {
  const task = { meta: {} }
  const row = { ancestorTitles: ['core'], title, status: 'passed', failureMessages: [], meta: task.meta }
  for (const hook of before) await hook({ task })
  try {
    if (run === null) row.status = 'skipped'
    else await run(process.env.B24_HOOK)
  } catch (error) {
    row.status = 'failed'
    row.failureMessages.push('\\u001b[31m' + error.message + '\\u001b[39m')
  }
  for (const hook of after) await hook({ task })
  assertionResults.push(row)
}
const unread = { name: process.cwd() + '/test/integration/unread.spec.ts', assertionResults: [], message: 'no module' }
writeFileSync(output, JSON.stringify({ testResults: [{ name: file, assertionResults }, unread], words }))
process.exit(1)
"""
TESTS = """
const call = async (hook, method, params = {}) => {
  const body = JSON.stringify(params)
  const answer = await fetch(hook + method, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  return (await answer.json()).result
}
const later = (hook, method, params) => call(hook.replace('/rest/', '/rest/api/'), method, params)
const same = (found, wanted) => { if (found !== wanted) throw new Error(`${found} is not ${wanted}`) }

export default {
  'good': async hook => same((await call(hook, 'crm.item.get', { entityTypeId: 4, id: 120 })).item.id, 120),
  'later': async hook => same((await later(hook, 'tasks.task.get', { id: 2, select: ['title'] })).item.title, 'Task 2'),
  'gone': async hook => same(await later(hook, 'tasks.task.get', { id: 3 }), undefined),
  'bad': async hook => same((await call(hook, 'profile')).NAME, 'Nobody'),
  'gap': async hook => { await call(hook, 'THE_GAP'); await call(hook, 'server.time') },
  'away': null
}
"""
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not here")


@pytest.fixture
def checkout(tmp_path: Path, gap: str) -> Path:
    folder = tmp_path / "co"
    sdk, tests = folder / "packages" / "jssdk", folder / "test" / "integration" / "core"
    sdk.mkdir(parents=True)
    tests.mkdir(parents=True)
    wanted = {"vitest": "^4.1.0", "dotenv": "^17.0.0", "nuxt": "^4.5.2"}
    (folder / "package.json").write_text(json.dumps({"version": "9.9.0", "devDependencies": wanted}))
    built = {"name": "@bitrix24/b24jssdk", "dependencies": {"luxon": "^3"}, "devDependencies": {"unbuild": "^3"}}
    (sdk / "package.json").write_text(json.dumps(built))
    (folder / "vitest.config.ts").write_text("export default { test: { projects: [] } }\n")
    (tests / "made-up.spec.mjs").write_text(TESTS.replace("THE_GAP", gap))
    return folder


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What npm was asked for; it gives the made-up runner."""
    given: list[Any] = []
    folder = tmp_path / "node_modules"
    package = {"name": "vitest", "version": "4.1.0", "type": "module", "exports": {".": "./index.mjs"}}
    files = {
        "vitest/package.json": json.dumps(package), "vitest/index.mjs": HOOKS, "vitest/vitest.mjs": RUNNER,
        "unbuild/dist/cli.mjs": "import { mkdirSync } from 'node:fs'\nmkdirSync('dist')\n",
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    def node(_: Path, wanted: dict[str, str]) -> Path:
        given.append(wanted)
        return folder

    monkeypatch.setattr(environments, "node", node)
    return given


def test_each_test_is_told_apart(checkout: Path, here: Place, gap: str, tmp_path: Path, modules: list[Any]) -> None:
    suite = recognised(checkout)
    assert suite is b24jssdk.SUITE
    copy = checked_out(checkout, suite, tmp_path / "scratch")
    rows = {row.test: judged(row) for row in suite.run(copy, here)}
    assert modules == [{"vitest": "^4.1.0", "dotenv": "^17.0.0", "unbuild": "^3", "luxon": "^3"}]
    assert (copy.version, (copy.path / "packages" / "jssdk" / "dist").is_dir()) == ("9.9.0", True)
    assert not (checkout / "b24.vitest.config.ts").exists()
    core = "integration/core/made-up.spec.mjs > core > "
    told = {name.removeprefix(core): (row.result, row.why) for name, row in rows.items()}
    assert told == {
        "good": ("passed", ""),
        "later": ("passed", ""),
        "gone": ("passed", ""),
        "bad": ("failed", told["bad"][1]),
        "gap": ("skipped", f"calls the gap {gap}"),
        "away": ("skipped", "the suite itself leaves it out (skipped)"),
        "integration/unread.spec.ts": ("failed", "no module"),
    }
    assert told["bad"][1].endswith("is not Nobody"), "colours are gone"
    assert rows[f"{core}good"].methods == ("crm.item.get",)
    assert rows[f"{core}later"].methods == ("tasks.task.get (REST 3.0)",)
    assert rows[f"{core}gap"].methods == ("server.time",)


def test_a_suite_that_does_not_begin(checkout: Path, here: Place, tmp_path: Path, modules: list[Any]) -> None:
    copy = checked_out(checkout, b24jssdk.SUITE, tmp_path / "scratch")
    (copy.path / "test" / "integration" / "core" / "made-up.spec.mjs").write_text("throw new Error('no')\n")
    with pytest.raises(FidelityError, match="ended with status 1"):
        b24jssdk.run(copy, here)
    assert len(modules) == 1


def test_npm_is_asked_once_for_the_same_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(environments, "done", lambda command, folder: asked.append((command[:2], folder)))
    for wanted in ({"vitest": "^4"}, {"vitest": "^4"}, {"vitest": "^5"}):
        assert environments.node(tmp_path / "node", wanted) == tmp_path / "node" / "node_modules"
    assert asked == [(["npm", "install"], tmp_path / "node")] * 2
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FidelityError, match="no node was found"):
        environments.node(tmp_path / "node", {})


def test_other_checkouts_are_not_taken_for_it(tmp_path: Path) -> None:
    assert not b24jssdk.recognises(tmp_path)
    unknown = Checkout(tmp_path, "x", "", "", tmp_path)
    assert b24jssdk.wanted(unknown.path) == {}
