"""The bytes of what residents attach: getFile names a path below the bot's own address (Bot API, getFile)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Fetched, NeedsHuman, Refused, TooLarge, Unclear

from .attachments import LARGEST_FILE
from .client import Api
from .errors import FILE_GONE


def fetch(account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
    """The bytes behind a file_id, at most `most`. Raises NetworkError; TooLarge beyond either limit."""
    api = Api(account, http.Deadline(deadline))
    found = _file(api, ref)
    most = min(most, LARGEST_FILE)
    if (loose.integer(found.get("file_size")) or 0) > most:
        raise TooLarge("telegram:file_too_big")
    path = loose.text(found.get("file_path"))
    if not path or path.startswith("/") or ".." in path.split("/"):
        # A Bot API server of one's own in local mode names a path on its own disk.
        raise Refused("telegram:foreign_path")
    try:
        answer = api.download(path, most=most)
    except Unclear as error:
        raise (TooLarge("telegram:file_too_big") if error.code == "too_large" else error) from None
    if answer.status == 404:
        raise Refused(FILE_GONE)
    if answer.status != 200:
        raise NeedsHuman(f"http:{answer.status}")
    return Fetched(content=answer.body)


def _file(api: Api, ref: str) -> Mapping[str, Any]:
    """What getFile says of a file. Raises NetworkError."""
    try:
        return loose.mapping(api.call("getFile", {"file_id": ref}))
    except Refused as error:
        if error.code != FILE_GONE:
            raise
        # Telegram says the same of a file that is gone and of one that it cannot hand over just now.
        raise Unclear(error.code, error.message) from None
