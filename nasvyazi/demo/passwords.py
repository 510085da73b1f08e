"""Passwords of the demo's users: made up for each installation, because a desk may be reached from outside.

They lie in NASVYAZI_HOME/secrets/demo_passwords.json (mode 0600) and are shown at each start.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from nasvyazi.toolbox.home import private_folder

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike: a person types this from a screen."""


def known() -> dict[str, str]:
    """Passwords by user name; empty where no demo was filled."""
    try:
        return dict(json.loads(_file().read_text()))
    except FileNotFoundError:
        return {}


def keep(usernames: Iterable[str]) -> dict[str, str]:
    """Passwords of these users; those that have none get one. A second call gives the same."""
    found = known()
    missing = [name for name in usernames if name not in found]
    if missing:
        found |= {name: _fresh() for name in missing}
        path = _file()
        private_folder(path.parent)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(found, out, indent=1)
        part.replace(path)
    return found


def _fresh() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _file() -> Path:
    return Path(settings.NASVYAZI_HOME) / "secrets" / "demo_passwords.json"
