"""What a resident writes is read after it has its appeal: the card is filled, and whatever fails loses no word."""

from __future__ import annotations

import json

import pytest
from django.db import DataError

from nasvyazi.domain.appeals.guesses import from_json
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Guess, Unguessed
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.attention.kinds import Kind as Unattended
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.understanding import reading
from nasvyazi.domain.understanding import services as topics
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import ModelVersion
from nasvyazi.flows import describing, understanding
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
GRASS = "Во дворе Минской 49 не скошена трава, УК игнорирует"


@pytest.fixture
def town() -> None:
    """A street with a house whose point is known, and the topics that are shipped."""
    factories.house(factories.street("Минская"), "49", point=(56.1, 47.2))
    places.touched()
    topics.take_shipped()


def written(text: str, *, attachments: tuple[base.Attachment, ...] = ()) -> Appeal:
    """An appeal whose message has been read."""
    decision = factories.wrote(factories.channel(), factories.seen(text, attachments=attachments))
    while understanding.read_next():
        continue
    assert decision.appeal is not None
    return Appeal.objects.select_related("topic__group", "place").get(pk=decision.appeal.pk)


def at(latitude: float, longitude: float) -> tuple[base.Attachment, ...]:
    """A place that the resident showed on the map."""
    kind = base.AttachmentKind.LOCATION
    return (base.Attachment(kind=kind, network_id="1", latitude=latitude, longitude=longitude),)


def test_the_card_is_filled(town: None) -> None:
    appeal = written(GRASS)
    assert appeal.kind == Kind.COMPLAINT
    assert appeal.topic is not None
    assert appeal.topic.group is not None
    assert appeal.topic.group.code == "greenery"
    assert str(appeal.place) == "ул. Минская, 49"
    assert (appeal.danger, appeal.decided) == ("", [])


def test_every_guess_has_its_words(town: None) -> None:
    written(GRASS)
    said = from_json(Guess.objects.get().said)
    assert said.places[0].words == ("Минской 49",)
    assert all(one.words for one in (said.kinds[0], said.topics[0]))
    assert (said.model, said.language) == ("lexicon", "ru")


def test_a_danger_is_shown_at_once(town: None) -> None:
    appeal = written("На Минской 49 пахнет газом в подъезде!")
    assert (appeal.danger, appeal.danger_seen_at) == ("gas", None)


def test_a_point_near_a_house_is_that_house_and_one_far_from_all_is_a_point(town: None) -> None:
    near = written("Вот тут не чистят", attachments=at(56.1001, 47.2))
    far = written("И вот тут не чистят", attachments=at(56.2, 47.3))
    assert near.place is not None
    assert near.place.house is not None
    assert far.place is not None
    assert (far.place.street, far.place.latitude) == (None, 56.2)


def test_words_go_before_where_the_telephone_stood(town: None) -> None:
    factories.house(factories.street("Садовая"), "7")
    places.touched()
    appeal = written("На улице Садовой, дом 7 яма", attachments=at(56.1, 47.2))
    assert str(appeal.place) == "ул. Садовая, 7"


def test_of_two_villages_a_person_says_which_and_the_title_tells_them_apart(town: None) -> None:
    for village in ("Пески", "Лесное"):
        factories.house(factories.street("Советская", settlement=village), "5")
    places.touched()
    appeal = written("По адресу: ул. Советская, дом 5 не горит фонарь")
    assert appeal.place is None
    (offered,) = from_json(Guess.objects.get().said).places
    assert offered.title in {"Пески, ул. Советская, 5", "Лесное, ул. Советская, 5"}
    for village in ("Пески", "Лесное"):
        title = f"{village}, ул. Советская, 5"
        said = describing.describe(
            appeal_id=appeal.pk, kind=None, topic=None, place=title, by=factories.user()
        ).place
        assert said is not None
        assert said.street is not None
        assert (said.street.settlement.name, said.title) == (village, title)


def test_a_shown_place_is_offered_however_many_streets_are_named(town: None) -> None:
    for name in ("Садовая", "Лесная", "Речная"):
        factories.street(name)
    written("На Садовой, Лесной, Речной и Минской темно", attachments=at(56.2, 47.3))
    assert "56.20000, 47.30000" in [one.title for one in from_json(Guess.objects.get().said).places]


@pytest.mark.parametrize("text", ["👍👍👍", "", "Пурте лайӑх, тавтапуҫ", "\ud83d…", "а" * 200_000])
def test_whatever_is_written_is_read_and_kept(town: None, text: str) -> None:
    appeal = written(text.encode("utf-8", "replace").decode() or "?")
    assert appeal.is_open
    assert not Unguessed.objects.exists()
    assert json.dumps(Guess.objects.get().said)


def test_another_language_is_noted_and_its_kind_is_asked_of_a_person(town: None) -> None:
    appeal = written("Урамра юр нумай, тавтапуҫ! Хӑҫан тасататӑр?")
    assert (appeal.kind, from_json(Guess.objects.get().said).language) == ("", "cv")


def test_a_version_that_cannot_be_read_holds_up_no_danger_and_is_a_line_of_the_ledger(town: None) -> None:
    for target in ("topic", "kind"):
        ModelVersion.objects.create(
            target=target, made_at=now(), examples=1, body=b"", digest="0" * 64, in_use=True
        )
    appeal = written("На Минской 49 пахнет газом в подъезде!")
    assert (appeal.danger, str(appeal.place)) == ("gas", "ул. Минская, 49")
    assert Guess.objects.get().model == "lexicon"
    told = {line.kind: line.count for line in attention.ledger(user=None, now=now())}
    assert told[Unattended.LEARNT_UNREADABLE] == 2


@pytest.mark.parametrize("mistake", [ZeroDivisionError(), DataError("value too long")])
def test_a_reader_that_fails_loses_nothing_and_holds_nobody_up(
    town: None, monkeypatch: pytest.MonkeyPatch, mistake: Exception
) -> None:
    read = reading.read

    def fails_once(text: str, **more: object) -> reading.Reading:
        if "сломайся" in text:
            raise mistake
        return read(text, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read", fails_once)
    broken, whole = written("сломайся"), written(GRASS)
    assert (broken.is_open, broken.kind) == (True, "")
    assert whole.kind == Kind.COMPLAINT
    assert Unguessed.objects.get().failures == 1


def test_an_address_that_a_person_typed_is_looked_up(town: None) -> None:
    assert str(describing.locate("минская 49")) == "ул. Минская, 49"
    assert str(describing.locate("минская")) == "ул. Минская"
    assert describing.locate("  ") is None
    with pytest.raises(describing.NoSuchPlace):
        describing.locate("Неведомая 3")
    assert Place.objects.count() == 2


def test_what_a_person_said_stays_when_the_resident_changes_the_words(town: None) -> None:
    appeal, operator = written(GRASS), factories.user()
    describing.describe(appeal_id=appeal.pk, kind=Kind.QUESTION, topic=None, place="", by=operator)
    message = Guess.objects.get().message
    message.versions.create(text="Пахнет газом", at=now(), text_hash=b"1")
    while understanding.read_next():
        continue
    appeal.refresh_from_db()
    assert (appeal.kind, appeal.topic, appeal.place) == (Kind.QUESTION, None, None)
