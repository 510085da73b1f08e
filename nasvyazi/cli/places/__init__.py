"""`nasvyazi places`: where things are, and in which district."""

from __future__ import annotations

import click

from nasvyazi.cli.places.districts import coverage, district, import_scheme, withdraw_scheme
from nasvyazi.cli.places.find import find
from nasvyazi.cli.places.taking import take_in


@click.group()
def places() -> None:
    """Streets, houses and districts."""


places.add_command(take_in)
places.add_command(find)
places.add_command(import_scheme)
places.add_command(withdraw_scheme)
places.add_command(district)
places.add_command(coverage)
