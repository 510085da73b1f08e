import logging
import os
import socket
import threading
import time
from datetime import timedelta

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import DIRECT, NeedsHuman, NetworkError, NothingSent, Throttled, Unclear

from .wire import answering, read_request, response, serving

SECRET = "vk1.a.very-secret-token"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def call(base: str, *, deadline: float = 5, max_body: int = http.MAX_BODY) -> http.Response:
    data = {"access_token": SECRET, "message": "яма"}
    return http.request(
        "POST", f"{base}/method/x", road=DIRECT, data=data, deadline=deadline, max_body=max_body
    )


def test_an_answer_comes_back_whole_with_lower_case_headers() -> None:
    with serving(answering(response(b'{"response": 1}', headers="X-Kind: a\r\n"))) as base:
        answer = call(base)
    assert (answer.status, answer.headers["x-kind"], answer.json()) == (200, "a", {"response": 1})


def test_a_form_travels_in_the_body_files_as_multipart_and_anything_else_as_it_is() -> None:
    seen = []

    def talk(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(response(b"ok"))

    with serving(talk) as base:
        call(base)
        http.request(
            "POST", base, road=DIRECT, files={"photo": ("a.jpg", b"\xff\xd8", "image/jpeg")}, deadline=5
        )
        headers = {"Content-Type": "application/json"}
        content = b'{"text": "\xd1\x8f"}'
        http.request("POST", base, road=DIRECT, content=content, headers=headers, deadline=5)
    form, multipart, whole = seen
    assert b"access_token=" not in form.split(b"\r\n")[0]
    assert form.endswith(f"access_token={SECRET}&message=%D1%8F%D0%BC%D0%B0".encode())
    assert b'name="photo"; filename="a.jpg"' in multipart
    assert b"\xff\xd8" in multipart
    assert whole.endswith(b'\r\n\r\n{"text": "\xd1\x8f"}')
    assert b"application/json" in whole


def test_no_one_listening_means_nothing_was_sent() -> None:
    with pytest.raises(NothingSent) as caught:
        call(f"http://127.0.0.1:{free_port()}")
    assert caught.value.code == "connect"


def test_a_name_that_does_not_resolve_means_nothing_was_sent() -> None:
    with pytest.raises(NothingSent):
        call("http://nobody.invalid")


def test_a_connection_that_is_never_taken_means_nothing_was_sent() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        try:
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(address)
            with pytest.raises(NothingSent):
                call(f"http://127.0.0.1:{address[1]}", deadline=0.5)
        finally:
            for filler in fillers:
                filler.close()


def test_a_failed_tls_handshake_means_nothing_was_sent() -> None:
    def not_tls(connection: socket.socket) -> None:
        connection.recv(1)
        connection.sendall(b"no TLS here\r\n")

    with serving(not_tls) as base, pytest.raises(NothingSent):
        call(base.replace("http:", "https:"))


def test_hanging_up_without_an_answer_is_unclear() -> None:
    def hang_up(connection: socket.socket) -> None:
        read_request(connection)

    with serving(hang_up) as base, pytest.raises(Unclear) as caught:
        call(base)
    assert caught.value.code == "broken"


def test_silence_after_the_request_is_unclear() -> None:
    release = threading.Event()

    def silent(connection: socket.socket) -> None:
        read_request(connection)
        release.wait(10)

    with serving(silent) as base:
        try:
            with pytest.raises(Unclear):
                call(base, deadline=0.3)
        finally:
            release.set()


def test_a_dripping_answer_meets_the_hard_deadline() -> None:
    release = threading.Event()

    def drip(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not release.wait(0.05):
            connection.sendall(b"x")

    with serving(drip) as base:
        started = time.monotonic()
        try:
            with pytest.raises(Unclear) as caught:
                call(base, deadline=0.6)
        finally:
            release.set()
    assert caught.value.code == "timeout"
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "garbage", [b"not http at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"]
)
def test_a_broken_answer_is_unclear(garbage: bytes) -> None:
    with serving(answering(garbage)) as base, pytest.raises(Unclear):
        call(base)


def test_a_broken_compression_is_unclear() -> None:
    broken = response(b"\x1f\x8bnot gzip", headers="Content-Encoding: gzip\r\n")
    with serving(answering(broken)) as base, pytest.raises(Unclear):
        call(base)


def test_an_endless_answer_is_cut_off() -> None:
    with serving(answering(response(b"x" * 5000))) as base, pytest.raises(Unclear) as caught:
        call(base, max_body=4000)
    assert caught.value.code == "too_large"


def test_a_server_error_is_unclear() -> None:
    with serving(answering(response(status="502 Bad Gateway"))) as base, pytest.raises(Unclear) as caught:
        call(base)
    assert caught.value.code == "http:502"


@pytest.mark.parametrize(
    ("header", "seconds"), [("Retry-After: 7\r\n", 7), ("", 30), ("Retry-After: 999999\r\n", 3600)]
)
def test_429_says_when_to_come_again(header: str, seconds: int) -> None:
    with (
        serving(answering(response(status="429 No", headers=header))) as base,
        pytest.raises(Throttled) as caught,
    ):
        call(base)
    assert caught.value.retry_after == timedelta(seconds=seconds)


def test_who_reads_429_gets_the_answer_with_what_the_network_says_in_it() -> None:
    told = response(b'{"parameters": {"retry_after": 9}}', status="429 No", headers="Retry-After: 7\r\n")
    with serving(answering(told)) as base:
        answer = http.request("POST", base, road=DIRECT, deadline=5, reads_429=True)
    assert (answer.status, answer.json()) == (429, {"parameters": {"retry_after": 9}})


def test_a_redirect_is_not_followed() -> None:
    with serving(
        answering(response(status="302 Found", headers="Location: http://127.0.0.1:1/\r\n"))
    ) as base:
        assert call(base).status == 302


def test_a_header_that_cannot_be_sent_needs_a_human_and_is_not_told() -> None:
    for bad in ("line\nbreak-" + SECRET, "кириллица-" + SECRET):
        with serving(answering(response())) as base, pytest.raises(NeedsHuman) as caught:
            http.request("GET", base, road=DIRECT, headers={"Authorization": bad}, deadline=5)
        assert SECRET not in repr(caught.value)


def test_neither_errors_nor_logs_carry_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(answering(response(status="500 Oops"))) as base:
        for url in (f"{base}/?key={SECRET}", f"http://127.0.0.1:{free_port()}/?key={SECRET}"):
            with pytest.raises(NetworkError) as caught:
                http.request("GET", url, road=DIRECT, headers={"Authorization": SECRET}, deadline=5)
            assert SECRET not in repr(caught.value)
            assert caught.value.__cause__ is None
    assert SECRET not in caplog.text


def test_no_cookie_wanders_between_accounts() -> None:
    seen = []

    def talk(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(response(headers="Set-Cookie: a=b; Path=/\r\n"))

    with serving(talk) as base:
        call(base)
        call(base)
    assert b"\r\ncookie:" not in seen[1].lower()


def test_many_threads_share_the_loop() -> None:
    statuses: list[int] = []
    with serving(answering(response(b"1"))) as base:
        threads = [threading.Thread(target=lambda: statuses.append(call(base).status)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert statuses == [200] * 20


def test_a_forked_child_opens_its_own_loop() -> None:
    with serving(answering(response(b"1"))) as base:
        call(base)
        child = os.fork()
        if child == 0:
            os._exit(0 if call(base).status == 200 else 1)
        _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://pu.vk.com/upload", True),
        ("https://vk.com.evil.example/", False),
        ("http://pu.vk.com/upload", False),
        ("https://evil.example/?vk.com", False),
        ("http://127.0.0.1:9001/upload", True),
        ("http://127.0.0.2:9000/", False),
        ("https://user@pu.vk.com/", False),
        ("ftp://127.0.0.1/", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_only_the_networks_own_hosts_and_the_given_one_are_trusted(url: str, trusted: bool) -> None:
    assert http.is_trusted(url, hosts=["*.vk.com"], base="http://127.0.0.1:9000/vk/method") is trusted


def test_a_spent_deadline_means_nothing_was_sent() -> None:
    spent = http.Deadline(0)
    with pytest.raises(NothingSent):
        spent.left()
