"""A copy of the database gives nothing away: filled with secrets whose values are known, it is searched for them."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, override_settings

from nasvyazi.domain.accounts import second_step
from nasvyazi.domain.accounts.models import Role, User
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox.models import Attempt
from nasvyazi.flows import sending, watching
from nasvyazi.networks import base
from nasvyazi.networks.tests.wire import answering, response, serving
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db

TOKENS = {
    "token": "vk1.a.MARKER-community-token",
    "service_token": "MARKER-service-token",
    "user_token": "vk1.a.MARKER-user-token",
    "secret": "MARKER-hook-secret",
    "confirmation": "MARKER-conf",
}
CURSOR = "MARKER-longpoll-key"
TOTP_SECRET = "MARKERSECONDSTEPSECRETAA"
KEPT_IN_SESSION = "MARKER-in-the-session"
TYPED = "MARKER-password-of-something-else"
OTHER = "c29tZWJvZHkgZWxzZSdzLCBub3QgdGhpcyBvbmUhISE="
"""The key of another installation."""
PROXY = "MARKER-proxy-password"


def copied() -> dict[str, bytes]:
    """Every table of the database, as COPY gives it (pg_dump writes the same lines)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                found[table] = b"".join(bytes(block) for block in rows)
    return found


def forms(secret: str) -> Iterator[bytes]:
    """How a value may stand in a copy: as it is, in hexadecimal (bytea), in base64 wherever it begins in it."""
    raw = secret.encode()
    yield raw
    yield raw.hex().encode()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw)
        # What the neighbours have a part in is left out.
        yield whole[4 if before else 0 : (before + len(raw)) // 3 * 4]


def found_in(tables: dict[str, bytes], secret: str) -> list[str]:
    return [table for table, rows in tables.items() if any(form in rows for form in forms(secret))]


def error(code: int) -> bytes:
    """A refusal of VK that repeats what it was asked with, as VK's do."""
    token = {"key": "access_token", "value": TOKENS["token"]}
    message = f"User authorization failed: invalid access_token {TOKENS['token']} (4)."
    told = {"error": {"error_code": code, "error_msg": message, "request_params": [token]}}
    return json.dumps(told).encode()


@pytest.fixture
def channel() -> Iterator[Channel]:
    """A community whose VK refuses everything and repeats the key with it."""
    with ExitStack() as stack:
        made = channels.add_channel(
            network="vk",
            network_id="1234",
            title="Глава района",
            api_url=f"{stack.enter_context(serving(answering(response(error(5)))))}/method",
            secrets_=TOKENS,
        )
        channels.save_cursor(channel=made, cursor=json.dumps({"key": CURSOR, "ts": "1"}), now=now())
        road = base.Road(proxy=f"http://us:{PROXY}@proxy.example:3128")
        stack.enter_context(override_settings(NASVYAZI_ROADS={"vk": road}))
        yield made


def hear(channel: Channel) -> None:
    """An event comes by the webhook, with the secret in its body, as VK puts it there."""
    message = {"id": 1, "date": 1763900000, "peer_id": 501, "from_id": 501, "text": "Яма", "out": 0}
    event = {
        "type": "message_new",
        "event_id": "e1",
        "v": "5.199",
        "group_id": 1234,
        "secret": TOKENS["secret"],
    }
    body = {**event, "object": {"message": message}}
    answer = Client().post(channel.hook_path, body, content_type="application/json")
    assert answer.content == b"ok"
    assert Event.objects.count() == 1


def fail_to_answer(channel: Channel) -> None:
    """An answer that VK refuses, and names that it does not tell."""
    factories.answer(factories.appeal(channel), factories.user())
    assert sending.deliver_next()
    assert Attempt.objects.exclude(code="").exists()
    watching.ask_names(channel)
    channel.refresh_from_db()
    assert channel.trouble_code == "vk:5"
    assert channel.trouble_text


def sign_in(user: User) -> tuple[str, list[str]]:
    """A person with a second step signs in, and types something wrong before. Their cookie and recovery codes."""
    TOTP.activate(user, TOTP_SECRET)
    codes = RecoveryCodes.activate(user)
    browser = Client()
    browser.post("/accounts/login/", {"login": user.username, "password": TYPED})
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session["mfa.totp.secret"] = KEPT_IN_SESSION
    session.save()
    return str(session.session_key), [codes.instance.data["seed"], *codes.generate_codes()[:3]]


def test_a_copy_of_the_database_holds_no_secret_in_the_clear(channel: Channel) -> None:
    hear(channel)
    fail_to_answer(channel)
    user = factories.user(Role.ADMINISTRATOR)
    cookie, (seed, *codes) = sign_in(user)
    tables = copied()
    assert found_in(tables, "Глава района") == ["public.channels_channel"], "the search finds what is there"
    assert found_in(tables, "message_new") != [], "and what is kept as bytes"
    hidden = [
        *TOKENS.values(), channel.hook_key, CURSOR, TOTP_SECRET, second_step.unseal(seed), *codes, cookie,
        KEPT_IN_SESSION, TYPED, factories.PASSWORD, PROXY, settings.SECRET_KEY,
    ]  # fmt: skip
    assert {secret: found_in(tables, secret) for secret in hidden if found_in(tables, secret)} == {}


def test_the_second_step_outlives_another_key_and_says_what_is_wrong_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = factories.user(Role.ADMINISTRATOR)
    step, codes = TOTP.activate(user, TOTP_SECRET), RecoveryCodes.activate(user)
    former, seed = os.environ["NASVYAZI_SECRET_KEYS"], codes.generate_codes()
    monkeypatch.setenv("NASVYAZI_SECRET_KEYS", f"{OTHER},{former}")
    told = second_step.seal_again()
    assert (told.count, told.changed, list(told.shut)) == (2, 2, [])
    monkeypatch.setenv("NASVYAZI_SECRET_KEYS", OTHER)
    codes.instance.refresh_from_db()
    step.instance.refresh_from_db()
    assert codes.generate_codes() == seed
    assert get_adapter().decrypt(step.instance.data["secret"]) == TOTP_SECRET
    monkeypatch.setenv("NASVYAZI_SECRET_KEYS", former)
    with pytest.raises(ValidationError, match=r"Ask the administrator|администратор"):
        step.validate_code("123456")
    assert second_step.seal_again().shut == [str(user), str(user)]


def test_a_session_is_its_cookies_and_of_nobody_who_reads_the_database() -> None:
    user, browser = factories.user(), Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, expire_date FROM django_session")
        [(name, until)] = cursor.fetchall()
    assert isinstance(until, datetime)
    cookie = browser.cookies["sessionid"].value
    assert name != cookie
    thief = Client()
    thief.cookies["sessionid"] = name
    assert thief.get("/").status_code == 302
    browser.post("/accounts/logout/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session WHERE session_key = %s", [name])
        assert cursor.fetchone() == (0,)
    again = Client()
    again.cookies["sessionid"] = cookie
    assert again.get("/").status_code == 302


def test_a_session_of_another_key_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client()
    browser.force_login(factories.user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    monkeypatch.setenv("NASVYAZI_SECRET_KEYS", OTHER)
    assert browser.get("/").status_code == 302
