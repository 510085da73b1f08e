"""What a bot of MAX can take away, for good, and what MAX lets it do no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nasvyazi.networks.base import Account, NeedsHuman, NetworkError, Place, PlaceKind, Refused
from nasvyazi.networks.max import Max, moderate
from nasvyazi.networks.optional import Deed, Moderates

from .conftest import FakeMax, refusal

network = Max()
COMMENT = Place(kind=PlaceKind.COMMENT, id="mid.post")
GROUP = Place(kind=PlaceKind.CHAT, id="-70")
ON_COMMENT, ON_GROUP = "DELETE /messages/mid.post/comments", "DELETE /messages"


def test_max_moderates() -> None:
    assert isinstance(network, Moderates)


@pytest.mark.parametrize(
    ("place", "call", "query"),
    [(COMMENT, ON_COMMENT, {"comment_id": "mid.1"}), (GROUP, ON_GROUP, {"message_id": "mid.1"})],
)
def test_a_comment_and_a_message_of_a_group_are_deleted_where_they_stand(
    account: Account, fake: FakeMax, place: Place, call: str, query: dict[str, str]
) -> None:
    fake.on(call, {"success": True})
    assert network.remove(account, place, "mid.1", deadline=5)
    assert [asked.query for asked in fake.of(call)] == [query]


def test_what_is_gone_was_not_removed_by_us(account: Account, fake: FakeMax) -> None:
    fake.on(ON_COMMENT, refusal(404, "not.found", "Comment not found"))
    assert network.remove(account, COMMENT, "mid.1", deadline=5) is False


@pytest.mark.parametrize("answer", [refusal(403, "chat.denied"), {"success": False, "code": "chat.denied"}])
def test_a_missing_right_says_which_one(account: Account, fake: FakeMax, answer: object) -> None:
    fake.on(ON_COMMENT, answer)
    with pytest.raises(NeedsHuman) as caught:
        network.remove(account, COMMENT, "mid.1", deadline=5)
    assert caught.value.code == moderate.MAY_NOT
    assert "administrator" in network.explain(caught.value.code)


def test_without_a_token_nothing_is_asked(account: Account, fake: FakeMax) -> None:
    with pytest.raises(NetworkError):
        network.remove(replace(account, secrets={}), COMMENT, "mid.1", deadline=5)
    assert fake.asked == []


def test_nothing_is_brought_back_and_nobody_shut_out_and_it_is_said_before(account: Account) -> None:
    assert network.refuses_deed(Deed.REMOVE, COMMENT, account) == ""
    for deed in (Deed.RESTORE, Deed.BAN, Deed.UNBAN):
        assert network.refuses_deed(deed, COMMENT, account)
    assert network.refuses_deed(Deed.REMOVE, Place(kind=PlaceKind.DIALOG, id="7"), account)
    with pytest.raises(Refused):
        network.restore(account, COMMENT, "mid.1", deadline=5)
    with pytest.raises(Refused):
        network.ban(account, COMMENT, "7", until=datetime.now(UTC), reason="", deadline=5)
    with pytest.raises(Refused):
        network.unban(account, COMMENT, "7", deadline=5)
