"""The stories fit together, and the demo looks natural on whatever day and hour it is filled."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nasvyazi.demo import beats, photos
from nasvyazi.demo.cast import COMMUNITIES, RESIDENTS, STAFF, SURNAMES
from nasvyazi.demo.moments import Day, spoken
from nasvyazi.demo.stories import STORIES
from nasvyazi.demo.timeline import BEGINS_DAYS_AGO, nights, timeline

MOSCOW = ZoneInfo("Europe/Moscow")
MOMENTS = [
    datetime(2026, 11, 24, 14, 5, tzinfo=MOSCOW),
    datetime(2026, 11, 28, 0, 3, tzinfo=MOSCOW),
    datetime(2027, 1, 5, 4, 40, tzinfo=MOSCOW),
    datetime(2027, 3, 1, 23, 59, tzinfo=MOSCOW),
    datetime(2026, 7, 12, 8, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 12, 0, tzinfo=ZoneInfo("Europe/Berlin")),
]
SPOKEN = beats.Writes | beats.Comments | beats.Suggests | beats.Adds | beats.Shares
BEATS = [(story, beat) for story in STORIES for beat in story.beats]


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_everything_happened_in_the_last_two_weeks_in_order(now: datetime) -> None:
    moments = [cue.moment for cue in timeline(STORIES, now=now)]
    assert moments == sorted(moments)
    assert now - timedelta(days=BEGINS_DAYS_AGO) <= moments[0]
    assert moments[-1] < now
    assert all(night < now for night in nights(now=now))


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_every_resident_has_spoken_at_any_hour_and_some_of_them_just_now(now: datetime) -> None:
    cues = timeline(STORIES, now=now)
    spoken_ = {cue.number for cue in cues if isinstance(cue.beat, SPOKEN)}
    assert spoken_ >= {number for number, story in enumerate(STORIES) if story.resident}
    recent = [cue for cue in cues if cue.moment > now - timedelta(hours=1)]
    assert any(isinstance(cue.beat, beats.Writes) for cue in recent)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_what_happens_to_one_resident_keeps_its_order(now: datetime) -> None:
    cues = timeline(STORIES, now=now)
    for number, story in enumerate(STORIES):
        played = tuple(cue.beat for cue in cues if cue.number == number)
        assert played == story.beats[: len(played)]


def test_nobody_of_the_press_service_works_at_night_except_in_the_last_hours() -> None:
    now = MOMENTS[0]
    for cue in timeline(STORIES, now=now):
        if isinstance(cue.beat, beats.Answers) and cue.moment < now - timedelta(hours=12):
            assert 8 <= cue.moment.hour < 20, cue


def test_the_stories_name_only_people_posts_and_scenes_that_there_are() -> None:
    posts = {beat.key for _, beat in BEATS if isinstance(beat, beats.Publishes | beats.Adds)}
    staff = {one.username for one in STAFF}
    for story, beat in BEATS:
        assert story.community in COMMUNITIES
        network = COMMUNITIES[story.community].network
        assert not story.resident or RESIDENTS[story.resident].network == network
        assert set(getattr(beat, "photos", ())) <= set(photos.SCENES)
        assert getattr(beat, "post", "") in {*posts, ""}
        if isinstance(beat, beats.Deed):
            assert beat.by in staff
            assert ("{day}" in beat.text) <= (beat.day is not None)
        if isinstance(beat, beats.Joins):
            assert beat.to in RESIDENTS


def test_nobody_sends_what_their_network_does_not_take() -> None:
    in_one_network = {"shot": "telegram", "forwards": "vk", "gone": "vk"}
    for story, beat in BEATS:
        network = COMMUNITIES[story.community].network
        assert {in_one_network[name] for name in in_one_network if getattr(beat, name, None)} <= {network}
        if isinstance(beat, beats.Writes):
            # The control API takes a list of messages in JSON only, and photos in a form only.
            assert not (beat.forwards and beat.photos)
            assert len(beat.photos) <= 10


def test_residents_have_different_names_and_ids_that_nobody_has() -> None:
    assert len(SURNAMES) == len(set(SURNAMES)) == len(RESIDENTS)
    ids = [one.user_id for one in RESIDENTS.values()]
    assert len(set(ids)) == len(ids)
    assert min(ids) > 970_000_000


def test_a_day_that_must_be_a_working_one_moves_on_to_one() -> None:
    friday = datetime(2026, 11, 27, 12, tzinfo=MOSCOW)
    weekdays = lambda day: day.weekday() < 5  # noqa: E731
    assert Day(1).resolve(friday, weekdays) == date(2026, 11, 28)
    assert Day(1, working=True).resolve(friday, weekdays) == date(2026, 11, 30)
    assert spoken(date(2026, 5, 3)) == "3 мая"
