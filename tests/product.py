"""The product for a test: an installation of its own, its roles as processes that can be killed, a hand on its data.

    with Product() as product:
        product.start("web", "worker")
        with product.connected():
            channel = product.connect(sandbox, community)
            ...
            wait_until(lambda: messages(channel), seconds=10, what="the message")
        product.kill("worker")

Inside `connected()` Django of the test process stands on the installation's database: services, flows and selectors
are called as the product itself calls them.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from nasvyazi.toolbox import postgres
from nasvyazi.toolbox.ports import free_port
from tests import made, running
from tests.clock import MovableClock
from tests.sandbox import Community, Sandbox, wait_until

if TYPE_CHECKING:
    from nasvyazi.domain.channels.models import Channel

START_SECONDS = 60.0
SEND_DEADLINE, SEND_LEASE = 3.0, 6.0
"""Seconds: short, so that a test sees leases run out; a deadline still bears a loaded machine."""
_SETTINGS = {
    "NASVYAZI_SEND_DEADLINE": str(SEND_DEADLINE),
    "NASVYAZI_SEND_LEASE": str(SEND_LEASE),
    "NASVYAZI_POLL_WAIT": "2",
    "NASVYAZI_WEB_WORKERS": "1",
    "NASVYAZI_LOG_LEVEL": "INFO",
}


def _forget_what_another_database_said() -> None:
    """A process of the product has one database; a test may have two, and schemes of both have the same numbers."""
    from nasvyazi.domain.places import ground
    from nasvyazi.domain.places.schemes import selectors

    selectors.compiled.cache_clear()
    ground.forget()


class Product:
    """One installation: a home, a PostgreSQL of its own, and its roles."""

    def __init__(
        self,
        *,
        follows: Callable[[Path], MovableClock] | None = None,
        durable: bool = False,
        **settings: str,
    ) -> None:
        """`follows` makes the clock that the roles go by, in a folder; None = the machine's own.

        `durable`: what is committed outlives the machine, as in production; a killed server it outlives anyway.
        """
        self.home = Path(tempfile.mkdtemp(prefix="product-"))
        self._durable = durable
        self.clock = follows(self.home) if follows is not None else None
        self.port = free_port()
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)
        self.database_url = ""
        # This process seals and opens what the roles do.
        keys = os.environ["NASVYAZI_SECRET_KEYS"]
        self._settings = {**_SETTINGS, "NASVYAZI_SECRET_KEYS": keys, **settings}
        self._roles: dict[str, subprocess.Popen[bytes]] = {}
        self._open = ExitStack()

    @property
    def url(self) -> str:
        """Where the desk and the hooks answer."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Start the database and bring it up to date."""
        self._open.callback(shutil.rmtree, self.home, ignore_errors=True)
        made.copy_to(self.home)
        self.database_url = self._open.enter_context(postgres.server(self.home, durable=self._durable))
        self._open.callback(self.stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything and remove it."""
        self.http.close()
        self._open.close()

    # ------------------------------------------------------------------ processes

    def start(self, *roles: str) -> None:
        """Start `web`, `worker`, `intake` (a worker that only takes events), `listen`, also again.

        Returns when the web answers.
        """
        self.launch(*roles)
        if "web" in roles:
            wait_until(self.is_ready, seconds=START_SECONDS, what="the web to answer")

    def launch(self, *roles: str) -> None:
        """Start roles and wait for nothing."""
        for role in roles:
            self._roles[role] = self._launch(role)

    def kill(self, role: str, *, whole: bool = False) -> None:
        """kill -9 of a role's process; `whole`: of its children at the same moment too."""
        process = self._roles.pop(role)
        if whole:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()

    def ended(self) -> list[str]:
        """Roles that have ended although nobody killed or stopped them."""
        return [role for role, process in self._roles.items() if process.poll() is not None]

    def stop(self) -> None:
        """Ask every role to end; whoever does not, is killed."""
        for process in self._roles.values():
            process.send_signal(signal.SIGTERM)
        for role, process in self._roles.items():
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise AssertionError(f"{role} did not stop: {self.log(role)}") from None
        self._roles.clear()

    def restart(self, role: str) -> None:
        """kill -9, and start again."""
        self.kill(role)
        self.start(role)

    def is_ready(self) -> bool:
        """Whether GET /healthz answers 200."""
        web = self._roles.get("web")
        if web is not None and web.poll() is not None:
            raise AssertionError(f"the web ended: {self.log('web')}")
        try:
            return self.http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def log(self, role: str) -> str:
        """What a role wrote."""
        return (self.home / f"{role}.log").read_text()

    def command(self, *words: str) -> str:
        """A command of the program, to its end; what it printed. Fails the test when the command fails."""
        done = running.command(self.home, *words, DATABASE_URL=self.database_url, **self._settings)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _launch(self, role: str) -> subprocess.Popen[bytes]:
        words = [role]
        if role == "web":
            words += ["--port", str(self.port), "--workers", "1"]
        elif role == "intake":
            words = ["worker", "--only-intake"]
        clock = self.clock.environment() if self.clock is not None else {}
        with (self.home / f"{role}.log").open("ab") as log:
            return subprocess.Popen(
                [*running.PROGRAM, *words],
                env=running.environment(self.home, DATABASE_URL=self.database_url, **self._settings, **clock),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    # ------------------------------------------------------------------ the database

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Django of this process stands on the installation's database and files inside the block."""
        from django.db import connections
        from django.test import override_settings

        usual = connections["default"]
        settings = {**usual.settings_dict, **_address(self.database_url)}
        ours = type(usual)(settings, alias="default")
        connections["default"] = ours
        _forget_what_another_database_said()
        try:
            with override_settings(MEDIA_ROOT=self.home / "media"):
                yield
        finally:
            ours.close()
            connections["default"] = usual
            _forget_what_another_database_said()

    def kill_database(self) -> None:
        """kill -9 of the PostgreSQL server."""
        first_line = (self.home / "pg" / "postmaster.pid").read_text().splitlines()[0]
        os.kill(int(first_line), signal.SIGKILL)

    def revive_database(self) -> None:
        """Start the killed PostgreSQL server again, as `nasvyazi run` does."""
        wait_until(
            lambda: postgres.revive(self.home), seconds=START_SECONDS, what="the database's death to be seen"
        )

    # ------------------------------------------------------------------ channels and hooks

    def connect(self, sandbox: Sandbox, community: Community, *, mode: str = "webhook") -> Channel:
        """Connect a community of the practice VK; with a webhook, both sides shake hands."""
        from nasvyazi.domain.channels import services
        from nasvyazi.domain.channels.models import Channel

        channel = services.add_channel(
            network="vk",
            network_id=str(community.id),
            title=community.title,
            api_url=sandbox.vk_url,
            secrets_={
                "token": community.token,
                "secret": community.secret,
                "confirmation": community.confirmation,
                "service_token": community.service_token,
            },
            mode=Channel.Mode(mode),
        )
        if mode == "webhook":
            sandbox.community(community.title, group_id=community.id, callback_url=self.hook(channel))
            confirmed = sandbox.confirm(community)
            assert confirmed.status == "ok", f"the handshake failed: {confirmed.status}"
        return channel

    def hook(self, channel: Channel) -> str:
        """The address that the network calls."""
        return f"{self.url}{hook_path(channel)}"

    def post(self, channel: Channel, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One delivery to the channel's webhook."""
        return self.http.post(hook_path(channel), content=body, headers=headers)


def hook_path(channel: Channel) -> str:
    """The path of a channel's webhook."""
    return f"/hooks/{channel.network}/{channel.hook_key}"


def _address(url: str) -> dict[str, Any]:
    """Django's settings of a database from its URL."""
    from nasvyazi.settings import environment

    usual = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    try:
        found = environment.database()
    finally:
        os.environ.pop("DATABASE_URL") if usual is None else os.environ.update(DATABASE_URL=usual)
    found["OPTIONS"].pop("pool", None)
    return found
