"""Photos on their way into a message: ask where to upload, upload, save, and name what was saved."""

from __future__ import annotations

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import OutgoingFile, Parcel, Refused, Unclear

from . import errors
from .client import Api, answer_items, check_status, require_trusted

MOST_PHOTOS = 10
"""Attachments of one message."""


def upload(api: Api, parcel: Parcel) -> list[str]:
    """The parcel's photos as VK names them in `attachment`, in order.

    Nothing is said to the resident by this, whatever goes wrong on the way; only leftovers stay in VK.
    """
    if len(parcel.files) > MOST_PHOTOS:
        raise Refused("vk:too_many_files")
    if not parcel.files:
        return []
    server = loose.mapping(api.call("photos.getMessagesUploadServer", peer_id=parcel.place.id))
    url = require_trusted(api.account, server.get("upload_url"))
    return [_save(api, _put(api, url, file)) for file in parcel.files]


def _put(api: Api, url: str, file: OutgoingFile) -> dict[str, str]:
    """Upload one file; what VK's upload server says of it goes to the saving method as it is."""
    try:
        content = file.path.read_bytes()
    except OSError:
        raise Refused("file") from None
    files = {"photo": (file.name, content, file.content_type)}
    answer = http.request("POST", url, road=api.account.road, files=files, deadline=api.deadline.left())
    check_status(answer)
    try:
        told = loose.mapping(answer.json())
    except ValueError:
        raise Unclear(errors.UNREADABLE) from None
    fields = {name: loose.text(told.get(name)) for name in ("photo", "server", "hash")}
    if fields["photo"] in ("", "[]"):
        raise Refused("vk:upload", loose.text(told.get("error"))[:300])
    return fields


def _save(api: Api, fields: dict[str, str]) -> str:
    saved = answer_items(api.call("photos.saveMessagesPhoto", **fields))
    if not saved:
        raise Refused("vk:upload")
    photo = saved[0]
    parts = [loose.text(photo.get(name)) for name in ("owner_id", "id", "access_key")]
    return "photo" + "_".join(filter(None, parts))
