"""The command line. A command's module imports nothing of Django before the command runs: `--help` is instant."""

from __future__ import annotations

from typing import IO, Any

import click

from nasvyazi.cli.attention import attention
from nasvyazi.cli.bench import bench
from nasvyazi.cli.channels import channels
from nasvyazi.cli.check import check
from nasvyazi.cli.database import migrate
from nasvyazi.cli.demo import demo
from nasvyazi.cli.events import events
from nasvyazi.cli.letters import letters
from nasvyazi.cli.messages import messages
from nasvyazi.cli.places import places
from nasvyazi.cli.roles import listen, sandbox, worker
from nasvyazi.cli.run import run
from nasvyazi.cli.secrets import secrets
from nasvyazi.cli.understanding import understanding
from nasvyazi.cli.users import users
from nasvyazi.cli.web import web
from nasvyazi.cli.words import sentence
from nasvyazi.toolbox.refusal import Refusal
from nasvyazi.toolbox.supervision import follow_supervisor

COMMANDS: tuple[click.Command, ...] = (
    run,
    web,
    worker,
    listen,
    sandbox,
    demo,
    migrate,
    check,
    users,
    channels,
    secrets,
    messages,
    events,
    letters,
    places,
    attention,
    understanding,
    bench,
)


class Refused(click.ClickException):
    """A refusal at the terminal: its sentence on stderr, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class Program(click.Group):
    """Shows a refusal as a sentence; anything else unexpected stays a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Refused(sentence(refusal)) from refusal


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
def program() -> None:
    """Hears residents in social networks and sees to it that no question is left without attention."""
    follow_supervisor()


for _command in COMMANDS:
    program.add_command(_command)


def main() -> None:
    """The entry point: 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    program(prog_name="nasvyazi")
