"""Schemes of districts at the terminal: brought from a text, asked for an address, compared with the register."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasvyazi.cli.environment import product
from nasvyazi.cli.output import as_json, line
from nasvyazi.cli.words import say, sentence
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

if TYPE_CHECKING:
    from nasvyazi.domain.places.models import DistrictSet
    from nasvyazi.domain.places.schemes.judging import Judgement

_SHOWN = 20
"""How many things of a sort a person at the terminal is shown."""

_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import-scheme")
@click.argument("file", type=_FILE)
@click.option("--body", required=True, help="Whose deputies are elected by it.")
@click.option("--from", "first_day", required=True, type=_DAY, help="The first day, as 2026-09-01.")
@click.option("--to", "last_day", type=_DAY, help="The last day, where it is known.")
@click.option(
    "--polygons", type=_FILE, help="GeoJSON with the districts' borders: speaks where no rule does."
)
@click.option("--dry-run", is_flag=True, help="Only tell what was understood; keep nothing.")
@as_json
def import_scheme(
    *,
    file: Path,
    body: str,
    first_day: datetime,
    last_day: datetime | None,
    polygons: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring a scheme of districts as the council published it (a text file), and put it in force.

    What was not understood is listed with its line and blocks nothing but itself. The body's former scheme ends on the
    first day.
    """
    with product():
        from django.db import transaction

        from nasvyazi.domain.places.schemes import selectors, services, texts
        from nasvyazi.domain.places.schemes.polygons import read_polygons
        from nasvyazi.toolbox.clock import now

        with transaction.atomic():
            scheme = services.bring(
                body=body,
                source=texts.decode(file.read_bytes()),
                first_day=first_day.date(),
                last_day=last_day.date() if last_day else None,
                polygons=read_polygons(polygons.read_bytes()) if polygons else None,
                now=now(),
            )
            conflict = _put_in_force(scheme, is_trial=dry_run)
            judgement = selectors.judgement(scheme.pk)
            _report(scheme, judgement, as_json=as_json, is_kept=not dry_run, conflict=conflict)
            transaction.set_rollback(dry_run)


def _put_in_force(scheme: DistrictSet, *, is_trial: bool) -> str:
    """Put it in force; in a trial, which is to show what was understood all the same, tell why that cannot be."""
    from nasvyazi.domain.places.schemes import services
    from nasvyazi.toolbox.clock import now

    try:
        services.put_in_force(scheme_id=scheme.pk, by=None, now=now())
    except services.DaysTaken as refusal:
        if not is_trial:
            raise
        return sentence(refusal)
    return ""


@click.command("withdraw-scheme")
@click.option("--body", default="", help="Of which body, where several have a scheme.")
@click.option("--from", "since", required=True, type=_DAY, help="From which day on it answers nobody.")
@click.option("--why", required=True, help="The decision of the court or of the council.")
@click.option("--by", "username", required=True, help="The user who answers for it.")
@as_json
def withdraw_scheme(*, body: str, since: datetime, why: str, username: str, as_json: bool) -> None:
    """Withdraw the scheme in force where no other one follows. What it answered on days that have passed stays."""
    with product():
        from nasvyazi.domain.accounts import selectors as accounts
        from nasvyazi.domain.places.schemes import selectors, services
        from nasvyazi.toolbox.clock import now

        day = since.date()
        scheme = selectors.the_one_in_force(on=day, body=body)
        if scheme is None:
            raise Refusal(gettext_noop("No scheme of the body is in force on this day."))
        user = accounts.user_named(username=username)
        if user is None:
            raise Refusal(gettext_noop("There is no user named {name}."), name=username)
        services.withdraw(scheme_id=scheme.pk, since=day, why=why, by=user, now=now())
    if as_json:
        line({"id": scheme.pk, "body": scheme.body, "withdrawn_from": str(day)})
        return
    say("The scheme of “{body}” answers nobody from {day} on.", body=scheme.body, day=day)


@click.command()
@click.argument("address")
@click.option("--body", default="", help="By whose scheme, where several bodies have one.")
@click.option("--on", "day", type=_DAY, help="On which day; today unless said.")
@as_json
def district(*, address: str, body: str, day: datetime | None, as_json: bool) -> None:
    """Tell in which district an address lies, by which words of the scheme, and why."""
    with product():
        from django.utils.timezone import localdate

        from nasvyazi.domain.places.schemes import selectors
        from nasvyazi.domain.places.schemes.addresses import Address

        on = day.date() if day else localdate()
        verdict = selectors.district_of(Address.read(address), on=on, body=body)
        why = str(verdict.why.label)
    if as_json:
        line({"district": verdict.district, "rule": verdict.rule, "why": why})
        return
    if verdict.district is not None:
        say("District {number}.", number=verdict.district)
    click.echo(why)
    if verdict.rule:
        click.echo(f"  «{verdict.rule}»")


@click.command()
@click.option("--body", default="", help="Only the scheme of this body.")
@as_json
def coverage(*, body: str, as_json: bool) -> None:
    """Compare the schemes in force today with the register: houses without a district, rules without houses."""
    with product():
        from django.utils.timezone import localdate

        from nasvyazi.domain.places.schemes import selectors

        found = list(selectors.in_force(on=localdate(), body=body))
        if not found:
            raise Refusal(
                gettext_noop("No scheme is in force today: bring one with `nasvyazi places import-scheme`.")
            )
        for scheme in found:
            judgement = selectors.judgement(scheme.pk)
            if as_json:
                line({"body": scheme.body, "houses": judgement.houses, **_doubts(judgement)})
                continue
            click.echo(scheme.body)
            _say_doubts(judgement)


def _report(
    scheme: DistrictSet, judgement: Judgement, *, as_json: bool, is_kept: bool, conflict: str
) -> None:
    districts: list[dict[str, Any]] = [
        {"number": one.number, "name": one.name, "rules": len(one.rules.all())}
        for one in scheme.districts.order_by("pk").prefetch_related("rules")
    ]
    remarks = [
        {"line": remark.line, "verbatim": remark.verbatim, "why": str(remark.get_why_display())}
        for remark in scheme.remarks.order_by("pk")
    ]
    rules = sum(one["rules"] for one in districts)
    if as_json:
        told = {
            "id": scheme.pk if is_kept else None,
            "body": scheme.body,
            "from": str(scheme.first_day),
            "in_force": is_kept,
            "conflict": conflict or None,
        }
        line({**told, "districts": districts, "rules": rules, "remarks": remarks, **_doubts(judgement)})
        return
    say(
        "Districts: {districts}, rules: {rules}, remarks: {remarks}.",
        districts=len(districts),
        rules=rules,
        remarks=len(remarks),
    )
    for one in districts:
        click.echo(f"  № {one['number']} {one['name']}".rstrip() + f": {one['rules']}")
    for remark in remarks:
        say("Line {line}: {why}", line=remark["line"], why=remark["why"])
        click.echo(f"  «{remark['verbatim']}»")
    _say_doubts(judgement)
    if conflict:
        say("It cannot be put in force as it is: {why}", why=conflict)
    if is_kept:
        say("In force from {day}.", day=scheme.first_day)
    else:
        say("Nothing was kept: it was a dry run.")


def _doubts(judgement: Judgement) -> dict[str, Any]:
    """What is doubtful in a scheme, as programs read it."""
    return {
        "overlaps": [
            {
                "example": one.example,
                "districts": [one.first.district, one.second.district],
                "rules": [one.first.rule.verbatim, one.second.rule.verbatim],
            }
            for one in judgement.overlaps
        ],
        "doubles": [
            {"district": one.district, "rule": other.rule.verbatim} for one, other in judgement.doubles
        ],
        "houses_without_district": [
            f"{street}, {number}" for street, numbers in judgement.gaps.items() for number in numbers
        ],
        "rules_without_houses": [
            {"district": one.district, "rule": one.rule.verbatim} for one in judgement.empty
        ],
        "disagreements": [
            {"house": one.house, "by_rule": one.by_rule, "by_polygon": one.by_polygon}
            for one in judgement.disagreements
        ],
        "districts_only_on_map": judgement.drawn_only,
    }


def _say_doubts(judgement: Judgement) -> None:
    """The same for a person, the first of each sort."""
    for overlap in judgement.overlaps[:_SHOWN]:
        say(
            "Districts {first} and {second} both take {house}.",
            first=overlap.first.district,
            second=overlap.second.district,
            house=overlap.example,
        )
        click.echo(f"  «{overlap.first.rule.verbatim}» / «{overlap.second.rule.verbatim}»")
    for one, _other in judgement.doubles[:_SHOWN]:
        say(
            "District {number} has the same rule twice: «{rule}».",
            number=one.district,
            rule=one.rule.verbatim,
        )
    _say_borders(judgement)
    _say_houses(judgement)


def _say_borders(judgement: Judgement) -> None:
    """Where text and map are at odds."""
    for disagreement in judgement.disagreements[:_SHOWN]:
        say(
            "{house}: by the text district {text}, on the map {map}.",
            house=disagreement.house,
            text=disagreement.by_rule,
            map=disagreement.by_polygon,
        )
    for number in judgement.drawn_only[:_SHOWN]:
        say("District {number} is drawn on the map, but the text has no street of it.", number=number)


def _say_houses(judgement: Judgement) -> None:
    """How the scheme and the register fit."""
    if not judgement.houses:
        say("There are no houses in the register to compare with.")
        return
    gaps = sum(map(len, judgement.gaps.values()))
    say("Houses without a district: {count} of {houses}.", count=gaps, houses=judgement.houses)
    for street, numbers in list(judgement.gaps.items())[:_SHOWN]:
        click.echo(f"  {street}: {', '.join(numbers[:_SHOWN])}{' …' if len(numbers) > _SHOWN else ''}")
    say("Rules without houses in the register: {count}.", count=len(judgement.empty))
    for told in judgement.empty[:_SHOWN]:
        click.echo(f"  № {told.district}: «{told.rule.verbatim}»")
