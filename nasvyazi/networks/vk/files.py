"""The bytes of what residents attach: VK gives their addresses, on hosts of its own.

`ref` is the address; of a photo a smaller copy's address stands behind it, after a space (no address holds one).
"""

from __future__ import annotations

import fnmatch
from urllib.parse import urlsplit

from nasvyazi.networks import http, media
from nasvyazi.networks.base import Account, Fetched, Refused

from .errors import GONE, PAGE

MEDIA_HOSTS = (
    "*.userapi.com",
    "*.vkuserphoto.ru",
    "*.vkuser.net",
    "*.vkuseraudio.net",
    "*.vk.com",
    "*.vk.ru",
    "*.vk.me",
    "vk.com",
    "vk.ru",
)
_SITES = ("vk.com", "vk.ru", "m.vk.*", "id.vk.*", "login.vk.*", "oauth.vk.*")
"""Where VK shows pages, not files."""


def fetch(account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
    """The bytes behind a ref, at most `most`. Raises NetworkError; TooLarge beyond the limit."""
    clock = http.Deadline(deadline)
    source = media.Source(network="vk", hosts=MEDIA_HOSTS, base=account.api_url, road=account.road)
    addresses = ref.split()
    for address in addresses[:-1]:
        try:
            return _fetch(address, source, most, clock)
        except Refused as error:
            # The largest copy of a photo may be gone while a smaller one is still there.
            if error.code != GONE:
                raise
    return _fetch(addresses[-1] if addresses else "", source, most, clock)


def _fetch(address: str, source: media.Source, most: int, clock: http.Deadline) -> Fetched:
    if urlsplit(address).netloc != urlsplit(source.base).netloc:
        # Old attachments have addresses without TLS; the same hosts answer with it.
        address = address.replace("http://", "https://", 1)
    got = media.download(address, source, most=most, deadline=clock)
    if got.content_type == "text/html" and any(fnmatch.fnmatch(got.host, site) for site in _SITES):
        raise Refused(PAGE)
    return Fetched(content=got.content)
