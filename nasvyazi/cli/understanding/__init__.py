"""`nasvyazi understanding`: what texts say, and what is learnt from people's decisions."""

from __future__ import annotations

import click

from nasvyazi.cli.understanding.read import read


@click.group()
def understanding() -> None:
    """What texts say: kind, topic, urgency, and the rest."""


understanding.add_command(read)
