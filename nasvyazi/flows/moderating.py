"""Moderation: what the network can do is asked first; a measure is carried out with no transaction open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.moderation import services as moderation
from nasvyazi.domain.moderation.models import AutoSwitch, Measure, PageRule, SuspicionKind, Unread
from nasvyazi.networks import base, optional, registry
from nasvyazi.networks.optional import Deed
from nasvyazi.toolbox.clock import now

from . import answering
from .sending import lease

log = structlog.get_logger(__name__)
_WARNINGS = UUID("5f1c1c8a-35d0-4f0b-9a43-0a0f0c7a9d21")
"""One warning for a measure, however often it is carried out: the key of its letter is made from both."""
_BATCH = 50
_COMMENTS = base.Place(kind=base.PlaceKind.COMMENT, id="0_0")
"""Any comments: what can be done to them is asked before there are some."""
_NOT_OFFERED = gettext_noop("This network does not let us moderate. Do it in the network itself.")
_WARNING = gettext_noop(
    "Hello! Your comment breaks a rule of our page%(number)s: “%(rule)s” (%(url)s). Please keep to it. "
    "What you ask for is being dealt with all the same."
)
_DEEDS = {
    Measure.Kind.HIDE: Deed.REMOVE,
    Measure.Kind.RESTORE: Deed.RESTORE,
    Measure.Kind.BAN: Deed.BAN,
    Measure.Kind.UNBAN: Deed.UNBAN,
}


class DeedRefused(Exception):
    """The network cannot do this there, or a key for it is missing; `why` is a msgid that says so and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


# --------------------------------------------------------------------------- what is decided


def hide(*, message: Message, rule_id: int, reason: str, is_complaint: bool | None, by: User) -> Measure:
    """Hide a comment. Raises DeedRefused and what moderation.hide does."""
    _require(Deed.REMOVE, message.thread)
    return moderation.hide(
        message_id=message.pk, rule_id=rule_id, reason=reason, is_complaint=is_complaint, by=by, now=now()
    )


def confirm(
    *, suspicion_id: int, message: Message, rule_id: int, is_complaint: bool | None, by: User
) -> Measure:
    """Hide a comment that the program suspects. Raises DeedRefused and what moderation.hide does."""
    _require(Deed.REMOVE, message.thread)
    return moderation.confirm(
        suspicion_id=suspicion_id, rule_id=rule_id, is_complaint=is_complaint, by=by, now=now()
    )


def warn(*, message: Message, rule_id: int, text: str, by: User) -> Measure:
    """Warn the author of a comment. Raises answering.PlaceRefused and what moderation.warn does."""
    nowhere = answering.refused(_warned_in(message))
    if nowhere:
        raise answering.PlaceRefused(nowhere)
    return moderation.warn(message_id=message.pk, rule_id=rule_id, text=text, by=by, now=now())


def ban(
    *,
    message: Message,
    rule_id: int,
    reason: str,
    until: datetime | None,
    review_at: datetime | None,
    by: User,
) -> Measure:
    """Shut the author of a comment out. Raises DeedRefused and what moderation.ban does."""
    _require(Deed.BAN, message.thread)
    return moderation.ban(
        message_id=message.pk,
        rule_id=rule_id,
        reason=reason,
        until=until,
        review_at=review_at,
        by=by,
        now=now(),
    )


def undo(*, measure: Measure, reason: str, by: User) -> Measure:
    """Take a measure back. Raises DeedRefused, moderation.UnderWay, moderation.CannotBeUndone."""
    back = {Measure.Kind.HIDE: Deed.RESTORE, Measure.Kind.BAN: Deed.UNBAN}.get(Measure.Kind(measure.kind))
    if back is not None and measure.state == Measure.State.DONE:
        _require(back, measure.message.thread)
    return moderation.undo(measure_id=measure.pk, reason=reason, by=by, now=now())


def switch_on(*, channel: Channel, kind: SuspicionKind, rule_id: int, by: User) -> AutoSwitch:
    """Hide without a person what is suspected so in a channel. Raises DeedRefused, moderation.RuleNotInForce."""
    why = automatic_refused(channel)
    if why:
        raise DeedRefused(why)
    return moderation.switch_on(channel=channel, kind=kind, rule_id=rule_id, by=by, now=now())


def automatic_refused(channel: Channel) -> str:
    """Why nothing can be hidden in a channel without a person (a msgid): what cannot be brought back never is."""
    return _refused(Deed.REMOVE, channel, _COMMENTS) or _refused(Deed.RESTORE, channel, _COMMENTS)


def refused(deed: Deed, thread: Thread) -> str:
    """Why something cannot be done to what stands in a thread (a msgid), as far as is known beforehand; "" = it can."""
    return _refused(deed, thread.channel, answering.place_of(thread))


def _refused(deed: Deed, channel: Channel, place: base.Place) -> str:
    network = registry.networks().get(channel.network)
    if not isinstance(network, optional.Moderates):
        return _NOT_OFFERED
    return network.refuses_deed(deed, place, channel.account)


def hiding_means(channel: Channel) -> str:
    """What hiding is in the channel's network, to be read before it is done (a msgid); "" where nothing is offered."""
    network = registry.networks().get(channel.network)
    return network.hiding_means if isinstance(network, optional.Moderates) else ""


def warning_words(rule: PageRule) -> str:
    """What a warning says unless somebody changes it, in the language of the installation."""
    with translation.override(settings.LANGUAGE_CODE):
        told = {"number": f" {rule.number}" if rule.number else "", "rule": rule.text, "url": rule.url}
        return gettext(_WARNING) % told


# --------------------------------------------------------------------------- what is carried out


def carry_out_next() -> bool:
    """Carry out the next due measure, if any. False when nothing is due."""
    claim = moderation.claim(lease=lease(), now=now())
    if claim is None:
        return False
    measure = claim.measure
    if measure.rule_id is not None:
        if moderation.is_awaited(measure=measure, now=now()):
            moderation.wait_for_photos(claim=claim, now=now())
            return True
        moderation.secure(measure=measure, now=now())
    if measure.kind == Measure.Kind.WARN:
        _warn(claim)
    else:
        _carry_out(claim)
    return True


def sweep() -> int:
    """Take up measures whose worker died. Gives how many there were."""
    return moderation.sweep(lease=lease(), now=now())


@transaction.atomic
def read_next() -> bool:
    """Look at a batch of wordings that nobody has looked at. False when there are none.

    A reader that fails on one of them holds up neither the others nor anybody's appeal.
    """
    batch = moderation.lock_unread(limit=_BATCH, now=now())
    for unread in batch:
        _read(unread)
    return bool(batch)


def _read(unread: Unread) -> None:
    try:
        with transaction.atomic():
            for suspicion in moderation.look_at(unread=unread, now=now()):
                moderation.act(suspicion=suspicion, now=now())
    except DatabaseError:
        raise
    except Exception:
        log.exception("wording_not_read", version=unread.pk)
        moderation.put_off(unread=unread, now=now())


def _carry_out(claim: moderation.Claim) -> None:
    """Ask the network, with no transaction open, and write down what it says."""
    measure = claim.measure
    try:
        network = registry.get(measure.channel.network)
        if not isinstance(network, optional.Moderates):
            raise base.Refused("moderation:not_offered")
        record = _ASKED[Measure.Kind(measure.kind)](network, measure, settings.NASVYAZI_SEND_DEADLINE)
    except base.Throttled as error:
        _later(claim, error, after=error.retry_after)
    except (base.NothingSent, base.Unclear) as error:
        _later(claim, error, after=None)
    except base.Refused as error:
        log.warning("measure_refused", measure=measure.pk, code=error.code)
        moderation.record_failed(claim=claim, error=error, now=now())
    else:
        record(claim=claim, now=now())


def _later(claim: moderation.Claim, error: base.NetworkError, *, after: timedelta | None) -> None:
    is_unclear = isinstance(error, base.Unclear)
    moderation.record_later(claim=claim, error=error, is_unclear=is_unclear, after=after, now=now())


_Record = Callable[..., None]


def _remove(network: optional.Moderates, measure: Measure, deadline: float) -> _Record:
    account, place = measure.channel.account, answering.place_of(measure.message.thread)
    removed = [
        network.remove(account, place, number, deadline=deadline) for number in _pieces(measure.message)
    ]
    return lambda **told: moderation.record_hidden(was_there=any(removed), **told)


def _restore(network: optional.Moderates, measure: Measure, deadline: float) -> _Record:
    account, place = measure.channel.account, answering.place_of(measure.message.thread)
    for number in _pieces(measure.message):
        network.restore(account, place, number, deadline=deadline)
    return moderation.record_restored


def _ban(network: optional.Moderates, measure: Measure, deadline: float) -> _Record:
    ends = network.ban(
        measure.channel.account,
        answering.place_of(measure.message.thread),
        measure.resident.network_id,
        until=measure.until,
        reason=f"{measure.rule} {measure.rule.url}" if measure.rule is not None else "",
        deadline=deadline,
    )
    return lambda **told: moderation.record_banned(ends_by_itself=ends, **told)


def _unban(network: optional.Moderates, measure: Measure, deadline: float) -> _Record:
    place = answering.place_of(measure.message.thread)
    network.unban(measure.channel.account, place, measure.resident.network_id, deadline=deadline)
    return moderation.record_let_in


_ASKED: Mapping[Measure.Kind, Callable[[optional.Moderates, Measure, float], _Record]] = {
    Measure.Kind.HIDE: _remove,
    Measure.Kind.RESTORE: _restore,
    Measure.Kind.BAN: _ban,
    Measure.Kind.UNBAN: _unban,
}


@transaction.atomic
def _warn(claim: moderation.Claim) -> None:
    """The warning waits in the outbox in the same transaction that says so."""
    message = claim.measure.message
    thread = _warned_in(message)
    letter = appeals.notify(
        message=message,
        thread=thread,
        parts=answering.parts_of(thread, claim.measure.text),
        request_key=uuid5(_WARNINGS, str(claim.measure.pk)),
        reply_to=answering.reply_to(message, thread) if message.answer_thread is None else "",
        now=now(),
    )
    if letter is None:
        moderation.record_failed(claim=claim, error=base.Refused("moderation:no_appeal"), now=now())
    else:
        moderation.record_warned(claim=claim, letter=letter, now=now())


def _warned_in(message: Message) -> Thread:
    """Under the comment, or where its author hears us in private once it is hidden."""
    return message.answer_thread or message.thread


def _pieces(message: Message) -> list[str]:
    """What the network calls the message: of an album, every piece."""
    if not message.album:
        return [message.external_id]
    return sorted(set(message.versions.values_list("item", flat=True)))


def _require(deed: Deed, thread: Thread) -> None:
    why = refused(deed, thread)
    if why:
        raise DeedRefused(why)
