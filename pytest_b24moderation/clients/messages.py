"""The protocol between a portal's page and the solution's frame, overheard (portal-ui 4.5).

A frame asks `method:params:callback:sid`, with empty pieces kept (BX24.js) or dropped (b24jssdk), or sends an
object when the method's own name has a colon; the portal answers `callback:JSON`.
"""

from __future__ import annotations

import json
import re

from playwright.sync_api import Frame, Page

from pytest_b24moderation.clients.owners import PORTAL, SOLUTION, Owners
from pytest_b24moderation.model import FrameMessage
from pytest_b24moderation.record import Recorder

SID = re.compile(r"^[0-9a-f]{32}$")

TOKENS = {"AUTH_ID": "access_token", "REFRESH_ID": "refresh_token"}


def parse_up(data: str) -> tuple[str, str, str]:
    """Command, callback and sid of a frame's message; empty strings when it is none of this protocol."""
    if data.startswith("{"):
        return _parse_object(data)
    pieces = data.split(":")
    if len(pieces) < 2 or not SID.match(pieces[-1]):
        return "", "", ""
    # two pieces: a command alone; three: b24jssdk left the parameters out
    callback = pieces[-2] if len(pieces) > 2 else ""
    if len(pieces) == 3 and callback.startswith("{"):
        callback = ""
    return pieces[0], callback, pieces[-1]


def _parse_object(data: str) -> tuple[str, str, str]:
    try:
        found = json.loads(data)
    except ValueError:
        return "", "", ""
    if not isinstance(found, dict):
        return "", "", ""
    return str(found.get("method", "")), str(found.get("callback") or ""), str(found.get("appSid", ""))


class Messages:
    """Writes overheard messages to the timeline and remembers which command a callback answers."""

    def __init__(self, recorder: Recorder, owners: Owners) -> None:
        self._recorder = recorder
        self._owners = owners
        self._asked: dict[str, str] = {}
        self.finished_in = ""
        """APP_SID of the frame that said last that its installation is finished."""

    def heard(self, page: Page, frame: Frame, note: dict[str, object]) -> None:
        """``frame`` got the message of ``note`` (data, from, to: two origins)."""
        data, sender = str(note.get("data", "")), self._owners.of_url(str(note.get("from", "")))
        receiver = self._owners.of_frame(frame)
        if receiver == PORTAL and sender == SOLUTION:
            command, callback, sid = parse_up(data)
            if command:
                self._asked[callback] = command
                if command == "setInstallFinish":
                    self.finished_in = sid
                self._add("up", command, data, _address(page, sid) or str(note.get("from", "")))
        elif receiver == SOLUTION and sender == PORTAL:
            callback, _, answer = data.partition(":")
            self._learn(answer)
            self._add("down", self._asked.get(callback, ""), data, frame.url)

    def _add(self, way: str, command: str, data: str, frame: str) -> None:
        self._recorder.add(FrameMessage, way=way, command=command, data=data, frame=frame)

    def _learn(self, answer: str) -> None:
        try:
            found = json.loads(answer) if answer.startswith("{") else {}
        except ValueError:
            return
        for key, label in TOKENS.items():
            if isinstance(found.get(key), str) and found[key]:
                self._recorder.learn(label, found[key])


def _address(page: Page, sid: str) -> str:
    return next((f.url for f in page.frames if sid and f.name.endswith(sid)), "")
