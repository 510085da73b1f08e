"""`nasvyazi channels backfill`: reading back what the networks could not tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import Moment, as_json, aware, not_found, rows
from nasvyazi.cli.words import _

if TYPE_CHECKING:
    from nasvyazi.flows.backfilling import Read


@click.command()
@click.argument("channel_id", type=int, required=False)
@click.option("--since", type=Moment(), help="From when on; default: from where the last reading ended.")
@as_json
def backfill(channel_id: int | None, since: datetime | None, as_json: bool) -> None:
    """Read back what was missed. Exit code 1 when a part could not be read although its key is there."""
    with product():
        from nasvyazi.domain.channels import selectors
        from nasvyazi.flows import backfilling

        if channel_id is not None and not selectors.active().filter(pk=channel_id).exists():
            raise not_found("channel", channel_id)
        done = backfilling.read_now(channel_id=channel_id, since=aware(since))
        printed = [_row(one) for one in done]
    rows(printed, json_lines=as_json, words=_words)
    if not all(row["ok"] or row["skipped"] for row in printed):
        raise SystemExit(1)


def _row(done: Read) -> dict[str, Any]:
    from nasvyazi.networks import base, optional, registry

    backfill = done.backfill
    network = registry.get(backfill.channel.network)
    parts = (
        {one.code: one.title for one in network.history} if isinstance(network, optional.ReadsBack) else {}
    )
    why = _(network.explain(done.error.code)) if done.error else ""
    return {
        "channel": backfill.channel_id,
        "title": backfill.channel.title,
        "part": backfill.part,
        "part_title": _(parts.get(backfill.part, backfill.part)),
        "ok": done.error is None,
        "skipped": isinstance(done.error, base.KeyMissing),
        "found": done.found,
        "code": done.error.code if done.error else "",
        "text": why,
    }


def _words(row: Mapping[str, Any]) -> str:
    sign = "✓" if row["ok"] else "–" if row["skipped"] else "✗"
    told = row["text"] if row["skipped"] else _("found: {count}").format(count=row["found"])
    why = "" if row["ok"] or row["skipped"] else f". {row['text']}"
    return f"{sign} {row['title']}, {row['part_title']}: {told}{why}"
