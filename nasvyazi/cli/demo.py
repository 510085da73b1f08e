"""`nasvyazi demo`: a fictional district over the practice networks."""

from __future__ import annotations

import sys

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.words import say


@click.command()
@click.option(
    "--sandbox-url", envvar="NASVYAZI_SANDBOX_URL", default="http://127.0.0.1:9000", show_default=True
)
@click.option(
    "--product-url", default="http://127.0.0.1:8000", show_default=True, help="Where the desk answers."
)
@click.option("--connect/--no-connect", default=True, help="Tell both sides where the other one is.")
@click.option("--if-empty", is_flag=True, help="Fill nothing where something is already.")
def demo(sandbox_url: str, product_url: str, connect: bool, if_empty: bool) -> None:
    """Fill an empty installation from the practice networks, and say how to sign in."""
    with product():
        from nasvyazi import demo as district

        if district.is_wanted() or not if_empty:
            done = district.fill(sandbox_url, _progress)
            say(
                "A district with {appeals} appeals, {messages} messages and {users} users.",
                appeals=done.appeals,
                messages=done.messages,
                users=done.users,
            )
        if connect:
            district.connect(sandbox_url, product_url)
            for name, role, password in district.how_to_sign_in():
                click.echo(f"{name:<10} {password}   {role}")


def _progress(done: int, total: int) -> None:
    """How far it is, where somebody watches: written over itself, gone at the end."""
    if sys.stderr.isatty():
        shown = f"{done:>4}/{total:<4}"
        click.echo(" " * len(shown) if done == total else shown, err=True, nl=False)
        click.echo("\b" * len(shown), err=True, nl=False)
