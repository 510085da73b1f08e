"""A practice network for a test: started on a free port, played through methods that read like what residents do.

    with Sandbox() as sandbox:
        head = sandbox.community("Глава района", callback_url="http://127.0.0.1:8000/hooks/vk/…")
        marina = sandbox.resident("Марина Кузнецова")
        sandbox.write(head, marina, "Во дворе яма", photos=1)
        sandbox.wait_delivered(head)
        assert [one.text for one in sandbox.answers(head, marina)] == ["Приняли, спасибо"]

`sandbox.vk_url` is what the product gets as `--api-url`. The server is a process of its own: `kill()` and `start()`
try what a crash of the network's side does; the world goes on with the same ids.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import httpx

from tests.sandbox_network import FaultKind, Photos, SandboxError, wait_until
from tests.sandbox_things import ThingsSide
from tests.sandbox_values import (
    Attempt,
    Community,
    Delivery,
    Json,
    Resident,
    Said,
    community_of,
    said_of,
)

__all__ = [
    "Attempt", "Community", "Delivery", "FaultKind", "Photos", "Resident", "Said", "Sandbox", "SandboxError",
    "wait_until",
]  # fmt: skip
START_SECONDS = 30.0
_ROOT = Path(__file__).resolve().parents[1]


class Sandbox(ThingsSide):
    """A running practice server and a client of its control API. Use it as a context manager."""

    network = "vk"

    def __init__(self, *, home: Path | None = None, port: int = 0,
                 retry_seconds: Sequence[float] = (0.1, 0.2, 0.4, 0.8, 1.6), rate_limits: bool = True,
                 options: Sequence[str] = ()) -> None:  # fmt: skip
        """`home` keeps the world (default: a temporary folder); `options` go to the command line as they are."""
        self._own_home = home is None
        self.home = home or Path(tempfile.mkdtemp(prefix="sandbox-"))
        self.port = port
        self._options = ["--retry-seconds", ",".join(map(str, retry_seconds)), *options]
        self._options += [] if rate_limits else ["--no-rate-limits"]
        self._process: subprocess.Popen[str] | None = None
        self.http = httpx.Client(timeout=30, trust_env=False)

    # ------------------------------------------------------------------ the server

    @property
    def url(self) -> str:
        """Address of the page and the control API."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def vk_url(self) -> str:
        """What a VK client gets instead of https://api.vk.ru."""
        return f"{self.url}/vk"

    @property
    def telegram_url(self) -> str:
        """What a Telegram client gets instead of https://api.telegram.org (residents: tests/sandbox_telegram.py)."""
        return f"{self.url}/telegram"

    @property
    def max_url(self) -> str:
        """What a MAX client gets instead of https://platform-api2.max.ru (residents: tests/sandbox_max.py)."""
        return f"{self.url}/max"

    def start(self) -> None:
        """Start the server (again, on the same port and home) and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "nasvyazi.sandbox",
            "--port",
            str(self.port),
            "--home",
            str(self.home),
        ]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [*command, *self._options], stdout=log, stderr=log, text=True, cwd=_ROOT
            )
        self.port = self.port or self._announced_port()
        wait_until(self._answers, seconds=START_SECONDS, what="the practice server to answer")

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.home / "sandbox.log"

    def _announced_port(self) -> int:
        def found() -> int | None:
            told = [line for line in self.log.read_text().splitlines() if "Practice networks on http" in line]
            return int(told[-1].split("127.0.0.1:")[1].split("/")[0]) if told else None

        return wait_until(found, seconds=START_SECONDS, what="the practice server to name its port")

    def _answers(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise SandboxError(f"the practice server ended: {self.log.read_text()[-2000:]}")
        try:
            return self.http.get(f"{self.url}/healthz").is_success
        except httpx.TransportError:
            return False

    def stop(self, *, how: signal.Signals = signal.SIGTERM) -> float:
        """End the server; the seconds it took. The world stays in `home`."""
        if self._process is None:
            return 0.0
        began = time.monotonic()
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return time.monotonic() - began

    def kill(self) -> None:
        """End the server as a crash does."""
        self.stop(how=signal.SIGKILL)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        """Stop, and remove the home if it was a temporary one."""
        self.stop()
        self.http.close()
        if self._own_home:
            shutil.rmtree(self.home, ignore_errors=True)

    def control(self, method: str, path: str, body: Json | None = None) -> Any:
        """A request to the control API (`path` below /control); the JSON answered, None for 204."""
        response = self.http.request(method, f"{self.url}/control{path}", json=body)
        if response.is_error:
            raise SandboxError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json() if response.content else None

    # ------------------------------------------------------------------ communities and residents

    def community(self, title: str = "Глава района", *, group_id: int | None = None, callback_url: str = "",
                  secret: str = "", confirmation: str = "", mode: Literal["webhook", "poll"] = "webhook",
                  token: str = "", service_token: str = "", user_token: str = "") -> Community:  # fmt: skip
        """A new community, or (`group_id` known) changes to one. What is "" is made up, or stays."""
        given = {
            "title": title, "group_id": group_id, "callback_url": callback_url, "secret": secret, "mode": mode,
            "confirmation": confirmation, "token": token, "service_token": service_token, "user_token": user_token,
        }  # fmt: skip
        return community_of(self.control("POST", "/vk/communities", {k: v for k, v in given.items() if v}))

    def look(self, community: Community) -> Community:
        """The community as it is now."""
        return community_of(self.control("GET", f"/vk/communities/{community.id}"))

    def confirm(self, community: Community) -> Community:
        """Do the confirmation handshake (again) and wait for its outcome, a few seconds at most."""
        return community_of(self.control("POST", f"/vk/communities/{community.id}/confirm"))

    def resident(self, name: str = "Марина Кузнецова", *, user_id: int | None = None) -> Resident:
        """A new resident."""
        body: Json = {"name": name, "portrait": False} | ({"user_id": user_id} if user_id else {})
        known = self.control("POST", "/vk/residents", body)
        return Resident(id=known["id"], name=known["name"])

    # ------------------------------------------------------------------ dialogues

    def write(self, community: Community, resident: Resident, text: str = "", *, photos: Photos = 0,
              date: int | str | None = None, reply_to: Said | None = None) -> Said:  # fmt: skip
        """The resident writes to the community (message_new). `date`: unix seconds or ISO 8601, for the past."""
        body = _speech(text, photos, date, reply_to)
        return said_of(self.control("POST", f"{_dialog(community, resident)}/messages", body))

    def answer_in_app(
        self, community: Community, resident: Resident, text: str, *, photos: Photos = 0
    ) -> Said:
        """An administrator answers in VK itself (message_reply with admin_author_id)."""
        body = _speech(text, photos, None, None) | {"from": "community"}
        return said_of(self.control("POST", f"{_dialog(community, resident)}/messages", body))

    def edit(self, community: Community, resident: Resident, message: Said, text: str) -> Said:
        """The author changes a message (message_edit)."""
        path = f"{_dialog(community, resident)}/messages/{message.id}"
        return said_of(self.control("PATCH", path, {"text": text}))

    def delete(self, community: Community, resident: Resident, message: Said) -> None:
        """A message is deleted for all (VK has no event for it)."""
        self.control("DELETE", f"{_dialog(community, resident)}/messages/{message.id}")

    def block(self, community: Community, resident: Resident) -> None:
        """The resident forbids messages (message_deny); sending then answers 901."""
        self.control("POST", f"{_dialog(community, resident)}/deny")

    def allow(self, community: Community, resident: Resident) -> None:
        """The resident allows messages (message_allow)."""
        self.control("POST", f"{_dialog(community, resident)}/allow")

    def inbox(self, community: Community, resident: Resident) -> list[Said]:
        """The whole dialogue as the resident sees it, oldest first."""
        return [said_of(one) for one in self.control("GET", _dialog(community, resident))["messages"]]

    def answers(self, community: Community, resident: Resident) -> list[Said]:
        """What the community wrote to the resident, oldest first."""
        return [one for one in self.inbox(community, resident) if one.by_community]

    # ------------------------------------------------------------------ the wall

    def post(self, community: Community, text: str = "Убираем снег", *, photos: Photos = 0,
             date: int | str | None = None) -> Said:  # fmt: skip
        """The community publishes (wall_post_new)."""
        return said_of(self.control("POST", f"{_at(community)}/posts", _speech(text, photos, date, None)))

    def suggest(self, community: Community, resident: Resident, text: str, *, photos: Photos = 0,
                date: int | str | None = None) -> Said:  # fmt: skip
        """The resident suggests a post (wall_post_new, post_type suggest)."""
        body = _speech(text, photos, date, None) | {"resident": resident.id}
        return said_of(self.control("POST", f"{_at(community)}/suggestions", body))

    def publish_suggestion(self, community: Community, suggestion: Said) -> Said:
        """An administrator publishes a suggestion: a new post with a new id."""
        return said_of(self.control("POST", f"{_at(community)}/suggestions/{suggestion.id}/publish"))

    def comment(self, community: Community, post: Said, resident: Resident | None, text: str = "", *,
                photos: Photos = 0, date: int | str | None = None, reply_to: Said | None = None) -> Said:  # fmt: skip
        """The resident comments a post (wall_reply_new); `resident` None: the community does, in VK itself."""
        body = _speech(text, photos, date, reply_to) | ({"resident": resident.id} if resident else {})
        return said_of(self.control("POST", f"{_at(community)}/posts/{post.id}/comments", body))

    def edit_comment(self, community: Community, comment: Said, text: str) -> Said:
        """The author changes a comment (wall_reply_edit)."""
        return said_of(self.control("PATCH", f"{_at(community)}/comments/{comment.id}", {"text": text}))

    def delete_comment(self, community: Community, comment: Said) -> None:
        """A comment is deleted (wall_reply_delete)."""
        self.control("DELETE", f"{_at(community)}/comments/{comment.id}")

    def restore_comment(self, community: Community, comment: Said) -> Said:
        """A deleted comment comes back (wall_reply_restore)."""
        return said_of(self.control("POST", f"{_at(community)}/comments/{comment.id}/restore"))

    def close_comments(self, community: Community, post: Said, *, closed: bool = True) -> None:
        """Close (or open) the comments under a post: createComment then answers 213."""
        self.control("PATCH", f"{_at(community)}/posts/{post.id}", {"comments_closed": closed})

    def comments(self, community: Community, post: Said) -> list[Said]:
        """What stands under a post, oldest first."""
        return [said_of(one) for one in self.control("GET", f"{_at(community)}/posts/{post.id}")["comments"]]

    def wall(self, community: Community) -> list[Said]:
        """The posts, newest first."""
        return [said_of(one) for one in self.control("GET", f"{_at(community)}/posts")]

    # ------------------------------------------------------------------ VK itself

    def events(self, community: Community) -> list[Json]:
        """What the long poll would tell from the beginning: a community with `mode="poll"` only."""
        known = self.call("groups.getLongPollServer", community.token, group_id=community.id)["response"]
        params = {"act": "a_check", "key": known["key"], "ts": "0", "wait": "0"}
        answer = self.http.get(known["server"], params=params).json()
        return list(answer["updates"])

    def call(self, method: str, token: str, **params: object) -> Any:
        """A call of the VK API itself: the whole JSON answered."""
        form = {"v": "5.199", "access_token": token} | {name: str(value) for name, value in params.items()}
        return self.http.post(f"{self.vk_url}/method/{method}", data=form).json()


def _at(community: Community) -> str:
    return f"/vk/communities/{community.id}"


def _dialog(community: Community, resident: Resident) -> str:
    return f"{_at(community)}/dialogs/{resident.id}"


def _speech(text: str, photos: Photos, date: int | str | None, reply_to: Said | None) -> Json:
    drawn = photos if isinstance(photos, int) else list(photos)
    given: Json = {"text": text, "photos": drawn, "date": date, "reply_to": reply_to.id if reply_to else None}
    return {name: value for name, value in given.items() if value}
