"""Moderation in words: how a comment stands, what was done, why the program suspects something, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import State as AppealState
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.moderation import reading
from nasvyazi.domain.moderation import services as moderation
from nasvyazi.domain.moderation.models import Evidence, Measure, PageRule, Suspicion, SuspicionKind
from nasvyazi.flows import moderating
from nasvyazi.flows.answering import PlaceRefused

from . import words
from .moments import when

Kind = Measure.Kind
State = Measure.State

_CODES: dict[str, Promise] = {
    moderation.GONE: _("there was nothing to hide: the comment had been deleted before"),
    moderation.GAVE_UP: _(
        "The network has been out of reach for a day. Try again when the connection is back."
    ),
    "moderation:not_offered": _("This network does not let us moderate. Do it in the network itself."),
    "moderation:no_appeal": _("The message belongs to no appeal any more. Take it to work first."),
}
_SIGNS: dict[str, Promise] = {
    "gambling": _("gambling"),
    "coins": _("cryptocurrency"),
    "earning": _("earnings"),
    "loans": _("loans"),
    "services": _("services and promotion"),
    "link": _("an address to follow"),
    "phone": _("a telephone number"),
    "call": _("a call to write or to follow"),
    "links": _("many addresses"),
    reading.REPEATED: _("the same words under many posts within an hour"),
}
_REFUSALS: dict[type[Exception], Promise] = {
    moderation.NotModerated: _("Only what residents say where everybody reads is moderated."),
    moderation.LookFirst: _(
        "Nobody works on this message. Say whether there is a complaint or a question in it: that one is taken to work "
        "before it is hidden."
    ),
    moderation.GoneAlready: _("The comment is not in the network any more: there is nothing to hide."),
    moderation.TakenAlready: _("This has been done already, or is being done just now."),
    moderation.UnderWay: _("It is being done at this very moment. Wait a few seconds and look again."),
    moderation.CannotBeUndone: _("This cannot be undone, or was undone already."),
    moderation.NoTerm: _("The term of a ban has to end in the future. Choose another one, or “for good”."),
    moderation.NothingSaid: _("Write what the resident is to read."),
    moderation.RuleNotInForce: _("Choose one of the page's published rules: nothing is done without one."),
    moderation.CriticismIsNoReason: _(
        "Criticism, complaints and opinions are no reason. Name what in the words breaks a published rule."
    ),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """How a comment stands by our own doing: words and their level, and whether we are the ones who hide it."""

    level: str
    words: str
    is_hidden: bool
    evidence: Evidence | None
    is_under_way: bool


def fate(measure: Measure, *, network: str, now: datetime) -> Fate:
    """How a comment stands after its latest hiding or bringing back."""
    hides = measure.kind == Kind.HIDE
    told = {
        "why": why(network, measure.error_code),
        "when": when(measure.done_at or measure.created_at, now=now),
        "rule": measure.rule.number if measure.rule is not None else "",
    }
    if measure.state in Measure.UNDER_WAY:
        level, text = _under_way(measure, told, hides=hides)
    elif measure.state == State.FAILED:
        level = "missed"
        text = _("not hidden: %(why)s") if hides else _("still hidden, it was not brought back: %(why)s")
    else:
        level, text = "warn", _done(measure, told, hides=hides)
    return Fate(
        level=level,
        words=str(text) % told,
        is_hidden=_is_hidden(measure, hides=hides),
        evidence=getattr(measure, "evidence", None),
        is_under_way=measure.state in Measure.UNDER_WAY,
    )


def _under_way(measure: Measure, told: dict[str, str], *, hides: bool) -> tuple[str, Promise | str]:
    if measure.error_code:
        return "warn", _("not hidden yet: %(why)s") if hides else _("not brought back yet: %(why)s")
    return "warn", _("is being hidden…") if hides else _("is being brought back…")


def _done(measure: Measure, told: dict[str, str], *, hides: bool) -> Promise | str:
    if not hides:
        return _("was hidden, brought back %(when)s")
    if measure.ended_at is not None:
        return _("was hidden %(when)s")
    return _("hidden by us %(when)s, rule %(rule)s") if told["rule"] else _("hidden by us %(when)s")


def _is_hidden(measure: Measure, *, hides: bool) -> bool:
    """Whether the deletion in the network is ours, or about to be."""
    if hides:
        return measure.state in (State.DUE, State.CLAIMED, State.DONE) and measure.ended_at is None
    return measure.state != State.DONE


def why(network: str, code: str) -> str:
    """What a code means and what to do; "" for no code."""
    return str(_CODES[code]) if code in _CODES else words.explain(network, code)


def state_words(measure: Measure, *, now: datetime) -> str:
    """Where a measure is, as a line of the list says it."""
    told = why(measure.channel.network, measure.error_code)
    if measure.state == State.DONE:
        text = (
            gettext("done %(when)s, taken back") if measure.ended_at is not None else gettext("done %(when)s")
        )
        return text % {"when": when(measure.done_at or measure.created_at, now=now)}
    if measure.state == State.DUE and measure.not_before > now + timedelta(minutes=10):
        return gettext("planned for %(when)s") % {"when": when(measure.not_before, now=now)}
    state = str(State(measure.state).label)
    return f"{state}: {told}" if told else state


def by_whom(measure: Measure) -> str:
    """Who decided: a person, a switch, or the end of a term."""
    if measure.by is not None:
        return str(measure.by)
    if measure.automatic == moderation.BAN_OVER:
        return gettext("its term is over")
    kind = str(SuspicionKind(measure.automatic).label)
    return gettext("automatically: %(kind)s") % {"kind": kind}


def signs(suspicion: Suspicion) -> str:
    """Why something is suspected."""
    told: Sequence[str] = suspicion.signs
    if suspicion.kind == SuspicionKind.OBSCENITY:
        return ", ".join(f"«{word}»" for word in told)
    return ", ".join(str(_SIGNS.get(sign, sign)) for sign in told)


def in_words(msgid: str) -> str:
    """A msgid of a network in the reader's language; "" stays so."""
    return gettext(msgid) if msgid else ""


def refusal(error: Exception) -> str:
    """Why a step of moderation is refused, and what one can do instead."""
    if isinstance(error, moderating.DeedRefused | PlaceRefused):
        return gettext(error.why)
    if isinstance(error, moderation.NoReviewDay):
        text = gettext("Name a day to look at the ban again: in the next %(days)d days.")
        return text % {"days": settings.NASVYAZI_BAN_REVIEW_DAYS}
    if isinstance(error, moderation.RuleIncomplete):
        return (
            gettext("Write the rule as it is published.")
            if error.field == "text"
            else gettext("Give the address where residents read the rule: https://…")
        )
    return str(_REFUSALS[type(error)])


REFUSED: tuple[type[Exception], ...] = (
    moderating.DeedRefused,
    PlaceRefused,
    moderation.NoReviewDay,
    moderation.RuleIncomplete,
    *_REFUSALS,
)
"""What the domain and the flow refuse with a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why something could not be done, with what was typed."""

    text: str
    action: str
    values: dict[str, str]


def appeal_of(message: Message) -> Appeal | None:
    """The appeal that a message belongs to."""
    decision = getattr(message, "decision", None)
    return decision.appeal if decision is not None else None


def is_worked_on(appeal: Appeal | None) -> bool:
    """Whether a message's appeal is one that nobody has dismissed: then nobody has to look first."""
    return appeal is not None and appeal.state != AppealState.DISMISSED


def usual_warning(rules: Sequence[PageRule]) -> str:
    """What a warning by the first of the rules says, for people to see before they send one."""
    return moderating.warning_words(rules[0]) if rules else ""
