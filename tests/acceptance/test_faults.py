"""DESIGN §5a over the real protocol: whatever goes wrong, an answer arrives once, or it is seen that it did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Attempt, Letter, LetterPart
from nasvyazi.flows import answering
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.product import SEND_DEADLINE, Product
from tests.sandbox import Community, Resident, Said, Sandbox

pytestmark = pytest.mark.acceptance
HANG = SEND_DEADLINE + 2
METHOD = {"dialog": "messages.send", "comment": "wall.createComment"}
ECHO = {"dialog": "message_reply", "comment": "wall_reply_new"}
ANSWER = "Приняли & разбираемся"


@dataclass
class Talk:
    """A resident of a community of its own who wrote and is answered."""

    sandbox: Sandbox
    channel: Channel
    community: Community
    resident: Resident
    message: Message
    post: Said | None
    letter: Letter | None = None

    def arrived(self) -> list[str]:
        """What of ours the resident sees, oldest first."""
        if self.post is None:
            return [one.text for one in self.sandbox.answers(self.community, self.resident)]
        return [one.text for one in self.sandbox.comments(self.community, self.post) if one.by_community]

    def appeal(self) -> Appeal:
        return life.appeal_of(self.message)

    def outcomes(self) -> list[str]:
        rows = Attempt.objects.filter(part__letter=self.letter).order_by("part__ordinal", "number")
        return list(rows.values_list("outcome", flat=True))

    def answer(self, text: str = ANSWER) -> Letter:
        self.letter = life.answer(self.appeal(), text)
        return self.letter


def talk(product: Product, sandbox: Sandbox, place: str) -> Talk:
    community, channel = life.connected(product, sandbox)
    resident = sandbox.resident()
    post = sandbox.post(community) if place == "comment" else None
    if post is None:
        sandbox.write(community, resident, "Вопрос")
    else:
        sandbox.comment(community, post, resident, "Вопрос")
    return Talk(sandbox, channel, community, resident, life.heard(channel, "Вопрос"), post)


@dataclass(frozen=True)
class Plight:
    """One thing that goes wrong when an answer is sent, and what becomes of the answer."""

    name: str
    kind: str
    ends: str
    first: tuple[str, ...]
    """How the first attempt may end; "sent" too where the network's own event confirms it first."""
    code: int = 0
    seconds: float = 0.0
    trouble: bool = False
    places: tuple[str, ...] = ("dialog", "comment")
    faults: dict[str, Any] = field(default_factory=dict)


PLIGHTS = [
    Plight("timeout-nothing-accepted", "timeout_before", "sent", ("unclear",), seconds=HANG),
    Plight("timeout-all-accepted", "timeout_after", "sent", ("unclear",), seconds=HANG),
    Plight("500-nothing-accepted", "http_500_before", "sent", ("unclear",)),
    Plight("500-all-accepted", "http_500_after", "sent", ("unclear",)),
    Plight("slow", "delay", "sent", ("sent",), seconds=1.0),
    Plight("too-many-a-second", "error", "sent", ("retry",), code=6),
    Plight("server-error", "error", "sent", ("unclear",), code=10),
    Plight("flood", "error", "queued", ("retry",), code=9),
    Plight("token-revoked", "error", "failed", ("failed",), code=5, trouble=True),
    Plight("captcha", "captcha", "failed", ("failed",), code=14, trouble=True),
    Plight("group-auth", "error", "failed", ("failed",), code=27, trouble=True),
    Plight("not-allowed", "error", "failed", ("failed",), code=901, places=("dialog",)),
    Plight("too-long", "error", "failed", ("failed",), code=914, places=("dialog",)),
    Plight("comments-closed", "error", "failed", ("failed",), code=213, places=("comment",)),
]
CASES = [(plight, place) for plight in PLIGHTS for place in plight.places]
cases = pytest.mark.parametrize(
    ("plight", "place"), CASES, ids=[f"{one.name}-{place}" for one, place in CASES]
)


@pytest.fixture(scope="module")
def talks(
    installation: Product, sandbox: Sandbox, django_db_blocker: Any
) -> Iterator[dict[tuple[str, str], Talk]]:
    """All plights at once, each in a community of its own: one must not hold up the others."""
    with django_db_blocker.unblock(), installation.connected():
        found = {(plight.name, place): talk(installation, sandbox, place) for plight, place in CASES}
        for plight, place in CASES:
            one = found[plight.name, place]
            sandbox.fault(
                plight.kind, community=one.community, method=METHOD[place], times=1,
                code=plight.code if plight.kind == "error" else None, seconds=plight.seconds,
            )  # fmt: skip
            one.answer()
    return found


@cases
def test_whatever_goes_wrong_an_answer_arrives_once_or_is_seen_to_have_not(
    product: Product, sandbox: Sandbox, talks: dict[tuple[str, str], Talk], plight: Plight, place: str
) -> None:
    one = talks[plight.name, place]
    assert one.letter is not None
    life.until(lambda: one.outcomes()[:1] != [""], "the first attempt")
    life.until_parts(one.letter, plight.ends)
    life.until_heard(product, sandbox, one.community, one.channel)
    assert one.outcomes()[0] in plight.first
    assert one.arrived() == ([ANSWER] if plight.ends == "sent" else [])
    assert not Message.objects.filter(thread__channel=one.channel, outgoing=True).exists(), (
        "its echo is no other answer"
    )
    assert (one.appeal().answer_due_at is None) is (plight.ends == "sent")
    code = f"vk:{plight.code}"
    notes = list(Note.objects.filter(appeal=one.appeal()).values_list("text", flat=True))
    assert notes == ([code] if plight.ends == "failed" else [])
    assert Channel.objects.get(pk=one.channel.pk).trouble_code == (code if plight.trouble else "")
    if plight.ends == "failed":
        _mended(product, one)
    if plight.ends == "queued":
        _waited_for(one)


def _mended(product: Product, one: Talk) -> None:
    """What was wrong is mended, a person sends again: it arrives, and nothing is in trouble any more."""
    assert one.letter is not None
    fresh = answering.resend(
        letter=Letter.objects.get(pk=one.letter.pk), author=None, request_key=life.uuid4()
    )
    life.until_parts(fresh, "sent")
    assert one.arrived() == [ANSWER]
    life.until(lambda: one.appeal().answer_due_at is None, "the clock to stop")
    assert Channel.objects.get(pk=one.channel.pk).trouble_code == ""


def _waited_for(one: Talk) -> None:
    """VK asked to wait for minutes; when they are over, it is sent."""
    part = LetterPart.objects.get(letter=one.letter)
    assert part.not_before > now() + timedelta(minutes=3)
    LetterPart.objects.filter(pk=part.pk).update(not_before=now())
    assert one.letter is not None
    life.until_parts(one.letter, "sent")
    assert one.arrived() == [ANSWER]


@pytest.mark.parametrize("place", ["dialog", "comment"])
def test_when_the_echo_is_lost_too_a_repeat_with_the_same_key_is_one_message(
    product: Product, sandbox: Sandbox, place: str
) -> None:
    one = talk(product, sandbox, place)
    sandbox.fault("drop_deliveries", community=one.community, method=ECHO[place])
    sandbox.fault("http_500_after", community=one.community, method=METHOD[place], times=2)
    life.until_parts(one.answer(), "sent")
    assert one.outcomes() == ["unclear", "unclear", "sent"]
    assert one.arrived() == [ANSWER]


@pytest.mark.parametrize("place", ["dialog", "comment"])
def test_an_echo_told_twice_confirms_once_and_a_question_told_twice_is_one(
    product: Product, sandbox: Sandbox, place: str
) -> None:
    one = talk(product, sandbox, place)
    sandbox.fault("duplicate_delivery", community=one.community)
    life.until_parts(one.answer(), "sent")
    if one.post is None:
        sandbox.write(one.community, one.resident, "Ещё вопрос")
    else:
        sandbox.comment(one.community, one.post, one.resident, "Ещё вопрос")
    life.heard(one.channel, "Ещё вопрос")
    life.until_heard(product, sandbox, one.community, one.channel)
    told = Message.objects.filter(thread__channel=one.channel).order_by("pk")
    assert list(told.values_list("text", "outgoing")) == [("Вопрос", False), ("Ещё вопрос", False)]
    assert one.appeal().message_count == 2


@pytest.mark.parametrize("place", ["dialog", "comment"])
def test_when_the_window_for_repeats_is_over_the_network_is_asked_whether_it_arrived(
    product: Product, sandbox: Sandbox, place: str
) -> None:
    one, lost = talk(product, sandbox, place), talk(product, sandbox, place)
    for each, kind in ((one, "http_500_after"), (lost, "http_500_before")):
        sandbox.fault("drop_deliveries", community=each.community, method=ECHO[place])
        sandbox.fault(kind, community=each.community, method=METHOD[place], times=1)
        letter = each.answer()
        life.until(
            lambda letter=letter: LetterPart.objects.filter(letter=letter, unclear_since__isnull=False),
            "doubt",
        )
        LetterPart.objects.filter(letter=letter).update(repeat_window=timedelta(0))
    assert one.letter is not None
    assert lost.letter is not None
    life.until_parts(one.letter, "sent")
    life.until_parts(lost.letter, "unconfirmed")
    assert (one.arrived(), lost.arrived()) == ([ANSWER], [])
    assert lost.appeal().pk in [item.id for item in life.ledger("letters_unconfirmed")]
    answering.resend(letter=lost.letter, author=None, request_key=life.uuid4())
    life.until(lambda: lost.arrived() == [ANSWER], "the letter that a person sent again")


def test_while_the_network_is_down_answers_wait_and_leave_in_order_when_it_is_back(product: Product) -> None:
    with Sandbox() as sandbox:
        one = talk(product, sandbox, "dialog")
        sandbox.kill()
        letters = [one.answer(text) for text in ("первый", "второй", "третий")]
        life.until(
            lambda: LetterPart.objects.filter(letter=letters[0], error_code="connect").exists(), "an attempt"
        )
        assert [life.states(letter) for letter in letters[1:]] == [["queued"], ["queued"]]
        sandbox.start()
        for letter in letters:
            life.until_parts(letter, "sent")
        assert one.arrived() == ["первый", "второй", "третий"]


def _middle(sandbox: Sandbox, one: Talk, **fault: Any) -> Letter:
    """A letter of three parts whose second meets the fault."""
    text = " ".join(f"Пункт {number}: дорожка, скамья, фонарь, дерево." for number in range(220))
    sandbox.fault("delay", community=one.community, method="messages.send", times=1, seconds=1.0)
    letter = one.answer(text)
    assert letter.parts.count() == 3
    life.until(lambda: "sending" in life.states(letter), "the first part to be on its way")
    life.until(lambda: not _faults_of(sandbox, one.community), "the delay to be met")
    sandbox.fault(community=one.community, method="messages.send", times=1, **fault)
    return letter


def _faults_of(sandbox: Sandbox, community: Community) -> list[Any]:
    return [one for one in sandbox.control("GET", "/vk/faults") if one["community"] == community.id]


def test_a_long_letter_whose_middle_was_unclear_arrives_whole_and_in_order(
    product: Product, sandbox: Sandbox
) -> None:
    one = talk(product, sandbox, "dialog")
    letter = _middle(sandbox, one, kind="http_500_after")
    life.until_parts(letter, "sent", "sent", "sent")
    texts = list(letter.parts.order_by("ordinal").values_list("text", flat=True))
    assert one.arrived() == texts


def test_a_long_letter_whose_middle_was_refused_stops_and_its_rest_can_be_sent_again(
    product: Product, sandbox: Sandbox
) -> None:
    one = talk(product, sandbox, "dialog")
    letter = _middle(sandbox, one, kind="error", code=914)
    life.until_parts(letter, "sent", "failed", "failed")
    assert len(one.arrived()) == 1
    assert one.appeal().answer_due_at is not None, "a torso is no answer"
    fresh = answering.resend(letter=Letter.objects.get(pk=letter.pk), author=None, request_key=life.uuid4())
    life.until_parts(fresh, "sent", "sent")
    assert one.arrived() == list(letter.parts.order_by("ordinal").values_list("text", flat=True))
    life.until(lambda: one.appeal().answer_due_at is None, "the clock to stop")
