"""What a person is asked before an answer leaves. It is never forbidden; nothing is changed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nasvyazi.domain.accounts import selectors as accounts
from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Resident, Thread
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.organisations import selectors as organisations
from nasvyazi.domain.understanding import blanks, personal
from nasvyazi.networks.base import PlaceKind

from . import selectors
from .models import Appeal

ENOUGH = 2
"""So many public answers has a matter: the first, and what came of it."""
_PRIVATE_WORDS = 50
_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Cautions:
    """Why an answer needs a second look: what is left to fill in; and, where everybody reads it, what of it is
    somebody's own, and how often it was answered already.
    """

    personal: Sequence[personal.Found] = ()
    answers: int = 0
    blanks: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.blanks) or self.is_for_everybody

    @property
    def is_for_everybody(self) -> bool:
        """Whether it is asked because everybody will read it."""
        return bool(self.personal) or self.answers >= ENOUGH


def cautions(appeal: Appeal, thread: Thread, text: str) -> Cautions:
    """What to ask before a text goes into a thread; where only the resident reads it, whether it is finished."""
    left = blanks.unfilled(text)
    if not thread.is_public:
        return Cautions(blanks=left)
    # Who they are in another network, and what they said there, is nobody's business here.
    human = channels.identities(appeal.resident, among=Resident.objects.all())
    found = personal.find(
        text,
        resident=appeal.resident.name,
        others=[*_others(appeal, thread), *(one.name for one in human)],
        ours=our_names(),
        private=_said_in_private(human),
    )
    return Cautions(personal=found, answers=selectors.public_answers(appeal), blanks=left)


def our_names() -> list[str]:
    """Names that may stand in any answer: those who work here, in whose name it is written, and their own pages.

    Three queries.
    """
    return [
        *map(str, accounts.active()),
        *map(str, organisations.officials()),
        *map(str, channels.own_profiles()),
    ]


def _others(appeal: Appeal, thread: Thread) -> list[str]:
    people = Resident.objects.filter(messages__thread=thread).exclude(pk=appeal.resident_id).exclude(name="")
    return list(people.order_by("-pk").values_list("name", flat=True).distinct()[:_PEOPLE])


def _said_in_private(human: Sequence[Resident]) -> str:
    said = Message.objects.filter(resident__in=human, thread__kind__in=(PlaceKind.DIALOG, PlaceKind.ENTRY))
    return "\n".join(said.order_by("-pk").values_list("text", flat=True)[:_PRIVATE_WORDS])
