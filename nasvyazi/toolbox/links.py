"""Addresses of the web as people paste them: one form for one page, without the tails of advertising."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST = 500
_TAILS = re.compile(r"utm_.*|yclid|gclid|fbclid|ysclid|_openstat|from|ref|rb_clickid|mt_.*|igshid|si")
"""Parameters that say by what road somebody came; no network names a post or a comment by them."""
_FIRST = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


def found_in(text: str) -> str:
    """The first address in a text ("" = none): programs that share put words around it."""
    found = _FIRST.search(text)
    return found.group().rstrip(".,;:!?)»]") if found else ""


def bare(url: str) -> str:
    """The address in one form, "" when it is none of the web or too long to keep.

    Host in lower case, without "www." and "m.", no default port, no last slash, no fragment, no tails; https.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if parts.scheme not in ("http", "https") or "." not in host:
        return ""
    asked = [(name, value) for name, value in parse_qsl(parts.query) if not _TAILS.fullmatch(name.lower())]
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    told = urlunsplit(("https", place, parts.path.rstrip("/"), urlencode(sorted(asked)), ""))
    return told if len(told) <= LONGEST else ""
