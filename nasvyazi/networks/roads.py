"""What the road of a network needs: authorities that are trusted besides those known everywhere, and a proxy.

A file of authorities is read anew when it changes. Its errors need a human, and name the file.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from django.utils.translation import gettext_noop as _

from .base import Finding, NeedsHuman, Road

_CA_TROUBLE = {
    "ca:missing": _(
        "The extra certificate authority {file} is not there. Put it there, or name another file."
    ),
    "ca:unreadable": _(
        "The extra certificate authority {file} cannot be read. Give the program's user the right to read it."
    ),
    "ca:invalid": _(
        "{file} holds no certificate. It has to be a text that begins with -----BEGIN CERTIFICATE-----."
    ),
}
_EXPIRED = _(
    "The extra certificate authority “{name}” in {file} expired on {date}. Get the new one from whoever gave it, and "
    "put it in its place."
)
_VALID = _("The extra certificate authority “{name}” in {file} is trusted, until {date}.")
_BY_PROXY = _("Every call to this network goes through the proxy {host}.")


def context(road: Road) -> ssl.SSLContext:
    """Whom a road trusts. Raises NeedsHuman ("ca:missing", "ca:unreadable", "ca:invalid")."""
    made = httpx.create_ssl_context()
    if road.ca_file:
        authorities(road)
        made.load_verify_locations(cadata=_text(road.ca_file))
    return made


def authorities(road: Road) -> list[x509.Certificate]:
    """The extra authorities of a road, one at least. Raises NeedsHuman."""
    try:
        found = x509.load_pem_x509_certificates(_text(road.ca_file).encode())
    except ValueError:
        raise NeedsHuman("ca:invalid", road.ca_file) from None
    return found


def changed(road: Road) -> int:
    """A number that is another one when the file of authorities is. Raises NeedsHuman."""
    try:
        return Path(road.ca_file).stat().st_mtime_ns if road.ca_file else 0
    except OSError as error:
        raise _unreadable(road.ca_file, error) from None


def expired(road: Road, *, now: datetime) -> NeedsHuman | None:
    """The error to raise where the network is not trusted and an extra authority has expired. Raises NeedsHuman."""
    for one in authorities(road) if road.ca_file else ():
        if one.not_valid_after_utc <= now:
            return NeedsHuman("ca:expired", f"{road.ca_file}, {one.not_valid_after_utc:%Y-%m-%d}")
    return None


def check(road: Road) -> Iterator[Finding]:
    """What a road needs and whether it is there, in sentences; of the usual road nothing is said."""
    if road.ca_file:
        try:
            yield from (_about(one, road.ca_file) for one in authorities(road))
        except NeedsHuman as error:
            yield Finding(ok=False, text=_CA_TROUBLE[error.code], params={"file": road.ca_file})
    if road.proxy:
        yield Finding(
            ok=True, text=_BY_PROXY, params={"host": urlsplit(road.proxy).netloc.rpartition("@")[2]}
        )


def _about(authority: x509.Certificate, file: str) -> Finding:
    until = authority.not_valid_after_utc
    is_valid = until > datetime.now(UTC)
    names = authority.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    name = str(names[0].value) if names else authority.subject.rfc4514_string()
    params = {"name": name, "file": file, "date": f"{until:%Y-%m-%d}"}
    return Finding(ok=is_valid, text=_VALID if is_valid else _EXPIRED, params=params)


def _text(path: str) -> str:
    try:
        return Path(path).read_text("ascii", errors="replace")
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> NeedsHuman:
    is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    return NeedsHuman("ca:missing" if is_missing else "ca:unreadable", path)
