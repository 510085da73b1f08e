"""`nasvyazi attention`: the ledger of what nobody has attended to."""

from __future__ import annotations

from dataclasses import asdict

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, local, rows
from nasvyazi.cli.words import _
from nasvyazi.toolbox.refusal import gettext_noop

TITLES = {
    "events_broken": gettext_noop("Events that could not be read"),
    "events_waiting": gettext_noop("Events that nobody takes"),
    "messages_undecided": gettext_noop("Messages without an appeal"),
    "letters_unconfirmed": gettext_noop("Answers that may not have arrived"),
    "letters_failed": gettext_noop("Answers that were not delivered"),
    "letters_delayed": gettext_noop("Answers that have not left for a long time"),
    "files_failed": gettext_noop("Files that could not be fetched"),
    "appeals_overdue": gettext_noop("Overdue appeals"),
    "channels_in_trouble": gettext_noop("Channels that do not work"),
    "channels_silent": gettext_noop("Channels that fell silent"),
    "desks_empty": gettext_noop("Desks at which nobody works"),
    "calendar_missing": gettext_noop("Working days of a year are not known"),
}
"""What the desk calls each kind."""


@click.command()
@as_json
def attention(as_json: bool) -> None:
    """Everything that nobody attends to: kind, count, since when, and the things themselves."""
    with product():
        from nasvyazi.domain.attention import selectors
        from nasvyazi.toolbox.clock import now

        found = [asdict(line) for line in selectors.ledger(user=None, now=now())]
    rows(
        found,
        json_lines=as_json,
        words=lambda row: (
            f"{row['count']:>6}  {row['kind']:<19}  {local(row['since'])}  {_(TITLES[row['kind']])}"
        ),
    )
