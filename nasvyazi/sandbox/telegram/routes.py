"""The addresses of the practice Telegram: /telegram/bot<token>/<Method> and /telegram/file/bot<token>/<path>."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.faults import Fault, Kind
from nasvyazi.sandbox.mishaps import Mishaps
from nasvyazi.sandbox.telegram import files, people
from nasvyazi.sandbox.telegram.api import Call, Told, Upload, admit
from nasvyazi.sandbox.telegram.errors import ApiError, bad, too_many
from nasvyazi.sandbox.telegram.methods import METHODS
from nasvyazi.sandbox.telegram.world import NETWORK, Bot, Json, World
from nasvyazi.sandbox.world import NotThere

DOWNLOAD = "download"
"""What a download is called for faults that name a method."""


class Door:
    """Answers every request that a client of the Bot API makes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mishaps = Mishaps(world, NETWORK)

    def routes(self) -> list[Route]:
        """Everything below /telegram."""
        return [
            Route("/telegram/file/bot{token}/{path:path}", self.file),
            Route("/telegram/bot{token}/{name}", self.method, methods=["GET", "POST"]),
        ]

    async def method(self, request: Request) -> Response:
        """One call of the API."""
        try:
            bot, name = admit(self._world, request.path_params["token"], request.path_params["name"])
        except ApiError as error:
            return error.answer()

        async def answer() -> Response:
            try:
                params, uploads = await _params(request)
                call = Call(world=self._world, method=name, params=params, files=uploads, bot=bot)
                return JSONResponse(await _called(call))
            except ApiError as error:
                return error.answer()
            except NotThere as gone:
                return bad(str(gone)).answer()

        return await self._mishaps.meet(request, answer, community=bot.id, method=name, refusal=_refused)

    async def file(self, request: Request) -> Response:
        """A download. A file that is claimed to be too large cannot be had, as its path is never told."""
        try:
            bot = self._owner(request.path_params["token"])
            one = files.by_path(self._world, request.path_params["path"])
        except (ApiError, NotThere):
            return ApiError(404).answer()

        async def answer() -> Response:
            return FileResponse(files.on_disk(self._world, one), media_type="application/octet-stream")

        return await self._mishaps.meet(request, answer, community=bot.id, method=DOWNLOAD, refusal=_refused)

    def _owner(self, token: str) -> Bot:
        bot = people.bot_by_token(self._world, token)
        if bot is None:
            raise ApiError(401)
        return bot


def _refused(fault: Fault) -> Response | None:
    if fault.kind is not Kind.ERROR:
        return None
    code = fault.code or 400
    error = too_many(max(1, round(fault.seconds))) if code == 429 else ApiError(code)
    return error.answer()


async def _called(call: Call) -> Json:
    """The JSON of a method that went well. Raises ApiError and NotThere."""
    result = await METHODS[call.method.lower()][1](call)
    if isinstance(result, Told):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}


async def _params(request: Request) -> tuple[dict[str, Any], Mapping[str, Upload]]:
    """Parameters of the query and of the body, which wins, and the files that came with them."""
    found: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if request.method != "POST":
        return found, {}
    if kind.startswith("application/json"):
        return found | _json(await request.body()), {}
    uploads: dict[str, Upload] = {}
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                content = await value.read(files.LARGEST_UPLOAD + 1)
                uploads[name] = Upload(name=value.filename or name, content=content)
            else:
                found[name] = value
    return found, uploads


def _json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad("object expected as JSON")
    return values
