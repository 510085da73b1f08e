"""VKontakte: a community's messages, wall and comments, by Callback API or Bots Long Poll.

Facts come from the VK API schema 5.199 and the official documentation; the modules name them where they matter.
"""

from __future__ import annotations

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
    HookAnswer,
    Idempotency,
    Network,
    Parcel,
    Place,
    Polled,
    Profile,
    Seen,
)
from nasvyazi.networks.optional import Deed, Link

from . import check, client, errors, files, find, hook, links, moderate, parse, past, poll, profiles, send


class Vk:
    """VK as the product sees it: every method is a module of this package."""

    code = "vk"
    title = "VK"
    default_api_url = client.API_URL
    identity = Credential(
        name="group_id",
        title=_("Number of the community"),
        required=True,
        pattern="[1-9][0-9]{0,17}",
        looks=_("The number of a community is digits only, for example 123456: no “club” and no minus."),
    )
    credentials: Sequence[Credential] = (
        Credential(name="token", title=_("Key of the community"), required=True),
        Credential(
            name="secret",
            title=_("Secret key of the Callback API"),
            required=False,
            missing_for=check.MISSING_SECRET,
        ),
        Credential(
            name="confirmation",
            title=_("Confirmation string of the Callback API"),
            required=False,
            missing_for=check.MISSING_CONFIRMATION,
        ),
        Credential(
            name="service_token",
            title=_("Service key of a VK application"),
            required=False,
            missing_for=check.MISSING_SERVICE_TOKEN,
        ),
        Credential(
            name="user_token",
            title=_("Personal key of an administrator"),
            required=False,
            missing_for=check.MISSING_USER_TOKEN,
        ),
    )
    hook_ok = b"ok"
    history = past.HISTORY
    not_called_code = "vk:not_called"
    keeps_events = timedelta(minutes=100)
    """A delivery is repeated after 10 s, 3 min, 10 min, 30 min and 1 h, then dropped (Callback API)."""
    lost_code = "vk:history"
    can_poll = True
    is_heard = True
    shows_dialogs = True
    media_hosts: Sequence[str] = files.MEDIA_HOSTS
    hiding_means = moderate.HIDING_MEANS

    def identify(self, value: str) -> str:
        """The number of the community."""
        return value

    def open_hook(self, account: Account, headers: Mapping[str, str], body: bytes) -> Envelope | HookAnswer:
        """Check the secret, read the envelope. Raises HookRefused, HookMalformed."""
        return hook.open_hook(account, headers, body)

    def parse(self, account: Account, body: bytes, *, now: datetime) -> list[Seen]:
        """What one event tells. Raises ParseError."""
        return parse.parse(account, body, now=now)

    def poll(self, account: Account, cursor: str, *, wait: float) -> Polled:
        """Events after `cursor`. Raises NetworkError."""
        return poll.poll(account, cursor, wait=wait)

    def read_back(self, account: Account, part: str, *, since: datetime) -> Iterator[Sequence[Envelope]]:
        """What was said in a part of the community since a moment. Raises NetworkError."""
        return past.read_back(account, part, since=since)

    def split(self, place: Place, text: str, *, with_files: bool = False) -> list[str]:
        """Parts that this place takes; photos go with any text."""
        return send.split(place, text)

    def refuses(self, place: Place, account: Account) -> str:
        """Why nothing can be sent into this place with the channel's keys; "" when something can."""
        return send.refuses(place, account)

    def refuses_files(self, place: Place, account: Account) -> str:
        """Why photos cannot go into this place; "" when they can."""
        return send.refuses_files(place)

    def new_key(self, place: Place) -> str:
        """A `random_id` or a `guid`."""
        return send.new_key(place)

    def idempotency(self, place: Place) -> Idempotency | None:
        """Within what a repeat with the same key is one message."""
        return send.idempotency(place)

    def send(self, account: Account, parcel: Parcel, *, deadline: float) -> Delivered:
        """Send one part. Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman."""
        return send.send(account, parcel, deadline=deadline)

    def find(self, account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
        """A part that may have arrived, or None. Raises NetworkError."""
        return find.find(account, parcel, since=since, deadline=deadline)

    def fetch(self, account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
        """The bytes behind a file's address. Raises NetworkError."""
        return files.fetch(account, ref, most=most, deadline=deadline)

    def profiles(self, account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
        """Names of authors. Raises NetworkError."""
        return profiles.profiles(account, network_ids, deadline=deadline)

    def check(self, account: Account, *, deadline: float) -> list[Finding]:
        """What works and what is missing."""
        return check.check(account, deadline=deadline)

    def read_link(self, url: str) -> Link | None:
        """The post or comment that an address leads to."""
        return links.read_link(url)

    def look_up(self, account: Account, link: Link, *, deadline: float) -> Envelope:
        """What stands there now. Raises NetworkError."""
        return links.look_up(account, link, deadline=deadline)

    def page_url(self, account: Account) -> str:
        """The community's page."""
        return f"https://vk.com/club{account.network_id}"

    def explain(self, code: str) -> str:
        """A msgid: what happened and what a person can do."""
        return errors.explain(code)

    def refuses_deed(self, deed: Deed, place: Place, account: Account) -> str:
        """Why a comment or its author cannot be moderated, or which key is missing; "" when they can."""
        return moderate.refuses(deed, place, account)

    def remove(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Delete a comment. Raises NetworkError."""
        return moderate.remove(account, place, external_id, deadline=deadline)

    def restore(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Restore a comment. Raises NetworkError."""
        return moderate.restore(account, place, external_id, deadline=deadline)

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
        """Put somebody on the blacklist of the whole community. Raises NetworkError."""
        return moderate.ban(account, author_id, until=until, reason=reason, deadline=deadline)

    def unban(self, account: Account, place: Place, author_id: str, *, deadline: float) -> None:
        """Take somebody off the blacklist. Raises NetworkError."""
        moderate.unban(account, author_id, deadline=deadline)


network: Network = Vk()
