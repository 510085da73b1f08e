"""`nasvyazi events`: what the networks told, byte for byte."""

from __future__ import annotations

import itertools

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, not_found, rows
from nasvyazi.cli.words import say

_STATES = ("new", "taken", "unsupported", "broken")


@click.group()
def events() -> None:
    """What the networks told."""


@events.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only events in this state.")
@click.option("--channel", "channel_id", type=int, help="Only this channel.")
@click.option("--limit", type=click.IntRange(min=1), default=1000, show_default=True)
@as_json
def list_(state: str | None, channel_id: int | None, limit: int, as_json: bool) -> None:
    """Events, newest first."""
    with product():
        from nasvyazi.domain.inbox import selectors

        found = selectors.events(state=state, channel_id=channel_id).iterator(chunk_size=200)
        rows(
            (
                {
                    "id": event.pk,
                    "channel": event.channel_id,
                    "external_id": event.external_id,
                    "type": event.type,
                    "road": event.road,
                    "received_at": event.received_at,
                    "state": event.state,
                    "error": event.error,
                    "body": bytes(event.body).decode("utf-8", "backslashreplace"),
                }
                for event in itertools.islice(found, limit)
            ),
            json_lines=as_json,
            words=lambda row: f"{row['id']:>8}  {row['state']:<12} {row['type']:<24} {row['error'][:80]}",
        )


@events.command()
@click.argument("event_id", type=int, required=False)
@click.option("--all-broken", is_flag=True, help="Every broken event.")
def replay(event_id: int | None, all_broken: bool) -> None:
    """Take events again, after a fix. The same event twice makes nothing twice."""
    if (event_id is None) is not all_broken:
        raise click.UsageError("name one event, or --all-broken")
    with product():
        from nasvyazi.domain.inbox import selectors, services

        found = selectors.broken() if event_id is None else selectors.events().filter(pk=event_id)
        chosen = list(found)
        if event_id is not None and not chosen:
            raise not_found("event", event_id)
        for event in chosen:
            services.replay_event(event=event)
    say("Will be taken again: {count}.", count=len(chosen))
