"""One home's database: made, started, found, stopped."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

from . import sockets
from .machine import as_somebody, binary, clean_environment, major_version
from .sockets import PORT
from .waiting import try_lock, wait

NAME = "nasvyazi"  # of the database and of its owner
START_SECONDS = 60.0
FAST_STOP_SECONDS = 5.0
STOP_SECONDS = 8.0

TUNING = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
"""Goes to postgresql.conf when the database is made; whoever runs the installation may change it there."""

DISCREET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
"""A refused statement and its DETAIL hold what was to be written: tokens, and the words of residents."""

THROWAWAY = {"fsync": "off", "full_page_writes": "off"}
"""For tests: a database that outlives every kill of its server and need not outlive the machine."""


@dataclass(frozen=True)
class Cluster:
    """The files and the server of one home. `home` is absolute."""

    home: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def log(self) -> Path:
        """What the server says before its own log starts; the rest is in `HOME/log`."""
        return self.run / "postgres.log"

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@/{NAME}?host={quote(self.socket_folder, safe='')}&port={PORT}"

    @cached_property
    def socket_folder(self) -> str:
        return sockets.folder_for(self.run)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else starts or stops this server inside the block. Raises Refusal when it takes too long."""
        with (self.run / "postgres.start").open("a") as lock:
            if not wait(lambda: try_lock(lock), START_SECONDS):
                raise Refusal(
                    gettext_noop(
                        "Another process has been starting or stopping the database in {home} for too long."
                    ),
                    home=self.home,
                )
            yield

    def ensure_running(self) -> None:
        """Finds the server, or makes the database and starts it. Call it alone(). Raises Refusal."""
        found = wait(lambda: not self.is_alive() or self._answers(), START_SECONDS)
        if not found:
            raise Refusal(
                gettext_noop("The database server in {home} runs but does not answer; its log is in {log}."),
                home=self.home,
                log=self.home / "log",
            )
        if self.is_alive():
            return
        self._check_data()
        if not self.data.exists():
            self._make_database()
        self._forget_stale_process()
        self._start()

    def stop(self) -> None:
        """Stops the server, dropping its connections. Call it alone(). Raises Refusal."""
        pid = self._recorded_pid()
        if pid is None or not self.is_alive():
            return
        for how, seconds in (
            (signal.SIGINT, FAST_STOP_SECONDS),
            (signal.SIGQUIT, STOP_SECONDS - FAST_STOP_SECONDS),
        ):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            if wait(lambda: not self.is_alive(), seconds):
                return
        raise Refusal(gettext_noop("The database server (process {pid}) does not stop."), pid=pid)

    def is_alive(self) -> bool:
        """Whether a process of the server still runs."""
        with self._alive_lock() as lock:
            return not try_lock(lock)

    def _alive_lock(self) -> IO[str]:
        return (self.run / "postgres.alive").open("a")

    def _answers(self) -> bool:
        command = [
            binary("pg_isready"),
            "-q",
            "-h",
            self.socket_folder,
            "-p",
            str(PORT),
            "-d",
            NAME,
            "-U",
            NAME,
        ]
        return subprocess.run(command, env=clean_environment(), check=False).returncode == 0

    def _check_data(self) -> None:
        """Refuses data that this program must not touch."""
        if not self.data.exists() or not any(self.data.iterdir()):
            return
        version_file = self.data / "PG_VERSION"
        if not version_file.exists():
            raise Refusal(
                gettext_noop("{data} holds no database: move it away or choose another NASVYAZI_HOME."),
                data=self.data,
            )
        theirs, ours = version_file.read_text().strip(), major_version()
        if theirs != ours:
            raise Refusal(
                gettext_noop(
                    "The database in {data} was made by PostgreSQL {theirs}, this program brings {ours}."
                    " Dump it with the program's former version and restore it with this one."
                ),
                data=self.data,
                theirs=theirs,
                ours=ours,
            )

    def _make_database(self) -> None:
        """Makes the database beside its place and renames it: a half-made one is never taken for whole."""
        new = self.home / "pg.new"
        shutil.rmtree(new, ignore_errors=True)
        words = ["--username", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        words += [word for name, value in TUNING.items() for word in ("--set", f"{name}={value}")]
        words += [] if self.durable else ["--no-sync"]
        self._run([binary("initdb"), "-D", str(new), *words])
        single = [
            binary("postgres"),
            "--single",
            "-D",
            str(new),
            *self._options(THROWAWAY if not self.durable else {}),
        ]
        self._run([*single, "postgres"], stdin=f"CREATE DATABASE {NAME}\n")
        new.rename(self.data)

    def _run(self, command: list[str], stdin: str = "") -> None:
        with self._alive_lock() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = subprocess.run(
                [*as_somebody(), *command],
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                env=clean_environment(),
                pass_fds=(lock.fileno(),),
                start_new_session=True,
                check=False,
            )
        if done.returncode != 0:
            raise self._not_started(done.stdout + done.stderr)

    def _start(self) -> None:
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": '"' + self.socket_folder.replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "logging_collector": "on",
            "log_directory": str(self.home / "log"),
            "log_filename": "postgres-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            **DISCREET,
            **({} if self.durable else THROWAWAY),
        }
        command = [*as_somebody(), binary("postgres"), "-D", str(self.data), *self._options(settings)]
        with self._alive_lock() as lock, self.log.open("wb") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=clean_environment(),
                pass_fds=(lock.fileno(),),
                start_new_session=True,  # Ctrl-C in the terminal is for its users, not for the server
            )
        if (
            wait(lambda: process.poll() is not None or self._answers(), START_SECONDS)
            and process.poll() is None
        ):
            return
        process.kill()
        process.wait()
        raise self._not_started(self.log.read_text(errors="replace"))

    @staticmethod
    def _options(settings: Mapping[str, str]) -> list[str]:
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _not_started(self, output: str) -> Refusal:
        said = "\n".join(output.strip().splitlines()[-8:])
        return Refusal(
            gettext_noop("The database in {home} could not be started:\n{said}"), home=self.home, said=said
        )

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _forget_stale_process(self) -> None:
        """Removes a killed server's postmaster.pid when its number now belongs to a stranger.

        PostgreSQL itself forgives only a number that nobody has. A server works inside its data folder.
        """
        pid = self._recorded_pid()
        if pid is None:
            return
        try:
            ours = Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:
            ours = False
        if not ours:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
