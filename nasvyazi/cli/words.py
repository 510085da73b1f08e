"""The command line's language: texts of the program's own catalogue, without waiting for Django."""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

import click

from nasvyazi.toolbox.refusal import Refusal

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def language() -> str:
    """`ru` or `en`: NASVYAZI_LANGUAGE, else the terminal's language, else Russian."""
    for name in ("NASVYAZI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, "").lower()[:2]:
            return "en" if value == "en" else "ru"
    return "ru"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, languages=[code], fallback=True)


def _(message: str) -> str:
    """The message in the command line's language."""
    return _catalogue(language()).gettext(message)


def say(message: str, **details: object) -> None:
    """A line for the person at the terminal."""
    click.echo(_(message).format(**details) if details else _(message))


def sentence(refusal: Refusal) -> str:
    """The refusal in the command line's language."""
    return _(refusal.message).format(**refusal.details) if refusal.details else _(refusal.message)
