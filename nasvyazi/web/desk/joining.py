"""What an appeal may be joined or merged with: found by words, or suggested. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import lists, near
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.near import Beside, Near

_OF_RESIDENT = 4
_ALIKE = 6
_FOUND = 12
_NEAR = 12
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another appeal, and whether it can become one with this."""

    appeal: Appeal
    may_merge: bool
    is_joined: bool
    beside: Beside | None = None
    """How near its place is, where that is why it is suggested."""


def candidates(appeal: Appeal, *, words: str, user: User, now: datetime) -> list[Candidate]:
    """What the words find; without words those on the same topic near by, the same resident's appeals, then open ones
    with the most words in common, each once.
    """
    mine = access.appeals(user)
    if words:
        found = lists.search(mine, words).filter(merged_into=None).exclude(pk=appeal.pk)
        return _candidates(appeal, appeal_reads.first_cards(found, order=("-pk",), limit=_FOUND))
    here = near.nearby(appeal, among=mine, now=now, limit=_NEAR)
    theirs = appeal_reads.of_resident(appeal, among=mine, limit=_OF_RESIDENT)
    alike = appeal_reads.alike(appeal, among=mine, now=now, limit=_ALIKE)
    why = {one.appeal.pk: one.beside for one in here}
    rows = {row.pk: row for row in (*(one.appeal for one in here), *theirs, *alike)}
    return [replace(one, beside=why.get(one.appeal.pk)) for one in _candidates(appeal, rows.values())]


def suggested(appeal: Appeal, *, user: User, now: datetime) -> list[Near]:
    """The few to name on the card: not joined with it yet, of each problem one."""
    if appeal.merged_into_id is not None:
        return []
    found = near.nearby(appeal, among=access.appeals(user), now=now, limit=_NEAR)
    apart: dict[int, Near] = {}
    for one in found:
        if not one.is_joined:
            apart.setdefault(one.appeal.problem_id or -one.appeal.pk, one)
    return list(apart.values())[:_NAMED]


def _candidates(appeal: Appeal, rows: Iterable[Appeal]) -> list[Candidate]:
    where = (appeal.thread_id, appeal.resident_id)
    return [
        Candidate(
            row,
            may_merge=(row.thread_id, row.resident_id) == where and appeal.merged_into_id is None,
            is_joined=row.problem_id is not None and row.problem_id == appeal.problem_id,
        )
        for row in rows
    ]
