"""kill -9 of anything at any moment: what was acknowledged is there once, no answer arrives twice, nothing hangs."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.toolbox.clock import now
from tests.acceptance import life, telegram_life
from tests.crash.places import InTelegram, InVk, Place
from tests.product import Product
from tests.sandbox import Sandbox, wait_until

pytestmark = [pytest.mark.crash, pytest.mark.acceptance]
MESSAGES, ANSWERS, KILLS = 60, 30, 3
RETRIES = (0.3, 0.6, 1, 2, 4, 8, 8)
"""Of the practice network's webhooks: longer than any role takes to start on a loaded machine."""
State = LetterPart.State


@pytest.fixture(scope="module")
def patient() -> Iterator[Sandbox]:
    """A practice network that goes on telling for a while, and lets this test look as often as it likes."""
    with Sandbox(retry_seconds=RETRIES, rate_limits=False) as sandbox:
        yield sandbox


@dataclass
class Town:
    """Two communities and two bots, told by webhook and polled; what was written there and what was answered."""

    product: Product
    places: Sequence[Place]
    written: list[str] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)

    @property
    def channels(self) -> list[int]:
        return [place.channel.pk for place in self.places]

    def write(self, number: int) -> None:
        """Somebody new writes somewhere."""
        text = f"вопрос {number}"
        place = self.places[number % 4]
        place.write(place.resident(f"Житель {number}"), text, wall=None if number % 8 < 4 else 0)
        self.written.append(text)

    def answer_what_is_there(self) -> None:
        """Operators answer appeals as they come, until there are enough answers."""
        new = Appeal.objects.filter(channel__in=self.channels, state="new").order_by("pk")
        for appeal in new[: ANSWERS - len(self.answered)]:
            self.answered[f"ответ {appeal.pk}"] = life.answer(appeal, f"ответ {appeal.pk}").pk

    def is_heard(self) -> bool:
        """Whether everything told is stored and taken."""
        waiting = Event.objects.filter(channel__in=self.channels, state=Event.State.NEW)
        return all(place.is_told() for place in self.places) and not waiting.exists()


@pytest.fixture
def town(product: Product, patient: Sandbox) -> Town:
    kinds = itertools.product((InVk, InTelegram), ("webhook", "poll"))
    places = [kind(product, patient, road) for kind, road in kinds]
    for place in places:
        place.delay(0.3)
    return Town(product, places)


def test_kill_nine_of_worker_web_and_listener_loses_nothing_and_doubles_nothing(town: Town) -> None:
    luck = random.Random(20261123)
    killed = luck.sample(["worker", "web", "listen"] * KILLS, 3 * KILLS)
    moments = sorted(luck.sample(range(4, MESSAGES), len(killed)))
    for number in range(MESSAGES):
        town.write(number)
        town.answer_what_is_there()
        if number in moments:
            town.product.restart(killed[moments.index(number)])

    def all_answered() -> bool:
        town.answer_what_is_there()
        return len(town.answered) == ANSWERS

    wait_until(all_answered, seconds=30, what="enough appeals to answer")
    wait_until(town.is_heard, seconds=60, what="all that was written to be heard")
    parts = LetterPart.objects.filter(letter__in=town.answered.values())
    wait_until(
        lambda: not parts.filter(state__in=LetterPart.UNFINISHED).exists(),
        seconds=40,
        what="all letters to end",
    )

    assert [line for place in town.places for line in place.untold()] == []
    _every_acknowledged_message_is_there_once(town)
    _no_answer_is_there_twice(town, parts)


def _every_acknowledged_message_is_there_once(town: Town) -> None:
    events = Event.objects.filter(channel__in=town.channels)
    # The networks tell of our own answers, too: what was told last may wait for its turn.
    wait_until(
        lambda: not events.filter(state=Event.State.NEW).exists(), seconds=30, what="all events to be taken"
    )
    assert list(events.exclude(state=Event.State.TAKEN).values_list("type", "state", "error")) == []
    heard = Message.objects.filter(thread__channel__in=town.channels, outgoing=False)
    assert Counter(heard.values_list("text", flat=True)) == Counter(town.written)
    assert not heard.filter(decision=None).exists()


def _no_answer_is_there_twice(town: Town, parts: Any) -> None:
    arrived = Counter(itertools.chain.from_iterable(place.arrived() for place in town.places))
    for part in parts.select_related("letter__reply"):
        times = arrived[part.text]
        assert times <= 1, f"{part.text} arrived {times} times"
        assert part.state != State.SENT or times == 1, f"{part.text} is not there"
        if part.state in (State.UNCONFIRMED, State.FAILED):
            items = life.ledger(f"letters_{part.state}")
            assert part.letter.reply.appeal_id in [item.id for item in items]
        if part.state == State.UNCONFIRMED:
            assert part.attempts.filter(sending_at__isnull=False).exists(), "no byte of it had left"


def test_a_sender_killed_while_the_network_speaks_leaves_nothing_in_sending_and_nothing_twice(
    product: Product, patient: Sandbox
) -> None:
    community, channel = life.connected(product, patient)
    resident = patient.resident()
    patient.write(community, resident, "Вопрос")
    message = life.heard(channel, "Вопрос")
    patient.fault("drop_deliveries", community=community)
    patient.fault("timeout_after", community=community, method="messages.send", times=1, seconds=20)
    letter = life.answer(life.appeal_of(message), "Ответ")
    life.until(lambda: [one.text for one in patient.answers(community, resident)], "the network to accept it")
    assert life.states(letter) == ["sending"]
    product.restart("worker")
    life.until_parts(letter, "sent")
    assert [one.text for one in patient.answers(community, resident)] == ["Ответ"]


def test_in_telegram_such_an_answer_is_unconfirmed_and_a_person_decides(
    product: Product, patient: Sandbox
) -> None:
    one = telegram_life.connected(product, patient)
    appeal = life.appeal_of(one.write("Вопрос"))
    one.telegram.fault("timeout_after", bot=one.bot, method="sendMessage", times=1, seconds=20)
    letter = life.answer(appeal, "Ответ")
    life.until(one.answers, "the network to accept it")
    product.restart("worker")
    life.until_parts(letter, "unconfirmed")
    assert one.answers() == ["Ответ"]
    assert appeal.pk in [item.id for item in life.ledger("letters_unconfirmed")]


def _event(channel: Channel, number: int) -> bytes:
    message = {"from_id": number, "peer_id": number, "conversation_message_id": 1, "date": int(now().timestamp()),
               "text": f"подтверждено {number}", "out": 0, "id": number}  # fmt: skip
    event = {"type": "message_new", "group_id": int(channel.network_id), "secret": channel.secrets["secret"],
             "event_id": f"k{number}", "object": {"message": message}}  # fmt: skip
    return json.dumps(event).encode()


@pytest.mark.parametrize("victim", ["web", "database"])
def test_what_was_acknowledged_survives_the_death_of_whoever_acknowledged_it(
    product: Product, patient: Sandbox, victim: str
) -> None:
    _, channel = life.connected(product, patient)
    told = itertools.count(900_001)
    acknowledged: set[str] = set()

    def refused() -> httpx.Response | None:
        """The answer to one more event, unless it is "ok"."""
        number = next(told)
        answer = product.post(channel, _event(channel, number))
        if answer.content == b"ok":
            acknowledged.add(f"подтверждено {number}")
        return None if answer.is_success else answer

    for _ in range(5):
        assert refused() is None
    if victim == "web":
        product.restart("web")
    else:
        product.kill_database()
        # Its children may live on for a moment, and what they commit is kept.
        answer = wait_until(refused, seconds=20, what="the web to miss its database")
        assert answer.status_code == 503
        assert "Retry-After" not in answer.headers, "it would use up the network's patience"
        product.revive_database()
    with product.connected():
        wait_until(lambda: refused() is None, seconds=20, what="the web to find its database again")
        life.until_taken(channel)
        heard = Message.objects.filter(thread__channel=channel, decision__isnull=False)
        texts = Counter(heard.values_list("text", flat=True))
        assert acknowledged <= set(texts)
        assert set(texts.values()) == {1}
