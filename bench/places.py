"""Addresses in residents' words: how many are right, what is taken for one, what a text costs.

The data of a real town lie beside the checkout (`DATA`): `address_gold.jsonl` (messages whose addresses people judged),
`streets_houses.csv` (its register), `wishes.csv` (residents' wishes, each with the writer's own street and house). The
finder was developed on gold messages with an even number and half of the odd ones.
"""

from __future__ import annotations

import csv
import json
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bench.figures import Figure, Figures
from nasvyazi.domain.places.gazetteer import Gazetteer, Street, plain
from nasvyazi.domain.places.naming import StreetTitle, is_same_name, street_key
from nasvyazi.domain.places.numbers import HouseNumber, NotANumber
from nasvyazi.toolbox.home import CHECKOUT
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

DATA = Path(os.environ.get("NASVYAZI_BENCH_DATA") or CHECKOUT.parent / "shared" / "data") / "cheboksary"
_TOWN = "Чебоксары"
_ROUNDS = 10
_LONG = 100_000
_LONG_PIECES = ("Мира ", "ул. Мира, 5, ", "5 и ", "г. Канаш ул. Мира 5 ", "Мира" + " " * 300, "от Мира до ")
_SHORTEST_NAME = 5


class Place(NamedTuple):
    """A street (`street_key`) and a house ("" = none) as a person told them."""

    street: str
    house: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the gold, with its addresses."""

    number: int
    text: str
    places: tuple[Place, ...]


def run() -> Figures:
    """Raises Refusal where the data are not there."""
    import django

    django.setup()
    if not DATA.is_dir():
        raise Refusal(
            gettext_noop("There are no data at {folder}: set NASVYAZI_BENCH_DATA to their folder."),
            folder=DATA,
        )
    gazetteer = _gazetteer()
    messages = _messages()
    yield from _gold(messages, gazetteer)
    yield from _wishes(gazetteer)
    yield from _cost([message.text for message in messages], gazetteer)


def _gazetteer() -> Gazetteer:
    rows = []
    with (DATA / "streets_houses.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            title = StreetTitle.read(row["street"])
            rows.append((str(title.kind or "street"), title.name, _house(row["house"])))
    return Gazetteer.of_rows(rows, settlement=_TOWN)


def _house(text: str | None) -> str:
    try:
        return str(HouseNumber.parse(text or ""))
    except NotANumber:
        return ""


def _messages() -> list[Message]:
    with (DATA / "address_gold.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        Message(
            row["id"],
            row["text"],
            tuple(Place(street_key(one["street"]), _house(one["house"])) for one in row["addresses"]),
        )
        for row in rows
    ]


def _gold(messages: Sequence[Message], gazetteer: Gazetteer) -> Figures:
    parts = {
        "all": messages,
        "even": [message for message in messages if message.number % 2 == 0],
        "odd": [message for message in messages if message.number % 2],
    }
    for name, part in parts.items():
        right = sum(_is_right(message, gazetteer) for message in part)
        limit = "limit ≥ 92; " if name == "all" else ""
        yield Figure(
            f"places.gold.right.{name}",
            100 * right / len(part),
            "%",
            f"{limit}{right} of {len(part)} messages",
        )
    empty = [message for message in messages if not message.places]
    false = sum(len(_find(message.text, gazetteer)) for message in empty)
    yield Figure("places.gold.false", false, "addresses", f"limit 0; in {len(empty)} messages without one")


def _is_right(message: Message, gazetteer: Gazetteer) -> bool:
    """Whether exactly the told streets and houses are found; a told name may be short («гладкова»)."""
    left = _find(message.text, gazetteer)
    for told in message.places:
        same = next(
            (one for one in left if one.house == told.house and is_same_name(told.street, one.street)), None
        )
        if same is None:
            return False
        left.remove(same)
    return not left


def _find(text: str, gazetteer: Gazetteer) -> list[Place]:
    from nasvyazi.domain.places.finding import find

    return [Place(street_key(one.name), one.house or "") for one in find(text, gazetteer)]


class _Wish(NamedTuple):
    streets: tuple[Street, ...]
    house: str
    text: str


def _wishes(gazetteer: Gazetteer) -> Figures:
    """A second look, by other people's data: does the finder see the writer's own street where its name is said?"""
    said: list[bool] = []
    said_with_house: list[bool] = []
    own: list[bool] = []
    for wish in _read_wishes(gazetteer):
        keys = {street_key(street.name) for street in wish.streets}
        places = _find(wish.text, gazetteer)
        own += [place.street in keys for place in places if place.house]
        name = _name_said(wish)
        if name is None:
            continue
        said.append(any(place.street in keys for place in places))
        behind = rf"{name}[ ,.]{{0,2}}(?:д\.|дом)? ?{wish.house.lower()}(?![\d/а-я-])"
        if wish.house and re.search(behind, plain(wish.text)):
            said_with_house.append(
                any(place.street in keys and place.house == wish.house for place in places)
            )
    yield _share("places.wishes.street", said, "texts that say a word like its name")
    yield _share("places.wishes.house", said_with_house, "with the house behind it")
    yield _share("places.wishes.own", own, "found houses in the writer's street; people name others, too")


def _share(name: str, so: Sequence[bool], of_what: str) -> Figure:
    return Figure(name, 100 * sum(so) / max(len(so), 1), "%", f"{sum(so)} of {len(so)} {of_what}")


def _read_wishes(gazetteer: Gazetteer) -> Iterator[_Wish]:
    """Each wish once, of writers from streets of the register."""
    streets: dict[str, tuple[Street, ...]] = {}
    with (DATA / "wishes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = dict.fromkeys((row["street"], row["house"], row["text"]) for row in csv.DictReader(file))
    for name, house, text in rows:
        if name not in streets:
            key = StreetTitle.read(name).key
            streets[name] = tuple(one for one in gazetteer.streets if is_same_name(key, street_key(one.name)))
        if streets[name]:
            yield _Wish(streets[name], _house(house), text)


def _name_said(wish: _Wish) -> str | None:
    """A pattern of the street's last word, if the text has a word that begins as it does, whatever it means there."""
    words = [word for word in street_key(wish.streets[0].name).split() if not word.isdigit()]
    beginning = re.sub(r"(?:ая|яя|ый|ий|ой|ое|а|я|о|и|ы|у)$", "", words[-1]) if words else ""
    pattern = rf"\b{beginning}[а-я]{{0,3}}\b"
    return pattern if len(beginning) >= _SHORTEST_NAME and re.search(pattern, plain(wish.text)) else None


def _cost(texts: Sequence[str], gazetteer: Gazetteer) -> Figures:
    _time(texts, gazetteer)
    cost = min(_time(texts, gazetteer) for _ in range(_ROUNDS))
    yield Figure(
        "places.find", cost * 1000 / len(texts), "ms", "limit ≤ 0.3; CPU for one message, warm, one core"
    )
    long = [piece * (_LONG // len(piece)) for piece in _LONG_PIECES]
    slowest = max(_time([text], gazetteer) for text in long)
    yield Figure(
        "places.find.long", slowest * 1000, "ms", f"limit ≤ 2000; the slowest of {len(long)} texts of 100 kB"
    )


def _time(texts: Sequence[str], gazetteer: Gazetteer) -> float:
    began = time.process_time()
    for text in texts:
        _find(text, gazetteer)
    return time.process_time() - began
