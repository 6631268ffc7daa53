from __future__ import annotations

from typing import Any

import pytest

LACKING = {"error": "insufficient_scope", "text": "The request requires higher privileges", "status": 401}


def test_enough(installed: Any) -> None:
    installed.rest("crm.deal.list")
    installed.rest("user.get", error="ACCESS_DENIED", status=403)
    installed.rest("task.get", source="harness", **LACKING)
    origin = (("Origin", "https://b24-x1y2z3.bitrix24.com"),)
    installed.rest("im.notify", source="browser", request_headers=origin, **LACKING)  # the portal's own page
    assert installed.keys("VER-02") == []


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("crm.deal.list", "crm"),
        ("CRM.Deal.List", "crm"),
        ("tasks.task.add", "task"),
        ("user.userfield.add", "user.userfield"),
        ("userfieldtype.add", "placement"),
        ("im.notify", "im"),
    ],
)
def test_lacking(installed: Any, method: str, scope: str) -> None:
    installed.rest(method, **LACKING)
    installed.at("use", "user")
    installed.rest(
        method, source="browser", request_headers=(("Origin", "https://acme-score.solution.test"),), **LACKING
    )
    found = installed.judge("VER-02")
    assert [(f.key, f.values["scope"], f.values["methods"]) for f in found] == [("lacking", scope, method.lower())]
    assert len(found[0].where) == 2


@pytest.mark.parametrize(("command", "key"), [("task.item.list", "lacking"), ("crm.currency.list", "library-habit?")])
def test_inside_a_batch(installed: Any, command: str, key: str) -> None:
    result = {"result": {}, "result_error": [{"error": "insufficient_scope"}], "result_total": []}
    installed.rest("batch", {"cmd[0]": f"{command}?filter[ID]=1"}, result=result)
    assert installed.keys("VER-02") == [key]


def test_version_3(installed: Any) -> None:
    error = {"code": "BITRIX_REST_V3_EXCEPTION_INSUFFICIENTSCOPEEXCEPTION", "message": "no"}
    installed.rest("api/tasks.task.get", error=error, status=403)
    assert installed.keys("VER-02") == ["lacking"]
