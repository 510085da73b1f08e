"""Addresses of the web as people paste them, so written that the same place is the same text."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}/[^\s<>\"']+", re.IGNORECASE)
_AFTER = ".,:;!?)»]"
"""What stands behind an address in a sentence."""
LONGEST = 500
"""So long an address is kept; a longer one is none."""
_SAME_HOST = {"vk.ru": "vk.com", "vkontakte.ru": "vk.com", "telegram.me": "t.me", "odnoklassniki.ru": "ok.ru"}
"""Hosts that show what another one shows: as found on the networks' own pages, 2026."""
_FRONTS = ("www.", "m.", "wap.", "mobile.", "new.")
_TAILS = re.compile(
    r"utm_\w+|fbclid|gclid|yclid|ysclid|igshid|_openstat|openstat|from|ref|ref_\w+|si|share|context|"
    r"trackcode|thread|offset|tail|single|hash",
    re.IGNORECASE,
)
"""What is hung onto an address on its way and does not change where it leads; `thread` only unfolds an answer in VK."""
_POPUP = re.compile(r"wall(?P<post>-?\d+_\d+)(?:_r(?P<reply>\d+))?")
"""VK's own way to name a post, or a comment under it, that was opened over another page: ?w=wall-1_2_r3."""


def find(text: str) -> str:
    """The first web address in a text, with its scheme; "" when there is none."""
    found = _ADDRESS.search(text)
    if found is not None:
        return found[0].rstrip(_AFTER)
    found = _WITHOUT_SCHEME.search(text)
    return f"https://{found[0].rstrip(_AFTER)}" if found is not None else ""


def canonical(address: str) -> str:
    """An address as it is compared: one scheme, one host for all its fronts, nothing that was hung onto it.

    "" for what is no web address.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return ""
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TAILS.fullmatch(name)
    ]
    path = unquote(parts.path).rstrip("/")
    host = _host(host)
    if host == "vk.com" and (popup := _POPUP.match(dict(query).get("w", ""))):
        path, reply = f"/wall{popup['post']}", popup["reply"]
        query = [("reply", reply)] if reply else []
    tail = f"?{urlencode(sorted(query))}" if query else ""
    told = f"https://{host}{path}{tail}"
    return told if len(told) <= LONGEST else ""


def _host(host: str) -> str:
    host = host.lower()
    for front in _FRONTS:
        host = host.removeprefix(front)
    return _SAME_HOST.get(host, host)
