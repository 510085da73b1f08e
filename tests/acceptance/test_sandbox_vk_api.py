"""The practice VK judged by vk_api, whose host names are fixed: its requests are led here on the road."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest
import requests
import vk_api
from requests.adapters import HTTPAdapter
from vk_api.bot_longpoll import VkBotEventType, VkBotLongPoll
from vk_api.upload import VkUpload

from tests.sandbox import Community, Resident, Sandbox

pytestmark = pytest.mark.acceptance
IDS = count(500_000_001)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def community(sandbox: Sandbox) -> Community:
    return sandbox.community(mode="poll")


@pytest.fixture
def resident(sandbox: Sandbox) -> Resident:
    # vk_api takes every peer over 2e9 for a chat: it does not know LongIDs yet.
    return sandbox.resident(user_id=next(IDS))


class Detour(HTTPAdapter):
    """Leads https://api.vk.ru to the practice server."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://api.vk.ru", self._url)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def vk(sandbox: Sandbox, community: Community) -> vk_api.VkApi:
    session = requests.Session()
    session.mount("https://api.vk.ru", Detour(sandbox.vk_url))
    session.trust_env = False
    return vk_api.VkApi(token=community.token, session=session, api_version="5.199")


def test_it_sends_once_and_edits(
    sandbox: Sandbox, community: Community, resident: Resident, vk: vk_api.VkApi
) -> None:
    sandbox.write(community, resident, "Когда?")
    api = vk.get_api()
    first, again = (api.messages.send(peer_id=resident.id, random_id=3, message="Завтра") for _ in range(2))
    assert first == again
    api.messages.edit(peer_id=resident.id, message_id=first, message="Послезавтра")
    assert [one.text for one in sandbox.answers(community, resident)] == ["Послезавтра"]


def test_it_uploads_a_photo(
    sandbox: Sandbox, community: Community, resident: Resident, vk: vk_api.VkApi
) -> None:
    incoming = sandbox.write(community, resident, photos=1)
    picture = io.BytesIO(httpx.get(incoming.photos[0]).content)
    (photo,) = VkUpload(vk).photo_messages(picture, peer_id=resident.id)
    name = f"photo{photo['owner_id']}_{photo['id']}_{photo['access_key']}"
    vk.get_api().messages.send(peer_id=resident.id, random_id=1, attachment=name)
    (answer,) = sandbox.answers(community, resident)
    assert len(answer.photos) == 1


def test_it_polls_through_all_three_failures(
    sandbox: Sandbox, community: Community, resident: Resident, vk: vk_api.VkApi
) -> None:
    poll = VkBotLongPoll(vk, community.id, wait=1)
    post = sandbox.post(community, "Убираем снег")
    sandbox.comment(community, post, resident, "А у нас?")
    sandbox.write(community, resident, "Слышите?")
    told = poll.check()
    assert [one.type for one in told] == [
        VkBotEventType.WALL_POST_NEW, VkBotEventType.WALL_REPLY_NEW, VkBotEventType.MESSAGE_NEW,
    ]  # fmt: skip
    assert (told[2].from_user, told[2].message.text) == (True, "Слышите?")
    for code in (1, 2, 3):
        sandbox.fault("longpoll_failed", community=community, code=code, times=1)
        assert poll.check() == []
        sandbox.write(community, resident, f"После {code}")
        assert [one.message.text for one in poll.check()] == [f"После {code}"]


def test_it_understands_errors_and_waits_when_there_were_too_many_calls(
    sandbox: Sandbox, community: Community, resident: Resident, vk: vk_api.VkApi
) -> None:
    api = vk.get_api()
    with pytest.raises(vk_api.ApiError) as refused:
        api.messages.send(peer_id=resident.id, random_id=1, message="x")
    assert refused.value.code == 901
    sandbox.write(community, resident, "Можно")
    sandbox.fault("error", community=community, code=6, times=1)
    assert api.messages.send(peer_id=resident.id, random_id=1, message="x")
    sandbox.fault("http_500_before", community=community, times=1)
    with pytest.raises(vk_api.ApiHttpError):
        api.messages.send(peer_id=resident.id, random_id=2, message="x")
    sandbox.fault("captcha", community=community, times=1)
    with pytest.raises(vk_api.Captcha):
        api.messages.send(peer_id=resident.id, random_id=3, message="x")
