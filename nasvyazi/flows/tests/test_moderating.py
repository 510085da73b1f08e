"""A measure carried out in a network in memory: done, undone, repeated, refused; and what is only proposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.moderation import selectors as reads
from nasvyazi.domain.moderation import services
from nasvyazi.domain.moderation.models import Evidence, Measure, PageRule
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.flows import answering, moderating
from nasvyazi.networks import base, memory, registry
from nasvyazi.networks.memory.world import Told, World
from nasvyazi.toolbox.clock import now
from tests import factories

from .comments import comment, heard, standing, tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
State = Measure.State


def hidden(message: Message, rule: PageRule, by: User) -> Measure:
    measure = moderating.hide(message=message, rule_id=rule.pk, reason="", is_complaint=None, by=by)
    assert moderating.carry_out_next()
    measure.refresh_from_db()
    return measure


def ledger(kind: str) -> list[int]:
    lines = attention.ledger(user=None, now=now())
    return [item.id for line in lines if line.kind == kind for item in line.items]


def test_a_comment_is_hidden_with_evidence_and_comes_back(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    measure = hidden(message, rule, operator)
    assert (measure.state, standing(world, channel)) == (State.DONE, [])
    assert Evidence.objects.get(measure=measure).text == message.text
    message.refresh_from_db()
    assert message.deleted_at is not None
    tell_all(channel, world)
    back = moderating.undo(measure=measure, reason="ошиблись", by=operator)
    assert moderating.carry_out_next()
    back.refresh_from_db()
    measure.refresh_from_db()
    assert (back.kind, back.state, measure.ended_at is not None) == ("restore", State.DONE, True)
    assert standing(world, channel) == [message.text]
    tell_all(channel, world)
    message.refresh_from_db()
    assert message.deleted_at is None
    assert Appeal.objects.get(decisions__message=message).is_open
    assert hidden(message, rule, operator).state == State.DONE, "and it can be hidden again"


def test_the_answer_to_a_hidden_comment_goes_into_private_messages_while_it_is_hidden(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    heard(channel, world.write(channel.network_id, "501", "Здравствуйте"))
    message = comment(world, channel)
    appeal = Appeal.objects.select_related("thread__channel").get(decisions__message=message)
    measure = hidden(message, rule, operator)
    letter = answering.answer(appeal=appeal, text="Уберём", author=operator, request_key=uuid4())
    assert (letter.thread.kind, letter.reply_to) == ("dialog", "")
    moderating.undo(measure=measure, reason="", by=operator)
    moderating.carry_out_next()
    again = answering.answer(appeal=appeal, text="Убрали", author=operator, request_key=uuid4())
    assert (again.thread.kind, again.reply_to) == ("comment", message.external_id)


def test_without_a_dialogue_the_answer_stays_public_and_names_no_comment_that_is_gone(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    hidden(message, rule, operator)
    appeal = Appeal.objects.select_related("thread__channel").get(decisions__message=message)
    letter = answering.answer(appeal=appeal, text="Уберём", author=operator, request_key=uuid4())
    assert (letter.thread.kind, letter.reply_to) == ("comment", "")


def test_an_unclear_outcome_is_repeated_and_the_repeat_that_finds_nothing_is_done(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    world.fail_next("after", base.Unclear("timeout"))
    measure = hidden(message, rule, operator)
    assert (measure.state, measure.error_code, standing(world, channel)) == (State.DUE, "timeout", [])
    Measure.objects.update(not_before=now())
    assert moderating.carry_out_next()
    measure.refresh_from_db()
    assert (measure.state, measure.error_code) == (State.DONE, "")


def test_what_its_author_deleted_first_is_not_told_as_hidden_by_us(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    world.delete(
        channel.network_id, Told(place=factories.under_post("1"), external_id=message.external_id, body=b"")
    )
    measure = hidden(message, rule, operator)
    assert (measure.state, measure.error_code) == (State.WITHDRAWN, services.GONE)
    assert ledger("measures_failed") == []
    assert reads.standing([message.pk]) == {}


def test_a_refusal_is_in_the_ledger_until_it_is_tried_again(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    world.fail_next("before", base.KeyMissing("vk:no_key_to_moderate"))
    measure = hidden(message, rule, operator)
    assert (measure.state, ledger("measures_failed")) == (State.FAILED, [measure.pk])
    services.try_again(measure_id=measure.pk, now=now())
    assert moderating.carry_out_next()
    measure.refresh_from_db()
    assert (measure.state, ledger("measures_failed")) == (State.DONE, [])


def test_what_was_done_meanwhile_is_not_tried_again(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    world.fail_next("before", base.Refused("memory:blocked"))
    first = hidden(message, rule, operator)
    assert hidden(message, rule, operator).state == State.DONE
    with pytest.raises(services.TakenAlready):
        services.try_again(measure_id=first.pk, now=now())


def test_photos_on_their_way_are_waited_for_a_while_and_not_for_ever(
    channel: Channel, rule: PageRule, operator: User
) -> None:
    photo = base.Attachment(
        kind=base.AttachmentKind.PHOTO, network_id="1", ref="photo", url="https://a.example/1"
    )
    seen = factories.seen("Брань", place=factories.under_post("1"), attachments=[photo], at=now())
    measure = hidden(factories.wrote(channel, seen).message, rule, operator)
    assert (measure.state, measure.attempts, Evidence.objects.count()) == (State.DUE, 0, 0)
    Measure.objects.update(not_before=now(), created_at=now() - timedelta(minutes=11))
    moderating.carry_out_next()
    assert [one["sha256"] for one in Evidence.objects.get().attachments] == [""]


def test_a_network_out_of_reach_is_asked_again_and_given_up_after_a_day(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    for _ in "12":
        world.fail_next("before", base.NothingSent("connect"))
    measure = hidden(message, rule, operator)
    assert (measure.state, measure.error_code) == (State.DUE, "connect")
    Measure.objects.update(not_before=now(), tried_at=now() - timedelta(hours=25))
    moderating.carry_out_next()
    measure.refresh_from_db()
    assert (measure.state, measure.error_code) == (State.FAILED, services.GAVE_UP)


def test_a_worker_that_died_leaves_its_measure_to_the_next_one(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    measure = moderating.hide(message=message, rule_id=rule.pk, reason="", is_complaint=None, by=operator)
    claim = services.claim(lease=timedelta(seconds=-1), now=now())
    assert claim is not None
    assert moderating.sweep() == 1
    assert moderating.carry_out_next()
    measure.refresh_from_db()
    assert measure.state == State.DONE
    services.record_failed(claim=claim, error=base.Refused("late"), now=now())
    measure.refresh_from_db()
    assert measure.state == State.DONE, "the word of a lost attempt counts no more"


def test_a_warning_is_a_notice_under_the_comment_and_stops_no_clock(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    words = moderating.warning_words(rule)
    measure = moderating.warn(message=message, rule_id=rule.pk, text=words, by=operator)
    assert moderating.carry_out_next()
    measure.refresh_from_db()
    letter = Letter.objects.get()
    assert (measure.state, measure.letter, letter.reply_to) == (State.DONE, letter, message.external_id)
    assert rule.url in letter.text
    assert letter.reply.is_notice
    assert Appeal.objects.get(decisions__message=message).answer_due_at is not None


def test_a_ban_is_known_at_once_reviewed_on_its_day_and_lifted(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    message = comment(world, channel)
    measure = moderating.ban(
        message=message,
        rule_id=rule.pk,
        reason="",
        until=None,
        review_at=now() + timedelta(days=30),
        by=operator,
    )
    assert moderating.carry_out_next()
    assert (channel.network_id, "501") in world.banned
    assert channel_reads.bans(now=now()).get().channel == channel
    assert ledger("bans_to_review") == []
    Measure.objects.filter(pk=measure.pk).update(review_at=now() - timedelta(minutes=1))
    assert ledger("bans_to_review") == [measure.pk]
    services.review(measure_id=measure.pk, review_at=now() + timedelta(days=60), by=operator, now=now())
    assert ledger("bans_to_review") == []
    measure.refresh_from_db()
    moderating.undo(measure=measure, reason="", by=operator)
    assert moderating.carry_out_next()
    assert not world.banned
    assert not channel_reads.bans(now=now()).exists()


def test_a_ban_that_the_network_does_not_end_is_ended_by_us(rule: PageRule, operator: User) -> None:
    world, channel = memory.without_key.world, factories.channel("memory_nokey")
    message = comment(world, channel)
    until = now() + timedelta(days=7)
    moderating.ban(message=message, rule_id=rule.pk, reason="", until=until, review_at=until, by=operator)
    assert moderating.carry_out_next()
    planned = Measure.objects.get(kind="unban")
    assert (planned.not_before, planned.automatic) == (until, services.BAN_OVER)
    assert not moderating.carry_out_next(), "its term is not over"
    with pytest.raises(services.CannotBeUndone):
        moderating.undo(measure=planned, reason="", by=operator)
    assert not planned.is_undoable
    Measure.objects.filter(pk=planned.pk).update(not_before=now())
    assert moderating.carry_out_next()
    assert not world.banned
    assert Measure.objects.get(kind="ban").ended_at is not None


def test_an_early_end_brings_forward_the_planned_one(rule: PageRule, operator: User) -> None:
    world, channel = memory.without_key.world, factories.channel("memory_nokey")
    until = now() + timedelta(days=7)
    measure = moderating.ban(
        message=comment(world, channel), rule_id=rule.pk, reason="", until=until, review_at=until, by=operator
    )
    moderating.carry_out_next()
    measure.refresh_from_db()
    moderating.undo(measure=measure, reason="", by=operator)
    assert moderating.carry_out_next()
    assert not world.banned
    assert Measure.objects.get(kind="unban").by == operator


def test_a_ban_lifted_in_the_network_itself_needs_no_look(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    measure = moderating.ban(
        message=comment(world, channel), rule_id=rule.pk, reason="", until=None, review_at=now() + timedelta(days=1),
        by=operator,
    )  # fmt: skip
    moderating.carry_out_next()
    services.let_in_elsewhere(channel=channel, resident=measure.resident, now=now())
    assert not reads.bans(among=Channel.objects.all(), now=now()).exists()


def test_a_banned_resident_is_heard_elsewhere_and_the_card_knows_of_the_ban(
    world: World, channel: Channel, rule: PageRule, operator: User
) -> None:
    moderating.ban(
        message=comment(world, channel), rule_id=rule.pk, reason="", until=None, review_at=now() + timedelta(days=1),
        by=operator,
    )  # fmt: skip
    moderating.carry_out_next()
    elsewhere = factories.channel("memory", title="ЖКХ")
    message = comment(world, elsewhere, "У дома 5 прорвало трубу")
    card: Any = appeal_reads.with_ban(Appeal.objects.filter(decisions__message=message), now=now()).get()
    assert (card.banned_in, card.banned_since, card.is_open) == ([channel.title], None, True)


def test_what_the_network_cannot_do_is_said_before_anything_is_written(
    rule: PageRule, operator: User
) -> None:
    channel = factories.channel("vk")
    message = factories.wrote(channel, factories.seen(place=factories.under_post())).message
    attempts: tuple[Callable[[], object], ...] = (
        lambda: moderating.hide(message=message, rule_id=rule.pk, reason="", is_complaint=None, by=operator),
        lambda: moderating.ban(
            message=message,
            rule_id=rule.pk,
            reason="",
            until=None,
            review_at=now() + timedelta(days=1),
            by=operator,
        ),
    )
    for attempt in attempts:
        with pytest.raises(moderating.DeedRefused) as caught:
            attempt()
        assert caught.value.why == registry.get("vk").explain("vk:no_key_to_moderate")
    assert not Measure.objects.exists()
