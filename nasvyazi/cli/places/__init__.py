"""`nasvyazi places`: streets, houses, districts."""

from __future__ import annotations

import click

from nasvyazi.cli.places.taking import take_in


@click.group()
def places() -> None:
    """Streets and houses, and what lies where."""


places.add_command(take_in)
