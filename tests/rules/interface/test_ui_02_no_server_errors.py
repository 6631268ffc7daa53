from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_b24moderation.model import PageText

PROSE = "<p>" + "When the settings of the server are wrong, the page may show a message such as this one. " * 5 + "</p>"
WARNING = "Warning: Undefined variable $score in /var/www/html/index.php on line 12"
JAVA = "java.lang.NullPointerException: x\n\tat com.acme.Score.main(Score.java:12)"
ERRORS = [
    "<br />\n<b>Warning</b>:  Undefined variable $x in <b>C:\\www\\index.php</b> on line <b>3</b><br />",
    "\nPHP Notice:  Undefined index: a in /srv/app/index.php on line 7\n",
    "\nFatal error: Uncaught Error: no in /srv/a.php:3\nStack trace:\n#0 {main}\n  thrown in /srv/a.php on line 3\n",
    "<b>Parse error</b>: syntax error, unexpected '}' in <b>/srv/a.php</b> on line <b>1</b>",
    "<pre>#0 /srv/app/lib.php(12): run()</pre>",
    '<pre>Traceback (most recent call last):\n  File "/app/a.py", line 1\n    1 / 0\nZeroDivisionError: no\n</pre>',
    "<p>You're seeing this error because you have DEBUG = True in your settings</p>",
    "<pre>TypeError: x is not a function<br> &nbsp; &nbsp;at /app/server.js:10:5<br></pre>",
    f"<pre>{JAVA}</pre>",
    "<h1>Whitelabel Error Page</h1>",
    "<pre>System.NullReferenceException: Object reference not set\n   at Acme.Score.Run(Int32 id)</pre>",
    "<h1>Server Error in '/' Application.</h1>",
    "<pre>app/models/score.rb:12:in `run'</pre>",
    "<h1>NoMethodError in DealsController#index</h1>",
    "<pre>panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()</pre>",
]
GOOD = [
    "<h1>Warning: low stock</h1><p>Notice: prices in EUR, see page on line 3 of the list</p>",
    "<p>Предупреждение: остаток мал. Ошибка в строке 5. Fatal error — это когда всё плохо.</p>",
    "<table><tr><td>Warning: fragile</td><td>15.00</td></tr><tr><td>Parse error course</td><td>99</td></tr></table>",
    "<script>console.log('Warning: x in /a.php on line 3')</script><p>Error: choose a list</p>",
    "<p>Deprecated: this price list is replaced in May. Our exception: Sundays.</p>",
    "<p>Error: the deal was not found at 10:15</p><p>at Berlin: 10:15:30</p>",
]


@pytest.mark.parametrize("body", ERRORS)
def test_errors_in_answers(story: Any, body: str) -> None:
    story.at("open", "admin")
    story.page(body)
    assert "server-error" in story.keys("UI-02")


@pytest.mark.parametrize("body", GOOD)
def test_ordinary_pages(story: Any, body: str) -> None:
    story.at("open", "admin")
    story.page(body)
    assert story.keys("UI-02") == []
    story.page(json.dumps({"error": body}), kind="application/json")
    assert story.keys("UI-02") == []


def test_error_in_a_text_and_its_answer_is_told_once(story: Any) -> None:
    story.at("use", "admin")
    answer = story.page(f"<p>Deals</p><br />\n<b>{WARNING[:7]}</b>{WARNING[7:]}<br />")
    page = story.add(PageText, url="/", owner="solution", title="", text=f"Deals\n\n{WARNING}\n")
    found = story.judge("UI-02")
    assert [f.key for f in found] == ["server-error"]
    assert found[0].where == (page, answer)
    assert found[0].values["text"] == WARNING


@pytest.mark.parametrize("tag", ["pre", "code", "blockquote"])
def test_article_is_asked(story: Any, tag: str) -> None:
    story.at("use", "admin")
    story.page(f"<article>{PROSE}<{tag}>{WARNING}</{tag}></article>")
    story.add(PageText, url="/help", owner="solution", title="", text=f"Help\n{WARNING}\n")
    assert story.keys("UI-02") == ["quoted?"]


def test_the_same_block_in_an_error_page_is_certain(story: Any) -> None:
    story.at("use", "admin")
    story.page(f"<article>{PROSE}<pre>{WARNING}</pre></article>", 500)
    assert story.keys("UI-02") == ["server-error"]


def test_json(story: Any) -> None:
    story.at("use", "admin")
    story.page(json.dumps({"log": [{"line": JAVA}]}), kind="application/json")
    assert story.keys("UI-02") == ["quoted?"]
    story.page(json.dumps({"error": {"detail": WARNING}}), kind="application/json")
    story.page("\n" + WARNING.replace("12", "13") + '\n{"ok": true}', kind="application/json")
    assert sorted(story.keys("UI-02")) == ["quoted?", "server-error", "server-error"]


def test_scripts_the_portal_and_databases_are_not_judged(story: Any) -> None:
    story.at("use", "admin")
    story.page(f"const example = `\n{WARNING}\n`", kind="text/javascript")
    story.add(PageText, url="/", owner="portal", title="", text=WARNING)
    story.page("<b>Warning</b>: mysqli_connect(): Access denied for user 'a'@'b' in <b>/srv/a.php</b> on line <b>3</b>")
    assert story.keys("UI-02") == []
    assert story.keys("UI-03") == ["database-error"]
