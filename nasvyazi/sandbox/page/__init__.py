"""The page on which one plays a resident."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from nasvyazi.sandbox.page.texts import LANGUAGES, texts
from nasvyazi.sandbox.settings import Settings

_HERE = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{\{ (\w+) \}\}")


def page_routes(settings: Settings) -> list[BaseRoute]:
    """The page and what it is made of."""
    skeleton = (_HERE / "index.html").read_text(encoding="utf-8")

    async def index(request: Request) -> Response:
        language = _language(request)
        answer = HTMLResponse(_filled(skeleton, language, settings), headers=_headers(settings))
        if "lang" in request.query_params:
            answer.set_cookie("sandbox_lang", language, samesite="strict", max_age=365 * 24 * 3600)
        return answer

    return [Route("/", index), Mount("/page", StaticFiles(directory=_HERE / "static"))]


def _language(request: Request) -> str:
    asked = request.query_params.get("lang") or request.cookies.get("sandbox_lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _filled(skeleton: str, language: str, settings: Settings) -> str:
    """The page with its texts; what the script needs lies in a JSON block, where nothing can be executed."""
    words = texts(language)
    other = next(one for one in LANGUAGES if one != language)
    for_script = json.dumps({"texts": words, "language": language}, ensure_ascii=False).replace(
        "<", "\\u003c"
    )
    values = {name: html.escape(value) for name, value in words.items()}
    values |= {"language": language, "other": other, "data": for_script, "desk": _desk_link(settings, words)}
    return _PLACEHOLDER.sub(lambda found: values[found[1]], skeleton)


def _desk_link(settings: Settings, words: dict[str, str]) -> str:
    if not settings.product_url.startswith(("http://", "https://")):
        return ""
    return f'<a href="{html.escape(settings.product_url)}">{html.escape(words["to_desk"])}</a>'


def _headers(settings: Settings) -> dict[str, str]:
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src 'self' {settings.base_url}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store"}  # fmt: skip
