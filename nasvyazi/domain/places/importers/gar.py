"""ГАР (ФИАС), the state register of addresses: one region in its folder or ZIP, in bounded memory.

Format: "Сведения о составе информации ГАР" and the schemas of https://fias.nalog.ru (AS_ADDR_OBJ, AS_HOUSES,
AS_ADM_HIERARCHY, AS_MUN_HIERARCHY, AS_PARAM). LEVEL (AS_OBJECT_LEVELS): 1 region, 2 administrative district,
3 municipal district or okrug, 4 rural settlement, 5 city, 6 settlement, 7 planning structure (quarter, micro-district,
gardens), 8 street; a village without streets has its houses right in it. Parents are in the hierarchies, OKTMO codes in
AS_MUN_HIERARCHY, else in AS_ADDR_OBJ_PARAMS under TYPEID 7. Only actual and active rows are taken; of an element that
has one, the others say what it was called before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from sys import intern
from typing import NamedTuple

from nasvyazi.toolbox.tables import Unreadable

from ..kinds import SETTLEMENT_WORDS, STREET_WORDS, SettlementKind, StreetKind, titled
from ..naming import is_same_name, street_key
from ..remarks import Code, Remark
from ..settlements import SettlementTitle
from . import gar_files
from .base import Choice, Row

_DISTRICTS, _SETTLEMENTS, _PLANNED, _STREET = (2, 3), (5, 6), 7, 8
_OKTMO = "7"
_DEEPEST = 12
"""No address has so many levels: a chain that is longer runs in a circle."""
_TRUE = ("1", "true")
_HOUSES = {"", "1", "2", "3", "5"}
"""AS_HOUSE_TYPES of what people call a house: владение, дом, домовладение, здание."""
_NOT_HOUSES: Mapping[str, str] = {
    "4": "гараж", "6": "шахта", "7": "строение", "8": "сооружение", "9": "литера", "10": "корпус", "11": "подвал",
    "12": "котельная", "13": "погреб", "14": "объект незавершённого строительства",
}  # fmt: skip
_ADDED: Mapping[str, str] = {"1": "к", "2": "стр", "3": "стр", "4": "лит"}
"""AS_ADDHOUSE_TYPES: корпус, строение, сооружение, литера."""

_Place = tuple[str, str, StreetKind, str]
"""Municipality, settlement, kind and key of a street's name."""


class _Object(NamedTuple):
    """An element of an address."""

    name: str
    type: str
    level: int


@dataclass(frozen=True, slots=True)
class _Street:
    """Where houses stand."""

    municipality: str
    settlement: str
    kind: StreetKind
    name: str
    """"" = right in the settlement."""
    whole: str
    """The name with what it lies in: there may be several of the same name in a settlement's gardens."""

    @property
    def title(self) -> str:
        """What it is called in a remark."""
        return titled(self.kind, self.name) if self.name else self.settlement


def rows(path: Path, choice: Choice) -> Iterator[Row | Remark]:
    """First every street, then every house. Raises Unreadable."""
    parts = gar_files.parts(path)
    hierarchy = _hierarchy(parts, needs_codes=bool(choice.oktmo))
    objects, former = _objects(parts["AS_ADDR_OBJ"])
    parents, codes = _parents(hierarchy, objects, needs_codes=bool(choice.oktmo))
    if choice.oktmo and not any(codes.values()):
        codes = _codes(parts)
    streets = dict(_streets(objects, parents, choice, codes))
    if not streets and (choice.settlement or choice.oktmo):
        raise Unreadable("gar_no_match", choice.settlement or choice.oktmo)
    names = _unlike(streets.values())
    for number, (object_id, street) in enumerate(streets.items(), 1):
        if street.name:
            row = _row(number, f"OBJECTID {object_id}: {street.whole}", street, names[_place(street)] > 1)
            yield replace(row, former_names=tuple(_former(street, former.get(object_id, ()), names)))
    yield from _houses(
        parts["AS_HOUSES"], parents, streets, names, is_part=bool(choice.settlement or choice.oktmo)
    )


def _houses(
    part: gar_files.Part,
    parents: Mapping[int, int],
    streets: Mapping[int, _Street],
    names: Mapping[_Place, int],
    *,
    is_part: bool,
) -> Iterator[Row | Remark]:
    """Those of the streets; of a whole region also what stands in none is told."""
    with _undamaged(part):
        for number, house in enumerate(part.elements(), 1):
            if not _is_current(house):
                continue
            parent = parents.get(int(house["OBJECTID"]))
            found = streets.get(parent) if parent is not None else None
            if found is not None:
                yield _house(number, house, found, is_shared=names[_place(found)] > 1)
            elif not is_part:
                yield Remark(number, Code.NO_STREET, _words(house))


@contextmanager
def _undamaged(part: gar_files.Part) -> Iterator[None]:
    """Elements that lack what each of them has, or have words for numbers, make the file unreadable."""
    try:
        yield
    except (KeyError, ValueError) as error:
        raise Unreadable("damaged", f"{part.name}: {error}") from error


def _hierarchy(parts: Mapping[str, gar_files.Part], *, needs_codes: bool) -> gar_files.Part:
    """The municipal hierarchy where there is one. Raises Unreadable: something is missing."""
    found = parts.get("AS_MUN_HIERARCHY") or parts.get("AS_ADM_HIERARCHY")
    missing = [kind for kind in ("AS_ADDR_OBJ", "AS_HOUSES") if kind not in parts]
    if found is None:
        missing.append("AS_MUN_HIERARCHY")
    if needs_codes and not {"AS_MUN_HIERARCHY", "AS_ADDR_OBJ_PARAMS"} & set(parts):
        missing.append("AS_ADDR_OBJ_PARAMS")
    if found is None or missing:
        raise Unreadable("gar_parts", ", ".join(missing))
    return found


def _objects(part: gar_files.Part) -> tuple[dict[int, _Object], dict[int, set[_Object]]]:
    """Elements as they are now, and what streets among them were called before."""
    objects: dict[int, _Object] = {}
    before: list[tuple[int, _Object]] = []
    with _undamaged(part):
        for row in part.elements():
            if "OBJECTID" not in row or not row["LEVEL"].isdecimal() or int(row["LEVEL"]) > _STREET:
                continue
            number, level = int(row["OBJECTID"]), int(row["LEVEL"])
            thing = _Object(intern(row["NAME"].strip()), intern(row["TYPENAME"].strip()), level)
            if _is_current(row):
                objects[number] = thing
            elif level >= _PLANNED and objects.get(number) != thing:  # most rows before have the same name
                before.append((number, thing))
    former: dict[int, set[_Object]] = {}
    for number, thing in before:
        if number in objects and objects[number] != thing:
            former.setdefault(number, set()).add(thing)
    return objects, former


def _former(street: _Street, things: Iterable[_Object], names: Mapping[_Place, int]) -> Iterator[str]:
    """Names that the street had; not those that are its own, spelt otherwise, and not what another is called now."""
    own = street_key(street.name)
    different = {street_key(name): name for _before, name in map(_kind, sorted(things))}
    for key, name in different.items():
        if key and not is_same_name(key, own) and _place(replace(street, name=name)) not in names:
            yield name


def _parents(
    part: gar_files.Part, objects: Mapping[int, _Object], *, needs_codes: bool
) -> tuple[dict[int, int], dict[int, str]]:
    """Parents of address elements and of what stands right in them; the elements' codes where they are told.

    What lies in houses (flats: most of the hierarchy) is passed over.
    """
    own = {
        number: number for number in objects
    }  # one number object for all children of a street, not one each
    parents: dict[int, int] = {}
    codes: dict[int, str] = {}
    with _undamaged(part):
        for row in part.elements():
            parent = own.get(int(row.get("PARENTOBJID") or 0))
            if parent is None or row.get("ISACTIVE") not in _TRUE:
                continue
            child = int(row["OBJECTID"])
            parents[child] = parent
            if needs_codes and child in own:
                codes[child] = intern(row.get("OKTMO", ""))
    return parents, codes


def _codes(parts: Mapping[str, gar_files.Part]) -> dict[int, str]:
    part = parts.get("AS_ADDR_OBJ_PARAMS")
    if part is None:
        return {}
    with _undamaged(part):
        # A code that is over ends with a change; the last row of an object is the one in force.
        return {
            int(row["OBJECTID"]): intern(row["VALUE"])
            for row in part.elements()
            if row.get("TYPEID") == _OKTMO and "VALUE" in row
        }


def _streets(
    objects: Mapping[int, _Object], parents: Mapping[int, int], choice: Choice, codes: Mapping[int, str]
) -> Iterator[tuple[int, _Street]]:
    """All streets, and the villages: houses may stand right in them."""
    wanted = SettlementTitle.read(choice.settlement) if choice.settlement else None
    for number, thing in objects.items():
        if thing.level < _SETTLEMENTS[0] or not thing.name:
            continue
        if choice.oktmo and not codes.get(number, "").startswith(choice.oktmo):
            continue
        street = _street(thing, list(_above(number, objects, parents)), wanted)
        if street is not None:
            yield number, street


def _street(thing: _Object, above: Sequence[_Object], wanted: SettlementTitle | None) -> _Street | None:
    """None: it lies in no settlement or in one that is not wanted, or it is a city itself."""
    settlement = next((one for one in (thing, *above) if one.level in _SETTLEMENTS), None)
    if settlement is None:
        return None
    title = SettlementTitle(SETTLEMENT_WORDS.get(settlement.type.rstrip(".").lower()), settlement.name)
    is_city_itself = settlement is thing and title.kind in (None, SettlementKind.CITY)
    if is_city_itself or (wanted is not None and not wanted.is_same(title)):
        return None
    district = next((one for one in above if one.level in _DISTRICTS), settlement)
    kind, name = (StreetKind.SETTLEMENT, "") if settlement is thing else _kind(thing)
    planned = next((one for one in above if one.level == _PLANNED), None)
    return _Street(
        municipality=intern(f"{district.name} {district.type}"),
        settlement=intern(f"{settlement.type} {settlement.name}"),
        kind=kind,
        name=name,
        whole=f"{name} ({planned.type} {planned.name})" if planned is not None else name,
    )


def _above(number: int, objects: Mapping[int, _Object], parents: Mapping[int, int]) -> Iterator[_Object]:
    for _level in range(_DEEPEST):
        parent = parents.get(number)
        if parent is None:
            return
        yield objects[parent]
        number = parent


def _kind(thing: _Object) -> tuple[StreetKind, str]:
    """«тер. СНТ» is gardens; a kind that we have not («тракт») stays with the name, as people say it."""
    words = thing.type.lower().replace(".", " ").split()
    known = next((kind for word in reversed(words) if (kind := STREET_WORDS.get(word))), None)
    if known is not None:
        return known, thing.name
    return (
        (StreetKind.STREET, f"{thing.name} {thing.type}")
        if thing.level == _STREET
        else (StreetKind.TERRITORY, f"{thing.type} {thing.name}")
    )


def _place(street: _Street) -> _Place:
    return street.municipality, street.settlement, street.kind, street_key(street.name)


def _unlike(streets: Iterable[_Street]) -> Counter[_Place]:
    """How many streets of a settlement have the same name: those are told apart by what they lie in."""
    return Counter(map(_place, streets))


def _row(line: int, verbatim: str, street: _Street, is_shared: bool, house: str | None = None) -> Row:
    return Row(
        line=line,
        verbatim=verbatim,
        street=street.whole if is_shared else street.name,
        kind=street.kind,
        municipality=street.municipality,
        settlement=street.settlement,
        house=house,
    )


def _house(line: int, house: Mapping[str, str], street: _Street, *, is_shared: bool) -> Row | Remark:
    kind = house.get("HOUSETYPE", "")
    if kind not in _HOUSES:
        return Remark(
            line,
            Code.NOT_A_HOUSE,
            f"{street.title}, {_words(house)}",
            _NOT_HOUSES.get(kind, kind),
        )
    number = house.get("HOUSENUM", "")
    for added, added_kind in (("ADDNUM1", "ADDTYPE1"), ("ADDNUM2", "ADDTYPE2")):
        if house.get(added):
            number += f" {_ADDED.get(house.get(added_kind, ''), '')}{house[added]}"
    return _row(line, _words(house), street, is_shared, number)


def _words(house: Mapping[str, str]) -> str:
    told = (
        f"{name}={house[name]}" for name in ("HOUSENUM", "ADDNUM1", "ADDNUM2", "HOUSETYPE") if house.get(name)
    )
    return f"OBJECTID {house['OBJECTID']}: {' '.join(told)}"


def _is_current(row: Mapping[str, str]) -> bool:
    return "OBJECTID" in row and row.get("ISACTUAL") in _TRUE and row.get("ISACTIVE") in _TRUE
