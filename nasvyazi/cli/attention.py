"""`nasvyazi attention`: the ledger of what nobody has attended to."""

from __future__ import annotations

from dataclasses import asdict

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, local, rows


@click.command()
@as_json
def attention(as_json: bool) -> None:
    """Everything that nobody attends to: kind, count, since when, and the things themselves."""
    with product():
        from nasvyazi.domain.attention import selectors
        from nasvyazi.toolbox.clock import now

        lines = selectors.ledger(user=None, now=now())
        titles = {line.kind: str(line.kind.label) for line in lines}
    rows(
        [asdict(line) for line in lines],
        json_lines=as_json,
        words=lambda row: (
            f"{row['count']:>6}  {row['kind']:<19}  {local(row['since'])}  {titles[row['kind']]}"
        ),
    )
