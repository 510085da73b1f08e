"""The card and the conversation: everything that was said, and honest words for every state."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Post, Thread
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.outbox.models import Attempt, Letter, LetterPart
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from nasvyazi.web.desk import conversation
from nasvyazi.web.desk import words as words_of
from tests import factories

from .conftest import HTMX


def case(desk: Client, appeal: Appeal) -> str:
    """The case alone, as htmx gets it."""
    answer = desk.get(reverse("desk:appeal", args=[appeal.pk]), headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def put(letter: Letter, **fields: object) -> None:
    """Put the letter's parts into a state."""
    LetterPart.objects.filter(letter=letter).update(**fields)


def test_a_case_is_a_part_for_htmx_and_a_whole_page_by_its_link(desk: Client) -> None:
    appeal = factories.appeal()
    part, whole = case(desk, appeal), desk.get(f"/appeals/{appeal.pk}/").content.decode()
    assert "<html" not in part
    assert "<html" in whole
    assert "Во дворе не чистят снег" in part
    assert 'id="rows"' in whole


def test_words_of_residents_are_shown_as_words_and_never_run(desk: Client) -> None:
    evil = (
        "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7|add:7 }} \u202eобманный порядок\u202c 😀"
    )
    html = case(desk, factories.appeal(text=evil))
    assert "<script>" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7|add:7 }}" in html
    assert 'dir="auto"' in html


def test_a_hundred_thousand_characters_are_shown(desk: Client) -> None:
    assert "слово " * 10 in case(desk, factories.appeal(text="слово " * 20_000))


def test_links_that_networks_give_lead_to_the_web_or_nowhere(desk: Client) -> None:
    channel = factories.channel()
    bad = base.Attachment(
        kind=base.AttachmentKind.LINK, network_id="l", url="javascript:alert(1)", title="ссылка сюда"
    )
    photo = base.Attachment(kind=base.AttachmentKind.PHOTO, network_id="p", url="data:text/html,x")
    appeal = factories.wrote(channel, factories.seen(attachments=[bad, photo])).appeal
    assert appeal is not None
    html = case(desk, appeal)
    assert "javascript:" not in html
    assert "data:text/html" not in html
    assert "ссылка сюда" in html


def test_every_wording_of_a_changed_message_is_there_and_a_deleted_one_stays(desk: Client) -> None:
    channel = factories.channel()
    at = now() - timedelta(hours=1)
    first = factories.seen("Сначала так", external_id="7", at=at)
    appeal = factories.wrote(channel, first).appeal
    assert appeal is not None
    changed = factories.seen(
        "Потом иначе", external_id="7", at=at, version_at=at + timedelta(minutes=2), change=base.Change.EDITED
    )
    message = factories.record(channel, changed)
    inbox.mark_deleted(
        thread=message.thread, gone=base.MessageGone(place=first.place, external_id="7", at=now())
    )
    html = case(desk, appeal)
    assert "Сначала так" in html
    assert "Потом иначе" in html
    assert "изменено" in html
    assert "удалено в сети" in html


def test_what_we_cannot_show_is_named_in_words(desk: Client) -> None:
    kinds = [kind for kind in base.AttachmentKind if kind != base.AttachmentKind.PHOTO]
    attachments = [base.Attachment(kind=kind, network_id=kind.value) for kind in kinds]
    appeal = factories.wrote(factories.channel(), factories.seen(attachments=attachments)).appeal
    assert appeal is not None
    html = case(desk, appeal)
    for words in ("видео", "голосовое сообщение", "документ", "стикер", "которое мы пока не умеем показать"):
        assert words in html


def test_under_a_post_the_post_stands_on_top_and_others_are_dimmed(desk: Client) -> None:
    channel = factories.channel()
    own = factories.wrote(channel, factories.seen("Моё", author="1", place=factories.under_post())).appeal
    factories.wrote(channel, factories.seen("Чужое", author="2", place=factories.under_post()))
    assert own is not None
    post = Post.objects.create(channel=channel, external_id="-1_1", text="Уборка снега")
    Thread.objects.filter(pk=own.thread_id).update(post=post)
    html = case(desk, own)
    talk = html[html.index('class="talk"') :]
    assert talk.index("Уборка снега") < talk.index("Моё")
    assert "под «Уборка снега»" in html
    assert 'class="b own"' in html
    assert 'class="b other"' in html
    assert "Публично: увидят все" in html


def test_a_dialogue_says_that_it_is_private_and_whether_it_is_blocked(desk: Client) -> None:
    appeal = factories.appeal()
    assert "Лично: увидит только житель" in case(desk, appeal)
    Thread.objects.filter(pk=appeal.thread_id).update(blocked_at=now())
    assert "Житель не принимает наши сообщения" in case(desk, appeal)


def test_a_place_that_has_a_name_is_called_by_it(desk: Client) -> None:
    channel = factories.channel()
    for kind, title in ((base.PlaceKind.BOARD, "Дворы"), (base.PlaceKind.VIDEO, "Каток")):
        appeal = factories.wrote(channel, factories.seen(place=base.Place(kind=kind, id="-1_6"))).appeal
        assert appeal is not None
        with translation.override("ru"):
            nameless, named = words_of.place(kind.value), words_of.named_place(kind.value, title)
        assert nameless in case(desk, appeal)
        Thread.objects.filter(pk=appeal.thread_id).update(title=title)
        assert named in case(desk, appeal)


def test_what_was_passed_on_is_shown_with_its_words_as_words(desk: Client) -> None:
    passed_on = base.Attachment(
        kind=base.AttachmentKind.FORWARD, network_id="f", title="id55", text="<b>Яма</b> у дома 5"
    )
    said = factories.seen("", attachments=[passed_on])
    appeal = factories.wrote(factories.channel(), said).appeal
    assert appeal is not None
    html = case(desk, appeal)
    assert "&lt;b&gt;Яма&lt;/b&gt; у дома 5</blockquote>" in html
    assert appeal.excerpt == "<b>Яма</b> у дома 5", "who only passes on, says that"


def test_an_operator_sees_that_a_moderator_has_shut_the_resident_out(desk: Client) -> None:
    channel = factories.channel()
    appeal = factories.appeal(channel, author="501")
    assert "Нецензурно" not in case(desk, appeal)
    for ban in (True, False):
        channels.record_ban(channel=channel, seen=base.BanChanged(
            author=base.Author(network_id="501"), banned=ban, at=now(), reason="Нецензурно",
        ))  # fmt: skip
        assert ("Нецензурно" in case(desk, appeal)) == ban


@pytest.mark.parametrize(
    ("fields", "words", "buttons"),
    [
        ({}, "ждёт отправки", []),
        ({"state": "claimed", "lease_until": "soon"}, "отправляется", []),
        ({"state": "sending", "lease_until": "soon"}, "отправляется", []),
        ({"state": "sent", "sent_at": "now"}, "доставлено", []),
        (
            {"state": "failed", "error_code": "gave_up"},
            "Соцсеть была недоступна сутки",
            ["Отправить ещё раз"],
        ),
        (
            {"state": "unconfirmed", "error_code": "sender_died"},
            "Может быть, дошло.",
            ["Дошло", "Отправить ещё раз"],
        ),
        (
            {"state": "unconfirmed", "error_code": "sender_died", "lease_until": "soon"},
            "Подождите минуту",
            [],
        ),
        ({"state": "failed", "error_code": "vk:901"}, "не доставлено", ["Отправить ещё раз"]),
    ],
)
def test_every_state_of_a_letter_is_said_in_words_with_what_can_be_done(
    fields: dict[str, object], words: str, buttons: list[str], desk: Client, operator: User
) -> None:
    appeal = factories.appeal()
    letter = factories.answer(appeal, operator, "Наш ответ", now=now())
    times = {"soon": now() + timedelta(minutes=1), "now": now()}
    put(letter, **{name: times.get(str(value), value) for name, value in fields.items()})
    html = case(desk, appeal)
    assert "Наш ответ" in html
    assert words in html
    for button in ("Дошло", "Отправить ещё раз"):
        assert (f">{button}</button>" in html) == (button in buttons), button


def test_a_letter_that_is_tried_again_says_how_often_and_when(desk: Client, operator: User) -> None:
    appeal = factories.appeal()
    part = factories.answer(appeal, operator, now=now()).parts.get()
    Attempt.objects.create(
        part=part, number=1, started_at=now(), finished_at=now(), outcome="retry", code="connect"
    )
    LetterPart.objects.filter(pk=part.pk).update(
        error_code="connect", not_before=now() + timedelta(minutes=1)
    )
    html = case(desk, appeal)
    assert "попыток: 1" in html
    assert "До соцсети не достучаться" in html


def test_a_long_answer_shows_its_parts_and_only_the_stopped_one_offers_to_go_on(
    desk: Client, operator: User
) -> None:
    appeal = factories.appeal()
    letter = factories.answer(appeal, operator, "Раз", "Два", "Три", now=now())
    LetterPart.objects.filter(letter=letter, ordinal=0).update(state="sent", sent_at=now())
    LetterPart.objects.filter(letter=letter, ordinal=1).update(state="unconfirmed", error_code="timeout")
    html = case(desk, appeal)
    assert "часть 1 из 3" in html
    assert "ждёт предыдущей части" in html
    assert html.count(">Отправить ещё раз</button>") == 1


def test_an_answer_given_in_the_network_itself_stands_among_ours(desk: Client) -> None:
    channel = factories.channel()
    appeal = factories.appeal(channel, author="501")
    said = factories.seen("Ответили с телефона", author="501", outgoing=True, at=now())
    services.answered_elsewhere(message=factories.record(channel, said), now=now())
    html = case(desk, appeal)
    assert "Ответили с телефона" in html
    assert "Ответ в самой соцсети" in html


def test_the_history_has_authors_times_and_reasons_in_the_readers_language(
    desk: Client, operator: User
) -> None:
    appeal = factories.appeal()
    services.take(appeal_id=appeal.pk, by=operator, now=now())
    services.set_due(
        appeal_id=appeal.pk, due=now() + timedelta(days=3), reason="ждём подрядчика", by=operator, now=now()
    )
    html = case(desk, appeal)
    for words in (
        "написал житель",
        "новое → в работе",
        "взяли или ответили",
        "ждём подрядчика",
        "ответственный: olga",
    ):
        assert words in html
    desk.cookies["django_language"] = "en"
    assert "somebody took it or answered it" in case(desk, appeal)


def test_a_colleague_who_is_writing_is_seen(desk: Client) -> None:
    appeal, colleague = factories.appeal(), factories.user(username="ivan")
    services.save_draft(appeal_id=appeal.pk, text="Здравств", author=colleague, now=now())
    html = case(desk, appeal)
    assert "ivan тоже пишет ответ" in html
    assert "Здравств" not in html
    services.save_draft(
        appeal_id=appeal.pk, text="Здравств", author=colleague, now=now() - timedelta(hours=1)
    )
    assert "тоже пишет" not in case(desk, appeal)


def test_other_appeals_of_the_resident_are_one_press_away(desk: Client, operator: User) -> None:
    channel = factories.channel()
    first = factories.appeal(channel, author="501")
    second = factories.wrote(channel, factories.seen(author="501", place=factories.under_post())).appeal
    assert second is not None
    assert f'href="/appeals/{second.pk}/"' in case(desk, first)


def test_a_conversation_in_a_network_that_is_gone_can_still_be_read(desk: Client) -> None:
    appeal = factories.appeal(factories.channel(network="icq"))
    html = case(desk, appeal)
    assert "Во дворе не чистят снег" in html
    assert "программа здесь не работает" in html


def test_a_letter_on_its_way_asks_how_it_goes_until_it_has_arrived(desk: Client, operator: User) -> None:
    appeal = factories.appeal()
    letter = factories.answer(appeal, operator, now=now())
    address = f"/letters/{letter.pk}/"
    assert f'hx-get="{address}"' in case(desk, appeal)
    waiting = desk.get(address).content.decode()
    assert "ждёт отправки" in waiting
    assert "hx-swap-oob" not in waiting
    put(letter, state="sent", sent_at=now())
    html = desk.get(address).content.decode()
    assert "доставлено" in html
    assert f'hx-get="{address}"' not in html


def test_the_last_word_of_a_letter_brings_the_clocks_the_row_and_the_counts(
    desk: Client, operator: User
) -> None:
    channel = factories.channel()
    appeal, another = factories.appeal(channel), factories.appeal(channel, author="777")
    letter = factories.answer(appeal, operator, now=now())
    part = letter.parts.get()
    put(letter, state="sent", sent_at=now())
    services.answer_delivered(part=part, now=now())
    address, seen = f"/letters/{letter.pk}/", now().isoformat()
    html = desk.get(address, {"case": f"{appeal.pk}_{seen}"}).content.decode()
    for number in ("facts", "badge", "views"):
        assert re.search(rf'id="{number}"[^>]* hx-swap-oob="true"', html), number
    facts = html[html.index('id="facts"') : html.index("</dl>")]
    assert re.search(r'class="(met|missed)"', facts), "the clock of the first answer has stopped"
    assert f'id="row-{appeal.pk}"' in html
    elsewhere = desk.get(address, {"case": f"{another.pk}_{seen}"}).content.decode()
    assert 'id="facts"' not in elsewhere, "the header is about another appeal"
    assert 'class="b out other' in elsewhere
    assert 'id="badge"' in elsewhere


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "not delivered, sent again"), ("unconfirmed", "unconfirmed, sent again")],
)
def test_of_what_was_sent_again_it_is_said_whether_it_is_known_to_have_failed(
    state: str, words: str, operator: User
) -> None:
    letter = factories.answer(factories.appeal(), operator, now=now())
    put(letter, state=state, error_code="timeout")
    with translation.override("en"):
        (seen,) = conversation.parts_in_words(letter, superseded=True, now=now())
    assert seen.status == words


def test_a_letter_that_is_being_sent_says_how_long_that_may_last(operator: User) -> None:
    letter = factories.answer(factories.appeal(), operator, now=now())
    put(letter, state="sending", lease_until=now())
    with translation.override("en"):
        (seen,) = conversation.parts_in_words(letter, superseded=False, now=now())
    assert seen.status == "being sent, up to a minute"


def test_with_nothing_opened_the_pulse_still_has_what_it_sends_along(desk: Client) -> None:
    html = desk.get("/").content.decode()
    assert 'hx-include="#case-seen, #pulse-state, #list-seen, #alarms-shown"' in html
    assert html.count('id="case-seen"') == html.count('id="alarms-shown"') == 1
    assert desk.get("/pulse", {"case": ""}).status_code == 200


def test_a_case_costs_as_many_queries_whatever_was_said(desk: Client, operator: User) -> None:
    channel = factories.channel()
    small, large = factories.appeal(channel, author="1"), factories.appeal(channel, author="2")
    for number in range(20):
        at = now() - timedelta(minutes=number)
        photo = [factories.photo(number), factories.photo(100 + number)]
        factories.wrote(channel, factories.seen(author="2", at=at, attachments=photo))
        services.add_note(appeal_id=large.pk, text="заметка", by=factories.user(), now=now())
        factories.answer(large, factories.user(), "Раз", "Два", now=now())
    factories.answer(small, operator, now=now())
    costs = []
    for appeal in (small, large):
        with CaptureQueriesContext(connection) as queries:
            case(desk, appeal)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15


def test_a_thread_of_thousands_brings_its_latest_and_the_appeals_own(desk: Client) -> None:
    channel = factories.channel()
    start = now() - timedelta(days=2)
    own = factories.wrote(
        channel, factories.seen("Самое первое", author="1", place=factories.under_post(), at=start)
    ).appeal
    assert own is not None
    for number in range(70):
        said = factories.seen(
            f"Чужое {number:02}.",
            author="2",
            place=factories.under_post(),
            at=start + timedelta(minutes=number + 1),
        )
        factories.record(channel, said)
    html = case(desk, own)
    assert "Самое первое" in html
    assert "Чужое 69." in html
    assert "Чужое 05." not in html
