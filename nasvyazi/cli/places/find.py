"""`nasvyazi places find`: the addresses in a text, or in each of many."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line, rows
from nasvyazi.cli.words import _
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.places.finding import Address
    from nasvyazi.domain.places.gazetteer import Gazetteer

DistrictOf = Callable[["Address"], str | None]
"""The number of the district in which an address lies; None where nobody has said it."""


@click.command()
@click.argument("text", required=False)
@as_json
def find(text: str | None, as_json: bool) -> None:
    """Find addresses in TEXT; without it in JSON lines {"id", "text"} of standard input, a line of answer for each."""
    if text is None and sys.stdin.isatty():
        raise click.UsageError("give a text, or JSON lines on standard input")
    with product():
        from nasvyazi.domain.places import register

        gazetteer = register.current()
        if not gazetteer.streets:
            raise Refusal(
                gettext_noop("No streets are known yet: bring a register by `nasvyazi places import FILE`.")
            )
        if text is None:
            for row in answers(sys.stdin.buffer, gazetteer, district_of=districts_of_today()):
                line(row)
        else:
            _show(text, gazetteer, json_lines=as_json)


def districts_of_today() -> DistrictOf:
    """What tells districts: the one scheme that is in force today. Where there are several, `places district` does."""
    from django.utils import timezone

    from nasvyazi.domain.places.kinds import StreetKind
    from nasvyazi.domain.places.numbers import HouseNumber
    from nasvyazi.domain.places.schemes import selectors
    from nasvyazi.domain.places.schemes.addresses import Address as Asked

    read = selectors.reader(on=timezone.localdate())

    def district_of(address: Address) -> str | None:
        number = address.known or address.house
        asked = Asked.of(
            street=address.name,
            number=HouseNumber.parse(number) if number else None,
            kind=StreetKind(address.kind),
            settlement=address.settlement,
        )
        return read(asked).district

    return district_of


def answers(
    lines: Iterable[bytes], gazetteer: Gazetteer, *, district_of: DistrictOf
) -> Iterator[dict[str, Any]]:
    """The answer to each line that is not blank, in order, as it comes; to a broken one what is wrong with it."""
    for given in lines:
        if not given.strip():
            continue
        try:
            asked = json.loads(given)
        except (ValueError, RecursionError):
            yield {"id": None, "error": _("The line is not JSON in UTF-8.")}
            continue
        if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
            given_id = asked.get("id") if isinstance(asked, dict) else None
            yield {"id": given_id, "error": _('The line is no object with "id" and "text".')}
            continue
        yield answer(asked.get("id"), asked["text"], gazetteer, district_of=district_of)


def answer(given_id: object, text: str, gazetteer: Gazetteer, *, district_of: DistrictOf) -> dict[str, Any]:
    """The addresses of one text as other programs read them."""
    from nasvyazi.domain.places.finding import find as find_addresses

    found = find_addresses(text, gazetteer)
    return {"id": given_id, "addresses": [_row(address, district_of(address)) for address in found]}


def _row(address: Address, district: str | None) -> dict[str, Any]:
    from nasvyazi.domain.places.kinds import SHORT

    return {
        "street": address.name,
        "kind": SHORT[address.kind],
        "house": address.house,
        "confidence": address.confidence,
        "district": district,
    }


def _show(text: str, gazetteer: Gazetteer, *, json_lines: bool) -> None:
    if json_lines:
        line(answer(None, text, gazetteer, district_of=districts_of_today()))
        return
    from nasvyazi.domain.places.finding import find as find_addresses
    from nasvyazi.domain.places.kinds import titled

    rows(
        (
            {
                "where": titled(one.kind, one.name) + (f", {one.house}" if one.house else ""),
                "confidence": one.confidence,
                "why": "; ".join(str(clue.label) for clue in one.clues),
            }
            for one in find_addresses(text, gazetteer)
        ),
        json_lines=False,
        words=lambda row: f"{row['where']:<40} {row['confidence']:.2f}  {row['why']}",
    )
