"""Files: uploaded with a ticket, kept once, found by their token."""

from __future__ import annotations

import io
import mimetypes
import secrets
from pathlib import Path

from PIL import Image

from nasvyazi.sandbox.max.world import File, World
from nasvyazi.sandbox.world import NotThere

KINDS = ("image", "video", "audio", "file")
"""UploadType of the Bot API; `photo` is no longer one."""
TOLD_BEFORE = ("video", "audio")
"""Their token is told with the upload's address, that of the others after the upload (POST /uploads)."""
LARGEST_IMAGE, LARGEST_SIDE = 50 * 1024 * 1024, 7680
LARGEST_HERE = 100 * 1024 * 1024
"""MAX takes videos of 250 MB, audio of 256 MB, files of 4 GB; a practice server keeps less."""
_FIRST_NUMBER = 9_634_521_001


def keep(world: World, content: bytes, *, kind: str, name: str, token: str = "") -> File:
    """Keep a file (inside the caller's transaction)."""
    width, height = _sides(content) if kind in {"image", "sticker"} else (0, 0)
    one = File(
        token=token or fresh_token(), kind=kind, number=world.store.next("max:file", start=_FIRST_NUMBER), name=name,
        mime=mimetypes.guess_type(name)[0] or "application/octet-stream", size=len(content), width=width, height=height,
    )  # fmt: skip
    world.files.mkdir(parents=True, exist_ok=True)
    on_disk(world, one).write_bytes(content)
    world.store.insert("max_file", vars(one))
    return one


def _sides(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as opened:
        return opened.size


def fresh_token() -> str:
    """A token that nobody had; it may stand in an address."""
    return secrets.token_urlsafe(32)


def ticket(world: World, bot: int, kind: str) -> tuple[str, str]:
    """A ticket for one upload, and the token that the file will have."""
    made, token = secrets.token_urlsafe(24), fresh_token()
    with world.store.transaction():
        world.store.insert("max_upload", {"ticket": made, "bot": bot, "kind": kind, "token": token})
    return made, token


def by_token(world: World, token: str) -> File:
    """A file. Raises NotThere."""
    row = world.store.one("SELECT * FROM max_file WHERE token = ?", (token,))
    if row is None:
        raise NotThere(f"no file {token}")
    return File(**dict(row))


def is_awaited(world: World, token: str) -> bool:
    """Whether a token was given out for an upload that has not come."""
    sql = "SELECT 1 FROM max_upload WHERE token = ? AND NOT used"
    return world.store.value(sql, (token,)) is not None


def address(world: World, token: str) -> str:
    """Where anybody may have the file."""
    return f"{world.base_url}/files/{token}"


def on_disk(world: World, one: File) -> Path:
    """Where its bytes lie."""
    return world.files / str(one.number)
