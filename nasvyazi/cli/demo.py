"""`nasvyazi demo`: a fictional district over the practice networks."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.installation import LOOPBACK, Installation, answers, choose_practice_port
from nasvyazi.cli.output import as_json, line
from nasvyazi.cli.processes import Child
from nasvyazi.cli.words import say
from nasvyazi.toolbox.home import home
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.demo import Filled

_START_SECONDS = 30.0


@click.command()
@click.option(
    "--sandbox-url",
    envvar="NASVYAZI_SANDBOX_URL",
    help="The practice networks; by default this installation's own, started for the filling.",
)
@click.option(
    "--product-url", default="http://127.0.0.1:8000", show_default=True, help="Where the desk answers."
)
@click.option("--connect/--no-connect", default=True, help="Tell both sides where the other one is.")
@click.option("--if-empty", is_flag=True, help="Fill nothing where something is already.")
@as_json
def demo(sandbox_url: str | None, product_url: str, connect: bool, if_empty: bool, as_json: bool) -> None:
    """Fill an empty installation from the practice networks, and say how to sign in."""
    # Refused and lost letters belong to the story: they are nothing to be warned of.
    os.environ.setdefault("NASVYAZI_LOG_LEVEL", "ERROR")
    with product(makes_home=True):
        from nasvyazi import demo as district

        done = None
        if district.is_wanted() or not if_empty:
            with _practice_networks(sandbox_url) as practice_url:
                done = district.fill(practice_url, _progress)
        if connect and sandbox_url and answers(product_url):
            district.connect(sandbox_url, product_url)
        if as_json:
            line({"filled": done is not None, **(asdict(done) if done else {})})
        else:
            _tell(done, district.how_to_sign_in() if connect else [])


def _tell(done: Filled | None, sign_in: list[tuple[str, str, str]]) -> None:
    if done is not None:
        say(
            "A district with {appeals} appeals, {messages} messages and {users} users.",
            appeals=done.appeals,
            messages=done.messages,
            users=done.users,
        )
    for name, role, password in sign_in:
        click.echo(f"{name:<10} {password}   {role}")


def _progress(done: int, total: int) -> None:
    """How far it is, where somebody watches: written over itself, gone at the end."""
    if sys.stderr.isatty():
        shown = f"{done:>4}/{total:<4}"
        click.echo(" " * len(shown) if done == total else shown, err=True, nl=False)
        click.echo("\b" * len(shown), err=True, nl=False)


@contextmanager
def _practice_networks(url: str | None) -> Iterator[str]:
    """Those at `url`; without one this home's own, for the block: two servers must not work on one world."""
    if url:
        yield url
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(Installation(home(), LOOPBACK, 0, None).alone())
        except Refusal as running:
            raise Refusal(
                gettext_noop("{home} is running: say where its practice networks answer with --sandbox-url."),
                home=home(),
            ) from running
        port = choose_practice_port(8000)
        ours = {"NASVYAZI_HOME": str(home())}
        command = ("sandbox", "--port", str(port))
        child = Child("sandbox", command, ours, 1.5, stdout=sys.stderr.fileno())
        child.start()
        stack.callback(child.stop)
        own = f"http://{LOOPBACK}:{port}"
        _wait_for(own)
        yield own


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not answers(url):
        if time.monotonic() > deadline:
            raise Refusal(gettext_noop("{url} does not answer; the reason should be above."), url=url)
        time.sleep(0.1)
