"""Posts as answers print them. restdocs: api-reference/log/log-blogpost-get.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.scopes.log.state import Feed, Post


def shown(call: Call, post: Post) -> dict[str, Any]:
    number_ = sum(one.post_id == post.id for one in call.state(Feed).comments.values())
    values = {
        "UF_BLOG_POST_FILE": list(post.files) or False,
        "UF_BLOG_POST_IMPRTNT": 1 if post.important else None,
        "UF_IMPRTANT_DATE_END": post.important_until or None,
        "UF_BLOG_POST_VOTE": post.poll or None,
    }
    return {
        "ID": str(post.id), "BLOG_ID": str(post.author), "PUBLISH_STATUS": "P",
        "TITLE": post.title or post.text[:100], "AUTHOR_ID": str(post.author), "ENABLE_COMMENTS": "Y",
        "NUM_COMMENTS": str(number_), "CODE": None, "MICRO": "N" if post.title else "Y", "DETAIL_TEXT": post.text,
        "DATE_PUBLISH": call.portal.iso(post.at), "CATEGORY_ID": None,
        "HAS_SOCNET_ALL": "Y" if "UA" in post.dest else "N", "HAS_TAGS": "Y" if post.tags else "N",
        "HAS_IMAGES": "N", "HAS_PROPS": "Y" if post.files or post.important else "N", "HAS_COMMENT_IMAGES": None,
        **{name: _userfield(name, value, post.id) for name, value in values.items()},
        "FILES": list(post.files),
    }  # fmt: skip


def _userfield(name: str, value: Any, post_id: int) -> dict[str, Any]:
    kind = {"UF_BLOG_POST_FILE": "disk_file", "UF_IMPRTANT_DATE_END": "datetime"}.get(name, "integer")
    return {
        "ENTITY_ID": "BLOG_POST", "FIELD_NAME": name, "USER_TYPE_ID": kind, "XML_ID": name,
        "MULTIPLE": "Y" if kind == "disk_file" else "N", "MANDATORY": "N", "VALUE": value,
        "ENTITY_VALUE_ID": post_id, "VALUE_EXISTS": True,
    }  # fmt: skip
