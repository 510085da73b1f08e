"""getFile; the download itself is in routes.py."""

from __future__ import annotations

from nasvyazi.sandbox.telegram import files
from nasvyazi.sandbox.telegram.api import Call, method
from nasvyazi.sandbox.telegram.errors import bad
from nasvyazi.sandbox.telegram.world import Json
from nasvyazi.sandbox.world import NotThere


@method("getFile")
async def get_file(call: Call) -> Json:
    """File with the path for a download."""
    try:
        one = files.by_id(call.world, call.text("file_id"))
    except NotThere:
        raise bad("invalid file_id") from None
    if one.size > files.LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return one.ids | {"file_path": one.path}
