"""The bytes of VK's attachments: the largest copy, or what is left of it."""

from __future__ import annotations

from typing import Any

import pytest

from nasvyazi.networks import http, media
from nasvyazi.networks.base import Account, NetworkError, Refused, TooLarge
from nasvyazi.networks.vk import attachments, network

LARGE, SMALL = "https://sun9-1.userapi.com/w.jpg", "https://sun9-1.userapi.com/q.jpg"


class Store:
    """What lies at which address."""

    def __init__(self) -> None:
        self.files: dict[str, media.Download | NetworkError] = {}
        self.asked: list[str] = []

    def download(
        self, url: str, source: media.Source, *, most: int, deadline: http.Deadline
    ) -> media.Download:
        assert (source.network, source.base, most) == ("vk", "https://api.vk.ru/method", 1000)
        assert deadline.left() > 0
        self.asked.append(url)
        found = self.files.get(url, Refused("vk:gone"))
        if isinstance(found, NetworkError):
            raise found
        return found


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store()
    monkeypatch.setattr(media, "download", made.download)
    return made


def fetched(account: Account, ref: str) -> bytes:
    return network.fetch(account, ref, most=1000, deadline=5).content


def file(
    content: bytes = b"\xff\xd8", *, host: str = "sun9-1.userapi.com", kind: str = "image/jpeg"
) -> media.Download:
    return media.Download(content=content, host=host, content_type=kind)


def test_the_largest_copy_of_a_photo_is_fetched(account: Account, store: Store) -> None:
    store.files = {LARGE: file(b"large"), SMALL: file(b"small")}
    assert fetched(account, f"{LARGE} {SMALL}") == b"large"
    assert store.asked == [LARGE]


def test_a_smaller_copy_is_better_than_none(account: Account, store: Store) -> None:
    store.files = {SMALL: file(b"small")}
    assert fetched(account, f"{LARGE} {SMALL}") == b"small"


def test_a_photo_that_is_gone_in_every_size_is_gone(account: Account, store: Store) -> None:
    with pytest.raises(Refused) as caught:
        fetched(account, f"{LARGE} {SMALL}")
    assert (caught.value.code, store.asked) == ("vk:gone", [LARGE, SMALL])


@pytest.mark.parametrize("error", [TooLarge("vk:too_large"), Refused("vk:host"), NetworkError("timeout")])
def test_only_what_is_gone_is_looked_for_in_another_size(
    account: Account, store: Store, error: NetworkError
) -> None:
    store.files = {LARGE: error, SMALL: file()}
    with pytest.raises(type(error)):
        fetched(account, f"{LARGE} {SMALL}")


def test_an_old_address_without_tls_is_asked_with_it(account: Account, store: Store) -> None:
    store.files = {"https://cs7004.vk.me/c.jpg": file(b"old")}
    assert fetched(account, "http://cs7004.vk.me/c.jpg") == b"old"


def test_a_page_of_vks_instead_of_the_file_is_no_file(account: Account, store: Store) -> None:
    store.files = {"https://vk.com/doc1_2": file(b"<html>", host="id.vk.ru", kind="text/html")}
    with pytest.raises(Refused) as caught:
        fetched(account, "https://vk.com/doc1_2")
    assert caught.value.code == "vk:page"
    store.files = {"https://vk.com/doc1_2": file(b"<html>", host="psv4.userapi.com", kind="text/html")}
    assert fetched(account, "https://vk.com/doc1_2") == b"<html>", "a resident may well send a page"


@pytest.mark.parametrize("code", ["gone", "page", "host", "redirects", "forbidden"])
def test_every_refusal_says_what_to_do(code: str) -> None:
    assert len(network.explain(f"vk:{code}")) > 30
    assert network.explain(f"vk:{code}") != network.explain("vk:no such code")


def test_an_empty_ref_leads_nowhere(account: Account) -> None:
    with pytest.raises(Refused) as caught:
        network.fetch(account, "", most=1000, deadline=5)
    assert caught.value.code == "vk:host"


LITTLE = {"type": "q", "url": SMALL, "width": 320, "height": 213}
PICTURE = {"sizes": [LITTLE, {"type": "w", "url": LARGE, "width": 2560, "height": 1707}]}
DOCUMENT = "https://vk.com/doc1_2?hash=a"


@pytest.mark.parametrize(
    ("item", "ref"),
    [
        ({"type": "photo", "photo": PICTURE}, f"{LARGE} {SMALL}"),
        ({"type": "photo", "photo": {"sizes": [{"type": "w", "url": LARGE}]}}, LARGE),
        ({"type": "graffiti", "graffiti": {"url": LARGE, "width": 604, "height": 604}}, LARGE),
        ({"type": "sticker", "sticker": {"sticker_id": 5, "images": [LITTLE]}}, SMALL),
        ({"type": "doc", "doc": {"url": DOCUMENT, "title": "a.pdf"}}, DOCUMENT),
        ({"type": "audio_message", "audio_message": {"link_mp3": LARGE, "link_ogg": SMALL}}, LARGE),
        ({"type": "doc", "doc": {"title": "a.pdf"}}, ""),
        ({"type": "video", "video": {"owner_id": 1, "id": 2, **PICTURE}}, ""),
        ({"type": "link", "link": {"url": "https://example.com", "photo": PICTURE}}, ""),
        ({"type": "wall", "wall": {"id": 1, "owner_id": 2}}, ""),
    ],
)  # fmt: skip
def test_what_is_a_file_has_a_ref_and_what_is_a_page_has_none(item: Any, ref: str) -> None:
    assert attachments.read(item).ref == ref
