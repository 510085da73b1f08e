"""The page's own published rules, and what may be done by them without a person."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Channel

from ..models import AutoSwitch, PageRule, SuspicionKind

_CRITICISM = re.compile(
    r"критик|негатив|недовольств|жалоб|мнени|дискредит|порочащ|неуважени\w* к (?:власт|глав|админ)",
    re.IGNORECASE,
)
"""What people may say: whoever forbids it forbids criticism, whatever the rule is called."""


class CriticismIsNoReason(Exception):
    """Criticism, complaints and opinions are no reason for a measure, and no rule of a page makes them one."""


class RuleIncomplete(Exception):
    """A rule has words and the address where residents read it; `field` is what is missing."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class RuleNotInForce(Exception):
    """No measure without a rule that this page has published and that is in force."""


@transaction.atomic
def add_rule(
    *,
    channel: Channel | None,
    number: str,
    text: str,
    url: str,
    by: User,
    now: datetime,
    replaces: PageRule | None = None,
) -> PageRule:
    """Enter a rule as it is published; None = of all pages. Raises RuleIncomplete, CriticismIsNoReason.

    One that `replaces` another takes its place, in the switches too: what was done by the old one keeps its words.
    """
    if not text.strip():
        raise RuleIncomplete("text")
    if urlsplit(url.strip()).scheme not in ("http", "https") or not urlsplit(url.strip()).hostname:
        raise RuleIncomplete("url")
    refuse_criticism(text)
    rule = PageRule.objects.create(
        channel=channel,
        number=number.strip(),
        text=text.strip(),
        url=url.strip(),
        added_at=now,
        added_by=by,
    )
    if replaces is not None:
        AutoSwitch.objects.filter(rule=replaces, off_at=None).update(rule=rule)
        retire_rule(rule_id=replaces.pk, by=by, now=now)
    return rule


@transaction.atomic
def retire_rule(*, rule_id: int, by: User, now: datetime) -> None:
    """The page has this rule no longer: nothing more is done by it, by switches neither."""
    PageRule.objects.filter(pk=rule_id, retired_at=None).update(retired_at=now, retired_by=by)
    AutoSwitch.objects.filter(rule_id=rule_id, off_at=None).update(off_at=now, off_by=by)


@transaction.atomic
def switch_on(*, channel: Channel, kind: SuspicionKind, rule_id: int, by: User, now: datetime) -> AutoSwitch:
    """Hide by a rule, without a person, what is suspected so in a channel. Raises RuleNotInForce."""
    rule = rule_in_force(rule_id=rule_id, channel_id=channel.pk)
    switch_off(channel=channel, kind=kind, by=by, now=now)
    return AutoSwitch.objects.create(channel=channel, kind=kind, rule=rule, on_at=now, on_by=by)


def switch_off(*, channel: Channel, kind: SuspicionKind, by: User, now: datetime) -> None:
    """From now on a person decides about such comments."""
    AutoSwitch.objects.filter(channel=channel, kind=kind, off_at=None).update(off_at=now, off_by=by)


def rule_in_force(*, rule_id: int, channel_id: int) -> PageRule:
    """A rule of this channel's page. Raises RuleNotInForce."""
    own = Q(channel=None) | Q(channel=channel_id)
    rule = PageRule.objects.filter(own, pk=rule_id, retired_at=None).first()
    if rule is None:
        raise RuleNotInForce
    return rule


def refuse_criticism(words: str) -> None:
    """Raises CriticismIsNoReason where words name criticism as what is wrong."""
    if _CRITICISM.search(words):
        raise CriticismIsNoReason
