"""Comments on posts of the feed. restdocs: api-reference/log/blogcomment."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.log.posts import acting, uploads
from pytest_b24moderation.emulator.scopes.log.state import Comment, Feed, may_read

LARGEST = 100


@method("log.blogcomment.add")
def add(call: Call) -> int:
    state = call.state(Feed)
    post = state.posts.get(number(call.get("POST_ID")))
    if post is None or not may_read(call.portal, call.user, post):
        raise classic("No post found")
    text, author = call.text("TEXT"), acting(call)
    if not text.strip():
        raise classic("Blog comment hasn't been added")
    if any((one.post_id, one.author, one.text) == (post.id, author, text) for one in state.comments.values()):
        raise classic("Duplicate comment")
    made = Comment(state.next_id("comment"), post.id, author, text, call.portal.clock.now(), call.maker)
    state.comments[made.id] = made
    for name, content in uploads(call):
        owner = call.portal.people.users[author]
        if file_id := call.portal.ask("disk.add", name=name, content=content, user=owner, maker=call.maker):
            made.files[file_id] = (name, len(content))
    return made.id


@method("log.blogcomment.delete")
def delete(call: Call) -> bool:
    wanted = number(call.get("COMMENT_ID"))
    if wanted <= 0:
        raise classic("Wrong comment ID")
    state = call.state(Feed)
    found = state.comments.get(wanted)
    if found is None:
        raise classic("No comment found")
    if not call.user.admin and found.author != call.user.id:
        raise classic("No delete perms")
    del state.comments[wanted]
    return True


@method("log.blogcomment.user.get")
def user_get(call: Call) -> dict[str, Any]:
    """A user's comments; those of others show their text only to themselves."""
    state, wanted = call.state(Feed), number(call.get("USER_ID"))
    user_id = wanted if wanted in call.portal.people.users else call.user.id
    first, last = number(call.get("FIRST_ID")), number(call.get("LAST_ID"))
    limit = number(call.get("LIMIT"))
    rows = [
        one
        for one in state.comments.values()
        if one.author == user_id and one.id > first and (not last or one.id < last)
    ][: limit if 0 < limit <= LARGEST else LARGEST]
    return {
        "comments": [
            {
                "id": one.id,
                "comment_id": one.id,
                "log_id": one.post_id,
                "date": call.portal.iso(one.at),
                "text": one.text if one.author == call.user.id else "",
                "attach": list(one.files),
            }
            for one in rows
        ],
        "files": {str(key): _file(call, one, key) for one in rows for key in one.files} or [],
    }


def _file(call: Call, comment: Comment, key: int) -> dict[str, Any]:
    name, size = comment.files[key]
    author, base = call.portal.people.users[comment.author], f"https://{call.portal.host}/disk"
    return {
        "id": key,
        "date": call.portal.iso(comment.at),
        "type": "image" if name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp")) else "file",
        "name": name,
        "size": size,
        "authorId": author.id,
        "authorName": author.full_name,
        "urlPreview": f"{base}/showPreview/{key}",
        "urlShow": f"{base}/showFile/{key}",
        "urlDownload": f"{base}/downloadFile/{key}",
    }
