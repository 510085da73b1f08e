"""What `nasvyazi channels` is given at the terminal: keys from standard input, values that look right, addresses."""

from __future__ import annotations

import re
import sys
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from nasvyazi.cli.words import _

if TYPE_CHECKING:
    from nasvyazi.networks.base import Credential

FROM_INPUT = "-"


def credential(asked: Credential, *, required: bool, default: str | None) -> click.Option:
    """The option for one thing that a network asks for."""
    return click.Option(
        [f"--{asked.name.replace('_', '-')}", asked.name],
        required=required,
        default=default,
        help=_(asked.title),
        callback=partial(_take, asked),
    )


def url(*words: str, default: str | None = None, told: str = "") -> click.Option:
    """The option for an address of the web."""
    return click.Option(words, default=default, show_default=bool(default), help=told, callback=address)


def address(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """An address without its last slash; anything but http(s) with a host is wrong usage."""
    if value is None or (value == "" and param.default == ""):
        return value
    if not _is_address(value):
        raise click.BadParameter(
            _(
                "An address begins with http:// or https:// and has a host, for example https://desk.example.ru."
            ),
            ctx,
            param,
        )
    return value.rstrip("/")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    is_clean = not re.search(r"\s", value) and port != 0
    return is_clean and parts.scheme in ("http", "https") and bool(parts.hostname)


def _take(asked: Credential, ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The value, if it looks as the network says; a number with a letter in it would never hear anybody.

    Never shown when it does not: it may be a key.
    """
    if value == FROM_INPUT:
        value = _read(asked)
        if not value:
            raise click.BadParameter(_("Standard input had no line for it."), ctx, param)
    if value is None or (value == "" and not asked.required):
        return value
    if not re.fullmatch(asked.pattern or ".+", value):
        told = f"{_('The value does not look right.')} {_(asked.looks) if asked.looks else ''}".strip()
        raise click.BadParameter(told, ctx, param)
    return value


def _read(asked: Credential) -> str:
    """One line of standard input; at a terminal it is asked for and not shown."""
    if sys.stdin.isatty():
        return str(click.prompt(_(asked.title), hide_input=True, err=True)).strip()
    return sys.stdin.readline().strip()
