"""DESIGN §5a row by row: what the row says after a crash, and what happens then. The network is not asked here."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from nasvyazi.domain.outbox import services
from nasvyazi.domain.outbox.models import Attempt, Letter, LetterPart
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db

State = LetterPart.State
Post = Callable[..., Letter]
LEASE = timedelta(seconds=120)
MINUTE = timedelta(minutes=1)
KEYED = timedelta(minutes=50)
TIMEOUT = base.Unclear("timeout", "no answer")


@pytest.fixture
def post() -> Post:
    appeal, author = factories.appeal(), factories.user()

    def _post(*texts: str, window: timedelta | None = KEYED) -> Letter:
        return factories.answer(appeal, author, *texts, window=window)

    return _post


def claim(now: datetime = NOON) -> services.Claim:
    claimed = services.claim(lease=LEASE, now=now)
    assert claimed is not None
    return claimed


def sending(now: datetime = NOON) -> services.Claim:
    claimed = claim(now)
    assert services.mark_sending(claim=claimed, lease=LEASE, now=now)
    return claimed


def part_of(letter: Letter, ordinal: int = 0) -> LetterPart:
    return letter.parts.get(ordinal=ordinal)


def test_a_committed_letter_is_taken_without_anybody_being_woken(post: Post) -> None:
    letter = post("Приняли.")
    assert claim().part.letter_id == letter.pk


def test_a_part_claimed_by_a_worker_that_died_goes_back_to_the_queue(post: Post) -> None:
    letter = post("Приняли.")
    claim()
    assert services.sweep(lease=LEASE, now=NOON + MINUTE) == 0
    assert services.sweep(lease=LEASE, now=NOON + 3 * MINUTE) == 1
    assert part_of(letter).state == State.QUEUED
    assert part_of(letter).unclear_since is None


@pytest.mark.parametrize(("window", "state"), [(KEYED, State.QUEUED), (None, State.UNCONFIRMED)])
def test_a_sender_that_died_while_sending_leaves_a_retry_with_a_key_and_a_question_without(
    post: Post, window: timedelta | None, state: State
) -> None:
    letter = post("Приняли.", window=window)
    key = part_of(letter).key
    sending()
    services.sweep(lease=LEASE, now=NOON + 3 * MINUTE)
    part = part_of(letter)
    assert (part.state, part.key, part.unclear_since) == (state, key, NOON)


@pytest.mark.parametrize(("window", "state"), [(KEYED, State.QUEUED), (None, State.UNCONFIRMED)])
def test_no_answer_is_a_retry_with_a_key_and_a_question_without(
    post: Post, window: timedelta | None, state: State
) -> None:
    letter = post("Приняли.", window=window)
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    assert part_of(letter).state == state


def test_a_repeat_is_allowed_only_within_the_window_and_the_number_of_messages(post: Post) -> None:
    letter = post("Приняли.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    part = part_of(letter)
    assert services.may_repeat(part=part, messages_since=79, now=NOON + 49 * MINUTE)
    assert not services.may_repeat(part=part, messages_since=80, now=NOON + 49 * MINUTE)
    assert not services.may_repeat(part=part, messages_since=0, now=NOON + 50 * MINUTE)


def test_nobody_repeats_when_the_clock_was_set_back_and_the_age_of_an_attempt_is_unknown(post: Post) -> None:
    letter = post("Приняли.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    part = part_of(letter)
    assert services.may_repeat(part=part, messages_since=0, now=NOON - timedelta(seconds=30))
    assert not services.may_repeat(part=part, messages_since=0, now=NOON - 60 * MINUTE)


def test_a_sender_that_died_before_the_clock_was_set_back_is_not_waited_for(post: Post) -> None:
    letter = post("Приняли.")
    claim()
    assert services.sweep(lease=LEASE, now=NOON - timedelta(seconds=30)) == 0
    assert services.sweep(lease=LEASE, now=NOON - 60 * MINUTE) == 1
    assert part_of(letter).state == State.QUEUED


def test_the_window_is_counted_from_the_first_unclear_attempt(post: Post) -> None:
    letter = post("Приняли.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    later = NOON + 30 * MINUTE
    services.record_unclear(claim=sending(later), error=TIMEOUT, now=later)
    assert part_of(letter).unclear_since == NOON


@pytest.mark.parametrize("window", [KEYED, None])
def test_nothing_sent_is_tried_again_later_on_every_network(post: Post, window: timedelta | None) -> None:
    letter = post("Приняли.", window=window)
    services.record_retry(claim=sending(), error=base.NothingSent("connect"), now=NOON)
    part = part_of(letter)
    assert part.state == State.QUEUED
    assert part.not_before > NOON
    assert part.unclear_since is None
    assert services.claim(lease=LEASE, now=NOON) is None
    assert services.claim(lease=LEASE, now=NOON + MINUTE) is not None


def test_a_throttled_part_waits_as_long_as_the_network_asked(post: Post) -> None:
    letter = post("Приняли.")
    error = base.Throttled("429", retry_after=timedelta(seconds=37))
    services.record_retry(claim=sending(), error=error, after=error.retry_after, now=NOON)
    assert part_of(letter).not_before == NOON + timedelta(seconds=37)


def test_a_network_out_of_reach_for_a_day_fails_the_letter_in_the_open(post: Post) -> None:
    letter = post("Приняли.")
    tomorrow = NOON + timedelta(hours=25)
    for moment in (NOON, tomorrow):
        assert part_of(letter).state == State.QUEUED
        services.record_retry(claim=sending(moment), error=base.NothingSent("connect"), now=moment)
    assert (part_of(letter).state, part_of(letter).error_code) == (State.FAILED, "gave_up")


def test_a_part_that_waited_for_a_persons_decision_has_its_own_day(post: Post) -> None:
    letter = post("Первая часть. ", "Вторая часть.", window=None)
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    monday = NOON + timedelta(days=3)
    services.accept_as_delivered(part=part_of(letter), now=monday)
    services.record_retry(claim=sending(monday), error=base.NothingSent("connect"), now=monday)
    assert part_of(letter, 1).state == State.QUEUED


def test_waiting_for_a_turn_of_our_own_pace_is_no_attempt_and_never_gives_up(post: Post) -> None:
    letter = post("Приняли.")
    error = base.Throttled(base.OWN_PACE, retry_after=timedelta(seconds=6))
    for day in range(3):
        moment = NOON + timedelta(days=day)
        services.record_retry(claim=sending(moment), error=error, after=error.retry_after, now=moment)
    part = part_of(letter)
    assert (part.state, part.attempts.count(), part.error_code) == (State.QUEUED, 0, "")


def test_a_part_that_the_network_had_confirmed_is_not_confirmed_by_a_person_again(post: Post) -> None:
    letter = post("Приняли.", window=None)
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    assert services.accept_as_delivered(part=part_of(letter), now=NOON)
    assert not services.accept_as_delivered(part=part_of(letter), now=NOON)


def test_after_a_sent_part_the_next_one_of_the_letter_goes(post: Post) -> None:
    letter = post("Первая часть. ", "Вторая часть.")
    services.record_sent(claim=sending(), external_id="7", now=NOON)
    assert part_of(letter).external_id == "7"
    assert claim().part.ordinal == 1


def test_an_unconfirmed_part_holds_the_rest_of_its_letter(post: Post) -> None:
    post("Первая часть. ", "Вторая часть.", window=None)
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    assert services.claim(lease=LEASE, now=NOON + timedelta(hours=5)) is None


def test_the_rest_goes_on_when_a_person_has_seen_the_part_in_the_network(post: Post) -> None:
    letter = post("Первая часть. ", "Вторая часть.", window=None)
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    services.accept_as_delivered(part=part_of(letter), now=NOON)
    assert claim().part.ordinal == 1


def test_an_earlier_letter_of_the_thread_goes_first(post: Post) -> None:
    first, second = post("Раньше."), post("Позже.")
    services.record_retry(claim=sending(), error=base.NothingSent("connect"), now=NOON)
    assert services.claim(lease=LEASE, now=NOON) is None, "the second letter must not overtake the first"
    services.record_sent(claim=sending(NOON + MINUTE), external_id="1", now=NOON)
    assert claim(NOON + MINUTE).part.letter_id == second.pk
    assert part_of(first).state == State.SENT


def test_a_refusal_fails_the_part_and_the_rest_of_its_letter(post: Post) -> None:
    letter = post("Первая часть. ", "Вторая часть.")
    services.record_failed(claim=sending(), error=base.Refused("vk:901", "no permission"), now=NOON)
    assert [part.error_code for part in letter.parts.order_by("ordinal")] == ["vk:901", "previous_failed"]
    assert {part.state for part in letter.parts.all()} == {State.FAILED}


def test_a_late_result_of_that_very_attempt_is_still_the_truth(post: Post) -> None:
    letter = post("Приняли.", window=None)
    slow = sending()
    services.sweep(lease=LEASE, now=NOON + 3 * MINUTE)
    assert part_of(letter).state == State.UNCONFIRMED
    services.record_sent(claim=slow, external_id="42", now=NOON + 3 * MINUTE)
    assert (part_of(letter).state, part_of(letter).external_id) == (State.SENT, "42")


def test_a_late_failure_of_a_lost_attempt_changes_nothing(post: Post) -> None:
    letter = post("Приняли.", window=None)
    slow = sending()
    services.sweep(lease=LEASE, now=NOON + 3 * MINUTE)
    services.record_retry(claim=slow, error=base.NothingSent("connect"), now=NOON + 3 * MINUTE)
    assert part_of(letter).state == State.UNCONFIRMED


def test_resending_is_locked_while_the_lost_sender_may_still_be_alive(post: Post) -> None:
    letter = post("Приняли.", window=None)
    sending()
    services.sweep(lease=LEASE, now=NOON + 3 * MINUTE)
    with pytest.raises(services.ResendRefused, match="under_way"):
        services.begin_resend(letter=letter, now=NOON + 4 * MINUTE)
    assert services.begin_resend(letter=letter, now=NOON + 6 * MINUTE)


def test_a_worker_whose_lease_is_over_sends_nothing(post: Post) -> None:
    post("Приняли.")
    slow = claim()
    services.sweep(lease=LEASE, now=NOON + 3 * MINUTE)
    claim(NOON + 3 * MINUTE)
    assert not services.mark_sending(claim=slow, lease=LEASE, now=NOON + 3 * MINUTE)


def test_a_part_that_was_not_found_in_the_network_is_a_question_for_a_person(post: Post) -> None:
    letter = post("Приняли.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    later = NOON + timedelta(hours=1)
    services.record_not_found(claim=sending(later), now=later)
    assert (part_of(letter).state, part_of(letter).error_code) == (State.UNCONFIRMED, "not_found")


def test_looking_in_the_network_is_given_up_after_two_hours(post: Post) -> None:
    letter = post("Приняли.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    for hours, state in ((1, State.QUEUED), (3, State.UNCONFIRMED)):
        moment = NOON + timedelta(hours=hours)
        services.record_not_looked(claim=sending(moment), error=base.NothingSent("connect"), now=moment)
        assert part_of(letter).state == state


def test_our_own_letter_coming_back_confirms_it_by_its_key(post: Post) -> None:
    letter = post("Приняли.")
    part = part_of(letter)
    sending()
    confirmed = services.confirm(
        thread=letter.thread, external_id="77", key=part.key, text="Приняли.", now=NOON
    )
    assert confirmed == part
    assert (part_of(letter).state, part_of(letter).external_id) == (State.SENT, "77")


def test_a_comment_coming_back_without_a_key_confirms_by_its_exact_text(post: Post) -> None:
    letter = post("Приняли.", window=None)
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    assert services.confirm(thread=letter.thread, external_id="9", key="", text="Другое", now=NOON) is None
    assert services.confirm(thread=letter.thread, external_id="9", key="", text="Приняли.", now=NOON)
    assert part_of(letter).state == State.SENT


def test_a_queued_letter_is_not_confirmed_by_somebody_elses_same_words(post: Post) -> None:
    letter = post("Приняли.", window=None)
    assert services.confirm(thread=letter.thread, external_id="9", key="", text="Приняли.", now=NOON) is None
    assert part_of(letter).state == State.QUEUED


def test_every_attempt_is_kept_with_its_outcome(post: Post) -> None:
    letter = post("Приняли.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    services.record_sent(claim=sending(NOON + MINUTE), external_id="7", now=NOON + MINUTE)
    outcomes = (
        Attempt.objects.filter(part__letter=letter).order_by("number").values_list("outcome", flat=True)
    )
    assert list(outcomes) == ["unclear", "sent"]


def test_one_press_of_the_button_is_one_letter(post: Post) -> None:
    letter = post("Приняли.")
    again = services.post(
        thread=letter.thread,
        author=letter.author,
        parts=factories.parts("Приняли."),
        request_key=letter.request_key,
        now=NOON,
    )
    assert again == letter
    assert Letter.objects.count() == 1


def test_the_name_a_network_uses_in_its_events_replaces_the_provisional_one(post: Post) -> None:
    letter = post("Приняли.")
    key = part_of(letter).key
    services.record_sent(claim=sending(), external_id="id900", now=NOON)
    services.confirm(thread=letter.thread, external_id="12", key=key, text="Приняли.", now=NOON)
    assert part_of(letter).external_id == "12"


def test_two_letters_may_have_the_same_random_key_in_different_years(post: Post) -> None:
    first, second = post("Раньше."), post("Позже.")
    second.parts.update(key=part_of(first).key)
    assert part_of(second).key == part_of(first).key


def test_what_is_held_behind_an_unconfirmed_part_does_not_hold_the_next_letter(post: Post) -> None:
    torn, next_one = post("Первая часть. ", "Вторая часть.", window=None), post("Другому жителю.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    assert claim().part.letter_id == next_one.pk
    assert part_of(torn, 1).state == State.QUEUED


def test_a_part_that_may_not_be_looked_for_says_why(post: Post) -> None:
    letter = post("Приняли.")
    services.record_unclear(claim=sending(), error=TIMEOUT, now=NOON)
    later = NOON + timedelta(hours=1)
    services.record_not_found(claim=sending(later), error=base.NeedsHuman("vk:no_service_token"), now=later)
    assert (part_of(letter).state, part_of(letter).error_code) == (State.UNCONFIRMED, "vk:no_service_token")
