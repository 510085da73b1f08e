"""The addresses of the practice MAX: the API, and the hosts for uploads and files, which ask for no token."""

from __future__ import annotations

import io
import json
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable

from PIL import Image, UnidentifiedImageError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.faults import Fault, Kind
from nasvyazi.sandbox.max import api, files
from nasvyazi.sandbox.max.errors import ApiError, NotDone, bad, gone
from nasvyazi.sandbox.max.methods import METHODS
from nasvyazi.sandbox.max.world import NETWORK, File, Json, World
from nasvyazi.sandbox.mishaps import Answer, Mishaps
from nasvyazi.sandbox.uploads import NotAPhoto, normalised
from nasvyazi.sandbox.world import NotThere

UPLOAD, DOWNLOAD = "upload", "download"
"""What these are called for faults that name a method; a call is called as in "POST /messages"."""
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_VERBS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


class Door:
    """Answers every request that a client of the Bot API makes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mishaps = Mishaps(world, NETWORK)

    def routes(self) -> list[Route]:
        """Everything below /max."""
        verbs: dict[str, list[str]] = defaultdict(list)
        for verb, path in METHODS:
            verbs[path].append(verb)
        # What is named goes before what is any chat's or message's id.
        paths = sorted(verbs, key=lambda path: path.count("{"))
        return [
            Route("/max/upload", self.upload, methods=["POST"]),
            Route("/max/files/{token}", self.file),
            *(Route(f"/max{path}", self._calling(path), methods=verbs[path]) for path in paths),
            Route("/max/{path:path}", self.unknown, methods=_VERBS),
        ]

    def _calling(self, path: str) -> Callable[[Request], Awaitable[Response]]:
        async def call(request: Request) -> Response:
            return await self.call(request, path)

        return call

    async def call(self, request: Request, path: str) -> Response:
        """One call of the API."""
        verb = "GET" if request.method == "HEAD" else request.method
        name = f"{verb} {path}"
        try:
            bot = api.admit(self._world, request.headers.get("authorization", ""), request.query_params)
        except ApiError as error:
            return error.answer()

        async def answer() -> Response:
            body = await _body(request) if verb in _WITH_BODY else {}
            call = api.Call(world=self._world, name=name, bot=bot, place=request.path_params,
                            query=request.query_params, body=body)  # fmt: skip
            return JSONResponse(await METHODS[verb, path](call))

        return await self._meet(request, answer, bot.id, name)

    async def _meet(self, request: Request, answer: Answer, bot: int | None, name: str) -> Response:
        async def said() -> Response:
            try:
                return await answer()
            except ApiError as error:
                return error.answer()
            except NotDone as error:
                return JSONResponse(error.answer)
            except NotThere as error:
                return gone(str(error)).answer()

        return await self._mishaps.meet(request, said, community=bot, method=name, refusal=_refused)

    async def unknown(self, request: Request) -> Response:
        """An address that MAX does not have, or has no longer."""
        return gone(f"Path /{request.path_params['path']} is not recognized").answer()

    async def upload(self, request: Request) -> Response:
        """One file for one ticket."""
        try:
            ticket = self._ticket(request)
        except ApiError as error:
            return error.answer()

        async def answer() -> Response:
            name, content = await _file(request)
            kept = await run_in_threadpool(_fit, content, ticket["kind"])
            with self._world.store.transaction():
                self._world.store.run("UPDATE max_upload SET used = 1 WHERE ticket = ?", (ticket["ticket"],))
                one = files.keep(self._world, kept, kind=ticket["kind"], name=name, token=ticket["token"])
            return _uploaded(one)

        return await self._meet(request, answer, ticket["bot"], UPLOAD)

    def _ticket(self, request: Request) -> Json:
        sql = "SELECT * FROM max_upload WHERE ticket = ? AND NOT used"
        row = self._world.store.one(sql, (request.query_params.get("id", ""),))
        if row is None:
            raise bad("the upload's address is unknown, or was used already")
        return dict(row)

    async def file(self, request: Request) -> Response:
        """A download by anybody who knows the address."""

        async def answer() -> Response:
            one = files.by_token(self._world, request.path_params["token"])
            path = files.on_disk(self._world, one)
            # The name comes with an attachment's header; a photo is shown as it is.
            named = None if one.kind in {"image", "sticker"} else one.name
            return FileResponse(path, media_type=one.mime, filename=named)

        return await self._meet(request, answer, None, DOWNLOAD)


def _refused(fault: Fault) -> Response | None:
    return ApiError(fault.code or 400).answer() if fault.kind is Kind.ERROR else None


async def _body(request: Request) -> Json:
    body = await request.body()
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad("the body is no JSON") from None
    if not isinstance(values, dict):
        raise bad("the body must be a JSON object")
    return values


async def _file(request: Request) -> tuple[str, bytes]:
    """The name and bytes of what came: a form's field `data`, or the body itself."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return "file", await request.body()
    async with request.form() as form:
        value = form.get("data")
        if not isinstance(value, UploadFile):
            raise bad("data: there is no file in the form")
        return value.filename or "file", await value.read(files.LARGEST_HERE + 1)


def _fit(content: bytes, kind: str) -> bytes:
    """The bytes as MAX keeps them. Raises ApiError."""
    largest = files.LARGEST_IMAGE if kind == "image" else files.LARGEST_HERE
    if not content or len(content) > largest:
        raise bad(f"the file must have from 1 to {largest} bytes")
    if kind != "image":
        return content
    try:
        with Image.open(io.BytesIO(content)) as picture:
            too_large = max(picture.size) > files.LARGEST_SIDE
        made = b"" if too_large else normalised(content)
    except (NotAPhoto, UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise bad("the file is no picture") from None
    if too_large:
        raise bad(f"the picture must not be wider or higher than {files.LARGEST_SIDE} pixels")
    return made


def _uploaded(one: File) -> Response:
    """What the upload's host answers: another thing for every kind (POST /uploads)."""
    if one.kind == "image":
        return JSONResponse({"photos": {secrets.token_urlsafe(12): {"token": one.token}}})
    if one.kind in files.TOLD_BEFORE:
        return Response("<retval>1</retval>", media_type="text/xml")
    return JSONResponse({"fileId": one.number, "token": one.token})
