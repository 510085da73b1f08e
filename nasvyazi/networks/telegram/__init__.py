"""Telegram: a bot's private chats, its channels and the comments in their groups, by webhook or getUpdates.

Facts come from the Bot API 10.3; the modules name them where they matter. The bot is the channel of the product: what
it says it is never told, nobody is told of deletions, and a message it sends has no key of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from nasvyazi.networks.base import (
    Account,
    Credential,
    Delivered,
    Envelope,
    Fetched,
    Finding,
    Idempotency,
    Network,
    Parcel,
    Place,
    Polled,
    Profile,
    Refused,
    Seen,
)
from nasvyazi.networks.optional import Deed

from . import check, client, errors, files, hook, moderate, parse, poll, profiles, send, webhook

_TOKEN = Credential(
    name="token",
    title=_("Token of the bot, from @BotFather"),
    required=True,
    pattern="[1-9][0-9]{0,17}:[A-Za-z0-9_-]{3,100}",
    looks=_("A Telegram token looks like 123456789:AA…, take it as @BotFather gives it."),
)


class Telegram:
    """Telegram as the product sees it: every method is a module of this package."""

    code = "telegram"
    title = "Telegram"
    default_api_url = client.API_URL
    identity = _TOKEN
    credentials: Sequence[Credential] = (
        _TOKEN,
        Credential(
            name="secret",
            title=_("Secret of the webhook"),
            required=False,
            missing_for=errors.MISSING_SECRET,
            pattern="[A-Za-z0-9_-]{1,256}",
            looks=_("A secret is made of Latin letters, digits, _ and -, at most 256."),
            is_made_up=True,
        ),
        Credential(
            name="channel",
            title=_("Channel: @name or number"),
            required=False,
            pattern="@[A-Za-z][A-Za-z0-9_]{3,31}|-100[0-9]{5,15}",
            looks=_("A channel is named as @name or by its number, -100…"),
        ),
    )
    hook_ok = b""
    can_poll = True
    is_heard = True
    shows_dialogs = False
    media_hosts: Sequence[str] = ()
    """None: a file's address holds the bot's token. What residents attach is fetched and shown from our own storage."""
    keeps_events = timedelta(hours=24)
    """Updates are kept until they are received, no longer (Bot API, "Getting updates"); nothing else shows the past."""
    lost_code = "telegram:kept_a_day"
    hiding_means = moderate.HIDING_MEANS

    def __init__(self, *, pace: client.Pace | None = client.Pace()) -> None:  # noqa: B008 - a frozen value
        """`pace`: how often we speak; None = as fast as we can (against a practice network without limits)."""
        self._pace = pace

    def identify(self, value: str) -> str:
        """The bot's id: what its token begins with."""
        return value.partition(":")[0]

    def open_hook(self, account: Account, headers: Mapping[str, str], body: bytes) -> Envelope:
        """Check the secret, read the envelope. Raises HookRefused, HookMalformed."""
        return hook.open_hook(account, headers, body)

    def parse(self, account: Account, body: bytes, *, now: datetime) -> list[Seen]:
        """What one update tells. Raises ParseError."""
        return parse.parse(account, body, now=now)

    def poll(self, account: Account, cursor: str, *, wait: float) -> Polled:
        """Updates after `cursor`. Raises NetworkError."""
        return poll.poll(account, cursor, wait=wait)

    def split(self, place: Place, text: str, *, with_files: bool = False) -> list[str]:
        """Parts that Telegram takes."""
        return send.split(text, with_files=with_files)

    def refuses(self, place: Place, account: Account) -> str:
        """Nothing: whatever place we hear, we may answer in as far as can be known beforehand."""
        return ""

    def refuses_files(self, place: Place, account: Account) -> str:
        """Photos go everywhere."""
        return ""

    def new_key(self, place: Place) -> str:
        """A key that Telegram never sees: it tells our parts apart."""
        return secrets.token_hex(8)

    def idempotency(self, place: Place) -> Idempotency | None:
        """None: a repeat is a second message."""
        return None

    def send(self, account: Account, parcel: Parcel, *, deadline: float) -> Delivered:
        """Send one part. Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman."""
        return send.send(account, parcel, deadline=deadline, pace=self._pace)

    def find(self, account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
        """None: a bot cannot look at what it has said."""
        return None

    def fetch(self, account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
        """The bytes of a file. Raises NetworkError."""
        return files.fetch(account, ref, most=most, deadline=deadline)

    def profiles(self, account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
        """Names of authors. Raises NetworkError."""
        return profiles.profiles(account, network_ids, deadline=deadline)

    def check(self, account: Account, *, deadline: float) -> list[Finding]:
        """What works and what is missing."""
        return check.check(account, deadline=deadline)

    def explain(self, code: str) -> str:
        """A msgid: what happened and what a person can do."""
        return errors.explain(code)

    def hook(self, account: Account, *, deadline: float) -> None:
        """Have Telegram call us. Raises NetworkError."""
        webhook.hook(account, deadline=deadline)

    def watch_hook(self, account: Account, *, deadline: float) -> str:
        """A code of what is wrong with Telegram's calls, or "". Raises NetworkError."""
        return webhook.watch_hook(account, deadline=deadline)

    def refuses_deed(self, deed: Deed, place: Place, account: Account) -> str:
        """Why this cannot be done to what stands in a place; "" when it can be tried."""
        return moderate.refuses(deed, place)

    def remove(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Delete a message for everybody. Raises NetworkError."""
        return moderate.remove(account, place, external_id, deadline=deadline)

    def restore(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Telegram cannot. Raises Refused."""
        raise Refused(moderate.NO_RESTORE)

    def ban(
        self,
        account: Account,
        place: Place,
        author_id: str,
        *,
        until: datetime | None,
        reason: str,
        deadline: float,
    ) -> bool:
        """Shut somebody out of the group of a place; nobody is told why. Raises NetworkError."""
        return moderate.ban(account, place, author_id, until=until, deadline=deadline)

    def unban(self, account: Account, place: Place, author_id: str, *, deadline: float) -> None:
        """Let somebody into the group again. Raises NetworkError."""
        moderate.unban(account, place, author_id, deadline=deadline)


network: Network = Telegram()
