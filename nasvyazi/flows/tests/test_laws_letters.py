"""Random weeks of a town: residents write, operators work, senders die, the network fails. What must stay true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Note, Transition
from nasvyazi.domain.appeals.states import NotAllowed, State
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.flows import answering, incoming, sending, watching
from nasvyazi.networks import base, memory
from tests import factories

from .conftest import forgotten

pytestmark = pytest.mark.django_db
Part = LetterPart.State
LEASE = timedelta(seconds=120)
LONG = "слово " * 250
RESIDENTS = ("501", "502")
REFUSED = (
    NotAllowed,
    appeals.ReasonMissing,
    appeals.SnoozePastDue,
    appeals.OpenAppealExists,
    outbox.ResendRefused,
)
"""What an operator may be told instead of being obeyed."""
FAILURES: list[tuple[str, Callable[[], base.NetworkError]]] = [
    ("before", lambda: base.NothingSent("connect")),
    ("before", lambda: base.Throttled("429", retry_after=timedelta(seconds=30))),
    ("before", lambda: base.Unclear("timeout")),
    ("after", lambda: base.Unclear("timeout")),
    ("before", lambda: base.Refused("memory:blocked")),
    ("before", lambda: base.NeedsHuman("vk:5")),
]


class Town(RuleBasedStateMachine):
    """One channel of the in-memory network, two residents, one operator, and senders that die."""

    network: Any

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self._open.enter_context(forgotten())
        self.clock = factories.MONDAY_NOON
        for module in (incoming, sending, answering, watching):
            self._open.enter_context(mock.patch.object(module, "now", lambda: self.clock))
        self.network.world.clear()
        self.channel = factories.channel(self.network.code)
        self.who = factories.user()
        self.told = 0
        self.said: list[tuple[str, Any]] = []
        self.ghosts: list[tuple[outbox.Claim, base.Delivered | None]] = []
        self.accepted: set[int] = set()
        self.settled: set[int] = set()
        self.history = 0

    def teardown(self) -> None:
        self._everybody_done()
        self._open.close()

    # ------------------------------------------------------------------ the town

    @rule(resident=st.sampled_from(RESIDENTS), text=st.sampled_from(["Яма", "", "Где ответ?"]))
    def writes(self, resident: str, text: str) -> None:
        self.said.append((resident, self.network.world.write(self._number, resident, text, at=self.clock)))

    @rule(resident=st.sampled_from(RESIDENTS))
    def comments(self, resident: str) -> None:
        self.said.append(
            (resident, self.network.world.comment(self._number, "p1", resident, "А у нас?", at=self.clock))
        )

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def edits(self, data: st.DataObject) -> None:
        resident, said = data.draw(st.sampled_from(self.said[-3:]))
        self.network.world.edit(self._number, resident, said, f"Исправил {self.clock:%H:%M}", at=self.clock)

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def deletes(self, data: st.DataObject) -> None:
        self.network.world.delete(self._number, data.draw(st.sampled_from(self.said[-3:]))[1])

    @rule(resident=st.sampled_from(RESIDENTS), allowed=st.booleans())
    def blocks(self, resident: str, allowed: bool) -> None:
        (self.network.world.allow if allowed else self.network.world.block)(self._number, resident)

    @rule(resident=st.sampled_from(RESIDENTS))
    def staff_answers_in_the_network(self, resident: str) -> None:
        place = base.Place(kind=base.PlaceKind.DIALOG, id=resident)
        self.network.world.answer_in_app(self._number, place, "Ответили в приложении")

    @rule(again=st.booleans())
    def network_tells(self, again: bool) -> None:
        """Everything new, or everything from the beginning once more."""
        events = self.network.world.events(self._number)
        for body in events if again else events[self.told :]:
            envelope = memory._envelope(body)
            inbox.keep_event(
                channel_id=self.channel.pk, envelope=envelope, road=Event.Road.POLL, now=self.clock
            )
        self.told = len(events)
        for event_id in list(
            Event.objects.filter(state=Event.State.NEW).order_by("pk").values_list("pk", flat=True)
        ):
            assert incoming.take(event_id)

    @rule(seconds=st.sampled_from([1, 5, 61, 130, 700, 3200, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.clock += timedelta(seconds=seconds)

    # ------------------------------------------------------------------ the operator

    @precondition(lambda self: Appeal.objects.exists())
    @rule(
        data=st.data(),
        what=st.sampled_from(
            ["assign", "plan", "snooze", "wake", "resolve", "close", "dismiss", "reopen", "due"]
        ),
    )
    def decides(self, data: st.DataObject, what: str) -> None:
        appeal = self._one(data, Appeal.objects.all())
        usual: dict[str, Any] = {"appeal_id": appeal.pk, "by": self.who, "now": self.clock}
        later = self.clock + timedelta(hours=data.draw(st.sampled_from([1, 30])))
        act: dict[str, Callable[[], object]] = {
            "assign": lambda: appeals.assign(person=self.who, **usual),
            "plan": lambda: appeals.plan(day=later.date(), **usual),
            "snooze": lambda: appeals.snooze(until=later, **usual),
            "wake": lambda: appeals.snooze(until=None, **usual),
            "resolve": lambda: appeals.resolve(**usual),
            "close": lambda: appeals.close(**usual),
            "dismiss": lambda: appeals.dismiss(reason="повтор", **usual),
            "reopen": lambda: appeals.reopen(reason="ошиблись", **usual),
            "due": lambda: appeals.set_due(due=later, reason="ждём", **usual),
        }
        if self._obeyed(act[what]) and what in ("close", "dismiss"):
            # Whoever closes an appeal has seen what is in trouble there.
            self.settled |= {part.pk for part in self._troubled() if part.letter.reply.appeal_id == appeal.pk}

    @precondition(lambda self: Appeal.objects.exists())
    @rule(data=st.data(), text=st.sampled_from(["Приняли", LONG]))
    def replies(self, data: st.DataObject, text: str) -> None:
        appeal = self._one(data, Appeal.objects.select_related("thread__channel"))
        answering.answer(appeal=appeal, text=text, author=self.who, request_key=uuid4(), is_looked_at=True)

    @precondition(lambda self: Letter.objects.exists())
    @rule(data=st.data())
    def resends(self, data: st.DataObject) -> None:
        letter = self._one(data, Letter.objects.select_related("thread__channel"))
        self._obeyed(lambda: answering.resend(letter=letter, author=self.who, request_key=uuid4()))

    @precondition(lambda self: LetterPart.objects.filter(state=Part.UNCONFIRMED).exists())
    @rule(data=st.data())
    def accepts_as_delivered(self, data: st.DataObject) -> None:
        part = self._one(data, LetterPart.objects.filter(state=Part.UNCONFIRMED))
        if self._obeyed(lambda: answering.accept_as_delivered(part, by=None)):
            self.accepted.add(part.pk)

    # ------------------------------------------------------------------ the senders

    @rule(failure=st.none() | st.sampled_from(FAILURES))
    def sends(self, failure: tuple[Any, Callable[[], base.NetworkError]] | None) -> None:
        if failure is not None:
            self.network.world.fail_next(failure[0], failure[1]())
        sending.deliver_next()
        while self.network.world.take_fault():
            """Nothing was due: the fault met nobody."""

    @rule(reached=st.sampled_from(["claimed", "sending", "posted"]))
    def dies(self, reached: str) -> None:
        """A sender dies (or so it seems) after it claimed, after it said that it sends, or after the network had it."""
        claim = outbox.claim(lease=LEASE, now=self.clock)
        if claim is None:
            return
        if reached == "claimed" or not self._may_send(claim):
            return
        assert outbox.mark_sending(claim=claim, lease=LEASE, now=self.clock)
        delivered = None
        if reached == "posted":
            try:
                parcel = sending.parcel_of(claim, ())
                delivered = self.network.send(claim.channel.account, parcel, deadline=60)
            except base.Refused:
                return
        self.ghosts.append((claim, delivered))

    @precondition(lambda self: self.ghosts)
    @rule(data=st.data())
    def a_late_result_comes(self, data: st.DataObject) -> None:
        claim, delivered = self.ghosts.pop(data.draw(st.integers(0, len(self.ghosts) - 1)))
        if delivered is not None:
            sending._arrived(claim, delivered)
        else:
            outbox.record_unclear(claim=claim, error=base.Unclear("timeout"), now=self.clock)

    @rule()
    def the_sweeper_comes(self) -> None:
        sending.sweep()
        late = LetterPart.objects.filter(state__in=[Part.CLAIMED, Part.SENDING], lease_until__lt=self.clock)
        assert not late.exists()

    @rule()
    def the_day_of_closing_comes(self) -> None:
        troubled = {part.letter.reply.appeal_id for part in self._troubled()}
        before = set(Appeal.objects.filter(state=State.CLOSED).values_list("pk", flat=True))
        watching.close_resolved()
        closed = set(Appeal.objects.filter(state=State.CLOSED).values_list("pk", flat=True)) - before
        assert not closed & troubled, "nobody was told, and it closes by itself"

    # ------------------------------------------------------------------ what must stay true

    @invariant()
    def an_open_appeal_has_a_desk_a_due_time_and_an_answer_or_a_clock(self) -> None:
        for appeal in Appeal.objects.exclude(state__in=[State.CLOSED, State.DISMISSED]):
            assert appeal.desk_id
            assert appeal.next_due_at is not None
            if appeal.state != State.RESOLVED:
                assert appeal.answer_due_at is not None or appeal.first_answered_at is not None, (
                    "nobody answers it"
                )

    @invariant()
    def every_message_of_a_resident_has_a_decision(self) -> None:
        assert not Message.objects.filter(outgoing=False, decision=None).exists()
        assert set(Event.objects.values_list("state", flat=True)) <= {Event.State.TAKEN}

    @invariant()
    def no_part_arrives_twice_and_what_counts_as_delivered_is_there(self) -> None:
        times = Counter(arrival.key for arrival in self.network.world.arrivals)
        for part in LetterPart.objects.all():
            assert times[part.key] <= 1, "sent twice by itself"
            if part.state == Part.SENT and part.pk not in self.accepted:
                assert times[part.key] == 1, "said to be delivered, and it is not there"

    @invariant()
    def parts_of_a_letter_arrive_in_order(self) -> None:
        order = dict(LetterPart.objects.values_list("key", "pk"))
        letters = dict(LetterPart.objects.values_list("key", "letter_id"))
        last: dict[int, int] = {}
        for arrival in self.network.world.arrivals:
            letter = letters[arrival.key]
            assert last.get(letter, 0) < order[arrival.key]
            last[letter] = order[arrival.key]

    @invariant()
    def trouble_is_in_sight_until_somebody_has_dealt_with_it(self) -> None:
        seen = {
            part.pk
            for state in (Part.FAILED, Part.UNCONFIRMED)
            for part in appeal_reads.troubled_parts(among=Appeal.objects.all(), state=state)
        }
        hidden = {part.pk for part in self._troubled()} - self.settled - seen
        assert not hidden, f"parts in trouble that nobody sees: {hidden}"

    @invariant()
    def history_only_grows_and_explains_every_state(self) -> None:
        count = Transition.objects.count()
        assert count >= self.history
        self.history = count
        for appeal in Appeal.objects.all():
            last = Transition.objects.filter(appeal=appeal, field="state").order_by("pk").last()
            assert last is not None
            assert last.new == appeal.state

    @invariant()
    def a_first_answer_is_one_that_arrived(self) -> None:
        for appeal in Appeal.objects.exclude(first_answered_at=None):
            whole = [
                letter
                for letter in Letter.objects.filter(reply__appeal=appeal)
                if not letter.parts.exclude(state=Part.SENT).exists()
            ]
            assert whole or Note.objects.filter(appeal=appeal, rule=Note.ELSEWHERE).exists()

    # ------------------------------------------------------------------ hands

    @property
    def _number(self) -> str:
        return self.channel.network_id

    def _one(self, data: st.DataObject, rows: Any) -> Any:
        return data.draw(st.sampled_from(list(rows.order_by("-pk")[:4])))

    def _obeyed(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except REFUSED:
            return False
        return True

    def _may_send(self, claim: outbox.Claim) -> bool:
        """Whether a sender would send now, and not look for the part in the network."""
        return outbox.may_repeat(part=claim.part, messages_since=0, now=self.clock)

    def _troubled(self) -> list[LetterPart]:
        """What is in trouble by the rows alone: the first part of a letter that did not arrive, unless sent again."""
        rows = LetterPart.objects.filter(state__in=[Part.FAILED, Part.UNCONFIRMED], letter__resent_as=None)
        rows = rows.exclude(error_code__in=["previous_failed", "superseded"]).select_related("letter__reply")
        return [part for part in rows if not self._answered_later(part)]

    def _answered_later(self, part: LetterPart) -> bool:
        later = LetterPart.objects.filter(letter__reply__appeal=part.letter.reply.appeal_id, state=Part.SENT)
        words = {letter.origin_id or letter.pk for letter in Letter.objects.filter(parts__in=later)}
        return part.state == Part.FAILED and max(words, default=0) > (part.letter.origin_id or part.letter_id)

    def _everybody_done(self) -> None:
        """In the end time goes on and every sender works: nothing hangs, and the ledger holds what failed."""
        for _ in range(60):
            self.clock += timedelta(minutes=10)
            sending.sweep()
            while sending.deliver_next():
                """One after another."""
            if not LetterPart.objects.filter(state__in=LetterPart.UNFINISHED).exists():
                break
        self.no_part_arrives_twice_and_what_counts_as_delivered_is_there()
        held = LetterPart.objects.filter(letter__parts__state=Part.UNCONFIRMED)
        stuck = LetterPart.objects.filter(state__in=LetterPart.UNFINISHED).exclude(pk__in=held.values("pk"))
        assert not stuck.exists(), f"still under way: {list(stuck.values())}"
        shown = {item.id for line in attention.ledger(user=None, now=self.clock) for item in line.items
                 if line.kind.startswith("letters_")}  # fmt: skip
        wanted = {part.letter.reply.appeal_id for part in self._troubled() if part.pk not in self.settled}
        assert wanted <= shown


class KeyedTown(Town):
    """The network takes a repeat with the same key for the same message."""

    network = memory.with_key


class KeylessTown(Town):
    """The network knows no keys: a doubtful part is a question for a person."""

    network = memory.without_key


@pytest.mark.parametrize("town", [KeyedTown, KeylessTown])
def test_whatever_happens_in_whatever_order_nothing_is_lost_doubled_or_forgotten(town: type[Town]) -> None:
    run_state_machine_as_test(
        town,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
