"""Reading back what VK could not tell.

VK repeats a delivery for an hour and three quarters and then drops it, and may stop calling altogether; its long poll
forgets, too. What people wrote is still there: dialogues are shown to the community's key, the wall and the board to a
service key, the rest only to an administrator's own (schema 5.199; FACTS.md). Each thing becomes the event that VK
would have told of it, marked as read (`parse.READ_BACK`), so that one parser reads both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from nasvyazi.networks.base import Account, Envelope, Refused
from nasvyazi.networks.optional import HistoryPart

from .dialogs import dialogs
from .things import board, photos, videos
from .walls import suggested, wall

HISTORY = (
    HistoryPart(code="dialogs", title=_("private messages")),
    HistoryPart(code="wall", title=_("posts and comments")),
    HistoryPart(code="board", title=_("discussions")),
    HistoryPart(code="suggested", title=_("suggested posts")),
    HistoryPart(code="photos", title=_("photos and what is said under them")),
    HistoryPart(code="videos", title=_("videos and what is said under them")),
)
_READERS: Mapping[str, Callable[[Account, float], Iterator[list[Envelope]]]] = {
    "dialogs": dialogs,
    "wall": wall,
    "board": board,
    "suggested": suggested,
    "photos": photos,
    "videos": videos,
}


def read_back(account: Account, part: str, *, since: datetime) -> Iterator[Sequence[Envelope]]:
    """What was said in a part since a moment, one conversation after another. Raises NetworkError."""
    reader = _READERS.get(part)
    if reader is None:
        raise Refused("vk:history")
    for told in reader(account, since.timestamp()):
        if told:
            yield told
