"""A conversation as a messenger shows it: one list of what was said, sent, decided and noted, in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from nasvyazi.domain.appeals.models import Appeal, Note, Transition
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.inbox.models import Attachment, Message, Version
from nasvyazi.domain.moderation.models import Measure
from nasvyazi.domain.outbox import selectors as outbox
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.understanding.kinds import Kind

from . import photos, words
from .measures import Fate, fate
from .moments import day, when
from .photos import Shot

PartState = LetterPart.State
_OF_MATTER = (Transition.Field.KIND, Transition.Field.TOPIC, Transition.Field.PLACE)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a resident, or one that was written in our name in the network itself."""

    template = "desk/talk/message.html"
    at: datetime
    message: Message
    is_own: bool
    who: str
    """Who of ours answered there, as far as it is known."""
    belongs_to: int | None
    """Another appeal of the same resident."""
    photos: Sequence[Shot]
    others: Sequence[Attachment]
    earlier: Sequence[Version]
    """Wordings before the present one, oldest first."""
    fate: Fate | None = None
    """How it stands by our own doing, where it was moderated."""


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One part of a letter with its state in words: `level` is good, calm, soon or late."""

    part: LetterPart
    level: str
    status: str
    advice: str = ""
    may_accept: bool = False
    may_resend: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter of ours."""

    template = "desk/talk/letter.html"
    at: datetime
    letter: Letter
    is_own: bool
    parts: Sequence[PartSeen]
    is_under_way: bool
    """Whether its state, or what is shown of its photos, will change by itself soon."""
    photos: Sequence[Shot]
    resend_key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Noted:
    """A colleague's note."""

    template = "desk/talk/note.html"
    at: datetime
    note: Note
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of the appeal, as one line."""

    template = "desk/talk/change.html"
    at: datetime
    number: int
    line: Line
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: when, who, what, why."""

    at: datetime
    who: str
    what: str
    why: str


Item = Said | Sent | Noted | Changed


def items(
    appeal: Appeal,
    *,
    messages: Iterable[Message],
    letters: Iterable[Letter],
    notes: Iterable[Note],
    history: Iterable[Transition],
    names: Mapping[str, str],
    measures: Mapping[int, Measure],
    now: datetime,
) -> list[Item]:
    """Everything that happened in the conversation, oldest first.

    `names` are those of our people in the network, `measures` say how moderated comments stand.
    """
    found: list[Item] = [_said(message, appeal, names, measures.get(message.pk), now) for message in messages]
    found += sent(list(letters), appeal, now=now)
    found += [Noted(note.at, note) for note in notes if not note.rule]
    found += [Changed(row.at, row.pk, line_of(row, now=now)) for row in history if not _is_opening(row)]
    return sorted(found, key=lambda item: item.at)


def by_day(items_: Sequence[Item]) -> list[tuple[datetime, list[Item]]]:
    """The same, day by day."""
    days = groupby(items_, key=lambda item: timezone.localtime(item.at).date())
    return [(group[0].at, group) for _day, rows in days if (group := list(rows))]


def history_lines(
    history: Iterable[Transition], notes: Iterable[Note], *, network: str, now: datetime
) -> list[Line]:
    """The whole history of an appeal, the program's own notes too, oldest first."""
    lines = [line_of(row, now=now) for row in history]
    lines += [
        Line(note.at, str(note.by or _("the program")), words.program_note(network, note.text), "")
        for note in notes
        if note.rule
    ]
    return sorted(lines, key=lambda line: line.at)


def line_of(row: Transition, *, now: datetime) -> Line:
    """A change of an appeal in words."""
    who = str(row.by) if row.by is not None else _("the program")
    return Line(row.at, who, _what(row, now), _(row.reason))


def _what(row: Transition, now: datetime) -> str:
    if row.field == Transition.Field.STATE:
        new = State(row.new).label
        return f"{State(row.old).label} → {new}" if row.old else str(new)
    if row.field in Transition.BETWEEN_APPEALS:
        return _between(row)
    labels = {
        Transition.Field.PERSON: _("responsible: %(new)s"),
        Transition.Field.DESK: _("desk: %(new)s"),
        Transition.Field.DUE: _("due: %(new)s"),
        Transition.Field.PLAN: _("planned for %(new)s"),
        Transition.Field.SNOOZE: _("snoozed until %(new)s") if row.new else _("back in sight"),
        Transition.Field.PRIVATE: _("goes on in private") if row.new == "private" else _("goes on in public"),
        Transition.Field.KIND: _("kind: %(new)s"),
        Transition.Field.TOPIC: _("topic: %(new)s"),
        Transition.Field.PLACE: _("place: %(new)s"),
        Transition.Field.DANGER: _("danger: %(new)s") if row.new else _("no danger"),
        Transition.Field.PROBLEM: _("problem № %(new)s") if row.new else _("speaks of no problem any more"),
    }
    return labels[Transition.Field(row.field)] % {"new": _value(row, now)}


def _between(row: Transition) -> str:
    """What happened between two appeals, as seen from the one whose history it is."""
    is_old = row.old == str(row.appeal_id)
    told = {"number": row.new if is_old else row.old}
    here, there = {
        Transition.Field.MERGE: (_("merged into № %(number)s"), _("№ %(number)s was merged into it")),
        Transition.Field.SPLIT: (_("№ %(number)s was split off"), _("split off from № %(number)s")),
        Transition.Field.MOVE: (_("messages moved to № %(number)s"), _("messages came from № %(number)s")),
    }[Transition.Field(row.field)]
    return (here if is_old else there) % told


def _value(row: Transition, now: datetime) -> str:
    if not row.new:
        return _("not known") if row.field in _OF_MATTER else _("nobody")
    if row.field == Transition.Field.PLAN:
        return day(timezone.make_aware(datetime.fromisoformat(row.new)), now=now)
    if row.field in (Transition.Field.DUE, Transition.Field.SNOOZE):
        return when(timezone.make_aware(datetime.fromisoformat(row.new)), now=now)
    if row.field == Transition.Field.KIND:
        return str(Kind(row.new).label)
    return words.danger_title(row.new) if row.field == Transition.Field.DANGER else row.new


def _is_opening(row: Transition) -> bool:
    return row.field == Transition.Field.STATE and not row.old


def _said(
    message: Message, appeal: Appeal, names: Mapping[str, str], measure: Measure | None, now: datetime
) -> Said:
    decision = getattr(message, "decision", None)
    attachments = list(message.attachments.all())
    versions = list(message.versions.all())
    belongs_to = decision.appeal_id if decision is not None else None
    is_own = message.outgoing or belongs_to == appeal.pk
    is_theirs = not is_own and message.resident_id == appeal.resident_id
    return Said(
        at=message.sent_at,
        message=message,
        is_own=is_own,
        who=message.speaker or names.get(message.author_id, ""),
        belongs_to=belongs_to if is_theirs else None,
        photos=photos.of_message(message, attachments),
        others=[row for row in attachments if not row.is_photo],
        earlier=earlier(versions) if message.edited_at else [],
        fate=fate(measure, network=message.thread.channel.network, now=now) if measure is not None else None,
    )


def earlier(versions: Sequence[Version]) -> list[Version]:
    """The wordings, oldest first, that a later one of the same message, or piece of an album, has replaced."""
    latest = {version.item: version.pk for version in versions}
    return [version for version in versions if version.pk != latest[version.item]]


def sent(letters: list[Letter], appeal: Appeal, *, now: datetime) -> Iterator[Sent]:
    """Letters of a conversation, as seen from one appeal."""
    resent = {letter.resend_of_id for letter in letters}
    for letter in letters:
        reply = getattr(letter, "reply", None)
        shots = photos.of_letter(letter)
        yield Sent(
            at=letter.created_at,
            letter=letter,
            is_own=reply is not None and reply.appeal_id == appeal.pk,
            parts=list(parts_in_words(letter, superseded=letter.pk in resent, now=now)),
            is_under_way=outbox.state_of(letter.parts.all()) in LetterPart.UNFINISHED
            or any(shot.file is not None and shot.file.is_expected for shot in shots),
            photos=shots,
        )


def parts_in_words(letter: Letter, *, superseded: bool, now: datetime) -> Iterator[PartSeen]:
    """Every part of a letter in words; the first one that did not arrive offers to send the rest again."""
    stopped = False
    for part in letter.parts.all():
        if stopped and part.state == PartState.QUEUED:
            yield PartSeen(part, "calm", _("waits for the part before it"))
            continue
        seen = part_in_words(part, letter=letter, superseded=superseded, now=now)
        in_trouble = part.state in (PartState.FAILED, PartState.UNCONFIRMED)
        yield (
            replace(seen, may_resend=not (stopped or superseded or _is_locked(part, now)))
            if in_trouble
            else seen
        )
        stopped = stopped or in_trouble


def part_in_words(part: LetterPart, *, letter: Letter, superseded: bool, now: datetime) -> PartSeen:
    """Where a part of a letter is, honestly, and what to do."""
    network = letter.thread.channel.network
    if part.state == PartState.SENT and part.sent_at is not None:
        return PartSeen(part, "calm", _("delivered %(when)s") % {"when": when(part.sent_at, now=now)})
    if part.state == PartState.QUEUED:
        return _queued(part, network, now)
    if part.state in (PartState.CLAIMED, PartState.SENDING):
        return PartSeen(part, "calm", _("being sent, up to a minute"))
    if superseded:
        is_unclear = part.state == PartState.UNCONFIRMED
        told = _("unconfirmed, sent again") if is_unclear else _("not delivered, sent again")
        return PartSeen(part, "calm", told)
    return _in_trouble(part, letter.thread, now)


def _in_trouble(part: LetterPart, thread: Thread, now: datetime) -> PartSeen:
    why = words.why_not_delivered(thread.channel.network, part.error_code)
    if part.state == PartState.FAILED:
        return PartSeen(part, "late", _("not delivered"), why)
    if _is_locked(part, now):
        why = _("Its sender may still speak. Wait a minute and look again.")
        return PartSeen(part, "soon", _("unconfirmed"), why)
    perhaps = _("Perhaps it arrived.")
    why = why if words.can_be_looked_into(thread) else words.nobody_can_look()
    return PartSeen(part, "soon", _("unconfirmed"), f"{perhaps} {why}", may_accept=True)


def _queued(part: LetterPart, network: str, now: datetime) -> PartSeen:
    attempts = len(part.attempts.all())
    if not attempts:
        return PartSeen(part, "calm", _("waits to be sent"))
    told = {"count": attempts, "when": when(part.not_before, now=now)}
    status = _("not sent yet, tried: %(count)d, again at %(when)s") % told
    if part.unclear_since is not None:
        return PartSeen(
            part,
            "soon",
            status,
            _("No clear answer so far. The repeat is safe: the resident will not see it twice."),
        )
    return PartSeen(part, "soon", status, words.why_not_delivered(network, part.error_code))


def _is_locked(part: LetterPart, now: datetime) -> bool:
    return part.lease_until is not None and part.lease_until > now
