"""Sessions in the database, of which its copy opens none: the cookie's value is there as a hash, the content sealed.

A cookie is a key to the desk for two weeks. Its value is random and long, so its hash says nothing of it. Only the
synchronous half is here: the desk has no other views.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from nasvyazi.toolbox import sealing

_OF = "session"


class SessionStore(db.SessionStore):
    """Django's own store under another name for each session; a content that cannot be opened is an empty one."""

    def exists(self, session_key: str) -> bool:
        return super().exists(_name(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = _name(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(_name(key))

    def encode(self, session_dict: dict[str, Any]) -> str:
        return sealing.seal(json.dumps(session_dict, separators=(",", ":")), of=_OF)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(sealing.unseal(str(session_data), of=_OF))
        except sealing.CannotOpen:
            return {}
        return found

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        name = _name(self.session_key or "")
        found = self.model.objects.filter(session_key=name, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found


def _name(key: str) -> str:
    """40 characters, as long as the column and as random as the key."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]
