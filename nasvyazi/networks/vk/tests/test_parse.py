import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    AttachmentKind,
    BanChanged,
    Change,
    ConsentChanged,
    MessageGone,
    MessageSeen,
    Noticed,
    ParseError,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
    Unsupported,
)
from nasvyazi.networks.vk import attachments, network
from nasvyazi.networks.vk.parse import READERS

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SENT = 1_777_600_000
SENT_AT = datetime.fromtimestamp(SENT, UTC)
MESSAGE = {
    "date": SENT, "from_id": 7, "id": 985, "out": 0, "peer_id": 7, "text": "Яма на дороге", "random_id": 5,
    "conversation_message_id": 614, "fwd_messages": [], "attachments": [],
}  # fmt: skip
COMMENT = {"id": 9, "from_id": 7, "date": SENT, "text": "И у нас", "post_owner_id": -1234, "post_id": 6}
POST = {
    "id": 6,
    "from_id": -1234,
    "owner_id": -1234,
    "date": SENT,
    "post_type": "post",
    "text": "Убрали снег",
}
UNDER_POST = Place(kind=PlaceKind.COMMENT, id="-1234_6")


def parse(account: Account, kind: str, told: Any) -> Seen:
    body = json.dumps({"type": kind, "object": told, "group_id": 1234}).encode()
    [seen] = network.parse(account, body, now=NOW)
    return seen


def message(account: Account, kind: str = "message_new", **changes: Any) -> MessageSeen:
    told = {name: value for name, value in {**MESSAGE, **changes}.items() if value is not ...}
    seen = parse(account, kind, {"message": told, "client_info": {}} if kind == "message_new" else told)
    assert isinstance(seen, MessageSeen)
    return seen


def comment(account: Account, kind: str = "wall_reply_new", **changes: Any) -> MessageSeen:
    seen = parse(account, kind, {**COMMENT, **changes})
    assert isinstance(seen, MessageSeen)
    return seen


# --------------------------------------------------------------------------- dialogues


def test_a_new_message(account: Account) -> None:
    seen = message(account)
    assert (seen.place, seen.external_id) == (Place(kind=PlaceKind.DIALOG, id="7"), "614")
    assert (seen.author.network_id, seen.author.is_channel, seen.outgoing) == ("7", False, False)
    assert (seen.text, seen.said_at, seen.version_at) == ("Яма на дороге", SENT_AT, SENT_AT)
    assert (seen.key, seen.url) == ("", "https://vk.com/gim1234?sel=7")


def test_the_flat_form_before_5_103_and_the_older_names(account: Account) -> None:
    flat = parse(account, "message_new", MESSAGE)
    assert isinstance(flat, MessageSeen)
    assert flat == message(account)
    old = parse(account, "message_new", {"id": 12, "date": SENT, "out": 0, "user_id": 7, "body": "Привет"})
    assert isinstance(old, MessageSeen)
    assert (old.place.id, old.external_id, old.author.network_id, old.text) == ("7", "id12", "7", "Привет")


def test_without_a_number_in_the_dialogue_the_id_is_used_and_without_both_one_is_made(
    account: Account,
) -> None:
    assert message(account, conversation_message_id=0).external_id == "id985"
    made = message(account, conversation_message_id=..., id=0).external_id
    assert made == message(account, conversation_message_id=None, id="x").external_id
    assert made != message(account, conversation_message_id=..., id=0, text="Другое").external_id


def test_a_group_chat_is_a_place_and_a_user_over_two_hundred_billions_is_not_a_chat(account: Account) -> None:
    chat = message(account, peer_id=2_000_000_041)
    assert (chat.place.id, chat.author.network_id) == ("2000000041", "7")
    assert chat.url.endswith("?sel=c41")
    user = message(account, peer_id=200_000_000_041, from_id=200_000_000_041)
    assert user.url.endswith("?sel=200000000041")


def test_an_edit_has_its_own_time(account: Account) -> None:
    seen = message(account, "message_edit", update_time=SENT + 60)
    assert (seen.change, seen.said_at) == (Change.EDITED, SENT_AT)
    assert (seen.version_at - seen.said_at).total_seconds() == 60
    assert message(account, "message_edit").version_at == NOW


@pytest.mark.parametrize("from_id", [-1234, 55])
def test_our_own_letter_comes_back_with_its_key(account: Account, from_id: int) -> None:
    seen = message(account, "message_reply", from_id=from_id, out=1, random_id=-77, admin_author_id=55)
    assert (seen.outgoing, seen.key, seen.place.id) == (True, "-77", "7")
    assert (seen.author.network_id, seen.author.is_channel, seen.author.is_staff) == ("55", True, True)
    assert message(account, "message_reply", random_id=0).key == ""


def test_our_own_edited_letter_is_not_a_residents(account: Account) -> None:
    assert message(account, "message_edit", out=1).outgoing


def test_another_community_is_an_author(account: Account) -> None:
    seen = message(account, from_id=-99, peer_id=-99)
    assert (seen.author.network_id, seen.author.is_channel, seen.outgoing) == ("-99", False, False)


def test_a_service_line_of_a_chat_is_noticed(account: Account) -> None:
    told = {**MESSAGE, "text": "", "action": {"type": "chat_invite_user"}}
    seen = parse(account, "message_new", {"message": told})
    assert isinstance(seen, Noticed)
    assert "chat_invite_user" in seen.what


def test_what_was_answered_or_forwarded_has_its_words(account: Account) -> None:
    replied = {"conversation_message_id": 600, "from_id": -1234, "text": "Где?", "date": SENT}
    passed_on = {"from_id": 55, "text": "Чужие слова\0", "date": SENT}
    seen = message(account, reply_message=replied, fwd_messages=[passed_on, "мусор"], is_cropped=True)
    assert seen.reply_to == "600"
    assert [(one.kind, one.title, one.text) for one in seen.attachments] == [
        (AttachmentKind.QUOTE, "club1234", "Где?"),
        (AttachmentKind.FORWARD, "id55", "Чужие слова"),
        (AttachmentKind.UNSUPPORTED, "forward", ""),
        (AttachmentKind.UNSUPPORTED, "cropped", ""),
    ]
    assert seen.attachments[1].url == "https://vk.com/id55"


@pytest.mark.parametrize(
    "damage",
    [
        {"attachments": "мусор"}, {"attachments": [None, 5, "x", {}, {"type": 5}, {"type": "photo"}]},
        {"geo": "мусор"}, {"geo": {"coordinates": "одно"}}, {"date": "вчера"}, {"id": [1]}, {"fwd_messages": 5},
        {"reply_message": "x"}, {"conversation_message_id": {}}, {"random_id": "x"}, {"action": 5}, {"peer_id": ...},
        {"out": "x"}, {"update_time": {}}, {"template": 7}, {"attachments": [{"type": "photo", "photo": {"sizes": 3}}]},
        {"attachments": [{"type": "wall", "wall": {"id": "x", "attachments": 3}}]},
    ],
)  # fmt: skip
def test_readable_words_are_kept_whatever_else_is_broken(account: Account, damage: dict[str, Any]) -> None:
    seen = message(account, **damage)
    assert (seen.text, seen.author.network_id, seen.place.id) == ("Яма на дороге", "7", "7")


def test_without_author_and_peer_it_is_unreadable(account: Account) -> None:
    with pytest.raises(ParseError):
        message(account, from_id=..., peer_id=...)


# --------------------------------------------------------------------------- the wall


def test_a_comment_stands_under_its_post(account: Account) -> None:
    seen = comment(account, reply_to_comment=8, reply_to_user=55)
    assert (seen.place, seen.post_id, seen.external_id) == (UNDER_POST, "-1234_6", "9")
    assert (seen.reply_to, seen.url) == ("8", "https://vk.com/wall-1234_6?reply=9")
    assert (seen.outgoing, seen.version_at) == (False, SENT_AT)


def test_the_answers_of_methods_name_the_wall_differently(account: Account) -> None:
    told = {"id": 9, "from_id": 7, "owner_id": -1234, "post_id": 6, "date": SENT, "text": "И у нас"}
    seen = parse(account, "wall_reply_new", told)
    assert isinstance(seen, MessageSeen)
    assert seen.place == UNDER_POST


def test_a_comment_of_the_community_is_outgoing_and_of_another_one_is_not(account: Account) -> None:
    ours, theirs = comment(account, from_id=-1234), comment(account, from_id=-99)
    assert (ours.outgoing, ours.author.is_channel) == (True, True)
    assert (theirs.outgoing, theirs.author.is_channel, theirs.author.network_id) == (False, False, "-99")


@pytest.mark.parametrize(
    ("kind", "change"), [("wall_reply_edit", Change.EDITED), ("wall_reply_restore", Change.RESTORED)]
)
def test_edited_and_restored_comments(account: Account, kind: str, change: Change) -> None:
    seen = comment(account, kind, text="Иначе")
    assert (seen.change, seen.said_at, seen.version_at) == (change, SENT_AT, NOW)


@pytest.mark.parametrize("by", [{"deleter_id": 5}, {"user_id": 5}, {}])
def test_a_deleted_comment_whoever_deleted_it(account: Account, by: dict[str, int]) -> None:
    seen = parse(account, "wall_reply_delete", {"owner_id": -1234, "id": 9, "post_id": 6, **by})
    assert seen == MessageGone(place=UNDER_POST, external_id="9", at=NOW)


def test_the_communitys_post_is_a_post(account: Account) -> None:
    photo = {
        "type": "photo",
        "photo": {"id": 1, "owner_id": -1234, "sizes": [{"type": "x", "url": "https://a/b"}]},
    }
    seen = parse(account, "wall_post_new", {**POST, "signer_id": 7, "attachments": [photo]})
    assert isinstance(seen, PostSeen)
    assert (seen.external_id, seen.text, seen.published_at) == ("-1234_6", "Убрали снег", SENT_AT)
    assert (seen.url, len(seen.attachments)) == ("https://vk.com/wall-1234_6", 1)


def test_a_suggested_post_is_a_message_answered_in_the_dialogue(account: Account) -> None:
    seen = parse(account, "wall_post_new", {**POST, "from_id": 7, "post_type": "suggest"})
    assert isinstance(seen, MessageSeen)
    assert seen.place == Place(kind=PlaceKind.POST, id="-1234_6")
    assert seen.answer_place == Place(kind=PlaceKind.DIALOG, id="7")


def test_a_residents_post_on_the_open_wall_is_answered_in_its_comments(account: Account) -> None:
    seen = parse(account, "wall_post_new", {**POST, "from_id": 7})
    assert isinstance(seen, MessageSeen)
    assert (seen.external_id, seen.answer_place) == ("-1234_6", UNDER_POST)


def test_a_postponed_post_is_not_yet_a_post(account: Account) -> None:
    assert isinstance(parse(account, "wall_post_new", {**POST, "post_type": "postpone"}), Noticed)


def test_a_repost_carries_what_was_shared(account: Account) -> None:
    copy = {"id": 128, "owner_id": -55, "text": "Оригинал"}
    seen = parse(account, "wall_post_new", {**POST, "from_id": 7, "text": "", "copy_history": [copy, None]})
    assert isinstance(seen, MessageSeen)
    assert [(one.kind, one.text, one.url) for one in seen.attachments] == [
        (AttachmentKind.POST, "Оригинал", "https://vk.com/wall-55_128"),
        (AttachmentKind.POST, "", ""),
    ]


# --------------------------------------------------------------------------- the rest


@pytest.mark.parametrize(("kind", "allowed"), [("message_allow", True), ("message_deny", False)])
def test_consent(account: Account, kind: str, allowed: bool) -> None:
    seen = parse(account, kind, {"user_id": 7, "key": ""})
    assert isinstance(seen, ConsentChanged)
    assert (seen.author.network_id, seen.allowed, seen.at) == ("7", allowed, NOW)


def test_a_resident_is_shut_out_and_let_in_by_a_moderator(account: Account) -> None:
    told = {"admin_id": 5, "user_id": 7, "unblock_date": SENT + 10**7, "reason": 4, "comment": "Спам"}
    seen = parse(account, "user_block", told)
    assert isinstance(seen, BanChanged)
    assert (seen.author.network_id, seen.banned, seen.at) == ("7", True, NOW)
    assert (seen.by, seen.reason) == ("5", "Спам")
    assert seen.until == datetime.fromtimestamp(SENT + 10**7, UTC)
    for forever in (0, None, "x", 10**18):
        lasting = parse(account, "user_block", {**told, "unblock_date": forever})
        assert isinstance(lasting, BanChanged)
        assert lasting.until is None
    back = parse(account, "user_unblock", {"admin_id": 5, "user_id": 7, "by_end_date": 1})
    assert isinstance(back, BanChanged)
    assert not back.banned


@pytest.mark.parametrize("kind", ["group_join", "poll_vote_new", "like_add", "wall_schedule_post_new"])
@pytest.mark.parametrize("told", [{"user_id": 7}, None, []])
def test_events_in_which_nobody_speaks_are_noticed(account: Account, kind: str, told: object) -> None:
    seen = parse(account, kind, told)
    assert isinstance(seen, Noticed)
    assert seen.type == kind
    assert seen.what


def test_other_events_are_unsupported_with_a_reason(account: Account) -> None:
    for kind in ("lead_forms_new", "market_order_new", "of_tomorrow"):
        seen = parse(account, kind, {"user_id": 7})
        assert isinstance(seen, Unsupported)
        assert seen.type == kind
        assert seen.why


def test_a_warning_of_an_outdated_version_is_unsupported(account: Account) -> None:
    seen = parse(account, "message_new", {"warning": "version 5.40 is deprecated"})
    assert isinstance(seen, Unsupported)
    assert "5.40" in seen.why


@pytest.mark.parametrize("told", [None, [], "x", 5])
def test_an_event_without_an_object_is_unreadable(account: Account, told: object) -> None:
    with pytest.raises(ParseError):
        parse(account, "message_new", told)


def test_a_mistake_of_the_reader_is_a_parse_error(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Seen:
        raise KeyError("oops")

    monkeypatch.setattr("nasvyazi.networks.vk.parse.READERS", {"message_new": broken})
    with pytest.raises(ParseError):
        parse(account, "message_new", {})


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
_fields = sorted({
    *MESSAGE, *COMMENT, *POST, "geo", "reply_message", "copy_history", "action", "message", "user_id", "parents_stack",
    "photo_id", "photo_owner_id", "video_id", "item_id", "topic_id", "topic_owner_id", "album_id", "sizes", "title",
    "description", "unblock_date", "admin_id", "reply_to_comment", "comment",
})  # fmt: skip
_things = st.builds(
    lambda kind, inner: {"type": kind, kind: inner},
    st.sampled_from(sorted({*attachments.READERS, "of_tomorrow"})),
    st.dictionaries(
        st.sampled_from([*_fields, "photo", "price", "amount", "app", "url", "duration"]), _anything
    ),
)
_carried = st.fixed_dictionaries(
    {},
    optional={
        "attachments": st.lists(_things, max_size=5),
        "fwd_messages": st.lists(st.dictionaries(st.sampled_from(_fields), _anything), max_size=3),
        "copy_history": st.lists(st.dictionaries(st.sampled_from(_fields), _anything), max_size=3),
    },
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(READERS)),
    told=st.dictionaries(st.sampled_from(_fields), _anything),
    carried=_carried,
)
def test_any_values_in_known_fields_are_read_or_a_parse_error(
    account: Account, kind: str, told: dict[str, Any], carried: dict[str, Any]
) -> None:
    try:
        seen = parse(account, kind, {**told, **carried})
    except ParseError:
        return
    if isinstance(seen, MessageSeen | MessageGone):
        assert len(seen.place.id) <= 64
        assert 0 < len(seen.external_id) <= 64
    if isinstance(seen, MessageSeen):
        assert seen.external_id
        assert seen.author.network_id
        assert seen.said_at <= NOW
        seen.text.encode()
        json.dumps([dict(one.raw) for one in seen.attachments], allow_nan=False).encode("ascii")


@pytest.mark.parametrize(
    ("date", "noted"),
    [
        (int(NOW.timestamp()) - 60, ""),
        (int(NOW.timestamp()) + 60, ""),
        (4102444800, "2100-01-01 00:00 UTC"),
        (1, "1970-01-01 00:00 UTC"),
        ("завтра", "завтра"),
        (None, ""),
    ],
)
def test_a_date_that_cannot_be_true_is_clamped_and_noted(date: object, noted: str) -> None:
    assert loose.stated_date(date, now=NOW) == noted
    assert loose.moment(date, now=NOW) <= NOW
