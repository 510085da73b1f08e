"""Photos: taken in, kept as one JPEG each, given out in VK's sizes."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.store import marks
from nasvyazi.sandbox.vk.world import Photo, World
from nasvyazi.sandbox.world import NotThere

LARGEST = 50 * 1024 * 1024
MESSAGE_ALBUM = -64
WALL_ALBUM = -7
STICKERS = 0
"""A sticker is kept as a picture of no album."""
_FIRST_PHOTO = 457_239_017
_SIZES = (("s", 75), ("m", 130), ("o", 130), ("p", 200), ("q", 320), ("r", 510), ("x", 604), ("y", 807),
          ("z", 1280), ("w", 2560))  # fmt: skip
"""Types of copies and the longer side of each in pixels (o, p, q, r are cropped to 3:2 by VK; here they are not)."""
_ALWAYS = frozenset("smopqrx")


def keep(world: World, jpeg: bytes, *, owner_id: int, album_id: int) -> Photo:
    """Keep a JPEG that was made by `uploads.normalised` or by the program itself."""
    with Image.open(io.BytesIO(jpeg)) as image:
        width, height = image.size
    number = world.store.next("vk:photo", start=_FIRST_PHOTO)
    world.files.mkdir(parents=True, exist_ok=True)
    (world.files / f"{number}.jpg").write_bytes(jpeg)
    photo = Photo(id=number, owner_id=owner_id, album_id=album_id, access_key=secrets.token_hex(9),
                  date=int(now()), width=width, height=height)  # fmt: skip
    with world.store.transaction():
        world.store.insert("vk_photo", vars(photo))
    return photo


def upload(world: World, jpeg: bytes | None) -> dict[str, Any]:
    """What the upload server answers: to be handed to photos.saveMessagesPhoto. `photo` "[]" = no picture came."""
    hash_, photo, file = secrets.token_hex(16), "[]", ""
    if jpeg is not None:
        file = f"upload-{secrets.token_hex(8)}.jpg"
        world.files.mkdir(parents=True, exist_ok=True)
        (world.files / file).write_bytes(jpeg)
        photo = json.dumps(
            [{"markers_restarted": True, "photo": file, "sizes": [], "latitude": 0, "longitude": 0}]
        )
    values = {"hash": hash_, "server": secrets.randbelow(900_000) + 100_000, "photo": photo, "file": file}
    with world.store.transaction():
        world.store.insert("vk_upload", values)
    return {"server": values["server"], "photo": photo, "hash": hash_}


def save_upload(world: World, *, photo: str, server: str, hash_: str, owner_id: int) -> Photo | None:
    """Turn an upload into a photo; None if the three values are not those of one upload."""
    row = world.store.one("SELECT * FROM vk_upload WHERE hash = ?", (hash_,))
    if row is None or row["photo"] != photo or str(row["server"]) != server or not row["file"]:
        return None
    jpeg = (world.files / row["file"]).read_bytes()
    return keep(world, jpeg, owner_id=owner_id, album_id=MESSAGE_ALBUM)


def many(world: World, numbers: Iterable[int]) -> list[Photo]:
    """Photos by id, in this order; unknown ones are left out."""
    wanted = tuple(numbers)
    if not wanted:
        return []
    rows = world.store.all(f"SELECT * FROM vk_photo WHERE id IN ({marks(wanted)})", wanted)  # noqa: S608
    known = {row["id"]: Photo(**dict(row)) for row in rows}
    return [known[number] for number in wanted if number in known]


def sizes(photo: Photo) -> Sequence[tuple[str, int, int]]:
    """(type, width, height) of every copy VK would offer, the smallest first."""
    longer = max(photo.width, photo.height)
    found = []
    for kind, side in _SIZES:
        if side <= longer or kind in _ALWAYS:
            scale = min(1.0, side / longer)
            found.append((kind, max(1, round(photo.width * scale)), max(1, round(photo.height * scale))))
    return found


def url(world: World, photo: Photo, kind: str = "base") -> str:
    """Where one copy of a photo is got; "base" is the original."""
    return f"{world.base_url}/files/{photo.id}/{photo.access_key}/{kind}.jpg"


def opened(world: World, *, number: int, access_key: str) -> Photo:
    """The photo of a file's address. Raises NotThere when the number or the key is wrong."""
    found = many(world, [number])
    if not found or not secrets.compare_digest(found[0].access_key, access_key):
        raise NotThere(f"no photo {number}")
    return found[0]


def copy(world: World, photo: Photo, kind: str) -> Path:
    """The file of one copy, made now if nobody asked before (slow: not for the event loop)."""
    original = world.files / f"{photo.id}.jpg"
    side = dict(_SIZES).get(kind)
    if side is None or side >= max(photo.width, photo.height):
        return original
    made = world.files / f"{photo.id}_{kind}.jpg"
    if not made.exists():
        with Image.open(original) as image:
            image.thumbnail((side, side))
            unfinished = made.with_suffix(f".{secrets.token_hex(4)}")
            image.save(unfinished, "JPEG", quality=85)
        unfinished.replace(made)
    return made
