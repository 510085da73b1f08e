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
import ssl
import threading
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from . import loose, roads
from .base import NeedsHuman, NetworkError, NothingSent, Road, Throttled, Unclear

CONNECT_SECONDS = 10.0
MAX_BODY = 16 * 1024 * 1024
USER_AGENT = "nasvyazi/0.1"
_DEFAULT_RETRY = timedelta(seconds=30)
_LONGEST_RETRY = timedelta(hours=1)
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")

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
    road: Road,
    deadline: float,
    data: Mapping[str, str] | None = None,
    files: Mapping[str, tuple[str, bytes, str]] | None = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    max_body: int = MAX_BODY,
    reads_429: bool = False,
    server_name: str = "",
) -> Response:
    """Make one request and read its answer within `deadline` seconds; redirects are not followed.

    `road` is the account's. `data` travels as a form, `files` as multipart: field → (file name, content, content
    type), `content` as it is (a header says what it is). `reads_429`: the network says in the body how long to wait,
    the caller raises. `server_name` is whom the certificate must name where the address holds a number instead.
    Raises NothingSent (no connection), Throttled (429), Unclear (deadline, reset, broken or too large an
    answer, 5xx), NeedsHuman (the address or a header has characters that cannot be sent; the road has to be mended).
    """
    exchange = _Exchange(road, max_body, by_proxy=bool(road.proxy) and not _is_this_machine(url))
    sending = {
        "method": method, "url": url, "data": data, "files": files, "content": content, "headers": headers,
    }  # fmt: skip
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


def is_behind_proxy(host: str, road: Road) -> bool:
    """Whether a proxy is asked for https on this host: the network's own, or everybody's (HTTPS_PROXY, NO_PROXY)."""
    if road.proxy:
        return host not in _THIS_MACHINE
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

    def __init__(self, road: Road, max_body: int, *, by_proxy: bool) -> None:
        self._road = road
        self._max_body = max_body
        self._by_proxy = by_proxy
        self._connecting = False
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
        except httpx.ProxyError as refusal:
            error = self._proxy_refusal(str(refusal))
        except httpx.ConnectError as failure:
            error = self._distrust() if _is_distrust(failure) else self._failure("broken")
        except (httpx.RequestError, httpx.StreamError):
            error = self._failure("broken")
        raise error from None

    async def _talk(self, sending: dict[str, Any], extensions: dict[str, Any], deadline: float) -> Response:
        timeout = httpx.Timeout(deadline, connect=min(CONNECT_SECONDS, deadline))
        watched = {"trace": self._trace, **extensions}
        client = _hall().client(self._road)
        async with client.stream(**sending, timeout=timeout, extensions=watched) as answer:
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
        if event.endswith("connect_tcp.started"):
            self._connecting = True
        if event.endswith("connect_tcp.complete"):
            self._connecting = False
        if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self._started = True

    def _failure(self, code: str) -> NetworkError:
        if self._started:
            return Unclear(code)
        return NothingSent("proxy:unreachable" if self._by_proxy and self._connecting else "connect")

    def _proxy_refusal(self, status: str) -> NetworkError:
        """A proxy's answer to CONNECT: "407 Proxy Authentication Required"."""
        return NeedsHuman("proxy:refused") if status.startswith("4") else NothingSent("connect")

    def _distrust(self) -> NetworkError:
        """The certificate is not to be trusted: a person mends what has expired here, the network the rest."""
        try:
            return roads.expired(self._road, now=datetime.now(UTC)) or NothingSent("certificate")
        except NeedsHuman as error:
            return error


class _Hall:
    """The event loop in its thread, and the clients that live in it, one for each road."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._clients: dict[Road, tuple[int, httpx.AsyncClient]] = {}
        threading.Thread(target=self.loop.run_forever, name="networks-http", daemon=True).start()

    def client(self, road: Road) -> httpx.AsyncClient:
        """The client of a road; another one when its file of authorities is. Raises NeedsHuman."""
        changed = roads.changed(road)
        known, client = self._clients.get(road, (None, None))
        if client is None or known != changed:
            client = _open_client(road)
            self._clients[road] = (changed, client)
        return client

    def run(self, exchange: Any, deadline: float) -> Any:
        """Run the exchange in the loop and wait for it, a little longer than its own deadline."""
        future = asyncio.run_coroutine_threadsafe(exchange, self.loop)
        try:
            return future.result(timeout=deadline + 5)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise Unclear("timeout") from None


def _open_client(road: Road) -> httpx.AsyncClient:
    # A proxy for everybody is honoured (HTTPS_PROXY) where the road has none; none towards this very machine.
    client = httpx.AsyncClient(
        headers={"User-Agent": USER_AGENT},
        limits=httpx.Limits(max_connections=1000, max_keepalive_connections=50),
        verify=roads.context(road),
        proxy=road.proxy or None,
        mounts=dict.fromkeys(f"all://[{host}]" if ":" in host else f"all://{host}" for host in _THIS_MACHINE),
    )
    # One client serves many accounts: no cookie may wander from one to another.
    client.cookies.jar.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    return client


def _is_this_machine(url: str) -> bool:
    try:
        return urlsplit(url).hostname in _THIS_MACHINE
    except ValueError:
        return False


def _is_distrust(error: BaseException | None) -> bool:
    """Whether it comes of a certificate that is not to be trusted."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


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
