"""By what road the calls of one network go."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """`ca_file`: certificate authorities that are trusted besides the system's. `proxy`: through whom every call goes,
    except to this very machine; it may hold a password, hence it is never shown.
    """

    ca_file: str = ""
    proxy: str = field(default="", repr=False)


DIRECT = Road()
