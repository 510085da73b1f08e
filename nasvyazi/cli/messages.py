"""`nasvyazi messages`: what residents wrote, for other programs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import Moment, as_json, aware, local, rows

if TYPE_CHECKING:
    from nasvyazi.domain.inbox.models import Attachment, Message


@click.group()
def messages() -> None:
    """What was said in the channels."""


@messages.command()
@click.option("--channel", "channel_id", type=int, help="Only this channel.")
@click.option("--since", type=Moment(), help="Only what was received from this moment on.")
@as_json
def export(channel_id: int | None, since: datetime | None, as_json: bool) -> None:
    """Every message with its versions, attachments, appeal and decision, oldest first."""
    with product():
        from nasvyazi.domain.appeals import selectors

        found = selectors.export_messages(channel_id=channel_id, since=aware(since))
        rows(
            (_row(message) for message in found),
            json_lines=as_json,
            words=lambda row: f"{local(row['sent_at'])}  {row['author']['name']}: {row['text'][:100]!r}",
        )


def _row(message: Message) -> dict[str, Any]:
    resident, decision = message.resident, getattr(message, "decision", None)
    return {
        "id": message.pk,
        "network": message.thread.channel.network,
        "channel": message.thread.channel_id,
        "place": message.thread.kind,
        "thread": message.thread.external_id,
        "external_id": message.external_id,
        "author": {
            "network_id": resident.network_id if resident else message.author_id,
            "name": resident.name if resident else message.thread.channel.title,
        },
        "outgoing": message.outgoing,
        "text": message.text,
        "sent_at": message.sent_at,
        "stated_date": message.stated_date or None,
        "versions": getattr(message, "version_count", 0),
        "deleted": message.deleted_at is not None,
        "attachments": [_attachment(row) for row in message.attachments.all()],
        "post": message.thread.post.external_id if message.thread.post else None,
        "appeal": decision.appeal_id if decision else None,
        "decision": _decision(decision),
    }


def _attachment(row: Attachment) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "url": row.url,
        "title": row.title,
        "text": row.text,
        "width": row.width,
        "height": row.height,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "removed": row.removed,
    }


def _decision(decision: Any) -> str | None:
    if decision is None:
        return None
    return "attached" if decision.appeal_id else f"set aside: {decision.set_aside_reason}"
