"""Where networks call us: told over their API, watched, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.flows import watching
from nasvyazi.networks import base, memory, registry
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
PUBLIC = "https://desk.example.ru"


class Hooked:
    """A network that is told over its API where to call; the rest a memory network does."""

    code = "hooked"

    def __init__(self) -> None:
        self.url: str | None = None
        self.trouble = ""
        self.error: base.NetworkError | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(memory.with_key, name)

    def hook(self, account: base.Account, *, deadline: float) -> None:
        if self.error:
            raise self.error
        self.url = account.hook_url

    def watch_hook(self, account: base.Account, *, deadline: float) -> str:
        if self.error:
            raise self.error
        return self.trouble


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hooked]:
    found = Hooked()
    monkeypatch.setitem(registry.networks(), found.code, found)
    with override_settings(NASVYAZI_PUBLIC_URL=PUBLIC):
        yield found


def trouble(channel: Channel) -> tuple[str, str]:
    channel.refresh_from_db()
    return channel.trouble_call, channel.trouble_code


def test_a_network_is_told_the_address_of_this_installation(network: Hooked) -> None:
    channel = factories.channel("hooked")
    assert watching.connect(channel)
    assert network.url == f"{PUBLIC}/hooks/hooked/{channel.hook_key}"


def test_or_the_one_that_a_person_names(network: Hooked) -> None:
    channel = factories.channel("hooked")
    watching.connect(channel, public_url="https://other.example.ru/")
    assert network.url == f"https://other.example.ru{channel.hook_path}"


def test_a_polled_channel_is_called_about_by_nobody(network: Hooked) -> None:
    channel = factories.channel("hooked")
    channel.mode = Channel.Mode.POLL
    watching.connect(channel, public_url="https://other.example.ru")
    assert network.url == ""


def test_others_are_told_by_a_person() -> None:
    assert not watching.connect(factories.channel("memory"))


def test_a_webhook_that_somebody_else_took_is_a_trouble_until_it_is_ours_again(network: Hooked) -> None:
    channel = factories.channel("hooked")
    network.trouble = "telegram:hook_taken"
    watching.watch_hooks()
    assert trouble(channel) == ("hook", "telegram:hook_taken")
    network.trouble = ""
    watching.watch_hooks()
    assert trouble(channel) == ("", "")


def test_a_revoked_token_is_found_by_watching_too(network: Hooked) -> None:
    channel = factories.channel("hooked")
    network.error = base.NeedsHuman("telegram:token")
    watching.watch_hooks()
    assert trouble(channel) == ("hook", "telegram:token")


def test_a_network_out_of_reach_is_no_trouble_of_the_channel(network: Hooked) -> None:
    channel = factories.channel("hooked")
    network.error = base.NothingSent("connect")
    watching.watch_hooks()
    assert trouble(channel) == ("", "")


def test_a_webhook_is_watched_also_while_our_address_is_not_known(network: Hooked) -> None:
    channel = factories.channel("hooked")
    network.trouble = "telegram:hook_taken"
    with override_settings(NASVYAZI_PUBLIC_URL=""):
        watching.watch_hooks()
        assert channel.account.hook_url == channel.hook_path
    assert trouble(channel) == ("hook", "telegram:hook_taken")


@pytest.mark.parametrize("error", [base.NeedsHuman("telegram:token"), base.NothingSent("connect")])
@pytest.mark.parametrize(("mode", "call"), [(Channel.Mode.WEBHOOK, "hook"), (Channel.Mode.POLL, "poll")])
def test_a_channel_that_was_never_connected_is_in_trouble_until_it_is(
    network: Hooked, error: base.NetworkError, mode: Channel.Mode, call: str
) -> None:
    channel = channels.change_channel(channel=factories.channel("hooked"), mode=mode, now=now())
    network.error = error
    with pytest.raises(type(error)):
        watching.connect(channel)
    assert trouble(channel) == (call, error.code)
    network.error = None
    watching.connect(channel)
    assert trouble(channel) == ("", "")
