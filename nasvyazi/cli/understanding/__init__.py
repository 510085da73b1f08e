"""`nasvyazi understanding`: what texts say, and what is learnt from people's decisions."""

from __future__ import annotations

import click

from nasvyazi.cli.understanding.evaluating import evaluate
from nasvyazi.cli.understanding.read import read
from nasvyazi.cli.understanding.training import train
from nasvyazi.cli.understanding.versions import use, versions


@click.group()
def understanding() -> None:
    """What texts say, and what is learnt from people's decisions."""


understanding.add_command(read)
understanding.add_command(evaluate)
understanding.add_command(train)
understanding.add_command(versions)
understanding.add_command(use)
