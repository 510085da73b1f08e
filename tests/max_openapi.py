"""MAX's own OpenAPI file (../shared/protocols) as a strict check of what goes over the wire, in both directions.

Python checks it rather than a proxy of another language's: a fresh machine has what this needs, and it is over in
seconds (decision 0012).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator

from tests.shared import SHARED

Json = dict[str, Any]
COMMENTS = "/messages/{messageId}/comments"
_NOT_CHECKED = frozenset({
    "nullable", "discriminator", "readOnly", "example", "default", "description", "format", "summary", "style",
})  # fmt: skip
_UPLOAD, _FILES = "/upload", "/files/"
"""Where the practice network plays the hosts of uploads and files, which the file mentions only."""


@cache
def openapi() -> Json:
    """The file with what it is known to lack: comments are younger (maxapi 1.2.3, types/comment.py)."""
    assert SHARED is not None
    whole: Json = json.loads((SHARED / "protocols" / "max_openapi.json").read_text())
    schemas = whole["components"]["schemas"]
    schemas["Recipient"]["properties"]["post_id"] = {"type": "string", "nullable": True}
    comment = json.loads(json.dumps(schemas["Message"]))
    comment["properties"]["sender"]["nullable"] = True
    schemas["Comment"] = comment
    schemas["Comments"] = {
        "properties": {"messages": {"type": "array", "items": ref("Comment")}},
        "required": ["messages"],
    }
    schemas["SentComment"] = {"properties": {"message": ref("Comment")}, "required": ["message"]}
    # Since November 2026: no user in bot_added, a code beside success: false (dev.max.ru/docs-api/changelog-api).
    schemas["BotAddedToChatUpdate"]["allOf"][1]["required"].remove("user")
    schemas["SimpleQueryResult"]["properties"]["code"] = {"type": "string"}
    return whole


def ref(name: str) -> Json:
    """A component by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def components() -> Json:
    """All components as JSON Schema 2020-12 that knows no other fields."""
    made: Json = {}
    for name, schema in openapi()["components"]["schemas"].items():
        plain = modern(schema)
        if "discriminator" in schema:
            # Its variants extend it: they have the part that asks for none of them.
            made[f"{name}.base"] = plain
            plain = {"allOf": [ref(f"{name}.base"), *map(_variant, _mapping(schema))]}
        made[name] = plain
    for name, schema in made.items():
        parts = schema.get("allOf", []) if ".base" not in name else []
        for part in parts:
            parent = part.get("$ref", "").rpartition("/")[2]
            if f"{parent}.base" in made:
                part["$ref"] = f"#/components/schemas/{parent}.base"
    return {"components": {"schemas": made}}


def _mapping(schema: Json) -> list[tuple[str, str, str]]:
    """(field, value, address of the variant)."""
    found = schema["discriminator"]["mapping"].items()
    field = schema["discriminator"]["propertyName"]
    return [(field, value, to["$ref"] if isinstance(to, dict) else to) for value, to in found]


def _variant(one: tuple[str, str, str]) -> Json:
    field, value, address = one
    return {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": {"$ref": address}}


def modern(node: Any) -> Any:
    """OpenAPI 3.0 writes `nullable` where the standard has one type more; a thumbnail is a "string" to it, too."""
    if isinstance(node, list):
        return [modern(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {name: modern(value) for name, value in node.items() if name not in _NOT_CHECKED}
    if "allOf" in node:
        kept.pop("type", None)
    if "properties" in node:
        kept["properties"] = {name: whole(value) for name, value in node["properties"].items()}
    if isinstance(node.get("items"), dict):
        kept["items"] = whole(node["items"])
    return {"anyOf": [kept, {"type": "null"}]} if node.get("nullable") else kept


def whole(node: Json) -> Json:
    """A place in which a schema stands for a whole value: no other fields than those it names."""
    made: Json = modern(node)
    if "anyOf" in made:
        return {"anyOf": [_closed(one) for one in made["anyOf"]]}
    return _closed(made)


def _closed(made: Json) -> Json:
    return made | {"unevaluatedProperties": False} if made.keys() & {"$ref", "allOf"} else made


def complaints(value: Any, schema: Json) -> list[str]:
    """What the file has against a value: "path: sentence"."""
    validator = Draft202012Validator(components() | whole(schema))
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(value)]


def accept(value: Any, schema: Json) -> None:
    """Fail with the value where the file has something against it."""
    assert complaints(value, schema) == [], json.dumps(value, ensure_ascii=False, indent=1)[:3000]


# --------------------------------------------------------------------------- requests


def template(url: str, base: str) -> str:
    """The path of a request as the file writes it; "" for the hosts of uploads and files."""
    path = url.removeprefix(base).partition("?")[0]
    if path == _UPLOAD or path.startswith(_FILES):
        return ""
    words = path.split("/")
    names = [*openapi()["paths"], COMMENTS, COMMENTS + "/{commentId}"]
    fitting: list[str] = [name for name in names if _fits(name.split("/"), words)]
    assert fitting, f"{path} is no address of MAX"
    return min(fitting, key=lambda name: (name.count("{"), name == "/chats/{chatLink}"))


def _fits(names: list[str], words: list[str]) -> bool:
    return len(names) == len(words) and all(
        name == word or name.startswith("{") for name, word in zip(names, words, strict=True)
    )


def wrong(method: str, url: str, body: bytes | None, base: str) -> list[str]:
    """What the file has against a request."""
    path = template(url, base)
    if not path:
        return []
    where, sent = f"{method} {path}", json.loads(body) if body else None
    query = dict(parse_qsl(urlsplit(url).query))
    if path.startswith(COMMENTS):
        unknown = query.keys() - {"count", "before", "after", "comment_ids", "comment_id"}
        said = complaints(sent, ref("NewMessageBody")) if sent is not None else []
        return [f"{where}: {one}" for one in (*unknown, *said)]
    known = openapi()["paths"][path][method.lower()]
    return [f"{where}: {one}" for one in (*_of_query(known, query), *_of_body(known, sent))]


def _of_query(known: Json, query: dict[str, str]) -> list[str]:
    parameters = {one["name"]: one for one in known.get("parameters", []) if one["in"] == "query"}
    unknown = [f"{name} is unknown" for name in query.keys() - parameters.keys()]
    missing = [
        f"{name} is missing" for name, one in parameters.items() if one.get("required") and name not in query
    ]
    listed = {name for name, one in parameters.items() if one["schema"].get("type") == "array"}
    return unknown + missing + [
        f"{name}: {one}" for name, value in query.items() if name in parameters
        for one in complaints([_number(one) for one in value.split(",")] if name in listed else _number(value),
                              parameters[name]["schema"])
    ]  # fmt: skip


def _number(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() else text


def _of_body(known: Json, sent: Any) -> list[str]:
    wanted = known.get("requestBody")
    if wanted is None:
        return [] if sent is None else ["has a body"]
    return complaints(sent, wanted["content"]["application/json"]["schema"])
