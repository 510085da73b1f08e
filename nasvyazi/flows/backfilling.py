"""What was missed while nobody listened is read back from the networks, where they show the past: hourly, and after
every absence; what a network never tells, every minute or so. It takes the road of all events, so that the same thing
told and read is one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Backfill, Channel
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox import selectors as outbox_reads
from nasvyazi.networks import base, optional, registry
from nasvyazi.toolbox.clock import now

log = structlog.get_logger(__name__)
_LEASE = timedelta(minutes=15)
_DIALOGS_LIVE, _MOST_DIALOGS = timedelta(days=30), 1000
"""Which dialogues are read where the network does not list them: each costs a call."""
_MARGIN = timedelta(minutes=15)
"""Each reading begins so much before the end of the last one: what is told late, and clocks that differ."""


@dataclass(slots=True)
class Read:
    """What came of reading one part back.

    `found` counts what nobody had told us, `late` what of it residents said so long ago that a webhook should have, and
    `error` is why the reading ended early, if it did.
    """

    backfill: Backfill
    began: datetime
    found: int = 0
    late: int = 0
    error: base.NetworkError | None = None


def come_back() -> None:
    """The program begins its work: what may have been missed is marked and will be read at once."""
    _plan()
    channels.came_back(
        kept={code: (one.keeps_events, one.lost_code) for code, one in _keeping().items()}, now=now()
    )


def beat() -> None:
    """The program is at work, for channels that are new, too."""
    _plan()
    channels.heard(now=now())


def _plan() -> None:
    parts = {code: one.history for code, one in _reading().items()}
    readable = {code: [one.code for one in found if one.is_readable] for code, found in parts.items()}
    # What a network only keeps for us is one part that nobody reads.
    unreadable = {code: ["events"] for code in _keeping()} | {
        code: [one.code for one in found if not one.is_readable] for code, found in parts.items()
    }
    channels.plan_backfills(readable=readable, unreadable=unreadable, now=now())


def read_next() -> bool:
    """Read back the next part that is due, if any. False when nothing is due."""
    backfill = channels.claim_backfill(lease=_LEASE, now=now())
    if backfill is None:
        return False
    read(backfill)
    return True


def read_now(*, channel_id: int | None = None, since: datetime | None = None) -> list[Read]:
    """Read everything back that can be read, of all channels or one. Of a network without a past there is nothing."""
    _plan()
    due = [one for one in channel_reads.backfills(channel_id=channel_id) if one.next_at is not None]
    return [read(one, since=since) for one in due]


def read(backfill: Backfill, *, since: datetime | None = None) -> Read:
    """Read one part of a channel back, from a moment or from where the last reading ended."""
    done = Read(backfill, now())
    since = since or min(backfill.read_until, done.began) - _MARGIN
    try:
        for envelopes in _told(backfill, since):
            _keep(done, envelopes)
    except base.NetworkError as error:
        done.error = error
        log.info("not_read_back", channel=backfill.channel_id, part=backfill.part, code=error.code)
    _record(done)
    return done


def _told(backfill: Backfill, since: datetime) -> Iterable[Sequence[base.Envelope]]:
    network = registry.get(backfill.channel.network)
    if not isinstance(network, optional.ReadsBack):
        raise base.Refused("not_readable")
    account = channel_reads.account_with_chats(backfill.channel)
    if _part(backfill).needs_dialogs:
        lately = now() - _DIALOGS_LIVE
        dialogs = inbox_reads.recent_dialogs(channel=backfill.channel, since=lately, limit=_MOST_DIALOGS)
        account = replace(account, dialogs=dialogs)
    return network.read_back(account, backfill.part, since=since)


def _part(backfill: Backfill) -> optional.HistoryPart:
    """What the network says of a part; of one that it has no more, the usual."""
    network = registry.get(backfill.channel.network)
    parts = network.history if isinstance(network, optional.ReadsBack) else ()
    usual = optional.HistoryPart(code=backfill.part, title="")
    return next((one for one in parts if one.code == backfill.part), usual)


@transaction.atomic
def _keep(done: Read, envelopes: Sequence[base.Envelope]) -> None:
    """Store what is news. What cannot be read is kept, too, to be seen among the events."""
    channel = done.backfill.channel
    for envelope in envelopes:
        try:
            seen = registry.get(channel.network).parse(channel.account, envelope.body, now=now())
        except base.ParseError:
            seen = []
        fresh = [one for one in seen if not _is_known(channel, one)]
        if (fresh or not seen) and inbox.keep_event(
            channel_id=channel.pk, envelope=envelope, road=Event.Road.READ_BACK, now=now()
        ):
            done.found += 1
            done.late += any(_is_late(done, one) for one in fresh)


def _is_known(channel: Channel, seen: base.Seen) -> bool:
    return inbox_reads.is_known(channel=channel, seen=seen) or outbox_reads.is_ours(
        channel=channel, seen=seen
    )


def _is_late(done: Read, seen: base.Seen) -> bool:
    """Whether a resident said it while we were at work, and long enough ago for the network to have called us."""
    if not isinstance(seen, base.MessageSeen) or seen.outgoing or not _part(done.backfill).is_told:
        return False
    return channel_reads.at_work_since(done.backfill) < seen.said_at < done.began - _MARGIN


@transaction.atomic
def _record(done: Read) -> None:
    backfill, error = done.backfill, done.error
    if error is not None:
        channels.record_not_read(backfill=backfill, code=error.code, now=now())
        if isinstance(error, base.NeedsHuman) and not isinstance(error, base.KeyMissing):
            _note_trouble(backfill.channel, error)
        return
    part = _part(backfill)
    channels.record_read(backfill=backfill, until=done.began, found=done.found, every=part.every, now=now())
    if not part.is_told:
        # It says nothing of whether the network calls us.
        return
    network = registry.get(backfill.channel.network)
    if done.late and isinstance(network, optional.ReadsBack):
        _note_trouble(backfill.channel, base.NeedsHuman(network.not_called_code))
    else:
        channels.clear_trouble(channel_id=backfill.channel_id, call=Channel.Call.READ)


def _note_trouble(channel: Channel, error: base.NetworkError) -> None:
    channels.note_trouble(
        channel_id=channel.pk, call=Channel.Call.READ, code=error.code, text=error.message, now=now()
    )


def _reading() -> dict[str, optional.ReadsBack]:
    return {code: one for code, one in registry.networks().items() if isinstance(one, optional.ReadsBack)}


def _keeping() -> dict[str, optional.KeepsEvents]:
    return {code: one for code, one in registry.networks().items() if isinstance(one, optional.KeepsEvents)}
