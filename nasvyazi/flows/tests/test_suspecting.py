"""What the program suspects of a comment: proposed after its appeal, decided by a person, or by a switch."""

from __future__ import annotations

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.moderation import reading, services
from nasvyazi.domain.moderation import selectors as reads
from nasvyazi.domain.moderation.models import Measure, PageRule, Suspicion, SuspicionKind, Unread
from nasvyazi.flows import moderating
from nasvyazi.networks.memory.world import Told, World
from nasvyazi.toolbox.clock import now
from tests import factories

from .comments import comment, heard, standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def test_obscene_words_are_proposed_and_nothing_happens_until_a_person_decides(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    assert moderating.read_next()
    suspicion = Suspicion.objects.get()
    assert (suspicion.kind, suspicion.signs) == (SuspicionKind.OBSCENITY, ["мудак"])
    assert standing(world, channel) == [message.text]
    moderating.confirm(
        suspicion_id=suspicion.pk, message=message, rule_id=rule.pk, is_complaint=None, by=operator
    )
    moderating.carry_out_next()
    assert standing(world, channel) == []
    assert not reads.suspicions(among=Channel.objects.all()).exists()


def test_a_rejected_proposal_does_not_come_again_with_an_edit(
    world: World, channel: Channel, operator: User
) -> None:
    message = comment(world, channel)
    moderating.read_next()
    services.reject(suspicion_id=Suspicion.objects.get().pk, by=operator, now=now())
    told = Told(place=factories.under_post("1"), external_id=message.external_id, body=b"")
    heard(channel, world.edit(channel.network_id, "501", told, "Дворник мудак! Снег не убран"))
    assert moderating.read_next()
    assert not reads.suspicions(among=Channel.objects.all()).exists()


def test_a_clean_comment_that_is_edited_is_read_again(world: World, channel: Channel) -> None:
    message = comment(world, channel, "Снег не убран")
    moderating.read_next()
    assert not Suspicion.objects.exists()
    told = Told(place=factories.under_post("1"), external_id=message.external_id, body=b"")
    heard(channel, world.edit(channel.network_id, "501", told, "Снег не убран, блять"))
    moderating.read_next()
    assert Suspicion.objects.get().signs == ["блять"]


def test_private_words_are_not_read(world: World, channel: Channel) -> None:
    heard(channel, world.write(channel.network_id, "501", "Блять, снег"))
    assert not Unread.objects.exists()
    assert not moderating.read_next()


def test_where_it_is_switched_on_the_comment_is_hidden_at_once_and_comes_back_with_one_button(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    services.switch_on(channel=channel, kind=SuspicionKind.OBSCENITY, rule_id=rule.pk, by=operator, now=now())
    message = comment(world, channel)
    moderating.read_next()
    assert moderating.carry_out_next()
    measure = Measure.objects.get()
    assert (measure.by, measure.automatic, measure.state) == (None, "obscenity", Measure.State.DONE)
    assert Appeal.objects.get(decisions__message=message).is_open
    assert Suspicion.objects.get().is_confirmed
    moderating.undo(measure=measure, reason="", by=operator)
    moderating.carry_out_next()
    assert standing(world, channel) == [message.text]


def test_the_same_complaint_under_many_posts_is_proposed_but_never_hidden_by_a_switch(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    services.switch_on(channel=channel, kind=SuspicionKind.SPAM, rule_id=rule.pk, by=operator, now=now())
    for post in "123":
        comment(world, channel, "Во дворе дома 5 третью неделю не горит фонарь", post=post)
    moderating.read_next()
    assert [one.signs for one in Suspicion.objects.all()] == [[reading.REPEATED]] * 3
    assert not Measure.objects.exists()


def test_a_reader_that_fails_loses_nothing_and_holds_nobody_up(
    world: World, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = (
        comment(world, channel, "Сломай меня, блять"),
        comment(world, channel, "Блять, яма", post="2"),
    )
    whole = reading.obscene_words

    def failing(text: str) -> list[str]:
        if text.startswith("Сломай"):
            raise RuntimeError("a mistake of the reader")
        return whole(text)

    monkeypatch.setattr(reading, "obscene_words", failing)
    assert moderating.read_next()
    assert [one.message for one in Suspicion.objects.all()] == [fine]
    assert Unread.objects.get().version.message == broken
    assert not moderating.read_next(), "it is tried again later"
    monkeypatch.setattr(reading, "obscene_words", whole)
    Unread.objects.update(not_before=now())
    moderating.read_next()
    assert Suspicion.objects.filter(message=broken).exists()
