"""How the faults on switches meet the calls of the product: hanging, breaking, delaying them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from nasvyazi.sandbox.faults import OF_CALLS, Fault, Kind
from nasvyazi.sandbox.world import Ground

_HANG_SECONDS = 90.0

Answer = Callable[[], Awaitable[Response]]
Refusal = Callable[[Fault], Response | None]
"""What the network answers instead when a fault (`error`, `captcha`, …) makes it refuse; None = it goes through."""


class Mishaps:
    """The calls of one network and what may happen to them."""

    def __init__(self, ground: Ground, network: str) -> None:
        self._ground = ground
        self._network = network

    async def meet(self, request: Request, answer: Answer, *, community: int | None, method: str,
                   refusal: Refusal) -> Response:  # fmt: skip
        """The answer, or what the oldest fault that meets this call makes of it."""
        fault = self._ground.faults.take(*OF_CALLS, network=self._network, community=community, method=method)
        if fault is None:
            return await answer()
        if fault.kind is Kind.DELAY:
            await self._ground.store.changed.rest(fault.seconds)
        if fault.kind is Kind.TIMEOUT_BEFORE:
            return await self._hang(request, fault)
        instead = _internal_error() if fault.kind is Kind.HTTP_500_BEFORE else refusal(fault)
        if instead is not None:
            return instead
        accepted = await answer()
        if fault.kind is Kind.TIMEOUT_AFTER:
            return await self._hang(request, fault)
        return _internal_error() if fault.kind is Kind.HTTP_500_AFTER else accepted

    async def _hang(self, request: Request, fault: Fault) -> Response:
        """Say nothing until the client has gone or its patience is tried enough."""
        patience = asyncio.create_task(self._ground.store.changed.rest(fault.seconds or _HANG_SECONDS))
        gone = asyncio.create_task(_gone(request))
        _, pending = await asyncio.wait({patience, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        return Response(status_code=504)


async def _gone(request: Request) -> None:
    """Returns when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


def _internal_error() -> Response:
    return Response(
        "<html><body><h1>500 Internal Server Error</h1></body></html>", 500, media_type="text/html"
    )
