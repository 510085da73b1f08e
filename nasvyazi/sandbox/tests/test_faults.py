"""Faults that meet the calls of the product."""

import httpx
import pytest

from nasvyazi.sandbox.vk.routes import captcha_key
from tests.sandbox import Community, Resident, Sandbox

LATE, PATIENCE = 4.0, 1.0
"""Of an answer, and of who does not wait for it, in seconds."""


@pytest.fixture(autouse=True)
def known(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    """The resident wrote, so that the community may answer."""
    sandbox.write(community, resident, "Здравствуйте")


def send(
    sandbox: Sandbox, community: Community, resident: Resident, *, patience: float = 30.0, **more: object
) -> httpx.Response:
    form = {
        "v": "5.199",
        "access_token": community.token,
        "peer_id": resident.id,
        "random_id": 11,
        "message": "Ответ",
    }
    return httpx.post(f"{sandbox.vk_url}/method/messages.send", data=form | more, timeout=patience)


@pytest.mark.parametrize(("kind", "arrived"), [("timeout_before", 0), ("timeout_after", 1)])
def test_a_timeout_comes_before_or_after_acceptance(
    sandbox: Sandbox, community: Community, resident: Resident, kind: str, arrived: int
) -> None:
    sandbox.fault(kind, community=community, method="messages.send", times=1)  # type: ignore[arg-type]
    with pytest.raises(httpx.ReadTimeout):
        send(sandbox, community, resident, patience=PATIENCE)
    assert len(sandbox.answers(community, resident)) == arrived
    assert send(sandbox, community, resident).is_success
    assert len(sandbox.answers(community, resident)) == 1


@pytest.mark.parametrize(("kind", "arrived"), [("http_500_before", 0), ("http_500_after", 1)])
def test_a_server_error_comes_before_or_after_acceptance(
    sandbox: Sandbox, community: Community, resident: Resident, kind: str, arrived: int
) -> None:
    sandbox.fault(kind, community=community, times=1)  # type: ignore[arg-type]
    assert send(sandbox, community, resident).status_code == 500
    assert len(sandbox.answers(community, resident)) == arrived


@pytest.mark.parametrize("code", [5, 6, 9, 10, 901])
def test_an_error_is_answered_as_often_as_asked_and_nothing_is_accepted(
    sandbox: Sandbox, community: Community, resident: Resident, code: int
) -> None:
    sandbox.fault("error", community=community, code=code, times=2)
    for _ in range(2):
        assert send(sandbox, community, resident).json()["error"]["error_code"] == code
    assert sandbox.answers(community, resident) == []
    assert "response" in send(sandbox, community, resident).json()


def test_a_fault_stays_until_it_is_switched_off(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    with sandbox.faulty("error", community=community, code=9):
        for _ in range(3):
            assert "error" in send(sandbox, community, resident).json()
    assert "response" in send(sandbox, community, resident).json()


def test_a_fault_of_one_method_or_community_leaves_others_alone(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    other = sandbox.community("Округ № 12")
    with sandbox.faulty("error", community=community, method="users.get", code=10):
        assert "response" in send(sandbox, community, resident).json()
        assert "response" in sandbox.call("users.get", other.token, user_ids=resident.id)
        assert "error" in sandbox.call("users.get", community.token, user_ids=resident.id)


def test_a_captcha_lets_the_right_digits_through(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    with sandbox.faulty("captcha", community=community):
        error = send(sandbox, community, resident).json()["error"]
        assert error["error_code"] == 14
        assert httpx.get(error["captcha_img"]).headers["content-type"] == "image/png"
        sid = error["captcha_sid"]
        assert "error" in send(sandbox, community, resident, captcha_sid=sid, captcha_key="nonsense").json()
        right = captcha_key(sid)
        assert "response" in send(sandbox, community, resident, captcha_sid=sid, captcha_key=right).json()


def test_an_answer_can_be_late(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    sandbox.fault("delay", community=community, seconds=LATE, times=1)
    with pytest.raises(httpx.ReadTimeout):
        send(sandbox, community, resident, patience=PATIENCE)
    assert send(sandbox, community, resident).elapsed.total_seconds() < LATE


def test_an_upload_can_fail(sandbox: Sandbox, community: Community) -> None:
    url = sandbox.call("photos.getMessagesUploadServer", community.token)["response"]["upload_url"]
    sandbox.fault("http_500_before", community=community, method="upload", times=1)
    assert httpx.post(url, files={"photo": b"x"}).status_code == 500
    assert httpx.post(url, files={"photo": b"x"}).status_code == 200


def test_a_token_is_limited_to_twenty_calls_a_second_and_a_personal_one_to_three() -> None:
    with Sandbox() as strict:
        group = strict.community()
        for token, most in ((group.token, 20), (group.user_token, 3)):
            answers = [strict.call("groups.getById", token) for _ in range(most + 1)]
            assert [one.get("error", {}).get("error_code") for one in answers] == [None] * most + [6]
