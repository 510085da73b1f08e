# ruff: noqa: S101 - a contract is asserted
"""What every network keeps whose past can be read; the others have nothing to keep here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from nasvyazi.networks.base import Envelope, MessageSeen, Seen
from nasvyazi.networks.optional import HistoryPart, ReadsBack

from .rig import Rig, now, read_one

_RECENTLY = timedelta(minutes=10)


class Remembering:
    """The part of the contract about what was missed and is read back."""

    def test_what_was_said_is_read_back_as_the_very_message_that_was_told(self, rig: Rig) -> None:
        told = [rig.write("Мимо нас прошло"), rig.comment("И под записью")]
        found = {(one.place, one.external_id): one for one in _messages(rig, _everything(rig))}
        for happened in told:
            again, first = (
                found[happened.place, happened.external_id],
                read_one(rig, happened.request),
            )
            assert isinstance(first, MessageSeen)
            assert (again.text, again.author.network_id) == (first.text, first.author.network_id)
            assert (again.said_at, again.reply_to, again.post_id) == (
                first.said_at,
                first.reply_to,
                first.post_id,
            )
            assert again.found_at is not None
            assert first.found_at is None

    def test_a_changed_message_is_read_back_as_it_stands_now(self, rig: Rig) -> None:
        said = rig.write("Нет воды")
        rig.edit(said, "Нет воды и света")
        found = [
            one.text
            for one in _messages(rig, _everything(rig))
            if (one.place, one.external_id) == (said.place, said.external_id)
        ]
        assert found == ["Нет воды и света"]

    def test_what_is_read_twice_is_the_same_to_the_byte(self, rig: Rig) -> None:
        rig.write("Дважды")
        assert _everything(rig) == _everything(rig)

    def test_nothing_older_than_the_moment_is_told_as_news(self, rig: Rig) -> None:
        rig.write("Старое")
        later = now() + _RECENTLY
        for part in _parts(rig):
            told = [
                one for page in _reader(rig).read_back(rig.account, part.code, since=later) for one in page
            ]
            assert not _messages(rig, told)


def _reader(rig: Rig) -> ReadsBack:
    if not isinstance(rig.network, ReadsBack):
        pytest.skip(f"{rig.network.title} shows nobody the past")
    return rig.network


def _parts(rig: Rig) -> list[HistoryPart]:
    return [part for part in _reader(rig).history if part.is_readable]


def _everything(rig: Rig) -> list[Envelope]:
    """All parts of the past of the last minutes."""
    reader = _reader(rig)
    since = now() - _RECENTLY
    pages: list[Sequence[Envelope]] = [
        page for part in _parts(rig) for page in reader.read_back(rig.account, part.code, since=since)
    ]
    return [envelope for page in pages for envelope in page]


def _messages(rig: Rig, told: Sequence[Envelope]) -> list[MessageSeen]:
    seen: list[Seen] = [
        one for envelope in told for one in rig.network.parse(rig.account, envelope.body, now=now())
    ]
    return [one for one in seen if isinstance(one, MessageSeen)]
