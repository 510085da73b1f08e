from dataclasses import replace

import pytest

from nasvyazi.networks import media
from nasvyazi.networks.base import Account, NetworkError, Refused, TooLarge
from nasvyazi.networks.max import network
from nasvyazi.networks.tests.wire import answering, response, serving

from .conftest import FakeMax, refusal

MP4 = {f"mp4_{height}": f"https://vd1.okcdn.ru/{height}" for height in (1080, 720, 480)}


@pytest.fixture
def lies(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes | NetworkError]:
    """What lies at which address of MAX's hosts."""
    found: dict[str, bytes | NetworkError] = {}

    def download(url: str, source: media.Source, *, most: int, deadline: object) -> media.Download:
        told = found[url]
        if isinstance(told, NetworkError):
            raise told
        if len(told) > most:
            raise TooLarge(f"{source.network}:too_large")
        return media.Download(content=told, host="", content_type="")

    monkeypatch.setattr(media, "download", download)
    return found


def test_a_file_is_got_from_its_address(account: Account) -> None:
    with serving(answering(response(b"jpeg"))) as url:
        assert (
            network.fetch(replace(account, api_url=url), f"{url}/i?r=1", most=10, deadline=5).content
            == b"jpeg"
        )


@pytest.mark.parametrize("ref", ["https://evil.example/i", "http://i.oneme.ru/i", "file:///etc/passwd", ""])
def test_nothing_is_got_from_anywhere_else(account: Account, ref: str) -> None:
    with pytest.raises(Refused) as caught:
        network.fetch(account, ref, most=10, deadline=5)
    assert caught.value.code == "max:host"


def test_a_video_is_got_as_good_as_it_may_be(
    account: Account, fake: FakeMax, lies: dict[str, bytes | NetworkError]
) -> None:
    fake.on("GET /videos/a%2Fb", {"token": "a/b", "urls": {**MP4, "hls": "https://vd1.okcdn.ru/hls"}})
    lies |= {MP4["mp4_1080"]: b"1" * 30, MP4["mp4_720"]: b"2" * 20, MP4["mp4_480"]: b"3" * 10}
    for most, content in ((50, b"2" * 20), (15, b"3" * 10)):
        assert network.fetch(account, "video a/b", most=most, deadline=5).content == content
    with pytest.raises(TooLarge) as caught:
        network.fetch(account, "video a/b", most=5, deadline=5)
    assert caught.value.code == "max:file_too_big"


def test_a_video_that_is_gone_is_a_refusal(account: Account, fake: FakeMax) -> None:
    fake.on("GET /videos/tok", {"urls": None}, refusal(404, "not.found"))
    for code in ("max:gone", "max:not_found"):
        with pytest.raises(Refused) as caught:
            network.fetch(account, "video tok", most=5, deadline=5)
        assert caught.value.code == code


def test_every_way_of_not_getting_a_file_has_a_sentence_of_its_own(
    account: Account, lies: dict[str, bytes | NetworkError]
) -> None:
    url = "https://i.oneme.ru/i"
    sentences = set()
    for why, code in (
        ("host", "host"),
        ("redirects", "redirects"),
        ("gone", "gone"),
        ("forbidden", "forbidden_file"),
    ):
        lies[url] = Refused(f"max:{why}")
        with pytest.raises(Refused) as caught:
            network.fetch(account, url, most=5, deadline=5)
        assert caught.value.code == f"max:{code}"
        sentences.add(network.explain(caught.value.code))
    assert len(sentences) == 4
