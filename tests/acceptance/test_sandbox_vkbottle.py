"""The practice VK judged by vkbottle, a client that others wrote for the real one."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar
from unittest import mock
from unittest.mock import AsyncMock

import httpx
import pytest

from tests.sandbox import Community, Resident, Sandbox, wait_until

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from vkbottle import API, CaptchaError, PhotoMessageUploader, VKAPIError
    from vkbottle.http import AiohttpClient
    from vkbottle.polling import BotPolling
    from vkbottle.tools.mini_types.bot import message_min

pytestmark = pytest.mark.acceptance
T = TypeVar("T")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def community(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Community:
    monkeypatch.setattr(API, "API_URL", f"{sandbox.vk_url}/method/")
    monkeypatch.chdir(tmp_path)  # the client keeps its place in a file where it stands
    return sandbox.community(mode="poll")


@pytest.fixture
def resident(sandbox: Sandbox) -> Resident:
    return sandbox.resident()


@asynccontextmanager
async def client(token: str) -> AsyncIterator[API]:
    http = AiohttpClient()
    try:
        yield API(token, http_client=http)
    finally:
        await http.close()


def run(token: str, do: Callable[[API], Awaitable[T]]) -> T:
    """Let vkbottle do something with a token."""

    async def main() -> T:
        async with client(token) as api:
            return await do(api)

    return asyncio.run(main())


def test_it_sends_and_reads_the_answer_back(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Когда вывезут мусор?", photos=2)

    async def do(api: API) -> list[tuple[int, str, int]]:
        number = await api.messages.send(peer_id=resident.id, message="Завтра", random_id=12)
        assert isinstance(number, int)
        history = await api.messages.get_history(peer_id=resident.id)
        assert history.items is not None
        return [(one.from_id, one.text or "", len(one.attachments or [])) for one in history.items]

    assert run(community.token, do) == [
        (-community.id, "Завтра", 0),
        (resident.id, "Когда вывезут мусор?", 2),
    ]
    assert [one.text for one in sandbox.answers(community, resident)] == ["Завтра"]


def test_it_uploads_a_photo(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    incoming = sandbox.write(community, resident, photos=["snow"])
    picture = httpx.get(incoming.photos[0]).content

    async def do(api: API) -> None:
        name = await PhotoMessageUploader(api).upload(picture, peer_id=resident.id)
        await api.messages.send(peer_id=resident.id, attachment=str(name), random_id=1)

    run(community.token, do)
    (answer,) = sandbox.answers(community, resident)
    assert len(answer.photos) == 1


def test_it_edits(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    sandbox.write(community, resident, "Когда?")

    async def do(api: API) -> None:
        number = await api.messages.send(peer_id=resident.id, message="Завтра", random_id=12)
        assert await api.messages.edit(peer_id=resident.id, message_id=number, message="Послезавтра")

    run(community.token, do)
    assert [one.text for one in sandbox.answers(community, resident)] == ["Послезавтра"]


def test_it_polls_and_its_models_take_a_message(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    async def do(api: API) -> list[str]:
        polling = BotPolling(api, group_id=community.id, wait=5)
        server = await polling.get_server()
        told: list[str] = []
        write = asyncio.get_running_loop().run_in_executor
        later = asyncio.ensure_future(
            write(None, lambda: sandbox.write(community, resident, "Слышите?", photos=1))
        )
        # What is said from now on is told to whoever begins with this server's `ts`.
        with mock.patch.object(polling, "get_server", AsyncMock(return_value=server)):
            async with asyncio.timeout(20):
                async for event in polling.listen():
                    told.extend(message_min(update, api).text for update in event["updates"])
                    break
        await later
        return told

    assert run(community.token, do) == ["Слышите?"]


@pytest.mark.parametrize("code", [1, 2])
def test_it_comes_through_a_failed_poll_without_losing_what_may_not_be_lost(
    sandbox: Sandbox, community: Community, resident: Resident, code: int
) -> None:
    sandbox.fault("longpoll_failed", community=community, code=code, times=1)

    async def do(api: API) -> str:
        polling = BotPolling(api, group_id=community.id, wait=1)
        async with asyncio.timeout(20):
            async for event in polling.listen():
                return str(event["updates"][0]["object"]["message"]["text"])
        return ""

    async def both(api: API) -> str:
        listening = asyncio.ensure_future(do(api))
        loop = asyncio.get_running_loop()
        met = lambda: wait_until(lambda: not sandbox.faults_left(), seconds=10, what="the poll to fail")  # noqa: E731
        await loop.run_in_executor(None, met)
        await loop.run_in_executor(None, lambda: sandbox.write(community, resident, "После сбоя"))
        return await listening

    assert run(community.token, both) == "После сбоя"


@pytest.mark.parametrize("code", [5, 9, 10, 901])
def test_it_understands_errors(sandbox: Sandbox, community: Community, resident: Resident, code: int) -> None:
    sandbox.fault("error", community=community, method="messages.send", code=code, times=1)

    async def do(api: API) -> None:
        with pytest.raises(VKAPIError[code]):
            await api.messages.send(peer_id=resident.id, message="x", random_id=1)

    run(community.token, do)


def test_it_understands_a_captcha_and_a_stranger(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    async def do(api: API) -> None:
        with pytest.raises(VKAPIError[901]):
            await api.messages.send(peer_id=resident.id, message="x", random_id=1)
        sandbox.fault("captcha", community=community, times=1)
        with pytest.raises(CaptchaError) as caught:
            await api.messages.send(peer_id=resident.id, message="x", random_id=1)
        assert caught.value.captcha_img.startswith(sandbox.vk_url)

    run(community.token, do)


def test_it_comments_with_one_token_and_reads_comments_with_another(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    post = sandbox.post(community, "Убираем снег")
    said = sandbox.comment(community, post, resident, "А у нас?")

    async def write(api: API) -> None:
        await api.wall.create_comment(
            owner_id=-community.id, post_id=post.id, message="И у вас", reply_to_comment=said.id, guid="g"
        )

    async def read(api: API) -> list[str]:
        found = await api.wall.get_comments(owner_id=-community.id, post_id=post.id, thread_items_count=10)
        (top,) = found.items
        assert top.thread is not None
        return [top.text, *(one.text for one in top.thread.items or [])]

    run(community.token, write)
    assert run(community.service_token, read) == ["А у нас?", "И у вас"]


def test_it_comments_photos_and_topics_with_a_personal_key(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    photo = sandbox.add(community, "photo", resident, "Яма")
    topic = sandbox.add(community, "topic", resident, "У нас яма", title="Дворы")

    async def do(api: API) -> list[str]:
        await api.photos.create_comment(
            owner_id=-community.id, photo_id=photo.id, message="Едем", from_group=True, guid="g"
        )
        await api.board.create_comment(
            group_id=community.id, topic_id=topic.id, message="Уже едем", from_group=True, guid="g"
        )
        told = await api.board.get_comments(group_id=community.id, topic_id=topic.id)
        return [f"{one.from_id} {one.text}" for one in told.items]

    assert run(community.user_token, do) == [f"{resident.id} У нас яма", f"-{community.id} Уже едем"]
    assert [one.text for one in sandbox.remarks(community, "photo", photo)] == ["Едем"]


def test_it_knows_who_writes(sandbox: Sandbox, community: Community) -> None:
    people = [sandbox.resident(f"Житель {number}") for number in range(3)]

    async def do(api: API) -> list[str]:
        found = await api.users.get(user_ids=[one.id for one in people])
        return [f"{one.first_name} {one.last_name}" for one in found]

    assert run(community.token, do) == [one.name for one in people]
