"""Why the domain refuses a step, in a sentence that says what one can do instead."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.states import NotAllowed
from nasvyazi.domain.places import services as places
from nasvyazi.flows import answering, describing, entering, staffing

from . import external_words
from .moments import when

_REFUSALS: dict[type[Exception], Promise] = {
    appeals.OpenAppealExists: _(
        "The resident has a newer open appeal in this conversation: work goes on there."
    ),
    appeals.MergedAway: _("This appeal was merged into another: work goes on there."),
    appeals.JoinedWithItself: _("This is the same appeal. Choose another one."),
    appeals.NotOneConversation: _(
        "Only appeals of one resident in one conversation become one. Join them into one problem instead."
    ),
    appeals.NothingChosen: _("Choose messages of this appeal. Perhaps a colleague has just moved them."),
    appeals.NothingLeft: _("These are all its messages: nothing would be left. Merge the appeals instead."),
    appeals.IsOver: _("That appeal is closed. Take it back to work first."),
    appeals.NotPublic: _("This is private already: only the resident reads it."),
    **external_words.REFUSALS,
    describing.NoSuchPlace: _(
        "The register has no such street. Write it as a street and a house, choose a suggested place, or leave it "
        "empty."
    ),
    entering.NothingEntered: _("Write what was said, or give the address where it stands."),
    staffing.SaidInPrivate: _(
        "Whoever writes in private asks something, even one of ours. Answer, or say that it needs no answer."
    ),
}


@singledispatch
def refusal(error: Exception, *, now: datetime) -> str:
    """Why the domain refuses a step, and what one can do instead."""
    if type(error) in _REFUSALS:
        return str(_REFUSALS[type(error)])
    return gettext("Say why: the reason stays in the history.")


@refusal.register
def _not_allowed(error: NotAllowed, *, now: datetime) -> str:
    text = gettext(
        "The appeal is “%(state)s” now, this cannot follow. Perhaps a colleague has just changed it."
    )
    return text % {"state": error.source.label}


@refusal.register
def _past_due(error: appeals.SnoozePastDue, *, now: datetime) -> str:
    if error.due is None:
        return gettext("A closed appeal needs no snoozing.")
    text = gettext("At most until %(when)s: something is due then. Name another day of the due time first.")
    return text % {"when": when(error.due, now=now)}


@refusal.register
def _place_refused(error: answering.PlaceRefused, *, now: datetime) -> str:
    return gettext(error.why)


@refusal.register
def _changed(error: appeals.ChangedMeanwhile, *, now: datetime) -> str:
    told = {"what": error.aspect.label, "now": error.told or gettext("nothing")}
    text = gettext(
        "Meanwhile “%(what)s” was changed: now it says “%(now)s”. Write down once more if yours is to stand there."
    )
    return text % told


@refusal.register
def _busy(error: places.RegisterBusy, *, now: datetime) -> str:
    return gettext(error.message)


@refusal.register
def _too_early(error: entering.TooEarly, *, now: datetime) -> str:
    text = gettext("The resident wrote at %(when)s: an answer was given later than that.")
    return text % {"when": when(error.asked_at, now=now)}


@refusal.register
def _reason_missing(error: appeals.ReasonMissing, *, now: datetime) -> str:
    if str(error) == "note":
        return gettext("Write the note first.")
    return gettext("Say why: the reason stays in the history.")
