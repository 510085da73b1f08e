from typing import Any

import pytest

from nasvyazi.networks.base import Account, Fetched, NeedsHuman, Refused, TooLarge, Unclear
from nasvyazi.networks.telegram import network
from nasvyazi.networks.telegram.attachments import LARGEST_FILE

from .build import TOKEN
from .conftest import FakeTelegram, raw, refusal


@pytest.fixture
def stored(fake: FakeTelegram) -> FakeTelegram:
    fake.on("getFile", {"file_id": "f", "file_path": "photos/file 1.jpg", "file_size": 4})
    fake.on("file%201.jpg", raw(b"\xff\xd8\xff\xe0", headers={"content-type": "application/octet-stream"}))
    return fake


def fetch(account: Account, *, most: int = 1000) -> Fetched:
    return network.fetch(account, "f", most=most, deadline=5)


def test_a_file_is_fetched_from_below_the_bots_own_address(account: Account, stored: FakeTelegram) -> None:
    assert fetch(account) == Fetched(content=b"\xff\xd8\xff\xe0")
    assert stored.of("getFile") == [{"file_id": "f"}]
    assert stored.urls[1] == f"http://127.0.0.1:9/file/bot{TOKEN}/photos/file%201.jpg"


def test_a_file_that_is_too_large_is_known_by_three_roads(account: Account, stored: FakeTelegram) -> None:
    told = {"file_path": "photos/file 1.jpg", "file_size": 1001}
    roads: list[tuple[Any, Any]] = [
        (told, raw(b"")),
        (refusal(400, "Bad Request: file is too big"), raw(b"")),
        ({**told, "file_size": None}, Unclear("too_large")),
    ]
    for answer, body in roads:
        stored.on("getFile", answer)
        stored.on("file%201.jpg", body)
        with pytest.raises(TooLarge) as caught:
            fetch(account)
        assert caught.value.code == "telegram:file_too_big"
    stored.on("getFile", {**told, "file_size": LARGEST_FILE + 1})
    with pytest.raises(TooLarge):
        fetch(account, most=10 * LARGEST_FILE)


def test_other_doubt_while_fetching_stays_what_it_is(account: Account, stored: FakeTelegram) -> None:
    stored.on("file%201.jpg", Unclear("timeout"))
    with pytest.raises(Unclear) as caught:
        fetch(account)
    assert caught.value.code == "timeout"


@pytest.mark.parametrize("path", ["", None, "/etc/passwd", "../bot/secret", "photos/../../x", "..", {"a": 1}])
def test_a_path_that_leads_elsewhere_is_not_followed(
    account: Account, stored: FakeTelegram, path: Any
) -> None:
    stored.on("getFile", {"file_path": path, "file_size": 4})
    with pytest.raises(Refused) as caught:
        fetch(account)
    assert caught.value.code == "telegram:foreign_path"
    assert len(stored.asked) == 1
    assert network.explain(caught.value.code)


@pytest.mark.parametrize("path", ["photos/a?b#c.jpg", "photos/%2e%2e/c.jpg", "http://evil.example/c.jpg"])
def test_odd_paths_stay_below_the_bots_address(account: Account, fake: FakeTelegram, path: str) -> None:
    fake.on("getFile", {"file_path": path})
    for name in ("a%3Fb%23c.jpg", "c.jpg"):
        fake.on(name, raw(b"x"))
    fetch(account)
    assert fake.urls[1].startswith(f"http://127.0.0.1:9/file/bot{TOKEN}/")
    assert "?" not in fake.urls[1]
    assert "/.." not in fake.urls[1]


def test_a_file_that_is_gone_is_a_refusal_but_one_that_may_come_back_is_asked_for_again(
    account: Account, stored: FakeTelegram
) -> None:
    stored.on("file%201.jpg", raw(b"", status=404))
    with pytest.raises(Refused) as refused:
        fetch(account)
    stored.on("getFile", refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable"))
    with pytest.raises(Unclear) as unclear:
        fetch(account)
    assert refused.value.code == unclear.value.code == "telegram:file_gone"


def test_an_answer_that_is_not_the_file_servers_needs_a_human(account: Account, stored: FakeTelegram) -> None:
    stored.on("file%201.jpg", raw(b"<html>", status=403))
    with pytest.raises(NeedsHuman) as caught:
        fetch(account)
    assert caught.value.code == "http:403"
