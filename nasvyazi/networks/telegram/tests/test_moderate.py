"""Deleting and banning in groups of Telegram: for good, in the group where it stands, and who the author is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from nasvyazi.networks.base import Account, NeedsHuman, Place, PlaceKind, Refused
from nasvyazi.networks.optional import Deed, Moderates
from nasvyazi.networks.telegram import Telegram

from .build import GROUP
from .conftest import FakeTelegram, refusal

telegram = Telegram()
COMMENT = Place(kind=PlaceKind.COMMENT, id=f"{GROUP}_100")
BASIC = Place(kind=PlaceKind.CHAT, id="-500")
DIALOG = Place(kind=PlaceKind.DIALOG, id="501")
WEEK = datetime.now(UTC) + timedelta(days=7)


def test_a_message_is_deleted_from_its_group(account: Account, fake: FakeTelegram) -> None:
    fake.on("deleteMessage", True)
    assert telegram.remove(account, COMMENT, "12", deadline=5)
    assert fake.of("deleteMessage") == [{"chat_id": str(GROUP), "message_id": "12"}]


def test_what_is_gone_was_not_removed_by_us(account: Account, fake: FakeTelegram) -> None:
    fake.on("deleteMessage", refusal(400, "Bad Request: message to delete not found"))
    assert telegram.remove(account, COMMENT, "12", deadline=5) is False


def test_a_group_that_became_another_one_is_moderated_under_its_new_number(
    account: Account, fake: FakeTelegram
) -> None:
    fake.on("deleteMessage", refusal(400, "group chat was upgraded", migrate_to_chat_id=-100777), True)
    assert telegram.remove(account, COMMENT, "12", deadline=5)
    assert [form["chat_id"] for form in fake.of("deleteMessage")] == [str(GROUP), "-100777"]


def test_a_person_is_banned_with_a_term_that_telegram_keeps(account: Account, fake: FakeTelegram) -> None:
    fake.on("banChatMember", True)
    assert telegram.ban(account, COMMENT, "501", until=WEEK, reason="", deadline=5)
    [form] = fake.of("banChatMember")
    assert form == {"chat_id": str(GROUP), "user_id": "501", "until_date": str(int(WEEK.timestamp()))}


@pytest.mark.parametrize(
    ("place", "until"),
    [
        (BASIC, WEEK),
        (COMMENT, datetime.now(UTC) + timedelta(days=400)),
        (COMMENT, datetime.now(UTC) + timedelta(seconds=5)),
    ],
)
def test_a_term_that_telegram_does_not_keep_is_ours_to_end(
    account: Account, fake: FakeTelegram, place: Place, until: datetime
) -> None:
    fake.on("banChatMember", True)
    assert telegram.ban(account, place, "501", until=until, reason="", deadline=5) is False


def test_whoever_writes_as_a_channel_is_banned_as_one_which_has_no_term(
    account: Account, fake: FakeTelegram
) -> None:
    fake.on("banChatSenderChat", True)
    fake.on("unbanChatSenderChat", True)
    assert telegram.ban(account, COMMENT, "-1005", until=WEEK, reason="", deadline=5) is False
    assert telegram.ban(account, COMMENT, "-1005", until=None, reason="", deadline=5)
    telegram.unban(account, COMMENT, "-1005", deadline=5)
    assert {form["sender_chat_id"] for _method, form in fake.asked} == {"-1005"}


def test_somebody_is_let_in_again_and_not_thrown_out_by_it(account: Account, fake: FakeTelegram) -> None:
    fake.on("unbanChatMember", True)
    telegram.unban(account, COMMENT, "501", deadline=5)
    assert fake.of("unbanChatMember")[0]["only_if_banned"] == "true"


@pytest.mark.parametrize(
    "words",
    [
        "Bad Request: not enough rights to restrict/unrestrict chat member",
        "Bad Request: message can't be deleted for everyone",
    ],
)
def test_a_right_that_is_missing_is_told_in_words_of_its_own(
    account: Account, fake: FakeTelegram, words: str
) -> None:
    fake.on("deleteMessage", refusal(400, words))
    with pytest.raises(NeedsHuman) as caught:
        telegram.remove(account, COMMENT, "12", deadline=5)
    assert caught.value.code == "telegram:may_not_moderate"
    assert "delete messages" in telegram.explain(caught.value.code)


def test_whoever_runs_the_group_is_not_banned(account: Account, fake: FakeTelegram) -> None:
    fake.on("banChatMember", refusal(400, "Bad Request: user is an administrator of the chat"))
    with pytest.raises(Refused) as caught:
        telegram.ban(account, COMMENT, "501", until=None, reason="", deadline=5)
    assert caught.value.code == "telegram:is_administrator"


def test_what_cannot_be_done_is_said_before(account: Account) -> None:
    assert "cannot bring" in telegram.refuses_deed(Deed.RESTORE, COMMENT, account)
    assert telegram.refuses_deed(Deed.REMOVE, DIALOG, account)
    assert telegram.refuses_deed(Deed.REMOVE, COMMENT, account) == ""
    assert "cannot be brought back" in telegram.hiding_means
    with pytest.raises(Refused):
        telegram.restore(account, COMMENT, "12", deadline=5)


def test_telegram_moderates() -> None:
    assert isinstance(telegram, Moderates)
