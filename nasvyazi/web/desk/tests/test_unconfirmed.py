"""The page of answers in doubt: what an operator sees there and decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import doubts
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.outbox.services.parts import fail
from nasvyazi.networks import registry
from nasvyazi.networks.base import Unclear
from nasvyazi.toolbox.clock import now
from tests import factories

State = LetterPart.State


def lost(appeal: Appeal, author: User, *texts: str) -> LetterPart:
    """An answer through a network without keys whose first part went out, and no answer came."""
    at = now() - timedelta(minutes=10)
    letter = factories.answer(appeal, author, *texts, now=at, window=None)
    claim = outbox.claim(lease=timedelta(minutes=2), now=at)
    assert claim is not None
    assert claim.part.letter_id == letter.pk
    assert outbox.mark_sending(claim=claim, lease=timedelta(minutes=2), now=at)
    outbox.record_unclear(claim=claim, error=Unclear("timeout"), now=at)
    return letter.parts.get(ordinal=0)


def refused(appeal: Appeal, author: User, text: str = "Приняли") -> LetterPart:
    part = factories.answer(appeal, author, text, now=now()).parts.get()
    LetterPart.objects.filter(pk=part.pk).update(state=State.FAILED, error_code="memory:blocked")
    return part


@pytest.fixture
def channel(db: None) -> Channel:
    return factories.channel("memory_nokey")


def shown(html: str) -> list[int]:
    """The parts whose cards stand on the page, in their order."""
    return [int(number) for number in re.findall(r'<article class="sheet doubt" id="doubt-(\d+)"', html)]


def htmx(part: LetterPart) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": f"doubt-{part.pk}"}


def decide(
    desk: Client, part: LetterPart, decision: str, *, key: str = "", partly: bool = True
) -> tuple[int, str]:
    """The status and the page that a decision brings."""
    told = {"decision": decision, "request_key": key or str(uuid4())}
    headers = htmx(part) if partly else None
    answer = desk.post(f"/unconfirmed/{part.pk}/decide", told, headers=headers)
    return answer.status_code, answer.content.decode()


def test_a_card_shows_what_went_to_whom_why_it_is_in_doubt_and_what_was_said_since(
    desk: Client, channel: Channel, operator: User
) -> None:
    appeal = factories.appeal(channel, text="Когда почистят двор?", author="501")
    part = lost(appeal, operator, "Завтра утром.", "Трактор уже в пути.", "И дворник.")
    factories.wrote(channel, factories.seen("Спасибо, ждём", author="501", at=now()))
    factories.wrote(channel, factories.seen("А у нас?", author="777", at=now()))
    html = desk.get("/unconfirmed/").content.decode()
    assert shown(html) == [part.pk]
    card = html[html.index('<article class="sheet doubt"') :]
    for words in (
        "Когда почистят двор?",
        "Завтра утром.",
        "часть 1 из 3",
        "Трактор уже в пути.",
        "И дворник.",
        "Спасибо, ждём",
        "Лично: увидит только житель",
        f'href="/appeals/{appeal.pk}/"',
        "olga",
    ):
        assert words in card, words
    assert "А у нас?" not in card, "said by somebody else"
    assert card.index("Когда почистят") < card.index("Завтра утром") < card.index("Спасибо, ждём")


def test_a_public_answer_says_so_and_leads_to_the_right_place_in_the_network(
    desk: Client, channel: Channel, operator: User
) -> None:
    said = factories.wrote(channel, factories.seen(place=factories.under_post()))
    assert said.appeal is not None
    said.message.url = "https://example.org/wall-1_1?reply=7"
    said.message.save()
    lost(said.appeal, operator)
    card = desk.get("/unconfirmed/").content.decode()
    assert "Публично: увидят все" in card
    assert 'href="https://example.org/wall-1_1?reply=7"' in card


def test_nobody_is_sent_to_look_into_a_private_dialogue_with_a_bot(
    desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry.get("memory_nokey"), "shows_dialogs", False, raising=False)
    private = lost(factories.appeal(factories.channel("memory_nokey")), operator)
    said = factories.wrote(private.letter.thread.channel, factories.seen(place=factories.under_post()))
    assert said.appeal is not None
    public = lost(said.appeal, operator)
    for part, is_blind in ((private, True), (public, False)):
        page = desk.get(f"/appeals/{part.letter.reply.appeal_id}/").content.decode()
        cards = desk.get("/unconfirmed/").content.decode().split("<article ")
        card = next(text for text in cards if f'id="doubt-{part.pk}"' in text)
        for html in (page, card):
            assert ("видит только сам житель" in html) == is_blind
            assert ("есть ли там сообщение" in html) != is_blind


def test_unconfirmed_ones_stand_before_failed_ones_and_pages_show_each_once(
    desk: Client, channel: Channel, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nasvyazi.web.desk.views.unconfirmed.PAGE_SIZE", 2)
    failed = [refused(factories.appeal(channel), operator).pk for _ in range(2)]
    unconfirmed = [lost(factories.appeal(channel), operator).pk for _ in range(3)]
    address, found = "/unconfirmed/", []
    while True:
        html = desk.get(address, headers={"HX-Request": "true", "HX-Target": "more"}).content.decode()
        found.append(shown(html))
        more = re.search(r'hx-get="(/unconfirmed/\?after=[^"]+)"', html)
        if more is None:
            break
        address = more[1]
    assert found == [unconfirmed[:2], [unconfirmed[2], failed[0]], [failed[1]]]
    for nonsense in ("x", "sent_1", "failed_x"):
        assert desk.get("/unconfirmed/", {"after": nonsense}).status_code == 404


def test_the_page_costs_as_many_queries_with_twelve_cards_as_with_two(
    desk: Client, channel: Channel, operator: User
) -> None:
    costs: list[int] = []
    for amount in (1, 5):
        for _ in range(amount):
            appeal = factories.appeal(channel, author=str(number := factories.next_number()))
            lost(appeal, operator, "Первая", "Вторая")
            factories.wrote(channel, factories.seen("Спасибо", author=str(number), at=now()))
            refused(factories.appeal(channel), operator)
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(desk.get("/unconfirmed/").content.decode())) == 2 * len(costs) * amount + 2
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


def test_what_arrived_lets_the_rest_of_its_letter_go_and_the_card_becomes_a_line(
    desk: Client, channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator, "Первая", "Вторая")
    status, html = decide(desk, part, "arrived")
    assert (status, shown(html)) == (200, [])
    assert "data-decided" in html
    assert 'id="badge"' in html
    part.refresh_from_db()
    assert part.state == State.SENT
    claim = outbox.claim(lease=timedelta(minutes=2), now=now())
    assert claim is not None
    assert claim.part.text == "Вторая"


def test_sent_again_twice_by_the_same_press_is_one_letter(
    desk: Client, channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator)
    key = str(uuid4())
    assert [decide(desk, part, "again", key=key)[0] for _ in range(2)] == [200, 200]
    assert Letter.objects.filter(resend_of=part.letter).count() == 1
    assert shown(desk.get("/unconfirmed/").content.decode()) == []


@pytest.mark.parametrize("decision", ["arrived", "again"])
def test_a_colleague_who_was_quicker_is_named_on_the_card(
    decision: str, desk: Client, enter: Callable[[User], Client], channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator)
    assert decide(enter(factories.user(username="ivan")), part, "again")[0] == 200
    status, html = decide(desk, part, decision)
    assert (status, shown(html)) == (422, [part.pk])
    assert re.search(r'role="alert">[^<]*ivan', html)
    assert "data-do=" not in html
    part.refresh_from_db()
    assert part.state == State.UNCONFIRMED
    assert Letter.objects.count() == 2


def test_who_has_said_meanwhile_that_it_arrived_is_named_and_the_counts_come_too(
    desk: Client, enter: Callable[[User], Client], channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator, "Первая", "Вторая")
    assert decide(enter(factories.user(username="ivan")), part, "arrived")[0] == 200
    status, html = decide(desk, part, "again")
    assert status == 422
    assert re.search(r'role="alert">[^<]*ivan', html)
    assert re.search(r'id="doubt-counts"[^>]* hx-swap-oob="true"', html)
    assert re.search(r'id="badge"[^>]* hx-swap-oob="true"', html)
    assert 'class="clock good"' in html
    assert 'class="behind"' not in html, "the rest leaves already"


def test_what_waits_behind_a_part_and_what_was_never_sent_because_of_it_differ(
    desk: Client, channel: Channel, operator: User
) -> None:
    lost(factories.appeal(channel), operator, "Первая", "Вторая")
    part = factories.answer(factories.appeal(channel), operator, "Раз", "Два", now=now()).parts.first()
    assert part is not None
    fail(part, "memory:blocked", "")
    desk.cookies["django_language"] = "en"
    html = " ".join(desk.get("/unconfirmed/").content.decode().split())
    waits, refused_ = html.split("<article ")[1:]
    assert "1 more part waits behind it" in waits
    assert "1 more part was not sent because of it" in refused_
    assert "waits behind" not in refused_


def test_while_its_sender_may_still_speak_nothing_is_decided_and_the_card_asks_by_itself(
    desk: Client, channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator)
    rows = LetterPart.objects.filter(pk=part.pk)
    rows.update(lease_until=now() + timedelta(minutes=1))
    card = desk.get(f"/unconfirmed/{part.pk}/").content.decode()
    assert "<fieldset disabled>" in card
    assert 'hx-trigger="every 4s"' in card
    for decision in ("arrived", "again"):
        status, html = decide(desk, part, decision)
        assert status == 422
        assert 'role="alert"' in html
    rows.update(lease_until=now() - timedelta(seconds=1))
    card = desk.get(f"/unconfirmed/{part.pk}/").content.decode()
    assert "<fieldset>" in card
    assert "hx-trigger" not in card
    rows.update(state=State.SENT, sent_at=now(), lease_until=None, error_code="")
    assert "data-do=" not in desk.get(f"/unconfirmed/{part.pk}/").content.decode()


def test_what_was_refused_is_sent_again_or_answered_otherwise_but_never_said_to_have_arrived(
    desk: Client, channel: Channel, operator: User
) -> None:
    part = refused(factories.appeal(channel), operator)
    html = desk.get("/unconfirmed/").content.decode()
    assert 'data-do="r"' in html
    assert 'data-do="y"' not in html
    assert f'href="/appeals/{part.letter.reply.appeal_id}/#answer"' in html
    assert decide(desk, part, "arrived")[0] == 422
    assert decide(desk, part, "again")[0] == 200


def test_without_scripts_a_decision_brings_the_page_back_with_what_was_done(
    desk: Client, channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator)
    path = f"/unconfirmed/{part.pk}/decide?after=unconfirmed_1"
    answer = desk.post(path, {"decision": "arrived"}, follow=True)
    assert answer.redirect_chain == [("/unconfirmed/?after=unconfirmed_1", 302)]
    html = answer.content.decode()
    assert "toast-line" in html
    assert 'class="calm-page"' in html, "the empty page says what it is for"
    failed = refused(factories.appeal(channel), operator)
    status, html = decide(desk, failed, "arrived", partly=False)
    assert (status, shown(html)) == (422, [failed.pk])
    assert "<html" in html


def test_what_is_not_theirs_is_neither_seen_nor_decided(
    enter: Callable[[User], Client], channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator)
    stranger = enter(factories.user(desk=Desk.objects.create(name="Округ 12")))
    assert shown(stranger.get("/unconfirmed/").content.decode()) == []
    assert stranger.get(f"/unconfirmed/{part.pk}/").status_code == 404
    assert decide(stranger, part, "arrived")[0] == 404
    assert doubts.counts(among=Appeal.objects.all()) == {State.UNCONFIRMED: 1}


def test_a_decision_that_is_none_or_comes_by_a_link_changes_nothing(
    desk: Client, channel: Channel, operator: User
) -> None:
    part = lost(factories.appeal(channel), operator)
    assert decide(desk, part, "burn")[0] == 404
    assert desk.get(f"/unconfirmed/{part.pk}/decide").status_code == 405
    assert desk.get("/unconfirmed/999999/").status_code == 404


def test_the_list_the_ledger_and_the_menu_lead_here(desk: Client, channel: Channel, operator: User) -> None:
    lost(factories.appeal(channel), operator, "Первая", "Вторая")
    pages = [desk.get(path).content.decode() for path in ("/?view=unconfirmed", "/attention/")]
    assert [html.count('href="/unconfirmed/"') for html in pages] == [2, 2]
    assert "letters_delayed" not in pages[1], "what waits for a decision is no fault of the network"
    assert desk.get("/?view=open").content.decode().count('href="/unconfirmed/"') == 1
