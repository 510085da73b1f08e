"""Cases of other systems at the desk: matched by hand, on the card, what differs, exported, whose they are."""

from __future__ import annotations

import csv
import html as html_of
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from nasvyazi.domain.accounts.models import Desk, Membership, Role, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.external import export, services
from nasvyazi.domain.external.models import ExternalCase, ExternalSystem
from nasvyazi.domain.external.tests.books import TITLES, xlsx
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import HTMX
from .external_hands import confirm, delivered, known, read, upload, work


@pytest.fixture(autouse=True)
def in_english(desk: Client, settings: Any, tmp_path: Any) -> None:
    desk.cookies["django_language"] = "en"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def system(db: None) -> ExternalSystem:
    return ExternalSystem.objects.create(name="Инцидент")


# ---------------------------------------------------------------- cases


def test_a_case_is_matched_by_hand_and_taken_apart_again(desk: Client, system: ExternalSystem) -> None:
    appeal = factories.appeal(text="Не чистят снег")
    one = known(system, "7", text="Снег", author="Марина", raw={"Тема": "<b>Двор</b>"})
    address = f"/external/cases/{one.pk}/"
    page = desk.get(address, {"q": "снег"}).content.decode()
    assert f'name="appeal" value="{appeal.pk}"' in page
    assert "&lt;b&gt;Двор" in page
    for wrong in ("0", "x", "9" * 30, ""):
        refused = desk.post(f"{address}attach", {"appeal": wrong})
        assert refused.status_code == 422
        assert "There is no such appeal" in refused.content.decode()
    desk.post(f"{address}attach", {"appeal": f"№ {appeal.pk}"})
    assert f'href="/appeals/{appeal.pk}/"' in desk.get(address).content.decode()
    desk.post(f"{address}detach")
    one.refresh_from_db()
    assert (one.appeal, one.match) == (None, ExternalCase.Match.APART)


def test_the_card_shows_its_cases_and_one_key_copies_the_whole_answer(
    desk: Client, operator: User, system: ExternalSystem
) -> None:
    appeal = factories.appeal()
    assert "data-copy-text" not in desk.get(f"/appeals/{appeal.pk}/").content.decode()
    known(system, "7", appeal=appeal, deadline=now() - timedelta(hours=3), url="https://incident.example/7")
    page = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert 'href="https://incident.example/7"' in page
    assert 'class="clock late"' in page[page.index("kin external") :]
    delivered(appeal, operator, "Снег уберут\nзавтра.", "Спасибо!")
    factories.answer(appeal, operator, "Ещё не ушло", now=now())
    page = desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert 'data-key="f" data-copy-text="Снег уберут\nзавтра.\nСпасибо!"' in page


def test_a_case_is_written_corrected_and_removed_from_the_card(desk: Client, system: ExternalSystem) -> None:
    appeal, address = factories.appeal(), ""
    address = f"/appeals/{appeal.pk}/external"
    told = {
        "system": system.pk,
        "number": "7",
        "url": "incident.example/7",
        "deadline": "2026-12-01T18:00",
        "state": "В работе",
    }
    assert desk.post(address, {**told, "number": " "}, headers=HTMX).status_code == 422
    refused = desk.post(address, {**told, "url": "нет такого"}, headers=HTMX)
    assert "This is no web address" in refused.content.decode()
    assert 'value="В работе"' in refused.content.decode(), "what was typed is kept"
    assert "№ 7" in desk.post(address, told, headers=HTMX).content.decode()
    one = ExternalCase.objects.get()
    assert (one.match, one.url) == (ExternalCase.Match.PERSON, "https://incident.example/7")
    corrected = {"case": one.pk, "number": "7-1", "is_closed": "on"}
    assert "№ 7-1" in desk.post(f"{address}-change", corrected, headers=HTMX).content.decode()
    other = factories.appeal()
    taken = desk.post(f"/appeals/{other.pk}/external", {**told, "number": "7-1"}, headers=HTMX)
    assert taken.status_code == 422
    assert "belongs to another case or appeal" in taken.content.decode()
    strange = desk.post(f"/appeals/{other.pk}/external-remove", {"case": one.pk}, headers=HTMX)
    assert strange.status_code == 422, "another appeal's case is none of this one's"
    desk.post(f"{address}-remove", {"case": one.pk}, headers=HTMX)
    assert not ExternalCase.objects.exists()


def test_a_case_goes_with_its_appeal_into_the_one_it_is_merged_into(
    desk: Client, operator: User, system: ExternalSystem
) -> None:
    channel = factories.channel()
    older = factories.appeal(channel, author="501")
    second = factories.wrote(channel, factories.seen("Лифт стоит", author="501"))
    younger = appeals.split(
        appeal_id=older.pk, message_ids=[second.message_id], reason="другое", by=operator, now=now()
    )
    one = known(system, "7", appeal=younger)
    appeals.merge(appeal_id=younger.pk, other_id=older.pk, reason="", by=operator, now=now())
    assert f"/external/cases/{one.pk}/" in desk.get(f"/appeals/{older.pk}/").content.decode()
    delivered(older, operator, "Починили")
    page = desk.get("/external/differences/").content.decode()
    assert 'data-copy-text="Починили"' in page


# ---------------------------------------------------------------- what differs


@pytest.fixture
def world(operator: User, system: ExternalSystem) -> dict[str, ExternalCase]:
    """A case for each way in which there and here can stand to each other."""
    channel, late = factories.channel(), now() - timedelta(days=1)
    waiting, answered, dismissed, hurried = (
        factories.wrote(channel, factories.seen(at=now(), author=str(n))).appeal for n in range(1, 5)
    )
    assert waiting and answered and dismissed and hurried
    delivered(answered, operator, "Ответили")
    appeals.dismiss(appeal_id=dismissed.pk, reason="благодарность", by=operator, now=now())
    return {
        "open, waits here": known(system, "1", appeal=waiting, deadline=now() + timedelta(days=30)),
        "open, answered here": known(system, "2", appeal=answered, deadline=late),
        "open, over here": known(system, "3", appeal=dismissed),
        "closed, waits here": known(system, "4", appeal=waiting, is_closed=True),
        "closed, over here": known(system, "5", appeal=dismissed, is_closed=True, deadline=late),
        "open, due earlier": known(system, "6", appeal=hurried, deadline=now() + timedelta(minutes=1)),
        "open, overdue": known(system, "7", appeal=hurried, deadline=late),
        "open, nobody's": known(system, "8", deadline=late),
        "closed, nobody's": known(system, "9", is_closed=True),
    }


def listed(page: str) -> list[str]:
    return re.findall(r"Инцидент № (\w+)</a>", page)


@pytest.mark.parametrize(
    ("which", "numbers"),
    [("done-here", ["2", "3"]), ("done-there", ["4"]), ("earlier", ["7", "6"]), ("nonsense", ["2", "3"])],
)
def test_what_differs_is_listed(
    which: str, numbers: list[str], desk: Client, world: dict[str, ExternalCase]
) -> None:
    page = desk.get("/external/differences/", {"list": which}).content.decode()
    assert listed(page) == numbers
    assert re.findall(r"chip[^>]*>[^<]* <b>(\d)</b>", page) == ["2", "1", "2"]
    assert ('data-copy-text="Ответили"' in page) == ("2" in numbers)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, ["2", "7", "8", "6", "1", "3"]),
        ({"view": "unmatched"}, ["8"]),
        ({"view": "overdue"}, ["2", "7", "8"]),
        ({"view": "closed"}, ["9", "5", "4"]),
        ({"view": "suggested"}, []),
        ({"number": "№ 5"}, ["5"]),
        ({"system": "999"}, []),
    ],
)
def test_lists_of_cases(
    query: dict[str, str],
    numbers: list[str],
    desk: Client,
    world: dict[str, ExternalCase],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nasvyazi.web.desk.views.external._PER_PAGE", 2)
    found, address = [], "/external/cases/?" + "&".join(f"{name}={value}" for name, value in query.items())
    while address:
        page = desk.get(address).content.decode()
        found += listed(page)
        more = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        address = "/external/cases/" + html_of.unescape(more[1]) if more else ""
    assert found == numbers
    assert desk.get("/external/cases/", {"after": "x"}).status_code == 404


def test_an_overdue_case_that_nobody_has_answered_is_a_line_of_the_ledger(
    desk: Client, world: dict[str, ExternalCase]
) -> None:
    page = desk.get("/attention/").content.decode()
    section = page[page.index('id="external_overdue"') :]
    assert set(re.findall(r"/external/cases/(\d+)/", section)) == {
        str(world[name].pk) for name in ("open, overdue", "open, nobody's")
    }


@pytest.mark.parametrize(
    "address", ["/external/", "/external/cases/", "/external/differences/", "/external/tables/{}/"]
)
def test_pages_cost_the_same_however_much_there_is(
    address: str, desk: Client, operator: User, system: ExternalSystem
) -> None:
    channel, costs, table = factories.channel(), [], None
    for amount in (1, 12):
        for number in range(amount):
            appeal = factories.appeal(channel)
            delivered(appeal, operator, "Ответ")
            known(system, f"{amount}-{number}", appeal=appeal)
        table = services.bring(
            system=system, body=xlsx(TITLES, *[[None, "x"]] * amount, ["7"]), name="т", by=operator, now=now()
        )
        work()
        table.refresh_from_db()
        services.choose(table_id=table.pk, said=["number"])
        work()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address.format(table.pk)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15


# ---------------------------------------------------------------- the way back


def test_cases_go_back_in_their_systems_own_columns_with_our_answer_and_no_formulas(
    desk: Client, operator: User, system: ExternalSystem
) -> None:
    appeal = factories.appeal()
    delivered(appeal, operator, "=Снег убран")
    read(desk, system, ["7", None, "+7 900", "@author", None, "01.12.2026", "В работе", "-тема"], ["8"])
    services.attach(
        case_id=ExternalCase.objects.get(number="7").pk, appeal_id=appeal.pk, by=operator, now=now()
    )
    known(system, "9", state="=1+1")
    body = b"".join(desk.get(f"/external/systems/{system.pk}/csv").streaming_content)  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [*TITLES, "Appeal here", "State here", "Answer", "Answered at"]
    assert rows[1][:8] == ["7", "", "'+7 900", "'@author", "", "01.12.2026", "В работе", "'-тема"]
    assert rows[1][8:11] == [f"№ {appeal.pk}", "in work", "'=Снег убран"]
    assert [row[0] for row in rows[1:]] == ["7", "8", "9"]
    answer = desk.get(f"/external/systems/{system.pk}/xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["K2"].value == "=Снег убран"
    assert sheet["G4"].value == "=1+1"


def test_what_does_not_go_into_a_workbook_is_said(
    desk: Client, system: ExternalSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(system, "7")
    known(system, "8", is_closed=True)
    monkeypatch.setattr(export, "MAX_WORKBOOK_ROWS", 1)
    refused = desk.get(f"/external/systems/{system.pk}/xlsx", follow=True)
    assert "do not go into one workbook" in refused.content.decode()
    narrowed = f"/external/systems/{system.pk}/xlsx?view=open"
    assert f'href="{narrowed}"' in desk.get("/external/cases/", {"system": system.pk}).content.decode()
    assert desk.get(narrowed).status_code == 200
    assert desk.get(f"/external/systems/{system.pk}/pdf").status_code == 404


def test_what_was_exported_comes_back_as_it_was(desk: Client, system: ExternalSystem) -> None:
    read(
        desk,
        system,
        [
            "7",
            "https://vk.com/wall-1_2",
            "=Снег",
            "А Б",
            "20.11.2026 10:00",
            "01.12.2026",
            "В работе",
            "Двор",
        ],
    )
    before = list(ExternalCase.objects.values("number", "url", "text", "deadline", "state"))
    body = b"".join(desk.get(f"/external/systems/{system.pk}/xlsx").streaming_content)  # type: ignore[attr-defined]
    address = upload(desk, body, system=system).redirect_chain[-1][0]
    work()
    confirm(desk, address)
    assert list(ExternalCase.objects.values("number", "url", "text", "deadline", "state")) == before


# ---------------------------------------------------------------- whose it is


def test_nobody_sees_or_changes_a_case_whose_appeal_is_another_desks(
    enter: Callable[[User], Client], operator: User, system: ExternalSystem
) -> None:
    other = Desk.objects.create(name="Другой участок")
    stranger, homeless = factories.user(desk=other), factories.user()
    Membership.objects.filter(user=homeless).delete()
    ours, free = known(system, "7", appeal=factories.appeal(), text="Секрет"), known(system, "8")
    table = services.bring(system=system, body=xlsx(TITLES, ["7"]), name="т", by=operator, now=now())
    head = enter(factories.user(Role.HEAD))
    for browser, sees_ours, sees_free in (
        (enter(operator), True, True),
        (head, True, True),
        (enter(stranger), False, True),
        (enter(homeless), False, False),
    ):
        page = browser.get("/external/cases/").content.decode()
        assert ("Секрет" in page, "№ 8" in page) == (sees_ours, sees_free)
        assert (browser.get(f"/external/cases/{ours.pk}/").status_code == 200) == sees_ours
        assert (browser.get(f"/external/cases/{free.pk}/").status_code == 200) == sees_free
        assert (browser.get(f"/external/tables/{table.pk}/").status_code == 200) == sees_ours
        body = b"".join(browser.get(f"/external/systems/{system.pk}/csv").streaming_content)  # type: ignore[attr-defined]
        assert ("Секрет".encode() in body) == sees_ours
    for browser in (enter(stranger), enter(homeless)):
        for path in (
            f"cases/{ours.pk}/attach",
            f"cases/{ours.pk}/detach",
            f"tables/{table.pk}/choose",
            f"tables/{table.pk}/sheet",
            f"tables/{table.pk}/again",
        ):
            assert browser.post(f"/external/{path}", {"appeal": "1", "sheet": "0"}).status_code == 404, path
    assert enter(homeless).post("/external/bring", {"system": system.pk}).status_code == 404
    hidden = ExternalCase.objects.get(pk=ours.pk).appeal_id
    refused = enter(stranger).post(f"/external/cases/{free.pk}/attach", {"appeal": hidden})
    assert refused.status_code == 422, "an appeal that one does not see is none"
