"""A resident in all their networks: on the card, on their page; joined, parted, and what nobody else is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, Role, User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel, PersonChange, Resident
from nasvyazi.flows import people
from nasvyazi.toolbox.clock import now
from tests import factories

PHONE = "Позвоните мне: 8 900 123-45-67"


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def vk(db: None) -> Channel:
    return factories.channel("vk")


@pytest.fixture
def telegram(db: None) -> Channel:
    return factories.channel("telegram")


@pytest.fixture
def hidden(db: None) -> Channel:
    """A channel of another desk."""
    return factories.channel("max", desk=Desk.objects.create(name="Другой участок"))


def wrote(channel: Channel, text: str = "Снег во дворе", *, name: str = "Иван Петров") -> Appeal:
    seen = factories.seen(text, author=str(factories.next_number()), name=name)
    appeal = factories.wrote(channel, seen).appeal
    assert appeal is not None
    return appeal


def join(operator: User, one: Appeal, other: Appeal) -> None:
    people.join(
        resident=Resident.objects.get(pk=one.resident_id),
        other=other.resident,
        reason="сам сказал",
        by=operator,
        now=now(),
    )


def page(client: Client, appeal: Appeal, **query: str) -> str:
    answer = client.get(f"/resident/{appeal.resident_id}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def offered(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'name="other" value="(\d+)">The same person', html)]


def test_a_card_leads_to_the_resident_and_names_them_in_other_networks(
    desk: Client, operator: User, vk: Channel, telegram: Channel
) -> None:
    one, other = wrote(vk), wrote(telegram, name="Ваня")
    html = desk.get(f"/appeals/{one.pk}/").content.decode()
    assert f'href="/resident/{one.resident_id}/"' in html
    assert "in other networks, too" not in html
    join(operator, one, other)
    html = desk.get(f"/appeals/{one.pk}/?view=open").content.decode()
    assert "in other networks, too" in html
    assert f'<a href="/resident/{other.resident_id}/">Ваня</a>' in html
    assert f'<a href="/appeals/{other.pk}/?view=open">№ {other.pk}</a>' in html


def test_residents_are_joined_on_their_page_and_parted_with_a_reason(
    desk: Client, vk: Channel, telegram: Channel, operator: User
) -> None:
    one, other = wrote(vk), wrote(telegram, "Лифт стоит", name="Петров Иван")
    html = page(desk, one)
    assert offered(html) == [other.resident_id]
    assert "the same name" in html
    address = f"/resident/{one.resident_id}/"
    assert "Лифт стоит" in html, "what they wrote helps to know them"
    desk.post(f"{address}join", {"other": other.resident_id, "reason": "по <b>голосу</b>"})
    html = page(desk, one)
    assert offered(html) == []
    assert html.index(f"№ {other.pk}</a>") < html.index(f"№ {one.pk}</a>"), "one time line"
    assert "по &lt;b&gt;голосу&lt;/b&gt;" in html
    assert str(operator) in html
    refused = desk.post(f"{address}part", {"other": other.resident_id, "reason": " "})
    assert refused.status_code == 422
    assert "Say why they are different people" in refused.content.decode()
    for _twice in range(2):
        answer = desk.post(
            f"{address}part", {"other": other.resident_id, "reason": "однофамилец"}, follow=True
        )
        assert answer.status_code == 200
    html = answer.content.decode()
    assert "однофамилец" in html
    assert "is somebody else" in html
    assert f"№ {other.pk}</a>" not in html[: html.index("It is the same person")]
    assert PersonChange.objects.count() == 2


def test_whom_words_find_comes_alone_when_htmx_asks(desk: Client, vk: Channel, telegram: Channel) -> None:
    one, other = wrote(vk), wrote(telegram, name="Нина Ким")
    assert offered(page(desk, one)) == []
    assert offered(page(desk, one, q="ким")) == [other.resident_id]
    assert offered(page(desk, one, q=other.resident.network_id)) == [other.resident_id]
    assert "Nobody is found" in page(desk, one, q="жираф")
    assert offered(page(desk, one, q="Петров")) == [], "not themselves"
    headers = {"HX-Request": "true", "HX-Target": "found"}
    part = desk.get(f"/resident/{one.resident_id}/", {"q": "ким"}, headers=headers).content.decode()
    assert "<html" not in part
    assert offered(part) == [other.resident_id]


@pytest.mark.parametrize("other", ["", "x", "0", "9" * 30, "themselves", "hidden"])
def test_what_cannot_be_joined_is_said(
    other: str, desk: Client, operator: User, vk: Channel, hidden: Channel
) -> None:
    one, unseen = wrote(vk), wrote(hidden)
    other = {"themselves": str(one.resident_id), "hidden": str(unseen.resident_id)}.get(other, other)
    answer = desk.post(f"/resident/{one.resident_id}/join", {"other": other, "reason": "Не потеряйте"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not PersonChange.objects.exists()


def test_nobody_sees_an_identity_whose_appeals_are_not_theirs(
    desk: Client, enter: Callable[[User], Client], operator: User, vk: Channel, hidden: Channel
) -> None:
    one, unseen = wrote(vk, PHONE), wrote(hidden, f"Иван. {PHONE}", name="Тайный Псевдоним")
    known = wrote(hidden, name="Петров Иван")
    assert offered(page(desk, one)) == offered(page(desk, one, q="Псевдоним")) == []
    head = enter(factories.user(Role.HEAD))
    head.cookies["django_language"] = "en"
    assert offered(page(head, one)) == [unseen.resident_id, known.resident_id], (
        "the telephone before the name"
    )
    join(operator, one, unseen)
    for address in (f"/resident/{one.resident_id}/", f"/appeals/{one.pk}/"):
        html = desk.get(address).content.decode()
        for secret in ("Псевдоним", f"/appeals/{unseen.pk}/", f"/resident/{unseen.resident_id}/"):
            assert secret not in html
        assert "Псевдоним" in head.get(address).content.decode()
    assert "and 1 more identity" in page(desk, one)


def test_the_resident_of_another_desk_does_not_exist(
    enter: Callable[[User], Client], vk: Channel, telegram: Channel
) -> None:
    one, other = wrote(vk), wrote(telegram)
    stranger = enter(factories.user(desk=Desk.objects.create(name="Чужой участок")))
    address = f"/resident/{one.resident_id}/"
    assert stranger.get(address).status_code == 404
    for deed in ("join", "part"):
        told = {"other": other.resident_id, "reason": "так"}
        assert stranger.post(f"{address}{deed}", told).status_code == 404
    assert Client().get(address).status_code == 302
    assert not PersonChange.objects.exists()


def test_what_a_person_wrote_is_read_page_by_page_at_the_same_cost(
    desk: Client, operator: User, vk: Channel, telegram: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nasvyazi.web.desk.people._PER_PAGE", 2)
    one, others = wrote(vk, PHONE), [wrote(telegram) for _ in range(2)]
    costs = []
    for other in others:
        join(operator, one, other)
        with CaptureQueriesContext(connection) as queries:
            html = page(desk, one)
        costs.append(len(queries))
    assert 16 >= costs[0] >= costs[1]
    after = re.search(r'href="\?after=([^"]+)"', html)
    assert after is not None
    assert f"№ {one.pk}</a>" in desk.get(f"/resident/{one.resident_id}/?after={after[1]}").content.decode()
    assert desk.get(f"/resident/{one.resident_id}/?after=x").status_code == 404
