"""The control API: strict about nonsense, closed to strangers; and the server as a process."""

import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from nasvyazi.sandbox.tests.receiver import Receiver
from tests.sandbox import Community, Resident, Sandbox


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/vk/communities", {}, "title"),
        ("/vk/communities", {"title": 5}, "title"),
        ("/vk/communities", {"title": "Т", "mode": "pigeon"}, "mode"),
        ("/vk/communities", {"title": "Т", "callback_url": "ftp://x"}, "callback_url"),
        ("/vk/communities", {"title": "Т", "colour": "red"}, "colour"),
        ("/vk/residents", {"name": ""}, "name"),
        ("/vk/residents", {"name": "Имя", "user_id": "x"}, "user_id"),
        ("/vk/residents", {"name": "\ud83d"}, "name"),
        ("/vk/faults", {"kind": "fire"}, "kind"),
        ("/vk/faults", {"kind": "error"}, "code"),
        ("/vk/faults", {"kind": "delay", "seconds": -1}, "seconds"),
        ("/vk/reset", {"everything": "yes"}, "everything"),
    ],
)
def test_nonsense_is_refused_with_the_field_and_a_sentence(
    sandbox: Sandbox, path: str, body: dict[str, object], field: str
) -> None:
    answer = httpx.post(f"{sandbox.url}/control{path}", content=json.dumps(body))
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "  "}, {"text": "x", "date": "вчера"}, {"text": "x", "date": "2026-11-23T10:00:00"},
     {"text": "x", "photos": 11}, {"text": "x", "photos": ["dragon"]}],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_not_written(
    sandbox: Sandbox, community: Community, resident: Resident, body: dict[str, object]
) -> None:
    path = f"/control/vk/communities/{community.id}/dialogs/{resident.id}"
    assert httpx.post(f"{sandbox.url}{path}/messages", json=body).status_code == 400
    assert sandbox.inbox(community, resident) == []


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(sandbox: Sandbox, content: bytes) -> None:
    assert httpx.post(f"{sandbox.url}/control/vk/residents", content=content).status_code == 400


def test_what_is_not_there_is_404(sandbox: Sandbox, community: Community) -> None:
    for path in ("/vk/communities/1", f"/vk/communities/{community.id}/dialogs/1", "/vk/nothing"):
        assert httpx.get(f"{sandbox.url}/control{path}").status_code == 404


def test_the_past_can_be_played(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    assert sandbox.write(community, resident, "Давно", date="2026-11-10T08:00:00+03:00").date == 1794286800
    assert sandbox.post(community, "Давно", date=1794286800).date == 1794286800


def test_a_photo_from_a_file_is_kept(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    drawn = sandbox.write(community, resident, photos=["snow"]).photos[0]
    path = f"{sandbox.url}/control/vk/communities/{community.id}/dialogs/{resident.id}/messages"
    files = {"photo": ("двор.jpg", httpx.get(drawn).content, "image/jpeg")}
    assert len(httpx.post(path, data={"text": "Вот"}, files=files).json()["photos"]) == 1
    assert httpx.post(path, files={"photo": ("x.jpg", b"nonsense", "image/jpeg")}).status_code == 400


def test_a_token_belongs_to_one_community(sandbox: Sandbox, community: Community) -> None:
    answer = httpx.post(
        f"{sandbox.url}/control/vk/communities", json={"title": "Т", "token": community.token}
    )
    assert answer.json()["error"]["field"] == "token"


def test_a_known_community_is_changed_only_where_asked(sandbox: Sandbox, community: Community) -> None:
    path = f"{sandbox.url}/control/vk/communities"
    answer = httpx.post(path, json={"group_id": community.id, "token": f"fresh-{community.id}"})
    assert answer.status_code == 200
    changed = sandbox.look(community)
    assert (changed.title, changed.service_token) == (community.title, community.service_token)
    assert sandbox.call("users.get", community.token)["error"]["error_code"] == 5
    assert "response" in sandbox.call("users.get", changed.token)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.:80@evil.example"])
def test_a_foreign_host_name_is_refused(sandbox: Sandbox, host: str) -> None:
    for path in ("/", "/control/vk/communities", "/vk/method/users.get"):
        assert httpx.get(f"{sandbox.url}{path}", headers={"Host": host}).status_code == 403


def test_a_host_name_can_be_allowed() -> None:
    with Sandbox(options=["--allow-host", "practice.test"]) as open_:
        headers = {"Host": "practice.test:80"}
        assert httpx.get(f"{open_.url}/control/vk/communities", headers=headers).status_code == 200


def test_the_control_api_refuses_other_sites_pages(sandbox: Sandbox) -> None:
    path = f"{sandbox.url}/control/vk/communities"
    assert httpx.get(path, headers={"Origin": "https://evil.example"}).status_code == 403
    assert httpx.get(path, headers={"Origin": "null"}).status_code == 403
    assert httpx.get(path, headers={"Origin": sandbox.url}).status_code == 200


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_world_goes_on_after_a_restart_and_numbers_are_not_given_out_twice(how: signal.Signals) -> None:
    with Sandbox() as mortal:
        group, person = mortal.community(mode="poll"), mortal.resident()
        said = mortal.write(group, person, "До", photos=["snow"])
        post = mortal.post(group)
        ts = mortal.call("groups.getLongPollServer", group.token, group_id=group.id)["response"]["ts"]
        mortal.stop(how=how)
        mortal.start()
        assert [one.text for one in mortal.inbox(group, person)] == ["До"]
        assert httpx.get(said.photos[0]).status_code == 200
        assert mortal.write(group, person, "После").id == said.id + 1
        assert mortal.post(group).id == post.id + 1
        after = mortal.call("groups.getLongPollServer", group.token, group_id=group.id)["response"]["ts"]
        assert int(after) == int(ts) + 2


def test_numbers_are_not_given_out_twice_after_a_reset(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    said = sandbox.write(community, resident, "До")
    sandbox.reset(community)
    assert sandbox.inbox(community, resident) == []
    assert sandbox.write(community, resident, "После").id == said.id + 1


def test_a_delivery_in_wait_survives_a_kill() -> None:
    with Receiver() as receiver, Sandbox(retry_seconds=(1.0, 1.0)) as mortal:
        group = mortal.confirm(
            mortal.community(callback_url=receiver.url, confirmation=receiver.confirmation)
        )
        receiver.answers.append((500, b"", {}))
        mortal.write(group, mortal.resident(), "Важно")
        receiver.wait(1)
        mortal.kill()
        mortal.start()
        first, second = receiver.wait(2)
        assert first.body == second.body


def test_it_stops_within_two_seconds_with_polls_and_hanging_calls_open() -> None:
    with Sandbox() as busy:
        group = busy.community(mode="poll")
        known = busy.call("groups.getLongPollServer", group.token, group_id=group.id)["response"]
        busy.fault("timeout_before", method="users.get")
        version = httpx.get(f"{busy.url}/healthz").json()["version"]
        waiting = [
            Waiting(f"{known['server']}?key={known['key']}&ts=0&wait=60"),
            Waiting(f"{busy.url}/control/changes?since={version}&wait=25"),
            Waiting(f"{busy.vk_url}/method/users.get?v=5.199&access_token={group.token}"),
        ]
        for one in waiting:
            assert one.answered.wait(0.3) is False
        assert busy.stop() < 2
        for one in waiting:
            one.join(5)
        assert "Traceback" not in busy.log.read_text()


class Waiting(threading.Thread):
    """A request that is not expected to be answered."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.answered = url, threading.Event()
        self.start()

    def run(self) -> None:
        with contextlib.suppress(httpx.HTTPError):
            self.answered.set() if httpx.get(self.url, timeout=10).is_success else None


def test_a_taken_port_is_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nasvyazi.sandbox", "--port", str(sandbox.port), "--home", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert "Choose another --port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_world_of_another_version_is_a_sentence_and_left_alone(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "world.sqlite3")) as old:
        old.execute("PRAGMA user_version = 99")
        old.execute("CREATE TABLE vk_community (id INTEGER)")
    command = [sys.executable, "-m", "nasvyazi.sandbox", "--port", "0", "--home", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert "another version" in ended.stderr
    assert "Traceback" not in ended.stderr
