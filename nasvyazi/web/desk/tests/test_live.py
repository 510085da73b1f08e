"""Open pages: told what changed and nothing else, and of each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal, Presence
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.toolbox.clock import now
from nasvyazi.web.desk.views import desk as desk_views
from tests import factories


class Page:
    """A page that somebody has open, with what it sends along as a browser does."""

    def __init__(self, client: Client, *, path: str = "/") -> None:
        self._client = client
        self.html = client.get(path).content.decode()
        self.told: dict[str, str] = {"rows": ".".join(re.findall(r'id="row-(\d+)"', self.html))}
        self._read(self.html)

    def _read(self, html: str) -> None:
        for name in ("state", "seen", "case"):
            found = re.search(rf'name="{name}" value="([^"]*)"', html)
            if found:
                self.told[name] = found[1]
        version = re.search(r'data-version="([^"]+)"', html)
        self.told["case"] = version[1] if version else self.told["case"]

    def pulse(self, **more: str) -> str:
        """What it is told now; "" when that is nothing."""
        answer = self._client.get("/pulse", {**self.told, **more})
        assert answer.status_code in (200, 204)
        html = answer.content.decode()
        self._read(html)
        return html


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Time stands in the middle of a minute until somebody moves it on: minutes tell by themselves."""
    away = [timedelta(0)]
    start = now().replace(second=20)
    monkeypatch.setattr(desk_views, "now", lambda: start + away[0])

    def move_on(span: timedelta) -> None:
        away[0] += span

    return move_on


@pytest.fixture
def page(desk: Client) -> Page:
    """The operator's list with one old appeal, told of everything there was."""
    old = factories.appeal(text="Старое")
    Appeal.objects.filter(pk=old.pk).update(changed_at=now() - timedelta(hours=1))
    opened = Page(desk)
    opened.pulse()
    return opened


def test_when_nothing_changed_nothing_is_told_and_little_is_asked(page: Page) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert page.pulse() == ""
    assert len(queries) <= 6


def test_with_an_appeal_open_too(desk: Client) -> None:
    appeal = factories.appeal()
    page = Page(desk, path=f"/appeals/{appeal.pk}/")
    page.pulse()
    with CaptureQueriesContext(connection) as queries:
        assert page.pulse(typing="1") == ""
    assert len(queries) <= 6
    assert Presence.objects.get().appeal == appeal


def test_what_came_is_told_with_its_line_the_order_and_the_counts(page: Page) -> None:
    fresh = factories.appeal(text="Новое")
    html = page.pulse()
    assert f'id="row-{fresh.pk}"' in html
    order = re.search(r'data-order="([^"]+)"', html)
    assert order is not None
    assert str(fresh.pk) in order[1].split()
    assert "Новых: 1" in html
    assert 'id="views"' in html
    assert 'id="badge"' in html
    assert "Старое" not in html, "what did not change is not sent"
    page.told["rows"] += f".{fresh.pk}"
    assert page.pulse() == "", "and it is told once"


def test_a_line_that_changed_is_told_even_when_it_left_the_view(page: Page, operator: User) -> None:
    (number,) = page.told["rows"].split(".")
    services.take(appeal_id=int(number), by=operator, now=now())
    html = page.pulse()
    assert f'id="row-{number}"' in html
    assert 'data-order=""' in html
    assert "Новых обращений нет" in html


def test_once_a_minute_every_clock_is_told_anew(
    page: Page, standing_clock: Callable[[timedelta], None]
) -> None:
    standing_clock(timedelta(seconds=30))
    assert page.pulse() == ""
    standing_clock(timedelta(seconds=30))
    assert "Старое" in page.pulse()


def test_a_change_that_is_committed_late_is_told_although_newer_ones_were(page: Page) -> None:
    late = factories.appeal(text="Опоздавшее")
    Appeal.objects.filter(pk=late.pk).update(changed_at=now() - timedelta(hours=1))
    factories.appeal(text="Новое")
    page.pulse()
    Appeal.objects.filter(pk=late.pk).update(changed_at=now() - timedelta(seconds=2))
    assert "Опоздавшее" in page.pulse()


def test_the_opened_appeal_is_told_anew_when_it_changed_and_only_then(desk: Client, operator: User) -> None:
    channel = factories.channel()
    opened = factories.appeal(channel, author="501")
    page = Page(desk, path=f"/appeals/{opened.pk}/")
    assert "<template data-case" not in page.pulse()
    factories.wrote(channel, factories.seen("Другое", author="7", at=now()))
    assert "<template data-case" not in page.pulse()
    changes: list[Callable[[], Any]] = [
        lambda: factories.wrote(channel, factories.seen("Ещё", author="501", at=now())),
        lambda: services.add_note(appeal_id=opened.pk, text="Звонила", by=operator, now=now()),
        lambda: factories.answer(opened, factories.user(), "Ответ", now=now()),
        lambda: services.resolve(appeal_id=opened.pk, by=operator, now=now()),
    ]
    for change in changes:
        change()
        html = page.pulse()
        assert f'<template data-case="{opened.pk}"' in html
        assert "data-answer" not in html, "the box with the answer is nobody's but the writer's"
        assert page.pulse() == ""
    for words in ("Ещё", "Звонила", "Ответ", "решено"):
        assert words in html


def test_a_delivery_that_failed_and_a_deletion_are_told(desk: Client, operator: User) -> None:
    channel = factories.channel()
    opened = factories.appeal(channel, author="501")
    letter = factories.answer(opened, operator, now=now())
    page = Page(desk, path=f"/appeals/{opened.pk}/")
    page.pulse()
    LetterPart.objects.filter(letter=letter).update(state="failed", error_code="vk:901")
    services.delivery_failed(part=letter.parts.get(), now=now())
    assert "<template data-case" in page.pulse()
    services.message_gone(message=opened.decisions.get().message)
    assert "<template data-case" in page.pulse()


def test_others_are_told_who_has_it_open_and_writes(
    desk: Client, enter: Callable[[User], Client], page: Page
) -> None:
    (number,) = page.told["rows"].split(".")
    irina = factories.user(username="irina")
    hers = Page(enter(irina), path=f"/appeals/{number}/")
    assert "irina" not in hers.pulse()
    assert f'<span data-here="{number}">Открыто у: irina</span>' in translated(page.pulse())
    hers.pulse(typing="1")
    assert "Открыто у: irina, пишет ответ" in translated(page.pulse())
    assert page.pulse() == ""


def test_whoever_is_silent_has_gone(
    enter: Callable[[User], Client], page: Page, standing_clock: Callable[[timedelta], None]
) -> None:
    (number,) = page.told["rows"].split(".")
    Page(enter(factories.user(username="irina")), path=f"/appeals/{number}/").pulse()
    assert "irina" in page.pulse()
    standing_clock(timedelta(seconds=31))
    assert "data-here" not in page.pulse()


def test_nobody_is_told_of_what_is_not_theirs(desk: Client, enter: Callable[[User], Client]) -> None:
    appeal = factories.appeal()
    stranger = factories.user(desk=Desk.objects.create(name="Другой участок"))
    theirs = Page(enter(stranger))
    theirs.told["case"] = f"{appeal.pk}_{now().isoformat()}"
    html = theirs.pulse()
    assert "<template data-case" not in html
    assert f'id="row-{appeal.pk}"' not in theirs.pulse(rows=str(appeal.pk), state="")
    assert not Presence.objects.exists(), "nobody is seen where they may not be"


@pytest.mark.parametrize(
    "nonsense",
    [
        {"case": "x_y"},
        {"case": "99999999999_2026-01-01T00:00:00+00:00"},
        {"state": "rubbish"},
        {"state": "2026-01-01T00:00:00|x"},
        {"state": "0001-01-01T00:00:00+14:00|x"},
        {"state": "9999-12-31T23:59:59-12:00|x"},
        {"state": "9999-12-31T23:59:59-12:00|x", "seen": "1_9999-12-31T23:59:59-12:00"},
        {"rows": "1..x.٣.-5." + "9" * 40},
        {"seen": "1_yesterday"},
        {"q": "снег"},
        {"view": "closed"},
    ],
    ids=str,
)
def test_nonsense_from_a_page_is_as_if_it_had_said_nothing(nonsense: dict[str, str], page: Page) -> None:
    assert page.pulse(**{"state": "", **nonsense})


def test_news_cost_as_much_with_many_lines_as_with_few(desk: Client) -> None:
    channel = factories.channel()
    costs = []
    for amount in (1, 20):
        page = Page(desk)
        page.pulse()
        for _ in range(amount):
            factories.wrote(channel, factories.seen(author=str(factories.next_number()), at=now()))
        with CaptureQueriesContext(connection) as queries:
            assert page.pulse()
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 14


def translated(html: str) -> str:
    """The words of the interface in Russian; the catalogue may be a step behind the code."""
    for english, russian in (("Open at: ", "Открыто у: "), (", writes an answer", ", пишет ответ")):
        html = html.replace(escape(english), russian)
    return html
