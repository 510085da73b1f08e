"""Telegram keeps the contract of networks against the practice Telegram; and what only Telegram has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nasvyazi.networks.base import (
    Account,
    AttachmentKind,
    ChatSeen,
    ConsentChanged,
    MessageSeen,
    NeedsHuman,
    OutgoingFile,
    Place,
    PlaceKind,
    PostSeen,
    Refused,
    Seen,
    TooLarge,
    Unclear,
)
from nasvyazi.networks.telegram import Telegram
from nasvyazi.networks.telegram.hook import SECRET_HEADER
from nasvyazi.networks.testing import Fault, Happened, NetworkContract, Request, Rig
from nasvyazi.networks.testing.rig import DEADLINE, SHORT, now, parcel, read_one
from nasvyazi.toolbox.ports import free_port
from tests.sandbox import FaultKind, Sandbox
from tests.sandbox_telegram import Bot, Chat, Resident, Said, TelegramSide

pytestmark = pytest.mark.acceptance

SECRET = "sandbox-secret-7"
TELEGRAM = Telegram(pace=None)
DAY = 86_400


class TelegramRig(Rig):
    """A practice bot that is asked, a channel and its discussion group."""

    network = TELEGRAM
    tells_deletions = False
    tells_own = False

    def __init__(self, side: TelegramSide, api_url: str) -> None:
        self.side = side
        self.bot: Bot = side.bot("Глава района")
        self.channel: Chat = side.channel(self.bot, username="glava_rayona")
        self.post: Said = side.post(self.channel, "Убираем снег")
        self.marina: Resident = side.resident("Марина Кузнецова")
        self.account = Account(
            network_id=str(self.bot.id), api_url=api_url, hook_url="", chats=(str(self.channel.id),),
            secrets={"token": self.bot.token, "secret": SECRET},
        )  # fmt: skip
        self.said: dict[tuple[Place, str], Said] = {}

    @property
    def group(self) -> Chat:
        """The discussion group of the channel."""
        assert self.channel.group is not None
        return self.channel.group

    def request(self, said: Said) -> Request:
        """The webhook's request that tells of it, from what getUpdates shows; what came before is confirmed."""
        assert said.update_id is not None
        [update] = self.side.updates(self.bot, offset=said.update_id, limit=1)
        return Request(headers={SECRET_HEADER: SECRET}, body=json.dumps(update).encode())

    def _happened(self, place: Place, said: Said) -> Happened:
        self.said[place, str(said.id)] = said
        return Happened(place=place, external_id=str(said.id), request=self.request(said))

    def write(self, text: str) -> Happened:
        place = Place(kind=PlaceKind.DIALOG, id=str(self.marina.id))
        return self._happened(place, self.side.write(self.bot, self.marina, text))

    def comment(self, text: str) -> Happened:
        said = self.side.comment(self.channel, self.post, self.marina, text)
        place = Place(kind=PlaceKind.COMMENT, id=f"{self.group.id}_{said.thread}")
        return self._happened(place, said)

    def edit(self, said: Happened, text: str) -> Happened:
        known = self.said[said.place, said.external_id]
        if said.place.kind is PlaceKind.DIALOG:
            return self._happened(said.place, self.side.edit(self.bot, self.marina, known, text))
        return self._happened(said.place, self.side.edit_in(self.group, known, text))

    def block(self) -> Place:
        other = self.side.resident("Пётр Сидоров")
        self.side.write(self.bot, other, "Не пишите мне")
        self.side.block(self.bot, other)
        return Place(kind=PlaceKind.DIALOG, id=str(other.id))

    def of_tomorrow(self, event: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": event["update_id"], "something_of_tomorrow": event["message"]}

    def resident(self) -> tuple[str, str]:
        return str(self.marina.id), self.marina.name

    def ours(self, place: Place) -> list[Said]:
        """What the bot has said in a place, oldest first."""
        if place.kind is PlaceKind.DIALOG:
            return self.side.answers(self.bot, Resident(id=int(place.id), name=""))
        return [one for one in self.side.comments(self.channel, self.post) if one.speaker == "bot"]

    def arrived(self, place: Place) -> list[str]:
        return [one.text for one in self.ours(place)]

    def fail_next(self, fault: Fault) -> Account:
        if fault is Fault.UNREACHABLE:
            return replace(self.account, api_url=f"http://127.0.0.1:{free_port()}/telegram")
        kinds: dict[Fault, tuple[FaultKind, int | None]] = {
            Fault.SILENT_BEFORE: ("timeout_before", None),
            Fault.SILENT_AFTER: ("timeout_after", None),
            Fault.THROTTLED: ("error", 429),
            Fault.NEEDS_HUMAN: ("error", 401),
        }
        kind, code = kinds[fault]
        self.side.fault(kind, bot=self.bot, code=code, times=1, seconds=SHORT + 1)
        return self.account

    def forged(self, request: Request) -> list[Request]:
        return [replace(request, headers=headers) for headers in ({SECRET_HEADER: "wrong"}, {})]


@pytest.fixture(scope="class")
def telegram_rig() -> Iterator[TelegramRig]:
    with Sandbox(rate_limits=False) as sandbox:
        yield TelegramRig(TelegramSide(sandbox), sandbox.telegram_url)


class TestTelegramKeepsTheContract(NetworkContract):
    @pytest.fixture(scope="class")
    @classmethod
    def rig(cls, telegram_rig: TelegramRig) -> Rig:
        return telegram_rig


def heard(rig: TelegramRig, cursor: str = "") -> tuple[list[Seen], str]:
    """All that is new, as the product reads it, and the cursor after it."""
    polled = TELEGRAM.poll(rig.account, cursor, wait=0)
    at = now()
    found = [TELEGRAM.parse(rig.account, one.body, now=at) for one in polled.envelopes]
    return [seen for told in found for seen in told], polled.cursor


class TestWhatOnlyTelegramHas:
    def test_a_post_and_its_forward_are_one_post_whose_comments_are_known(
        self, telegram_rig: TelegramRig
    ) -> None:
        _, cursor = heard(telegram_rig)
        telegram_rig.side.post(telegram_rig.channel, "Каток открыт")
        seen, _ = heard(telegram_rig, cursor)
        first, second = (one for one in seen if isinstance(one, PostSeen))
        assert (first.external_id, first.url, first.text) == (second.external_id, second.url, "Каток открыт")
        assert second.comments is not None
        voices = {one.network_id: one.voice for one in seen if isinstance(one, ChatSeen) and one.voice}
        assert voices == {str(telegram_rig.group.id): str(telegram_rig.channel.id)}

    def test_a_deeper_answer_says_where_it_may_stand(self, telegram_rig: TelegramRig) -> None:
        rig, post = telegram_rig, telegram_rig.post
        first = rig.comment("А у нас?")
        deep = rig.side.comment(
            rig.channel, post, rig.marina, "И у нас", reply_to=rig.said[first.place, first.external_id]
        )
        seen = read_one(rig, rig.request(deep))
        assert isinstance(seen, MessageSeen)
        assert (seen.place, seen.root, seen.reply_to) == (first.place, str(deep.thread), first.external_id)
        assert seen.within == Place(kind=PlaceKind.CHAT, id=str(rig.group.id))

    def test_who_speaks_in_the_name_of_the_channel_or_the_group_is_ours(
        self, telegram_rig: TelegramRig
    ) -> None:
        rig = telegram_rig
        for mask in ("anonymous", "channel"):
            seen = read_one(rig, rig.request(rig.side.comment(rig.channel, rig.post, mask, "Уже чиним")))
            assert isinstance(seen, MessageSeen)
            assert seen.outgoing

    def test_an_answer_with_photos_arrives_in_the_thread_of_the_comment(
        self, telegram_rig: TelegramRig, tmp_path: Path
    ) -> None:
        asked = telegram_rig.comment("Покажите")
        for count in (1, 2):
            files = [_photo(tmp_path / f"{number}.jpg") for number in range(count)]
            sent = replace(
                parcel(telegram_rig, asked.place, f"Вот {count}"), files=files, reply_to=asked.external_id
            )
            TELEGRAM.send(telegram_rig.account, sent, deadline=DEADLINE)
            album = telegram_rig.ours(asked.place)[-count:]
            assert [one.text for one in album] == [f"Вот {count}", ""][:count]
            assert {str(one.reply_to) for one in album} == {asked.external_id}

    def test_an_album_of_a_resident_is_one_album_and_its_photos_are_fetched(
        self, telegram_rig: TelegramRig
    ) -> None:
        rig = telegram_rig
        pieces = rig.side.album(rig.bot, rig.marina, "Во дворе яма", photos=2)
        seen = [one for piece in pieces if isinstance(one := read_one(rig, rig.request(piece)), MessageSeen)]
        assert [one.text for one in seen] == ["Во дворе яма", ""]
        assert len({one.album for one in seen}) == 1
        assert seen[0].album
        [photo] = seen[0].attachments
        fetched = TELEGRAM.fetch(rig.account, photo.ref, most=10_000_000, deadline=DEADLINE)
        assert fetched.content[:2] == b"\xff\xd8"
        assert fetched.content == rig.side.download(rig.bot.token, photo.ref)
        with pytest.raises(TooLarge):
            TELEGRAM.fetch(rig.account, photo.ref, most=100, deadline=DEADLINE)

    def test_a_video_over_20_mb_is_known_not_to_be_handed_over(self, telegram_rig: TelegramRig) -> None:
        rig = telegram_rig
        said = rig.side.write(rig.bot, rig.marina, media="video", file_size=30_000_000)
        seen = read_one(rig, rig.request(said))
        assert isinstance(seen, MessageSeen)
        [video] = seen.attachments
        assert (video.kind, video.is_too_large) == (AttachmentKind.VIDEO, True)
        with pytest.raises(TooLarge):
            TELEGRAM.fetch(rig.account, video.ref, most=100_000_000, deadline=DEADLINE)

    def test_the_button_start_and_a_block_are_consent(self, telegram_rig: TelegramRig) -> None:
        rig, pavel = telegram_rig, telegram_rig.side.resident("Павел")
        _, cursor = heard(rig)
        rig.side.start(rig.bot, pavel)
        rig.side.block(rig.bot, pavel)
        rig.side.unblock(rig.bot, pavel)
        told = [one for one in heard(rig, cursor)[0] if isinstance(one, ConsentChanged)]
        assert [one.allowed for one in told] == [True, False, True]
        assert {one.author.network_id for one in told} == {str(pavel.id)}

    def test_a_group_that_became_another_is_followed(self, telegram_rig: TelegramRig) -> None:
        rig = telegram_rig
        yard = rig.side.group(rig.bot, "Наш двор", kind="group")
        seen = read_one(rig, rig.request(rig.side.write_in(yard, rig.marina, "Где дворник?")))
        assert isinstance(seen, MessageSeen)
        _, cursor = heard(rig)
        moved = rig.side.upgrade(yard)
        told = [one for one in heard(rig, cursor)[0] if isinstance(one, ChatSeen)]
        assert {(one.network_id, one.replaces) for one in told} == {(str(moved.id), str(yard.id))}
        sent = replace(parcel(rig, seen.place, "Идёт"), reply_to=seen.external_id)
        TELEGRAM.send(rig.account, sent, deadline=DEADLINE)
        assert rig.side.told_in(moved)[-1].text == "Идёт"

    def test_a_bot_without_a_voice_or_a_seat_needs_a_human_and_the_check_says_so(
        self, telegram_rig: TelegramRig
    ) -> None:
        rig = telegram_rig
        yard = rig.side.group(rig.bot, "Соседний двор", admin=True)
        place = Place(kind=PlaceKind.CHAT, id=str(yard.id))
        account = replace(rig.account, chats=(str(yard.id),))
        for spoil, code in ((rig.side.silence, "telegram:rights"), (rig.side.remove_bot, "telegram:removed")):
            spoil(yard)
            with pytest.raises(NeedsHuman) as caught:
                TELEGRAM.send(account, parcel(rig, place, "Идёт"), deadline=DEADLINE)
            assert caught.value.code == code
        assert [one.ok for one in TELEGRAM.check(account, deadline=DEADLINE)][-1] is False

    def test_a_deleted_comment_cannot_be_answered(self, telegram_rig: TelegramRig) -> None:
        asked = telegram_rig.write("Зря написал")
        rig = telegram_rig
        rig.side.delete(rig.bot, rig.marina, rig.said[asked.place, asked.external_id])
        with pytest.raises(Refused) as caught:
            sent = replace(parcel(rig, asked.place, "Приняли"), reply_to=asked.external_id)
            TELEGRAM.send(rig.account, sent, deadline=DEADLINE)
        assert caught.value.code == "telegram:reply_gone"

    def test_a_server_error_after_acceptance_is_unclear(self, telegram_rig: TelegramRig) -> None:
        place = telegram_rig.write("Сбой").place
        telegram_rig.side.fault("http_500_after", bot=telegram_rig.bot, times=1)
        with pytest.raises(Unclear):
            TELEGRAM.send(telegram_rig.account, parcel(telegram_rig, place, "При сбое"), deadline=DEADLINE)
        assert telegram_rig.arrived(place)[-1] == "При сбое"

    def test_after_a_quiet_week_smaller_numbers_are_heard(self, telegram_rig: TelegramRig) -> None:
        rig = telegram_rig
        _, cursor = heard(rig)
        TELEGRAM.poll(rig.account, cursor, wait=0)
        rig.side.renumber(rig.bot, 7)
        rig.side.write(rig.bot, rig.marina, "После тишины")
        quiet = json.dumps(json.loads(cursor) | {"heard_at": now().timestamp() - 7 * DAY})
        [seen], later = heard(rig, quiet)
        assert isinstance(seen, MessageSeen)
        assert (seen.text, json.loads(later)["last"]) == ("После тишины", 7)

    def test_another_listener_and_a_webhook_of_others_are_told_apart_and_ours_takes_the_bot_back(
        self, telegram_rig: TelegramRig
    ) -> None:
        rig = telegram_rig
        rig.side.fault("conflict", bot=rig.bot, times=1)
        assert _refused_poll(rig) == "telegram:other_poller"
        rig.side.webhook(rig.bot, "http://127.0.0.1:9/other", "x")
        assert _refused_poll(rig) == "telegram:webhook_active"
        ours = replace(rig.account, hook_url="http://127.0.0.1:9/hooks/telegram/key")
        assert TELEGRAM.watch_hook(ours, deadline=DEADLINE) == "telegram:hook_taken"
        assert [one.ok for one in TELEGRAM.check(ours, deadline=DEADLINE)][1] is False
        TELEGRAM.hook(ours, deadline=DEADLINE)
        known = rig.side.look(rig.bot)
        assert (known.webhook_url, known.webhook_secret) == (ours.hook_url, SECRET)
        assert TELEGRAM.watch_hook(ours, deadline=DEADLINE) in ("", "telegram:hook_failing")
        TELEGRAM.hook(rig.account, deadline=DEADLINE)
        assert rig.side.look(rig.bot).webhook_url == ""


def _refused_poll(rig: TelegramRig) -> str:
    with pytest.raises(NeedsHuman) as caught:
        TELEGRAM.poll(rig.account, "", wait=0)
    return caught.value.code


def _photo(path: Path) -> OutgoingFile:
    Image.new("RGB", (640, 480), "gray").save(path)
    return OutgoingFile(path=path, name=path.name, content_type="image/jpeg")
