"""A desk with a few appeals, in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page

from nasvyazi.domain.accounts.models import Desk, Role, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.networks.base import Envelope
from nasvyazi.toolbox.clock import now
from tests import factories
from tests.product import Product

from .chromium import NARROW, PROGRAM, WHY_SKIPPED, WIDE, chromium, settled

IN_A_BROWSER = [pytest.mark.browser, pytest.mark.skipif(PROGRAM is None, reason=WHY_SKIPPED)]
"""`pytestmark` of every file here."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for one file of tests. It drives an event loop in this thread, which Django would take for async code:
    hence the permission, and hence neither outlives the file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with chromium() as running:
            yield running


@pytest.fixture(scope="package")
def served() -> Iterator[Product]:
    """The product's web alone: letters wait, nothing leaves."""
    # A session that a test opens is one of the product's: both sign with the same key.
    with Product(NASVYAZI_LANGUAGE="ru", NASVYAZI_SECRET_KEY=settings.SECRET_KEY) as running:
        running.start("web")
        yield running


@dataclass
class Town:
    """Who works here and what has come in."""

    url: str
    operator: User
    colleague: User
    administrator: User
    channel: Channel
    new: Appeal
    comment: Appeal
    failed: Appeal
    unconfirmed: Appeal


@pytest.fixture
def town(browser: Browser, served: Product, django_db_blocker: Any) -> Iterator[Town]:
    """A small town with a desk of its own, so that tests do not see each other's."""
    with django_db_blocker.unblock(), served.connected():
        yield _small_town(served.url)


@transaction.atomic
def _small_town(url: str) -> Town:
    number = factories.next_number()
    desk = Desk.objects.create(name=f"Пресс-служба {number}")
    operator = factories.user(username=f"olga{number}", desk=desk)
    colleague = factories.user(username=f"ivan{number}", desk=desk)
    administrator = factories.user(Role.ADMINISTRATOR, username=f"anna{number}", desk=desk)
    # The tests' quick hash is unknown to the product that runs beside them.
    password = PBKDF2PasswordHasher().encode(factories.PASSWORD, "salt", iterations=1000)
    User.objects.filter(memberships__desk=desk).update(password=password)
    channel = factories.channel("vk", desk=desk)
    at = now() - timedelta(minutes=30)
    new = _wrote(channel, factories.seen("Во дворе Минской, 49 не чистят снег", author="501", at=at))
    place = factories.under_post()
    comment = _wrote(channel, factories.seen("И у нас тоже", author="502", name="Игорь", place=place, at=at))
    post = channels.ensure_post(channel=channel, external_id="-1_1")
    post.text = "Уборка снега: техника выходит во дворы"
    post.save()
    comment.thread.post = post
    comment.thread.save()
    failed = _wrote(channel, factories.seen("Когда включат отопление?", author="503", name="Нина", at=at))
    unconfirmed = _wrote(channel, factories.seen("Где автобус?", author="504", name="Павел", at=at))
    for appeal, state, code in ((failed, "failed", "vk:901"), (unconfirmed, "unconfirmed", "timeout")):
        letter = factories.answer(appeal, colleague, "Уточняем и напишем.", now=now())
        LetterPart.objects.filter(letter=letter).update(state=state, error_code=code)
    appeals.add_note(appeal_id=new.pk, text="Звонила в УК", by=colleague, now=now())
    factories.wrote(channel, factories.seen("", author="505"))
    _break_an_event(channel)
    return Town(url, operator, colleague, administrator, channel, new, comment, failed, unconfirmed)


@pytest.fixture
def at_the_desk(browser: Browser, town: Town) -> Iterator[Callable[..., Page]]:
    """Opens a signed-in page: at_the_desk(narrow=True, dark=True, user=…). A script's error fails the test.

    Where a test holds requests back (`page.route`), the page is opened with held=True: what is asked while Chromium
    begins to hold them is neither held nor told of.
    """
    contexts, errors = [], list[str]()

    def open_(
        *, user: User | None = None, narrow: bool = False, dark: bool = False, held: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            locale="ru-RU",
        )
        contexts.append(context)
        key = _session(user or town.operator)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": town.url}])
        page = context.new_page()
        if held:
            page.route("**/nowhere", lambda route: route.abort())
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if _is_ours(said) else None)
        page.goto(town.url)
        settled(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def _session(user: User) -> str:
    """The key of a session of somebody who has signed in: the form is what a few tests are about, not all."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client.session.session_key or ""


def _is_ours(said: Any) -> bool:
    """What scripts do wrong. Photos that lie nowhere and answers that refuse are no errors of theirs; neither is what
    is broken off on purpose: a draft on its way when the answer is sent. htmx tells the end of every such request, too.
    """
    network = ("Failed to load resource", "Response Status Error Code", "htmx:sendAbort", "htmx:afterRequest")
    return said.type == "error" and not said.text.startswith(network)


def _wrote(channel: Channel, message: Any) -> Appeal:
    appeal = factories.wrote(channel, message).appeal
    assert appeal is not None
    return appeal


def _break_an_event(channel: Channel) -> None:
    envelope = Envelope(external_id="1", type="message_new", body=b'{"object": {"text": "?"}}')
    inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=now())
    event = Event.objects.latest("pk")
    inbox.finish_event(event=event, state=Event.State.BROKEN, error="KeyError: 'from_id'", now=now())
