# ruff: noqa: S101 - a contract is asserted
"""What every network keeps while it listens: the hook, polling, reading."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nasvyazi.networks.base import (
    Change,
    HookMalformed,
    HookRefused,
    MessageGone,
    MessageSeen,
    ParseError,
    PlaceKind,
    Unsupported,
)

from .rig import DEADLINE, Rig, now, opened, parcel, read_one

WORDS = "Во дворе яма"
_property = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


class Listening:
    """The half of the contract about what comes in."""

    @pytest.fixture(scope="class")
    @classmethod
    def sample(cls, rig: Rig) -> dict[str, Any]:
        """A genuine event of a resident who wrote WORDS, to be changed and damaged."""
        event: dict[str, Any] = json.loads(opened(rig, rig.write(WORDS).request).body)
        return event

    def test_a_genuine_event_is_let_in_without_its_secret(self, rig: Rig) -> None:
        envelope = opened(rig, rig.write("Во дворе яма").request)
        assert envelope.type
        assert rig.account.secrets["secret"].encode() not in envelope.body

    def test_a_wrong_or_missing_secret_is_refused(self, rig: Rig) -> None:
        for request in rig.forged(rig.write("Чужое").request):
            with pytest.raises(HookRefused):
                rig.network.open_hook(rig.account, request.headers, request.body)

    def test_a_channel_without_a_secret_refuses_everything(self, rig: Rig) -> None:
        request = rig.write("Никому").request
        secrets = {**rig.account.secrets, "secret": ""}
        with pytest.raises(HookRefused):
            rig.network.open_hook(replace(rig.account, secrets=secrets), request.headers, request.body)

    def test_the_same_event_has_the_same_id_by_hook_and_by_poll(self, rig: Rig) -> None:
        start = rig.network.poll(rig.account, "", wait=0).cursor
        told = opened(rig, rig.write("Двумя дорогами").request)
        polled = rig.network.poll(rig.account, start, wait=5)
        [same] = [one for one in polled.envelopes if one.external_id == told.external_id]
        assert not polled.lost_history
        assert same.type == told.type
        at = now()
        assert rig.network.parse(rig.account, same.body, now=at) == rig.network.parse(
            rig.account, told.body, now=at
        )

    @_property
    @given(body=st.binary(max_size=300))
    def test_arbitrary_bytes_raise_only_typed_errors(self, rig: Rig, body: bytes) -> None:
        with pytest.raises((HookMalformed, HookRefused)):
            rig.network.open_hook(rig.account, {}, body)
        with pytest.raises(ParseError):
            rig.network.parse(rig.account, body, now=now())

    @_property
    @given(value=_junk)
    def test_arbitrary_json_raises_only_typed_errors(self, rig: Rig, value: Any) -> None:
        body = json.dumps(value).encode()
        with pytest.raises((HookMalformed, HookRefused)):
            rig.network.open_hook(rig.account, {}, body)
        with pytest.raises(ParseError):
            rig.network.parse(rig.account, body, now=now())

    def test_a_message_is_read(self, rig: Rig) -> None:
        said = rig.write("Когда починят фонарь?")
        seen = read_one(rig, said.request)
        assert isinstance(seen, MessageSeen)
        assert (seen.place, seen.external_id) == (said.place, said.external_id)
        assert (seen.text, seen.author.network_id) == ("Когда починят фонарь?", rig.resident()[0])
        assert (seen.change, seen.outgoing, seen.author.is_channel) == (Change.NEW, False, False)
        assert seen.said_at == seen.version_at <= now()

    def test_a_comment_is_read_with_its_post(self, rig: Rig) -> None:
        said = rig.comment("А у нас темно")
        seen = read_one(rig, said.request)
        assert isinstance(seen, MessageSeen)
        assert seen.place.kind is PlaceKind.COMMENT
        assert (seen.place, seen.external_id) == (said.place, said.external_id)
        assert (seen.text, bool(seen.post_id)) == ("А у нас темно", True)

    def test_an_edit_is_the_same_message_with_other_words(self, rig: Rig) -> None:
        for said in (rig.write("Яма у дма 5"), rig.comment("Яма у дма 7")):
            seen = read_one(rig, rig.edit(said, "Яма у дома").request)
            assert isinstance(seen, MessageSeen)
            assert (seen.place, seen.external_id) == (said.place, said.external_id)
            assert (seen.text, seen.change) == ("Яма у дома", Change.EDITED)
            assert seen.version_at >= seen.said_at

    def test_a_deletion_names_what_is_gone(self, rig: Rig) -> None:
        if not rig.tells_deletions:
            return
        said = rig.comment("Зря написал")
        seen = read_one(rig, rig.delete(said).request)
        assert isinstance(seen, MessageGone)
        assert (seen.place, seen.external_id) == (said.place, said.external_id)

    def test_our_own_letter_comes_back_as_ours(self, rig: Rig) -> None:
        for said in (rig.write("Спасибо!"), rig.comment("Спасибо!")) if rig.tells_own else ():
            sent = parcel(rig, said.place, "Приняли, спасибо")
            delivered = rig.network.send(rig.account, sent, deadline=DEADLINE)
            seen = read_one(rig, rig.echo(said.place))
            assert isinstance(seen, MessageSeen)
            assert (seen.place, seen.text, seen.outgoing) == (said.place, "Приняли, спасибо", True)
            assert seen.author.is_channel
            assert seen.key == sent.key or seen.external_id == delivered.external_id

    def test_an_unknown_event_is_kept_as_unsupported(self, rig: Rig, sample: dict[str, Any]) -> None:
        body = json.dumps(rig.of_tomorrow(sample)).encode()
        [seen] = rig.network.parse(rig.account, body, now=now())
        assert isinstance(seen, Unsupported)
        assert (seen.type, bool(seen.why)) == ("something_of_tomorrow", True)

    def test_words_of_any_kind_are_read_as_they_can_be_stored(self, rig: Rig, sample: dict[str, Any]) -> None:
        for text in ("яма\0яма", "\u202eсправа налево", "👨\u200d👩\u200d👧", "\ud800", "я" * 100_000):
            [seen] = rig.network.parse(rig.account, _with_text(sample, text), now=now())
            assert isinstance(seen, MessageSeen)
            seen.text.encode()
            assert "\0" not in seen.text
            assert len(seen.text) >= len(text) - 1

    def test_a_resident_never_writes_in_the_future(self, rig: Rig) -> None:
        body = opened(rig, rig.write("Из прошлого").request).body
        long_ago = now() - timedelta(days=365)
        [seen] = rig.network.parse(rig.account, body, now=long_ago)
        assert isinstance(seen, MessageSeen)
        assert seen.said_at <= long_ago
        assert seen.version_at <= long_ago

    @_property
    @given(data=st.data())
    def test_a_damaged_event_is_read_or_is_a_parse_error(
        self, rig: Rig, sample: dict[str, Any], data: st.DataObject
    ) -> None:
        event = copy.deepcopy(sample)
        for _ in range(data.draw(st.integers(1, 3))):
            _damage(event, data)
        body, at = json.dumps(event).encode(), now()
        try:
            seen = rig.network.parse(rig.account, body, now=at)
        except ParseError:
            return
        for one in seen:
            repr(one).encode()
            assert not isinstance(one, MessageSeen) or (one.said_at <= at and one.version_at <= at)


def _with_text(sample: Any, text: str) -> bytes:
    """The event with other words where its words are, wherever the network keeps them."""
    event = copy.deepcopy(sample)
    for holder, key in _paths(event):
        if holder[key] == WORDS:
            holder[key] = text
    return json.dumps(event).encode()


def _paths(value: Any) -> list[tuple[Any, Any]]:
    """Every place inside a JSON value, as (its container, its key or index)."""
    keys = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    return [(value, key) for key in keys] + [path for key in keys for path in _paths(value[key])]


def _damage(event: Any, data: st.DataObject) -> None:
    """Replace or remove one random value."""
    paths = _paths(event)
    if not paths:
        return
    holder, key = data.draw(st.sampled_from(paths))
    if data.draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = data.draw(_junk)
