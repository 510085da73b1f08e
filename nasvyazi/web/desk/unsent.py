"""Where no answer leaves from here: why, and what one does instead. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Channel, SendingDecision
from nasvyazi.flows import notices


@dataclass(frozen=True, slots=True)
class NotSent:
    """Why nothing is sent in a channel: our people enter what is said there, somebody decided so, or a rule says so.

    `rule` and `source` are of that rule; `pointing` is a ready text that tells residents where they are answered.
    """

    is_by_hand: bool
    decision: SendingDecision | None = None
    rule: str = ""
    source: str = ""
    pointing: str = ""


def not_sent(channel: Channel) -> NotSent | None:
    """Why nothing is sent in a channel; None where answers are. No query where they are."""
    if channel.mode == Channel.Mode.HAND:
        return NotSent(is_by_hand=True)
    if channel.is_sending:
        return None
    rule = channel.sending_rule if channel.may_send is None else None
    return NotSent(
        is_by_hand=False,
        decision=channels.sending_decision(channel),
        rule=rule.text(get_language() or "") if rule is not None else "",
        source=rule.source if rule is not None else "",
        pointing=notices.pointing_elsewhere(),
    )
