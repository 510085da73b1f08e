"""Which version may guess: beside the lexicon, beside the version in use, and beside what a person chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.understanding import contest, selectors, services
from nasvyazi.domain.understanding.learning import Example
from nasvyazi.domain.understanding.models import ModelVersion, Switch, Target
from nasvyazi.domain.understanding.tests.town import decisions
from tests import factories

FIRST = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
BEFORE, SINCE, SECOND, THIRD = (FIRST + timedelta(hours) for hours in (-1, 1, 2, 3))
SHARES = st.floats(0, 1)


def at(moment: datetime | None, examples: list[Example]) -> list[Example]:
    return [replace(one, at=moment) for one in examples]


@pytest.fixture
def first(db: None, monkeypatch: pytest.MonkeyPatch) -> ModelVersion:
    """In use by learning's own rule; it calls everything by the next one's name. The lexicon knows nothing here."""
    monkeypatch.setattr(services.versions, "_unlearnt", lambda *told: lambda text: [])
    examples = at(BEFORE, decisions(swapped=True))
    return services.train(target="topic", examples=examples, now=FIRST, at_night=True).version


def learn(examples: list[Example], *, now: datetime = SECOND, at_night: bool = True) -> services.Trained:
    return services.train(target="topic", examples=examples, now=now, at_night=at_night)


def test_what_does_worse_than_the_version_in_use_on_what_neither_had_seen_is_kept_and_not_used(
    first: ModelVersion,
) -> None:
    # Most people called things otherwise before; since the first was made they call them as it does.
    trained = learn(at(BEFORE, decisions(30)) + at(SINCE, decisions(12, seed=2, swapped=True)))
    figures = trained.version.figures
    assert figures["weighted_f1"] > figures["rival_weighted_f1"], "the lexicon is beaten"
    assert figures["in_use"]["theirs"] > 0.9 > figures["in_use"]["ours"]
    assert (figures["in_use"]["number"], figures["in_use"]["rows"]) == (first.pk, 36)
    assert not trained.version.in_use
    assert not trained.waits
    assert selectors.guesser().version_id == first.pk


def test_what_does_better_on_what_neither_had_seen_is_used_whatever_was_promised(first: ModelVersion) -> None:
    trained = learn(at(BEFORE, decisions(10, swapped=True)) + at(SINCE, decisions(34, seed=2)))
    figures = trained.version.figures
    assert figures["weighted_f1"] < first.figures["weighted_f1"], "on all decisions, which are others"
    assert figures["in_use"]["theirs"] < 0.5 * figures["in_use"]["ours"]
    assert trained.version.in_use
    assert str(first.pk) in trained.version.why


@pytest.mark.parametrize("moment", [None, FIRST, BEFORE], ids=["a file's", "of that moment", "seen"])
def test_where_too_little_is_new_to_both_the_held_out_figures_of_each_are_compared(
    first: ModelVersion, moment: datetime | None
) -> None:
    trained = learn(at(moment, decisions()) + at(SINCE, decisions(5, seed=2)))
    assert trained.version.figures["in_use"] == {
        "number": first.pk,
        "ours": trained.version.figures["weighted_f1"],
        "theirs": first.figures["weighted_f1"],
        "rows": 0,
        "missing": [],
    }


def test_figures_of_fewer_labels_than_those_of_the_version_in_use_are_not_compared(
    first: ModelVersion,
) -> None:
    fewer = [one for one in decisions(60) if one.label != "water-none"]
    trained = learn(at(None, fewer), at_night=False)
    told = trained.version.figures["in_use"]
    assert told["ours"] >= told["theirs"]
    assert told["missing"] == ["water-none"]
    assert not trained.version.in_use
    assert "not taught" in trained.version.why
    assert selectors.guesser().version_id == first.pk


def test_a_toy_files_figures_are_too_few_to_say_who_guesses_better(first: ModelVersion) -> None:
    trained = learn(at(None, decisions(12)), at_night=False)
    assert trained.figures.weighted_f1 > 0.9
    assert not trained.version.in_use
    assert "Too few" in trained.version.why


def test_a_damaged_version_in_use_holds_nobody_up(first: ModelVersion) -> None:
    ModelVersion.objects.update(body=b"")
    trained = learn(at(BEFORE, decisions()))
    assert trained.version.in_use
    assert "in_use" not in trained.version.figures


@pytest.mark.parametrize("choice", [{}, {"rule": Switch.TERMINAL}], ids=["on the page", "at the terminal"])
@pytest.mark.parametrize("to", ["lexicon", "version"])
def test_what_a_person_chose_goes_on_guessing_and_what_is_learnt_at_night_waits(
    first: ModelVersion, to: str, choice: dict[str, Any]
) -> None:
    choice = choice or {"by": factories.user()}
    services.use_lexicon(target="topic", now=SINCE, **choice)
    if to == "version":
        services.use_version(version=first, now=SINCE, **choice)
    trained = learn(at(BEFORE, decisions(swapped=True)))
    assert trained.waits
    assert selectors.guesser().version_id == (first.pk if to == "version" else None)
    (last,) = selectors.switches(target="topic", limit=1)
    assert contest.waiting(selectors.versions(target="topic"), last) == trained.version


def test_learning_by_hand_decides_again_and_so_do_the_nights_after_it(first: ModelVersion) -> None:
    services.use_lexicon(target="topic", by=factories.user(), now=SINCE)
    by_hand = learn(at(BEFORE, decisions(swapped=True)), at_night=False)
    assert by_hand.version.in_use
    assert not by_hand.waits
    assert learn(at(BEFORE, decisions(swapped=True)), now=THIRD).version.in_use


def test_a_choice_of_who_guesses_topics_holds_up_no_kinds(first: ModelVersion) -> None:
    services.use_lexicon(target="topic", by=factories.user(), now=SINCE)
    assert selectors.is_chosen("topic")
    assert not selectors.is_chosen("kind")


@given(SHARES, SHARES, SHARES, SHARES)
def test_who_may_guess_beats_the_lexicon_and_loses_to_nobody(
    ours: float, rival: float, own: float, theirs: float
) -> None:
    alone = {"weighted_f1": ours, "rival_weighted_f1": rival, "rows": 100}
    assert contest.may_guess(alone) is (ours > rival)
    assert not contest.may_guess(alone | {"rows": 99})
    beside = alone | {"in_use": {"ours": own, "theirs": theirs}}
    assert contest.may_guess(beside) is (ours > rival and own >= theirs)
    assert not contest.may_guess(alone | {"in_use": {"ours": own, "theirs": theirs, "missing": ["roads"]}})


def made(hours: int, *, ours: float = 0.9, in_use: bool = False) -> ModelVersion:
    figures = {"weighted_f1": ours, "rival_weighted_f1": 0.5, "rows": 100}
    return ModelVersion(pk=hours, made_at=FIRST + timedelta(hours=hours), figures=figures, in_use=in_use)


def test_the_newest_that_may_guess_and_was_made_since_the_choice_waits() -> None:
    chosen = Switch(target=Target.TOPIC, at=FIRST, rule=Switch.TERMINAL)
    worse, newest, older, before = made(3, ours=0.4), made(2), made(1), made(-1)
    assert contest.waiting([worse, newest, older, before], chosen) == newest
    assert contest.waiting([worse, before], chosen) is None
    assert contest.waiting([made(1, in_use=True)], chosen) is None
    assert contest.waiting([newest], None) is None
    assert contest.waiting([newest], Switch(target=Target.TOPIC, at=FIRST, rule=Switch.LEARNT)) is None
