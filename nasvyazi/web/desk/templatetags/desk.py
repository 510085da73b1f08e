"""Words and marks that templates need. Nothing here reads the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
from django.utils.translation import ngettext

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.near import Beside
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files import kinds
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.domain.moderation.models import Measure
from nasvyazi.domain.understanding import blanks, personal
from nasvyazi.toolbox.text import utf16_length

from .. import measures, moments, words

register = template.Library()

_POST_WORDS = 40


@register.simple_tag
def clock(appeal: Appeal, now: datetime) -> moments.Clock:
    """The nearest clock of an appeal: level and words."""
    return moments.clock(appeal, now=now)


@register.simple_tag
def due(moment: datetime, now: datetime) -> moments.Clock:
    """How a due time stands: level and words."""
    return moments.due_clock(moment, now=now)


@register.filter
def when(moment: datetime, now: datetime) -> str:
    """A moment in words: 13:42, yesterday 21:10, 20 November 14:05."""
    return moments.when(moment, now=now)


@register.filter
def day(moment: datetime, now: datetime) -> str:
    """A day in words."""
    return moments.day(moment, now=now)


@register.filter
def time(moment: datetime) -> str:
    """Hours and minutes."""
    return moments.clock_time(moment)


@register.filter
def span(length: timedelta) -> str:
    """A length of time."""
    return moments.span(length)


@register.filter
def mark(network: str) -> str:
    """Two letters for a network."""
    return words.mark(network)


@register.filter
def network_title(network: str) -> str:
    """What people call the network."""
    return words.network_title(network)


@register.filter
def rule_words(name: str) -> str:
    """Which rule of the program decided."""
    return words.rule(name)


@register.filter
def beside_words(beside: Beside) -> str:
    """How near another appeal is: the same house, 40 m."""
    return words.beside(beside)


@register.filter
def set_aside_words(reason: str) -> str:
    """Why a message was set aside."""
    return words.set_aside_reason(reason)


@register.filter
def where(thread: Thread) -> str:
    """Where something was said: a private message, a comment under «post»."""
    if thread.post is not None and thread.post.text:
        return words.under_post(thread.kind, _shortened(thread.post.text))
    if thread.title:
        return words.named_place(thread.kind, _shortened(thread.title))
    return words.place(thread.kind)


@register.filter
def published(thread: Thread) -> str:
    """What the channel has published there."""
    return words.published(thread.kind)


@register.filter
def attachment_words(attachment: Attachment) -> str:
    """What an attachment is, by name if it has one."""
    kind = words.attachment(attachment.kind)
    return f"{kind}: {attachment.title}" if attachment.title else kind


@register.filter
def full_address(attachment: Attachment) -> str:
    """Where an attachment is shown whole: our own storage, or the network's address; "" when there is none."""
    if attachment.file_id is not None:
        return reverse("desk:attachment", args=[attachment.pk])
    return web_address(attachment.url) or web_address(attachment.preview_url)


@register.filter
def own_thing(kind: personal.Kind) -> str:
    """What of somebody's own stands in a text."""
    return words.own_thing(kind)


@register.filter
def by_blanks(text: str) -> list[tuple[str, bool]]:
    """A text cut at its blanks: pieces, and which of them are to be filled."""
    return blanks.pieces(text)


@register.filter
def has_blanks(text: str) -> bool:
    """Whether a text has blanks that are to be filled."""
    return bool(blanks.unfilled(text))


@register.filter
def fetch_words(attachment: Attachment) -> str:
    """Why an attachment is not to be opened here yet, or never; "" when it is."""
    return words.fetching(attachment)


@register.filter
def web_address(url: str) -> str:
    """The address if it leads to the web, else nothing: no script hides behind a link that a network gave us."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


@register.filter
def plays(attachment: Attachment) -> str:
    """What a browser plays of it by itself, "audio" or "video"; "" = nothing."""
    kind = attachment.file.content_type if attachment.file is not None else ""
    return kind.partition("/")[0] if kind in kinds.SHOWN and kind.startswith(("audio/", "video/")) else ""


@register.filter
def on_map(place: tuple[float, float]) -> str:
    """Where a place, in degrees, is seen on a map."""
    latitude, longitude = place
    point = f"{latitude:.6f}/{longitude:.6f}"
    return f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17/{point}"


@register.filter
def taken(file: File, now: datetime) -> str:
    """When a photo was taken, by its camera; "" = the camera does not say."""
    return words.taken(file, now=now)


@register.filter
def measure_state(measure: Measure, now: datetime) -> str:
    """Where a measure of moderation is."""
    return measures.state_words(measure, now=now)


@register.filter
def by_whom(measure: Measure) -> str:
    """Who decided a measure."""
    return measures.by_whom(measure)


@register.filter
def photos(count: int) -> str:
    """How many photos."""
    told = ngettext("%(count)d photo", "%(count)d photos", count) % {"count": count}
    return told.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def people(count: int) -> str:
    """How many people."""
    told = ngettext("%(count)d person", "%(count)d people", count) % {"count": count}
    return told.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def appeals(count: int) -> str:
    """How many appeals."""
    told = ngettext("%(count)d appeal", "%(count)d appeals", count) % {"count": count}
    return told.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def characters(text: str) -> str:
    """How long a text is."""
    count = utf16_length(text)
    return ngettext("%(count)d character", "%(count)d characters", count) % {"count": count}


@register.filter
def network_messages(count: int) -> str:
    """How many messages of a network an answer becomes."""
    return ngettext("%(count)d message", "%(count)d messages", count) % {"count": count}


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _POST_WORDS else line[: _POST_WORDS - 1].rstrip() + "…"


@register.filter
def danger_title(code: str) -> str:
    """What a danger is called."""
    return words.danger_title(code)


@register.filter
def danger_note(code: str) -> str:
    """What has to be minded about a danger."""
    return words.danger_note(code)
