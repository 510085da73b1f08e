"""Reading the environment: every setting that an administrator may set goes through one of these."""

import os
import re
import secrets
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from nasvyazi.networks.base import Road
from nasvyazi.toolbox.home import secret_file
from nasvyazi.toolbox.refusal import Refusal


class Misconfigured(Refusal):
    """A variable of the environment has a value that cannot be used; the text says which and why."""


def text(name: str, default: str) -> str:
    """The variable, or the default when it is absent or empty."""
    return os.environ.get(name) or default


def words(name: str, *, default: str) -> list[str]:
    """Words separated by spaces or commas."""
    return text(name, default).replace(",", " ").split()


def flag(name: str, *, default: bool | None) -> bool | None:
    """1/0, yes/no, true/false, on/off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise Misconfigured(f"{name}={value}: expected 1 or 0")


def seconds(name: str, default: float) -> float:
    """A positive number of seconds."""
    value = text(name, str(default))
    try:
        number = float(value)
    except ValueError:
        raise Misconfigured(f"{name}={value}: expected a number of seconds") from None
    if number <= 0:
        raise Misconfigured(f"{name}={value}: expected more than zero")
    return number


def whole(name: str, default: int) -> int:
    """A positive whole number."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal() and int(value) > 0):
        raise Misconfigured(f"{name}={value}: expected a whole number above zero")
    return int(value)


def secret(variable: str, file: str) -> str:
    """A secret from the environment, else from NASVYAZI_HOME/secrets, where it is made once (mode 0600)."""
    if value := os.environ.get(variable):
        return value
    return secret_file(file, lambda: secrets.token_urlsafe(50)).read_text().strip()


def roads() -> dict[str, Road]:
    """By what road each network is reached, by its code: NASVYAZI_VK_CA_FILE, NASVYAZI_VK_PROXY …"""
    found: dict[str, dict[str, str]] = {}
    for name, value in os.environ.items():
        match = re.fullmatch(r"NASVYAZI_([A-Z0-9_]+)_(CA_FILE|PROXY)", name)
        if match and value:
            found.setdefault(match[1].lower(), {})[match[2].lower()] = value
            _ensure_proxy(name, value if match[2] == "PROXY" else "http://none")
    return {code: Road(**parts) for code, parts in found.items()}


def map_tiles() -> str:
    """NASVYAZI_MAP_TILES: the address of a map's tiles, "" for none. Raises Misconfigured."""
    url = text("NASVYAZI_MAP_TILES", "").strip()
    if url and not _is_tiles(url):
        raise Misconfigured(
            "NASVYAZI_MAP_TILES: expected https://HOST/PATH with {z}, {x} and {y} in it, and one HOST (no {s})"
        )
    return url


def _is_tiles(url: str) -> bool:
    """The value is not shown where it is wrong: it may hold a key."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    names = set(re.findall(r"\{(.*?)\}", url))
    is_host = bool(re.fullmatch(r"[a-z0-9.-]+", host)) and port != 0 and "@" not in parts.netloc
    return parts.scheme == "https" and is_host and {"z", "x", "y"} <= names <= {"z", "x", "y", "r"}


def origin(url: str) -> list[str]:
    """Scheme and host of an address, as a policy of contents names them; nothing for no address."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if url else []


def _ensure_proxy(name: str, value: str) -> None:
    """Raises Misconfigured. The value is not shown: it may hold a password."""
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise Misconfigured(f"{name}: expected http://HOST:PORT or http://NAME:PASSWORD@HOST:PORT")


def database() -> dict[str, Any]:
    """Django's database settings from DATABASE_URL (set by the launcher when the embedded server is used)."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if url.scheme not in {"", "postgres", "postgresql"}:
        raise Misconfigured(f"DATABASE_URL: only PostgreSQL is supported, not {url.scheme}")
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")) or "nasvyazi",
        "USER": unquote(url.username or query.pop("user", "")),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", "") or unquote(url.hostname or ""),
        "PORT": str(url.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            # So that the takers of events may keep their statements prepared (`jobs/worker.py`, decision 0011).
            "server_side_binding": True,
            **query,
            "pool": {"min_size": 1, "max_size": int(text("NASVYAZI_DB_POOL", "12")), "timeout": 2},
        },
    }
