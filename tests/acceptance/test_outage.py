"""The program was away for an hour: whatever was said meanwhile is there afterwards, once, in every network."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.attention.kinds import Kind
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Backfill, Channel
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.toolbox.clock import now
from tests.acceptance import life, telegram_life
from tests.product import Product
from tests.sandbox import Community, Sandbox

pytestmark = pytest.mark.acceptance
HOUR = timedelta(hours=1)
DIALOGS, EACH, COMMENTS, POLLED, TELEGRAM = 40, 4, 60, 40, 40


@pytest.fixture(scope="module")
def impatient() -> Iterator[Sandbox]:
    """Practice networks that repeat a delivery once and then give it up, as VK does after hours."""
    with Sandbox(retry_seconds=(0.1,), rate_limits=False) as sandbox:
        yield sandbox


def at(minutes_ago: float) -> int:
    return int((now() - timedelta(minutes=minutes_ago)).timestamp())


def speak(sandbox: Sandbox, community: Community) -> list[str]:
    """Residents write into dialogues and under two posts, answer each other, change their minds."""
    said = []
    for number in range(DIALOGS):
        resident = sandbox.resident(f"Житель {number}")
        for turn in range(EACH):
            text = f"личное {number}.{turn}"
            written = sandbox.write(
                community, resident, text, date=at(55 - number - turn / 10), photos=int(number == 0)
            )
            said.append(text)
        if number == 1:
            sandbox.edit(community, resident, written, f"{text}, исправлено")
            said[-1] = f"{text}, исправлено"
        if number == 2:
            sandbox.answer_in_app(community, resident, "Ответили с телефона")
    posts = [sandbox.post(community, "Убираем снег", date=at(50)), sandbox.post(community, "Ямы")]
    neighbour = sandbox.resident("Соседка")
    first = None
    for number in range(COMMENTS):
        # A thread of more answers than VK shows with the first page.
        answered = first if first is not None and number % 2 == 0 else None
        text = f"комментарий {number}"
        comment = sandbox.comment(
            community,
            posts[0 if answered else number % 2],
            neighbour,
            text,
            date=at(40 - number / 2),
            reply_to=answered,
        )
        first = first or comment
        said.append(text)
    photo = sandbox.add(community, "photo", neighbour, "яма на фото", date=at(30))
    sandbox.remark(community, "photo", photo, None, "Видим")
    topic = sandbox.add(community, "topic", neighbour, "тема: дороги", title="Дороги", date=at(20))
    sandbox.remark(community, "topic", topic, neighbour, "в теме")
    return [*said, "яма на фото", "тема: дороги", "в теме"]


def test_an_hour_without_us_loses_and_doubles_nothing(impatient: Sandbox, django_db_blocker: Any) -> None:
    with Product() as product, django_db_blocker.unblock():
        product.start("web", "worker", "listen")
        with product.connected():
            community, channel = life.connected(product, impatient)
            polled, polled_channel = life.connected(product, impatient, road="poll")
            bot = telegram_life.connected(product, impatient, road="poll")
            bot.write("до перерыва")
            channels.change_channel(channel=channel, secrets_={"user_token": community.user_token}, now=now())
            product.stop()
            Channel.objects.update(created_at=now() - 3 * HOUR, heard_at=now() - 2 * HOUR, sealed_cursor="")
            Backfill.objects.update(read_until=now() - 2 * HOUR, next_at=now() + HOUR)
            said = speak(impatient, community)
            for number in range(POLLED):
                who = impatient.resident(f"Опрошенный {number}")
                impatient.write(polled, who, f"опрос {number}", date=at(50 - number))
            for number in range(TELEGRAM):
                bot.telegram.write(bot.bot, bot.marina, f"телеграм {number}")
            life.until(
                lambda: all(one.state != "pending" for one in impatient.deliveries(community)),
                "VK to give up",
            )
            assert not Message.objects.filter(thread__channel=channel).exists()

            product.start("web", "worker", "listen")

            life.until(lambda: not Channel.objects.filter(back_at=None), "the worker to see that it was away")
            life.until(
                lambda: (
                    not Backfill.objects.filter(missed_since__isnull=False).exclude(code="vk:no_user_token")
                ),
                "reading back",
            )
            for one in (channel, polled_channel, bot.channel):
                life.until_taken(one)
            _all_is_there_once(channel, said)
            _all_is_there_once(polled_channel, [f"опрос {number}" for number in range(POLLED)])
            life.until(
                lambda: Message.objects.filter(thread__channel=bot.channel).count() > TELEGRAM, "Telegram"
            )
            _all_is_there_once(
                bot.channel, ["до перерыва", *(f"телеграм {number}" for number in range(TELEGRAM))]
            )
            _appeals_are_right(channel)


def _all_is_there_once(channel: Channel, said: list[str]) -> None:
    rows = Message.objects.filter(thread__channel=channel, outgoing=False)
    assert Counter(rows.values_list("text", flat=True)) == Counter(said)
    assert not rows.filter(decision=None).exists(), "every message has its appeal"
    assert not Event.objects.filter(channel=channel, state=Event.State.BROKEN).exists()


def _appeals_are_right(channel: Channel) -> None:
    appeals = Appeal.objects.filter(channel=channel)
    assert appeals.filter(thread__kind="dialog").count() == DIALOGS
    assert appeals.filter(thread__kind="comment").count() == 2
    assert appeals.filter(thread__kind="board").count() == appeals.filter(thread__kind="photo").count() == 1
    answered = appeals.filter(answer_due_at=None).values_list("thread__kind", flat=True)
    assert sorted(answered) == ["dialog", "photo"], "who was answered from the phone"
    oldest = appeals.order_by("opened_at").first()
    assert oldest is not None
    assert now() - oldest.opened_at > timedelta(minutes=50), "the clock began when it was said"
    assert {item.code for item in life.ledger(Kind.PAST_MISSED)} == {"vk:no_user_token"}, (
        "what nobody may read"
    )


def test_what_is_asked_for_by_hand_is_read_from_the_day_that_is_named(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    resident = sandbox.resident()
    sandbox.fault("drop_deliveries", community=community)
    sandbox.write(community, resident, "давным-давно", date=at(3 * 24 * 60))
    told = product.command(
        "channels", "backfill", str(channel.pk), "--json", "--since", str(now() - 4 * 24 * HOUR)
    )
    parts = {row["part"]: row for row in map(json.loads, told.splitlines())}
    dialogs, suggested = parts["dialogs"], parts["suggested"]
    assert (dialogs["ok"], dialogs["found"]) == (True, 1)
    assert (suggested["ok"], suggested["skipped"], suggested["code"]) == (False, True, "vk:no_user_token")
    assert life.heard(channel, "давным-давно").sent_at < now() - timedelta(days=2)
