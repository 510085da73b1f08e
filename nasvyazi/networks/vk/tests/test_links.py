"""Addresses of VK: one thing has many, and what stands there is read with a service key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from nasvyazi.networks.base import Account, KeyMissing, MessageSeen, Place, PlaceKind, Refused
from nasvyazi.networks.vk import links, network

from .conftest import FakeVk

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
COMMENT = Place(kind=PlaceKind.COMMENT, id="-12_34")


@pytest.mark.parametrize(
    "url",
    [
        "https://vk.com/wall-12_34?reply=56",
        "http://m.vk.com/wall-12_34?reply=56&thread=50&utm_source=share",
        "https://vk.ru/feed?w=wall-12_34_r56",
        "https://vk.com/club12?w=wall-12_34_r56&z=photo",
        " https://www.vk.com/wall-12_34?thread=50&reply=56#reply ",
    ],
)
def test_a_comment_is_the_same_by_whatever_address_it_was_copied(url: str) -> None:
    link = links.read_link(url)
    assert link is not None
    assert (link.url, link.owner, link.place, link.external_id) == (
        "https://vk.com/wall-12_34?reply=56", "12", COMMENT, "56",
    )  # fmt: skip


def test_a_post_is_told_by_its_address_and_a_persons_wall_has_no_channel() -> None:
    link = links.read_link("https://vk.com/wall7_34?from=feed")
    assert link is not None
    assert (link.url, link.owner, link.place.kind) == ("https://vk.com/wall7_34", "", PlaceKind.POST)


@pytest.mark.parametrize(
    "url",
    ["https://vk.com/id7", "https://vk.com/", "https://ok.ru/wall-12_34", "https://vk.com.evil.ru/wall-12_34",
     "ftp://vk.com/wall-12_34", "https://[", "", "https://vk.com/wall-12_" + "9" * 40],
)  # fmt: skip
def test_what_is_no_post_or_comment_of_vk_is_not_taken_for_one(url: str) -> None:
    assert links.read_link(url) is None


def looked_up(account: Account, url: str) -> MessageSeen:
    link = links.read_link(url)
    assert link is not None
    told = network.look_up(account, link, deadline=5)  # type: ignore[attr-defined]
    [seen] = network.parse(account, told.body, now=NOW)
    assert isinstance(seen, MessageSeen)
    return seen


def comment(**changes: Any) -> dict[str, Any]:
    return {"id": 56, "from_id": 7, "date": int(NOW.timestamp()) - 60, "text": "Яма", **changes}


def test_a_comment_is_read_within_its_branch_and_is_what_an_event_would_tell(
    account: Account, fake: FakeVk
) -> None:
    fake.on("wall.getComments", {"response": {"items": [comment()]}})
    seen = looked_up(account, "https://vk.com/wall-12_34?reply=56&thread=50")
    assert (seen.place, seen.external_id, seen.text, seen.author.network_id) == (COMMENT, "56", "Яма", "7")
    assert seen.url == "https://vk.com/wall-12_34?reply=56"
    [form] = fake.of("wall.getComments")
    assert (form["owner_id"], form["post_id"], form["start_comment_id"], form["comment_id"], form["count"]) == (
        "-12", "34", "56", "50", "1",
    )  # fmt: skip
    assert form["access_token"] == "service"


def test_a_foreign_post_is_read_too(account: Account, fake: FakeVk) -> None:
    post = {"id": 34, "owner_id": -12, "from_id": -12, "date": 1, "text": "Жалоба", "post_type": "post"}
    fake.on("wall.getById", {"response": {"items": [post]}})
    seen = looked_up(account, "https://vk.com/wall-12_34")
    assert (seen.text, seen.author.network_id) == ("Жалоба", "-12")


@pytest.mark.parametrize(
    "items", [[], [{"id": 56, "deleted": True}], [{"id": 57, "from_id": 7, "text": "другой"}]]
)
def test_what_is_deleted_or_hidden_is_gone(account: Account, fake: FakeVk, items: list[Any]) -> None:
    fake.on("wall.getComments", {"response": {"items": items}})
    with pytest.raises(Refused) as caught:
        looked_up(account, "https://vk.com/wall-12_34?reply=56")
    assert caught.value.code == "vk:nothing_there"


def test_without_a_service_key_it_says_which_key_is_missing(account: Account, fake: FakeVk) -> None:
    with pytest.raises(KeyMissing) as caught:
        looked_up(replace(account, secrets={"token": "t"}), "https://vk.com/wall-12_34?reply=56")
    assert caught.value.code == "vk:no_service_token"
