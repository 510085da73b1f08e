"""What data commands print: one JSON object a line for programs, aligned words for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import click

from nasvyazi.cli.words import _
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What JSON leaves as it is and many readers take for the end of a line."""

_ABSENT = {
    "channel": gettext_noop(
        "There is no channel number {number} that is switched on: see `nasvyazi channels list`."
    ),
    "letter": gettext_noop("There is no letter number {number}: see `nasvyazi letters list`."),
    "event": gettext_noop("There is no event number {number}: see `nasvyazi events list`."),
}

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


def line(row: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own; a lone surrogate is escaped, so the line is always UTF-8."""
    text = json.dumps(row, ensure_ascii=False, default=_plain).translate(_LINE_ENDS)
    click.echo(text.encode("utf-8", "backslashreplace").decode())


def rows(
    found: Iterable[Mapping[str, Any]], *, json_lines: bool, words: Callable[[Mapping[str, Any]], str]
) -> None:
    """Print rows as they come; for people, "nothing" when there are none."""
    printed = False
    for row in found:
        printed = True
        if json_lines:
            line(row)
        else:
            click.echo(words(row))
    if not printed and not json_lines:
        click.echo(_("Nothing."))


class Moment(click.ParamType[datetime]):
    """A moment: ISO 8601, in the installation's time zone unless it names one."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time; expected e.g. 2026-11-23 or 2026-11-23T14:30+03:00", param, ctx)


def aware(moment: datetime | None) -> datetime | None:
    """The moment with the installation's time zone where it had none."""
    from django.utils import timezone

    return timezone.make_aware(moment) if moment is not None and timezone.is_naive(moment) else moment


def not_found(what: str, number: object) -> Refusal:
    """The refusal for an id that nothing has; `what` is one of those that can be listed."""
    return Refusal(_ABSENT[what], number=number)


def local(moment: datetime) -> str:
    """A moment for people, in the installation's time zone, which is named by its offset."""
    from django.utils import timezone

    return timezone.localtime(moment).isoformat(sep=" ", timespec="minutes")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")
