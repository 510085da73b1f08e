"""`nasvyazi migrate`."""

from __future__ import annotations

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.words import say


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
def migrate(quiet: bool) -> None:
    """Bring the database's schema up to date."""
    with product(schema=False, makes_home=True):
        from nasvyazi.cli import schema

        applied = schema.migrate()
    if not quiet and applied:
        say("Applied: {migrations}", migrations=", ".join(applied))
    elif not quiet:
        say("The schema is up to date.")
