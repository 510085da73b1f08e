"""No network at all: a page, a telephone or a reception that no program hears. Our people enter what is said there.

A channel of this kind belongs to whoever is spoken to (a personal page of the head, the reception). Nothing is told,
fetched or sent; answers are given where the resident spoke, and written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import explain
from nasvyazi.networks.base import (
    Account,
    Credential,
    Delivered,
    Envelope,
    Fetched,
    Finding,
    HookAnswer,
    HookRefused,
    Idempotency,
    Parcel,
    ParseError,
    Place,
    Polled,
    Profile,
    Refused,
    Seen,
)

NOT_SENT = _("Nothing is sent from here. Answer where the resident spoke, then write down what was answered.")


class ByHand:
    """What our people enter themselves."""

    code = "byhand"
    title = _("Entered by hand")
    default_api_url = ""
    identity = Credential(
        name="name",
        title=_("A short name of the page or place, in latin letters"),
        required=True,
        pattern=r"[a-z0-9-]{1,60}",
        looks=_("Small latin letters, digits and hyphens."),
    )
    credentials: Sequence[Credential] = ()
    hook_ok = b""
    can_poll = False
    is_heard = False
    shows_dialogs = True
    media_hosts: Sequence[str] = ()

    def identify(self, value: str) -> str:
        """The name is the id."""
        return value

    def open_hook(self, account: Account, headers: Mapping[str, str], body: bytes) -> Envelope | HookAnswer:
        """Nobody calls. Raises HookRefused."""
        raise HookRefused("nobody calls")

    def parse(self, account: Account, body: bytes, *, now: datetime) -> list[Seen]:
        """There are no events. Raises ParseError."""
        raise ParseError("what is entered by hand comes with no event")

    def poll(self, account: Account, cursor: str, *, wait: float) -> Polled:
        """There is nobody to ask. Raises Refused."""
        raise Refused("byhand:not_heard")

    def split(self, place: Place, text: str, *, with_files: bool = False) -> list[str]:
        """An answer that is written down stays whole."""
        return [text]

    def refuses(self, place: Place, account: Account) -> str:
        """Nothing can be sent anywhere."""
        return NOT_SENT

    def refuses_files(self, place: Place, account: Account) -> str:
        """Nor can photos."""
        return NOT_SENT

    def new_key(self, place: Place) -> str:
        """No part is ever made. Raises Refused."""
        raise Refused("byhand:not_heard")

    def idempotency(self, place: Place) -> Idempotency | None:
        """None."""
        return None

    def send(self, account: Account, parcel: Parcel, *, deadline: float) -> Delivered:
        """Raises Refused."""
        raise Refused("byhand:not_heard")

    def find(self, account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
        """Raises Refused."""
        raise Refused("byhand:not_heard")

    def fetch(self, account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
        """Raises Refused."""
        raise Refused("byhand:not_heard")

    def profiles(self, account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
        """Names are typed."""
        return []

    def check(self, account: Account, *, deadline: float) -> list[Finding]:
        """There is nothing that could fail."""
        return [Finding(ok=True, text=_("Our people enter what is said here: there is nothing to check."))]

    def explain(self, code: str) -> str:
        """A sentence for each code."""
        return NOT_SENT if code == "byhand:not_heard" else explain.explain(code)


network = ByHand()
