"""Posts of the feed and comments on them, and who may read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.params import number


@dataclass(slots=True)
class Post:
    """One post. ``dest``: UA, U5, SG2, DR1; ``files``: its attachments by number."""

    id: int
    author: int
    title: str
    text: str
    at: float
    dest: list[str]
    maker: Maker
    important: bool = False
    important_until: str = ""
    tags: list[str] = field(default_factory=list)
    readers: set[int] = field(default_factory=set)
    files: dict[int, str] = field(default_factory=dict)
    poll: int = 0


@dataclass(slots=True)
class Comment:
    """A comment on a post."""

    id: int
    post_id: int
    author: int
    text: str
    at: float
    maker: Maker
    files: dict[int, tuple[str, int]] = field(default_factory=dict)
    """File of the Drive → its name and size."""


@dataclass
class Feed(Numbering):
    """Posts and comments by id."""

    posts: dict[int, Post] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)


def may_read(portal: Portal, user: User, post: Post) -> bool:
    """Whom it is addressed to, and its author."""
    if user.id == post.author or "UA" in post.dest:
        return True
    codes = portal.people.access_codes(user)
    return any(code in codes or (code.startswith("SG") and _inside(portal, user, code)) for code in post.dest)


def _inside(portal: Portal, user: User, code: str) -> bool:
    group = portal.ask("sonet.group", id=number(code[2:]), user=user)
    return bool(group and group["role"] in ("A", "E", "K"))


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Feed)
    found = [
        trace("feed posts", post.id, post.maker, post.title or post.text[:60], (post.text, post.dest, post.tags))
        for post in state.posts.values()
    ]
    return found + [
        trace("feed comments", one.id, one.maker, one.text[:60], one.text) for one in state.comments.values()
    ]


@answers("log.readable")
def readable(portal: Portal, post: int, user: User) -> bool:
    """Whether there is such a post that the user may read."""
    found = portal.state(Feed).posts.get(post)
    return found is not None and may_read(portal, user, found)


@answers("log.posts")
def posts(portal: Portal, user: User) -> list[dict[str, Any]]:
    """What the feed shows that user, the newest first."""
    people = portal.people.users
    return [
        {"id": post.id, "title": post.title, "text": post.text, "at": portal.iso(post.at)[:16].replace("T", " "),
         "author": people[post.author].full_name if post.author in people else "",
         "important": post.important, "read": user.id in post.readers}
        for post in sorted(portal.state(Feed).posts.values(), key=lambda one: one.id, reverse=True)
        if may_read(portal, user, post)
    ]  # fmt: skip
