"""kill -9 of anything at any moment: what was acknowledged is there once, no answer arrives twice, nothing hangs."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.product import Product
from tests.sandbox import Community, Said, Sandbox, wait_until

pytestmark = [pytest.mark.crash, pytest.mark.acceptance]
MESSAGES, ANSWERS, KILLS = 60, 30, 3
RETRIES = (0.3, 0.6, 1, 2, 4, 8, 8)
"""Of the practice network's webhooks: longer than any role takes to start on a loaded machine."""
State = LetterPart.State


@pytest.fixture(scope="module")
def patient() -> Iterator[Sandbox]:
    """A practice network that goes on telling for a while."""
    with Sandbox(retry_seconds=RETRIES) as sandbox:
        yield sandbox


@dataclass
class Town:
    """Two communities, one told by webhook and one polled; what was written there and what was answered."""

    product: Product
    sandbox: Sandbox
    places: list[tuple[Community, Channel, Said]]
    written: list[str] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)

    def write(self, number: int) -> None:
        """A resident nobody has heard of writes into a dialogue or under the post."""
        community, _, post = self.places[number % 2]
        resident, text = self.sandbox.resident(f"Житель {number}"), f"вопрос {number}"
        if number % 4 < 2:
            self.sandbox.write(community, resident, text)
        else:
            self.sandbox.comment(community, post, resident, text)
        self.written.append(text)

    def answer_what_is_there(self) -> None:
        """Operators answer appeals as they come, until there are enough answers."""
        new = Appeal.objects.filter(channel__in=[channel.pk for _, channel, _ in self.places], state="new")
        for appeal in new.order_by("pk")[: ANSWERS - len(self.answered)]:
            self.answered[f"ответ {appeal.pk}"] = life.answer(appeal, f"ответ {appeal.pk}").pk

    def events_expected(self) -> bool:
        """Whether everything told is stored and taken."""
        for community, channel, _ in self.places:
            stored = Event.objects.filter(channel=channel)
            if channel.mode == Channel.Mode.POLL and stored.count() < len(self.sandbox.events(community)):
                return False
            if stored.filter(state=Event.State.NEW).exists():
                return False
        return True

    def arrived(self) -> Counter[str]:
        """What of ours stands in VK, and how often."""
        told: Counter[str] = Counter()
        for community, channel, post in self.places:
            told.update(one.text for one in self.sandbox.comments(community, post) if one.by_community)
            for thread in channel.threads.filter(kind="dialog").values_list("external_id", flat=True):
                path = f"/vk/communities/{community.id}/dialogs/{thread}"
                said = self.sandbox.control("GET", path)["messages"]
                told.update(one["text"] for one in said if one["from"] == "community")
        return told


@pytest.fixture
def town(product: Product, patient: Sandbox) -> Town:
    places = []
    for road in ("webhook", "poll"):
        community, channel = life.connected(product, patient, road=road)
        places.append((community, channel, patient.post(community)))
        # It takes its time to accept what we send: a death then meets letters on their way.
        for method in ("messages.send", "wall.createComment"):
            patient.fault("delay", community=community, method=method, seconds=0.3)
    return Town(product, patient, places)


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
    for community, channel, _ in town.places:
        if channel.mode == Channel.Mode.WEBHOOK:
            town.sandbox.wait_delivered(community, seconds=30)
    wait_until(town.events_expected, seconds=30, what="all events to be taken")
    parts = LetterPart.objects.filter(letter__in=town.answered.values())
    wait_until(
        lambda: not parts.filter(state__in=LetterPart.UNFINISHED).exists(),
        seconds=40,
        what="all letters to end",
    )

    _every_acknowledged_message_is_there_once(town)
    _no_answer_is_there_twice(town, parts)


def _every_acknowledged_message_is_there_once(town: Town) -> None:
    for community, channel, _ in town.places:
        if channel.mode == Channel.Mode.WEBHOOK:
            states = Counter(one.state for one in town.sandbox.deliveries(community))
            assert set(states) == {"delivered"}, states
    heard = Message.objects.filter(
        thread__channel__in=[channel for _, channel, _ in town.places], outgoing=False
    )
    assert Counter(heard.values_list("text", flat=True)) == Counter(town.written)
    assert not heard.filter(decision=None).exists()


def _no_answer_is_there_twice(town: Town, parts: Any) -> None:
    arrived = town.arrived()
    for part in parts.select_related("letter__reply"):
        times = arrived[part.text]
        assert times <= 1, f"{part.text} arrived {times} times"
        assert part.state != State.SENT or times == 1, f"{part.text} is not there"
        if part.state in (State.UNCONFIRMED, State.FAILED):
            items = life.ledger(f"letters_{part.state}")
            assert part.letter.reply.appeal_id in [item.id for item in items]


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
        assert int(answer.headers["Retry-After"]) > 0
        product.revive_database()
    with product.connected():
        wait_until(lambda: refused() is None, seconds=20, what="the web to find its database again")
        life.until_taken(channel)
        heard = Message.objects.filter(thread__channel=channel, decision__isnull=False)
        texts = Counter(heard.values_list("text", flat=True))
        assert acknowledged <= set(texts)
        assert set(texts.values()) == {1}
