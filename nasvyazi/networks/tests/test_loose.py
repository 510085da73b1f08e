from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.networks import loose

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        ("-7", -7),
        (3.0, 3),
        (True, None),
        (2**63, None),
        ("1e5", None),
        (float("inf"), None),
        ([1], None),
    ],
)
def test_a_whole_number_is_read_or_not(value: object, expected: int | None) -> None:
    assert loose.integer(value) == expected


@pytest.mark.parametrize("seconds", [None, 0, -5, "", 1, 2_000_000_000, 10**18, "soon"])
def test_a_missing_absurd_or_future_time_is_now(seconds: object) -> None:
    assert loose.moment(seconds, now=NOW) == NOW


def test_a_past_time_is_kept() -> None:
    assert loose.moment(1_572_809_816, now=NOW) == datetime(2019, 11, 3, 19, 36, 56, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "https://a b", 'https://a"b', "//a.b", "", None, 5, "https://" + "a" * 5000],
)
def test_only_an_http_address_is_a_link(value: object) -> None:
    assert loose.link(value) == ""


def test_a_nesting_bomb_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"nested|Expecting"):
        loose.load_json(b"[" * 200_000)


@given(anything)
def test_no_getter_ever_raises(value: object) -> None:
    loose.integer(value)
    loose.number(value)
    loose.text(value).encode()
    loose.mapping(value)
    loose.items(value)
    loose.link(value)
    assert loose.moment(value, now=NOW) <= NOW


@given(st.binary())
def test_bytes_are_json_or_a_value_error(body: bytes) -> None:
    try:
        loose.load_json(body)
    except ValueError:
        return
