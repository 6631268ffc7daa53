"""The portal that the Python SDK's tests take for granted.

Some name records by number (lead 43, deal 27, activity 89 …); some want constants of one's own portal, for which
tests/README.md has tests/constants_local.py: tokens of applications and users in states that only a portal makes.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pytest_b24moderation import emulator
from pytest_b24moderation.emulator.scopes.disk.state import Disk
from tools.fidelity.place import Place

LEAD, CONTACT, DEAL, ACTIVITY, CALL_LIST, DOCUMENT, DOCUMENT_DEAL = 43, 3, 27, 89, 19, 9, 5
FUNNELS, STORAGE, FOLDER, SECOND_USER = 2, 215, 293, 2
FORMER = "b24-former.bitrix24.com"


def records(place: Place) -> None:
    """Every record that a test names by its number, and one of each that tests look for."""
    place.running.call(lambda: _second_user(place))
    place.rest("event.bind", {"event": "ONCRMLEADADD", "event_type": "offline"}, place.access_token)
    _reach(place, LEAD, "crm.lead.add", {"fields": {"TITLE": "Lead", "NAME": "Lee"}})
    _reach(place, CONTACT, "crm.contact.add", {"fields": {"NAME": "Connie"}})
    _reach(place, FUNNELS, "crm.category.add", {"entityTypeId": 2, "fields": {"name": "Funnel"}})
    badge = {"code": "b24pysdk_test_badge", "title": "Badge", "value": "Value", "type": "success"}
    place.rest("crm.activity.badge.add", badge)
    _reach(place, DEAL, "crm.deal.add", {"fields": {"TITLE": "Deal"}})
    todo = {"ownerTypeId": 1, "ownerId": LEAD, "deadline": "2030-01-01T00:00:00+00:00", "title": "Call"}
    _reach(place, ACTIVITY, "crm.activity.todo.add", todo)
    _reach(place, CALL_LIST, "crm.calllist.add", {"ENTITY_TYPE": "CONTACT", "ENTITIES": [1]})
    _documents(place)
    place.running.call(lambda: _disk(place))
    place.rest("disk.folder.addsubfolder", {"id": FOLDER, "data": {"NAME": "Below"}})
    place.rest("sonet_group.create", {"NAME": "Everybody", "VISIBLE": "Y", "OPENED": "Y"})


def constants(place: Place) -> dict[str, Any]:
    """The constants of one's own portal, by the names of tests/constants.py."""
    portal = place.cloud.portal
    regular = portal.people.regular_id
    gone, restricted, unpaid = (_application(place, title) for title in ("Gone", "Restricted", "Unpaid"))
    fired = place.rest("user.add", {"EMAIL": "fired@acme.example", "NAME": "Fred", "UF_DEPARTMENT": [1]})
    tokens = {
        "APP_NOT_FOUND_TOKEN": _token(place, gone, 1),
        "RESTRICTED_USER_OAUTH_TOKEN": _token(place, restricted, regular),
        "SUBSCRIPTION_ENDED_TOKEN": _token(place, unpaid, 1),
        "FIRED_USER_TOKEN": _token(place, place.app, fired),
    }

    def turn() -> str:
        portal.apps.uninstall(gone, portal.people.users[1], clean=True)
        restricted.access = ("U1",)
        unpaid.status, unpaid.date_finish = "P", portal.clock.now() - 30 * 86400
        return portal.people.webhook(1, frozenset({"user_brief"}))

    brief = place.running.call(turn)
    place.rest("user.update", {"ID": fired, "ACTIVE": "N"})
    plain = {"HEAD_DEPARTMENT_ID": 1, "LEAD_ID": LEAD, "OLD_DOMAIN": FORMER, "PROFILE_ONLY_WEBHOOK_TOKEN": f"1/{brief}"}
    return plain | tokens


def expired_token(place: Place) -> str:
    """An access token whose time is over."""
    access = place.tokens()[0]

    def age() -> None:
        place.cloud.portal.tokens.access[access].expires = place.cloud.clock.now() - 1

    place.running.call(age)
    return access


@contextmanager
def former_name(place: Place) -> Iterator[None]:
    """The name that the portal had before: every call is sent on to the name it has now."""
    cloud = emulator.create_app(seed=1)
    cloud.faults.moved_to = place.domain
    with emulator.serve(cloud) as running:
        place.gateway.route(FORMER, "portal", ("127.0.0.1", running.port))
        yield


def _reach(place: Place, wanted: int, method: str, params: Mapping[str, Any]) -> None:
    """Add until the number that is wanted is given out."""
    made = 0
    while made < wanted:
        answer = place.rest(method, params)
        made = int(answer.get("id") or answer["category"]["id"]) if isinstance(answer, dict) else int(answer)


def _second_user(place: Place) -> None:
    people = place.cloud.portal.people
    regular = people.users[people.regular_id]
    mail = "second@acme.example"
    people.users[SECOND_USER] = replace(
        regular, id=SECOND_USER, login=mail, email=mail, name="Sam", password=people.word(14)
    )


def _disk(place: Place) -> None:
    """The next storage and the next folder bear the numbers that tests name."""
    portal = place.cloud.portal
    disk = portal.state(Disk)
    disk.settle(portal)
    while disk.next_id("storage") < STORAGE - 1:
        continue
    storage = disk.add_storage(portal, "Team", "group", "0", portal.people.users[1].maker)
    while disk.next_id("object") < FOLDER - 1:
        continue
    root = disk.nodes[storage.root]
    disk.nodes[FOLDER] = replace(root, id=disk.next_id("object"), name="Folder", parent=root.id)


def _documents(place: Place) -> None:
    numerator = {"name": "Numerator", "template": "{NUMBER}", "settings": {}}
    numbered = place.rest("crm.documentgenerator.numerator.add", {"fields": numerator})["numerator"]["id"]
    file = ["template.docx", base64.b64encode(_docx()).decode()]
    fields = {"name": "Template", "file": file, "numeratorId": numbered, "region": "us", "entityTypeId": ["2"]}
    made = place.rest("crm.documentgenerator.template.add", {"fields": fields})
    for _ in range(DOCUMENT):
        wanted = {"templateId": made["template"]["id"], "entityTypeId": 2, "entityId": DOCUMENT_DEAL}
        place.rest("crm.documentgenerator.document.add", wanted)


def _docx() -> bytes:
    """A text document with one field."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{{Title}}</w:t></w:r></w:p></w:body></w:document>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", body)
    return made.getvalue()


def _application(place: Place, title: str) -> Any:
    portal = place.cloud.portal
    version = emulator.ListingVersion(1, url=f"https://{title.lower()}.fidelity.test/", scopes=place.app.scopes)
    return place.running.call(lambda: portal.apps.add_local(title, version, portal.people.users[1]))


def _token(place: Place, app: Any, user_id: int) -> str:
    return place.running.call(lambda: place.cloud.portal.issue(app, user_id)).access
