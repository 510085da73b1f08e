# ruff: noqa: S101 - a contract is asserted
"""What every network keeps while it sends: no doubt that is not told, no message twice."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nasvyazi.networks.base import (
    MessageSeen,
    NeedsHuman,
    NetworkError,
    NothingSent,
    Place,
    PlaceKind,
    Refused,
    Throttled,
    Unclear,
)

from .rig import DEADLINE, SHORT, Fault, Rig, now, parcel, read_one


class Sending:
    """The half of the contract about what goes out."""

    def test_a_part_arrives_in_its_place(self, rig: Rig) -> None:
        for said in (rig.write("Вопрос"), rig.comment("Вопрос")):
            text = f"Ответ {now().isoformat()}"
            rig.network.send(rig.account, parcel(rig, said.place, text), deadline=DEADLINE)
            assert rig.arrived(said.place)[-1] == text

    def test_a_repeat_with_the_same_key_is_one_message_where_the_network_says_so(self, rig: Rig) -> None:
        for said in (rig.write("Раз"), rig.comment("Раз")):
            sent = parcel(rig, said.place, f"Ответ {now().isoformat()}")
            for _ in range(2):
                rig.network.send(rig.account, sent, deadline=DEADLINE)
            once = rig.network.idempotency(said.place) is not None
            assert rig.arrived(said.place).count(sent.text) == (1 if once else 2)

    def test_two_keys_are_two_messages(self, rig: Rig) -> None:
        place = rig.write("Раз").place
        text = f"Одно и то же {now().isoformat()}"
        for _ in range(2):
            rig.network.send(rig.account, parcel(rig, place, text), deadline=DEADLINE)
        assert rig.arrived(place).count(text) == 2

    def test_unreachable_means_nothing_was_sent(self, rig: Rig) -> None:
        self._fails(rig, Fault.UNREACHABLE, NothingSent, arrives=0)

    def test_silence_is_unclear_whether_or_not_it_was_accepted(self, rig: Rig) -> None:
        self._fails(rig, Fault.SILENT_BEFORE, Unclear, arrives=0)
        self._fails(rig, Fault.SILENT_AFTER, Unclear, arrives=1)

    def test_throttling_says_how_long_and_sends_nothing(self, rig: Rig) -> None:
        error = self._fails(rig, Fault.THROTTLED, Throttled, arrives=0)
        assert isinstance(error, Throttled)
        assert error.retry_after > timedelta()

    def test_trouble_with_the_channel_needs_a_human(self, rig: Rig) -> None:
        self._fails(rig, Fault.NEEDS_HUMAN, NeedsHuman, arrives=0)

    def test_a_resident_who_forbade_messages_is_a_refusal(self, rig: Rig) -> None:
        place = rig.block()
        sent = parcel(rig, place, "Не дойдёт")
        with pytest.raises(Refused) as caught:
            rig.network.send(rig.account, sent, deadline=DEADLINE)
        assert not isinstance(caught.value, NeedsHuman)
        assert rig.network.explain(caught.value.code)
        assert sent.text not in rig.arrived(place)

    def test_what_arrived_unheard_is_found_or_repeated_as_one(self, rig: Rig) -> None:
        for said in (rig.write("Потеряно"), rig.comment("Потеряно")):
            if rig.network.idempotency(said.place) is None:
                continue
            since = now()
            sent = parcel(rig, said.place, f"Ответ {since.isoformat()}")
            assert rig.network.find(rig.account, sent, since=since, deadline=DEADLINE) is None
            account = rig.fail_next(Fault.SILENT_AFTER)
            with pytest.raises(Unclear):
                rig.network.send(account, sent, deadline=SHORT)
            found = rig.network.find(rig.account, sent, since=since, deadline=DEADLINE)
            assert found is not None
            echo = read_one(rig, rig.echo(said.place))
            assert isinstance(echo, MessageSeen)
            assert found.external_id == echo.external_id
            rig.network.send(rig.account, sent, deadline=DEADLINE)
            assert rig.arrived(said.place).count(sent.text) == 1

    def test_every_part_has_a_key_of_its_own(self, rig: Rig) -> None:
        for place in (rig.write("Ключ").place, rig.comment("Ключ").place):
            keys = {rig.network.new_key(place) for _ in range(100)}
            assert len(keys) == 100
            assert all(keys)

    def test_a_part_of_the_greatest_length_is_taken(self, rig: Rig) -> None:
        place = rig.write("Длинно").place
        [first, *_] = rig.network.split(place, "слово " * 5000)
        rig.network.send(rig.account, parcel(rig, place, first), deadline=DEADLINE)
        assert rig.arrived(place)[-1] == first

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(text=st.text(max_size=500), times=st.integers(1, 60))
    def test_splitting_keeps_every_word_in_order(self, rig: Rig, text: str, times: int) -> None:
        for kind in (PlaceKind.DIALOG, PlaceKind.COMMENT):
            place = Place(kind=kind, id="1")
            parts = rig.network.split(place, text * times)
            assert "".join("".join(parts).split()) == "".join((text * times).replace("\0", "").split())
            assert all(parts) or parts == [""]
            assert [rig.network.split(place, part) for part in parts] == [[part] for part in parts]

    def test_names_are_told_and_unknown_ids_are_absent(self, rig: Rig) -> None:
        number, name = rig.resident()
        told = rig.network.profiles(rig.account, [number, "999000111"], deadline=DEADLINE)
        assert [(one.network_id, one.name) for one in told] == [(number, name)]
        assert rig.network.profiles(rig.account, [], deadline=DEADLINE) == []

    def test_the_check_of_a_sound_channel_finds_nothing_wrong(self, rig: Rig) -> None:
        findings = rig.network.check(rig.account, deadline=DEADLINE)
        assert findings
        assert [finding for finding in findings if not finding.ok] == []

    def _fails(self, rig: Rig, fault: Fault, error: type[NetworkError], *, arrives: int) -> NetworkError:
        """Send under a fault; the typed error comes within the deadline, has a sentence, and tells no secret."""
        said = rig.write("Проверка")
        sent = parcel(rig, said.place, f"Ответ {now().isoformat()}")
        account = rig.fail_next(fault)
        began = time.monotonic()
        with pytest.raises(error) as caught:
            rig.network.send(account, sent, deadline=SHORT)
        assert time.monotonic() - began < SHORT + 3
        assert rig.network.explain(caught.value.code)
        for secret in filter(None, account.secrets.values()):
            assert secret not in repr(caught.value)
        assert rig.arrived(said.place).count(sent.text) == arrives
        return caught.value
