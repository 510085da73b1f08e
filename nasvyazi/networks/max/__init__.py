"""MAX: a bot's dialogues, the groups and channels it runs, and the comments under their posts.

Facts come from the OpenAPI of the Bot API 0.0.32 and from what live bots were answered; the modules name them where
they matter. The bot is the channel of the product. Updates have no numbers and messages no keys of ours; comments are
told by no update and are read every minute.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
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

from . import check, client, errors, files, find, hook, moderate, parse, past, poll, profiles, send, webhook

_TOKEN = Credential(
    name="token",
    title=_("Token of the bot, from the MAX platform for partners"),
    required=True,
    pattern="[A-Za-z0-9._~+/=-]{10,500}",
    looks=_("A MAX token is one long word of Latin letters and digits: take it as the platform shows it."),
)


class Max:
    """MAX as the product sees it: every method is a module of this package."""

    code = "max"
    title = "MAX"
    default_api_url = client.API_URL
    identity = _TOKEN
    credentials: Sequence[Credential] = (
        _TOKEN,
        Credential(
            name="secret",
            title=_("Secret of the webhook"),
            required=False,
            missing_for=errors.MISSING_SECRET,
            pattern="[A-Za-z0-9_-]{5,256}",
            looks=_("A secret is made of Latin letters, digits, _ and -, from 5 to 256."),
            is_made_up=True,
        ),
        Credential(
            name="channel",
            title=_("Channel: @name or number"),
            required=False,
            pattern="@[A-Za-z][A-Za-z0-9_-]{0,63}|-?[1-9][0-9]{0,18}",
            looks=_("A channel is named as @name, the last word of its link, or by its number."),
        ),
    )
    hook_ok = b""
    can_poll = True
    is_heard = True
    shows_dialogs = False
    media_hosts: Sequence[str] = files.MEDIA_HOSTS
    history = past.HISTORY
    not_called_code = "max:not_called"
    keeps_events = timedelta(hours=8)
    """A webhook is repeated for so long (POST /subscriptions); GET /updates keeps an update for a day."""
    lost_code = "max:new_dialogs"
    hiding_means = moderate.HIDING_MEANS

    def __init__(self, *, pace: client.Pace | None = client.Pace()) -> None:  # noqa: B008 - a frozen value
        """`pace`: how often we write; None = as fast as we can (against a practice network without limits)."""
        self._pace = pace

    def identify(self, value: str) -> str:
        """Nothing: a token does not say whose it is (see `whose_key`)."""
        return ""

    def whose_key(self, account: Account, *, deadline: float) -> str:
        """The id of the bot whose token this is. Raises NetworkError."""
        return check.whose_key(account, deadline=deadline)

    def open_hook(self, account: Account, headers: Mapping[str, str], body: bytes) -> Envelope:
        """Check the secret, read the envelope. Raises HookRefused, HookMalformed."""
        return hook.open_hook(account, headers, body)

    def parse(self, account: Account, body: bytes, *, now: datetime) -> list[Seen]:
        """What one update tells. Raises ParseError."""
        return parse.parse(account, body, now=now)

    def poll(self, account: Account, cursor: str, *, wait: float) -> Polled:
        """Updates after `cursor`. Raises NetworkError."""
        return poll.poll(account, cursor, wait=wait)

    def read_back(self, account: Account, part: str, *, since: datetime) -> Iterator[Sequence[Envelope]]:
        """What was said in a part since a moment. Raises NetworkError."""
        return past.read_back(account, part, since=since)

    def split(self, place: Place, text: str, *, with_files: bool = False) -> list[str]:
        """Parts that MAX takes."""
        return send.split(text)

    def refuses(self, place: Place, account: Account) -> str:
        """Nothing: whatever place we hear, we may answer in as far as can be known beforehand."""
        return ""

    def refuses_files(self, place: Place, account: Account) -> str:
        """Why photos cannot be sent into this place."""
        return send.refuses_files(place)

    def new_key(self, place: Place) -> str:
        """A key that MAX never sees: it tells our parts apart."""
        return secrets.token_hex(8)

    def idempotency(self, place: Place) -> Idempotency | None:
        """None: a repeat is a second message."""
        return None

    def send(self, account: Account, parcel: Parcel, *, deadline: float) -> Delivered:
        """Send one part. Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman."""
        return send.send(account, parcel, deadline=deadline, pace=self._pace)

    def find(self, account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
        """The part by its words. Raises NetworkError."""
        return find.find(account, parcel, since=since, deadline=deadline)

    def fetch(self, account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
        """The bytes of a file. Raises NetworkError."""
        return files.fetch(account, ref, most=most, deadline=deadline)

    def profiles(self, account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
        """Names of authors. Raises NetworkError."""
        return profiles.profiles(account, network_ids, deadline=deadline)

    def check(self, account: Account, *, deadline: float) -> list[Finding]:
        """What works and what is missing."""
        return check.check(account, deadline=deadline)

    def refuses_deed(self, deed: Deed, place: Place, account: Account) -> str:
        """Why a moderator cannot do this there (a msgid); "" when they can."""
        return moderate.refuses(deed, place)

    def remove(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Delete a comment or a message of a group. Raises NetworkError."""
        return moderate.remove(account, place, external_id, deadline=deadline)

    def restore(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """MAX brings nothing back. Raises Refused."""
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
        """MAX lets a bot shut nobody out so that it could let them in again. Raises Refused."""
        raise Refused(moderate.NO_BAN)

    def unban(self, account: Account, place: Place, author_id: str, *, deadline: float) -> None:
        """As `ban`. Raises Refused."""
        raise Refused(moderate.NO_BAN)

    def explain(self, code: str) -> str:
        """A msgid: what happened and what a person can do."""
        return errors.explain(code)

    def hook(self, account: Account, *, deadline: float) -> None:
        """Have MAX call us. Raises NetworkError."""
        webhook.hook(account, deadline=deadline)

    def watch_hook(self, account: Account, *, deadline: float) -> str:
        """A code of what is wrong with MAX's calls, or "". Raises NetworkError."""
        return webhook.watch_hook(account, deadline=deadline)


network: Network = Max()
