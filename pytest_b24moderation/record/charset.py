"""Bytes to text in the charset that they say, or that they look like."""

from __future__ import annotations

import codecs
import re

_TEXT = re.compile(
    r"text/|application/(?:json|javascript|ecmascript|x-javascript|xml|x-www-form-urlencoded|graphql|"
    r"x-ndjson|x-httpd-php|manifest)|.*\+(?:json|xml)$"
)
_BINARY = re.compile(r"image/|audio/|video/|font/|application/(?:zip|gzip|pdf|x-font|vnd\.ms-|wasm|x-protobuf)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.I)
_META = re.compile(rb"<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Only real charsets of the web: Python also knows codecs such as punycode that a hostile name could make it crawl in.
_KNOWN = re.compile(
    r"utf-?(?:8|16|16-?le|16-?be)|us-ascii|ascii|latin-?1|(?:windows-|cp-?)(?:125\d|866|874|932|949)|iso-?8859-\d\d?|"
    r"koi8-[ru]|gbk|gb2312|gb18030|big5|euc-(?:jp|kr)|shift[-_]jis|iso-2022-jp|mac-?cyrillic"
)


def media_type(content_type: str) -> str:
    """The bare media type in lower case."""
    return content_type.partition(";")[0].strip().lower()


def is_text(body: bytes, content_type: str) -> bool:
    """Whether a person could read it: by its media type, and by its bytes where that says nothing."""
    kind = media_type(content_type)
    if _TEXT.match(kind):  # PHP says text/html of whatever a script prints
        return b"\0" not in body[:1024] or body.startswith(_WIDE) or "utf-16" in content_type.lower()
    if _BINARY.match(kind) or b"\0" in body[:4096]:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)  # incremental: a cut last character is no fault
    except UnicodeDecodeError:
        return False
    return True


def decoded(body: bytes, content_type: str) -> tuple[str, str]:
    """The text, and a note when the charset had to be guessed or did not fit."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), ""
    named = _named(body, content_type)
    name = named.lower()
    if name and _KNOWN.fullmatch(name) and name not in ("utf-8", "utf8"):
        try:
            return body.decode(name, "replace"), ""
        except LookupError:
            pass
    try:
        return body.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3:  # cut inside the last character
            return body.decode("utf-8", "replace"), ""
    if name in ("utf-8", "utf8"):
        return body.decode("utf-8", "replace"), "not valid utf-8"
    return body.decode("windows-1251", "replace"), "charset guessed: windows-1251"


def _named(body: bytes, content_type: str) -> str:
    match = _CHARSET.search(content_type)
    if match:
        return match[1]
    meta = _META.search(body, 0, 1024)
    return meta[1].decode("ascii") if meta else ""
