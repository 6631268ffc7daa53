"""Whatever is sent to workflows, lists, the drive and the document generator, they answer, and never crash."""

from __future__ import annotations

import zlib
from base64 import b64encode
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.registry import methods
from pytest_b24moderation.emulator.rest.call import Grant
from tests.emulator.robust import Calls, granted, survive

SCOPES = ("bizproc", "lists", "disk", "documentgenerator", "entity", "crm")
OURS = sorted(name for name in methods() if name.split(".")[0] in SCOPES[:5])
BPT = b64encode(zlib.compress(b'a:1:{s:8:"TEMPLATE";a:1:{i:0;a:1:{s:4:"Type";s:14:"ReviewActivity";}}}')).decode()
NAMES = [
    "id", "data", "fileContent", "rights", "filter", "order", "select", "start", "newName", "targetFolderId", "FIELDS",
    "versionId", "userId", "taskName", "QUERY", "TYPE", "FILTER", "generateUniqueName", "token", "MESSAGES", "RIGHTS",
    "IBLOCK_ORDER", "SECTION_ID", "SECTION_CODE", "ELEMENT_ID", "FIELD_ID", "ELEMENT_ORDER", "IBLOCK_SECTION_ID",
    "CODE", "HANDLER", "NAME", "PROPERTIES", "RETURN_PROPERTIES", "DOCUMENT_TYPE", "DOCUMENT_ID", "TEMPLATE_ID",
    "TEMPLATE_DATA", "AUTO_EXECUTE", "PARAMETERS", "TASK_ID", "STATUS", "TASK_IDS", "FROM_USER_ID", "TO_USER_ID",
    "EVENT_TOKEN", "RETURN_VALUES", "fields", "templateId", "value", "values", "accesses", "PROPERTY_VALUES",
    "PREVIEW_PICTURE", "SECTION", "PROPERTY", "ACCESS", "SOCNET_GROUP_ID",
]  # fmt: skip
INNER = [
    "NAME", "TYPE", "CODE", "LIST", "PROPERTY_1", "PROPERTY_2", "PROPERTY_1_DEL", "SETTINGS", "LIST_DEF", "SORT", "ID",
    ">=ID", "%NAME", "INCLUDE", "name", "template", "settings", "region", "numeratorId", "file", "fileId", "users",
    "permissions", "DOCUMENTS", "MODIFY", "roleId", "accessCode", "TASK_ID", "ACCESS_CODE", "STORAGE_ID", "FOLDER_ID",
    "Bitrix_Main_Numerator_Generator_SequentNumberGenerator", "start", "length", "timezone", "periodicBy",
    "DocumentNumber", "title", "phrases", "P", "F", "0", "LOGIC", "fileData", "VALUE", "DEFAULT_VALUE",
]  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 5), st.text(max_size=4),
    st.sampled_from([
        "1", "Y", "nan", "9" * 30, "²", "\ud800", "%", "S", "L", "F", "N:Sequence", "S:DateTime", "E", "0001-01-01",
        "9999-12-31T23:59:59+14:00", "year", "Europe/Berlin", "../etc", "https://a.test/x", "YWJj", "abc", "X", "n1",
        "disk_access_full", "crm", "CCrmDocumentDeal", "DEAL_1", "DEAL", BPT,
    ]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=4),
    max_leaves=6,
)
PARAMS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)
CALLS = st.lists(st.tuples(st.sampled_from(OURS), PARAMS, st.integers(0, 1)), min_size=1, max_size=8)
BASE = {"IBLOCK_TYPE_ID": "lists", "IBLOCK_ID": 1, "ENTITY": "e", "ID": 1, "id": 1}


def fresh() -> tuple[Any, list[Grant]]:
    first = (
        ("entity.add", {"NAME": "e", "ACCESS": {"AU": "X"}}),
        ("entity.item.property.add", {"PROPERTY": "F", "TYPE": "F"}),
        ("crm.deal.add", {"fields": {"TITLE": "x"}}),
        ("lists.add", {"IBLOCK_CODE": "l", "FIELDS": {"NAME": "l"}, "RIGHTS": {"AU": "W"}}),
        ("lists.field.add", {"FIELDS": {"NAME": "f", "TYPE": "F", "CODE": "f", "MULTIPLE": "Y"}}),
        ("lists.field.add", {"FIELDS": {"NAME": "d", "TYPE": "S:DateTime", "CODE": "d"}}),
        ("disk.storage.uploadFile", {"data": {"NAME": "a.txt"}, "fileContent": ["a", "YWJj"]}),
        ("documentgenerator.template.add",
         {"fields": {"name": "t", "numeratorId": 1, "region": "de", "file": "YWJj"}}),
        ("documentgenerator.document.add", {"templateId": 1, "value": "v"}),
        ("bizproc.robot.add", {"CODE": "r", "HANDLER": "https://a.test/r", "NAME": "r"}),
        ("bizproc.workflow.template.add",
         {"DOCUMENT_TYPE": ["crm", "CCrmDocumentDeal", "DEAL"], "NAME": "t", "TEMPLATE_DATA": BPT}),
        ("bizproc.workflow.start", {"TEMPLATE_ID": 1, "DOCUMENT_ID": ["crm", "CCrmDocumentDeal", "DEAL_1"]}),
    )  # fmt: skip
    return granted(SCOPES, [(name, BASE | params) for name, params in first])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CALLS)
def test_no_parameters_break_a_method(calls: Calls) -> None:
    portal, grants = fresh()
    survive(portal, grants, calls, BASE)
