"""Files that are not what they should be: gone, elsewhere, endless, lying, dripping. Switched on like other faults."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import RedirectResponse, Response, StreamingResponse

from nasvyazi.sandbox.faults import Fault, Kind

FILE = "file"
"""As what method faults meet a file."""
KINDS = (Kind.FILE_GONE, Kind.FILE_ELSEWHERE, Kind.FILE_HUGE, Kind.FILE_LIES, Kind.FILE_DRIPS)
_HUGE, _PIECE = 60 * 1024 * 1024, 64 * 1024
_JPEG_BEGINS = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
_METADATA_OF_A_CLOUD = "http://169.254.169.254/latest/meta-data/"
"""Where the machines of many clouds are told their keys: what a forged address would ask for."""
_DRIP_SECONDS = 90


def instead(fault: Fault) -> Response:
    """What is answered instead of a photo's file."""
    if fault.kind is Kind.FILE_GONE:
        return Response("404 Not Found", status_code=404)
    if fault.kind is Kind.FILE_ELSEWHERE:
        return RedirectResponse(_METADATA_OF_A_CLOUD)
    if fault.kind is Kind.FILE_LIES:
        return Response("<!doctype html><script>alert(1)</script>", media_type="image/jpeg")
    pieces = _huge() if fault.kind is Kind.FILE_HUGE else _dripping(fault.seconds or _DRIP_SECONDS)
    return StreamingResponse(pieces, media_type="image/jpeg")


async def _huge() -> AsyncIterator[bytes]:
    """60 MB that lie nowhere; nobody is told beforehand how much it is."""
    yield _JPEG_BEGINS
    for _ in range(_HUGE // _PIECE):
        yield bytes(_PIECE)


async def _dripping(seconds: float) -> AsyncIterator[bytes]:
    """A byte a second: a connection that never falls silent and never ends."""
    yield _JPEG_BEGINS
    for _ in range(round(seconds)):
        await asyncio.sleep(1)
        yield b"\0"
