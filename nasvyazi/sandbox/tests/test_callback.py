"""The Callback API of the practice VK: handshake, envelope, repeats, silence."""

import pytest

from nasvyazi.sandbox.tests.receiver import Receiver
from tests.sandbox import Community, Resident, Sandbox, wait_until


def test_a_server_is_ok_only_after_the_right_confirmation_string(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.confirmation = "wrong"
    fresh = sandbox.community(callback_url=receiver.url, confirmation="right")
    asked = len(receiver.got)
    wait_until(lambda: sandbox.look(fresh).status == "unconfigured", seconds=15, what="the handshake to fail")
    assert asked <= len(receiver.got)
    receiver.confirmation = "right"
    assert sandbox.confirm(fresh).status == "ok"


def test_an_unconfirmed_server_is_told_nothing(
    sandbox: Sandbox, receiver: Receiver, resident: Resident
) -> None:
    receiver.confirmation = "wrong"
    fresh = sandbox.community(callback_url=receiver.url, confirmation="right")
    sandbox.write(fresh, resident, "Слышите?")
    assert [one.reason for one in sandbox.deliveries(fresh) if one.kind == "message_new"] == ["not_confirmed"]
    assert receiver.events == []


def test_the_handshake_carries_type_group_and_secret(hooked: Community, receiver: Receiver) -> None:
    body = receiver.got[0].body
    assert (body["type"], body["group_id"], body["secret"]) == ("confirmation", hooked.id, "тайна")


def test_an_event_has_the_envelope_of_vk(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    sandbox.write(hooked, resident, "Яма во дворе")
    (got,) = receiver.wait(1)
    assert set(got.body) == {"type", "object", "group_id", "event_id", "v", "secret"}
    assert got.body["object"]["message"]["text"] == "Яма во дворе"
    assert "x-retry-counter" not in got.headers


@pytest.mark.parametrize(
    "answer", [(200, b"ok\n"), (200, b"\xef\xbb\xbfok"), (200, b"OK"), (500, b"ok"), (403, b""), (302, b"ok")]
)
def test_anything_but_exactly_ok_is_repeated_with_a_counter(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident, answer: tuple[int, bytes]
) -> None:
    receiver.answers.append((*answer, {}))
    sandbox.write(hooked, resident, "Ещё раз")
    first, second = receiver.wait(2)
    assert first.body == second.body
    assert second.headers["x-retry-counter"] == "1"
    sandbox.wait_delivered(hooked)
    assert [one.state for one in sandbox.deliveries(hooked)] == ["delivered", "delivered"]


def test_after_five_repeats_vk_gives_up_and_the_log_shows_every_answer(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    receiver.answers.extend([(403, b"no", {})] * 6)
    said = sandbox.write(hooked, resident, "Пусто")
    assert sandbox.look(hooked).status == "ok"
    sandbox.wait_delivered(hooked)
    delivery = sandbox.deliveries(hooked)[0]
    assert (delivery.state, delivery.event_id) == ("given_up", said.event_id)
    assert [(one.number, one.status, one.answer) for one in delivery.attempts] == [
        (number, 403, "no") for number in range(1, 7)
    ]
    assert len(receiver.events) == 6


def test_retry_after_is_honoured_with_503_and_not_with_500(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    receiver.answers.append((503, b"", {"Retry-After": "1.1"}))
    sandbox.write(hooked, resident, "Позже")
    sandbox.wait_delivered(hooked)
    receiver.answers.append((500, b"", {"Retry-After": "600"}))
    sandbox.write(hooked, resident, "Скоро")
    sandbox.wait_delivered(hooked)
    soon, later = (one.attempts for one in sandbox.deliveries(hooked)[:2])
    assert later[1].at - later[0].at >= 1.1
    assert soon[1].at - soon[0].at < 1.0


def test_deliveries_go_in_parallel_within_a_bound(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    receiver.hold.clear()
    for number in range(20):
        sandbox.write(hooked, resident, f"Сообщение {number}")
    receiver.wait(8)
    receiver.hold.set()
    sandbox.wait_delivered(hooked)
    assert receiver.most_at_once == 8
    assert len({one.body["event_id"] for one in receiver.events}) == 20


def test_a_slow_receiver_does_not_hold_up_another_community(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    receiver.hold.clear()
    for number in range(12):
        sandbox.write(hooked, resident, f"{number}")
    with Receiver() as other:
        quick = sandbox.confirm(sandbox.community(callback_url=other.url, confirmation=other.confirmation))
        sandbox.write(quick, resident, "Быстро")
        other.wait(1)
    assert any(one.state == "pending" for one in sandbox.deliveries(hooked))


def test_an_answer_of_remove_deletes_the_server(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    receiver.answers.append((200, b"remove", {}))
    sandbox.write(hooked, resident, "Пока")
    wait_until(lambda: sandbox.look(hooked).status == "", seconds=5, what="the server to be deleted")


def test_a_fault_tells_an_event_twice_with_one_id(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    sandbox.fault("duplicate_delivery", community=hooked, times=1)
    sandbox.write(hooked, resident, "Дважды")
    first, second = receiver.wait(2)
    assert first.body["event_id"] == second.body["event_id"]
    sandbox.write(hooked, resident, "Однажды")
    assert len({one.body["event_id"] for one in receiver.wait(3)}) == 2


def test_a_fault_makes_vk_silent(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    with sandbox.faulty("drop_deliveries", community=hooked):
        sandbox.write(hooked, resident, "В пустоту")
    sandbox.write(hooked, resident, "Слышно")
    receiver.wait(1)
    sandbox.wait_delivered(hooked)
    assert [one.body["object"]["message"]["text"] for one in receiver.events] == ["Слышно"]
    assert [one.fate for one in sandbox.inbox(hooked, resident)] == ["dropped", "delivered"]


def test_a_fault_delays_a_delivery(
    sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    sandbox.fault("delay_deliveries", community=hooked, method="message_new", seconds=0.7, times=1)
    sandbox.write(hooked, resident, "С задержкой")
    sandbox.wait_delivered(hooked)
    late = sandbox.deliveries(hooked)[0]
    assert late.attempts[0].at - late.created >= 0.7


def test_events_follow_the_settings_of_a_server_added_over_the_api(
    sandbox: Sandbox, community: Community, receiver: Receiver, resident: Resident
) -> None:
    def call(method: str, **params: object) -> dict[str, object]:
        found: dict[str, object] = sandbox.call(method, community.token, group_id=community.id, **params)[
            "response"
        ]
        return found

    receiver.confirmation = str(call("groups.getCallbackConfirmationCode")["code"])
    server = call("groups.addCallbackServer", url=receiver.url, title="desk", secret_key="s3")["server_id"]
    wait_until(
        lambda: call("groups.getCallbackServers")["items"][0]["status"] == "ok",  # type: ignore[index]
        seconds=5, what="the handshake",
    )  # fmt: skip
    sandbox.write(community, resident, "Не слышно")
    sandbox.call(
        "groups.setCallbackSettings", community.token, group_id=community.id, server_id=server, message_new=1
    )
    sandbox.write(community, resident, "Слышно")
    (got,) = receiver.wait(1)
    assert got.body["object"]["message"]["text"] == "Слышно"
    assert got.body["secret"] == "s3"
    assert [one.reason for one in sandbox.deliveries(community)][1] == "switched_off"


def test_vk_stops_for_a_while_after_ten_events_in_a_row_were_given_up(receiver: Receiver) -> None:
    with Sandbox(retry_seconds=(0.01,), options=["--time-scale", "0.0002"]) as fast:
        group = fast.confirm(fast.community(callback_url=receiver.url, confirmation=receiver.confirmation))
        person = fast.resident()
        receiver.answers.extend([(500, b"", {})] * 20)
        for number in range(10):
            fast.write(group, person, f"{number}")
        fast.wait_delivered(group)
        assert fast.look(group).status == "failed"
        assert fast.write(group, person, "Во время паузы").fate == "dropped"
        wait_until(
            lambda: fast.write(group, person, "После паузы").fate != "dropped",
            seconds=10,
            what="the pause to end",
        )
        fast.wait_delivered(group)
        assert fast.look(group).status == "ok"
