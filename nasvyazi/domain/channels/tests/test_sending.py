"""Whether residents are answered in a channel: a rule that is data, and what people record."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import Error, transaction

from nasvyazi.domain.accounts.models import Role
from nasvyazi.domain.channels import selectors, sending, services
from nasvyazi.domain.channels.models import Channel, SendingDecision
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


def test_every_rule_says_its_source_since_when_it_holds_and_when_it_was_looked_up() -> None:
    for rule in sending.rules():
        assert rule.source
        assert rule.since <= rule.looked_up
        assert rule.text("ru")
        assert rule.text("en-gb") == rule.text("de"), "English stands in for a language it is not told in"


@pytest.mark.parametrize(
    ("network", "country", "on", "is_against"),
    [
        ("telegram", "RU", date(2026, 11, 27), True),
        ("telegram", "ru", date(2025, 6, 1), True),
        ("telegram", "RU", date(2025, 5, 31), False),
        ("telegram", "KZ", date(2026, 11, 27), False),
        ("vk", "RU", date(2026, 11, 27), False),
        ("max", "RU", date(2026, 11, 27), False),
    ],
)
def test_a_rule_is_of_a_country_a_network_and_a_day(
    network: str, country: str, on: date, is_against: bool
) -> None:
    assert (sending.rule_for(network=network, country=country, on=on) is not None) is is_against


def test_in_russia_telegram_is_heard_and_not_answered_until_a_basis_is_recorded() -> None:
    telegram, vk = factories.channel("telegram"), factories.channel("vk")
    assert (telegram.is_sending, vk.is_sending) == (False, True)
    administrator = factories.user(Role.ADMINISTRATOR)
    services.decide_sending(
        channel=telegram, allowed=True, basis="Распоряжение № 5 от 01.10.2026", by=administrator, now=NOON
    )
    kept = Channel.objects.get(pk=telegram.pk)
    assert kept.is_sending
    decision = selectors.sending_decision(kept)
    assert decision is not None
    assert (decision.basis, decision.by, decision.at) == (
        "Распоряжение № 5 от 01.10.2026",
        administrator,
        NOON,
    )


def test_elsewhere_telegram_is_a_network_like_any_other(settings: object) -> None:
    settings.NASVYAZI_COUNTRY = "AM"  # type: ignore[attr-defined]
    assert factories.channel("telegram").is_sending


def test_sending_can_be_switched_off_where_no_rule_speaks_against_it() -> None:
    vk = factories.channel("vk")
    services.decide_sending(channel=vk, allowed=False, basis="Выборы", by=factories.user(), now=NOON)
    assert not Channel.objects.get(pk=vk.pk).is_sending
    assert vk not in selectors.answering()


def test_nobody_switches_it_without_saying_on_what_basis() -> None:
    telegram = factories.channel("telegram")
    with pytest.raises(services.BasisMissing):
        services.decide_sending(channel=telegram, allowed=True, basis="  ", by=factories.user(), now=NOON)
    assert not Channel.objects.get(pk=telegram.pk).is_sending


def test_what_was_recorded_cannot_be_changed_or_taken_away() -> None:
    channel = factories.channel("telegram")
    services.decide_sending(channel=channel, allowed=True, basis="Указ", by=factories.user(), now=NOON)
    for change in (
        lambda: SendingDecision.objects.update(basis="Другое"),
        lambda: SendingDecision.objects.all().delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
