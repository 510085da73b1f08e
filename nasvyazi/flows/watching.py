"""Time: what has to happen because a moment has come, and what is asked of the networks in quiet moments."""

from __future__ import annotations

from dataclasses import replace

import structlog

from nasvyazi.domain.appeals import bursts as burst_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.networks import base, optional, registry, roads
from nasvyazi.toolbox.clock import now

log = structlog.get_logger(__name__)
_NAMES_AT_ONCE = 100
_DEADLINE = 20.0


def close_resolved() -> int:
    """Close what was resolved and not objected to. Gives how many."""
    return appeals.close_due(now=now())


def forget_absent() -> int:
    """Forget who had an appeal open and is not heard of any more. Gives how many."""
    return appeals.forget_absent(now=now())


def watch_bursts() -> int:
    """See whether many write about one thing at once and in one place. Gives how many bursts were raised or grew."""
    moment = now()
    return sum(
        appeals.raise_bursts(topic_id=topic_id, now=moment)
        for topic_id in burst_reads.crowded_topics(now=moment)
    )


def ask_names(channel: Channel) -> int:
    """Ask the network who the nameless residents are. Gives how many were asked for."""
    network = registry.get(channel.network)
    ids = channel_reads.nameless(network=channel.network, now=now(), limit=_NAMES_AT_ONCE)
    if not ids:
        return 0
    try:
        account = channel_reads.account_with_chats(channel)
        profiles = network.profiles(account, ids, deadline=_DEADLINE)
    except base.NeedsHuman as error:
        _note_trouble(channel, Channel.Call.NAMES, error)
        return 0
    except base.NetworkError as error:
        log.info("names_not_told", channel=channel.pk, code=error.code)
        return 0
    channels.name_residents(network=channel.network, asked=ids, profiles=profiles, now=now())
    channels.clear_trouble(channel_id=channel.pk, call=Channel.Call.NAMES)
    return len(ids)


def poll(channel: Channel, *, wait: float) -> int:
    """One long poll of a channel: events are committed before the cursor moves. Gives how many came.

    Raises base.NetworkError after writing down a trouble that a person must mend.
    """
    network = registry.get(channel.network)
    try:
        polled = network.poll(channel.account, channel.poll_cursor, wait=wait)
    except base.NeedsHuman as error:
        _note_trouble(channel, Channel.Call.POLL, error)
        raise
    if polled.lost_history:
        log.warning("poll_history_lost", channel=channel.pk)
        channels.history_lost(channel=channel, now=now())
    for envelope in polled.envelopes:
        inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.POLL, now=now())
    channels.save_cursor(channel=channel, cursor=polled.cursor, now=now())
    channels.clear_trouble(channel_id=channel.pk, call=Channel.Call.POLL)
    return len(polled.envelopes)


def connect(channel: Channel, *, public_url: str = "") -> bool:
    """Have the network call this installation, or for a polled channel nobody.

    `public_url` stands in for NASVYAZI_PUBLIC_URL. False where a person does that in the network's own settings.
    Raises base.NetworkError, and the channel is in trouble until it is connected.
    """
    network = registry.get(channel.network)
    if not isinstance(network, optional.TakesHooks):
        return False
    account = channel.account
    if public_url and account.hook_url:
        account = replace(account, hook_url=f"{public_url.rstrip('/')}{channel.hook_path}")
    # A polled channel is watched by its polls: the first that succeeds ends the trouble.
    call = Channel.Call.HOOK if channel.mode == Channel.Mode.WEBHOOK else Channel.Call.POLL
    try:
        network.hook(account, deadline=_DEADLINE)
    except base.NetworkError as error:
        _note_trouble(channel, call, error)
        raise
    channels.clear_trouble(channel_id=channel.pk, call=call)
    return True


def watch_secrets() -> None:
    """Channels whose secrets cannot be opened are in trouble until they can be."""
    for channel in channel_reads.active():
        is_known = channel.trouble_code == base.SEALED
        if channel.is_shut and not is_known:
            log.warning("channel_shut", channel=channel.pk)
            _note_trouble(channel, Channel.Call.HOOK, base.NeedsHuman(base.SEALED))
        elif is_known and not channel.is_shut:
            channels.clear_trouble(channel_id=channel.pk)


def watch_hooks() -> None:
    """See to it that the networks still call us, where they can be asked."""
    for channel in channel_reads.hooked():
        try:
            watch_hook(channel)
        except base.NetworkError as error:
            log.info("hook_in_trouble", channel=channel.pk, code=error.code)


def watch_hook(channel: Channel) -> None:
    """See to it that the network of a channel still calls us, where it can be asked.

    Raises base.NetworkError; what a person must mend is written down as the channel's trouble.
    """
    network = registry.get(channel.network)
    if not isinstance(network, optional.TakesHooks):
        return
    try:
        code = network.watch_hook(channel.account, deadline=_DEADLINE)
        if code:
            raise base.NeedsHuman(code)
    except base.NeedsHuman as error:
        _note_trouble(channel, Channel.Call.HOOK, error)
        raise
    channels.clear_trouble(channel_id=channel.pk, call=Channel.Call.HOOK)


def check(channel: Channel) -> list[base.Finding]:
    """Ask the network what of a channel works and what is missing; a channel in order is out of trouble."""
    network = registry.get(channel.network)
    if channel.is_shut:
        return [base.Finding(ok=False, text=network.explain(base.SEALED))]
    account = channel_reads.account_with_chats(channel)
    findings = [*roads.check(account.road), *network.check(account, deadline=_DEADLINE)]
    if all(finding.ok for finding in findings):
        channels.clear_trouble(channel_id=channel.pk)
    return findings


def _note_trouble(channel: Channel, call: Channel.Call, error: base.NetworkError) -> None:
    channels.note_trouble(channel_id=channel.pk, call=call, code=error.code, text=error.message, now=now())
