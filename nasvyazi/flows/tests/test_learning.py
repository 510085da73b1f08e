"""Whether what people decided is worth learning from, and who says the kind of a message once that was learnt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models_guess import Guess
from nasvyazi.domain.understanding import nightly, services
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.learning import Example
from nasvyazi.domain.understanding.tests.town import decisions
from nasvyazi.flows import learning, understanding
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
KINDS = {"roads-pits": Kind.GRATITUDE, "lighting-broken": Kind.SPAM, "water-none": Kind.CHATTER}


def decide(count: int, *, hours: int) -> None:
    """So many appeals are decided to be complaints, so many hours after noon."""
    for _ in range(count):
        appeals.decide_kind(
            appeal_id=factories.appeal().pk,
            kind=Kind.COMPLAINT,
            by=factories.user(),
            now=NOON + timedelta(hours=hours),
        )


def learn_kinds() -> None:
    """As people would who call a broken road gratitude: nothing that speaks without learning would say so."""
    examples = [Example(one.text, KINDS[one.label]) for one in decisions()]
    services.train(target="kind", examples=examples, now=NOON + timedelta(hours=1))


def test_what_was_decided_before_the_last_learning_is_not_worth_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nightly, "FEWEST_DECISIONS", 2)
    monkeypatch.setattr(nightly, "FEWEST_FRESH", 2)
    decide(2, hours=0)
    assert learning.is_worth_it("kind")
    assert not learning.is_worth_it("topic")
    learn_kinds()
    assert not learning.is_worth_it("kind")
    decide(2, hours=2)
    assert learning.is_worth_it("kind")


def test_to_ask_costs_two_queries(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        learning.is_worth_it("kind")


def test_once_kinds_were_learnt_the_next_message_is_read_by_that() -> None:
    learn_kinds()
    factories.appeal(text="Яма на дороге у школы, когда сделают")
    while understanding.read_next():
        pass
    assert Guess.objects.get().kind == Kind.GRATITUDE
