"""Files that residents attach: fetched into our own storage, and of pictures copies made that people look at."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.files import services as files
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.services import Wanted
from nasvyazi.networks import base, registry
from nasvyazi.toolbox.clock import now

from . import notices

log = structlog.get_logger(__name__)


def fetch_next() -> bool:
    """Fetch the next file that is due, if any. False when nothing is due. No transaction is open meanwhile."""
    wanted = inbox.claim_fetch(lease=timedelta(seconds=settings.NASVYAZI_SEND_LEASE), now=now())
    if wanted is None:
        return False
    channel = wanted.attachment.message.thread.channel
    try:
        fetched = registry.get(channel.network).fetch(
            channel.account,
            wanted.attachment.ref,
            most=files.MAX_BYTES,
            deadline=settings.NASVYAZI_SEND_DEADLINE,
        )
    except base.TooLarge:
        _too_large(wanted)
    except base.NetworkError as error:
        _not_fetched(wanted, channel, error)
    else:
        _keep(wanted, fetched)
    return True


def draw_next() -> bool:
    """Make the copies of the next picture that is due, if any. False when nothing is due."""
    file = files.claim_copies(lease=timedelta(seconds=settings.NASVYAZI_SEND_LEASE), now=now())
    if file is None:
        return False
    files.make_copies(file=file)
    return True


@transaction.atomic
def _keep(wanted: Wanted, fetched: base.Fetched) -> None:
    name = wanted.attachment.title or wanted.attachment.kind
    file = files.keep_received(body=fetched.content, name=name)
    inbox.record_fetched(wanted=wanted, file=file)
    channel_id = wanted.attachment.message.thread.channel_id
    channels.clear_trouble(channel_id=channel_id, call=Channel.Call.FILES)


@transaction.atomic
def _not_fetched(wanted: Wanted, channel: Channel, error: base.NetworkError) -> None:
    log.info("file_not_fetched", attachment=wanted.attachment.pk, code=error.code)
    inbox.record_not_fetched(wanted=wanted, error=error, now=now())
    if isinstance(error, base.NeedsHuman):
        channels.note_trouble(
            channel_id=channel.pk, call=Channel.Call.FILES, code=error.code, text=error.message, now=now()
        )


@transaction.atomic
def _too_large(wanted: Wanted) -> None:
    inbox.record_too_large(wanted=wanted)
    notices.tell_too_large(wanted.attachment.message)
