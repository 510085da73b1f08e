"""By published rules only, never for criticism, and nothing that people ask for is lost by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from nasvyazi.domain.accounts.models import Role, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Decision
from nasvyazi.domain.appeals.states import State as AppealState
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.files.selectors import path_of
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.moderation import selectors, services
from nasvyazi.domain.moderation.models import Evidence, Measure, PageRule, SuspicionKind
from nasvyazi.networks.base import Change
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def operator() -> User:
    return factories.user()


def rule(channel: Channel | None = None, *, text: str = "Оскорбления и брань") -> PageRule:
    return services.add_rule(
        channel=channel, number="3", text=text, url="https://vk.com/topic-1_2", by=factories.user(Role.ADMINISTRATOR),
        now=NOON,
    )  # fmt: skip


def comment(text: str = "Дворник мудак, снег не убран", *, channel: Channel | None = None) -> Message:
    decision = factories.wrote(
        channel or factories.channel(), factories.seen(text, place=factories.under_post(), author="77")
    )
    return decision.message


def hide(message: Message, by: User, **changes: object) -> Measure:
    if "rule_id" not in changes:
        changes["rule_id"] = rule().pk
    given = {"reason": "", "by": by, "now": SOON} | changes
    return services.hide(message_id=message.pk, **given)  # type: ignore[arg-type]


# --------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    "text",
    [
        "Критика власти",
        "Негативные отзывы",
        "Выражение недовольства",
        "Жалобы не по теме",
        "Личное мнение",
        "Дискредитация",
    ],
)
def test_criticism_can_be_no_rule(text: str) -> None:
    with pytest.raises(services.CriticismIsNoReason):
        rule(text=text)


@pytest.mark.parametrize("url", ["", "наша доска", "javascript:alert(1)", "https://"])
def test_a_rule_that_nobody_has_published_is_none(operator: User, url: str) -> None:
    with pytest.raises(services.RuleIncomplete):
        services.add_rule(channel=None, number="", text="Брань", url=url, by=operator, now=NOON)


def test_nothing_is_done_by_a_rule_of_another_page_or_one_that_is_gone(operator: User) -> None:
    message, strange, gone = comment(), rule(factories.channel()), rule()
    services.retire_rule(rule_id=gone.pk, by=operator, now=NOON)
    for one in (strange.pk, gone.pk, 0):
        with pytest.raises(services.RuleNotInForce):
            hide(message, operator, rule_id=one)
    assert not Measure.objects.exists()


def test_other_words_are_another_rule_and_the_switches_follow(operator: User) -> None:
    message, old = comment(), rule()
    measure = hide(message, operator, rule_id=old.pk)
    services.switch_on(
        channel=measure.channel, kind=SuspicionKind.SPAM, rule_id=old.pk, by=operator, now=NOON
    )
    new = services.add_rule(
        channel=None, number="3", text="Брань", url=old.url, by=operator, now=NOON, replaces=old
    )
    measure.refresh_from_db()
    assert (measure.rule, list(selectors.rules())) == (old, [new])
    assert selectors.switches().get().rule == new


def test_a_retired_rule_switches_off_what_was_done_by_it(operator: User) -> None:
    one = rule()
    services.switch_on(
        channel=factories.channel(), kind=SuspicionKind.SPAM, rule_id=one.pk, by=operator, now=NOON
    )
    services.retire_rule(rule_id=one.pk, by=operator, now=NOON)
    assert not selectors.switches().exists()


def test_the_reason_criticism_does_not_exist(operator: User) -> None:
    with pytest.raises(services.CriticismIsNoReason):
        hide(comment(), operator, reason="негатив про главу")


# --------------------------------------------------------------------------- hiding


def test_a_hidden_complaint_stays_an_open_appeal(operator: User) -> None:
    message = comment()
    appeal = Appeal.objects.get(decisions__message=message)
    measure = hide(message, operator)
    before, appeal = appeal, Appeal.objects.get(pk=appeal.pk)
    assert (measure.state, measure.was_complaint) == (Measure.State.DUE, None)
    assert (appeal.state, appeal.answer_due_at) == (AppealState.NEW, before.answer_due_at)
    assert appeal.changed_at > before.changed_at, "whoever has it open sees it"


def test_what_was_dismissed_is_looked_at_first_and_a_complaint_goes_back_to_work(operator: User) -> None:
    message = comment()
    appeal = Appeal.objects.get(decisions__message=message)
    appeals.dismiss(appeal_id=appeal.pk, reason="болтовня", by=operator, now=NOON)
    with pytest.raises(services.LookFirst):
        hide(message, operator)
    measure = hide(message, operator, is_complaint=True)
    appeal.refresh_from_db()
    assert (appeal.state, measure.was_complaint) == (AppealState.REOPENED, True)


def test_a_newer_open_appeal_takes_the_complaint_of_a_dismissed_one(operator: User) -> None:
    channel = factories.channel()
    message = comment(channel=channel)
    appeals.dismiss(
        appeal_id=Appeal.objects.get(decisions__message=message).pk, reason="болтовня", by=operator, now=NOON
    )
    newer = factories.wrote(
        channel, factories.seen("Ответьте!", place=factories.under_post(), author="77", at=SOON)
    )
    assert hide(message, operator, is_complaint=True).state == Measure.State.DUE
    assert newer.appeal is not None
    assert newer.appeal.is_open


def test_what_was_set_aside_becomes_an_appeal_before_it_is_hidden(operator: User) -> None:
    channel = factories.channel()
    message = factories.record(channel, factories.seen("", place=factories.under_post()))
    appeals.attach_or_open(message=message, now=NOON)
    assert Decision.objects.get(message=message).appeal is None
    with pytest.raises(services.LookFirst):
        hide(message, operator)
    hide(message, operator, is_complaint=True)
    assert Decision.objects.get(message=message).appeal is not None


def test_no_complaint_in_it_is_a_decision_that_is_kept(operator: User) -> None:
    message = comment()
    appeal = Appeal.objects.get(decisions__message=message)
    appeals.dismiss(appeal_id=appeal.pk, reason="спам", by=operator, now=NOON)
    assert hide(message, operator, is_complaint=False).was_complaint is False
    appeal.refresh_from_db()
    assert appeal.state == AppealState.DISMISSED


def test_only_public_words_of_residents_are_moderated(operator: User) -> None:
    channel = factories.channel()
    private = factories.wrote(channel).message
    ours = factories.record(channel, factories.seen("Ответ", place=factories.under_post(), outgoing=True))
    for message in (private, ours):
        with pytest.raises(services.NotModerated):
            hide(message, operator)


def test_a_comment_is_hidden_once_and_one_that_is_gone_not_at_all(operator: User) -> None:
    message = comment()
    hide(message, operator)
    with pytest.raises(services.TakenAlready):
        hide(message, operator)
    other = comment()
    Message.objects.filter(pk=other.pk).update(deleted_at=NOON)
    with pytest.raises(services.GoneAlready):
        hide(other, operator)


def test_what_was_not_begun_is_withdrawn_and_can_be_done_anew(operator: User) -> None:
    message = comment()
    measure = hide(message, operator)
    assert services.undo(measure_id=measure.pk, reason="", by=operator, now=SOON).state == "withdrawn"
    assert services.claim(lease=timedelta(minutes=2), now=SOON) is None
    assert hide(message, operator).state == Measure.State.DUE


def test_what_a_worker_has_in_hands_cannot_be_undone_at_that_moment(operator: User) -> None:
    measure = hide(comment(), operator)
    assert services.claim(lease=timedelta(minutes=2), now=SOON)
    with pytest.raises(services.UnderWay):
        services.undo(measure_id=measure.pk, reason="", by=operator, now=SOON)


# --------------------------------------------------------------------------- bans


def ban(message: Message, by: User, *, days: int | None = 7, review: int | None = 5) -> Measure:
    return services.ban(
        message_id=message.pk, rule_id=rule().pk, reason="", by=by, now=NOON,
        until=NOON + timedelta(days=days) if days is not None else None,
        review_at=NOON + timedelta(days=review) if review is not None else None,
    )  # fmt: skip


@pytest.mark.parametrize("review", [None, 0, -1, 91])
def test_a_ban_without_a_near_day_to_look_at_it_again_is_refused(operator: User, review: int | None) -> None:
    with pytest.raises(services.NoReviewDay):
        ban(comment(), operator, days=None, review=review)


def test_a_ban_for_good_is_looked_at_too_and_a_short_one_no_later_than_its_end(operator: User) -> None:
    assert ban(comment(), operator, days=None, review=90).until is None
    short = ban(comment(channel=factories.channel()), operator, days=1, review=30)
    assert short.review_at == short.until


def test_a_ban_that_would_end_before_it_begins_is_refused(operator: User) -> None:
    with pytest.raises(services.NoTerm):
        ban(comment(), operator, days=-1)


def test_one_ban_at_a_time_and_the_database_holds_it(operator: User) -> None:
    message = comment()
    first = ban(message, operator)
    with pytest.raises(services.TakenAlready):
        ban(message, operator)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


# --------------------------------------------------------------------------- evidence


def test_evidence_is_never_changed_or_deleted(operator: User) -> None:
    evidence = services.secure(measure=hide(comment(), operator), now=SOON)
    for statement in ("UPDATE moderation_evidence SET text = ''", "DELETE FROM moderation_evidence"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Evidence.objects.get(pk=evidence.pk).text == "Дворник мудак, снег не убран"


def test_evidence_is_taken_once_and_holds_every_wording(operator: User) -> None:
    channel = factories.channel()
    message = comment(channel=channel)
    edited = factories.seen(
        "Извините, снег не убран", place=factories.under_post(), author="77", external_id=message.external_id,
        version_at=SOON, change=Change.EDITED,
    )  # fmt: skip
    factories.record(channel, edited)
    measure = hide(Message.objects.get(pk=message.pk), operator)
    first, second = (services.secure(measure=measure, now=SOON) for _ in "12")
    assert first == second
    assert [one["text"] for one in first.versions] == [
        "Дворник мудак, снег не убран",
        "Извините, снег не убран",
    ]
    page = selectors.copy_of(first).decode()
    assert "Дворник мудак" in page
    assert "https://vk.com/topic-1_2" in page
    assert "<script" not in page


def test_the_words_of_a_resident_are_no_markup_in_the_copy(operator: User) -> None:
    measure = hide(comment("<script>alert(1)</script><img src=x>"), operator)
    page = selectors.copy_of(services.secure(measure=measure, now=SOON)).decode()
    assert "&lt;script&gt;" in page
    assert "<img src=x>" not in page


def test_a_copy_that_is_not_what_was_kept_is_not_shown(operator: User) -> None:
    evidence = services.secure(measure=hide(comment(), operator), now=SOON)
    path_of(evidence.copy).write_bytes(b"something else")
    with pytest.raises(OSError, match="not what was kept"):
        selectors.copy_of(evidence)
