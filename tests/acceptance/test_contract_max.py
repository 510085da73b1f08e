"""MAX keeps the contract of networks against the practice MAX; and what only MAX has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nasvyazi.networks.base import (
    Attachment,
    AttachmentKind,
    ChatSeen,
    ConsentChanged,
    MessageGone,
    MessageSeen,
    NeedsHuman,
    Noticed,
    OutgoingFile,
    Place,
    PlaceKind,
    PostSeen,
    Refused,
    Seen,
    Throttled,
    Unclear,
)
from nasvyazi.networks.testing import NetworkContract, Rig
from nasvyazi.networks.testing.rig import DEADLINE, now, parcel
from tests.acceptance.max_rig import MAX, MaxRig
from tests.sandbox import Sandbox, wait_until
from tests.sandbox_max import MEDIA, MaxSide

pytestmark = pytest.mark.acceptance

EIGHT_HOURS = 8 * 3600
BEYOND_DOUBLES = 2**53 + 1
HOOK = "http://127.0.0.1:9/hooks/max/key"


@pytest.fixture(scope="class")
def max_rig() -> Iterator[MaxRig]:
    with Sandbox(rate_limits=False) as sandbox:
        yield MaxRig(MaxSide(sandbox), sandbox.max_url)


class TestMaxKeepsTheContract(NetworkContract):
    @pytest.fixture(scope="class")
    @classmethod
    def rig(cls, max_rig: MaxRig) -> Rig:
        return max_rig


def heard(rig: MaxRig, *kinds: str, mid: str = "") -> list[Seen]:
    """What the product reads of the newest update of these kinds."""
    body = json.dumps(rig.told(*kinds, mid=mid)).encode()
    return MAX.parse(rig.account, body, now=now())


def read_back(rig: MaxRig, part: str) -> list[MessageSeen]:
    """The messages that a part of the past tells, from the beginning."""
    pages = MAX.read_back(rig.account, part, since=now().replace(year=2020))
    told = [seen for page in pages for one in page for seen in MAX.parse(rig.account, one.body, now=now())]
    return [one for one in told if isinstance(one, MessageSeen)]


def written(rig: MaxRig, **what: Any) -> MessageSeen:
    """What the product reads of a message that the resident writes."""
    said = rig.side.write(rig.bot, rig.marina, **what)
    [seen] = heard(rig, "message_created", mid=said.id)
    assert isinstance(seen, MessageSeen)
    return seen


class TestWhatOnlyMaxHas:
    def test_a_post_is_the_channels_and_has_an_address(self, max_rig: MaxRig) -> None:
        post = max_rig.side.post(max_rig.channel, "Каток открыт", photos=1)
        around, seen = heard(max_rig, "message_created", mid=post.id)
        assert isinstance(around, ChatSeen)
        assert isinstance(seen, PostSeen)
        assert (seen.external_id, seen.text, len(seen.attachments)) == (post.id, "Каток открыт", 1)
        assert seen.url.startswith("https://max.ru/glava_rayona/")
        max_rig.side.edit_post(max_rig.channel, post, "Каток закрыт")
        [_, changed] = heard(max_rig, "message_edited", mid=post.id)
        assert isinstance(changed, PostSeen)
        assert (changed.text, changed.version_at >= changed.published_at) == ("Каток закрыт", True)

    def test_comments_are_read_and_those_of_the_channel_and_the_bot_are_ours(self, max_rig: MaxRig) -> None:
        rig = max_rig
        asked = rig.side.comment(rig.channel, rig.post, rig.marina, "Когда у нас?")
        rig.side.comment(rig.channel, rig.post, None, "Сегодня", reply_to=asked)
        place = Place(kind=PlaceKind.COMMENT, id=rig.post.id)
        sent = replace(parcel(rig, place, "И у соседей"), reply_to=asked.id)
        MAX.send(rig.account, sent, deadline=DEADLINE)
        found = {one.text: one for one in read_back(rig, "comments") if one.place == place}
        answers = [found["Сегодня"], found["И у соседей"]]
        assert [(one.outgoing, one.author.is_channel, one.reply_to) for one in answers] == [
            (True, True, asked.id)
        ] * 2
        assert (found["Когда у нас?"].outgoing, found["Когда у нас?"].external_id) == (False, asked.id)

    def test_more_comments_than_a_page_holds_are_all_read(self, max_rig: MaxRig) -> None:
        rig = max_rig
        long_post = rig.side.post(rig.channel, "Спрашивайте")
        asked = [
            rig.side.comment(rig.channel, long_post, rig.marina, f"Вопрос {number}").id
            for number in range(130)
        ]
        found = [one.external_id for one in read_back(rig, "comments") if one.place.id == long_post.id]
        assert found == asked

    def test_what_is_said_in_a_group_chat_is_heard_and_answered_there(self, max_rig: MaxRig) -> None:
        rig = max_rig
        said = rig.side.write_in(rig.group, rig.marina, "Где дворник?")
        [_, seen] = heard(rig, "message_created", mid=said.id)
        assert isinstance(seen, MessageSeen)
        assert seen.place == Place(kind=PlaceKind.CHAT, id=str(rig.group.id))
        sent = replace(parcel(rig, seen.place, "Идёт"), reply_to=seen.external_id)
        MAX.send(rig.account, sent, deadline=DEADLINE)
        last = rig.side.told_in(rig.group)[-1]
        assert (last.text, last.reply_to) == ("Идёт", said.id)

    def test_photos_go_there_and_back(self, max_rig: MaxRig, tmp_path: Path) -> None:
        seen = written(max_rig, text="Во дворе яма", photos=2)
        assert [one.kind for one in seen.attachments] == [AttachmentKind.PHOTO] * 2
        fetched = [_fetched(max_rig, one) for one in seen.attachments]
        assert [content[:2] for content in fetched] == [b"\xff\xd8"] * 2
        files = [_photo(tmp_path / f"{number}.jpg") for number in range(2)]
        sent = replace(parcel(max_rig, seen.place, "Засыпали"), files=files, reply_to=seen.external_id)
        MAX.send(max_rig.account, sent, deadline=DEADLINE)
        answer = max_rig.ours(seen.place)[-1]
        assert (answer.text, answer.reply_to, len(answer.photos)) == ("Засыпали", seen.external_id, 2)

    def test_photos_under_a_post_are_refused_before_anything_is_sent(
        self, max_rig: MaxRig, tmp_path: Path
    ) -> None:
        place = max_rig.comment("Покажите").place
        assert MAX.refuses_files(place, max_rig.account)
        sent = replace(parcel(max_rig, place, "Вот"), files=[_photo(tmp_path / "1.jpg")])
        with pytest.raises(Refused):
            MAX.send(max_rig.account, sent, deadline=DEADLINE)

    def test_a_photo_that_is_not_ready_is_waited_for(self, max_rig: MaxRig, tmp_path: Path) -> None:
        place = max_rig.write("Где фото?").place
        sent = replace(parcel(max_rig, place, "Вот фото"), files=[_photo(tmp_path / "1.jpg")])
        max_rig.side.fault("attachment_not_ready", bot=max_rig.bot, times=1)
        MAX.send(max_rig.account, sent, deadline=DEADLINE)
        assert max_rig.arrived(place).count("Вот фото") == 1
        with max_rig.side.faulty("attachment_not_ready", bot=max_rig.bot), pytest.raises(Throttled):
            MAX.send(max_rig.account, replace(sent, text="И ещё"), deadline=2)
        assert "И ещё" not in max_rig.arrived(place)

    def test_every_attachment_is_known_and_its_file_fetched(self, max_rig: MaxRig) -> None:
        kinds = [written(max_rig, media=kind).attachments[0] for kind in MEDIA]
        assert [one.kind for one in kinds] == [
            AttachmentKind.VIDEO, AttachmentKind.VOICE, AttachmentKind.DOCUMENT, AttachmentKind.STICKER,
            AttachmentKind.CONTACT, AttachmentKind.LOCATION, AttachmentKind.LINK,
        ]  # fmt: skip
        assert all(_fetched(max_rig, one) for one in kinds[:4])
        assert (kinds[5].latitude, kinds[5].longitude) == (55.7943, 49.1115)

    def test_what_is_passed_on_comes_with_its_words_and_photos(self, max_rig: MaxRig) -> None:
        neighbour = max_rig.side.resident("Пётр Сидоров")
        original = max_rig.side.write(max_rig.bot, neighbour, "Яма у дома 5", photos=1)
        passed, photo = written(max_rig, forward=original).attachments
        assert (passed.kind, passed.title, passed.text) == (
            AttachmentKind.FORWARD,
            neighbour.name,
            "Яма у дома 5",
        )
        assert (photo.kind, photo.within) == (AttachmentKind.PHOTO, AttachmentKind.FORWARD)

    def test_a_deletion_in_a_dialogue_is_told(self, max_rig: MaxRig) -> None:
        said = max_rig.write("Зря написала")
        max_rig.side.delete(max_rig.bot, max_rig.marina, max_rig.said[said.place, said.external_id])
        [gone] = heard(max_rig, "message_removed", mid=said.external_id)
        assert isinstance(gone, MessageGone)
        assert (gone.place, gone.external_id) == (said.place, said.external_id)

    def test_numbers_beyond_what_a_double_holds_are_kept_whole(self, max_rig: MaxRig) -> None:
        rig = max_rig
        far = rig.side.resident("Фёдор Дальний", user_id=BEYOND_DOUBLES)
        said = rig.side.write(rig.bot, far, "Далеко, но пишу")
        assert said.seq > 2**53
        [seen] = heard(rig, "message_created", mid=said.id)
        assert isinstance(seen, MessageSeen)
        assert (seen.author.network_id, seen.external_id) == (str(BEYOND_DOUBLES), said.id)
        MAX.send(rig.account, replace(parcel(rig, seen.place, "Слышим"), reply_to=said.id), deadline=DEADLINE)
        assert [one.text for one in rig.side.answers(rig.bot, far)] == ["Слышим"]

    def test_start_and_stop_are_consent_and_a_pressed_button_is_nobodys_words(self, max_rig: MaxRig) -> None:
        rig, pavel = max_rig, max_rig.side.resident("Павел")
        for act, kind, allowed in (
            (rig.side.start, "bot_started", True), (rig.side.stop, "bot_stopped", False)
        ):  # fmt: skip
            act(rig.bot, pavel)
            [told] = heard(rig, kind)
            assert isinstance(told, ConsentChanged)
            assert (told.author.network_id, told.allowed) == (str(pavel.id), allowed)
        keyboard = {"type": "inline_keyboard",
                    "payload": {"buttons": [[{"type": "callback", "text": "Да", "payload": "y"}]]}}  # fmt: skip
        body = {"text": "Убрали?", "attachments": [keyboard]}
        rig.side.call("POST", "/messages", rig.bot.token, body, user_id=rig.marina.id)
        rig.side.press(rig.bot, rig.marina, rig.side.answers(rig.bot, rig.marina)[-1], "y")
        [pressed] = heard(rig, "message_callback")
        assert isinstance(pressed, Noticed)

    def test_a_bot_without_rights_or_a_seat_hears_and_writes_nothing_and_the_check_says_so(
        self, max_rig: MaxRig
    ) -> None:
        rig = max_rig
        yard = rig.side.group(rig.bot, "Соседний двор")
        account = replace(rig.account, chats=(str(yard.id),))
        rig.side.add_bot(yard, admin=False)
        assert [one.ok for one in MAX.check(account, deadline=DEADLINE)][-1] is False
        rig.side.remove_bot(yard)
        [gone] = heard(rig, "bot_removed")
        assert isinstance(gone, ChatSeen)
        assert (gone.network_id, gone.is_present) == (str(yard.id), False)
        with pytest.raises(Refused):
            sent = parcel(rig, Place(kind=PlaceKind.CHAT, id=str(yard.id)), "Идёт")
            MAX.send(account, sent, deadline=DEADLINE)
        assert [one.ok for one in MAX.check(account, deadline=DEADLINE)][-1] is False

    def test_a_server_error_after_acceptance_is_unclear_and_is_found(self, max_rig: MaxRig) -> None:
        place, since = max_rig.write("Сбой").place, now()
        sent = parcel(max_rig, place, "При сбое")
        max_rig.side.fault("http_500_after", bot=max_rig.bot, times=1)
        with pytest.raises(Unclear):
            MAX.send(max_rig.account, sent, deadline=DEADLINE)
        found = MAX.find(max_rig.account, sent, since=since, deadline=DEADLINE)
        assert found is not None
        assert found.external_id == max_rig.ours(place)[-1].id

    def test_a_bot_that_max_has_unsubscribed_is_subscribed_again_and_what_was_missed_is_read(
        self, max_rig: MaxRig
    ) -> None:
        rig, ours = max_rig, replace(max_rig.account, hook_url=HOOK)
        MAX.hook(ours, deadline=DEADLINE)
        assert MAX.watch_hook(ours, deadline=DEADLINE) == ""
        rig.side.subscribe(rig.bot, HOOK, failing=EIGHT_HOURS + 60)
        missed = rig.side.write(rig.bot, rig.marina, "Восемь часов никто не слышал")
        wait_until(lambda: not rig.side.look(rig.bot).subscriptions, seconds=10, what="MAX to give up")
        assert MAX.watch_hook(ours, deadline=DEADLINE) == ""
        assert rig.side.look(rig.bot).subscriptions == (HOOK,)
        assert missed.id in [one.external_id for one in read_back(rig, "dialogs")]
        with pytest.raises(NeedsHuman) as caught:
            MAX.poll(rig.account, "", wait=0)
        assert caught.value.code == "max:webhook_active"
        MAX.hook(rig.account, deadline=DEADLINE)
        assert rig.side.look(rig.bot).subscriptions == ()

    def test_another_programs_webhook_is_said_and_taken_over_on_request(self, max_rig: MaxRig) -> None:
        rig, ours = max_rig, replace(max_rig.account, hook_url=HOOK)
        rig.side.subscribe(rig.bot, "http://127.0.0.1:9/other")
        assert MAX.watch_hook(ours, deadline=DEADLINE) == "max:hook_taken"
        MAX.hook(ours, deadline=DEADLINE)
        assert rig.side.look(rig.bot).subscriptions == (HOOK,)
        MAX.hook(rig.account, deadline=DEADLINE)

    def test_the_token_says_whose_it_is(self, max_rig: MaxRig) -> None:
        assert MAX.whose_key(max_rig.account, deadline=DEADLINE) == max_rig.account.network_id


def _fetched(rig: MaxRig, one: Attachment) -> bytes:
    return MAX.fetch(rig.account, one.ref, most=10_000_000, deadline=DEADLINE).content


def _photo(path: Path) -> OutgoingFile:
    Image.new("RGB", (640, 480), "gray").save(path)
    return OutgoingFile(path=path, name=path.name, content_type="image/jpeg")
