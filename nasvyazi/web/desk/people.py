"""A resident with all the identities that the reader may see, and with whom they may be one person. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import lists, people
from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import PersonChange, Resident

_PER_PAGE = 50
_FOUND = 12
_CHANGES = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another resident, why they may be the same person, and what they wrote last."""

    resident: Resident
    same_name: bool = False
    same_phone: bool = False

    @property
    def latest(self) -> dict[str, Any] | None:
        """Their newest appeal that the reader sees: number and words."""
        told: dict[str, Any] | None = getattr(self.resident, "latest", None)
        return told


@dataclass(frozen=True, slots=True)
class Whole:
    """A person as far as the reader sees them: identities, what they wrote, what was said of who they are."""

    identities: Sequence[Resident]
    unseen: int
    """How many more identities there are, whose appeals are other desks'."""
    page: lists.Page
    changes: Sequence[PersonChange]


def whole(resident: Resident, *, user: User, after: str = "") -> Whole:
    """The person behind a resident. Raises ValueError when `after` marks no place in the list."""
    seen = access.residents(user)
    identities = channels.identities(resident, among=seen)
    theirs = people.spoken(identities, among=access.appeals(user))
    return Whole(
        identities=identities,
        unseen=channels.identity_count(resident) - len(identities),
        page=lists.page(theirs, sort=lists.Sort.NEWEST, after=after, size=_PER_PAGE),
        changes=list(channels.person_changes(identities, among=seen)[:_CHANGES]),
    )


def candidates(
    resident: Resident, identities: Iterable[Resident], *, words: str, user: User
) -> list[Candidate]:
    """Whom the words find; without words those with the same name, or telephone told in private."""
    mine, seen = access.appeals(user), access.residents(user)
    known = {one.pk for one in identities}
    if words:
        rows = people.found(words, among=seen).exclude(pk__in=known)
        return [Candidate(one) for one in people.with_latest(rows, among=mine)[:_FOUND]]
    by_name = {one.pk for one in people.namesakes(resident, among=seen)}
    by_phone = {one.pk for one in people.same_phone(resident, among=mine)}
    rows = Resident.objects.filter(pk__in=(by_name | by_phone) - known).order_by("-pk")
    found = [
        Candidate(one, same_name=one.pk in by_name, same_phone=one.pk in by_phone)
        for one in people.with_latest(rows, among=mine)
    ]
    return sorted(found, key=lambda one: (not one.same_phone, not one.same_name))[:_FOUND]
