"""The bytes of what residents attach: MAX gives their addresses, on hosts of its own; of a video on request."""

from __future__ import annotations

from nasvyazi.networks import http, loose, media
from nasvyazi.networks.base import Account, Fetched, Refused, TooLarge

from .attachments import VIDEO
from .client import Api, part

MEDIA_HOSTS = ("*.oneme.ru", "*.okcdn.ru", "*.max.ru")
"""i.oneme.ru shows photos and fd.oneme.ru files; videos lie where they are uploaded to (POST /uploads: vu.okcdn.ru)."""
_QUALITIES = ("mp4_720", "mp4_480", "mp4_360", "mp4_240", "mp4_144", "mp4_1080")
"""Good enough to see what is shown, small enough to be kept; the largest where there is no other."""


def fetch(account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
    """The bytes behind a ref, at most `most`. Raises NetworkError; TooLarge beyond the limit."""
    clock = http.Deadline(deadline)
    try:
        if ref.startswith(VIDEO):
            return _video(account, ref.removeprefix(VIDEO), most, clock)
        return _fetch(account, ref, most, clock)
    except TooLarge as error:
        raise TooLarge("max:file_too_big", error.message) from None
    except Refused as error:
        raise (
            Refused("max:forbidden_file", error.message) if error.code == "max:forbidden" else error
        ) from None


def _video(account: Account, token: str, most: int, clock: http.Deadline) -> Fetched:
    """A video in the best quality that is small enough. Raises NetworkError."""
    told = Api(account, clock).get(f"/videos/{part(token)}")
    urls = loose.mapping(told.get("urls"))
    addresses = [url for name in _QUALITIES if (url := loose.link(urls.get(name)))]
    if not addresses:
        raise Refused("max:gone")
    for address in addresses[:-1]:
        try:
            return _fetch(account, address, most, clock)
        except TooLarge:
            continue
    return _fetch(account, addresses[-1], most, clock)


def _fetch(account: Account, address: str, most: int, clock: http.Deadline) -> Fetched:
    source = media.Source(network="max", hosts=MEDIA_HOSTS, base=account.api_url, road=account.road)
    return Fetched(content=media.download(address, source, most=most, deadline=clock).content)
