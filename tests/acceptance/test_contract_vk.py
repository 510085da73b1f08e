"""VK keeps the contract of networks against the practice VK; and what only VK has."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from nasvyazi.networks import vk
from nasvyazi.networks.base import (
    Account,
    AttachmentKind,
    HookAnswer,
    MessageSeen,
    NeedsHuman,
    NothingSent,
    OutgoingFile,
    Place,
    PlaceKind,
    PostSeen,
    Refused,
    Unclear,
)
from nasvyazi.networks.testing import Fault, Happened, NetworkContract, Request, Rig
from nasvyazi.networks.testing.rig import DEADLINE, SHORT, parcel, read_one
from nasvyazi.toolbox.ports import free_port
from tests.sandbox import Community, FaultKind, Resident, Said, Sandbox, wait_until

pytestmark = pytest.mark.acceptance

GROUP = 4242
SECRET, CONFIRMATION = "sandbox-secret-7", "c0nf1rm"


class Webhook:
    """Where the practice VK calls: answers as the product does, keeps what came."""

    def __init__(self, account: Account) -> None:
        self.requests: dict[str, Request] = {}
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                opened = vk.network.open_hook(account, headers, body)
                if isinstance(opened, HookAnswer):
                    answer = opened.body
                else:
                    hook.requests[opened.external_id] = Request(headers=headers, body=body)
                    answer = vk.network.hook_ok
                self.send_response(200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks/vk/key"

    def request(self, event_id: str) -> Request:
        """The request that told of an event."""
        return wait_until(lambda: self.requests.get(event_id), seconds=10, what=f"event {event_id}")

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


class VkRig(Rig):
    """VK and a practice community with a webhook and a long poll."""

    network = vk.network

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        secrets = {"secret": SECRET, "confirmation": CONFIRMATION}
        account = Account(network_id=str(GROUP), api_url=f"{sandbox.vk_url}/method", secrets=secrets)
        self.webhook = Webhook(account)
        self.community: Community = sandbox.community(
            group_id=GROUP, secret=SECRET, confirmation=CONFIRMATION, callback_url=self.webhook.url
        )
        sandbox.confirm(self.community)  # until the handshake is done nothing is told
        every = dict.fromkeys(vk.check.EVENTS, 1)
        sandbox.call("groups.setLongPollSettings", self.community.token, group_id=GROUP, enabled=1, **every)
        tokens = {"token": self.community.token, "service_token": self.community.service_token,
                  "user_token": self.community.user_token}  # fmt: skip
        self.account = replace(account, secrets=secrets | tokens)
        self.marina: Resident = sandbox.resident("Марина Кузнецова")
        self.post: Said = sandbox.post(self.community, "Убираем снег")
        self.said: dict[str, Said] = {}

    @property
    def dialog(self) -> Place:
        return Place(kind=PlaceKind.DIALOG, id=str(self.marina.id))

    @property
    def under_post(self) -> Place:
        return Place(kind=PlaceKind.COMMENT, id=f"-{GROUP}_{self.post.id}")

    def _happened(self, place: Place, said: Said) -> Happened:
        self.said[str(said.id)] = said
        return Happened(place=place, external_id=str(said.id), request=self.webhook.request(said.event_id))

    def write(self, text: str) -> Happened:
        return self._happened(self.dialog, self.sandbox.write(self.community, self.marina, text))

    def comment(self, text: str) -> Happened:
        return self._happened(
            self.under_post, self.sandbox.comment(self.community, self.post, self.marina, text)
        )

    def edit(self, said: Happened, text: str) -> Happened:
        known = self.said[said.external_id]
        if said.place.kind is PlaceKind.DIALOG:
            return self._happened(said.place, self.sandbox.edit(self.community, self.marina, known, text))
        return self._happened(said.place, self.sandbox.edit_comment(self.community, known, text))

    def delete(self, comment: Happened) -> Happened:
        before = set(self.webhook.requests)
        self.sandbox.delete_comment(self.community, self.said[comment.external_id])
        found = wait_until(lambda: set(self.webhook.requests) - before, seconds=10, what="the deletion")
        return replace(comment, request=self.webhook.requests[found.pop()])

    def block(self) -> Place:
        other = self.sandbox.resident("Пётр Сидоров")
        self.sandbox.write(self.community, other, "Не пишите мне")
        self.sandbox.block(self.community, other)
        return Place(kind=PlaceKind.DIALOG, id=str(other.id))

    def _ours(self, place: Place) -> list[Said]:
        if place.kind is PlaceKind.DIALOG:
            return self.sandbox.answers(self.community, Resident(id=int(place.id), name=""))
        return [one for one in self.sandbox.comments(self.community, self.post) if one.by_community]

    def echo(self, place: Place) -> Request:
        return self.webhook.request(self._ours(place)[-1].event_id)

    def resident(self) -> tuple[str, str]:
        return str(self.marina.id), self.marina.name

    def arrived(self, place: Place) -> list[str]:
        return [one.text for one in self._ours(place)]

    def fail_next(self, fault: Fault) -> Account:
        if fault is Fault.UNREACHABLE:
            return replace(self.account, api_url=f"http://127.0.0.1:{free_port()}/vk/method")
        kinds: dict[Fault, tuple[FaultKind, int | None]] = {
            Fault.SILENT_BEFORE: ("timeout_before", None),
            Fault.SILENT_AFTER: ("timeout_after", None),
            Fault.THROTTLED: ("error", 6),
            Fault.NEEDS_HUMAN: ("error", 5),
        }
        kind, code = kinds[fault]
        self.sandbox.fault(kind, community=self.community, code=code, times=1, seconds=SHORT + 1)
        return self.account

    def forged(self, request: Request) -> list[Request]:
        event = json.loads(request.body)
        without = {name: value for name, value in event.items() if name != "secret"}
        events = [{**event, "secret": "wrong"}, {**event, "secret": None}, without]
        return [replace(request, body=json.dumps(one).encode()) for one in events]


@pytest.fixture(scope="class")
def vk_rig() -> Iterator[VkRig]:
    with Sandbox() as sandbox:
        rig = VkRig(sandbox)
        try:
            yield rig
        finally:
            rig.webhook.stop()


class TestVkKeepsTheContract(NetworkContract):
    @pytest.fixture(scope="class")
    @classmethod
    def rig(cls, vk_rig: VkRig) -> Rig:
        return vk_rig


class TestWhatOnlyVkHas:
    def test_the_handshake_succeeded(self, vk_rig: VkRig) -> None:
        assert vk_rig.sandbox.confirm(vk_rig.community).status == "ok"

    def test_photos_arrive_with_the_message(self, vk_rig: VkRig, tmp_path: Path) -> None:
        place = vk_rig.write("Покажите").place
        files = [_photo(tmp_path / f"{number}.jpg") for number in range(2)]
        sent = replace(parcel(vk_rig, place, "Вот фото"), files=files)
        vk.network.send(vk_rig.account, sent, deadline=DEADLINE)
        seen = read_one(vk_rig, vk_rig.echo(place))
        assert isinstance(seen, MessageSeen)
        assert [one.kind for one in seen.attachments] == [AttachmentKind.PHOTO] * 2
        assert seen.attachments[0].url.startswith("http")

    def test_doubt_about_an_upload_is_no_doubt_about_the_letter(self, vk_rig: VkRig, tmp_path: Path) -> None:
        place = vk_rig.write("Покажите").place
        sent = replace(parcel(vk_rig, place, "С фото"), files=[_photo(tmp_path / "a.jpg")])
        vk_rig.sandbox.fault(
            "http_500_after", community=vk_rig.community, method="photos.saveMessagesPhoto", times=1
        )
        with pytest.raises(NothingSent):
            vk.network.send(vk_rig.account, sent, deadline=DEADLINE)
        assert "С фото" not in vk_rig.arrived(place)

    def test_a_comment_is_answered_in_its_thread_and_found_there(self, vk_rig: VkRig) -> None:
        asked = vk_rig.comment("Когда?")
        sent = replace(parcel(vk_rig, asked.place, "Завтра"), reply_to=asked.external_id)
        since = datetime.now(UTC)
        delivered = vk.network.send(vk_rig.account, sent, deadline=DEADLINE)
        seen = read_one(vk_rig, vk_rig.echo(asked.place))
        assert isinstance(seen, MessageSeen)
        assert (seen.external_id, seen.reply_to) == (delivered.external_id, asked.external_id)
        found = vk.network.find(vk_rig.account, sent, since=since, deadline=DEADLINE)
        assert found == delivered

    def test_the_same_words_to_somebody_else_are_not_taken_for_ours(self, vk_rig: VkRig) -> None:
        first, second = vk_rig.comment("Мне?"), vk_rig.comment("А мне?")
        since = datetime.now(UTC)
        sent = replace(parcel(vk_rig, first.place, "Да, завтра"), reply_to=first.external_id)
        vk.network.send(vk_rig.account, sent, deadline=DEADLINE)
        other = replace(parcel(vk_rig, second.place, "Да, завтра"), reply_to=second.external_id)
        assert vk.network.find(vk_rig.account, other, since=since, deadline=DEADLINE) is None

    def test_closed_comments_are_a_refusal(self, vk_rig: VkRig) -> None:
        vk_rig.sandbox.close_comments(vk_rig.community, vk_rig.post)
        try:
            with pytest.raises(Refused) as caught:
                vk.network.send(
                    vk_rig.account, parcel(vk_rig, vk_rig.under_post, "Поздно"), deadline=DEADLINE
                )
        finally:
            vk_rig.sandbox.close_comments(vk_rig.community, vk_rig.post, closed=False)
        assert caught.value.code == "vk:213"

    def test_a_captcha_needs_a_human(self, vk_rig: VkRig) -> None:
        place = vk_rig.write("Капча").place
        vk_rig.sandbox.fault("captcha", community=vk_rig.community, times=1)
        with pytest.raises(NeedsHuman) as caught:
            vk.network.send(vk_rig.account, parcel(vk_rig, place, "Капча"), deadline=DEADLINE)
        assert caught.value.code == "vk:14"

    def test_a_server_error_after_acceptance_is_unclear_and_a_repeat_is_one(self, vk_rig: VkRig) -> None:
        place = vk_rig.write("Сбой").place
        sent = parcel(vk_rig, place, "Ответ при сбое")
        vk_rig.sandbox.fault("http_500_after", community=vk_rig.community, times=1)
        with pytest.raises(Unclear):
            vk.network.send(vk_rig.account, sent, deadline=DEADLINE)
        vk.network.send(vk_rig.account, sent, deadline=DEADLINE)
        assert vk_rig.arrived(place).count("Ответ при сбое") == 1

    def test_without_the_service_key_a_comment_cannot_be_looked_up(self, vk_rig: VkRig) -> None:
        account = replace(vk_rig.account, secrets={"token": vk_rig.community.token})
        with pytest.raises(NeedsHuman) as caught:
            vk.network.find(
                account, parcel(vk_rig, vk_rig.under_post, "х"), since=datetime.now(UTC), deadline=5
            )
        assert caught.value.code == "vk:no_service_token"

    def test_a_suggested_post_is_a_message_answered_in_the_dialogue(self, vk_rig: VkRig) -> None:
        said = vk_rig.sandbox.suggest(vk_rig.community, vk_rig.marina, "Опубликуйте", photos=1)
        seen = read_one(vk_rig, vk_rig.webhook.request(said.event_id))
        assert isinstance(seen, MessageSeen)
        assert (seen.place.kind, seen.answer_place) == (PlaceKind.POST, vk_rig.dialog)
        assert [one.kind for one in seen.attachments] == [AttachmentKind.PHOTO]
        published = vk_rig.sandbox.publish_suggestion(vk_rig.community, said)
        assert isinstance(read_one(vk_rig, vk_rig.webhook.request(published.event_id)), PostSeen)

    def test_long_poll_keeps_its_place_or_says_what_is_lost(self, vk_rig: VkRig) -> None:
        cursor = vk.network.poll(vk_rig.account, "", wait=0).cursor
        for code, lost in ((2, False), (1, True), (3, True)):
            vk_rig.sandbox.fault("longpoll_failed", community=vk_rig.community, code=code, times=1)
            failed = vk.network.poll(vk_rig.account, cursor, wait=0)
            assert (failed.envelopes, failed.lost_history) == ((), lost)
            vk_rig.write(f"После сбоя {code}")
            polled = vk.network.poll(vk_rig.account, failed.cursor, wait=5)
            assert not polled.lost_history
            assert any(f"{code}" in _text(one.body) for one in polled.envelopes)
            cursor = polled.cursor

    def test_a_check_names_the_key_of_another_community(self, vk_rig: VkRig) -> None:
        account = replace(vk_rig.account, network_id="999")
        wrong = [finding for finding in vk.network.check(account, deadline=DEADLINE) if not finding.ok]
        assert wrong[0].params["number"] == str(GROUP)

    def test_a_check_names_missing_events(self, vk_rig: VkRig) -> None:
        bare = vk_rig.sandbox.community("Округ", secret=SECRET, mode="poll")
        vk_rig.sandbox.call(
            "groups.setLongPollSettings", bare.token, group_id=bare.id, enabled=1, wall_reply_new=0
        )
        account = Account(
            network_id=str(bare.id), api_url=vk_rig.sandbox.vk_url, secrets={"token": bare.token}
        )
        wrong = [finding for finding in vk.network.check(account, deadline=DEADLINE) if not finding.ok]
        assert [finding.params for finding in wrong] == [{"events": "wall_reply_new"}]

    def test_other_communities_have_names_too(self, vk_rig: VkRig) -> None:
        told = vk.network.profiles(vk_rig.account, [f"-{GROUP}", "-777000"], deadline=DEADLINE)
        assert [(one.network_id, one.name) for one in told] == [(f"-{GROUP}", "Глава района")]


def _photo(path: Path) -> OutgoingFile:
    Image.new("RGB", (640, 480), "gray").save(path)
    return OutgoingFile(path=path, name=path.name, content_type="image/jpeg")


def _text(body: bytes) -> str:
    event = json.loads(body)
    return str(event["object"]["message"]["text"]) if event["type"] == "message_new" else ""
