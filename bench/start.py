"""`nasvyazi run` in an empty home: how long until the first page, what it weighs when idle, who carries what."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.figures import Figure, Figures
from nasvyazi.toolbox.ports import free_port

IDLE_AFTER = 15.0
"""Seconds after everything has started until the installation is weighed."""
_LONGEST = 180.0
_PART = re.compile(r"^(?P<name>[A-Z][\w ]+) … (?P<seconds>[\d.]+) s$", re.MULTILINE)
_HEAVY = {
    "scikit-learn": ("/sklearn/", ("worker",)),
    "scipy": ("/scipy/", ("worker",)),
    "numpy": ("/numpy/", ("worker",)),
    "Pillow": ("/PIL/", ("worker", "web", "sandbox")),
}
"""Heavy libraries, by a part of the path of what they map into memory, and the roles that may carry them."""
_ROLES = ("sandbox", "worker", "listen", "web", "run")


def run() -> Figures:
    """Start, weigh, stop. An installation that `make run` has made has its libraries already: that is not measured."""
    with tempfile.TemporaryDirectory(prefix="nasvyazi-bench-") as folder, _installation(Path(folder)) as port:
        began = time.perf_counter()
        _wait_for(lambda: _shows_page(port))
        first_page = time.perf_counter() - began
        told = Path(folder) / "run.out"
        _wait_for(lambda: "Ctrl-C" in told.read_text())
        said = told.read_text()
        time.sleep(IDLE_AFTER)
        people = _processes(Path(folder))
        weights = {pid: _weight(pid) for pid in people}
        strangers = [f"{name} in {role}" for pid, role in people.items() for name in _carries(pid, role)]
    yield Figure(
        "start.first_page", first_page, "s", "limit ≤ 90; `nasvyazi run` in an empty home, with the demo"
    )
    for part in _PART.finditer(said):
        name = part["name"].lower().replace(" ", "_")
        yield Figure(f"start.part.{name}", float(part["seconds"]), "s", "of the first page")
    yield Figure("start.idle", sum(weights.values()), "MB", f"limit ≤ 700; PSS of {len(people)} processes")
    for role in sorted(set(people.values())):
        mine = [weights[pid] for pid in people if people[pid] == role]
        yield Figure(f"start.idle.{role}", sum(mine), "MB", f"PSS of {len(mine)} processes")
    yield Figure(
        "start.heavy_elsewhere", len(strangers), "libraries", f"limit 0; {', '.join(strangers) or 'none'}"
    )


@contextmanager
def _installation(home: Path) -> Iterator[int]:
    """`nasvyazi run` in a session of its own; its port. Interrupted as by Ctrl-C on leaving."""
    port = free_port()
    usual = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HOST", "SANDBOX_PORT")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in usual and not name.startswith("NASVYAZI_")
    }
    ours = {"NASVYAZI_HOME": str(home), "NASVYAZI_LANGUAGE": "en", "PORT": str(port)}
    with (home / "run.out").open("w") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "nasvyazi.cli", "run"],
            env={**kept, **ours},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield port
    finally:
        child.terminate()
        child.wait(60)


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not ready within {_LONGEST:.0f} s")
        time.sleep(0.05)


def _shows_page(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/accounts/login/")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _processes(home: Path) -> Mapping[int, str]:
    """Every process of the installation with its role, the database's too."""
    mark = f"NASVYAZI_HOME={home}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_ours = mark in (folder / "environ").read_bytes().split(b"\0")
            words = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            if words and (is_ours or (folder / "cwd").samefile(home / "pg")):
                found[int(folder.name)] = _role(words)
    return found


def _role(words: str) -> str:
    if "postgres" in words.split(maxsplit=1)[0]:
        return "database"
    return next(
        (role for role in _ROLES if f"nasvyazi.cli {role}" in words or f"nasvyazi.{role}" in words), "web"
    )


def _weight(pid: int) -> float:
    """Proportional set size in MB: what is shared is counted once in all."""
    with suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss: +(\d+)", told, re.MULTILINE)[1]) / 1024  # type: ignore[index]
    return 0.0


def _carries(pid: int, role: str) -> Iterator[str]:
    """Heavy libraries that a process has loaded and should not."""
    with suppress(OSError):
        mapped = Path(f"/proc/{pid}/maps").read_text()
        yield from (
            name for name, (path, allowed) in _HEAVY.items() if path in mapped and role not in allowed
        )
