"""What a bot wants said: NewMessageBody of the OpenAPI file, checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nasvyazi.sandbox.max import files, media
from nasvyazi.sandbox.max.errors import bad, not_ready
from nasvyazi.sandbox.max.messages import Content
from nasvyazi.sandbox.max.world import Json, World
from nasvyazi.sandbox.world import NotThere

LONGEST_TEXT = 4000
LINKS = ("forward", "reply")
_FORMATTED = "this practice server knows no format: send plain text"
_NO_PHOTO = "No `photos`, `url` or `token` provided. Check payload."


def content(world: World, body: Json, *, links: tuple[str, ...] = LINKS) -> Content:
    """What the body says. Raises ApiError."""
    said = Content(text=_text(body), attachments=_attachments(world, body), **_link(body, links))
    if not said.text.strip() and not said.attachments and said.link_type != "forward":
        raise bad("Empty message: there must be text or attachments")
    return said


def changed(world: World, body: Json, before: Content) -> Content:
    """What the body makes of what was said: attachments that are null or absent stay. Raises ApiError."""
    attachments = before.attachments if body.get("attachments") is None else _attachments(world, body)
    link = _link(body, LINKS) or {"link_type": before.link_type, "link_mid": before.link_mid}
    text = before.text if body.get("text") is None else _text(body)
    return Content(text=text, attachments=attachments, **link)


def _text(body: Json) -> str:
    text = body.get("text")
    if body.get("format") is not None:
        raise bad(_FORMATTED)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise bad("text: must be a string")
    # A server in Java counts so, and so does markup (`from`, `length`): an assumption.
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        raise bad(f"text: size must be between 0 and {LONGEST_TEXT}")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("text: has half of a surrogate pair") from None
    return text


def _link(body: Json, kinds: tuple[str, ...]) -> dict[str, Any]:
    link = body.get("link")
    if link is None:
        return {}
    if not isinstance(link, dict) or link.get("type") not in kinds or not isinstance(link.get("mid"), str):
        raise bad(f"link: must have a mid and a type of: {', '.join(kinds)}")
    return {"link_type": link["type"], "link_mid": link["mid"]}


def _attachments(world: World, body: Json) -> list[Json]:
    wanted = body.get("attachments")
    if wanted is None:
        return []
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise bad("attachments: must be a list of objects")
    found: list[Json] = []
    for one in wanted:
        maker = _MAKERS.get(str(one.get("type")))
        if maker is None:
            raise bad(f"attachments: unknown type {one.get('type')}")
        found += maker(world, one)
    return found


def _payload(one: Json) -> Json:
    payload = one.get("payload")
    if not isinstance(payload, dict):
        raise bad("attachments: payload must be an object")
    return payload


def _photos(world: World, one: Json) -> list[Json]:
    payload = _payload(one)
    if payload.get("url"):
        raise bad("this practice server fetches no photos by their url: upload them")
    several = payload.get("photos") or {}
    several = several.values() if isinstance(several, dict) else ()
    tokens = (
        [payload["token"]] if payload.get("token") else [one["token"] for one in several if "token" in one]
    )
    if not tokens:
        raise bad(_NO_PHOTO)
    return [_stored(world, token, "image") for token in tokens]


def _uploaded(world: World, one: Json) -> list[Json]:
    return [_stored(world, _payload(one).get("token"), str(one["type"]))]


def _stored(world: World, token: object, kind: str) -> Json:
    if files.is_awaited(world, str(token)):
        raise not_ready()
    try:
        one = files.by_token(world, str(token))
    except NotThere:
        raise bad(f"attachments: no {kind} with this token") from None
    if one.kind != kind:
        raise bad(f"attachments: the token is of {one.kind}, not of {kind}")
    return media.of_file(one)


def _plain(*fields: str) -> Callable[[World, Json], list[Json]]:
    """An attachment that is kept as it came; it must have these fields."""

    def make(world: World, one: Json) -> list[Json]:
        missing = [name for name in fields if one.get(name) is None]
        if missing:
            raise bad(f"attachments: {missing[0]} is required for {one['type']}")
        return [{name: one[name] for name in ("type", *fields)}]

    return make


def _contact(world: World, one: Json) -> list[Json]:
    payload = _payload(one)
    card = payload.get("vcf_info") or media.vcard(
        str(payload.get("name") or ""), str(payload.get("vcf_phone") or "")
    )
    return [{"type": "contact", "payload": {"vcf_info": card, "max_info": None}}]


_MAKERS: dict[str, Callable[[World, Json], list[Json]]] = {
    "image": _photos, "video": _uploaded, "audio": _uploaded, "file": _uploaded, "contact": _contact,
    "location": _plain("latitude", "longitude"), "share": _plain("payload"), "inline_keyboard": _plain("payload"),
}  # fmt: skip
"""What a bot may attach."""
