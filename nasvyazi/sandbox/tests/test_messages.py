"""messages.*, photos.* and users.* of the practice VK."""

import io
import time

import httpx
import pytest
from PIL import Image

from tests.sandbox import Community, Resident, Sandbox


def code(answer: dict[str, dict[str, object]]) -> object:
    return answer["error"]["error_code"]


def test_a_sent_message_arrives_and_is_told_as_message_reply_with_its_random_id(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Когда починят?")
    sent = sandbox.call("messages.send", community.token, peer_id=resident.id, random_id=77, message="Завтра")
    answers = sandbox.answers(community, resident)
    assert [(one.text, one.random_id) for one in answers] == [("Завтра", 77)]
    told = sandbox.events(community)[-1]
    assert told["type"] == "message_reply"
    assert told["object"]["id"] == sent["response"]
    assert (told["object"]["from_id"], told["object"]["random_id"]) == (-community.id, 77)


def test_the_same_random_id_in_the_same_dialogue_is_one_message(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    other = sandbox.resident("Пётр Иванов")
    for person in (resident, other):
        sandbox.write(community, person, "Здравствуйте")
    params = {"random_id": 5, "message": "Ответ"}
    first, again, elsewhere = (
        sandbox.call("messages.send", community.token, peer_id=peer, **params)["response"]
        for peer in (resident.id, resident.id, other.id)
    )
    assert first == again != elsewhere
    assert len(sandbox.answers(community, resident)) == len(sandbox.answers(community, other)) == 1


def test_random_id_zero_disables_the_check(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Здравствуйте")
    for _ in range(2):
        sandbox.call("messages.send", community.token, peer_id=resident.id, random_id=0, message="Эхо")
    assert len(sandbox.answers(community, resident)) == 2


def test_a_random_id_is_forgotten_after_a_hundred_messages(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Здравствуйте")
    params = {"peer_id": resident.id, "random_id": 9, "message": "Ответ"}
    first = sandbox.call("messages.send", community.token, **params)["response"]
    for number in range(99):
        sandbox.write(community, resident, f"{number}")
    assert sandbox.call("messages.send", community.token, **params)["response"] == first
    sandbox.write(community, resident, "сотое")
    assert sandbox.call("messages.send", community.token, **params)["response"] != first


def test_a_random_id_is_forgotten_after_an_hour(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Здравствуйте")
    params = {"peer_id": resident.id, "random_id": 9, "message": "Ответ"}
    first = sandbox.call("messages.send", community.token, **params)["response"]
    try:
        sandbox.control("POST", "/clock", {"now": int(time.time()) + 3500})
        assert sandbox.call("messages.send", community.token, **params)["response"] == first
        sandbox.control("POST", "/clock", {"now": int(time.time()) + 3700})
        assert sandbox.call("messages.send", community.token, **params)["response"] != first
    finally:
        sandbox.control("POST", "/clock")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"random_id": ""}, 100),
        ({"random_id": 2**31}, 100),
        ({"message": ""}, 100),
        ({"peer_id": ""}, 100),
        ({"message": "я" * 9001}, 914),
        ({"peer_id": 1}, 936),
        ({"attachment": "photo-1_2"}, 100),
        ({"v": ""}, 8),
        ({"access_token": "nobody's"}, 5),
        ({"access_token": ""}, 5),
    ],
)
def test_what_vk_refuses(
    sandbox: Sandbox, community: Community, resident: Resident, changes: dict[str, object], expected: int
) -> None:
    sandbox.write(community, resident, "Здравствуйте")
    params = {"peer_id": resident.id, "random_id": 1, "message": "Ответ"} | changes
    form = {"v": "5.199", "access_token": community.token} | {
        name: str(value) for name, value in params.items()
    }
    answer = httpx.post(f"{sandbox.vk_url}/method/messages.send", data=form)
    assert answer.status_code == 200
    assert code(answer.json()) == expected
    assert sandbox.answers(community, resident) == []


def test_an_error_tells_the_parameters_but_never_the_token(sandbox: Sandbox, community: Community) -> None:
    answer = sandbox.call("messages.send", community.token, message="кому?")
    pairs = {one["key"]: one["value"] for one in answer["error"]["request_params"]}
    assert pairs["message"] == "кому?"
    assert community.token not in str(answer)


def test_a_resident_who_never_wrote_or_has_blocked_the_community_gets_nothing(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    params = {"peer_id": resident.id, "random_id": 3, "message": "Здравствуйте"}
    allowed = {"group_id": community.id, "user_id": resident.id}

    def may() -> int:
        answer = sandbox.call("messages.isMessagesFromGroupAllowed", community.token, **allowed)
        return int(answer["response"]["is_allowed"])

    assert (code(sandbox.call("messages.send", community.token, **params)), may()) == (901, 0)
    sandbox.write(community, resident, "Теперь можно")
    assert "response" in sandbox.call("messages.send", community.token, **params)
    sandbox.block(community, resident)
    assert (code(sandbox.call("messages.send", community.token, **params | {"random_id": 4})), may()) == (
        901,
        0,
    )
    sandbox.allow(community, resident)
    assert may() == 1
    told = [one["type"] for one in sandbox.events(community)]
    assert told == ["message_new", "message_reply", "message_deny", "message_allow"]


def test_several_peers_are_answered_one_by_one_with_errors_inside(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Здравствуйте")
    silent = sandbox.resident("Никто")
    answer = sandbox.call(
        "messages.send", community.token, peer_ids=f"{resident.id},{silent.id}", random_id=8, message="Всем"
    )
    sent, refused = answer["response"]
    assert sent["conversation_message_id"] == 2
    assert refused["error"]["code"] == 901


def test_an_edit_changes_the_message_and_is_told(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    incoming = sandbox.write(community, resident, "Здравствуйте")
    sandbox.call("messages.send", community.token, peer_id=resident.id, random_id=1, message="Завтра")
    edit = {"peer_id": resident.id, "message": "Послезавтра"}
    assert sandbox.call("messages.edit", community.token, cmid=2, **edit) == {"response": 1}
    (answer,) = sandbox.answers(community, resident)
    assert answer.text == "Послезавтра"
    assert answer.edited is not None
    assert sandbox.events(community)[-1]["type"] == "message_edit"
    assert code(sandbox.call("messages.edit", community.token, cmid=incoming.id, **edit)) == 920


def test_history_pages_in_both_directions(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    for number in range(5):
        sandbox.write(community, resident, f"{number}")

    def texts(**params: object) -> list[str]:
        answer = sandbox.call("messages.getHistory", community.token, peer_id=resident.id, **params)
        assert answer["response"]["count"] == 5
        return [one["text"] for one in answer["response"]["items"]]

    assert texts(count=2) == ["4", "3"]
    assert texts(count=2, offset=2) == ["2", "1"]
    assert texts(count=2, rev=1) == ["0", "1"]
    third = sandbox.call("messages.getHistory", community.token, peer_id=resident.id)["response"]["items"][2][
        "id"
    ]
    assert texts(start_message_id=third, count=2) == ["2", "1"]
    assert texts(start_message_id=third, count=3, offset=-1) == ["3", "2", "1"]


def test_deleted_messages_are_gone_from_history_and_their_numbers_are_not_reused(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    said = sandbox.write(community, resident, "Ошибка")
    sandbox.delete(community, resident, said)
    assert sandbox.write(community, resident, "Верно").id == said.id + 1
    params = {"peer_id": resident.id, "conversation_message_ids": "1,2"}
    answer = sandbox.call("messages.getByConversationMessageId", community.token, **params)["response"]
    assert [one["text"] for one in answer["items"]] == ["Верно"]


def test_unanswered_conversations_are_those_where_the_resident_wrote_last(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    other = sandbox.resident("Пётр Иванов")
    for person in (resident, other):
        sandbox.write(community, person, "Здравствуйте")
    sandbox.answer_in_app(community, resident, "Ответил из приложения")
    answer = sandbox.call("messages.getConversations", community.token, filter="unanswered", extended=1)[
        "response"
    ]
    assert [one["conversation"]["peer"]["id"] for one in answer["items"]] == [other.id]
    assert answer["profiles"][0]["first_name"] == "Пётр"
    by_id = sandbox.call("messages.getConversationsById", community.token, peer_ids=resident.id)["response"]
    assert by_id["items"][0]["unanswered"] is False


def test_a_photo_goes_over_the_upload_server_into_a_message(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Фото?")
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (200, 30, 30)).save(out, "PNG")
    server = sandbox.call("photos.getMessagesUploadServer", community.token, peer_id=resident.id)["response"]
    uploaded = httpx.post(
        server["upload_url"], files={"photo": ("p.png", out.getvalue(), "image/png")}
    ).json()
    (photo,) = sandbox.call("photos.saveMessagesPhoto", community.token, **uploaded)["response"]
    name = f"photo{photo['owner_id']}_{photo['id']}_{photo['access_key']}"
    sandbox.call("messages.send", community.token, peer_id=resident.id, random_id=2, attachment=name)
    (answer,) = sandbox.answers(community, resident)
    assert Image.open(io.BytesIO(httpx.get(answer.photos[0]).content)).size == (900, 600)
    small = next(size for size in photo["sizes"] if size["type"] == "m")
    assert Image.open(io.BytesIO(httpx.get(small["url"]).content)).size == (small["width"], small["height"])


def test_what_is_no_picture_cannot_be_saved(sandbox: Sandbox, community: Community) -> None:
    server = sandbox.call("photos.getMessagesUploadServer", community.token)["response"]
    uploaded = httpx.post(
        server["upload_url"], files={"photo": ("p.jpg", b"not a picture", "image/jpeg")}
    ).json()
    assert uploaded["photo"] == "[]"
    assert code(sandbox.call("photos.saveMessagesPhoto", community.token, **uploaded)) == 100


def test_a_photo_is_not_given_to_who_does_not_know_its_key(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    (url,) = sandbox.write(community, resident, photos=1).photos
    *start, key, name = url.split("/")
    assert httpx.get(url).status_code == 200
    assert httpx.get("/".join([*start, "0" * len(key), name])).status_code == 404


def test_names_are_told_and_unknown_ids_are_absent(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    for token in (community.token, community.service_token, community.user_token):
        known = sandbox.call("users.get", token, user_ids=f"{resident.id},12345")["response"]
        assert [one["first_name"] for one in known] == ["Марина"]


def test_some_residents_have_long_ids(sandbox: Sandbox) -> None:
    people = [sandbox.resident(f"Житель {number}") for number in range(3)]
    assert sum(one.id >= 200 * 10**9 for one in people) == 1


def test_the_token_may_come_as_a_bearer_and_parameters_in_the_query(
    sandbox: Sandbox, community: Community
) -> None:
    url = f"{sandbox.vk_url}/method/groups.getById?v=5.199"
    answer = httpx.post(url, headers={"Authorization": f"Bearer {community.token}"}).json()
    assert [one["id"] for one in answer["response"]["groups"]] == [community.id]


def test_a_long_text_in_the_address_is_too_long(sandbox: Sandbox, community: Community) -> None:
    params = {"v": "5.199", "access_token": community.token, "message": "я" * 3000}
    assert httpx.get(f"{sandbox.vk_url}/method/messages.send", params=params).status_code == 414
