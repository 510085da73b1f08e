"""Files: kept once, found by their id or, for a download, by their path."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from nasvyazi.sandbox.telegram.world import File, Json, World
from nasvyazi.sandbox.world import NotThere

LARGEST_DOWNLOAD = 20 * 1024 * 1024
"""getFile gives nothing larger (getFile of the Bot API)."""
LARGEST_PHOTO, LARGEST_UPLOAD = 10 * 1024 * 1024, 50 * 1024 * 1024
"""What a bot may send as a photo and as any other file (core.telegram.org/bots/api#sending-files)."""
_SIDES = (90, 320, 800, 1280, 2560)
"""The longer sides of a photo's copies in pixels, as Telegram makes them."""

Copy = tuple[int, int, bytes]
"""Width, height and the JPEG of one copy of a photo."""


def keep(world: World, content: bytes, *, folder: str, suffix: str, mime: str, size: int = 0) -> File:
    """Keep a file (inside the caller's transaction); `size` claims another size than it has."""
    path = f"{folder}/file_{world.store.next('tg:file')}{suffix}"
    one = File(file_id=f"AgAC{secrets.token_urlsafe(40)}", unique_id=f"AQAD{secrets.token_urlsafe(8)}", path=path,
               mime=mime, size=size or len(content))  # fmt: skip
    (world.files / folder).mkdir(parents=True, exist_ok=True)
    (world.files / path).write_bytes(content)
    world.store.insert("tg_file", vars(one))
    return one


def copies(jpeg: bytes) -> list[Copy]:
    """The copies of a photo, the smallest first (slow: not for the event loop)."""
    with Image.open(io.BytesIO(jpeg)) as image:
        whole = (*image.size, jpeg)
        smaller = [_smaller(image, side) for side in _SIDES if side < max(image.size)]
    return [*smaller, whole]


def _smaller(image: Image.Image, side: int) -> Copy:
    copy = image.copy()
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=80)
    return *copy.size, out.getvalue()


def keep_photo(world: World, made: Sequence[Copy]) -> list[Json]:
    """The PhotoSize objects of a photo (inside the caller's transaction)."""
    sizes = []
    for width, height, jpeg in made:
        one = keep(world, jpeg, folder="photos", suffix=".jpg", mime="image/jpeg")
        sizes.append(one.ids | {"width": width, "height": height})
    return sizes


def by_id(world: World, file_id: str) -> File:
    """A file by its id. Raises NotThere."""
    return _found(world, "file_id", file_id)


def by_path(world: World, path: str) -> File:
    """A file by the path that getFile names. Raises NotThere."""
    return _found(world, "path", path)


def _found(world: World, column: str, value: str) -> File:
    row = world.store.one(f"SELECT * FROM tg_file WHERE {column} = ?", (value,))  # noqa: S608
    if row is None:
        raise NotThere(f"no file {value}")
    return File(**dict(row))


def on_disk(world: World, one: File) -> Path:
    """Where its bytes lie."""
    return world.files / one.path
