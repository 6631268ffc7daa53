"""Posts of the feed. restdocs: api-reference/log."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act, answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_list, number, truth
from pytest_b24moderation.emulator.scopes.log.shown import shown
from pytest_b24moderation.emulator.scopes.log.state import Feed, Post, may_read
from pytest_b24moderation.emulator.selection import comparable

ADD_ERROR = "SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR"
UPDATE_ERROR = "SONET_CONTROLLER_LIVEFEED_BLOGPOST_UPDATE_ERROR"
LARGEST = 200
PAGE = 50


def acting(call: Call) -> int:
    """In whose name: the caller's, or USER_ID's when an administrator says so."""
    wanted = number(call.get("USER_ID"))
    return wanted if call.user.admin and wanted in call.portal.people.users else call.user.id


@method("log.blogpost.add")
def add(call: Call) -> int:
    if not call.text("POST_MESSAGE").strip():
        raise RestError(400, ADD_ERROR, "Blog post hasn't been added")
    dest = _dest(call)
    if dest is not None and not dest:
        raise RestError(400, ADD_ERROR, "No destination specified")
    state = call.state(Feed)
    author, now = acting(call), call.portal.clock.now()
    post = Post(state.next_id("post"), author, "", "", now, dest or ["UA"], call.maker)
    _write(call, post)
    post.tags = [one.strip() for one in call.text("TAGS").split(",") if one.strip()]
    state.posts[post.id] = post
    _announce(call, "ADD", post)
    return post.id


@answers("log.add")
def add_plain(portal: Portal, text: str, dest: list[str], user: User, maker: Maker) -> int:
    """A post of that user for those whom ``dest`` names; its id."""
    state = portal.state(Feed)
    post = Post(state.next_id("post"), user.id, "", text, portal.clock.now(), dest, maker)
    state.posts[post.id] = post
    portal.announce("ONLIVEFEEDPOSTADD", {"FIELDS": {"POST_ID": post.id}}, user_id=user.id)
    return post.id


@method("log.blogpost.get")
def get(call: Call) -> Listed:
    """The newest first; from FIRST_ID forwards or LAST_ID backwards with LIMIT, else by pages."""
    portal, rows = (
        call.portal,
        [post for post in call.state(Feed).posts.values() if may_read(call.portal, call.user, post)],
    )
    wanted = number(call.get("POST_ID"))
    rights = {str(one) for one in as_list(call.get("LOG_RIGHTS"))}
    if wanted:
        rows = [post for post in rows if post.id == wanted]
    elif rights:
        rows = [post for post in rows if rights & set(post.dest)]
    start, end = (moment(call.text(name), portal.zone) for name in ("LOG_DATE_FROM", "LOG_DATE_TO"))
    rows = [post for post in rows if _between(portal.iso(post.at), start, end)]
    first, last = number(call.get("FIRST_ID")), number(call.get("LAST_ID"))
    limit = number(call.get("LIMIT"))
    limit = min(limit, LARGEST) if limit > 0 else PAGE
    if first:
        found = sorted((post for post in rows if post.id > first), key=lambda post: post.id)[:limit]
        return Listed([shown(call, post) for post in found])
    rows.sort(key=lambda post: post.id, reverse=True)
    if last:
        return Listed([shown(call, post) for post in rows if post.id < last][:limit])
    part = page(call, rows)
    return Listed([shown(call, post) for post in part.rows], part.total, part.next)


@method("log.blogpost.update")
def update(call: Call) -> int:
    wanted = number(call.get("POST_ID"))
    if wanted <= 0:
        raise RestError(400, UPDATE_ERROR, "Wrong post ID")
    if not call.text("POST_MESSAGE") and not call.text("POST_TITLE"):
        raise RestError(400, "EMPTY_TITLE", "Message title is not specified.")
    post = call.state(Feed).posts.get(wanted)
    if post is None:
        raise RestError(400, UPDATE_ERROR, "No post found")
    if not _own(call, post):
        raise RestError(400, UPDATE_ERROR, "No write perms")
    post.dest = _dest(call) or post.dest
    _write(call, post)
    _announce(call, "UPDATE", post)
    return post.id


@method("log.blogpost.delete")
def delete(call: Call) -> bool:
    """A post goes with its comments."""
    state = call.state(Feed)
    post = state.posts.get(number(call.get("POST_ID")))
    if post is None:
        raise RestError(400, "100", "Wrong post ID")
    if not _own(call, post):
        raise RestError(400, "403", "You do not have permission to delete this message")
    del state.posts[post.id]
    state.comments = {key: one for key, one in state.comments.items() if one.post_id != post.id}
    call.portal.tell("log.erased", post=post.id)
    _announce(call, "DELETE", post)
    return True


@method("log.blogpost.share")
def share(call: Call) -> bool:
    post = call.state(Feed).posts.get(number(call.get("POST_ID")))
    if post is None:
        raise classic("Wrong post ID")
    if not may_read(call.portal, call.user, post) and not call.user.admin:
        raise classic("No read perms")
    dest = _dest(call)
    if not dest:
        raise classic("Wrong destinations")
    post.dest += [one for one in dest if one not in post.dest]
    return True


@method("log.blogpost.getusers.important")
def important_readers(call: Call) -> list[str]:
    post = call.state(Feed).posts.get(number(call.get("POST_ID")))
    if post is None:
        raise classic("Wrong post ID")
    return [str(one) for one in sorted(post.readers)]


@act("read-post")
def read_post(portal: Portal, user: User, post: int) -> None:
    """Say of an important post that one has read it."""
    found = portal.state(Feed).posts.get(number(post))
    if found is None or not found.important or not may_read(portal, user, found):
        raise ActError("read-post: there is no such important post", "its id, a post that this user may see", str(post))
    found.readers.add(user.id)


def _own(call: Call, post: Post) -> bool:
    return call.user.admin or post.author == call.user.id


def _dest(call: Call) -> list[str] | None:
    """Whom it is for, those only that there are; None where nothing was said."""
    given = call.get("DEST", call.get("SPERM"))
    if given is None:
        return None
    people = call.portal.people
    found = []
    for one in as_list(given):
        code = str(one).upper()
        kind, key = code.rstrip("0123456789"), number(code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        known = {
            "UA": code == "UA",
            "U": key in people.users,
            "DR": key in people.departments,
            "SG": kind == "SG" and call.portal.ask("sonet.group", id=key, user=call.user) is not None,
        }
        if known.get(kind, False):
            found.append(code)
    return found


def _write(call: Call, post: Post) -> None:
    """The text and its title; a text without a title makes the post one without."""
    if call.get("POST_MESSAGE") is not None:
        post.text, post.title = call.text("POST_MESSAGE"), call.text("POST_TITLE")
    elif call.get("POST_TITLE") is not None:
        post.title = call.text("POST_TITLE")
    if call.get("IMPORTANT") is not None:
        post.important = truth(call.get("IMPORTANT"))
    if call.get("IMPORTANT_DATE_END") is not None:
        post.important_until = moment(call.text("IMPORTANT_DATE_END"), call.portal.zone)
    _poll(call, post)
    for name, content in uploads(call):
        author = call.portal.people.users[post.author]
        file_id = call.portal.ask("disk.add", name=name, content=content, user=author, maker=call.maker)
        facts = {"module": "blog", "entity_type": "BLOG_POST", "entity": str(post.id)}
        attachment = call.portal.ask("disk.attach", id=file_id, user=author, **facts) if file_id else None
        if attachment:
            post.files[attachment] = name


def _poll(call: Call, post: Post) -> None:
    """UF_BLOG_POST_VOTE names (`n5`) the field with the poll's questions, which `vote` keeps."""
    key = call.text("UF_BLOG_POST_VOTE")
    data = call.get(f"UF_BLOG_POST_VOTE_{key}_DATA")
    if key and isinstance(data, dict):
        facts = {"data": data, "user": call.portal.people.users[post.author], "maker": call.maker}
        post.poll = call.portal.ask("vote.attach", post=post.id, **facts) or post.poll


def uploads(call: Call) -> Iterator[tuple[str, bytes]]:
    """The files of FILES: [[name, base64], …]; what is no file is passed over."""
    for row in as_list(call.get("FILES")):
        pair = as_list(row)
        if len(pair) == 2:
            try:
                yield str(pair[0]), base64.b64decode(str(pair[1]), validate=True)
            except ValueError:
                continue


def _announce(call: Call, verb: str, post: Post) -> None:
    call.announce(f"ONLIVEFEEDPOST{verb}", {"FIELDS": {"POST_ID": post.id}})


def _between(at: str, start: str, end: str) -> bool:
    here = comparable(at)
    return (not start or here >= comparable(start)) and (not end or here <= comparable(end))
