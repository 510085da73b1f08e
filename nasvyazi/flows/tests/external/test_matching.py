"""Which appeal a case is: certain by link, or by author and text; else a person is offered it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.external import services
from nasvyazi.domain.external.models import ExternalCase
from nasvyazi.domain.external.tests.books import TITLES
from nasvyazi.networks.base import Place
from nasvyazi.networks.vk.comments import GROUNDS, comment_url
from nasvyazi.toolbox import links
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import Bring

pytestmark = pytest.mark.django_db
SNOW = "Здравствуйте! Во дворе дома Степная, 18 третий день не чистят снег, коляску не провезти"


@pytest.fixture
def channel(db: None) -> Channel:
    return factories.channel()


def wrote(
    channel: Channel,
    text: str = SNOW,
    *,
    name: str = "Марина Ковалёва",
    author: str = "501",
    url: str = "",
    days: int = 1,
) -> Appeal:
    seen = factories.seen(text, name=name, author=author, at=now() - timedelta(days=days))
    decision = factories.wrote(channel, seen)
    if url:
        decision.message.url = url
        decision.message.save()
    assert decision.appeal is not None
    return decision.appeal


def case(number: str = "7") -> ExternalCase:
    return ExternalCase.objects.get(number=number)


@pytest.mark.parametrize(
    "link",
    [
        "https://vk.com/wall-1_2?reply=3",
        "http://m.vk.com/wall-1_2?reply=3&thread=9&utm_source=incident#x",
        "vk.ru/wall-1_2?from=feed&reply=3",
        "Комментарий: https://vk.com/club1?w=wall-1_2_r3.",
    ],
)
def test_a_link_to_a_message_is_its_appeal_whatever_hangs_on_it(
    link: str, channel: Channel, bring: Bring
) -> None:
    appeal = wrote(channel, url="https://vk.com/wall-1_2?reply=3")
    table = bring(TITLES, ["7", link])
    assert (case().appeal, case().match) == (appeal, ExternalCase.Match.LINK)
    assert (table.by_link, table.by_text, table.unmatched) == (1, 0, 0)


@pytest.mark.parametrize("kind", GROUNDS)
def test_our_own_addresses_are_written_as_they_are_compared(kind: object) -> None:
    address = comment_url(Place(kind=kind, id="-1_2"), "3")  # type: ignore[arg-type]
    assert links.canonical(address) == address


def test_a_link_to_a_whole_dialogue_with_two_appeals_is_a_suggestion(
    channel: Channel, operator: User, bring: Bring
) -> None:
    first = wrote(channel, "Первое обращение", url="https://vk.com/gim1?sel=501", days=3)
    appeals.dismiss(appeal_id=first.pk, reason="готово", by=operator, now=now() - timedelta(days=2))
    second = wrote(channel, "Второе обращение", url="https://vk.com/gim1?sel=501")
    assert first != second
    table = bring(TITLES, ["7", "https://vk.com/gim1?sel=501"])
    assert (case().appeal, case().suggestion) == (None, second)
    assert table.suggested == 1


def test_the_same_author_and_nearly_the_same_words_are_certain(channel: Channel, bring: Bring) -> None:
    appeal = wrote(channel)
    told = SNOW.replace("Здравствуйте! ", "").replace("третий день", "3 день").upper()
    table = bring(
        TITLES, ["7", None, SNOW.rstrip("и") + "и!", "Ковалева  Марина"], ["8", None, told, "Другой Человек"]
    )
    assert (case().appeal, case().match) == (appeal, ExternalCase.Match.TEXT)
    assert (case("8").appeal, case("8").suggestion) == (None, appeal), (
        "somebody else's words: a person decides"
    )
    assert (table.by_text, table.suggested) == (1, 1)


def test_two_people_of_one_name_with_the_same_words_are_left_to_a_person(
    channel: Channel, bring: Bring
) -> None:
    appeals_of_two = {wrote(channel, author=author) for author in ("501", "502")}
    bring(TITLES, ["7", None, SNOW, "Марина Ковалёва"])
    assert case().appeal is None
    assert case().suggestion in appeals_of_two


@pytest.mark.parametrize(
    ("text", "days", "date"),
    [
        ("Спасибо большое!", 1, ""),
        (SNOW, 90, ""),
        (SNOW, 60, "today"),
        ("Совсем другое дело: не горит фонарь у школы", 1, ""),
    ],
    ids=["too short", "long ago", "another month", "other words"],
)
def test_what_says_too_little_or_lies_far_away_is_not_matched(
    text: str, days: int, date: str, channel: Channel, bring: Bring
) -> None:
    wrote(channel, SNOW if text.startswith("Совсем") else text, days=days)
    table = bring(TITLES, ["7", None, text, "Марина Ковалёва", now().replace(tzinfo=None) if date else None])
    assert (case().appeal, case().suggestion) == (None, None)
    assert table.unmatched == 1


def test_what_a_person_has_decided_stands(channel: Channel, operator: User, bring: Bring) -> None:
    appeal, other = wrote(channel), wrote(channel, "Другое", author="9")
    row = ["7", None, SNOW, "Марина Ковалёва"]
    bring(TITLES, row)
    services.detach(case_id=case().pk, by=operator, now=now())
    table = bring(TITLES, row)
    assert (case().appeal, case().match, table.unmatched) == (None, ExternalCase.Match.APART, 1)
    services.attach(case_id=case().pk, appeal_id=other.pk, by=operator, now=now())
    table = bring(TITLES, [*row, None, "Закрыто"])
    assert (case().appeal, case().match, table.matched_before) == (other, ExternalCase.Match.PERSON, 1)
    assert appeal != other


def test_a_case_that_was_nobodys_is_matched_when_its_message_has_come(channel: Channel, bring: Bring) -> None:
    row = ["7", "https://vk.com/wall-1_2?reply=3", "Текст"]
    assert bring(TITLES, row).unmatched == 1
    appeal = wrote(channel, url="https://vk.com/wall-1_2?reply=3")
    table = bring(TITLES, row)
    assert case().appeal == appeal
    assert (table.created, table.updated, table.unchanged, table.by_link) == (0, 0, 1, 1)


def test_the_same_matter_under_another_number_is_the_same_appeal(
    channel: Channel, operator: User, bring: Bring
) -> None:
    appeal = wrote(channel, "Написано в сети совсем иначе")
    row = [None, SNOW, "Марина Ковалёва"]
    bring(TITLES, ["7", *row])
    services.attach(case_id=case().pk, appeal_id=appeal.pk, by=operator, now=now())
    bring(TITLES, ["8", *row])
    assert (case("8").appeal, case("8").match) == (appeal, ExternalCase.Match.TEXT)


def test_an_open_card_is_told_when_a_case_comes_or_changes(channel: Channel, bring: Bring) -> None:
    appeal = wrote(channel, url="https://vk.com/wall-1_2?reply=3")

    def changed() -> bool:
        before, fresh = appeal.changed_at, Appeal.objects.get(pk=appeal.pk)
        appeal.changed_at = fresh.changed_at
        return fresh.changed_at > before

    row = ["7", "https://vk.com/wall-1_2?reply=3", "Текст", None, None, None]
    bring(TITLES, [*row, "В работе"])
    assert changed()
    bring(TITLES, [*row, "В работе"])
    assert not changed()
    bring(TITLES, [*row, "Закрыто"])
    assert changed()
