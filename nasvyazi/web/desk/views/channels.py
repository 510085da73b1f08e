"""The connected channels: how each of them is, what was missed, what a person can do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channel_services
from nasvyazi.domain.channels.models import Backfill, Channel, Chat, SendingDecision
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.flows import watching
from nasvyazi.networks import optional, registry
from nasvyazi.networks.base import Finding
from nasvyazi.toolbox.clock import now

from .. import words
from .frame import require, user_of


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every connected channel and how it is."""
    require(request, access.SEE_CHANNELS)
    return _channels(request)


@require_POST
def check(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Ask the network what of the channel works."""
    channel = _the_channel(request, channel_id)
    return _channels(request, checked=channel.pk, findings=watching.check(channel))


@require_POST
def leave_chat(request: HttpRequest, channel_id: int, chat_id: int) -> HttpResponse:
    """The bot was removed from a chat on purpose: nobody needs to be told of it any more."""
    channel = _the_channel(request, channel_id)
    channel_services.leave_chat(channel=channel, chat_id=chat_id, by=user_of(request), now=now())
    return _back_to(channel)


@require_POST
def read_back(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Have the worker read back now what the network could not tell."""
    channel = _the_channel(request, channel_id)
    channel_services.read_again(channel_id=channel.pk, now=now())
    messages.success(request, _("What was missed is being read back. It comes to the desk by itself."))
    return _back_to(channel)


@require_POST
def decide_sending(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Record that residents are answered in a channel, or are not, and on what basis."""
    channel = _the_channel(request, channel_id)
    try:
        channel_services.decide_sending(
            channel=channel,
            allowed=request.POST.get("allowed") == "1",
            basis=request.POST.get("basis", ""),
            by=user_of(request),
            now=now(),
        )
    except channel_services.BasisMissing:
        messages.error(request, _("Say on what basis: a document, an order, its number and date."))
    return _back_to(channel)


@require_POST
def night(request: HttpRequest, channel_id: int) -> HttpResponse:
    """What is told to whoever writes in private when nobody is at work."""
    channel = _the_channel(request, channel_id)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
    channel_services.change_night_text(channel=channel, text=text)
    return _back_to(channel)


@require_POST
def forget_profile(request: HttpRequest, profile_id: int) -> HttpResponse:
    """A personal page is nobody's of ours any more."""
    require(request, access.SEE_CHANNELS)
    channel_services.remove_own_profile(profile_id=profile_id, by=user_of(request), now=now())
    return redirect(f"{reverse('desk:channels')}#profiles")


def _the_channel(request: HttpRequest, channel_id: int) -> Channel:
    require(request, access.SEE_CHANNELS)
    return get_object_or_404(access.channels(user_of(request)), pk=channel_id)


def _back_to(channel: Channel) -> HttpResponse:
    return redirect(f"{reverse('desk:channels')}#channel-{channel.pk}")


def _channels(
    request: HttpRequest, *, checked: int | None = None, findings: list[Finding] | None = None
) -> HttpResponse:
    rows = inbox_reads.with_last_event(access.channels(user_of(request)))
    rows = rows.prefetch_related(
        Prefetch(
            "chats",
            Chat.objects.select_related("left_by").order_by("-left_at", "lost_at", "kind", "title", "pk"),
        ),
        Prefetch(
            "sending_decisions",
            SendingDecision.objects.select_related("by").order_by("-pk"),
            to_attr="decided",
        ),
        Prefetch("backfills", Backfill.objects.select_related("noticed_by").order_by("pk")),
    )
    context = {
        "channels": [_about(row, findings if row.pk == checked else None) for row in rows],
        "profiles": channel_reads.own_profiles(),
        "now": now(),
    }
    return render(request, "desk/channels.html", context)


def _about(channel: Channel, findings: list[Finding] | None) -> dict[str, Any]:
    """A channel as the page shows it. Of its secrets only which ones are missing, and for what."""
    network = registry.networks().get(channel.network)
    asked = network.credentials if network is not None and not channel.is_shut else ()
    missing = [one for one in asked if one.missing_for and not channel.secrets.get(one.name)]
    return {
        "channel": channel,
        "hook_path": "" if channel.is_shut else channel.hook_path,
        "trouble": words.explain(channel.network, channel.trouble_code),
        "past": [
            (row, words.past(channel.network, row.part), words.explain(channel.network, row.code))
            for row in channel.backfills.all()
            if row.next_at or row.missed_since or row.noticed_at
        ],
        "rule": channel.sending_rule,
        "night_sample": _("Hello! We have got your message. We read and answer from {opens} on."),
        "rule_words": channel.sending_rule.text(get_language() or "") if channel.sending_rule else "",
        "is_readable": isinstance(network, optional.ReadsBack),
        "missing": [(_(row.title), _(row.missing_for)) for row in missing],
        "findings": None
        if findings is None
        else [(finding.ok, _(finding.text).format(**finding.params)) for finding in findings],
    }
