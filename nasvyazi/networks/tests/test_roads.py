"""Each network's calls go by its own road: whom it trusts besides everybody's authorities, and through whom it goes."""

from __future__ import annotations

import logging
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from nasvyazi.networks import http, media, roads
from nasvyazi.networks.base import DIRECT, Account, NeedsHuman, NetworkError, NothingSent, Road, Unclear
from nasvyazi.networks.telegram.client import Api as TelegramApi
from nasvyazi.networks.vk.client import Api as VkApi
from nasvyazi.toolbox.ports import free_port

from .wire import Talk, answering, read_request, response, serving

NAME = "api.messenger.example"
YEAR = timedelta(days=365)
NOW = datetime.now(UTC)
PASSWORD = "S3CRET-proxy"


class Authority:
    """A certificate authority of a test, as a country has one of its own."""

    def __init__(self, folder: Path, *, until: datetime = NOW + YEAR, name: str = "State Root") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        made = self._certificate(self._subject, self._key, until=until)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.pem = made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.pem)

    def server(self) -> ssl.SSLContext:
        """A server that it vouches for, under NAME and as this machine."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
        names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(IPv4Address("127.0.0.1"))])
        made = self._certificate(subject, key, until=NOW + YEAR).add_extension(names, critical=False)
        file = self._folder / "server.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, until: datetime
    ) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self._subject)
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        return made.not_valid_before(until - 2 * YEAR).not_valid_after(until)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def behind_tls(context: ssl.SSLContext, talk: Talk) -> Talk:
    def talk_safely(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as safe:
            talk(safe)

    return talk_safely


@contextmanager
def safe_server(authority: Authority) -> Iterator[str]:
    with serving(behind_tls(authority.server(), answering(response(b"hello")))) as base:
        yield base.replace("http:", "https:")


def got(url: str, road: Road) -> bytes:
    return http.request("GET", url, road=road, deadline=5).body


def refusal(url: str, road: Road) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        got(url, road)
    assert caught.value.__cause__ is None
    return caught.value


# ---------------------------------------------------------------- whom it trusts


def test_an_authority_of_the_networks_own_is_trusted_on_its_road_and_on_no_other(
    authority: Authority,
) -> None:
    with safe_server(authority) as url:
        assert got(url, Road(ca_file=str(authority.file))) == b"hello"
        told = refusal(url, DIRECT)
    assert (type(told), told.code) == (NothingSent, "certificate")


def test_it_is_trusted_besides_the_others_and_not_instead(authority: Authority) -> None:
    usual = {one["serialNumber"] for one in roads.context(DIRECT).get_ca_certs()}
    more = {one["serialNumber"] for one in roads.context(Road(ca_file=str(authority.file))).get_ca_certs()}
    assert usual < more
    assert len(more - usual) == 1


def test_another_authority_does_not_vouch_for_it(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, name="Another Root")
    with safe_server(authority) as url:
        assert refusal(url, Road(ca_file=str(other.file))).code == "certificate"


def test_one_that_has_expired_needs_a_person_and_says_which_and_since_when(tmp_path: Path) -> None:
    old = Authority(tmp_path, until=datetime(2025, 3, 1, tzinfo=UTC))
    road = Road(ca_file=str(old.file))
    with safe_server(old) as url:
        told = refusal(url, road)
    assert (type(told), told.code, told.message) == (NeedsHuman, "ca:expired", f"{old.file}, 2025-03-01")
    [found] = roads.check(road)
    assert (found.ok, found.params) == (
        False,
        {"name": "State Root", "file": str(old.file), "date": "2025-03-01"},
    )


def test_beside_an_expired_one_the_valid_one_of_the_same_file_serves(
    authority: Authority, tmp_path: Path
) -> None:
    old = Authority(tmp_path, until=datetime(2025, 3, 1, tzinfo=UTC), name="Old Root")
    both = tmp_path / "both.pem"
    both.write_bytes(old.pem + authority.pem)
    with safe_server(authority) as url:
        assert got(url, Road(ca_file=str(both))) == b"hello"
    assert [found.ok for found in roads.check(Road(ca_file=str(both)))] == [False, True]


@pytest.mark.parametrize(
    "content", [b"", b"not a certificate", b"\x30\x82\x05\xc0\xff", b"-----BEGIN CERTIFICATE-----\nAAAA"]
)
def test_what_is_no_certificate_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    assert wrong(file) == "ca:invalid"


def test_a_file_that_is_missing_or_cannot_be_read_is_said(authority: Authority, tmp_path: Path) -> None:
    assert wrong(tmp_path / "none.pem") == "ca:missing"
    assert wrong(authority.file / "none.pem") == "ca:missing"
    assert wrong(tmp_path) == "ca:unreadable"


def wrong(file: Path) -> str:
    """How a call fails by this road, before anything is sent; the check says the same with the file's name."""
    road = Road(ca_file=str(file))
    told = refusal(f"http://127.0.0.1:{free_port()}", road)
    assert (type(told), told.message) == (NeedsHuman, str(file))
    [found] = roads.check(road)
    assert not found.ok
    assert str(file) in found.text.format(**found.params)
    return told.code


def test_a_new_file_in_its_place_is_known_without_a_restart(authority: Authority, tmp_path: Path) -> None:
    road = Road(ca_file=str(tmp_path / "ca.pem"))
    other = Authority(tmp_path, name="Former Root")
    Path(road.ca_file).write_bytes(other.pem)
    with safe_server(authority) as url:
        assert refusal(url, road).code == "certificate"
        Path(road.ca_file).write_bytes(authority.pem)
        os.utime(road.ca_file, ns=(1, 1))
        assert got(url, road) == b"hello"


# ---------------------------------------------------------------- through whom it goes


class Proxy:
    """One that opens a tunnel: behind it stands a server that `authority` vouches for, whatever was asked for."""

    def __init__(self, authority: Authority, status: str = "200 OK") -> None:
        self.asked: list[bytes] = []
        self._status = status
        self._beyond = behind_tls(authority.server(), answering(response(b"beyond")))

    def __call__(self, connection: socket.socket) -> None:
        self.asked.append(read_request(connection))
        connection.sendall(f"HTTP/1.1 {self._status}\r\n\r\n".encode())
        if self._status.startswith("2"):
            self._beyond(connection)


@pytest.fixture
def by_proxy(authority: Authority) -> Iterator[Callable[..., tuple[Proxy, Road]]]:
    with ExitStack() as stack:

        def opened(status: str = "200 OK") -> tuple[Proxy, Road]:
            proxy = Proxy(authority, status)
            base = stack.enter_context(serving(proxy)).removeprefix("http://")
            return proxy, Road(ca_file=str(authority.file), proxy=f"http://us:{PASSWORD}@{base}")

        yield opened


Opened = Callable[..., tuple[Proxy, Road]]


def test_every_call_goes_through_the_proxy_which_resolves_the_name(by_proxy: Opened) -> None:
    proxy, road = by_proxy()
    assert got(f"https://{NAME}/x", road) == b"beyond"
    [asked] = proxy.asked
    assert asked.startswith(f"CONNECT {NAME}:443 ".encode())
    assert b"proxy-authorization: basic" in asked.lower()


def test_only_the_calls_of_its_own_network_do(by_proxy: Opened) -> None:
    proxy, _road = by_proxy()
    assert refusal(f"https://{NAME}.invalid/x", DIRECT).code == "connect"
    assert proxy.asked == []


def test_this_machine_is_reached_without_it(by_proxy: Opened, authority: Authority) -> None:
    proxy, road = by_proxy()
    with safe_server(authority) as url:
        assert got(url, road) == b"hello"
    assert proxy.asked == []


def test_files_go_the_same_road_and_from_the_networks_hosts_alone(by_proxy: Opened) -> None:
    proxy, road = by_proxy()
    source = media.Source(network="vk", hosts=[NAME], base="https://api.vk.ru", road=road)
    clock = http.Deadline(5)
    assert media.download(f"https://{NAME}/a.jpg", source, most=100, deadline=clock).content == b"beyond"
    for foreign in (
        "https://evil.example/",
        f"http://{NAME}/",
        "https://127.0.0.1/",
        f"https://{NAME}:8443/",
    ):
        with pytest.raises(NetworkError) as caught:
            media.download(foreign, source, most=100, deadline=clock)
        assert caught.value.code == "vk:host"
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden"])
def test_a_proxy_that_refuses_needs_a_person(by_proxy: Opened, status: str) -> None:
    _proxy, road = by_proxy(status)
    told = refusal(f"https://{NAME}/x", road)
    assert (type(told), told.code) == (NeedsHuman, "proxy:refused")


def test_a_proxy_that_does_not_reach_the_network_is_tried_again(by_proxy: Opened) -> None:
    _proxy, road = by_proxy("502 Bad Gateway")
    told = refusal(f"https://{NAME}/x", road)
    assert (type(told), told.code) == (NothingSent, "connect")


def test_a_proxy_that_is_not_there_is_told_apart_from_the_network() -> None:
    road = Road(proxy=f"http://us:{PASSWORD}@127.0.0.1:{free_port()}")
    told = refusal(f"https://{NAME}/x", road)
    assert (type(told), told.code) == (NothingSent, "proxy:unreachable")


def test_a_network_beyond_the_proxy_that_is_not_to_be_trusted_is_no_trouble_of_the_proxy(
    by_proxy: Opened,
) -> None:
    _proxy, road = by_proxy()
    told = refusal(f"https://{NAME}/x", Road(proxy=road.proxy))
    assert (type(told), told.code) == (NothingSent, "certificate")


def test_a_proxy_that_hangs_up_after_the_request_leaves_a_doubt(authority: Authority) -> None:
    def hear(connection: socket.socket) -> None:
        read_request(connection)

    def hang_up(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        behind_tls(authority.server(), hear)(connection)

    with serving(hang_up) as base:
        told = refusal(f"https://{NAME}/x", Road(ca_file=str(authority.file), proxy=base))
    assert (type(told), told.code) == (Unclear, "broken")


def test_the_proxys_password_is_in_no_error_log_or_sentence(
    by_proxy: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for status in ("407 No", "502 No", "200 OK"):
        _proxy, road = by_proxy(status)
        try:
            got(f"https://{NAME}/x", road)
        except NetworkError as error:
            assert PASSWORD not in f"{error!r} {error.message}"
        account = Account(network_id="1", api_url="https://api.vk.ru", road=road)
        told = [found.text.format(**found.params) for found in roads.check(road)]
        assert PASSWORD not in f"{road} {account} {told}"
        assert "us:" not in f"{told}"
    assert PASSWORD not in caplog.text


def test_the_networks_calls_take_the_road_of_their_account(by_proxy: Opened) -> None:
    proxy, road = by_proxy()
    account = Account(network_id="1", api_url=f"https://{NAME}", secrets={"token": "1:a"}, road=road)
    with pytest.raises(NetworkError):
        VkApi(account, http.Deadline(5)).call("groups.getById")
    with pytest.raises(NetworkError):
        TelegramApi(account, http.Deadline(5)).call("getMe")
    assert len(proxy.asked) == 2
