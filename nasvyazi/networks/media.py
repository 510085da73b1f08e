"""Files that lie at addresses on a network's own hosts: got from there and from nowhere else.

Strangers have a hand in these addresses, and a redirect may lead anywhere: to a database beside us, to the address of a
cloud's keys. So every step is an https address on a host of the network; its name is resolved once, every address it
has must be a public one, and the connection is made to the very address that was looked at, under the host's own name.
What the administrator gave as the network's address (a practice network on this machine) is trusted as it is.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from . import http
from .base import NothingSent, Refused, Road, TooLarge, Unclear

MOST_HOPS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_HTTPS = 443
_TRIED_ADDRESSES = 3
_UNICAST = ipaddress.ip_network("2000::/3")
_SPECIAL_4 = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_SPECIAL_6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2002::/16", "3fff::/20")))
"""What Python's own lists do not all have, by its version (IANA's registries of special-purpose addresses): protocols,
documentation, and Teredo and 6to4, whose addresses hold an IPv4 address, which may be anybody's."""
_IDENTITY = {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where files of one network may be got: its code, patterns of its hosts, the address of its API, and the road."""

    network: str
    hosts: Sequence[str]
    base: str
    road: Road

    def refused(self, why: str) -> Refused:
        """A refusal under the network's own code: "vk:host"."""
        return Refused(f"{self.network}:{why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """The bytes, the host that gave them in the end, and what it called them ("" = nothing)."""

    content: bytes
    host: str
    content_type: str


def download(url: str, source: Source, *, most: int, deadline: http.Deadline) -> Download:
    """Get a file of at most `most` bytes. Raises NetworkError.

    Refused: `host` (the address, or one it leads to, is none of the network's), `redirects`, `gone`, `forbidden`;
    TooLarge: `too_large`.
    """
    for _hop in range(MOST_HOPS + 1):
        parts = _trusted(url, source)
        try:
            answer = _ask(parts, source, most=most, deadline=deadline)
        except Unclear as error:
            raise (TooLarge(f"{source.network}:too_large") if error.code == "too_large" else error) from None
        if answer.status == 200:
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Download(content=answer.body, host=parts.hostname or "", content_type=kind)
        if answer.status not in _REDIRECTS:
            raise source.refused("gone" if answer.status in _GONE else "forbidden")
        url = urljoin(url, answer.headers.get("location", ""))
    raise source.refused("redirects")


def is_public(address: str) -> bool:
    """Whether an IP address is a host of the public internet, and says nothing of another one inside it."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        return one in _UNICAST and one.is_global and not any(one in special for special in _SPECIAL_6)
    is_special = one.is_multicast or any(one in special for special in _SPECIAL_4)
    return one.is_global and not is_special


def _trusted(url: str, source: Source) -> SplitResult:
    """The parts of an address that may be asked. Raises Refused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise source.refused("host") from None
    is_own = http.is_trusted(url, hosts=source.hosts, base="") and port in (None, _HTTPS)
    if not is_own and not _is_base(parts, source):
        raise source.refused("host")
    return parts


def _is_base(parts: SplitResult, source: Source) -> bool:
    """Whether it is the very host and port that the administrator gave: another port is another program."""
    given = urlsplit(source.base)
    return (parts.scheme, parts.netloc.lower()) == (given.scheme, given.netloc.lower())


def _ask(parts: SplitResult, source: Source, *, most: int, deadline: http.Deadline) -> http.Response:
    host = parts.hostname or ""
    if _is_base(parts, source) or http.is_behind_proxy(host, source.road):
        # Behind a proxy the name is resolved by it: what it may reach is its administrator's rule.
        whole = f"{parts.scheme}://{parts.netloc}{_path(parts)}"
        return http.request(
            "GET", whole, road=source.road, headers=_IDENTITY, deadline=deadline.left(), max_body=most
        )
    addresses = http.resolve(host, _HTTPS, deadline=deadline.left())
    if not addresses or not all(is_public(address) for address in addresses):
        raise source.refused("host")
    trouble = NothingSent("connect")
    for address in addresses[:_TRIED_ADDRESSES]:
        try:
            return _ask_at(address, parts, source.road, most=most, deadline=deadline)
        except NothingSent as error:
            trouble = error
    raise trouble


def _ask_at(
    address: str, parts: SplitResult, road: Road, *, most: int, deadline: http.Deadline
) -> http.Response:
    host, place = parts.hostname or "", f"[{address}]" if ":" in address else address
    return http.request(
        "GET",
        f"https://{place}{_path(parts)}",
        # A connection is kept for the address and says nothing of the name it was made for: it is not used again.
        headers={**_IDENTITY, "Host": host, "Connection": "close"},
        server_name=host,
        road=road,
        deadline=deadline.left(),
        max_body=most,
    )


def _path(parts: SplitResult) -> str:
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
