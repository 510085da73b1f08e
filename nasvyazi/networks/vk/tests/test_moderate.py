"""Deleting, restoring and the blacklist of VK: by a personal key only, and what each answer means."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nasvyazi.networks.base import (
    Account,
    KeyMissing,
    NeedsHuman,
    Place,
    PlaceKind,
    Refused,
    Throttled,
    Unclear,
)
from nasvyazi.networks.optional import Deed, Moderates
from nasvyazi.networks.vk import Vk

from .conftest import FakeVk

vk = Vk()
COMMENT = Place(kind=PlaceKind.COMMENT, id="-1234_6")
DIALOG = Place(kind=PlaceKind.DIALOG, id="7")


def error(code: int) -> dict[str, object]:
    return {"error": {"error_code": code, "error_msg": "no"}}


@pytest.mark.parametrize(
    ("kind", "section", "named"),
    [
        (PlaceKind.COMMENT, "wall", {"owner_id": "-1234"}),
        (PlaceKind.PHOTO, "photos", {"owner_id": "-1234"}),
        (PlaceKind.VIDEO, "video", {"owner_id": "-1234"}),
        (PlaceKind.MARKET, "market", {"owner_id": "-1234"}),
        (PlaceKind.BOARD, "board", {"group_id": "1234", "topic_id": "6"}),
    ],
)
def test_a_comment_is_deleted_and_restored_where_it_stands_with_the_personal_key(
    account: Account, fake: FakeVk, kind: PlaceKind, section: str, named: dict[str, str]
) -> None:
    fake.on(f"{section}.deleteComment", {"response": 1})
    fake.on(f"{section}.restoreComment", {"response": 1})
    place = Place(kind=kind, id="-1234_6")
    assert vk.remove(account, place, "12", deadline=5)
    assert vk.restore(account, place, "12", deadline=5)
    for method, form in fake.asked:
        assert form == {**named, "comment_id": "12", "access_token": "user", "v": "5.199"}, method


@pytest.mark.parametrize("answer", [error(104), {"response": 0}])
def test_a_comment_that_is_not_there_any_more_was_not_removed(
    account: Account, fake: FakeVk, answer: object
) -> None:
    fake.on("wall.deleteComment", answer)
    assert vk.remove(account, COMMENT, "12", deadline=5) is False


def test_a_comment_that_was_not_deleted_needs_no_restoring(account: Account, fake: FakeVk) -> None:
    fake.on("wall.restoreComment", error(243))
    assert vk.restore(account, COMMENT, "12", deadline=5) is False


def test_somebody_is_banned_until_a_moment_or_for_good_and_reads_why(account: Account, fake: FakeVk) -> None:
    fake.on("groups.ban", {"response": 1})
    until = datetime(2026, 12, 1, tzinfo=UTC)
    assert vk.ban(account, COMMENT, "7", until=until, reason="3 Брань", deadline=5)
    assert vk.ban(account, DIALOG, "7", until=None, reason="", deadline=5)
    first, second = fake.of("groups.ban")
    assert (first["group_id"], first["owner_id"], first["end_date"]) == (
        "1234",
        "7",
        str(int(until.timestamp())),
    )
    assert (first["comment"], first["comment_visible"]) == ("3 Брань", "1")
    assert "end_date" not in second


def test_letting_in_whoever_is_not_banned_changes_nothing(account: Account, fake: FakeVk) -> None:
    fake.on("groups.unban", error(104))
    vk.unban(account, COMMENT, "7", deadline=5)
    assert fake.of("groups.unban")[0]["owner_id"] == "7"


def test_without_a_personal_key_it_is_said_what_is_missing_and_vk_is_not_asked(
    account: Account, fake: FakeVk
) -> None:
    bare = replace(account, secrets={"token": "vk1.a.community", "service_token": "service"})
    for deed in Deed:
        assert "wall" in vk.refuses_deed(deed, COMMENT, bare)
    with pytest.raises(KeyMissing) as caught:
        vk.remove(bare, COMMENT, "12", deadline=5)
    assert caught.value.code == "vk:no_key_to_moderate"
    assert fake.asked == []


def test_only_comments_are_hidden_and_a_ban_holds_everywhere(account: Account) -> None:
    assert vk.refuses_deed(Deed.REMOVE, DIALOG, account)
    assert vk.refuses_deed(Deed.BAN, DIALOG, account) == vk.refuses_deed(Deed.REMOVE, COMMENT, account) == ""
    with pytest.raises(Refused):
        vk.remove(account, DIALOG, "12", deadline=5)


@pytest.mark.parametrize("code", [7, 15, 203, 211])
def test_a_key_that_may_not_moderate_is_told_in_words_of_its_own(
    account: Account, fake: FakeVk, code: int
) -> None:
    fake.on("groups.ban", error(code))
    with pytest.raises(NeedsHuman) as caught:
        vk.ban(account, COMMENT, "7", until=None, reason="", deadline=5)
    assert caught.value.code == "vk:may_not_moderate"
    assert vk.explain(caught.value.code) != vk.explain("vk:7")


@pytest.mark.parametrize(("code", "kind"), [(6, Throttled), (10, Unclear), (5, Refused), (1051, NeedsHuman)])
def test_every_other_answer_means_what_it_means_for_letters(
    account: Account, fake: FakeVk, code: int, kind: type[Exception]
) -> None:
    fake.on("wall.deleteComment", error(code))
    with pytest.raises(kind):
        vk.remove(account, COMMENT, "12", deadline=5)


def test_vk_moderates() -> None:
    assert isinstance(vk, Moderates)
