"""The demo as `make run` fills it: real processes, the practice network, one filling for all tests of this file."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from nasvyazi import demo
from nasvyazi.demo import beats, byhand, cast, town
from nasvyazi.demo.photos import SCENES
from nasvyazi.demo.stories import STORIES
from nasvyazi.demo.timeline import BEGINS_DAYS_AGO
from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.models import Appeal, Draft, Note, Reply, Transition
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.appeals.models_guess import Guess
from nasvyazi.domain.appeals.near import Closeness, nearby
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels.models import Ban, Channel, Person, Resident
from nasvyazi.domain.files import services as files
from nasvyazi.domain.inbox.models import Attachment, Event, Message
from nasvyazi.domain.organisations.models import Management
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.places.models import House
from nasvyazi.domain.places.schemes import selectors as schemes
from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.problems.models import Problem
from nasvyazi.networks.base import AttachmentKind, PlaceKind
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.ports import free_port
from nasvyazi.toolbox.refusal import Refusal
from nasvyazi.web.desk.suggesting import suggestions
from tests.running import Running
from tests.sandbox import wait_until

from .district import District, filled_district, write

pytestmark = pytest.mark.acceptance
SPOKEN = (beats.Writes, beats.Comments, beats.Suggests, beats.Shares, beats.Adds)
RARE = {"gift", "call", "money", "story", "unsupported"}
"""Attachments that nobody in the demo sends: seldom ones, and what is none yet."""
QUERIES_FOR_A_BEAT = 70
STOP_SECONDS = 10.0


@pytest.fixture(scope="module")
def district(django_db_blocker: Any) -> Iterator[District]:
    """One for all tests of this file; the last one ends its processes."""
    with django_db_blocker.unblock(), filled_district() as filled:
        yield filled


def test_a_filling_that_was_cut_off_leaves_an_empty_installation(district: District) -> None:
    assert district.after_power_cut == {"wanted": True, "events": 0, "letters": 0}


def test_the_next_filling_doubles_nothing(district: District) -> None:
    said = [
        _words(beat)
        for story in STORIES
        for beat in story.beats
        if story.resident and isinstance(beat, SPOKEN)
    ]
    said += [one.text for one in byhand.TOLD]
    kept = [
        message.versions.order_by("at", "pk")[0].text for message in Message.objects.filter(outgoing=False)
    ]
    assert sorted(kept) == sorted(said)
    community = district.sandbox.control("GET", f"/vk/communities/{cast.COMMUNITIES['head'].number}/posts")
    assert len(community) == 2
    bot = f"/telegram/bots/{cast.COMMUNITIES['telegram'].number}"
    (channel,) = district.sandbox.control("GET", f"{bot}/channels")
    assert len(district.sandbox.control("GET", f"/telegram/channels/{channel['id']}/posts")) == 2
    assert len(district.sandbox.control("GET", f"/max/bots/{cast.COMMUNITIES['max'].number}/channels")) == 1
    for network in ("vk", "telegram", "max"):
        residents = [one["name"] for one in district.sandbox.control("GET", f"/{network}/residents")]
        assert sorted(residents) == sorted(
            one.name for one in cast.RESIDENTS.values() if one.network == network
        )


def _words(beat: Any) -> str:
    """What a beat says: of a video the title, too."""
    return f"{beat.title}\n{beat.text}" if getattr(beat, "kind", "") == "video" else str(beat.text)


def test_a_second_filling_is_refused_in_words_and_does_nothing(district: District) -> None:
    before = Appeal.objects.count(), User.objects.count(), Event.objects.count()
    assert not demo.is_wanted()
    with pytest.raises(Refusal, match="holds channels already"):
        demo.fill(district.sandbox.url, lambda *_: None)
    assert (Appeal.objects.count(), User.objects.count(), Event.objects.count()) == before


def test_a_person_sees_how_far_it_is_and_a_beat_costs_a_bounded_number_of_queries(district: District) -> None:
    total = district.progress[-1][1]
    assert district.progress == [(done, total) for done in range(1, total + 1)]
    assert district.queries < QUERIES_FOR_A_BEAT * total


def test_there_are_two_communities_two_bots_and_about_eighty_appeals_with_photos(district: District) -> None:
    assert (district.filled.channels, district.filled.users) == (4, len(cast.STAFF))
    assert 76 <= district.filled.appeals <= 90
    assert Appeal.objects.filter(photo_count__gt=0).count() >= 18
    assert set(Channel.objects.values_list("mode", flat=True)) == set(Channel.Mode)


@pytest.mark.usefixtures("district")
def test_every_state_of_an_appeal_can_be_seen() -> None:
    assert set(Appeal.objects.values_list("state", flat=True)) == set(State.values)
    assert appeal_reads.overdue(Appeal.objects.all(), now=now()).count() >= 2
    assert Appeal.objects.filter(state=State.NEW, opened_at__gt=now() - timedelta(hours=6)).count() >= 4
    assert Draft.objects.count() == 1


@pytest.mark.usefixtures("district")
def test_every_open_appeal_has_a_due_time_a_desk_and_a_history_and_nothing_is_undecided() -> None:
    for appeal in Appeal.objects.filter(appeal_reads.OPEN):
        assert appeal.next_due_at is not None
        assert appeal.desk_id
        assert appeal.transitions.exists()
    assert not Message.objects.filter(outgoing=False, decision=None).exists()


@pytest.mark.usefixtures("district")
def test_what_goes_wrong_in_life_went_wrong_here_too() -> None:
    states = set(LetterPart.objects.values_list("state", flat=True))
    assert states == {"sent", "failed", "unconfirmed"}
    failed = LetterPart.objects.filter(state="failed").values_list("error_code", flat=True)
    assert set(failed) == {"vk:901", "telegram:blocked", "max:blocked"}
    unclear = LetterPart.objects.filter(state="unconfirmed")
    assert set(unclear.values_list("letter__thread__channel__network", flat=True)) == {"vk", "telegram"}
    assert set(Event.objects.values_list("state", flat=True)) == {"taken", "unsupported"}
    assert Message.objects.filter(edited_at__isnull=False).count() >= 3
    assert Message.objects.filter(deleted_at__isnull=False).count() == 1
    assert Note.objects.filter(rule="answered_elsewhere").count() == 5


@pytest.mark.usefixtures("district")
def test_in_telegram_people_send_albums_files_and_voices_and_all_that_can_be_had_is_kept() -> None:
    in_telegram = Attachment.objects.filter(message__thread__channel__network="telegram")
    assert set(in_telegram.values_list("fetch", flat=True)) == {"", "fetched", "too_large"}
    kinds = {"photo", "voice", "audio", "document", "location", "contact", "sticker"}
    assert set(in_telegram.values_list("kind", flat=True)) == kinds
    assert Message.objects.exclude(album="").get().attachments.count() == 3
    notice = Reply.objects.get(is_notice=True).letter
    assert [part.state for part in notice.parts.all()] == ["sent"]
    in_parts = Letter.objects.annotate(many=Count("parts")).filter(many__gt=1, files=None)
    assert {part.state for part in in_parts.get().parts.all()} == {"sent"}


@pytest.mark.usefixtures("district")
def test_in_max_comments_are_read_and_the_channels_own_answer_is_known() -> None:
    in_max = Message.objects.filter(thread__channel__network="max")
    under = in_max.filter(thread__kind=PlaceKind.COMMENT)
    assert [under.filter(outgoing=own).count() for own in (False, True)] == [3, 1]
    assert set(under.values_list("versions__event__road", flat=True)) == {"read_back"}
    kinds = Attachment.objects.filter(message__in=in_max).values_list("kind", flat=True)
    assert set(kinds) == {"photo", "location", "sticker"}


@pytest.mark.usefixtures("district")
def test_people_send_whatever_can_be_sent_and_speak_wherever_one_can_speak() -> None:
    kinds = {*Attachment.objects.values_list("kind", flat=True)}
    assert kinds == {kind.value for kind in AttachmentKind} - RARE
    places = {*Message.objects.filter(outgoing=False).values_list("thread__kind", flat=True)}
    assert places == {kind.value for kind in PlaceKind}
    answered = {*LetterPart.objects.filter(state="sent").values_list("letter__thread__kind", flat=True)}
    # Who suggests a post is answered in the dialogue, who shares one, in the comments under it; a caller by phone.
    assert answered == places - {"post", "entry"}
    transcript = Attachment.objects.get(kind="voice", message__thread__channel__network="vk").text
    assert transcript.startswith("Спасибо, что ответили")
    assert Message.objects.annotate(many=Count("attachments")).order_by("-many")[0].many == 10


@pytest.mark.usefixtures("district")
def test_what_was_passed_on_comes_with_its_words_and_its_photo() -> None:
    message = Message.objects.filter(attachments__kind="forward").distinct().get()
    kinds = list(message.attachments.order_by("ordinal").values_list("kind", "fetch"))
    assert kinds == [("forward", ""), ("forward", ""), ("photo", "fetched")]


@pytest.mark.usefixtures("district")
def test_one_photo_is_gone_and_stands_in_the_ledger() -> None:
    gone = Attachment.objects.get(fetch="failed")
    assert (gone.kind, gone.fetch_error) == ("photo", "vk:gone")


@pytest.mark.usefixtures("district")
def test_photos_that_were_sent_as_files_say_where_and_when_and_are_held_upright() -> None:
    sent = [shot for story in STORIES for beat in story.beats if (shot := getattr(beat, "shot", None))]
    assert {Path(shot.name).suffix for shot in sent} == {".jpg", ".HEIC"}
    for shot in sent:
        attachment = Attachment.objects.get(title=shot.name)
        assert attachment.file is not None
        files.make_copies(file=attachment.file)
        assert attachment.place == pytest.approx((shot.latitude, shot.longitude))
        assert (attachment.file.width, attachment.file.height) == SCENES[shot.scene][1]
        assert timedelta() < attachment.message.sent_at - attachment.file.taken_at < timedelta(minutes=5)


@pytest.mark.usefixtures("district")
def test_people_of_the_press_service_join_merge_and_split() -> None:
    assert sorted(Problem.objects.values_list("people_count", flat=True)) == [2, 2, 3]
    assert not Problem.objects.filter(place="").exists()
    merged = Appeal.objects.get(merged_into__isnull=False)
    assert (merged.state, merged.merged_into.resident) == (State.DISMISSED, merged.resident)
    split = Appeal.objects.get(is_split=True)
    assert Appeal.objects.filter(thread=split.thread, resident=split.resident).count() == 2
    assert {*Transition.objects.values_list("field", flat=True)} >= {"problem", "merge", "split"}


@pytest.mark.usefixtures("district")
def test_the_town_has_its_houses_who_manages_them_and_districts_that_answer_for_each() -> None:
    houses = House.objects.select_related("street")
    assert 350 <= houses.count() <= 500
    assert houses.filter(latitude=None).count() == 0
    assert 3 <= Management.objects.values("organisation").distinct().count() < Management.objects.count()
    found = {
        schemes.district_of(
            Address.read(f"{house.street}, {house.number}"), on=now().date(), body=town.BODY
        ).district
        for house in houses
    }
    assert found == {"11", "12"}


@pytest.mark.usefixtures("district")
def test_every_message_was_read_and_cards_show_both_guesses_and_what_people_decided() -> None:
    assert Guess.objects.count() == Message.objects.filter(outgoing=False).count()
    guessed = Appeal.objects.filter(appeal_reads.OPEN, decided=[])
    assert guessed.exclude(kind="").exclude(topic=None).exclude(place=None).count() >= 10
    assert guessed.filter(
        kind="", topic=None, place=None
    ).exists()  # of which the card says that it is not sure
    for aspect in ("kind", "topic", "place", "danger"):
        assert Transition.objects.filter(field=aspect, by__isnull=False).exists()


@pytest.mark.usefixtures("district")
def test_one_danger_is_seen_by_nobody_yet_and_older_ones_were() -> None:
    (waiting,) = appeal_reads.dangers(Appeal.objects.all())
    assert waiting.danger == "manhole"
    assert Appeal.objects.filter(danger_seen_at__isnull=False).count() >= 2


@pytest.mark.usefixtures("district")
def test_five_houses_without_light_are_told_as_one_accident() -> None:
    burst = Burst.objects.get()
    assert (burst.people_count, burst.seen_at, burst.topic.code) == (5, None, "power-outage")
    assert burst.appeals.values("channel__network").distinct().count() == 3


@pytest.mark.usefixtures("district")
def test_two_who_write_about_one_house_and_topic_are_offered_as_one_problem() -> None:
    about = Appeal.objects.filter(appeal_reads.OPEN, topic__code="waste-overflow", place__number="5")
    older, younger = about.order_by("pk")
    (near,) = nearby(younger, among=Appeal.objects.all(), now=now(), limit=3)
    assert (near.appeal, near.beside.closeness, near.is_joined) == (older, Closeness.HOUSE, False)


@pytest.mark.usefixtures("district")
def test_an_operator_is_suggested_a_template_and_an_answer_that_was_given_before() -> None:
    olga = User.objects.get(username="olga")
    assert access.templates(olga).count() == len(byhand.TEMPLATES) == 3
    icy = Appeal.objects.filter(topic__code="snow-ice", first_answered_at=None).latest("pk")
    suggested = suggestions(icy, user=olga, now=now())
    assert suggested.templates[0].template.name == "Гололёд"
    assert [one.appeal.resident.name for one in suggested.answers] == [cast.RESIDENTS["oksana"].name]


@pytest.mark.usefixtures("district")
def test_one_person_is_known_in_two_networks() -> None:
    person = Person.objects.get()
    assert {*person.residents.values_list("network", flat=True)} == {"vk", "telegram"}


@pytest.mark.usefixtures("district")
def test_a_moderator_has_shut_somebody_out_and_said_why() -> None:
    ban = Ban.objects.get()
    assert ban.since is not None
    assert ban.reason
    assert Appeal.objects.filter(channel=ban.channel, resident=ban.resident).exists()


@pytest.mark.usefixtures("district")
def test_it_all_happened_in_the_last_two_weeks_and_nothing_in_the_future() -> None:
    begins, ends = now() - timedelta(days=BEGINS_DAYS_AGO + 1), now()
    moments = [
        *Message.objects.values_list("sent_at", flat=True),
        *Event.objects.values_list("received_at", flat=True),
        *Transition.objects.values_list("at", flat=True),
        *LetterPart.objects.exclude(sent_at=None).values_list("sent_at", flat=True),
    ]
    assert begins < min(moments)
    assert max(moments) < ends


@pytest.mark.usefixtures("district")
def test_everybody_has_a_name_from_the_demo_s_own_list() -> None:
    known = {one.name for one in cast.RESIDENTS.values()}
    wrote = Resident.objects.exclude(network="byhand").filter(messages__outgoing=False)
    assert set(wrote.values_list("name", flat=True)) <= known
    surnames = {*cast.SURNAMES, *(f"{name}а" for name in cast.SURNAMES)}
    assert {one.last_name for one in cast.RESIDENTS.values()} <= surnames


def test_each_installation_has_passwords_of_its_own_and_they_open_the_desk(district: District) -> None:
    shown = demo.how_to_sign_in()
    assert [name for name, _, _ in shown] == [one.username for one in cast.STAFF]
    for name, _, password in shown:
        assert User.objects.get(username=name).check_password(password)
    assert stat.S_IMODE(_passwords(district.product.home).stat().st_mode) == 0o600


def test_after_the_start_both_roads_are_open(district: District) -> None:
    product, sandbox = district.product, district.sandbox
    product.start("web", "listen")
    bot = f"/telegram/bots/{cast.COMMUNITIES['telegram'].number}"
    sandbox.control("POST", f"{bot}/webhook", {"url": "http://127.0.0.1:1/hooks/of-a-former-start"})
    demo.connect(sandbox.url, product.url)
    demo.connect(sandbox.url, product.url)
    assert sandbox.control("GET", bot)["webhook"]["url"].startswith(f"{product.url}/hooks/telegram/")
    for community in cast.COMMUNITIES.values():
        write(sandbox.url, community, f"Проверка: {community.title}")
    fresh = Event.objects.filter(
        type__in=("message_new", "message", "message_created"), state=Event.State.NEW
    )
    wait_until(lambda: fresh.count() == 4, seconds=20, what="all messages")
    assert set(fresh.values_list("channel__network", "road")) == {
        ("vk", "webhook"), ("vk", "poll"), ("telegram", "webhook"), ("max", "webhook"),
    }  # fmt: skip


def test_a_practice_network_that_moved_is_found_again_with_its_photos(district: District) -> None:
    channel = Channel.objects.get(mode=Channel.Mode.POLL)
    photo = Message.objects.filter(thread__channel=channel, attachments__kind="photo").first()
    assert photo is not None
    attachment = photo.attachments.get()
    elsewhere = "http://127.0.0.1:1/vk"
    attachment.url = attachment.url.replace(channel.api_url, elsewhere)
    attachment.save()
    Channel.objects.filter(pk=channel.pk).update(api_url=elsewhere)
    demo.connect(district.sandbox.url, district.product.url)
    channel.refresh_from_db()
    attachment.refresh_from_db()
    assert channel.api_url == district.sandbox.vk_url
    assert attachment.url.startswith(district.sandbox.vk_url)


@pytest.mark.usefixtures("district")
def test_practice_networks_that_do_not_answer_are_a_sentence() -> None:
    with pytest.raises(Refusal, match="not connected"):
        demo.connect("http://127.0.0.1:9", "http://127.0.0.1:9")


def test_the_command_fills_nothing_where_something_is_and_prints_counts_for_programs(
    district: District,
) -> None:
    told = district.product.command("demo", "--if-empty", "--json", "--sandbox-url", district.sandbox.url)
    assert json.loads(told) == {"filled": False}


def test_run_goes_on_with_it_on_other_ports_and_hears_what_residents_write(district: District) -> None:
    product = district.product
    product.stop()
    district.sandbox.stop()
    practice_port, keys = free_port(), os.environ["NASVYAZI_SECRET_KEYS"]
    installation = Running(
        product.home, more={"SANDBOX_PORT": str(practice_port), "NASVYAZI_SECRET_KEYS": keys}
    )
    practice_url = f"http://127.0.0.1:{practice_port}"
    try:
        installation.wait_ready()
        assert f"http://127.0.0.1:{installation.port}/" in installation.said
        assert f"{practice_url}/" in installation.said
        for name, password in json.loads(_passwords(product.home).read_text()).items():
            assert f"  {name:<10} {password}" in installation.said
        for community in cast.COMMUNITIES.values():
            write(practice_url, community, f"Во дворе снова темно, {community.title}")
        heard = Message.objects.filter(
            text__startswith="Во дворе снова темно, ", decision__appeal__isnull=False
        )
        wait_until(lambda: heard.count() == len(cast.COMMUNITIES), seconds=60, what="all messages in appeals")
        assert installation.stop() < STOP_SECONDS
    finally:
        installation.destroy()


def _passwords(home: Path) -> Path:
    return home / "secrets" / "demo_passwords.json"
