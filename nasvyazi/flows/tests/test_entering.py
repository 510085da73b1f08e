"""What our people enter by hand lives like any other appeal, is one however often it is entered, and loses no word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.channels.models import Channel, Resident
from nasvyazi.domain.files import services as files
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message, Way
from nasvyazi.flows import entering, incoming
from nasvyazi.flows.entering import Who
from nasvyazi.networks import base, registry
from nasvyazi.networks.optional import Link
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import Story

pytestmark = pytest.mark.django_db
COMMENT = "https://story.example/wall-1_1?reply=9"


class Readable(Story):
    """A story whose addresses can be read: `https://story.example/wall…` is a comment in the channel `owner`."""

    def __init__(self) -> None:
        super().__init__()
        self.owner = "1"
        self.answer: base.Seen | base.NetworkError = base.Refused("story:gone")

    def read_link(self, url: str) -> Link | None:
        if not url.startswith("https://story.example/wall"):
            return None
        return Link(url=COMMENT, owner=self.owner, place=factories.under_post(), external_id="9")

    def look_up(self, account: base.Account, link: Link, *, deadline: float) -> base.Envelope:
        if isinstance(self.answer, base.NetworkError):
            raise self.answer
        self.told[1] = [self.answer]
        return self.envelope(1)

    def explain(self, code: str) -> str:
        return f"explained {code}"

    def profiles(self, account: base.Account, ids: list[str], *, deadline: float) -> list[base.Profile]:
        return [base.Profile(network_id=one, name="Марина Озёрова") for one in ids]


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Readable:
    network = Readable()
    monkeypatch.setitem(registry.networks(), network.code, network)
    return network


@pytest.fixture
def channel(story: Readable) -> Channel:
    known = factories.channel("story")
    story.owner = known.network_id
    return known


@pytest.fixture
def operator() -> User:
    return factories.user()


def entry(text: str = "В подъезде нет света", **more: object) -> inbox.Entry:
    told = {"key": uuid4(), "text": text, "said_at": now() - timedelta(minutes=1), "way": Way.CALL, **more}
    return inbox.Entry(**told)  # type: ignore[arg-type]


def enter(by: User, told: inbox.Entry | None = None, who: Who | None = None, where: str = "") -> Appeal:
    return entering.enter(entry=told or entry(), who=who or Who(), channel=None, where=where, by=by)


def comment(text: str = "Яма у дома") -> base.MessageSeen:
    seen = factories.seen(text, author="7", name="", place=factories.under_post(), external_id="9")
    return replace(seen, url=COMMENT)


def test_a_call_becomes_an_appeal_with_a_desk_clocks_and_who_entered_it(operator: User) -> None:
    told = entry()
    appeal = enter(operator, told, Who(name="Тамара Ильинична", contact="+7 900 000-00-12"), "Рябиновая 12")
    assert (appeal.desk_id, appeal.answer_due_at is not None) == (Desk.MAIN_ID, True)
    message = Message.objects.get()
    assert (message.text, message.way, message.entered_by, message.sent_at) == (
        "В подъезде нет света", Way.CALL, operator, told.said_at,
    )  # fmt: skip
    assert (str(appeal.resident), appeal.resident.contact) == ("Тамара Ильинична", "+7 900 000-00-12")
    assert Note.objects.get().text == "Где: Рябиновая 12"


def test_pressed_twice_it_is_one(operator: User) -> None:
    told = entry()
    assert enter(operator, told, where="Лодочная 2") == enter(operator, told, where="Лодочная 2")
    assert (Message.objects.count(), Note.objects.count()) == (1, 1)


def test_one_telephone_is_one_resident_however_it_is_written_and_nobody_is_anybody_else(
    operator: User,
) -> None:
    for contact in ("+7 900 000-00-12", "8 (900) 000 00 12", "", ""):
        enter(operator, entry(), Who(contact=contact))
    assert Resident.objects.count() == 3
    assert set(Resident.objects.values_list("name", flat=True)) == {"Имя не названо"}


def test_where_it_is_becomes_the_place_if_the_register_knows_it_and_a_note_in_any_case(
    operator: User,
) -> None:
    factories.house(factories.street("Лодочная"), "2")
    known = enter(operator, entry(), where="Лодочная 2")
    unknown = enter(operator, entry("Темно"), where="за гаражами")
    known.refresh_from_db()
    assert (str(known.place), known.decided) == ("ул. Лодочная, 2", ["place"])
    assert (unknown.place, unknown.notes.count()) == (None, 1)


def test_without_words_and_photos_nothing_is_entered(operator: User) -> None:
    with pytest.raises(entering.NothingEntered):
        enter(operator, entry("  \n"))
    assert not Appeal.objects.exists()


def test_a_screenshot_alone_is_enough(operator: User, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    file = files.keep_received(body=b"\x89PNG\r\n\x1a\n" + b"0" * 64, name="снимок.png")
    appeal = enter(operator, entry("", files=[file], way=Way.SCREENSHOT))
    assert appeal.photo_count == 1
    assert Message.objects.get().attachments.get().file == file


def test_what_stands_at_one_address_is_entered_once_whatever_tails_it_has(operator: User) -> None:
    first = enter(operator, entry(url="https://ok.ru/group/1/topic/2?utm_source=app", way=Way.LINK))
    with pytest.raises(entering.AlreadyHere) as caught:
        enter(factories.user(), entry("то же", url="http://m.ok.ru/group/1/topic/2", way=Way.LINK))
    assert caught.value.message.decision.appeal == first
    assert entering.read("смотрите https://ok.ru/group/1/topic/2#c").known == caught.value.message


def test_a_comment_of_a_channel_of_ours_is_taken_as_if_the_network_had_told_it(
    story: Readable, channel: Channel
) -> None:
    story.answer = comment()
    found = entering.read(COMMENT)
    assert found.known is not None
    assert (found.known.thread.channel, found.known.way) == (channel, "")
    assert Event.objects.get().road == Event.Road.HAND
    assert Appeal.objects.get().thread.kind == base.PlaceKind.COMMENT
    assert entering.read(COMMENT).known == found.known


def test_our_own_words_are_nothing_to_enter(story: Readable, channel: Channel) -> None:
    story.answer = factories.seen("Едем", place=factories.under_post(), outgoing=True)
    assert entering.read(COMMENT).why == entering.OURS


def test_a_foreign_page_gives_its_words_its_author_and_no_appeal_yet(story: Readable, operator: User) -> None:
    factories.channel("story")
    story.answer = comment()
    found = entering.read(COMMENT)
    assert (found.text, found.network, found.known) == ("Яма у дома", "story", None)
    assert found.author is not None
    assert found.author.name == "Марина Озёрова"
    assert not Event.objects.exists()
    told = entry(found.text, url=found.url, way=Way.LINK)
    appeal = enter(operator, told, Who(name="Марина Озёрова", network="story", network_id="7"))
    assert (appeal.resident.network, appeal.resident.network_id) == ("story", "7")
    assert appeal.thread.kind == base.PlaceKind.ENTRY


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (base.Refused("story:gone"), "explained story:gone"),
        (base.KeyMissing("story:no_key"), "explained story:no_key"),
        (base.Unclear("timeout"), "explained timeout"),
    ],
)
def test_what_cannot_be_read_says_why(
    story: Readable, channel: Channel, error: base.NetworkError, why: str
) -> None:
    story.answer = error
    assert entering.read(COMMENT).why == why


def test_an_address_that_no_network_knows_asks_to_type(db: None) -> None:
    assert entering.read("https://news.example.ru/1").why == entering.NOT_READABLE
    assert entering.read("двор на Лодочной").why == entering.NO_ADDRESS


def test_a_comment_of_ours_that_no_key_reads_is_typed_and_stands_where_it_was_written(
    story: Readable, channel: Channel, operator: User
) -> None:
    appeal = enter(operator, entry("Яма у дома", url=COMMENT, way=Way.LINK), Who(name="Марина"))
    assert (appeal.thread.channel, appeal.thread.kind) == (channel, base.PlaceKind.COMMENT)
    # Later the network tells of it after all: it is that very message.
    story.told[2] = [comment("Яма у дома!")]
    inbox.keep_event(channel_id=channel.pk, envelope=story.envelope(2), road=Event.Road.READ_BACK, now=now())
    incoming.take(Event.objects.get().pk)
    assert (Message.objects.count(), Appeal.objects.count()) == (1, 1)
    with pytest.raises(entering.AlreadyHere):
        enter(operator, entry("ещё раз", url=COMMENT, way=Way.LINK))
