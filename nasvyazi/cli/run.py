"""`nasvyazi run`: the whole installation with one command."""

from __future__ import annotations

import os

import click

from nasvyazi.cli.installation import Installation, choose_practice_port, ensure_free
from nasvyazi.cli.supervisor import Supervisor
from nasvyazi.cli.words import say
from nasvyazi.toolbox.home import home

PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, type=PORT, show_default=True, help="Port of the desk.")
@click.option("--sandbox-port", envvar="SANDBOX_PORT", type=PORT, help="Port of the practice networks.")
@click.option(
    "--demo/--no-demo", envvar="NASVYAZI_DEMO", default=True, help="Practice networks and demo data."
)
def run(host: str, port: int, sandbox_port: int | None, demo: bool) -> None:
    """Everything: database, server, worker, listener and, for practice, the networks."""
    practice_port = (sandbox_port or choose_practice_port(port)) if demo else None
    installation = Installation(home(), host, port, practice_port)
    with installation.alone():
        ensure_free(host, port)
        if sandbox_port and demo:
            ensure_free("127.0.0.1", sandbox_port)
        say("Nasvyazi starts in {home}", home=installation.home)
        supervisor = Supervisor(installation, embedded=not os.environ.get("DATABASE_URL"))
        supervisor.run(welcome=lambda sign_in: _welcome(installation, sign_in))
        say("Stopped.")


def _welcome(installation: Installation, sign_in: list[str]) -> None:
    click.echo()
    say("Ready. Open in a browser:")
    say("  the desk             {url}/", url=installation.url)
    if installation.practice_url:
        say("  to play a resident   {url}/", url=installation.practice_url)
    if sign_in:
        say("Sign in as one of these (name, password, role):")
        for line in sign_in:
            click.echo(f"  {line}")
    else:
        say("To add somebody who can sign in: nasvyazi users add NAME")
    say("Ctrl-C stops everything; the data stays in {home}.", home=installation.home)
