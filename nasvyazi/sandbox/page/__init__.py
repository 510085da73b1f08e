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

from nasvyazi.sandbox.page.texts import LANGUAGES, OF_NETWORKS, texts
from nasvyazi.sandbox.settings import Settings

_HERE = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{\{ (\w+) \}\}")
_PART = re.compile(r"\{\{ part_(\w+) \}\}")


def page_routes(settings: Settings) -> list[BaseRoute]:
    """The page and what it is made of; `?net=` names the network that is played, `?lang=` the language."""
    skeletons = {network: _skeleton(network) for network in OF_NETWORKS}

    async def index(request: Request) -> Response:
        language, network = _language(request), _network(request)
        content = _filled(skeletons[network], language, network, settings)
        answer = HTMLResponse(content, headers=_headers(settings))
        if "lang" in request.query_params:
            answer.set_cookie("sandbox_lang", language, samesite="strict", max_age=365 * 24 * 3600)
        return answer

    return [Route("/", index), Mount("/page", StaticFiles(directory=_HERE / "static"))]


def _skeleton(network: str) -> str:
    """The page with the network's own parts in it; a network that has no such part leaves its place empty."""

    def part(found: re.Match[str]) -> str:
        path = _HERE / "parts" / network / f"{found[1]}.html"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    return _PART.sub(part, (_HERE / "index.html").read_text(encoding="utf-8"))


def _language(request: Request) -> str:
    asked = request.query_params.get("lang") or request.cookies.get("sandbox_lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _network(request: Request) -> str:
    asked = request.query_params.get("net", "")
    return asked if asked in OF_NETWORKS else next(iter(OF_NETWORKS))


def _filled(skeleton: str, language: str, network: str, settings: Settings) -> str:
    """The page with its texts; what the script needs lies in a JSON block, where nothing can be executed."""
    words = texts(language, network)
    other = next(one for one in LANGUAGES if one != language)
    known = {"texts": words, "language": language, "network": network}
    for_script = json.dumps(known, ensure_ascii=False).replace("<", "\\u003c")
    values = {name: html.escape(value) for name, value in words.items()}
    values |= {"language": language, "other": other, "data": for_script, "net": network}
    values |= {"desk": _desk_link(settings, words), "nets": _networks(language, network)}
    return _PLACEHOLDER.sub(lambda found: values[found[1]], skeleton)


def _networks(language: str, shown: str) -> str:
    """The switch between the networks: links, so that it works by keyboard and stands in the address."""
    links = []
    for code in OF_NETWORKS:
        current = ' aria-current="page"' if code == shown else ""
        links.append(f'<a href="?net={code}"{current}>{html.escape(texts(language, code)["network"])}</a>')
    return "".join(links)


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
