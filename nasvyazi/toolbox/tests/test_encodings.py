"""A file opens in the encoding it was saved in, and in that of Windows where nothing tells."""

from __future__ import annotations

import pytest

from nasvyazi.toolbox.encodings import encoding_of

_STREETS = "Улица;Дом\nЛенина;5\nЭнтузиастов;7\nГражданская;12\nЁлочная;3\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "cp866", "koi8_r", "mac_cyrillic"])
def test_a_few_rows_tell_the_encoding(encoding: str) -> None:
    assert encoding_of(_STREETS.encode(encoding)) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "cp866", "koi8_r"])
def test_so_do_capitals_alone(encoding: str) -> None:
    assert encoding_of(_STREETS.upper().encode(encoding)) == encoding


@pytest.mark.parametrize(
    "text", ["Б;1\n" * 3, "в;1\n" * 20, "Г;1\n" * 20, "Щёкино ЖЭУ ЮЖЭ", "ЮЖФЦХ", "5А, 7Б, 9В"]
)
def test_few_letters_tell_nothing_and_are_those_of_windows(text: str) -> None:
    assert encoding_of(text.encode("cp1251")) == "cp1251"


def test_a_local_kind_of_cp1251_is_no_other_encoding() -> None:
    tatar = str.maketrans("ӘҮәүң", "\x80\x85\x90\x94\x93")
    text = "Урам;Йорт\nТукай урамы;5\nҮзәк урам;7\nБәйрәм;3\nЯңа гасыр;1\nТөзүчеләр;4\n".replace("ө", "о")
    body = b"".join(
        bytes((ord(one),)) if one < "\xa0" else one.encode("cp1251") for one in text.translate(tatar)
    )
    assert encoding_of(body) == "cp1251"


def test_of_a_file_put_together_from_two_what_is_not_utf_8_opens_as_it_was_saved() -> None:
    body = "улица Ленина;5\n".encode("cp1251") * 30 + "улица Мира;7\n".encode() * 31
    assert encoding_of(body) == "cp1251"


def test_a_lost_letter_makes_a_file_no_other_encoding() -> None:
    assert encoding_of(_STREETS.encode().replace("р".encode(), b"\xd1", 1)) == "utf-8"
