"""What it costs to take in a region of the state register of addresses: memory, time, and the same once more."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench import installation
from bench.figures import Figure, Figures

_HOUSES = 200_000
_STREETS = 4_000
_SETTLEMENTS = 200
_FLATS_A_HOUSE = 4
_LIMIT_MB = 500
_FIRST_STREET, _FIRST_HOUSE, _FIRST_FLAT = 10_000, 100_000, 1_000_000
_NOW, _BEFORE = 'ISACTUAL="1" ISACTIVE="1"', 'ISACTUAL="0" ISACTIVE="0"'


def run() -> Figures:
    """A made-up region is imported from its ZIP by the command itself, then once more."""
    with installation.database() as (home, _url):
        path = home / "region.zip"
        _write(path)
        first, seconds, peak = _import(path)
        again, seconds_again, peak_again = _import(path)
    yield Figure("register.gar.houses", first["houses"]["new"], "houses", f"{_HOUSES} in the region")
    yield Figure("register.gar.peak_memory", max(peak, peak_again), "MB", f"limit ≤ {_LIMIT_MB}")
    yield Figure("register.gar.first", first["rows"] / seconds, "rows/s", f"{seconds:.0f} s")
    yield Figure("register.gar.again", again["rows"] / seconds_again, "rows/s", f"{seconds_again:.0f} s")
    changed = sum(again[what][how] for what in ("streets", "houses") for how in ("new", "changed"))
    yield Figure("register.gar.changed_by_the_second", changed, "things", "limit 0")


def _import(path: Path) -> tuple[dict[str, Any], float, float]:
    """The command's report, its seconds, and its largest resident memory in MB."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "nasvyazi.cli", "places", "import", str(path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        report = json.loads(child.stdout.read() if child.stdout is not None else b"")
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return report, time.perf_counter() - started, used.ru_maxrss / 1024


def _write(path: Path) -> None:
    chance = random.Random(6)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for kind, tag, elements in (
            ("AS_ADDR_OBJ", "OBJECT", _objects()),
            ("AS_HOUSES", "HOUSE", _houses(chance)),
            ("AS_MUN_HIERARCHY", "ITEM", _hierarchy()),
        ):
            with archive.open(f"21/{kind}_20261101_0a1b2c3d.XML", "w", force_zip64=True) as target:
                _write_elements(io.TextIOWrapper(target, "utf-8"), tag, elements)


def _write_elements(target: io.TextIOWrapper, tag: str, elements: Iterable[str]) -> None:
    target.write(f'<?xml version="1.0" encoding="utf-8"?><{tag}S>')
    target.writelines(f"<{tag} {attributes} />" for attributes in elements)
    target.write(f"</{tag}S>")
    target.close()


def _objects() -> Iterator[str]:
    yield f'OBJECTID="1" NAME="Лесной" TYPENAME="м.о." LEVEL="3" {_NOW}'
    for number in range(_SETTLEMENTS):
        yield f'OBJECTID="{number + 2}" NAME="Селение {number}" TYPENAME="д" LEVEL="6" {_NOW}'
    for number in range(_STREETS):
        street = f'OBJECTID="{_FIRST_STREET + number}" TYPENAME="ул" LEVEL="8"'
        yield f'{street} NAME="Улица {number} Колхозная" {_BEFORE}'
        yield from (f'{street} NAME="Улица {number} Лесная" {state}' for state in (_BEFORE, _BEFORE, _NOW))


def _houses(chance: random.Random) -> Iterator[str]:
    for number in range(_HOUSES):
        letter = chance.choice(("", "", "", "А", "Б", "/2"))
        told = f'HOUSENUM="{number // _STREETS + 1}{letter}" HOUSETYPE="2"'
        yield f'ID="{number}" OBJECTID="{_FIRST_HOUSE + number}" OBJECTGUID="0a1b-{number}" {told} {_NOW}'


def _hierarchy() -> Iterator[str]:
    def link(child: int, parent: int) -> str:
        return (
            f'OBJECTID="{child}" PARENTOBJID="{parent}" OKTMO="97610" ISACTIVE="1" PATH="1.{parent}.{child}"'
        )

    yield from (link(number + 2, 1) for number in range(_SETTLEMENTS))
    yield from (link(_FIRST_STREET + number, number % _SETTLEMENTS + 2) for number in range(_STREETS))
    for number in range(_HOUSES):
        house = _FIRST_HOUSE + number
        yield link(house, _FIRST_STREET + number % _STREETS)
        yield from (
            link(_FIRST_FLAT + number * _FLATS_A_HOUSE + flat, house) for flat in range(_FLATS_A_HOUSE)
        )
