"""A letter part that a person decides about, as its card shows it. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from nasvyazi.domain.appeals.doubts import Doubt
from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.appeals.services.answers import ACCEPTED
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.outbox.services.parts import is_locked
from nasvyazi.networks import registry
from nasvyazi.networks.base import PlaceKind

from . import words
from .moments import when
from .photos import Shot, of_letter


class Decision(StrEnum):
    """What a person says of a part."""

    ARRIVED = "arrived"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Card:
    """One part: what was sent to whom, why it is in doubt, what tells whether it arrived, what can be decided."""

    doubt: Doubt
    now: datetime
    refused: str = ""
    """Why a decision could not be carried out just now; "" = none was tried."""
    notes: Sequence[Note] = ()
    """What is noted of the appeal: it tells who has decided meanwhile."""
    request_key: UUID = field(default_factory=uuid4)

    @property
    def part(self) -> LetterPart:
        """The part itself."""
        return self.doubt.part

    @property
    def letter(self) -> Letter:
        """The letter that it belongs to."""
        return self.part.letter

    @property
    def appeal(self) -> Appeal:
        """The appeal that the letter answers."""
        return self.letter.reply.appeal

    @property
    def thread(self) -> Thread:
        """Where it was sent."""
        return self.letter.thread

    @property
    def is_failed(self) -> bool:
        """Whether it is known that it did not arrive."""
        return self.part.state == LetterPart.State.FAILED

    @property
    def is_locked(self) -> bool:
        """Whether it is too early to decide: its sender may still speak."""
        return is_locked(self.part, self.now)

    @property
    def is_sendable(self) -> bool:
        """Whether the installation speaks the network at all."""
        return self.thread.channel.network in registry.networks()

    @property
    def number(self) -> int:
        """Which part of the letter it is, from one on."""
        return self.part.ordinal + 1

    @property
    def many(self) -> int:
        """Of how many parts the letter consists."""
        return len(self.letter.parts.all())

    @property
    def level(self) -> str:
        """How it stands: good, soon or late."""
        if self.part.state == LetterPart.State.SENT:
            return "good"
        return "late" if self.is_failed else "soon"

    @property
    def behind(self) -> list[LetterPart]:
        """The parts that share its fate, in their order: they wait for the decision, or were never sent."""
        if self.settled:
            return []
        later = (part for part in self.letter.parts.all() if part.ordinal > self.part.ordinal)
        return [part for part in later if part.state in (LetterPart.State.QUEUED, LetterPart.State.FAILED)]

    @property
    def photos(self) -> Sequence[Shot]:
        """The photos that go with the part."""
        return of_letter(self.letter) if self.part.ordinal == 0 else []

    @property
    def settled(self) -> str:
        """What has become of it meanwhile; "" = it still waits for a decision."""
        if self.part.state == LetterPart.State.SENT:
            return self._who_saw_it() or _("It has arrived meanwhile: there is nothing left to decide.")
        fresh = getattr(self.letter, "resent_as", None)
        if fresh is None:
            return ""
        told = {"who": fresh.author or _("the program"), "when": when(fresh.created_at, now=self.now)}
        return _("It was sent again meanwhile: %(who)s, %(when)s.") % told

    @property
    def why(self) -> str:
        """Why nobody knows whether it arrived, or why it did not."""
        if not self.is_failed and not words.can_be_looked_into(self.thread):
            return _("The connection broke while it was being sent: perhaps it arrived.")
        return words.why_not_delivered(self.thread.channel.network, self.part.error_code)

    @property
    def look_for(self) -> str:
        """What a person is to do to find out."""
        if self.is_failed:
            return _("The resident has not been told. Send it again, answer otherwise or call.")
        if not words.can_be_looked_into(self.thread):
            return words.nobody_can_look()
        if not self.thread.is_public:
            return _("Open the dialogue with the resident: if this text is there, it arrived.")
        if self.thread.kind == PlaceKind.CHAT:
            return _("Look in the group, in the answers to the resident: if this text is there, it arrived.")
        return _("Look under the post, in the answers to the resident: if this text is there, it arrived.")

    @property
    def place_url(self) -> str:
        """Where in the network to look; "" = not known."""
        places = [*reversed(self.doubt.after), self.doubt.before, self.thread.post]
        return next((place.url for place in places if place is not None and place.url), "")

    def _who_saw_it(self) -> str:
        accepted = (note for note in self.notes if note.text == ACCEPTED and note.detail == str(self.part.pk))
        note = next(accepted, None)
        if note is None or note.by is None:
            return ""
        told = {"who": note.by, "when": when(note.at, now=self.now)}
        return _("%(who)s has said meanwhile that it arrived, %(when)s.") % told

    def decided(self, decision: Decision) -> str:
        """What was done, as one line."""
        if decision == Decision.AGAIN:
            return _("sent again, it leaves as a new answer")
        return _("it arrived, the rest leaves now") if self.behind else _("it arrived")
