"""The roles beside the web, one process each; on several machines they are started one by one."""

from __future__ import annotations

import os
import sys

import click

from nasvyazi.cli.environment import service
from nasvyazi.toolbox.home import home, private_folder


@click.command()
@click.option(
    "--only-intake", is_flag=True, help="Only takes what has arrived: beside a worker, for a second core."
)
def worker(only_intake: bool) -> None:
    """Takes what has arrived and delivers what is to be sent."""
    with service():
        from nasvyazi.jobs import worker as loops

        loops.main(only_intake=only_intake)


@click.command()
def listen() -> None:
    """Asks the networks for news where they cannot call us."""
    with service():
        from nasvyazi.jobs import listen as loops

        loops.main()


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--port", envvar="SANDBOX_PORT", default=9000, type=click.IntRange(1, 65535), show_default=True)
@click.argument("others", nargs=-1, type=click.UNPROCESSED)
def sandbox(port: int, others: tuple[str, ...]) -> None:
    """Practice networks: local servers that speak the networks' protocols.

    Takes every option of `python -m nasvyazi.sandbox` beside its own.
    """
    folder = private_folder(home() / "sandbox")
    words = ["-m", "nasvyazi.sandbox", "--port", str(port), "--home", str(folder), *others]
    os.execv(sys.executable, [sys.executable, *words])
