"""The addresses of the practice VK: /vk/method/<name>, /vk/upload, /vk/longpoll/<community>, /vk/files/…."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox import pictures
from nasvyazi.sandbox.faults import Fault, Kind
from nasvyazi.sandbox.mishaps import Mishaps
from nasvyazi.sandbox.uploads import NotAPhoto, normalised
from nasvyazi.sandbox.vk import extras, longpoll, photos, spoiled
from nasvyazi.sandbox.vk.api import Call, Limiter, admit, error_body
from nasvyazi.sandbox.vk.errors import ApiError, invalid
from nasvyazi.sandbox.vk.methods import METHODS
from nasvyazi.sandbox.vk.world import NETWORK, World
from nasvyazi.sandbox.world import NotThere

_LONGEST_QUERY = 8190
_NOBODY = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#c3cbd6"/>'
    '<circle cx="20" cy="15" r="7" fill="#fff"/><path d="M6 38a14 12 0 0 1 28 0" fill="#fff"/></svg>'
)


class Door:
    """Answers every request that a VK client makes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._limiter = Limiter()
        self._mishaps = Mishaps(world, NETWORK)

    def routes(self) -> list[Route]:
        """Everything below /vk."""
        both = ["GET", "POST"]
        return [
            Route("/vk/method/{name}", self.method, methods=both),
            Route("/vk/upload", self.upload, methods=["POST"]),
            Route("/vk/longpoll/{community:int}", self.poll, methods=both),
            Route("/vk/captcha", self.captcha),
            Route("/vk/files/nobody.svg", nobody),
            Route("/vk/files/made/{name}", made),
            Route("/vk/files/{number:int}/{key}/{kind}.jpg", self.file),
        ]

    async def method(self, request: Request) -> Response:
        """One call of the API: always HTTP 200, `response` or `error` inside, unless a fault says otherwise."""
        if len(request.url.query) > _LONGEST_QUERY:
            return Response("Request-URI Too Large", status_code=414)
        name, params = request.path_params["name"], await _params(request)
        try:
            call = admit(self._world, self._limiter, name=name, params=params, bearer=_bearer(request))
        except ApiError as error:
            return JSONResponse(error_body(error, name=name, params=params))

        async def answer() -> Response:
            return JSONResponse(_called(call))

        return await self._mishaps.meet(request, answer, community=call.token.community, method=name,
                                        refusal=lambda fault: self._refused(fault, name, params))  # fmt: skip

    async def upload(self, request: Request) -> Response:
        """The upload server: multipart with one picture, `photo` or another name (vk_api says `file0`).

        Faults meet it as the method `upload`.
        """
        async with request.form() as form:
            files = [value for value in form.values() if isinstance(value, UploadFile)]
            content = await files[0].read(photos.LARGEST + 1) if files else b""

        async def answer() -> Response:
            if len(content) > photos.LARGEST:
                return JSONResponse({"error": "ERR_UPLOAD_FILE_TOO_LARGE"})
            try:
                jpeg = await run_in_threadpool(normalised, content)
            except NotAPhoto:
                jpeg = None
            return JSONResponse(photos.upload(self._world, jpeg))

        group = request.query_params.get("gid", "")
        community = int(group) if group.isdecimal() else None
        return await self._mishaps.meet(request, answer, community=community, method="upload",
                                        refusal=lambda fault: self._refused(fault, "upload", {}))  # fmt: skip

    async def poll(self, request: Request) -> Response:
        """One long poll."""
        community = request.path_params["community"]
        return JSONResponse(
            await longpoll.check(self._world, number=community, params=await _params(request))
        )

    async def file(self, request: Request) -> Response:
        """A photo's file in one of its sizes."""
        path = request.path_params
        try:
            photo = photos.opened(self._world, number=path["number"], access_key=path["key"])
        except NotThere:
            return Response("404 Not Found", status_code=404)
        fault = self._world.faults.take(*spoiled.KINDS, network=NETWORK, community=None, method=spoiled.FILE)
        if fault is not None:
            return spoiled.instead(fault)
        found = await run_in_threadpool(photos.copy, self._world, photo, path["kind"])
        return FileResponse(found, media_type="image/jpeg", headers={"Cache-Control": "max-age=86400"})

    async def captcha(self, request: Request) -> Response:
        """The picture of a captcha."""
        return Response(
            pictures.captcha(captcha_key(request.query_params.get("sid", ""))), media_type="image/png"
        )

    def _refused(self, fault: Fault, name: str, params: dict[str, str]) -> Response | None:
        """What is answered without accepting anything; None = the call goes through."""
        if fault.kind is Kind.ERROR:
            return JSONResponse(error_body(ApiError(fault.code or 1), name=name, params=params))
        if fault.kind is Kind.CAPTCHA and not _solved(params):
            return JSONResponse(error_body(self._captcha(fault), name=name, params=params))
        return None

    def _captcha(self, fault: Fault) -> ApiError:
        sid = f"{fault.id}{time.time_ns()}"
        return ApiError(14, captcha_sid=sid, captcha_img=f"{self._world.base_url}/captcha?sid={sid}")


def captcha_key(sid: str) -> str:
    """The five digits in the picture of a captcha."""
    return str(int(hashlib.sha256(sid.encode()).hexdigest(), 16))[-5:]


def _solved(params: dict[str, str]) -> bool:
    sid = params.get("captcha_sid", "")
    return bool(sid) and params.get("captcha_key") == captcha_key(sid)


def _called(call: Call) -> dict[str, Any]:
    try:
        return {"response": METHODS[call.method].handler(call)}
    except NotThere as error:
        return error_body(invalid(str(error)), name=call.method, params=call.params)
    except ApiError as error:
        return error_body(error, name=call.method, params=call.params)


async def _params(request: Request) -> dict[str, str]:
    """Parameters of the query and of the form; the form wins."""
    found = dict(request.query_params)
    if request.method == "POST":
        async with request.form() as form:
            found |= {name: value for name, value in form.items() if isinstance(value, str)}
    return found


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def made(request: Request) -> Response:
    """A made up file: what residents attach beside photos."""
    known = extras.FILES.get(request.path_params["name"])
    if known is None:
        return Response("404 Not Found", status_code=404)
    content, type_ = known
    return Response(content, media_type=type_)


async def nobody(request: Request) -> Response:
    """The portrait of those who have none."""
    return Response(_NOBODY, media_type="image/svg+xml")
