"""What acceptance tests do with the product and look at, in the product's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import uuid4

import httpx
from django.test import override_settings

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.flows import answering
from nasvyazi.toolbox.clock import now
from tests import factories
from tests.product import Product
from tests.sandbox import Community, Sandbox, wait_until

SECONDS = 30.0
"""How long anything may take on a loaded machine."""


def connected(product: Product, sandbox: Sandbox, *, road: str = "webhook") -> tuple[Community, Channel]:
    """A new community, connected by one road or the other and heard from now on."""
    # A number that no other practice network of the same installation has given.
    number = 230_000_000 + Channel.objects.count()
    community = sandbox.community(group_id=number, mode="poll" if road == "poll" else "webhook")
    channel = product.connect(sandbox, community, mode=road)
    if road == "poll":
        until(
            lambda: Channel.objects.filter(pk=channel.pk, polled_at__isnull=False).exists(), "the first poll"
        )
    return community, channel


def operator() -> User:
    """A new operator of the main desk."""
    return factories.user(username=f"operator-{uuid4().hex[:12]}")


@contextmanager
def signed_in(product: Product) -> Iterator[httpx.Client]:
    """An operator at the desk, over HTTP."""
    # The desk's process knows the product's own way of keeping passwords only.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        who = operator()
    with httpx.Client(base_url=product.url, timeout=30, trust_env=False, follow_redirects=True) as desk:
        token = hidden(desk.get("/accounts/login/").text, "csrfmiddlewaretoken")
        form = {"login": who.username, "password": factories.PASSWORD, "csrfmiddlewaretoken": token}
        assert desk.post("/accounts/login/", data=form).url.path == "/"
        yield desk


def hidden(page: str, name: str) -> str:
    """The value of a field of a page's first form that has it."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert field, f"no {name} on the page"
    value = re.search(r'value="([^"]*)"', field[0])
    assert value
    return value[1]


def heard(channel: Channel, text: str) -> Message:
    """A message with this text, as soon as the product has it and has decided about it."""
    rows = Message.objects.filter(thread__channel=channel, text=text, outgoing=False, decision__isnull=False)
    return until(
        lambda: rows.select_related("decision__appeal", "thread__channel").first(), f"the message {text!r}"
    )


def appeal_of(message: Message) -> Appeal:
    """The appeal of a message, as it is now."""
    return Appeal.objects.get(decisions__message=message)


def answer(appeal: Appeal, text: str, *, files: tuple[File, ...] = ()) -> Letter:
    """An operator answers."""
    fresh = Appeal.objects.select_related("thread__channel").get(pk=appeal.pk)
    return answering.answer(
        appeal=fresh, text=text, author=operator(), request_key=uuid4(), files=files, is_looked_at=True
    )


def states(letter: Letter) -> list[str]:
    """The states of a letter's parts, in order."""
    return list(LetterPart.objects.filter(letter=letter).order_by("ordinal").values_list("state", flat=True))


def until_parts(letter: Letter, *wanted: str) -> None:
    """Wait until the parts of a letter are in these states."""
    try:
        wait_until(lambda: states(letter) == list(wanted), seconds=SECONDS, what=f"{wanted}")
    except AssertionError as error:
        rows = LetterPart.objects.filter(letter=letter).values(
            "state", "error_code", "error_text", "not_before"
        )
        raise AssertionError(f"{error}; it is {list(rows)}") from None


def until_taken(channel: Channel) -> None:
    """Wait until no event of the channel waits any more."""
    waiting = Event.objects.filter(channel=channel, state=Event.State.NEW)
    until(lambda: not waiting.exists(), "all events to be taken")


def until_heard(product: Product, sandbox: Sandbox, community: Community, channel: Channel) -> None:
    """Wait until everything the network has told is delivered and taken."""
    if channel.mode == Channel.Mode.WEBHOOK:
        sandbox.wait_delivered(community, seconds=SECONDS)
    else:
        count = len(sandbox.events(community))
        until(lambda: Event.objects.filter(channel=channel).count() >= count, "all events to be polled")
    until_taken(channel)


def until(found: Any, what: str) -> Any:
    """Wait for something true."""
    return wait_until(found, seconds=SECONDS, what=what)


def export(product: Product, channel: Channel) -> list[dict[str, Any]]:
    """`nasvyazi messages export --json` of one channel."""
    printed = product.command("messages", "export", "--json", "--channel", str(channel.pk))
    return [json.loads(line) for line in printed.splitlines()]


def reached_at(product: Product) -> AbstractContextManager[None]:
    """Inside the block this process knows the address of the installation, as its administrator would set it."""
    return override_settings(NASVYAZI_PUBLIC_URL=product.url)


def ledger(kind: str) -> list[attention.Item]:
    """What of one kind nobody attends to."""
    lines = attention.ledger(user=None, now=now())
    return [item for line in lines if line.kind == kind for item in line.items]
