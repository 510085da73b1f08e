"""What a person writes about a case in another system, and which appeal they say it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.services.ledger import touch
from nasvyazi.toolbox import links

from ..models import ExternalCase, ExternalSystem

Match = ExternalCase.Match


class NumberMissing(Exception):
    """A case needs the number that it has in its system."""


class TakenElsewhere(Exception):
    """The system's case of this number is another appeal's already; `case` is that one."""

    def __init__(self, case: ExternalCase) -> None:
        super().__init__(case.number)
        self.case = case


def lock_system(system_id: int) -> ExternalSystem:
    """The system under a row lock: its cases are written by one at a time. Not against its key."""
    return ExternalSystem.objects.select_for_update(no_key=True).get(pk=system_id)


@transaction.atomic
def add_by_hand(
    *,
    appeal_id: int,
    system: ExternalSystem,
    number: str,
    url: str,
    deadline: datetime | None,
    state: str,
    is_closed: bool,
    by: User,
    now: datetime,
) -> ExternalCase:
    """Write down that an appeal is a case there, too. One that is known already becomes this appeal's.

    Raises NumberMissing, TakenElsewhere.
    """
    lock_system(system.pk)
    case = ExternalCase.objects.filter(system=system, number=_number(number)).first()
    if case is not None and case.matter_id not in (None, appeal_id):
        raise TakenElsewhere(case)
    case = case or ExternalCase(system=system, number=_number(number))
    _attach(case, appeal_id=appeal_id, by=by, now=now)
    _write(case, url=url, deadline=deadline, state=state, is_closed=is_closed, by=by, now=now)
    return case


@transaction.atomic
def change(
    *,
    case_id: int,
    number: str,
    url: str,
    deadline: datetime | None,
    state: str,
    is_closed: bool,
    by: User,
    now: datetime,
) -> ExternalCase:
    """Correct what is known of a case; the next table may say otherwise. Raises NumberMissing, TakenElsewhere."""
    case = _lock(case_id)
    other = (
        ExternalCase.objects.filter(system=case.system_id, number=_number(number)).exclude(pk=case.pk).first()
    )
    if other is not None:
        raise TakenElsewhere(other)
    case.number = _number(number)
    _write(case, url=url, deadline=deadline, state=state, is_closed=is_closed, by=by, now=now)
    return case


@transaction.atomic
def remove(*, case_id: int, now: datetime, by: User) -> None:
    """Take a case away from its appeal. One that came with a table stays, as belonging to none; others are gone."""
    case = _lock(case_id)
    if case.appeal_id is not None:
        touch(case.appeal_id)
    if case.seen_in_id is None:
        case.delete()
    else:
        _detach(case, by=by, now=now)


@transaction.atomic
def attach(*, case_id: int, appeal_id: int, by: User, now: datetime) -> ExternalCase:
    """A person says which appeal a case is. Whoever opens a new appeal for a case calls this, too."""
    case = _lock(case_id)
    if case.appeal_id is not None:
        touch(case.appeal_id)
    _attach(case, appeal_id=appeal_id, by=by, now=now)
    case.save()
    return case


@transaction.atomic
def detach(*, case_id: int, by: User, now: datetime) -> ExternalCase:
    """A person says that a case is not the appeal that was found or suggested: it is not looked for again."""
    case = _lock(case_id)
    if case.appeal_id is not None:
        touch(case.appeal_id)
    _detach(case, by=by, now=now)
    return case


def _lock(case_id: int) -> ExternalCase:
    """The case under its system's lock."""
    lock_system(ExternalCase.objects.values_list("system", flat=True).get(pk=case_id))
    return ExternalCase.objects.select_related("system", "appeal").get(pk=case_id)


def _attach(case: ExternalCase, *, appeal_id: int, by: User, now: datetime) -> None:
    case.appeal_id, case.match, case.suggestion = appeal_id, Match.PERSON, None
    case.matched_by, case.matched_at = by, now
    touch(appeal_id)


def _detach(case: ExternalCase, *, by: User, now: datetime) -> None:
    case.appeal, case.match, case.suggestion = None, Match.APART, None
    case.matched_by, case.matched_at = by, now
    case.save()


def _write(
    case: ExternalCase,
    *,
    url: str,
    deadline: datetime | None,
    state: str,
    is_closed: bool,
    by: User,
    now: datetime,
) -> None:
    case.url, case.link = url, links.canonical(url)
    case.deadline, case.state, case.is_closed = deadline, " ".join(state.split()), is_closed
    case.changed_by, case.changed_at = by, now
    case.save()
    if case.appeal_id is not None:
        touch(case.appeal_id)


def _number(told: str) -> str:
    number = " ".join(told.split())
    if not number:
        raise NumberMissing
    return number
