"""Files come from a network's own hosts at public addresses, and from nowhere else, wherever an address leads."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from nasvyazi.networks import http, media
from nasvyazi.networks.base import DIRECT, NetworkError, NothingSent, Refused, Road, TooLarge, Unclear

from .wire import answering, read_request, response, serving

PUBLIC, OTHER, PRIVATE = "87.240.129.133", "2a00:bdc0:3:103:1:0:403:907", "10.0.0.7"
HOSTS = ("*.userapi.com", "vk.com")
SOURCE = media.Source(network="vk", hosts=HOSTS, base="https://api.vk.ru/method", road=DIRECT)
PHOTO = "https://sun1.userapi.com/p.jpg?size=1"


class Net:
    """What names resolve to and what addresses answer; everything that was asked is written down."""

    def __init__(self) -> None:
        self.names: dict[str, list[str] | Callable[[], list[str]]] = {"sun1.userapi.com": [PUBLIC]}
        self.answers: dict[str, http.Response | NetworkError] = {}
        self.resolved: list[str] = []
        self.asked: list[tuple[str, str, str]] = []

    def resolve(self, host: str, port: int, *, deadline: float) -> list[str]:
        assert (port, deadline > 0) == (443, True)
        self.resolved.append(host)
        found = self.names[host]
        return found() if callable(found) else found

    def request(self, method: str, url: str, *, headers: Mapping[str, str], deadline: float, max_body: int, road: Road,
                server_name: str = "") -> http.Response:  # fmt: skip
        assert (method, headers["Accept-Encoding"], road) == ("GET", "identity", DIRECT)
        self.asked.append((url, headers.get("Host", ""), server_name))
        told = self.answers.get(
            url, http.Response(status=200, headers={"content-type": "image/jpeg"}, body=b"x")
        )
        if isinstance(told, NetworkError):
            raise told
        return told


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    fake = Net()
    monkeypatch.setattr(http, "resolve", fake.resolve)
    monkeypatch.setattr(http, "request", fake.request)
    monkeypatch.setattr(http, "is_behind_proxy", lambda _host, _road: False)
    return fake


def got(
    url: str = PHOTO, source: media.Source = SOURCE, *, most: int = 1000, seconds: float = 5
) -> media.Download:
    return media.download(url, source, most=most, deadline=http.Deadline(seconds))


def moved(location: str, status: int = 302) -> http.Response:
    return http.Response(status=status, headers={"location": location}, body=b"")


def refusal(url: str = PHOTO, source: media.Source = SOURCE) -> str:
    with pytest.raises(Refused) as caught:
        got(url, source)
    return caught.value.code


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize("address", [PUBLIC, OTHER, "95.142.192.1", "2001:67c:4e8::1", "8.8.8.8"])
def test_hosts_of_the_internet_are_public(address: str) -> None:
    assert media.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1",
        "198.51.100.7", "203.0.113.9", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
        "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:87.240.129.133", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:0a00:0001::1", "2001:0:7f00:1::", "2001:db8::1",
        "3fff::1", "100::1", "", "localhost", "127.1", "0x7f000001", "2130706433",
    ],
)  # fmt: skip
def test_everything_else_is_not(address: str) -> None:
    assert not media.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://sun1.userapi.com/p.jpg", "https://userapi.com.evil.example/p.jpg", "https://evil.example/.userapi.com",
        "https://evil.example#.userapi.com", "https://evil.example?x=.userapi.com", "https://evil.example\\@sun1.userapi.com/p",
        "https://sun1.userapi.com@evil.example/", "https://user:word@sun1.userapi.com/p.jpg", "https://sun1.userapi.com:8443/p",
        "https://sun1.userapi.com:99999/p", "https://sun1.userapi.com:x/p", "https://sun1.userapi.com./p.jpg",
        "https://127.0.0.1/p.jpg", "https://[::1]/p.jpg", "https://[::ffff:127.0.0.1]/p.jpg", "https://2130706433/p.jpg",
        "https://localhost/", "//sun1.userapi.com/p.jpg", "file:///etc/passwd", "ftp://sun1.userapi.com/p", "gopher://vk.com/",
        "data:image/png;base64,AAAA", "https:///p.jpg", "https://[/p.jpg", "p.jpg", "", "https://vk.com.evil.example/",
        "https://api.vk.ru:22/p.jpg", "http://api.vk.ru/p.jpg",
    ],
)  # fmt: skip
def test_an_address_that_is_not_the_networks_is_not_asked(net: Net, url: str) -> None:
    assert refusal(url) == "vk:host"
    assert (net.asked, net.resolved) == ([], [])


@pytest.mark.parametrize(
    "addresses",
    [
        [PRIVATE],
        ["127.0.0.1"],
        ["::1"],
        ["169.254.169.254"],
        [PUBLIC, PRIVATE],
        ["::ffff:10.0.0.1", PUBLIC],
        [],
    ],
)
def test_a_host_of_the_network_that_lies_at_a_private_address_is_not_asked(
    net: Net, addresses: list[str]
) -> None:
    net.names["sun1.userapi.com"] = addresses
    assert refusal() == "vk:host"
    assert net.asked == []


def test_the_connection_is_made_to_the_address_that_was_looked_at_under_the_hosts_own_name(net: Net) -> None:
    turns = iter([[PUBLIC], ["127.0.0.1"]])
    net.names["sun1.userapi.com"] = lambda: next(turns)
    assert got().content == b"x"
    assert net.resolved == ["sun1.userapi.com"], "asked once: what it would say next time does not matter"
    assert net.asked == [(f"https://{PUBLIC}/p.jpg?size=1", "sun1.userapi.com", "sun1.userapi.com")]


def test_of_several_addresses_the_next_one_is_tried_when_one_does_not_answer(net: Net) -> None:
    net.names["sun1.userapi.com"] = [OTHER, PUBLIC]
    net.answers[f"https://[{OTHER}]/p.jpg?size=1"] = NothingSent("connect")
    assert got().content == b"x"
    net.answers[f"https://{PUBLIC}/p.jpg?size=1"] = NothingSent("connect")
    with pytest.raises(NothingSent):
        got()


def test_behind_the_administrators_proxy_the_proxy_resolves_the_name(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "is_behind_proxy", lambda _host, _road: True)
    got()
    assert (net.resolved, net.asked) == ([], [(PHOTO, "", "")])
    assert refusal("https://evil.example/") == "vk:host"


# ---------------------------------------------------------------- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_among_the_networks_hosts_is_followed(net: Net, status: int) -> None:
    net.names |= {"vk.com": [PUBLIC], "psv4.userapi.com": [OTHER]}
    net.answers[f"https://{PUBLIC}/doc1_2?hash=a"] = moved("https://psv4.userapi.com/a.pdf#page=2", status)
    found = got("https://vk.com/doc1_2?hash=a")
    assert (found.host, found.content_type) == ("psv4.userapi.com", "image/jpeg")
    assert net.asked[1] == (f"https://[{OTHER}]/a.pdf", "psv4.userapi.com", "psv4.userapi.com")


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "http://sun1.userapi.com/p.jpg",
        "//evil.example/x", "https://[::1]:443/", "file:///etc/passwd", "https://sun1.userapi.com:5432/",
        "https://sun1.userapi.com@10.0.0.1/",
    ],
)  # fmt: skip
def test_a_redirect_that_leads_elsewhere_is_not_followed(net: Net, location: str) -> None:
    net.answers[f"https://{PUBLIC}/p.jpg?size=1"] = moved(location)
    assert refusal() == "vk:host"
    assert len(net.asked) == 1


def test_a_redirect_to_a_host_of_the_network_at_a_private_address_is_not_followed(net: Net) -> None:
    net.names["inner.userapi.com"] = [PRIVATE]
    net.answers[f"https://{PUBLIC}/p.jpg?size=1"] = moved("https://inner.userapi.com/")
    assert refusal() == "vk:host"
    assert len(net.asked) == 1


def test_three_redirects_are_followed_and_no_more(net: Net) -> None:
    for number in range(9):
        net.answers[f"https://{PUBLIC}/{number}"] = moved(f"/{number + 1}")
    net.answers[f"https://{PUBLIC}/4"] = http.Response(status=200, headers={}, body=b"there")
    assert got("https://sun1.userapi.com/1").content == b"there"
    net.asked.clear()
    assert refusal("https://sun1.userapi.com/0") == "vk:redirects"
    assert len(net.asked) == media.MOST_HOPS + 1


def test_a_redirect_that_says_not_where_to_ends(net: Net) -> None:
    net.answers[f"https://{PUBLIC}/p.jpg?size=1"] = http.Response(status=302, headers={}, body=b"")
    assert refusal() == "vk:redirects"


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "vk:gone"), (410, "vk:gone"), (403, "vk:forbidden"), (401, "vk:forbidden"), (206, "vk:forbidden")],
)
def test_an_answer_without_the_file_says_why(net: Net, status: int, code: str) -> None:
    net.answers[f"https://{PUBLIC}/p.jpg?size=1"] = http.Response(status=status, headers={}, body=b"")
    assert refusal() == code


def test_what_is_too_large_is_told_apart_from_other_doubt(net: Net) -> None:
    url = f"https://{PUBLIC}/p.jpg?size=1"
    net.answers[url] = Unclear("too_large")
    with pytest.raises(TooLarge) as caught:
        got()
    assert caught.value.code == "vk:too_large"
    net.answers[url] = Unclear("timeout")
    with pytest.raises(Unclear):
        got()


# ---------------------------------------------------------------- the address that the administrator gave


def practice(base: str) -> media.Source:
    return media.Source(network="vk", hosts=HOSTS, base=f"{base}/vk", road=DIRECT)


def test_the_very_address_that_was_given_is_asked_though_it_is_this_machine() -> None:
    with serving(answering(response(b"photo"))) as base:
        assert got(f"{base}/vk/files/1.jpg", practice(base)).content == b"photo"


def test_another_port_of_it_is_another_program() -> None:
    with (
        serving(answering(response(b"keys"))) as other,
        serving(answering(response(status="302 Found", headers=f"Location: {other}/\r\n"))) as base,
    ):
        assert refusal(f"{base}/vk/files/1.jpg", practice(base)) == "vk:host"
        assert refusal(f"{other}/vk/files/1.jpg", practice(base)) == "vk:host"


@pytest.mark.parametrize("says_how_much", [True, False])
def test_no_more_is_read_than_is_taken(says_how_much: bool) -> None:
    sent = []

    def talk(connection: socket.socket) -> None:
        read_request(connection)
        length = "Content-Length: 60000000\r\n" if says_how_much else ""
        connection.sendall(f"HTTP/1.1 200 OK\r\n{length}Connection: close\r\n\r\n".encode())
        for _ in range(60):
            connection.sendall(bytes(1_000_000))
            sent.append(1)

    with serving(talk) as base, pytest.raises(TooLarge):
        got(f"{base}/vk/p.jpg", practice(base), most=2_000_000)
    assert len(sent) < 30


def test_a_file_that_drips_is_given_up_when_its_time_is_over() -> None:
    def talk(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    with serving(talk) as base:
        with pytest.raises(Unclear) as caught:
            got(f"{base}/vk/p.jpg", practice(base), seconds=0.4)
        assert time.monotonic() - began < 30
    assert caught.value.code == "timeout"


def test_the_certificate_is_asked_for_the_name_and_not_for_the_number() -> None:
    hello: list[Any] = []

    def talk(connection: socket.socket) -> None:
        hello.append(connection.recv(4096))

    with serving(talk) as base, pytest.raises(NothingSent):
        http.request(
            "GET", base.replace("http:", "https:"), road=DIRECT, deadline=5, server_name="sun1.userapi.com"
        )
    assert b"sun1.userapi.com" in hello[0]


def test_a_name_is_resolved_or_nothing_was_sent() -> None:
    assert "127.0.0.1" in http.resolve("localhost", 443, deadline=5)
    with pytest.raises(NothingSent):
        http.resolve("nobody.invalid", 443, deadline=5)


def test_the_administrators_proxy_is_known_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert not http.is_behind_proxy("vk.com", DIRECT)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert http.is_behind_proxy("vk.com", DIRECT)
    monkeypatch.setenv("NO_PROXY", "vk.com")
    assert not http.is_behind_proxy("vk.com", DIRECT)
