"""The ledger, set-aside messages, channels and events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import translation

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal, Decision
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.attention.kinds import Kind
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Backfill, Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.networks import registry
from nasvyazi.networks.base import Envelope
from nasvyazi.toolbox.clock import now
from nasvyazi.web.desk import words
from tests import factories


@pytest.fixture
def admin(administrator: User, enter: Callable[[User], Client]) -> Client:
    return enter(administrator)


def event(body: bytes = b'{"type": "message_new"}', *, error: str = "KeyError: 'from_id'") -> Event:
    inbox.keep_event(
        channel_id=factories.channel().pk,
        envelope=Envelope(external_id="1", type="message_new", body=body),
        road=Event.Road.WEBHOOK,
        now=now(),
    )
    row = Event.objects.latest("pk")
    inbox.finish_event(event=row, state=Event.State.BROKEN, error=error, now=now())
    return row


def test_every_kind_of_unattended_thing_has_its_words(operator: User) -> None:
    kinds = {search.kind for search in attention._searches(operator, now())} | {"calendar_missing"}
    assert set(words.LEDGER) == kinds == set(Kind)


def test_an_overdue_appeal_and_a_broken_event_stand_in_the_ledger_and_in_the_badge(desk: Client) -> None:
    appeal = factories.appeal()
    Appeal.objects.update(next_due_at=factories.MONDAY_NOON)
    event()
    html = desk.get("/attention/").content.decode()
    assert "Просроченные обращения" in html
    assert f'href="/appeals/{appeal.pk}/"' in html
    assert "События, которые не удалось прочитать" in html
    assert "/events/" not in html, "an operator is not sent where they may not go"
    total = attention.count(user=None, now=now())
    assert f"<b>{total}</b>" in desk.get("/").content.decode()


def test_when_everything_is_attended_to_it_says_so(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nasvyazi.domain.deadlines.selectors.missing_calendar_years", lambda **_: [])
    html = desk.get("/attention/").content.decode()
    assert "Ни один вопрос не ждёт незамеченным" in html
    assert 'class="att calm"' in html


def test_a_message_set_aside_is_listed_with_its_reason_and_taken_back(desk: Client) -> None:
    decision = factories.wrote(factories.channel(), factories.seen(""))
    assert decision.appeal is None
    html = desk.get("/set-aside/").content.decode()
    assert "нет ни слов, ни вложений" in html
    answer = desk.post(f"/messages/{decision.message_id}/take")
    appeal = Decision.objects.get(message=decision.message_id).appeal
    assert appeal is not None
    assert answer["Location"] == f"/appeals/{appeal.pk}/"


def test_a_message_that_nothing_was_decided_about_can_be_taken(desk: Client) -> None:
    message = factories.record(factories.channel(), factories.seen("Забытое"))
    assert "Забытое" in desk.get("/set-aside/").content.decode()
    assert desk.post(f"/messages/{message.pk}/take").status_code == 302
    assert Decision.objects.get(message=message).appeal is not None


def test_what_was_missed_says_why_and_waits_until_somebody_has_looked(admin: Client, desk: Client) -> None:
    channel = factories.channel("vk")
    noon = factories.MONDAY_NOON
    missed = Backfill.objects.create(
        channel=channel,
        part="wall",
        read_until=noon,
        next_at=noon,
        code="vk:no_service_token",
        missed_since=noon - timedelta(hours=3),
        missed_until=noon,
    )
    reason = translation.gettext(registry.get("vk").explain(missed.code))[:60]
    assert reason in unescape(desk.get("/attention/").content.decode())
    assert reason in unescape(admin.get("/channels/").content.decode())
    assert desk.post(f"/missed/{missed.pk}/noticed").status_code == 302
    assert "past_missed" not in desk.get("/attention/").content.decode()
    missed.refresh_from_db()
    assert str(missed.noticed_by) in admin.get("/channels/").content.decode()


def test_reading_back_is_asked_for_with_a_button_and_done_by_the_worker(admin: Client) -> None:
    channel = factories.channel("vk")
    part = Backfill.objects.create(
        channel=channel,
        part="dialogs",
        read_until=factories.MONDAY_NOON,
        next_at=factories.MONDAY_NOON + timedelta(days=9),
    )
    assert admin.post(f"/channels/{channel.pk}/read-back").status_code == 302
    part.refresh_from_db()
    assert part.next_at is not None
    assert part.next_at < factories.MONDAY_NOON + timedelta(days=9)


def test_channels_say_how_they_are_and_never_their_secrets(admin: Client) -> None:
    channel = factories.channel(network="vk", title="Глава района")
    secrets = {"token": "S3CRET-token", "secret": "S3CRET-hook", "confirmation": "S3CRET-word"}
    channels.change_channel(channel=channel, secrets_=secrets, now=now())
    Channel.objects.filter(pk=channel.pk).update(
        trouble_code="vk:5",
        trouble_text="revoked",
        trouble_since=now(),
        refused_count=3,
        refused_at=now(),
    )
    html = admin.get("/channels/").content.decode()
    assert "VK больше не принимает ключ" in html
    assert "Отклонены 3 доставки" in html
    assert f"/hooks/vk/{channel.hook_key}" in html
    assert "Не хватает" in html
    assert "S3CRET" not in html


def test_a_channel_whose_secrets_cannot_be_opened_says_what_to_do_and_the_others_are_there(
    admin: Client,
) -> None:
    shut, other = factories.channel(network="vk"), factories.channel(network="vk", title="Вторая страница")
    case = factories.appeal(shut)
    Channel.objects.filter(pk=shut.pk).update(sealed="sealed with a key that is not here")
    channels.note_trouble(channel_id=shut.pk, call=Channel.Call.HOOK, code="sealed", text="", now=now())
    html = admin.get("/channels/").content.decode()
    assert "NASVYAZI_SECRET_KEYS" in html
    assert f"/hooks/vk/{other.hook_key}" in html
    assert "NASVYAZI_SECRET_KEYS" in admin.post(f"/channels/{shut.pk}/check").content.decode()
    assert admin.get(f"/appeals/{case.pk}/").status_code == 200
    assert admin.get("/attention/").status_code == 200


def test_a_channel_that_was_switched_off_says_so_and_is_in_no_trouble(admin: Client) -> None:
    channel = factories.channel(network="vk")
    Channel.objects.filter(pk=channel.pk).update(
        is_active=False, trouble_code="vk:5", trouble_since=now(), refused_count=3, refused_at=now()
    )
    admin.cookies["django_language"] = "en"
    html = admin.get("/channels/").content.decode()
    assert "the channel is switched off" in html
    assert "the network calls us" not in html
    assert 'class="trouble"' not in html
    assert "/hooks/" not in html


def test_a_channel_that_we_ask_has_no_address_for_the_network(admin: Client) -> None:
    Channel.objects.filter(pk=factories.channel(network="vk").pk).update(mode="poll")
    assert "/hooks/" not in admin.get("/channels/").content.decode()


@pytest.mark.parametrize("call", Channel.Call.values)
def test_every_call_that_may_fail_has_words(call: str, admin: Client) -> None:
    Channel.objects.filter(pk=factories.channel(network="vk").pk).update(
        trouble_call=call, trouble_code="vk:5", trouble_since=now()
    )
    with translation.override("ru"):
        told = str(Channel.Call(call).label)
    assert told != call
    assert f": {told}</b>" in admin.get("/channels/").content.decode()


def test_an_event_that_was_not_understood_says_what_that_means(admin: Client) -> None:
    row = event()
    Event.objects.filter(pk=row.pk).update(state="unsupported", error="")
    admin.cookies["django_language"] = "en"
    assert "the program does not know" in admin.get(f"/events/{row.pk}/").content.decode()


def test_a_channel_of_a_network_that_is_gone_is_still_shown(admin: Client) -> None:
    factories.channel(network="icq")
    assert admin.get("/channels/").status_code == 200


def test_a_check_shows_what_the_network_says(admin: Client) -> None:
    channel = factories.channel()
    html = admin.post(f"/channels/{channel.pk}/check").content.decode()
    assert "Сеть в памяти работает." in html


def test_a_broken_event_is_shown_safely_and_taken_again(admin: Client) -> None:
    row = event('{"text": "<script>alert(1)</script> Привет \\ud83d", "глубина": [[[1]]]}'.encode())
    assert f"/events/{row.pk}/" in admin.get("/events/").content.decode()
    html = admin.get(f"/events/{row.pk}/").content.decode()
    assert "<script>alert" not in html
    assert "Привет" in html
    assert "KeyError" in html
    admin.post(f"/events/{row.pk}/replay")
    row.refresh_from_db()
    assert row.state == Event.State.NEW


@pytest.mark.parametrize("body", [b"not json \xff\x00", b"", b"[" * 100_000])
def test_an_event_that_is_no_json_is_shown_as_it_came(body: bytes, admin: Client) -> None:
    row = event(body)
    assert admin.get(f"/events/{row.pk}/").status_code == 200


def test_events_are_paged_and_chosen_by_state(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nasvyazi.web.desk.views.oversight._PER_PAGE", 2)
    rows = [event(f"{number}".encode()) for number in range(3)]
    first = admin.get("/events/?state=broken").content.decode()
    assert f"№ {rows[2].pk}" in first
    assert f"№ {rows[0].pk}<" not in first
    assert f"№ {rows[0].pk}<" in admin.get(f"/events/?state=broken&after={rows[1].pk}").content.decode()
    assert admin.get("/events/?state=taken&after=x").status_code == 200
