"""What of a channel is secret lies sealed in its row, opens nowhere else, and outlives a change of keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from nasvyazi.domain.channels import selectors, services
from nasvyazi.domain.channels.models import Channel
from nasvyazi.networks.base import SEALED, NeedsHuman
from nasvyazi.toolbox import sealing
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
OTHER = "c29tZWJvZHkgZWxzZSdzLCBub3QgdGhpcyBvbmUhISE="


def without_the_key(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("NASVYAZI_SECRET_KEYS", OTHER)


def row(channel: Channel) -> str:
    return str(Channel.objects.values().get(pk=channel.pk))


def test_neither_the_row_nor_what_is_printed_of_it_holds_a_secret() -> None:
    channel = factories.channel()
    services.change_channel(channel=channel, secrets_={"token": "S3CRET-token"}, now=NOON)
    services.save_cursor(channel=channel, cursor='{"key": "S3CRET-cursor"}', now=NOON)
    known = Channel.objects.get()
    assert (known.secrets["token"], known.poll_cursor) == ("S3CRET-token", '{"key": "S3CRET-cursor"}')
    for told in (row(known), repr(known), repr(known.account), repr(known._kept())):
        assert "S3CRET" not in told
        assert known.hook_key not in told


def test_a_webhook_finds_its_channel_by_its_key() -> None:
    channel, _other = factories.channel(), factories.channel()
    assert selectors.by_hook_key(network="memory", key=channel.hook_key) == channel
    assert selectors.by_hook_key(network="memory", key=channel.hook_digest) is None


def test_the_sealed_secrets_of_one_channel_do_not_open_in_another() -> None:
    mine, other = factories.channel(), factories.channel()
    services.save_cursor(channel=mine, cursor="mine", now=NOON)
    Channel.objects.filter(pk=other.pk).update(sealed=mine.sealed, sealed_cursor=mine.sealed_cursor)
    other.refresh_from_db()
    assert other.is_shut
    with pytest.raises(NeedsHuman):
        assert other.poll_cursor
    Channel.objects.filter(pk=mine.pk).update(sealed_cursor=mine.sealed)
    mine.refresh_from_db()
    with pytest.raises(NeedsHuman):
        assert mine.poll_cursor


def test_without_its_key_a_channel_is_shut_and_says_so_to_whoever_needs_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel = factories.channel()
    without_the_key(monkeypatch)
    channel = Channel.objects.get()
    assert channel.is_shut
    account = channel.account
    assert (account.network_id, account.hook_url) == (channel.network_id, "")
    for needs_one in (
        lambda: account.secrets["token"],
        lambda: account.secrets.get("token", ""),
        lambda: bool(account.secrets),
        lambda: list(account.secrets),
        lambda: channel.hook_path,
    ):
        with pytest.raises(NeedsHuman) as caught:
            needs_one()
        assert caught.value.code == SEALED


def test_where_the_key_is_lost_new_secrets_open_it_under_another_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel = factories.channel()
    services.save_cursor(channel=channel, cursor="1", now=NOON)
    former = channel.hook_key
    without_the_key(monkeypatch)
    channel = Channel.objects.get()
    services.change_channel(channel=channel, secrets_={"token": "new"}, now=NOON)
    channel = Channel.objects.get()
    assert (channel.secrets, channel.poll_cursor) == ({"token": "new"}, "")
    assert channel.hook_key != former
    assert selectors.by_hook_key(network="memory", key=former) is None
    assert selectors.by_hook_key(network="memory", key=channel.hook_key) == channel


# ---------------------------------------------------------------- another key


@pytest.fixture
def in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NASVYAZI_SECRET_KEYS")
    monkeypatch.setenv("NASVYAZI_HOME", str(tmp_path))
    return tmp_path / "secrets" / "sealing_keys"


def town() -> list[Channel]:
    channels = [factories.channel() for _number in range(3)]
    services.save_cursor(channel=channels[0], cursor="1", now=NOON)
    return channels


def test_after_a_rotation_the_former_key_opens_nothing_and_is_not_needed(in_a_file: Path) -> None:
    town()
    former = in_a_file.read_text()
    sealing.add_key()
    told = services.seal_again()
    assert (told.count, told.changed, list(told.shut)) == (3, 3, [])
    in_a_file.write_text(in_a_file.read_text().split()[0])
    assert {channel.secrets["token"] for channel in Channel.objects.all()} == {"token"}
    assert Channel.objects.order_by("pk")[0].poll_cursor == "1"
    in_a_file.write_text(former)
    assert all(channel.is_shut for channel in Channel.objects.all())


@pytest.mark.parametrize("done", [0, 1, 2])
def test_whatever_interrupts_a_rotation_everything_opens_and_it_is_done_again(
    in_a_file: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    town()
    sealing.add_key()
    seal = Channel.seal_again
    calls: list[int] = []

    def until_killed(channel: Channel) -> list[str]:
        if len(calls) == done:
            raise KeyboardInterrupt
        calls.append(channel.pk)
        return seal(channel)

    with monkeypatch.context() as killed:
        killed.setattr(Channel, "seal_again", until_killed)
        with pytest.raises(KeyboardInterrupt):
            services.seal_again()
    assert not any(channel.is_shut for channel in Channel.objects.all())
    told = services.seal_again()
    assert (told.count, told.changed) == (3, 3 - done)
    sealing.add_key()
    assert services.seal_again().changed == 3


def test_a_channel_that_no_key_opens_is_named_and_the_others_are_sealed(in_a_file: Path) -> None:
    _first, second, _third = town()
    Channel.objects.filter(pk=second.pk).update(sealed="damaged")
    sealing.add_key()
    told = services.seal_again()
    assert (told.count, told.changed, list(told.shut)) == (2, 2, [second])
