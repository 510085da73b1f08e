"""POST /uploads and GET /videos/{videoToken}; the upload itself goes to the host that it names (routes.py)."""

from __future__ import annotations

from nasvyazi.sandbox.max import files
from nasvyazi.sandbox.max.api import Call, method
from nasvyazi.sandbox.max.errors import bad, gone
from nasvyazi.sandbox.max.world import Json
from nasvyazi.sandbox.world import NotThere


@method("POST", "/uploads")
async def get_upload_url(call: Call) -> Json:
    """UploadEndpoint: where one file may be sent, for videos and audio with its token."""
    kind = call.query.get("type", "")
    if kind not in files.KINDS:
        raise bad(f"type: must be one of: {', '.join(files.KINDS)}")
    ticket, token = files.ticket(call.world, call.bot.id, kind)
    told = {"token": token} if kind in files.TOLD_BEFORE else {}
    return {"url": f"{call.world.base_url}/upload?type={kind}&id={ticket}"} | told


@method("GET", "/videos/{videoToken}")
async def get_video(call: Call) -> Json:
    """VideoAttachmentDetails."""
    token = call.place["videoToken"]
    try:
        one = files.by_token(call.world, token)
    except NotThere:
        raise gone("Video not found") from None
    if one.kind != "video":
        raise gone("Video not found")
    url = files.address(call.world, token)
    return {"token": token, "urls": {"mp4_360": url}, "width": 640, "height": 360, "duration": 4}
