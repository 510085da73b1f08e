"""What an appeal may be joined or merged with: found by words, or suggested. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import lists
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.models import Appeal

_OF_RESIDENT = 4
_ALIKE = 6
_FOUND = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another appeal, and whether it can become one with this."""

    appeal: Appeal
    may_merge: bool
    is_joined: bool


def candidates(appeal: Appeal, *, words: str, user: User, now: datetime) -> list[Candidate]:
    """What the words find; without words the same resident's appeals, then open ones with the most words in common."""
    mine = access.appeals(user)
    if words:
        found = lists.search(mine, words).filter(merged_into=None).exclude(pk=appeal.pk).order_by("-pk")
        return _candidates(appeal, appeal_reads.for_card(found)[:_FOUND])
    theirs = appeal_reads.for_card(appeal_reads.of_resident(appeal, among=mine))[:_OF_RESIDENT]
    alike = appeal_reads.alike(appeal, among=mine, now=now, limit=_ALIKE)
    return [*_candidates(appeal, theirs), *_candidates(appeal, alike)]


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
