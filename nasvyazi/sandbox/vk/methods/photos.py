"""photos.*: the way of a photo into a message. The upload itself is in routes.py."""

from __future__ import annotations

import secrets
from typing import Any

from nasvyazi.sandbox.vk import objects
from nasvyazi.sandbox.vk import photos as album
from nasvyazi.sandbox.vk.api import Call, method
from nasvyazi.sandbox.vk.errors import ApiError
from nasvyazi.sandbox.vk.world import TokenKind


@method("photos.getMessagesUploadServer", TokenKind.COMMUNITY)
def get_messages_upload_server(call: Call) -> dict[str, Any]:
    """Where to send a photo as multipart field `photo`."""
    group = call.community().id
    query = f"act=do_add&gid={group}&aid={album.MESSAGE_ALBUM}&mid=0&hash={secrets.token_hex(16)}"
    return {"album_id": album.MESSAGE_ALBUM, "upload_url": f"{call.world.base_url}/upload?{query}",
            "user_id": 0, "group_id": group}  # fmt: skip


@method("photos.saveMessagesPhoto", TokenKind.COMMUNITY)
def save_messages_photo(call: Call) -> list[dict[str, Any]]:
    """Make a photo of an upload; `photo`, `server`, `hash` are what the upload answered."""
    photo = call.text("photo", required=True)
    kept = album.save_upload(call.world, photo=photo, server=call.text("server"), hash_=call.text("hash"),
                             owner_id=-call.community().id)  # fmt: skip
    if kept is None:
        raise ApiError(100, "One of the parameters specified was missing or invalid: photos_list is invalid")
    return [objects.photo(call.world, kept)]
