"""`nasvyazi letters`: what we answered and what became of it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line, not_found, rows
from nasvyazi.cli.words import say
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.outbox.models import Letter

_STATES = ("queued", "claimed", "sending", "sent", "failed", "unconfirmed")
_WHY_NOT = {
    "under_way": gettext_noop("The letter is still on its way: wait for its outcome."),
    "resent_already": gettext_noop("The letter was sent again already."),
    "delivered_already": gettext_noop("Every part of the letter was delivered."),
}


@click.group()
def letters() -> None:
    """Answers to residents."""


@letters.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only letters with a part in this state.")
@click.option("--limit", type=click.IntRange(min=1), default=1000, show_default=True)
@as_json
def list_(state: str | None, limit: int, as_json: bool) -> None:
    """Letters, newest first, with the state of every part."""
    with product():
        from nasvyazi.domain.outbox import selectors

        found = itertools.islice(selectors.letters(state=state).iterator(chunk_size=200), limit)
        rows(
            (_row(letter) for letter in found),
            json_lines=as_json,
            words=lambda row: f"{row['id']:>8}  {row['state']:<12} {row['text'][:90]!r}",
        )


@letters.command()
@click.argument("letter_id", type=int)
@as_json
def resend(letter_id: int, as_json: bool) -> None:
    """Send what was not delivered of a letter as a new letter."""
    with product():
        from nasvyazi.domain.outbox import selectors, services
        from nasvyazi.flows import answering

        letter = selectors.letters().filter(pk=letter_id).first()
        if letter is None:
            raise not_found("letter", letter_id)
        try:
            fresh = answering.resend(letter=letter, author=None, request_key=uuid4())
        except services.ResendRefused as error:
            raise Refusal(_WHY_NOT[str(error)]) from error
        except answering.PlaceRefused as error:
            raise Refusal(error.why) from error
    if as_json:
        line({"id": fresh.pk, "resend_of": letter_id})
    else:
        say("In the queue as letter {id}.", id=fresh.pk)


def _row(letter: Letter) -> dict[str, Any]:
    from nasvyazi.domain.outbox import selectors

    parts = list(letter.parts.all())
    return {
        "id": letter.pk,
        "channel": letter.thread.channel_id,
        "place": letter.thread.kind,
        "thread": letter.thread.external_id,
        "author": letter.author.username if letter.author else None,
        "created_at": letter.created_at,
        "state": selectors.state_of(parts),
        "text": letter.text,
        "resend_of": letter.resend_of_id,
        "parts": [
            {
                "ordinal": part.ordinal,
                "state": part.state,
                "external_id": part.external_id,
                "sent_at": part.sent_at,
                "error": part.error_code,
                "attempts": len(part.attempts.all()),
            }
            for part in parts
        ],
    }
