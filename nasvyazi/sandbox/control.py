"""What the control APIs of all practice networks share: reading a request strictly, refusing it in a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Handler = Callable[[Request], Awaitable[Response]]
LONGEST_TEXT = 200_000
_LARGEST_PHOTO = 50 * 1024 * 1024


class BadRequest(Exception):
    """The request makes no sense: 400, with the field (""=the whole body) and a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}" if field else sentence)
        self.field = field
        self.sentence = sentence


class NotFound(Exception):
    """What the address or a field names does not exist: 404."""


class Fields:
    """The fields of a request. Every reader names a field; `done()` refuses those that nobody named."""

    def __init__(self, values: Mapping[str, Any], files: Collection[bytes] = ()) -> None:
        self._values = dict(values)
        self._asked: set[str] = set()
        self.files = list(files)

    def _get(self, name: str) -> Any:
        self._asked.add(name)
        value = self._values.get(name)
        return None if value == "" else value

    def has(self, name: str) -> bool:
        """Whether the field was given and is not empty."""
        return self._get(name) is not None

    def text(self, name: str, *, required: bool = False, most: int = LONGEST_TEXT) -> str:
        """A text that can be stored; "" when absent."""
        value = self._get(name)
        if value is None:
            if required:
                raise BadRequest(name, "is required")
            return ""
        if not isinstance(value, str):
            raise BadRequest(name, "must be a string")
        if len(value) > most:
            raise BadRequest(name, f"must not be longer than {most} characters")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BadRequest(
                name, "has half of a surrogate pair, which no network would let through"
            ) from None
        return value

    def integer(self, name: str, *, least: int | None = None) -> int | None:
        """A whole number (also as a text of digits, from forms), or None when absent."""
        value = self._get(name)
        if isinstance(value, str) and value.lstrip("-").isdecimal():
            value = int(value)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadRequest(name, "must be a whole number")
        if (least is not None and value < least) or abs(value) >= 2**63:
            raise BadRequest(name, f"must be at least {least}" if least is not None else "is too large")
        return value

    def needed(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.integer(name)
        if value is None:
            raise BadRequest(name, "is required")
        return value

    def seconds(self, name: str) -> float:
        """A time span in seconds; 0 when absent."""
        value = self._get(name)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 86_400:
            raise BadRequest(name, "must be seconds from 0 to 86400")
        return float(value)

    def real(self, name: str) -> float | None:
        """A number that may have a fraction (also as a text, from forms), or None when absent."""
        value = self._get(name)
        try:
            number = None if value is None or isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = None
        if value is not None and (number is None or not math.isfinite(number)):
            raise BadRequest(name, "must be a number")
        return number

    def objects(self, name: str) -> list[dict[str, Any]]:
        """A list of JSON objects; empty when absent."""
        value = self._get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise BadRequest(name, "must be a list of JSON objects")
        return value

    def json(self, name: str) -> dict[str, Any]:
        """A JSON object that must be there."""
        value = self._get(name)
        if not isinstance(value, dict):
            raise BadRequest(name, "must be a JSON object")
        return value

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        """A yes or no, as JSON's true or false (also as a text, from forms); `otherwise` when absent."""
        value = self._get(name)
        if isinstance(value, str):
            value = {"true": True, "false": False}.get(value, value)
        if value is None:
            return otherwise
        if not isinstance(value, bool):
            raise BadRequest(name, "must be true or false")
        return value

    def choice(self, name: str, options: Collection[str], *, otherwise: str | None = None) -> str:
        """One of these words; `otherwise` when absent (None = it must be there)."""
        value = self._get(name)
        if value is None and otherwise is not None:
            return otherwise
        if value not in options:
            raise BadRequest(name, f"must be one of: {', '.join(options)}")
        return str(value)

    def moment(self, name: str) -> int | None:
        """A moment as unix seconds, given as a number or as ISO 8601 with an offset; None when absent."""
        value = self._get(name)
        if not isinstance(value, str) or value.isdecimal():
            return self.integer(name, least=0)
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            raise BadRequest(
                name, "must be unix seconds or ISO 8601, like 2026-11-23T13:42:00+03:00"
            ) from None
        if parsed.tzinfo is None:
            raise BadRequest(name, "must name its offset from UTC, like +03:00")
        return int(parsed.timestamp())

    def pictures(self, name: str, scenes: Collection[str], *, most: int = 10) -> list[str]:
        """How many photos to draw (a number), or which (names of scenes, in a form separated by commas; "" = any)."""
        value = self._get(name)
        if value is None:
            return []
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            value = [""] * min(int(value), most + 1)
        if isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list) or len(value) > most:
            raise BadRequest(name, f"must be a number or a list of scenes, at most {most}")
        wrong = [one for one in value if one and one not in scenes]
        if wrong:
            raise BadRequest(name, f"must be of: {', '.join(sorted(scenes))}")
        return [str(one) for one in value]

    def done(self) -> None:
        """Refuse fields that nobody knows: a typing error must not pass for a default."""
        unknown = sorted(set(self._values) - self._asked)
        if unknown:
            raise BadRequest(unknown[0], "is not known here")


class _Signed(Convertor[int]):
    regex = "-?[0-9]+"

    def convert(self, value: str) -> int:
        """The id of a group or channel, which is negative."""
        return int(value)

    def to_string(self, value: int) -> str:
        """The id as it stands in an address."""
        return str(value)


register_url_convertor("signed", _Signed())


def route(path: str, **handlers: Handler) -> list[Route]:
    """Routes of one address, by HTTP method."""
    return [Route(path, handler, methods=[name]) for name, handler in handlers.items()]


def not_empty(text: str, things: Collection[object]) -> None:
    """Refuse what has neither words nor photos or other things."""
    if not text.strip() and not things:
        raise BadRequest("text", "is required where there is no photo")


async def fields(request: Request) -> Fields:
    """The body of a request: JSON, or multipart with pictures in `photo`. An empty body has no fields."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _form(request)
    body = await request.body()
    if not body:
        return Fields({})
    try:
        values = json.loads(body)
    except ValueError:
        raise BadRequest("", "the body is no JSON") from None
    if not isinstance(values, dict):
        raise BadRequest("", "the body must be a JSON object")
    return Fields(values)


async def _form(request: Request) -> Fields:
    async with request.form() as form:
        files = [
            await value.read(_LARGEST_PHOTO + 1)
            for name, value in form.multi_items()
            if name == "photo" and isinstance(value, UploadFile)
        ]
        values = {name: value for name, value in form.items() if isinstance(value, str)}
    if any(len(file) > _LARGEST_PHOTO for file in files):
        raise BadRequest("photo", "is larger than 50 MB")
    return Fields(values, [file for file in files if file])


async def refused(request: Request, error: Exception) -> JSONResponse:
    """400 for BadRequest, 404 for what is not there; both say what and why."""
    field = error.field if isinstance(error, BadRequest) else ""
    sentence = error.sentence if isinstance(error, BadRequest) else str(error)
    status = 400 if isinstance(error, BadRequest) else 404
    return JSONResponse({"error": {"field": field, "message": sentence}}, status_code=status)
