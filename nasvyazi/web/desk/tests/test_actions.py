"""What people decide: by plain forms and by htmx, refused in sentences."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal, Note, Transition
from nasvyazi.domain.appeals.states import State
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import HTMX


@pytest.fixture
def appeal(db: None) -> Appeal:
    row = factories.appeal()
    Appeal.objects.filter(pk=row.pk).update(
        next_due_at=now() + timedelta(hours=5),
        answer_due_at=None,
        resolution_due_at=now() + timedelta(hours=5),
    )
    row.refresh_from_db()
    return row


def do(desk: Client, appeal: Appeal, action: str, **told: str) -> str:
    """Do it without scripts and give the page that follows."""
    answer = desk.post(f"/appeals/{appeal.pk}/{action}?view=open", told, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert answer.redirect_chain == [(f"/appeals/{appeal.pk}/?view=open", 302)]
    appeal.refresh_from_db()
    return answer.content.decode()


def refused(desk: Client, appeal: Appeal, action: str, **told: str) -> str:
    """Try it and give the page that says why not."""
    answer = desk.post(f"/appeals/{appeal.pk}/{action}", told)
    assert answer.status_code == 422
    return answer.content.decode()


def test_taking_it_makes_it_mine(desk: Client, appeal: Appeal, operator: User) -> None:
    do(desk, appeal, "take")
    assert (appeal.person, appeal.state) == (operator, State.IN_WORK)


def test_it_is_given_to_a_colleague_of_its_desk_with_a_reason(desk: Client, appeal: Appeal) -> None:
    colleague = factories.user()
    do(desk, appeal, "assign", person=str(colleague.pk), reason="его двор")
    assert appeal.person == colleague
    assert Transition.objects.filter(appeal=appeal, reason="его двор").exists()


def test_it_is_given_to_nobody_else(desk: Client, appeal: Appeal) -> None:
    gone = factories.user()
    gone.is_active = False
    gone.save()
    for person in (str(gone.pk), "0", "", "x"):
        assert "Выберите коллегу" in refused(desk, appeal, "assign", person=person)


def test_another_due_day_needs_a_reason_and_ends_with_the_working_day(desk: Client, appeal: Appeal) -> None:
    day = timezone.localdate() + timedelta(days=3)
    page = refused(desk, appeal, "due", day=str(day))
    assert "Напишите почему" in page
    assert f'value="{day}"' in page, "what was typed is still there"
    do(desk, appeal, "due", day=str(day), reason="ждём подрядчика")
    due = timezone.localtime(appeal.resolution_due_at)
    assert (due.date(), due.time()) == (day, appeal.policy.work_ends)


def test_it_goes_into_the_plan(desk: Client, appeal: Appeal) -> None:
    day = timezone.localdate() + timedelta(days=3)
    do(desk, appeal, "plan", day=str(day))
    assert (appeal.state, appeal.planned_for) == (State.PLANNED, day)


@pytest.mark.parametrize("action", ["plan", "due"])
def test_a_day_must_be_a_day_to_come(action: str, desk: Client, appeal: Appeal) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "Этот день прошёл" in refused(desk, appeal, action, day=str(yesterday), reason="x")
    assert "слишком далеко" in refused(desk, appeal, action, day="9999-01-01", reason="x")
    assert "Выберите день" in refused(desk, appeal, action, day="завтра", reason="x")


def test_it_is_resolved_closed_and_brought_back(desk: Client, appeal: Appeal) -> None:
    do(desk, appeal, "resolve")
    assert appeal.state == State.RESOLVED
    do(desk, appeal, "close")
    assert appeal.state == State.CLOSED
    assert "Напишите почему" in refused(desk, appeal, "reopen")
    do(desk, appeal, "reopen", reason="снова замело")
    assert appeal.state == State.REOPENED


def test_what_needs_no_answer_says_why_in_quick_or_own_words(desk: Client, appeal: Appeal) -> None:
    assert "Напишите почему" in refused(desk, appeal, "dismiss", reason="  ")
    do(desk, appeal, "dismiss", quick="Спам или реклама", reason="")
    assert appeal.state == State.DISMISSED
    assert Transition.objects.filter(appeal=appeal, reason="Спам или реклама").exists()


def test_a_snooze_ends_before_the_due_time_and_can_be_ended(desk: Client, appeal: Appeal) -> None:
    until = now() + timedelta(hours=1)
    do(desk, appeal, "snooze", until=until.isoformat())
    assert appeal.snoozed_until == until
    do(desk, appeal, "wake")
    assert appeal.snoozed_until is None
    assert "Не позже чем до" in refused(
        desk, appeal, "snooze", until=(now() + timedelta(days=30)).isoformat()
    )
    assert "Это время прошло" in refused(
        desk, appeal, "snooze", until=(now() - timedelta(hours=1)).isoformat()
    )
    assert "Выберите, до какого времени" in refused(desk, appeal, "snooze", until="когда-нибудь")
    own = timezone.localtime(now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    do(desk, appeal, "snooze", own=own)
    assert appeal.snoozed_until is not None


def test_a_note_is_for_colleagues_and_never_empty(desk: Client, appeal: Appeal) -> None:
    assert "Сначала напишите заметку" in refused(desk, appeal, "note", text=" ")
    assert "Звонила в УК" in do(desk, appeal, "note", text="Звонила в УК")
    assert Note.objects.get(appeal=appeal).text == "Звонила в УК"


def test_a_step_that_cannot_follow_is_refused_in_a_sentence(
    desk: Client, appeal: Appeal, operator: User
) -> None:
    services.dismiss(appeal_id=appeal.pk, reason="спам", by=operator, now=now())
    assert "такой шаг невозможен" in refused(desk, appeal, "resolve")
    assert "такой шаг невозможен" in refused(
        desk, appeal, "due", day=str(timezone.localdate() + timedelta(days=1)), reason="x"
    )


def test_an_old_appeal_is_not_brought_back_beside_a_newer_one_but_linked(
    desk: Client, operator: User
) -> None:
    channel = factories.channel()
    old = factories.appeal(channel, author="501")
    services.dismiss(appeal_id=old.pk, reason="спам", by=operator, now=now())
    newer = factories.appeal(channel, author="501")
    page = refused(desk, old, "reopen", reason="посмотреть ещё")
    assert "более новое открытое обращение" in page
    assert f'<a href="/appeals/{newer.pk}/">№ {newer.pk}</a>' in page


def test_an_unknown_action_is_no_page(desk: Client, appeal: Appeal) -> None:
    assert desk.post(f"/appeals/{appeal.pk}/explode").status_code == 404


def test_htmx_gets_the_case_its_row_and_the_counts_at_once(desk: Client, appeal: Appeal) -> None:
    answer = desk.post(f"/appeals/{appeal.pk}/take", headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    for part in (f'id="row-{appeal.pk}"', 'id="views"', 'id="badge"'):
        assert part in html
    assert html.count('hx-swap-oob="true"') == 2
    row = rf'<template data-fresh-row>\s*<a class="row[^"]* on" id="row-{appeal.pk}"'
    assert re.search(row, html), "a list without the row takes no harm"


def test_htmx_gets_a_refusal_with_the_form_still_open(desk: Client, appeal: Appeal) -> None:
    answer = desk.post(f"/appeals/{appeal.pk}/dismiss", {"reason": ""}, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<details class="deed" name="deed-[^"]+" open><summary class="btn" data-key="x"', html)
    assert 'role="alert"' in html
