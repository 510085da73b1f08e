"""Views with counts, filters, pages and search."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import lists, services
from nasvyazi.domain.appeals.lists import Sort, View
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.toolbox.clock import now
from tests import factories


def numbers(html: str) -> list[int]:
    """Numbers of the appeals in the list, in its order."""
    return [int(number) for number in re.findall(r'id="row-(\d+)"', html)]


def appeal(text: str = "Снег во дворе", *, ago: timedelta = timedelta(minutes=5), **seen: object) -> Appeal:
    """An appeal that came a while ago."""
    at = now() - ago
    message = factories.seen(text, author=str(factories.next_number()), at=at, **seen)  # type: ignore[arg-type]
    decision = factories.wrote(seen.get("channel") or factories.channel(), message)  # type: ignore[arg-type]
    assert decision.appeal is not None
    return decision.appeal


def test_each_view_shows_its_appeals_and_counts_them(desk: Client, operator: User) -> None:
    channel, moment = factories.channel(), now()
    made = {
        name: factories.appeal(channel, text=name)
        for name in ("new", "mine", "planned", "resolved", "closed", "dismissed", "snoozed", "overdue")
    }
    ids = {name: row.pk for name, row in made.items()}
    services.take(appeal_id=ids["mine"], by=operator, now=moment)
    services.plan(appeal_id=ids["planned"], day=(moment + timedelta(days=9)).date(), by=operator, now=moment)
    services.resolve(appeal_id=ids["resolved"], by=operator, now=moment)
    services.resolve(appeal_id=ids["closed"], by=operator, now=moment)
    services.close(appeal_id=ids["closed"], by=operator, now=moment)
    services.dismiss(appeal_id=ids["dismissed"], reason="спам", by=operator, now=moment)
    future = moment + timedelta(hours=5)
    Appeal.objects.filter(
        pk__in=[ids["new"], ids["snoozed"], ids["mine"], ids["planned"], ids["resolved"]]
    ).update(next_due_at=future, answer_due_at=None)
    services.snooze(appeal_id=ids["snoozed"], until=moment + timedelta(minutes=5), by=operator, now=moment)
    Appeal.objects.filter(pk=ids["snoozed"]).update(next_due_at=future)
    Appeal.objects.filter(pk=ids["overdue"]).update(next_due_at=moment - timedelta(hours=1))
    expected = {
        View.DANGER: set(),
        View.NEW: {"new", "overdue"},
        View.MINE: {"mine"},
        View.WAITING: {"overdue"},
        View.OVERDUE: {"overdue"},
        View.PLANNED: {"planned"},
        View.RESOLVED: {"resolved"},
        View.SNOOZED: {"snoozed"},
        View.OPEN: {"new", "mine", "planned", "resolved", "snoozed", "overdue"},
        View.CLOSED: {"closed"},
        View.DISMISSED: {"dismissed"},
        View.FAILED: set(),
        View.UNCONFIRMED: set(),
    }
    assert set(expected) == set(View)
    counts = lists.counts(Appeal.objects.all(), user=operator, now=now())
    for view, names in expected.items():
        html = desk.get("/", {"view": view.value}).content.decode()
        assert set(numbers(html)) == {ids[name] for name in names}, view
        if view not in lists.FINISHED:
            assert counts.by_view[view] == len(names), view


def test_an_answer_that_did_not_arrive_puts_its_appeal_into_a_view_of_its_own(
    desk: Client, operator: User
) -> None:
    failed, unconfirmed = factories.appeal(), factories.appeal()
    for row, state in ((failed, "failed"), (unconfirmed, "unconfirmed")):
        letter = factories.answer(row, operator)
        LetterPart.objects.filter(letter=letter).update(state=state, error_code="x")
    assert numbers(desk.get("/?view=failed").content.decode()) == [failed.pk]
    assert numbers(desk.get("/?view=unconfirmed").content.decode()) == [unconfirmed.pk]


def test_pages_by_key_show_every_appeal_once_in_both_orders(operator: User) -> None:
    channel = factories.channel()
    for _ in range(23):
        factories.appeal(channel)
    Appeal.objects.update(next_due_at=now())
    for sort in Sort:
        after, seen = "", []
        while True:
            page = lists.page(Appeal.objects.all(), sort=sort, after=after, size=5)
            seen += [row.pk for row in page.rows]
            after = page.next
            if not after:
                break
        assert sorted(seen) == sorted(Appeal.objects.values_list("pk", flat=True))
        assert len(seen) == len(set(seen)) == 23


def test_more_brings_the_next_page_alone(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nasvyazi.web.desk.screen.PAGE_SIZE", 2)
    channel = factories.channel()
    made = [factories.appeal(channel).pk for _ in range(3)]
    first = desk.get("/").content.decode()
    more = re.search(r'hx-get="([^"]+after=[^"]+)"', first)
    assert more is not None
    link = more[1].replace("&amp;", "&")
    part = desk.get(link, headers={"HX-Request": "true", "HX-Target": "more"}).content.decode()
    whole = desk.get(link).content.decode()
    assert sorted(numbers(first) + numbers(part)) == sorted(made)
    assert "<html" not in part
    assert numbers(whole) == numbers(part), "the link works without scripts"


@pytest.mark.parametrize(
    "query", ["after=rubbish", "after=2026-01-01_5", "after=2026-01-01T00:00:00+00:00_x"]
)
def test_a_mark_that_is_none_is_no_page(query: str, desk: Client) -> None:
    assert desk.get(f"/?{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "view=nonsense",
        "channel=-1",
        "channel=٣",
        "channel=99999999999999999999",
        "sort=x",
        "q=%00",
        "photos=2",
    ],
)
def test_nonsense_in_the_address_is_as_if_it_were_not_there(query: str, desk: Client) -> None:
    assert desk.get(f"/?{query}").status_code == 200


def test_filters_by_channel_and_photos_narrow_the_list(desk: Client) -> None:
    first, second = factories.channel(), factories.channel(title="Округ № 12")
    plain = factories.appeal(first)
    shown = factories.wrote(second, factories.seen(attachments=[factories.photo()])).appeal
    assert shown is not None
    assert numbers(desk.get(f"/?channel={first.pk}").content.decode()) == [plain.pk]
    assert numbers(desk.get("/?photos=1").content.decode()) == [shown.pk]
    assert "С такими условиями ничего нет" in desk.get(f"/?channel={first.pk}&photos=1").content.decode()


def test_search_finds_by_words_in_any_form_by_name_and_by_number(desk: Client) -> None:
    channel = factories.channel()
    snow = factories.wrote(
        channel, factories.seen("Не чистят снег у подъезда", author="1", name="Нина Петровна")
    ).appeal
    light = factories.wrote(channel, factories.seen("Нет света на аллее", author="2", name="Игорь")).appeal
    assert snow is not None
    assert light is not None
    assert numbers(desk.get("/", {"q": "снега"}).content.decode()) == [snow.pk]
    assert numbers(desk.get("/", {"q": "петровн"}).content.decode()) == [snow.pk]
    assert numbers(desk.get("/", {"q": f"№ {light.pk}"}).content.decode()) == [light.pk]
    assert "Ничего не найдено" in desk.get("/", {"q": "жираф"}).content.decode()


@pytest.mark.parametrize("words", ["'", '"', "%", "_", "\\", "!!! & | (", "а" * 5000, "\u202eטקסט", "😀"])
def test_search_takes_any_words(words: str, desk: Client) -> None:
    assert desk.get("/", {"q": words}).status_code == 200


def test_search_shows_nobody_what_is_not_theirs(enter: Callable[[User], Client], db: None) -> None:
    elsewhere = Desk.objects.create(name="Другой участок")
    factories.appeal(factories.channel(), text="Секретный снег")
    stranger = enter(factories.user(desk=elsewhere))
    assert numbers(stranger.get("/", {"q": "снег"}).content.decode()) == []


def test_search_uses_its_indexes(db: None) -> None:
    factories.appeal()
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        # In a table of one row everything is cheap: only what searches by its own index is left to the planner.
        for way in ("seqscan", "nestloop", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        list(lists.search(Appeal.objects.all(), "снег"))
        cursor.execute(f"EXPLAIN {queries.captured_queries[-1]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "message_words" in plan
    assert "resident_by_name" in plan


def test_a_list_costs_as_many_queries_with_forty_rows_as_with_two(desk: Client) -> None:
    channel = factories.channel()
    costs = []
    for amount in (2, 38):
        for _ in range(amount):
            factories.wrote(
                channel,
                factories.seen(
                    author=str(factories.next_number()),
                    place=factories.under_post(f"-1_{factories.next_number()}"),
                ),
            )
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15
