"""Whatever is thrown at a webhook: refused with the right number, or kept; "ok" only for what is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DataError, InterfaceError, InternalError, OperationalError
from django.http import HttpResponse
from django.test import Client
from psycopg import errors
from structlog.testing import capture_logs

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.toolbox.clock import now
from nasvyazi.web.hooks import views
from tests import factories

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Channels and refusals that an earlier test left in the process."""
    monkeypatch.setattr(views, "_known", views.Known(0))
    monkeypatch.setattr(views, "_refusals", views.Throttle(0))
    monkeypatch.setattr(views, "_malformed_log", views.Throttle(60))


@pytest.fixture
def channel() -> Channel:
    return factories.channel("vk")


def told(channel: Channel, **changes: Any) -> dict[str, Any]:
    message = {
        "from_id": 501,
        "peer_id": 501,
        "conversation_message_id": 1,
        "date": 1,
        "text": "Яма",
        "id": 1,
    }
    event = {
        "type": "message_new", "event_id": "e1", "v": "5.199", "group_id": int(channel.network_id),
        "secret": "secret", "object": {"message": message},
    } | changes  # fmt: skip
    return {name: value for name, value in event.items() if value is not None}


def post(channel: Channel, body: bytes | dict[str, Any], **more: Any) -> HttpResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(raise_request_exception=False)
    answer: Any = client.post(f"/hooks/vk/{channel.hook_key}", data, content_type="application/json", **more)
    assert isinstance(answer, HttpResponse)
    return answer


def test_an_event_is_kept_and_then_answered_with_exactly_ok(channel: Channel) -> None:
    answer = post(channel, told(channel))
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert Event.objects.get().external_id == "e1"
    assert b'"secret": "secret"' not in bytes(Event.objects.get().body)


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", "secret ", "СЕКРЕТ", "\ud800", 7, ["secret"], {"a": 1}]
)
def test_a_wrong_or_missing_secret_is_refused_counted_and_nothing_is_stored(
    channel: Channel, secret: Any
) -> None:
    assert post(channel, told(channel, secret=secret)).status_code == 403
    assert Channel.objects.get(pk=channel.pk).refused_count == 1
    assert not Event.objects.exists()


def test_a_channel_without_a_secret_refuses_everybody(channel: Channel) -> None:
    channels.change_channel(channel=channel, secrets_={"secret": "", "confirmation": ""}, now=now())
    for secret in ("", None, "secret"):
        assert post(channel, told(channel, secret=secret)).status_code == 403
    assert not Event.objects.exists()


def test_where_the_channels_secrets_cannot_be_opened_the_network_is_to_come_again(channel: Channel) -> None:
    sealed = channel.sealed
    Channel.objects.filter(pk=channel.pk).update(sealed="sealed with a key that is not here")
    with capture_logs() as logs:
        assert post(channel, told(channel)).status_code == 503
    assert [(line["event"], line["code"]) for line in logs] == [("hook_without_secrets", "sealed")]
    assert Channel.objects.get().refused_count == 0
    assert not Event.objects.exists()
    Channel.objects.filter(pk=channel.pk).update(sealed=sealed)
    assert post(channel, told(channel)).status_code == 200


def test_an_event_of_another_community_with_the_right_secret_is_refused(channel: Channel) -> None:
    assert post(channel, told(channel, group_id=7)).status_code == 403
    assert not Event.objects.exists()


def test_the_right_secret_ends_the_count_of_refusals(channel: Channel) -> None:
    post(channel, told(channel, secret="wrong"))
    post(channel, told(channel))
    assert Channel.objects.get(pk=channel.pk).refused_count == 0


def test_a_body_over_a_megabyte_is_refused_and_one_just_under_it_is_kept(channel: Channel) -> None:
    shell = len(json.dumps(told(channel, padding="")).encode())
    for size, status in ((MEGABYTE + 1, 413), (20 * MEGABYTE, 413), (MEGABYTE, 200)):
        assert post(channel, told(channel, padding="x" * (size - shell))).status_code == status
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b"7", b'"ok"', b"\xff\xfe", b"{}", b'{"type": 7}', b"[" * 100_000]
)
def test_what_is_no_event_is_a_bad_request(channel: Channel, body: bytes) -> None:
    assert post(channel, body).status_code == 400
    assert not Event.objects.exists()


def test_nonsense_is_logged_once_a_minute_however_much_of_it_comes(channel: Channel) -> None:
    with capture_logs() as logs:
        for _ in range(20):
            post(channel, b"{")
    assert [line["event"] for line in logs] == ["hook_malformed"]


@pytest.mark.parametrize(
    "path", ["/hooks/vk/unknown", "/hooks/telegraph/{key}", "/hooks/vk/%00", "/hooks/vk/%FF%FE"]
)
def test_an_unknown_channel_is_not_found(channel: Channel, path: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post(path.format(key=channel.hook_key), b"{}", content_type="application/json")
    assert answer.status_code == 404


def test_a_channel_that_is_switched_off_is_not_found(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(is_active=False)
    assert post(channel, told(channel)).status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "patch"])
def test_only_post_is_answered(channel: Channel, method: str) -> None:
    assert getattr(Client(), method)(f"/hooks/vk/{channel.hook_key}").status_code == 405


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("server closed the connection unexpectedly"),
        OperationalError(""),
        InterfaceError("connection already closed"),
        OperationalError(errors.DiskFull("could not extend file: No space left on device")),
        InternalError(errors.ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction")),
        DataError("whatever the database refuses"),
    ],
    ids=lambda error: str(error)[:20] or "wordless",
)
@pytest.mark.parametrize("where", ["keep", "look up"])
def test_what_the_database_cannot_keep_is_asked_for_again_later(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, error: Exception, where: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    if where == "keep":
        monkeypatch.setattr(inbox, "keep_event", fail)
    else:
        monkeypatch.setattr("nasvyazi.domain.channels.selectors.by_hook_key", fail)
    answer = post(channel, told(channel))
    assert (answer.status_code, answer.content == b"ok") == (503, False)
    assert "Retry-After" not in answer, (
        "VK repeats five times: by its own schedule that is an hour and forty minutes"
    )


def test_the_confirmation_is_answered_with_the_channels_string_and_keeps_nothing(channel: Channel) -> None:
    for secret in ("secret", None):
        answer = post(channel, told(channel, type="confirmation", object=None, event_id=None, secret=secret))
        assert (answer.status_code, answer.content) == (200, b"confirmation")
        assert answer["Content-Type"].startswith("text/plain")
    assert not Event.objects.exists()
    assert post(channel, told(channel, type="confirmation", secret="wrong")).status_code == 403


def test_an_event_id_may_be_a_text_a_number_or_missing(channel: Channel) -> None:
    for event_id in ("e1", 12345, None):
        for _ in range(2):
            assert post(channel, told(channel, event_id=event_id)).content == b"ok"
    ids = list(Event.objects.order_by("pk").values_list("external_id", flat=True))
    assert ids[:2] == ["e1", "12345"]
    assert len(ids) == 3, "told twice, kept once"
    assert len(ids[2]) == 64, "without an id the hash of the body is the id"


@pytest.mark.parametrize("event_id", ["x" * 5000, "\0", "\ud83d", 10**40, 1.5, True, [], {}])
def test_a_strange_event_id_loses_no_event(channel: Channel, event_id: Any) -> None:
    assert post(channel, told(channel, event_id=event_id)).content == b"ok"
    assert Event.objects.count() == 1


def test_headers_of_any_kind_do_no_harm(channel: Channel) -> None:
    headers = {"X-Retry-Counter": "5", "X-Forwarded-For": "'; DROP TABLE", "Accept-Language": "\xff" * 100}
    assert post(channel, told(channel), headers=headers).content == b"ok"
