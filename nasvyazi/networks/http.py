"""The one HTTP client of the networks: synchronous outside, one event loop in one daemon thread inside.

The loop is there for one thing that a plain client has not: a deadline for the whole exchange, kept even when
the other side drips its answer byte by byte. And because each phase is seen, every failure is told apart as
DESIGN §5a needs it: nothing of the request had left (`NothingSent`), or something may have (`Unclear`).

Neither errors nor logs carry an address, a header or a body: tokens travel in them.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import email.utils
import fnmatch
import http.cookiejar
import logging
import os
import socket
import threading
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from . import loose
from .base import NeedsHuman, NetworkError, NothingSent, Throttled, Unclear

CONNECT_SECONDS = 10.0
MAX_BODY = 16 * 1024 * 1024
USER_AGENT = "nasvyazi/0.1"
_DEFAULT_RETRY = timedelta(seconds=30)
_LONGEST_RETRY = timedelta(hours=1)
_LOOPBACK = ("all://127.0.0.1", "all://localhost", "all://[::1]")

# httpx logs every address at INFO and httpcore every header at DEBUG; both hold secrets.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer; 5xx is raised, so is 429 unless it was asked for. Header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The decoded body. Raises ValueError."""
        return loose.load_json(self.body)


class Deadline:
    """The time a whole piece of work may take, shared by its steps."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises NothingSent when none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise NothingSent("deadline")
        return left


def request(
    method: str,
    url: str,
    *,
    deadline: float,
    data: Mapping[str, str] | None = None,
    files: Mapping[str, tuple[str, bytes, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    max_body: int = MAX_BODY,
    reads_429: bool = False,
    server_name: str = "",
) -> Response:
    """Make one request and read its answer within `deadline` seconds; redirects are not followed.

    `data` travels as a form, `files` as multipart: field → (file name, content, content type). `reads_429`: the
    network says in the body how long to wait, the caller raises. `server_name` is whom the certificate must name where
    the address holds a number instead.
    Raises NothingSent (no connection), Throttled (429), Unclear (deadline, reset, broken or too large an
    answer, 5xx), NeedsHuman (the address or a header has characters that cannot be sent).
    """
    exchange = _Exchange(max_body)
    sending = {"method": method, "url": url, "data": data, "files": files, "headers": headers}
    extensions = {"sni_hostname": server_name} if server_name else {}
    response: Response = _hall().run(exchange.make(sending, extensions, deadline), deadline)
    if response.status == 429 and not reads_429:
        raise Throttled("http:429", retry_after=_retry_after(response.headers))
    if response.status >= 500:
        raise Unclear(f"http:{response.status}")
    return response


def resolve(host: str, port: int, *, deadline: float) -> list[str]:
    """The IP addresses of a name, in the order in which they are to be tried. Raises NothingSent."""
    found: list[str] = _hall().run(_addresses(host, port, deadline), deadline)
    return found


def is_behind_proxy(host: str) -> bool:
    """Whether the administrator's proxy is asked for https on this host (HTTPS_PROXY, NO_PROXY)."""
    proxies = urllib.request.getproxies()
    return ("https" in proxies or "all" in proxies) and not urllib.request.proxy_bypass(host)


def is_trusted(url: str, *, hosts: Sequence[str], base: str) -> bool:
    """Whether an address that a network named may be called.

    Yes if it is https on a host that matches one of the patterns `hosts`, or lies on the very host of `base`
    (the address the administrator gave), not less protected than that.
    """
    try:
        wanted, given = urlsplit(url), urlsplit(base)
    except ValueError:
        return False
    if not wanted.hostname or wanted.username is not None:
        return False
    if wanted.hostname == given.hostname:
        return wanted.scheme in ("https", given.scheme)
    return wanted.scheme == "https" and any(fnmatch.fnmatch(wanted.hostname, pattern) for pattern in hosts)


class _Exchange:
    """One request on its way; knows whether anything of it may have left."""

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._started = False

    async def make(self, sending: dict[str, Any], extensions: dict[str, Any], deadline: float) -> Response:
        """Raises the typed errors of `request`, with nothing of the request in them."""
        try:
            async with asyncio.timeout(deadline):
                return await self._talk(sending, extensions, deadline)
        except (httpx.LocalProtocolError, httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
            error: NetworkError = NeedsHuman("request")
        except TimeoutError:
            error = Unclear("timeout") if self._started else NothingSent("deadline")
        except httpx.TimeoutException:
            error = self._failure("timeout")
        except (httpx.RequestError, httpx.StreamError):
            error = self._failure("broken")
        raise error from None

    async def _talk(self, sending: dict[str, Any], extensions: dict[str, Any], deadline: float) -> Response:
        timeout = httpx.Timeout(deadline, connect=min(CONNECT_SECONDS, deadline))
        watched = {"trace": self._trace, **extensions}
        async with _hall().client.stream(**sending, timeout=timeout, extensions=watched) as answer:
            if (loose.integer(answer.headers.get("content-length")) or 0) > self._max_body:
                raise Unclear("too_large")
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > self._max_body:
                    raise Unclear("too_large")
            return Response(status=answer.status_code, headers=dict(answer.headers), body=bytes(body))

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the moment when bytes of the request itself (not of a proxy's CONNECT) begin to leave."""
        if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self._started = True

    def _failure(self, code: str) -> NetworkError:
        return Unclear(code) if self._started else NothingSent("connect")


class _Hall:
    """The event loop in its thread, and the client that lives in it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        # The administrator's proxy is honoured (HTTPS_PROXY), except towards this very machine.
        self.client = httpx.AsyncClient(
            headers={"User-Agent": USER_AGENT},
            limits=httpx.Limits(max_connections=1000, max_keepalive_connections=50),
            mounts=dict.fromkeys(_LOOPBACK),
        )
        # One client serves many accounts: no cookie may wander from one to another.
        self.client.cookies.jar.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        threading.Thread(target=self.loop.run_forever, name="networks-http", daemon=True).start()

    def run(self, exchange: Any, deadline: float) -> Any:
        """Run the exchange in the loop and wait for it, a little longer than its own deadline."""
        future = asyncio.run_coroutine_threadsafe(exchange, self.loop)
        try:
            return future.result(timeout=deadline + 5)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise Unclear("timeout") from None


async def _addresses(host: str, port: int, deadline: float) -> list[str]:
    try:
        async with asyncio.timeout(deadline):
            known = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        # A TimeoutError is an OSError, too.
        raise NothingSent("connect") from None
    return list(dict.fromkeys(str(address[0]) for *_kind, address in known))


_lock = threading.Lock()
_halls: list[_Hall] = []


def _hall() -> _Hall:
    """The hall of this process, opened at the first request."""
    with _lock:
        if not _halls:
            _halls.append(_Hall())
        return _halls[0]


def _forget_hall() -> None:
    """A forked child has the parent's objects without its thread: it opens a hall of its own."""
    global _lock  # noqa: PLW0603 - the parent may have held the lock at the moment of the fork
    _lock = threading.Lock()
    _halls.clear()


os.register_at_fork(after_in_child=_forget_hall)


def _retry_after(headers: Mapping[str, str]) -> timedelta:
    """What Retry-After says (seconds or a date, RFC 9110), within reason."""
    value = headers.get("retry-after", "")
    seconds = loose.number(value)
    if seconds is None:
        try:
            asked = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return _DEFAULT_RETRY
        seconds = (asked.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    return timedelta(seconds=min(max(seconds, 1.0), _LONGEST_RETRY.total_seconds()))
