"""A resident writes in VK, is heard, answered in the same place, once: over the real protocol, by both roads."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels.models import Resident
from nasvyazi.domain.files import services as files
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.product import Product
from tests.sandbox import Sandbox

pytestmark = pytest.mark.acceptance
ROADS = pytest.mark.parametrize("road", ["webhook", "poll"])


def by_text(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["text"]: row for row in rows}


@ROADS
def test_everything_a_resident_does_comes_out_of_the_export(
    product: Product, sandbox: Sandbox, road: str
) -> None:
    community, channel = life.connected(product, sandbox, road=road)
    marina, oleg = sandbox.resident("Марина Кузнецова"), sandbox.resident("Олег Ким")
    post = sandbox.post(community, "Убираем снег")
    sandbox.write(community, marina, "Во дворе яма", photos=2)
    edited = sandbox.write(community, marina, "Черновик")
    sandbox.edit(community, marina, edited, "Чистовик")
    sandbox.comment(community, post, oleg, "А у нас не убрали", photos=1)
    gone = sandbox.comment(community, post, marina, "Удалю")
    sandbox.delete_comment(community, gone)
    back = sandbox.comment(community, post, marina, "Верну")
    sandbox.delete_comment(community, back)
    # VK tells no time of these: they happen in the order in which they are heard.
    life.until_heard(product, sandbox, community, channel)
    sandbox.restore_comment(community, back)
    sandbox.suggest(community, oleg, "Предлагаю сквер", photos=1)
    sandbox.block(community, oleg)
    life.until_heard(product, sandbox, community, channel)
    life.until(
        lambda: not Resident.objects.filter(messages__thread__channel=channel, name="").exists(), "names"
    )

    rows = by_text(life.export(product, channel))

    assert set(rows) == {
        "Во дворе яма", "Чистовик", "А у нас не убрали", "Удалю", "Верну", "Предлагаю сквер"
    }  # fmt: skip
    places = {text: row["place"] for text, row in rows.items()}
    assert places["Во дворе яма"] == places["Чистовик"] == "dialog"
    assert places["А у нас не убрали"] == "comment"
    assert places["Предлагаю сквер"] == "post"
    assert {text: row["versions"] for text, row in rows.items() if row["versions"] != 1} == {
        "Чистовик": 2,
        "Верну": 2,
    }
    assert [text for text, row in rows.items() if row["deleted"]] == ["Удалю"]
    photos = {text: len(row["attachments"]) for text, row in rows.items() if row["attachments"]}
    assert photos == {"Во дворе яма": 2, "А у нас не убрали": 1, "Предлагаю сквер": 1}
    assert all(one["kind"] == "photo" and one["url"] for row in rows.values() for one in row["attachments"])
    assert rows["Верну"]["post"] == f"-{community.id}_{post.id}"
    assert {row["author"]["name"] for row in rows.values()} == {"Марина Кузнецова", "Олег Ким"}
    assert {row["decision"] for row in rows.values()} == {"attached"}
    assert rows["Во дворе яма"]["appeal"] == rows["Чистовик"]["appeal"], (
        "one resident, one dialogue: one appeal"
    )
    assert len({row["appeal"] for row in rows.values()}) == 4, "dialogue, two comments' authors, suggestion"


@ROADS
def test_an_answer_arrives_in_the_same_dialogue_once_and_its_echo_doubles_nothing(
    product: Product, sandbox: Sandbox, road: str
) -> None:
    community, channel = life.connected(product, sandbox, road=road)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Когда вывезут снег?")
    message = life.heard(channel, "Когда вывезут снег?")
    letter = life.answer(life.appeal_of(message), "Сегодня вечером & завтра: <b>оба</b> двора «Лесной»  1")
    life.until_parts(letter, "sent")
    life.until_heard(product, sandbox, community, channel)
    assert [one.text for one in sandbox.answers(community, marina)] == [letter.text]
    assert not Message.objects.filter(thread__channel=channel, outgoing=True).exists()
    appeal = life.appeal_of(message)
    assert (appeal.state, appeal.answer_due_at) == (State.IN_WORK, None)
    assert appeal.first_answered_at is not None
    assert not Note.objects.filter(appeal=appeal).exists()


@ROADS
def test_an_answer_to_a_comment_stands_under_it_once(product: Product, sandbox: Sandbox, road: str) -> None:
    community, channel = life.connected(product, sandbox, road=road)
    oleg = sandbox.resident("Олег Ким")
    post = sandbox.post(community)
    said = sandbox.comment(community, post, oleg, "А во двор?")
    message = life.heard(channel, "А во двор?")
    letter = life.answer(life.appeal_of(message), "Завтра & «утром» <обещаем>,  Олег  ")
    life.until_parts(letter, "sent")
    life.until_heard(product, sandbox, community, channel)
    ours = [one for one in sandbox.comments(community, post) if one.by_community]
    assert [(one.text, one.reply_to) for one in ours] == [(letter.text, said.id)]
    assert not Message.objects.filter(thread__channel=channel, outgoing=True).exists()
    assert life.appeal_of(message).answer_due_at is None


def test_a_suggested_post_is_answered_in_the_dialogue_with_its_author(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    oleg = sandbox.resident("Олег Ким")
    sandbox.write(community, oleg, "Здравствуйте")
    sandbox.suggest(community, oleg, "Сделайте сквер")
    letter = life.answer(life.appeal_of(life.heard(channel, "Сделайте сквер")), "Обсудим на собрании")
    life.until_parts(letter, "sent")
    assert [one.text for one in sandbox.answers(community, oleg)] == ["Обсудим на собрании"]


def test_photos_and_a_long_text_arrive_whole_and_in_order(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Покажите план двора")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "PNG")
    picture.seek(0)
    photo = files.keep_photo(handle=picture, name="план.png")
    text = " ".join(f"Пункт {number}: дорожка, скамья, фонарь и дерево." for number in range(250))
    letter = life.answer(life.appeal_of(life.heard(channel, "Покажите план двора")), text, files=(photo,))
    count = letter.parts.count()
    assert count > 1
    life.until_parts(letter, *["sent"] * count)
    arrived = sandbox.answers(community, marina)
    assert " ".join(" ".join(one.text for one in arrived).split()) == text
    assert [len(one.photos) for one in arrived] == [1] + [0] * (count - 1)


def test_an_answer_pressed_twice_on_the_desk_arrives_once(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Где площадка?")
    appeal = life.appeal_of(life.heard(channel, "Где площадка?"))
    with life.signed_in(product) as desk:
        page = desk.get(f"/appeals/{appeal.pk}/").text
        hidden = {name: life.hidden(page, name) for name in ("csrfmiddlewaretoken", "request_key", "seen_at")}
        for _ in range(2):
            assert desk.post(
                f"/appeals/{appeal.pk}/reply", data=hidden | {"text": "Откроем в мае"}
            ).is_success
        life.until(lambda: sandbox.answers(community, marina), "the answer")
        life.until_parts(Letter.objects.get(reply__appeal=appeal), "sent")
        assert [one.text for one in sandbox.answers(community, marina)] == ["Откроем в мае"]
        assert "Откроем в мае" in desk.get(f"/appeals/{appeal.pk}/").text


def test_an_answer_given_in_the_app_stops_the_clock_and_is_shown(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Люк открыт")
    message = life.heard(channel, "Люк открыт")
    sandbox.answer_in_app(community, marina, "Закроем через час")
    life.until(lambda: life.appeal_of(message).first_answered_at, "the clock to stop")
    appeal = life.appeal_of(message)
    assert (appeal.state, appeal.answer_due_at) == (State.IN_WORK, None)
    assert Message.objects.get(thread=message.thread, outgoing=True).text == "Закроем через час"
    with pytest.raises(appeals.AnsweredMeanwhile):
        appeals.reply(
            appeal_id=appeal.pk, author=life.operator(), thread=message.thread, parts=[],
            request_key=life.uuid4(), now=now(), seen_at=appeal.opened_at - timedelta(minutes=1),
        )  # fmt: skip
    sandbox.write(community, marina, "Час прошёл")
    life.heard(channel, "Час прошёл")
    assert life.appeal_of(message).answer_due_at is not None, "the resident waits again"


def test_the_next_message_joins_the_open_appeal_and_opens_a_new_one_after_it_is_closed(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina, who = sandbox.resident(), life.operator()
    sandbox.write(community, marina, "Яма")
    first = life.appeal_of(life.heard(channel, "Яма"))
    sandbox.write(community, marina, "И ещё фонарь")
    assert life.appeal_of(life.heard(channel, "И ещё фонарь")) == first
    appeals.dismiss(appeal_id=first.pk, reason="передано по телефону", by=who, now=timezone.now())
    sandbox.write(community, marina, "Новая беда")
    assert life.appeal_of(life.heard(channel, "Новая беда")) != first
    assert Appeal.objects.filter(channel=channel).count() == 2


def test_a_blocked_community_learns_that_its_answer_failed_and_why(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Больше не пишите мне")
    message = life.heard(channel, "Больше не пишите мне")
    sandbox.block(community, marina)
    letter = life.answer(life.appeal_of(message), "Поняли")
    life.until_parts(letter, "failed")
    appeal = life.appeal_of(message)
    assert Note.objects.get(appeal=appeal).text == "vk:901"
    assert appeal.answer_due_at is not None, "nobody has been answered"
    assert appeal.pk in [item.id for item in life.ledger("letters_failed")]
    sandbox.allow(community, marina)
    fresh = life.answering.resend(
        letter=Letter.objects.get(pk=letter.pk), author=None, request_key=life.uuid4()
    )
    life.until_parts(fresh, "sent")
    assert appeal.pk not in [item.id for item in life.ledger("letters_failed")]
