"""What an operator looks at: a view, its filters and order, carried by every link of the desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from nasvyazi.domain.appeals.lists import FINISHED, Sort, View


@dataclass(frozen=True, slots=True)
class Selection:
    """Read from the address, written back into it; what is usual is left out."""

    view: View = View.NEW
    channel: int | None = None
    photos: bool = False
    sort: Sort = Sort.URGENT
    words: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Selection:
        """What the address asks for; whatever makes no sense is as if it were not there."""
        asked, order = query.get("view", ""), query.get("sort", "")
        view = View(asked) if asked in View.values else View.NEW
        usual = _usual_sort(view)
        sort = Sort(order) if order in Sort.values else usual
        channel = query.get("channel", "")
        words = query.get("q", "").replace("\0", "").strip()[:200]
        return cls(
            view=view,
            channel=int(channel) if channel.isascii() and channel.isdecimal() and len(channel) < 19 else None,
            photos=query.get("photos") == "1",
            sort=Sort.NEWEST if view in FINISHED or words else sort,
            words=words,
        )

    @property
    def query(self) -> str:
        """The address's part after "?"; "" when everything is as usual."""
        told: dict[str, object] = {}
        if self.view != View.NEW:
            told["view"] = self.view.value
        if self.channel is not None:
            told["channel"] = self.channel
        if self.photos:
            told["photos"] = 1
        if self.sort != _usual_sort(self.view) and not self.words:
            told["sort"] = self.sort.value
        if self.words:
            told["q"] = self.words
        return urlencode(told)

    @property
    def tail(self) -> str:
        """The query with its "?", or nothing."""
        return f"?{self.query}" if self.query else ""

    @property
    def is_sort_fixed(self) -> bool:
        """Whether there is only one order that makes sense."""
        return self.view in FINISHED or bool(self.words)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the list shows appeals whose answers a person has to decide about."""
        return self.view in (View.FAILED, View.UNCONFIRMED) and not self.words

    def at(self, view: View) -> Selection:
        """The same filters in another view; a search is left behind."""
        sort = Sort.NEWEST if view in FINISHED else _usual_sort(view)
        return replace(self, view=view, sort=sort, words="")

    def with_channel(self, channel: int | None) -> Selection:
        """Only what came through one channel, or through any."""
        return replace(self, channel=channel)

    def with_photos_toggled(self) -> Selection:
        """Only what has photos, or anything."""
        return replace(self, photos=not self.photos)

    def with_other_sort(self) -> Selection:
        """The other order."""
        return replace(self, sort=Sort.NEWEST if self.sort == Sort.URGENT else Sort.URGENT)


def _usual_sort(view: View) -> Sort:
    return Sort.NEWEST if view in FINISHED else Sort.URGENT
