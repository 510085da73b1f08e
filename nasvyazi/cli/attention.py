"""`nasvyazi attention`: the ledger of what nobody has attended to."""

from __future__ import annotations

from dataclasses import asdict

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, rows


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
        words=lambda row: f"{row['count']:>6}  {row['kind']:<22} {row['since']:%Y-%m-%d %H:%M}",
    )
