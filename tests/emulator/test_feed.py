"""The feed: posts, whom they are for, comments."""

from __future__ import annotations

import base64
from typing import Any

ERRORS = "SONET_CONTROLLER_LIVEFEED_BLOGPOST_"


def ids(portal: Any, user_id: int = 1, **call: Any) -> list[str]:
    return [row["ID"] for row in portal.result("log.blogpost.get", call, user_id=user_id)]


def test_posts(portal: Any) -> None:
    mine = portal.user_id
    first = portal.result("log.blogpost.add", {"POST_MESSAGE": "Hello", "POST_TITLE": "T", "TAGS": "a, b"})
    second = portal.result("log.blogpost.add", {"POST_MESSAGE": "Only me", "DEST": ["U1"], "IMPORTANT": "Y"})
    (row,) = portal.result("log.blogpost.get", {"POST_ID": first})
    assert (row["TITLE"], row["DETAIL_TEXT"], row["AUTHOR_ID"], row["HAS_TAGS"]) == ("T", "Hello", "1", "Y")
    assert (row["UF_BLOG_POST_IMPRTNT"]["VALUE"], row["MICRO"], row["FILES"]) == (None, "N", [])
    assert ids(portal) == [str(second), str(first)]
    assert ids(portal, mine) == [str(first)]
    assert ids(portal, LOG_RIGHTS=["U1"]) == [str(second)]
    assert ids(portal, FIRST_ID=first) == [str(second)]
    assert ids(portal, LAST_ID=second, LIMIT=5) == [str(first)]
    assert ids(portal, LOG_DATE_FROM="2999-01-01") == ids(portal, LOG_DATE_TO="2000-01-01") == []
    assert portal.hook("log.blogpost.get").json()["total"] == 2
    assert portal.result("log.blogpost.share", {"POST_ID": second, "DEST": [f"U{mine}"]}) is True
    assert ids(portal, mine) == [str(second), str(first)]
    update = {"POST_ID": second, "POST_MESSAGE": "New", "USER_ID": 1, "DEST": ["DR2"]}
    assert portal.result("log.blogpost.update", update) == second
    assert portal.result("log.blogpost.get", {"POST_ID": second}, user_id=mine)[0]["DETAIL_TEXT"] == "New"
    assert portal.result("log.blogpost.getusers.important", {"POST_ID": second}) == []
    user = portal.state.people.users[mine]
    portal.running.wait(lambda: portal.state.perform("read-post", user, {"post": second}))
    assert portal.result("log.blogpost.getusers.important", {"POST_ID": second}) == [str(mine)]
    as_user = portal.result("log.blogpost.add", {"POST_MESSAGE": "x", "USER_ID": mine})
    assert portal.result("log.blogpost.get", {"POST_ID": as_user})[0]["AUTHOR_ID"] == str(mine)
    assert portal.result("log.blogpost.delete", {"POST_ID": first}) is True
    group = portal.result("sonet_group.create", {"NAME": "G"})
    inside = portal.result("log.blogpost.add", {"POST_MESSAGE": "x", "DEST": [f"SG{group}"]})
    assert str(inside) not in ids(portal, mine)
    portal.result("sonet_group.user.add", {"GROUP_ID": group, "USER_ID": mine})
    assert str(inside) in ids(portal, mine)


def test_refusals(portal: Any) -> None:
    mine = portal.user_id
    made = portal.result("log.blogpost.add", {"POST_MESSAGE": "Only me", "DEST": ["U1"]})

    def refused(verb: str, user_id: int = 1, **call: Any) -> tuple[str, str]:
        _, code, text = portal.refused(f"log.{verb}", call, user_id=user_id)
        return code, text

    assert refused("blogpost.add") == (f"{ERRORS}ADD_ERROR", "Blog post hasn't been added")
    assert refused("blogpost.add", POST_MESSAGE="x", DEST=["U999"]) == (
        f"{ERRORS}ADD_ERROR",
        "No destination specified",
    )
    assert refused("blogpost.update", POST_MESSAGE="x") == (f"{ERRORS}UPDATE_ERROR", "Wrong post ID")
    assert refused("blogpost.update", POST_ID=made) == ("EMPTY_TITLE", "Message title is not specified.")
    assert refused("blogpost.update", POST_ID=99, POST_TITLE="x") == (f"{ERRORS}UPDATE_ERROR", "No post found")
    assert refused("blogpost.update", mine, POST_ID=made, POST_TITLE="x") == (f"{ERRORS}UPDATE_ERROR", "No write perms")
    assert refused("blogpost.delete") == ("100", "Wrong post ID")
    assert refused("blogpost.delete", mine, POST_ID=made)[0] == "403"
    assert refused("blogpost.share", POST_ID=99) == ("", "Wrong post ID")
    assert refused("blogpost.share", POST_ID=made) == ("", "Wrong destinations")
    assert refused("blogpost.share", mine, POST_ID=made, DEST=["UA"]) == ("", "No read perms")
    assert refused("blogpost.getusers.important") == ("", "Wrong post ID")
    assert refused("blogcomment.add", mine, POST_ID=made, TEXT="x") == ("", "No post found")
    assert refused("blogcomment.add", POST_ID=made) == ("", "Blog comment hasn't been added")
    comment = portal.result("log.blogcomment.add", {"POST_ID": made, "TEXT": "x"})
    assert refused("blogcomment.add", POST_ID=made, TEXT="x") == ("", "Duplicate comment")
    assert refused("blogcomment.delete") == ("", "Wrong comment ID")
    assert refused("blogcomment.delete", COMMENT_ID=99) == ("", "No comment found")
    assert refused("blogcomment.delete", mine, COMMENT_ID=comment) == ("", "No delete perms")
    assert portal.result("log.blogcomment.delete", {"COMMENT_ID": comment}) is True


def test_comments_and_files(portal: Any) -> None:
    mine = portal.user_id
    file = ["a.png", base64.b64encode(b"picture").decode()]
    post = portal.result("log.blogpost.add", {"POST_MESSAGE": "Hi", "FILES": [file, ["bad", "?"], "x"]})
    row = portal.result("log.blogpost.get", {"POST_ID": post})[0]
    assert row["UF_BLOG_POST_FILE"]["VALUE"] == row["FILES"]
    assert len(row["FILES"]) == 1
    made = portal.result("log.blogcomment.add", {"POST_ID": post, "TEXT": "Yes", "FILES": [file]}, user_id=mine)
    own = portal.result("log.blogcomment.user.get", user_id=mine)
    (comment,) = own["comments"]
    assert (comment["id"], comment["text"], comment["log_id"]) == (made, "Yes", post)
    assert own["files"][str(comment["attach"][0])]["size"] == 7
    assert portal.result("log.blogcomment.user.get", {"USER_ID": mine})["comments"][0]["text"] == ""
    assert portal.result("log.blogcomment.user.get", {"FIRST_ID": made}, user_id=mine) == {"comments": [], "files": []}
    assert portal.result("log.blogpost.get", {"POST_ID": post})[0]["NUM_COMMENTS"] == "1"


def test_events_and_traces(portal: Any) -> None:
    auth = portal.installed(scopes=("log",)).access
    names = ("ONLIVEFEEDPOSTADD", "ONLIVEFEEDPOSTUPDATE", "ONLIVEFEEDPOSTDELETE")
    for name in names:
        portal.result("event.bind", {"event": name, "handler": f"{portal.inbox.url}/e"}, auth)
    made = portal.result("log.blogpost.add", {"POST_MESSAGE": "x"}, auth)
    owners = {(one.section, one.key): one.owner for one in portal.state.fingerprint()}
    assert owners["feed posts", str(made)] == "acme.score"
    portal.result("log.blogpost.update", {"POST_ID": made, "POST_MESSAGE": "y"})
    portal.result("log.blogpost.delete", {"POST_ID": made})
    posts = {post["event"]: post["data[FIELDS][POST_ID]"] for post in portal.settle()}
    assert posts == dict.fromkeys(names, str(made))
