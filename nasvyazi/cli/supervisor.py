"""Everything of one installation under one roof: started in order, watched, stopped in order."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

import click

from nasvyazi.cli.environment import database
from nasvyazi.cli.installation import Installation, answers
from nasvyazi.cli.processes import Child
from nasvyazi.cli.words import _, sentence
from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

READY_SECONDS = 90.0
GIVE_UP_STARTS = 3  # who dies this often before it has ever answered will not start
TEND_SECONDS = 0.25


class Stopped(Exception):
    """The person has asked to stop."""


class Supervisor:
    """Runs one installation until it is asked to stop."""

    def __init__(self, installation: Installation, *, embedded: bool) -> None:
        self.installation = installation
        self.embedded = embedded
        self.children: list[Child] = []  # in the order in which they are stopped
        self._asked = threading.Event()

    def run(self, *, welcome: Callable[[list[str]], None]) -> None:
        """Starts everything, calls `welcome` with the lines on signing in, then tends until Ctrl-C or SIGTERM.

        Raises Refusal where something does not start.
        """
        with ExitStack() as stack:
            with step(gettext_noop("Database")):
                stack.enter_context(database())
            stack.enter_context(self._signals())
            stack.callback(self._stop)
            with suppress(Stopped):
                welcome(self._start())
                while True:
                    self._pause()
                    self._tend()

    def _start(self) -> list[str]:
        with step(gettext_noop("Schema")):
            self._do("migrate", "--quiet")
        if practice_url := self.installation.practice_url:
            with step(gettext_noop("Practice networks")):
                sandbox = self._begin("sandbox", "--product-url", self.installation.url, stop_seconds=1.5)
                self._until_ready(sandbox, practice_url)
            with step(gettext_noop("Demo")):
                self._do("demo", "--if-empty", "--no-connect")
        with step(gettext_noop("Server")):
            self._begin("worker", stop_seconds=3.5)
            if (os.cpu_count() or 1) > 1:
                self._begin("worker", "--only-intake", shown="worker --only-intake", stop_seconds=1.0)
            web = self._begin("web", stop_seconds=2.5)
            self._until_ready(web, self.installation.url)
            sign_in = self._connect_demo() if practice_url else []
            self._begin("listen", stop_seconds=1.0)
        return sign_in

    def _connect_demo(self) -> list[str]:
        """The lines on signing in to the demo; without the practice networks the rest works all the same."""
        try:
            return self._do("demo", "--if-empty", "--product-url", self.installation.url).splitlines()
        except Refusal as refusal:
            click.echo(sentence(refusal), err=True)
            return []

    def _begin(self, name: str, *options: str, stop_seconds: float, shown: str = "") -> Child:
        child = Child(shown or name, (name, *options), self.installation.environment(), stop_seconds)
        self.children.insert(0, child)
        child.start()
        return child

    def _do(self, *command: str) -> str:
        """Runs one of the program's own commands to its end: what it printed. Raises Refusal when it fails."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
            quiet = {"NASVYAZI_LOG_LEVEL": os.environ.get("NASVYAZI_LOG_LEVEL", "ERROR")}
            environment = {**self.installation.environment(), **quiet}
            child = Child(command[0], command, environment, 3.0, stdout=out.fileno())
            self.children.append(child)
            child.start()
            while (code := child.wait(TEND_SECONDS)) is None:
                self._pause(0)
            self.children.remove(child)
            if code:
                raise Refusal(
                    gettext_noop("`nasvyazi {command}` has failed, see above."), command=" ".join(command)
                )
            out.seek(0)
            return out.read()

    def _until_ready(self, child: Child, url: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not answers(url):
            self._pause()
            self._tend()
            if time.monotonic() > deadline or child.starts > GIVE_UP_STARTS:
                raise Refusal(gettext_noop("{url} does not answer; the reason should be above."), url=url)

    def _pause(self, seconds: float = TEND_SECONDS) -> None:
        if self._asked.wait(seconds):
            raise Stopped

    def _tend(self) -> None:
        for child in self.children:
            if (code := child.died()) is not None:
                complain(
                    gettext_noop("{name} has stopped ({code}), it starts again in {pause:.1f} s."),
                    name=child.name,
                    code=code,
                    pause=child.pause,
                )
            child.start_when_due()
        if self.embedded:
            self._tend_database()

    def _tend_database(self) -> None:
        try:
            if postgres.revive(self.installation.home):
                complain(gettext_noop("The database had stopped and was started again."))
        except Refusal as refusal:
            click.echo(sentence(refusal), err=True)

    def _stop(self) -> None:
        for child in list(self.children):
            child.stop()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """The first Ctrl-C, SIGTERM or closed terminal (unless under nohup) asks to stop, the second kills."""

        def ask(number: int, frame: FrameType | None) -> None:
            if self._asked.is_set():
                for child in self.children:
                    child.kill()
            self._asked.set()

        heard = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            heard.append(signal.SIGHUP)
        former = {number: signal.signal(number, ask) for number in heard}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Shows that something has begun and how long it took."""
    began = time.monotonic()
    on_terminal = sys.stdout.isatty()
    if on_terminal:
        click.echo(f"{_(what)} … ", nl=False)
    try:
        yield
    except BaseException:
        if on_terminal:
            click.echo()
        raise
    seconds = _("{seconds:.1f} s").format(seconds=time.monotonic() - began)
    click.echo(seconds if on_terminal else f"{_(what)} … {seconds}")


def complain(message: str, **details: object) -> None:
    """A line on stderr for whoever reads the log of this installation."""
    click.echo(_(message).format(**details), err=True)
