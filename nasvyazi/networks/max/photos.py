"""Photos on their way into a message: ask where to upload, upload, and name what was uploaded."""

from __future__ import annotations

from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import NeedsHuman, NothingSent, OutgoingFile, Refused, Throttled, Unclear

from .client import Api, Object, decoded
from .errors import LATER, UNREADABLE

MOST_PHOTOS = 10
LARGEST_PHOTO = 50 * 1024 * 1024
"""POST /uploads, type image."""
UPLOAD_HOSTS = ("*.oneme.ru", "*.okcdn.ru", "*.max.ru")
"""iu.oneme.ru for images (POST /uploads), and its neighbours."""
_FIELD = "data"


def upload(api: Api, file: OutgoingFile) -> dict[str, Any]:
    """One photo as a message names it (PhotoAttachmentRequest). Raises NetworkError, never Unclear.

    Nothing is said to the resident by this, whatever goes wrong on the way; only leftovers stay in MAX.
    """
    content = _read(file)
    try:
        url = loose.text(api.post("/uploads", {"type": "image"}).get("url"))
        if not http.is_trusted(url, hosts=UPLOAD_HOSTS, base=api.account.api_url):
            raise NeedsHuman("max:upload_host")
        # The address is permission enough: the token goes to no other host than the API's.
        files = {_FIELD: (file.name, content, file.content_type)}
        answer = http.request("POST", url, road=api.account.road, files=files, deadline=api.deadline.left())
    except Unclear as error:
        raise NothingSent(error.code, error.message) from error
    except Throttled as error:
        raise Throttled(LATER, error.message, retry_after=error.retry_after) from error
    return {"type": "image", "payload": _uploaded(answer)}


def _uploaded(answer: http.Response) -> Object:
    """What the upload server calls the photo: a token, or several sizes with one each (PhotoTokens)."""
    told = decoded(answer) or {}
    if answer.status != 200 or "error_code" in told:
        raise Refused("max:photo", loose.text(told.get("error_msg"))[:300])
    photos = {
        name: {"token": token}
        for name, photo in loose.mapping(told.get("photos")).items()
        if (token := loose.text(loose.mapping(photo).get("token")))
    }
    if photos:
        return {"photos": photos}
    token = loose.text(told.get("token"))
    if not token:
        raise NothingSent(UNREADABLE)
    return {"token": token}


def _read(file: OutgoingFile) -> bytes:
    try:
        content = file.path.read_bytes()
    except OSError:
        raise Refused("file") from None
    if len(content) > LARGEST_PHOTO:
        raise Refused("max:photo_too_large")
    return content
