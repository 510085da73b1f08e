"""Webhooks: check the secret, keep the event, say "ok". Nothing else happens here."""

from __future__ import annotations

import threading
import time

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.networks import registry
from nasvyazi.networks.base import HookAnswer, HookMalformed, HookRefused, NeedsHuman
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.text import first_line

log = structlog.get_logger(__name__)
_LOG_MALFORMED_EVERY = 60.0


class Throttle:
    """Lets one call through in `seconds`, whatever the thread; tells how many it held back before."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._last: dict[object, float] = {}
        self._held: dict[object, int] = {}

    def admit(self, key: object) -> int:
        """How many calls this one stands for (itself and those held back); 0 when it is held back."""
        moment = time.monotonic()
        with self._lock:
            self._held[key] = self._held.get(key, 0) + 1
            if moment - self._last.get(key, -self._seconds) < self._seconds:
                return 0
            self._last[key] = moment
            return self._held.pop(key)


class Known:
    """Channels by their hook key, remembered for a moment: a burst of deliveries reads the channel once.

    What an administrator changes (a secret, a switched-off channel) holds after so many seconds at the latest.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._channels: dict[tuple[str, str], tuple[float, Channel]] = {}

    def get(self, network: str, key: str) -> Channel | None:
        """The active channel, or None. Unknown keys are not remembered: they would be a stranger's memory."""
        moment = time.monotonic()
        until, channel = self._channels.get((network, key), (0.0, None))
        if channel is not None and moment < until:
            return channel
        channel = channel_reads.by_hook_key(network=network, key=key)
        if channel is None:
            self._channels.pop((network, key), None)
        else:
            self._channels[network, key] = (moment + self._seconds, channel)
        return channel


_known = Known(2.0)
_malformed_log = Throttle(_LOG_MALFORMED_EVERY)
_refusals = Throttle(5.0)


@csrf_exempt
@login_not_required
@require_POST
def receive(request: HttpRequest, network: str, key: str) -> HttpResponse:
    """Take one delivery of a network. 200 only after the event is committed.

    400 no event at all, 403 wrong secret, 404 unknown channel, 413 too large, 503 it cannot be kept now: the
    database is away, or the channel's secrets cannot be opened.
    """
    try:
        return _receive(request, network, key)
    except DatabaseError as error:
        log.error("hook_without_database", network=network, error=first_line(error))
        # Without Retry-After: VK repeats five times and no more, by its own schedule over an hour and forty minutes.
        return HttpResponse("try later", status=503)
    except NeedsHuman as error:
        # The channel's secrets cannot be opened: before the key is back nobody can say who calls. It is to come again.
        log.warning("hook_without_secrets", network=network, code=error.code)
        return HttpResponse("try later", status=503)


def _receive(request: HttpRequest, network: str, key: str) -> HttpResponse:
    channel = _known.get(network, key)
    if channel is None:
        return HttpResponse("unknown channel", status=404)
    body = request.read(settings.NASVYAZI_HOOK_MAX_BYTES + 1)
    if len(body) > settings.NASVYAZI_HOOK_MAX_BYTES:
        return HttpResponse("too large", status=413)
    adapter = registry.get(network)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        told = adapter.open_hook(channel.account, headers, body)
    except HookRefused:
        return _refuse(channel)
    except HookMalformed as error:
        return _malformed(channel, error)
    if isinstance(told, HookAnswer):
        return HttpResponse(told.body, content_type=told.content_type)
    inbox.keep_event(channel_id=channel.pk, envelope=told, road=Event.Road.WEBHOOK, now=now())
    if channel.refused_count:
        channels.forget_refusals(channel_id=channel.pk)
        channel.refused_count = 0
    return HttpResponse(adapter.hook_ok, content_type="text/plain; charset=utf-8")


def _malformed(channel: Channel, error: HookMalformed) -> HttpResponse:
    if held := _malformed_log.admit(channel.pk):
        log.warning("hook_malformed", channel=channel.pk, error=str(error)[:200], times=held)
    return HttpResponse("not an event", status=400)


def _refuse(channel: Channel) -> HttpResponse:
    """Count it where the administrator sees it, at most one write in a few seconds."""
    if held := _refusals.admit(channel.pk):
        channels.count_refusals(channel_id=channel.pk, count=held, now=now())
    return HttpResponse("forbidden", status=403)
