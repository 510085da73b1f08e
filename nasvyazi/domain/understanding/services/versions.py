"""Versions of what was learnt: made, put in use where they win (`contest`), kept, rolled back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.understanding import contest, guessing, selectors
from nasvyazi.domain.understanding.contest import FEWEST_DECISIONS
from nasvyazi.domain.understanding.lexicon import Entry, Lexicon
from nasvyazi.domain.understanding.models import ModelVersion, Switch, Target
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example, Figures, Unlearnt

KEPT_VERSIONS = 10
_CHOSEN = gettext_noop("chosen by a person")
_UNREADABLE = gettext_noop("what was learnt cannot be read")
_LOCK = 0x6C6561726E  # an advisory lock's number of our own: "learn"


class TooFewDecisions(Refusal):
    """People have decided too little to learn from it."""

    def __init__(self, count: int) -> None:
        super().__init__(
            gettext_noop(
                "There are {count} decisions to learn from; {needed} are needed. Until then the lexicon guesses. "
                "What was decided elsewhere can be given with --from FILE.csv."
            ),
            count=count,
            needed=FEWEST_DECISIONS,
        )


class LearningAlready(Refusal):
    """Somebody learns at this moment."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("The program is learning at this moment: wait until that has ended, a few minutes.")
        )


@dataclass(frozen=True, slots=True)
class Trained:
    """A version that was made, and its figures on decisions that it had not seen."""

    version: ModelVersion
    figures: Figures
    waits: bool
    """It may guess and does not: somebody has chosen who does."""


def train(*, target: str, examples: Sequence[Example], now: datetime, at_night: bool = False) -> Trained:
    """Learn from decisions, and use it if it wins on held-out ones (`contest`).

    `at_night`: nobody asks for it. Then it takes back nothing that somebody has chosen: what was learnt waits for a
    person. Who asks by hand lets learning decide; what it puts in use then the nights that follow may replace.
    Takes about a minute of processor for 3,000 decisions, and no transaction is open meanwhile.
    Raises LearningAlready, learning.TooFewExamples.
    """
    with _alone():
        version, figures = _learn(target, examples, now)
        wins = contest.may_guess(version.figures)
        with transaction.atomic():
            version.save()
            waits = wins and at_night and selectors.is_chosen(target)
            if wins and not waits:
                use_version(version=version, rule=Switch.LEARNT, reason=version.why, now=now)
            _drop_old(target)
        return Trained(version, figures, waits)


def _learn(target: str, examples: Sequence[Example], now: datetime) -> tuple[ModelVersion, Figures]:
    """A version that is not yet kept, and how it does."""
    from nasvyazi.domain.understanding import learning

    entries = selectors.entries()
    unlearnt = _unlearnt(target, entries)
    figures, judged = learning.cross_validate(examples, entries, unlearnt=unlearnt)
    in_use = ModelVersion.objects.filter(target=target, in_use=True).first()
    beside = contest.beside(in_use, examples, judged, figures, unlearnt) if in_use is not None else None
    told = figures.row() | ({"in_use": asdict(beside)} if beside is not None else {})
    kept, rare = learning.divided(examples, figures.left_out)
    body, digest = learning.dumps(learning.fit(kept, entries, rare=rare, unlearnt=unlearnt))
    version = ModelVersion(
        target=target, made_at=now, examples=len(kept), figures=told, body=body, digest=digest, why=_why(told)
    )
    return version, figures


@transaction.atomic
def use_version(
    *, version: ModelVersion, now: datetime, by: User | None = None, rule: str = "", reason: str = _CHOSEN
) -> None:
    """This version guesses from now on: how one goes back, too. Raises learning.Damaged when its body is."""
    from nasvyazi.domain.understanding import learning

    learning.loads(bytes(version.body), version.digest)
    spoke = _silence(version.target)
    version.in_use = True
    version.save(update_fields=["in_use"])
    if spoke != version.pk:
        _write_down(version.target, version.pk, by=by, rule=rule, reason=reason, now=now)


@transaction.atomic
def use_lexicon(*, target: str, now: datetime, by: User | None = None, rule: str = "") -> None:
    """Nothing that was learnt guesses; the lexicon does. Somebody may so choose it where it does already, for want
    of a version that can be read.
    """
    if _silence(target) is not None or selectors.set_aside().filter(target=target).exists():
        _write_down(target, None, by=by, rule=rule, reason=_CHOSEN, now=now)


@transaction.atomic
def set_aside(*, number: int, now: datetime) -> None:
    """A version that cannot be read guesses no more: the ledger says so until something is learnt or chosen."""
    in_use = ModelVersion.objects.filter(pk=number, in_use=True)
    target = in_use.select_for_update().values_list("target", flat=True).first()
    if target is not None:
        in_use.update(in_use=False)
        _write_down(target, None, by=None, rule=Switch.UNREADABLE, reason=_UNREADABLE, now=now)


def _silence(target: str) -> int | None:
    """Let no version guess; gives the number of the one that did."""
    speaking = ModelVersion.objects.filter(target=target, in_use=True)
    number = speaking.select_for_update().values_list("pk", flat=True).first()
    speaking.update(in_use=False)
    return number


def _write_down(
    target: str, number: int | None, *, by: User | None, rule: str, reason: str, now: datetime
) -> None:
    Switch.objects.create(target=target, number=number, by=by, rule=rule, reason=reason, at=now)


@contextmanager
def _alone() -> Iterator[None]:
    """One learns at a time, whoever began it and on whichever machine: it takes a whole core."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise LearningAlready
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _unlearnt(target: str, entries: Sequence[Entry]) -> Unlearnt:
    """What speaks without learning: for topics the lexicon, for kinds the weights of `kinds.toml`."""
    if target == Target.KIND:
        return guessing.by_patterns
    return partial(guessing.by_lexicon, Lexicon(entries))


def _why(figures: Mapping[str, Any]) -> str:
    """A stored sentence: English, as all that is kept; who shows it has the figures themselves."""
    ours, rival = figures["weighted_f1"], figures.get("rival_weighted_f1") or 0.0
    why = (
        f"Weighted F1 {ours:.3f} on {figures['rows']} held-out decisions: "
        f"{'better than' if ours > rival else 'not better than'} {rival:.3f} without learning."
    )
    if beside := figures.get("in_use"):
        where = f"on {beside['rows']} new decisions" if beside["rows"] else "each on its own"
        why += (
            f" Version {beside['number']} beside it, {where}: {beside['theirs']:.3f} to {beside['ours']:.3f}."
        )
    if figures["rows"] < FEWEST_DECISIONS:
        return f"{why} Too few to tell."
    if beside and beside["missing"]:
        return f"{why} It was not taught all that one knows."
    return why


def _drop_old(target: str) -> None:
    newest = ModelVersion.objects.filter(target=target).order_by("-made_at", "-pk")
    kept = list(newest.values_list("pk", flat=True)[:KEPT_VERSIONS])
    ModelVersion.objects.filter(target=target, in_use=False).exclude(pk__in=kept).delete()
