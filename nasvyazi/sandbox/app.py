"""The application: all practice networks, their control API and the page, behind one door for this machine only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from nasvyazi.sandbox import clock, deliveries, faults
from nasvyazi.sandbox.control import BadRequest, NotFound, fields, refused
from nasvyazi.sandbox.max.network import Max
from nasvyazi.sandbox.page import page_routes
from nasvyazi.sandbox.settings import Settings
from nasvyazi.sandbox.store import Store
from nasvyazi.sandbox.telegram.network import Telegram
from nasvyazi.sandbox.vk.network import Vk
from nasvyazi.sandbox.world import Ground, NotThere

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST_WAIT = 25.0
_MOST_LOGGED = 10_000


class PracticeNetwork(Protocol):
    """What the application asks of a practice network."""

    name: str

    def routes(self) -> list[Route]:
        """Its protocol and its part of the control API."""

    def log(self, community: int, *, limit: int) -> list[dict[str, Any]]:
        """What was told of one community or bot, newest first: delivered to a webhook, or polled."""

    def reset(self, community: int | None) -> None:
        """Forget what was said."""

    def clear(self) -> None:
        """Forget everything."""


def create_app(settings: Settings) -> Starlette:
    """Everything, working on the world that lies in `settings.home`."""
    store = Store(settings.home / "world.sqlite3")
    carrier = deliveries.Deliveries(store, settings)
    switches = faults.Faults(store)
    ground = Ground(store=store, deliveries=carrier, faults=switches, settings=settings)
    networks: list[PracticeNetwork] = [Vk(ground), Telegram(ground), Max(ground)]
    common = Common(store, carrier, switches)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(carrier.run())
        try:
            yield
        finally:
            await deliveries.stop(task)
            store.close()

    routes: list[BaseRoute] = [
        Route("/healthz", common.health),
        Route("/control/changes", common.changes),
        Route("/control/clock", common.move_clock, methods=["POST"]),
    ]
    for network in networks:
        routes += [*network.routes(), *common.routes(network)]
    errors = {BadRequest: refused, NotFound: refused, NotThere: refused}
    app = Starlette(routes=[*routes, *page_routes(settings)], lifespan=lifespan, exception_handlers=errors)
    app.state.stop = store.changed.close
    app.add_middleware(OnlyHere, allowed=frozenset(settings.allowed_hosts))
    return app


class OnlyHere:
    """Refuses requests under a foreign host name (DNS rebinding), and control requests from foreign pages."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self._app = app
        self._allowed = allowed | _LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI door."""
        if scope["type"] == "http":
            refusal = self._refusal(Request(scope))
            if refusal:
                await JSONResponse({"error": {"field": "", "message": refusal}}, 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, request: Request) -> str:
        host = request.headers.get("host", "")
        if urlsplit(f"//{host}").hostname not in self._allowed:
            return "This practice server answers only under the names it was started for (--allow-host)."
        origin = request.headers.get("origin")
        if (
            request.url.path.startswith("/control/")
            and origin is not None
            and urlsplit(origin).netloc != host
        ):
            return "The control API answers only its own page and programs, not other sites."
        return ""


Answer = Callable[[Request], Awaitable[Response]]


class Common:
    """What every network's control API has: faults, deliveries, reset; and what the page waits on."""

    def __init__(self, store: Store, carrier: deliveries.Deliveries, switches: faults.Faults) -> None:
        self._store = store
        self._carrier = carrier
        self._switches = switches

    async def health(self, request: Request) -> Response:
        """200 when the server answers."""
        return JSONResponse({"status": "ok", "version": self._store.changed.version})

    async def changes(self, request: Request) -> Response:
        """Waits (`wait` seconds at most) until something is newer than version `since`."""
        since, wait = request.query_params.get("since", "0"), request.query_params.get("wait", "0")
        if not since.isdecimal() or not wait.isdecimal():
            raise BadRequest("since", "and wait must be whole numbers")
        version = await self._store.changed.wait(int(since), min(float(wait), _LONGEST_WAIT))
        return JSONResponse({"version": version})

    async def move_clock(self, request: Request) -> Response:
        """From here on it is `now` in the practice networks; without `now` the real time again."""
        given = await fields(request)
        moment = given.moment("now")
        given.done()
        clock.move(moment)
        return JSONResponse({"now": clock.now()})

    def routes(self, network: PracticeNetwork) -> list[Route]:
        """/control/<network>/faults, deliveries, reset."""
        base = f"/control/{network.name}"

        async def list_faults(_: Request) -> Response:
            return JSONResponse([one.as_json() for one in self._switches.on(network=network.name)])

        async def add_fault(request: Request) -> Response:
            return JSONResponse((await self._add_fault(request, network.name)).as_json(), 201)

        async def drop_faults(request: Request) -> Response:
            number = request.path_params.get("fault")
            if not self._switches.off(network=network.name, number=number) and number is not None:
                raise NotFound(f"no fault {number}")
            return Response(status_code=204)

        async def log(request: Request) -> Response:
            return JSONResponse(self._log(request, network))

        async def reset(request: Request) -> Response:
            await self._reset(request, network)
            return Response(status_code=204)

        return [
            Route(f"{base}/faults", list_faults, methods=["GET"]),
            Route(f"{base}/faults", add_fault, methods=["POST"]),
            Route(f"{base}/faults", drop_faults, methods=["DELETE"]),
            Route(f"{base}/faults/{{fault:int}}", drop_faults, methods=["DELETE"]),
            Route(f"{base}/deliveries", log, methods=["GET"]),
            Route(f"{base}/reset", reset, methods=["POST"]),
        ]

    async def _add_fault(self, request: Request, network: str) -> faults.Fault:
        given = await fields(request)
        kind = faults.Kind(given.choice("kind", [kind.value for kind in faults.Kind]))
        code, times = given.integer("code", least=1), given.integer("times", least=1)
        community, method = given.integer("community"), given.text("method", most=200)
        seconds = given.seconds("seconds")
        given.done()
        if kind is faults.Kind.ERROR and code is None:
            raise BadRequest("code", "is required: which error is to be answered")
        if kind is faults.Kind.LONGPOLL_FAILED and code not in {1, 2, 3}:
            raise BadRequest("code", "must be 1, 2 or 3")
        return self._switches.add(network=network, kind=kind, community=community, method=method or None,
                                  code=code, seconds=seconds, times=times)  # fmt: skip

    def _log(self, request: Request, network: PracticeNetwork) -> list[dict[str, Any]]:
        community, limit = request.query_params.get("community", ""), request.query_params.get("limit", "100")
        if not limit.isdecimal() or not 0 < int(limit) <= _MOST_LOGGED:
            raise BadRequest("limit", f"must be from 1 to {_MOST_LOGGED}")
        if community and not community.isdecimal():
            raise BadRequest("community", "must be a whole number")
        if community:
            return network.log(int(community), limit=int(limit))
        return self._carrier.log(network=network.name, community=None, limit=int(limit))

    async def _reset(self, request: Request, network: PracticeNetwork) -> None:
        given = await fields(request)
        community, everything = given.integer("community"), given.flag("everything")
        given.done()
        if everything:
            self._switches.off(network=network.name)
            network.clear()
        else:
            network.reset(community)
