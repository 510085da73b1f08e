"""One answer to everybody of a problem: each where they wrote, nobody twice, nothing lost when some cannot be told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.domain.problems.models import Problem
from nasvyazi.flows import answering, people
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

from .test_replies import picture

TEXT = "Люк закрыли сегодня утром."


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def vk(db: None) -> Channel:
    return factories.channel("vk")


@pytest.fixture
def telegram(db: None) -> Channel:
    return factories.allowed_to_send(factories.channel("telegram"))


def wrote(channel: Channel, *, name: str = "Иван", place: base.Place | None = None) -> Appeal:
    author = str(factories.next_number())
    seen = factories.seen("Люк открыт", author=author, name=name, place=place, at=now() - timedelta(hours=1))
    appeal = factories.wrote(channel, seen).appeal
    assert appeal is not None
    return appeal


def joined(operator: User, *rows: Appeal) -> Problem:
    for row in rows[1:]:
        problem = services.join_problem(appeal_id=rows[0].pk, other_id=row.pk, by=operator, now=now())
    return problem


def form_of(html: str, *, text: str = TEXT) -> dict[str, object]:
    """What a browser would send of the page as it stands."""
    told: dict[str, object] = {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
        if name in ("request_key", "seen_at", "looked_at", "kept")
    }
    boxes = re.findall(r'name="to" value="(\d+)" id="[^"]*"( checked)?', html)
    return {**told, "text": text, "to": [int(number) for number, checked in boxes if checked]}


def opened(desk: Client, problem: Problem) -> dict[str, object]:
    answer = desk.get(f"/problems/{problem.pk}/answer")
    assert answer.status_code == 200
    return form_of(answer.content.decode())


def send(desk: Client, problem: Problem, told: dict[str, object], *, status: int = 200) -> str:
    answer = desk.post(f"/problems/{problem.pk}/answer", told, follow=True)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def sent() -> dict[int, str]:
    return {letter.reply.appeal_id: letter.text for letter in Letter.objects.select_related("reply")}


def test_everybody_is_answered_in_their_own_network_once(
    desk: Client, operator: User, vk: Channel, telegram: Channel
) -> None:
    one, other = wrote(vk), wrote(telegram, name="Нина")
    problem = joined(operator, one, other)
    assert f'href="/problems/{problem.pk}/answer"' in desk.get(f"/problems/{problem.pk}/").content.decode()
    told = opened(desk, problem)
    html = send(desk, problem, told)
    assert sent() == {one.pk: TEXT, other.pk: TEXT}
    assert {letter.thread for letter in Letter.objects.all()} == {one.thread, other.thread}
    assert html.count("waits to be sent") == 2
    assert 'name="to"' not in html, "whoever has their answer is not ticked again"
    assert "2 answers are on their way" in html
    send(desk, problem, told)
    assert Letter.objects.count() == 2, "pressed twice, sent once"
    one.refresh_from_db()
    assert (one.state, one.person) == ("in_work", operator)


def test_photos_go_with_the_answer_where_photos_can_be_sent_and_are_kept_when_it_was_not_sent(
    desk: Client, operator: User, vk: Channel, telegram: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = wrote(vk), wrote(telegram, name="Нина")
    problem = joined(operator, one, other)
    refuse = {other.thread.pk: "Photos cannot be sent here."}
    monkeypatch.setattr(answering, "photos_refused", lambda thread: refuse.get(thread.pk, ""))
    html = send(desk, problem, {**opened(desk, problem), "text": " ", "photos": picture()}, status=422)
    assert "двор.jpg" in html
    assert html.count("The words go there without photos.") == 1
    send(desk, problem, form_of(html))
    photos = {letter.reply.appeal_id: letter.files.count() for letter in Letter.objects.all()}
    assert photos == {one.pk: 1, other.pk: 0}


def test_photos_that_are_kept_no_more_are_asked_for_again(desk: Client, operator: User, vk: Channel) -> None:
    problem = joined(operator, wrote(vk), wrote(vk, name="Нина"))
    html = send(desk, problem, {**opened(desk, problem), "kept": "forged"}, status=422)
    assert "Choose them again" in html
    assert not sent()


def test_whoever_wrote_in_a_network_that_is_not_spoken_here_keeps_nobody_waiting(
    desk: Client, operator: User, vk: Channel
) -> None:
    one, other = wrote(vk), wrote(vk, name="Нина")
    problem = joined(operator, one, other)
    told = opened(desk, problem)
    Channel.objects.filter(pk=vk.pk).update(network="unheard-of")
    assert 'name="to"' in desk.get(f"/problems/{problem.pk}/answer").content.decode()
    send(desk, problem, {**told, "photos": picture()}, status=422)


def test_what_is_no_photo_is_told_and_nothing_is_sent(desk: Client, operator: User, vk: Channel) -> None:
    problem = joined(operator, wrote(vk), wrote(vk, name="Нина"))
    trap = SimpleUploadedFile("кот.jpg", b"<svg>", content_type="image/jpeg")
    html = send(desk, problem, {**opened(desk, problem), "photos": trap}, status=422)
    assert "is no picture that networks take" in html
    assert TEXT in html
    assert not sent()


def test_one_person_in_two_networks_is_told_once_and_twice_only_when_ticked(
    desk: Client, operator: User, vk: Channel, telegram: Channel
) -> None:
    one, other = wrote(vk, name="Иван"), wrote(telegram, name="Ваня Псевдоним")
    problem = joined(operator, one, other)
    people.join(resident=one.resident, other=other.resident, reason="", by=operator, now=now())
    html = desk.get(f"/problems/{problem.pk}/answer").content.decode()
    told = form_of(html)
    assert told["to"] == [other.pk]
    assert html.count("The same person hears it in another conversation") == 1
    send(desk, problem, told)
    assert sent() == {other.pk: TEXT}
    html = desk.get(f"/problems/{problem.pk}/answer?key={told['request_key']}").content.decode()
    assert TEXT in html, "the same words for the others"
    send(desk, problem, {**form_of(html), "to": [one.pk]})
    assert sent() == {other.pk: TEXT, one.pk: TEXT}
    assert not any("Псевдоним" in text for text in sent().values())


def test_public_and_private_are_told_apart_and_public_ones_are_looked_at_twice(
    desk: Client, operator: User, vk: Channel
) -> None:
    public, private = wrote(vk, name="Пётр Иванов", place=factories.under_post()), wrote(vk, name="Нина Ким")
    problem = joined(operator, public, private)
    html = desk.get(f"/problems/{problem.pk}/answer").content.decode()
    assert html.count("Public: everybody sees it") == html.count("Private: only the resident sees it") == 1
    careless = "Спасибо, Иванов! Звоните 8 900 123-45-67"
    html = send(desk, problem, form_of(html, text=careless), status=422)
    assert "Everybody will read some of it" in html
    assert "8 900 123-45-67</b>" in html
    assert careless in html
    assert not Letter.objects.exists(), "nobody is told before everybody may be"
    looked = form_of(html, text=careless)
    assert "Send anyway" in html
    html = send(desk, problem, {**looked, "text": f"{careless}!"}, status=422)
    assert not Letter.objects.exists(), "other words are looked at anew"
    send(desk, problem, {**looked, "text": careless})
    assert sent() == {public.pk: careless, private.pk: careless}


def test_what_one_network_refuses_does_not_keep_the_others_waiting(
    desk: Client, operator: User, vk: Channel
) -> None:
    silent = factories.channel("telegram")
    one, other = wrote(vk), wrote(silent)
    problem = joined(operator, one, other)
    html = desk.get(f"/problems/{problem.pk}/answer").content.decode()
    assert "no basis for it has been recorded" in html
    told = form_of(html)
    assert told["to"] == [one.pk], "whom nothing reaches is not ticked"
    html = send(desk, problem, {**told, "to": [one.pk, other.pk]}, status=422)
    assert "Not everybody could be answered" in html
    assert sent() == {one.pk: TEXT}
    assert "waits to be sent" in html
    assert TEXT in html


def test_whoever_was_answered_meanwhile_is_shown_and_told_only_when_ticked_again(
    desk: Client, operator: User, vk: Channel
) -> None:
    one, other = wrote(vk), wrote(vk, name="Нина")
    problem = joined(operator, one, other)
    told = opened(desk, problem)
    colleague = factories.user()
    factories.answer(one, colleague, "Уже едем", now=now())
    html = send(desk, problem, told, status=422)
    assert "Уже едем" in html
    assert "has answered meanwhile" in html
    assert TEXT in sent()[other.pk]
    again = form_of(html)
    assert again["to"] == []
    send(desk, problem, {**again, "to": [one.pk]})
    assert Letter.objects.filter(reply__appeal=one).count() == 2


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"text": "  "}, "Write the answer first"),
        ({"text": "а" * 50_001}, "too long"),
        ({"to": []}, "Choose at least one appeal"),
        ({"to": [987654321]}, "does not speak of the problem any more"),
        ({"to": ["x"]}, "does not speak of the problem any more"),
        ({"request_key": "x"}, 'role="alert"'),
        ({"seen_at": ""}, 'role="alert"'),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_lost(
    change: dict[str, object], complaint: str, desk: Client, operator: User, vk: Channel
) -> None:
    problem = joined(operator, wrote(vk), wrote(vk))
    told = {**opened(desk, problem), **change}
    html = send(desk, problem, told, status=422)
    assert complaint in html
    assert str(told["text"]).strip() in html
    assert not Letter.objects.exists()


def test_appeals_of_another_desk_are_not_answered_from_here(
    desk: Client, enter: Callable[[User], Client], operator: User, vk: Channel
) -> None:
    elsewhere = Desk.objects.create(name="Другой участок")
    hidden = wrote(factories.channel("vk", desk=elsewhere), name="Тайный")
    problem = joined(operator, wrote(vk), hidden)
    html = desk.get(f"/problems/{problem.pk}/answer").content.decode()
    assert "Тайный" not in html
    assert "and 1 more, of another desk" in html
    told = form_of(html)
    send(desk, problem, {**told, "to": [hidden.pk]}, status=422)
    stranger = enter(factories.user(desk=Desk.objects.create(name="Третий участок")))
    for answer in (
        stranger.get(f"/problems/{problem.pk}/answer"),
        stranger.post(f"/problems/{problem.pk}/answer", told),
    ):
        assert answer.status_code == 404
    assert not Letter.objects.exists()


def test_the_page_costs_the_same_however_many_speak_of_the_problem(
    desk: Client, operator: User, vk: Channel
) -> None:
    costs = []
    for count in (2, 6):
        problem = joined(operator, *(wrote(vk) for _ in range(count)))
        told = opened(desk, problem)
        send(desk, problem, told)
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/problems/{problem.pk}/answer?key={told['request_key']}")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16
    assert desk.get(f"/problems/{problem.pk}/answer?key={uuid4()}").status_code == 200
