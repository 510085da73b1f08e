"""Writes of schemes: brought as a text, looked over by a person, put in force, withdrawn, thrown away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.timezone import localdate

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.places.models import District, DistrictRule, DistrictSet, SchemeRemark
from nasvyazi.domain.places.schemes import texts
from nasvyazi.domain.places.schemes.parsing import read_scheme
from nasvyazi.domain.places.schemes.rules import ReadDistrict, Reading
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_LONGEST_BODY = 300
_LONGEST_NAME = 200


class BadScheme(Refusal):
    """The text is no scheme, or its body or days are not right."""


class DaysTaken(Refusal):
    """Another scheme of the body is in force on these days."""


class InForce(Refusal):
    """The scheme is in force already."""


class NotInForce(Refusal):
    """The scheme was never put in force."""


class AlreadyWithdrawn(Refusal):
    """Somebody has withdrawn the scheme before."""


def bring(
    *,
    body: str,
    source: str,
    first_day: date,
    last_day: date | None = None,
    polygons: Mapping[str, Mapping[str, Any]] | None = None,
    now: datetime,
) -> DistrictSet:
    """Keep a scheme as it was understood. It answers nobody before it is put in force.

    `polygons` are GeoJSON geometries by the district's number. Raises BadScheme.
    """
    body, source = " ".join(body.split()), texts.tidy(source)
    reading = read_scheme(source)
    _check(body, source, reading, first_day, last_day)
    with transaction.atomic():
        scheme = DistrictSet.objects.create(
            body=body, source=source, made_at=now, days=_days(first_day, last_day)
        )
        _keep(scheme, reading, polygons or {})
    return scheme


@transaction.atomic
def put_in_force(*, scheme_id: int, by: User | None, now: datetime) -> DistrictSet:
    """A person has looked it over: from its first day on it answers, and the former scheme ends.

    Raises DaysTaken where another scheme of the body begins on that day or later, InForce when it is in force.
    """
    scheme = DistrictSet.objects.select_for_update(of=("self",)).get(pk=scheme_id)
    if scheme.in_force:
        raise InForce(gettext_noop("This scheme is in force already."))
    first_day = scheme.first_day
    for former in _in_the_way_of(scheme).select_for_update(of=("self",)):
        if former.first_day >= first_day:
            raise _taken(former)
        former.days = _days_before(former, first_day)
        former.save(update_fields=["days"])
    scheme.in_force, scheme.put_by, scheme.put_at = True, by, now
    try:
        with transaction.atomic():
            scheme.save(update_fields=["in_force", "put_by", "put_at"])
    except IntegrityError as error:  # somebody else has put another one in force at this moment
        raise _taken(_in_the_way_of(scheme).exclude(pk=scheme.pk).get()) from error
    return scheme


@transaction.atomic
def withdraw(*, scheme_id: int, since: date, why: str, by: User, now: datetime) -> DistrictSet:
    """From a day on it answers nobody, and no other scheme has to follow. Answers of days that have passed stay.

    Raises NotInForce: it never was; AlreadyWithdrawn: once is enough; BadScheme: the day has passed or is not one of
    its own, or nobody says why.
    """
    scheme = DistrictSet.objects.select_for_update(of=("self",)).get(pk=scheme_id)
    why = " ".join(why.split())
    if not scheme.in_force:
        raise NotInForce(gettext_noop("This scheme is not in force: throw it away instead."))
    if scheme.ended_at is not None:
        raise AlreadyWithdrawn(
            gettext_noop("This scheme is withdrawn already, by {who}: from {since} on it answers nobody."),
            who=scheme.ended_by,
            since=scheme.days.upper,
        )
    if not why:
        raise BadScheme(gettext_noop("Say why the scheme is withdrawn."))
    _check_last(scheme, since, today=localdate(now))
    scheme.days = _days_before(scheme, since)
    scheme.ended_by, scheme.ended_at, scheme.ended_why = by, now, why
    scheme.save(update_fields=["days", "ended_by", "ended_at", "ended_why"])
    return scheme


@transaction.atomic
def discard(*, scheme_id: int) -> None:
    """Throw away a scheme that was never put in force. Raises InForce."""
    scheme = DistrictSet.objects.select_for_update(of=("self",)).get(pk=scheme_id)
    if scheme.in_force:
        raise InForce(
            gettext_noop(
                "A scheme in force is not thrown away: addresses are answered by it. Bring the next one, or withdraw"
                " this one."
            )
        )
    scheme.delete()


def _check_last(scheme: DistrictSet, since: date, *, today: date) -> None:
    """Whether a scheme can be withdrawn from a day on. Raises BadScheme."""
    if since <= scheme.first_day:
        raise BadScheme(
            gettext_noop("The scheme is in force from {first}: name a later day to withdraw it from."),
            first=scheme.first_day,
        )
    if since < today:
        raise BadScheme(
            gettext_noop(
                "What it answered on days that have passed stays: withdraw it from {today} or a later day."
            ),
            today=today,
        )
    if scheme.last_day is not None and since > scheme.last_day:
        raise BadScheme(gettext_noop("The scheme ends on {last} as it is."), last=scheme.last_day)


def _in_the_way_of(scheme: DistrictSet) -> QuerySet[DistrictSet]:
    return DistrictSet.objects.filter(body__iexact=scheme.body, in_force=True, days__overlap=scheme.days)


def _check(body: str, source: str, reading: Reading, first_day: date, last_day: date | None) -> None:
    if not body or len(body) > _LONGEST_BODY:
        raise BadScheme(
            gettext_noop("Name the body whose deputies are elected, in {count} characters at most."),
            count=_LONGEST_BODY,
        )
    if last_day is not None and last_day < first_day:
        raise BadScheme(
            gettext_noop("The last day, {last}, comes before the first, {first}."),
            last=last_day,
            first=first_day,
        )
    if not source.strip():
        raise BadScheme(gettext_noop("The text of the scheme is empty."))
    if not reading.districts:
        raise BadScheme(
            gettext_noop(
                "No district was found in the text: each begins with a heading like “Избирательный округ № 1”,"
                " is a row of a table with its number in front, or a number of a plain list that counts from 1."
            )
        )
    if not any(district.rules for district in reading.districts):
        raise BadScheme(
            gettext_noop("Districts were found ({count}), but no street in any of them."),
            count=len(reading.districts),
        )


def _days(first_day: date, last_day: date | None) -> DateRange:
    # Both bounds belong to the scheme; PostgreSQL keeps it as up to the day after.
    return DateRange(first_day, last_day, "[]" if last_day else "[)")


def _days_before(former: DistrictSet, first_day: date) -> DateRange:
    return DateRange(former.first_day, first_day, "[)")


def _taken(scheme: DistrictSet) -> DaysTaken:
    return DaysTaken(
        gettext_noop("Scheme number {number} of “{body}”, from {first}, is in force on these days."),
        number=scheme.pk,
        body=scheme.body,
        first=scheme.first_day,
    )


def _keep(scheme: DistrictSet, reading: Reading, polygons: Mapping[str, Mapping[str, Any]]) -> None:
    """The districts of the text, and those that are drawn only."""
    drawn = [
        ReadDistrict(number, "", (), ())
        for number in polygons
        if number not in {d.number for d in reading.districts}
    ]
    read = [*reading.districts, *drawn]
    districts = District.objects.bulk_create(
        District(
            district_set=scheme,
            number=one.number,
            name=one.name[:_LONGEST_NAME],
            polygon=polygons.get(one.number),
        )
        for one in read
    )
    DistrictRule.objects.bulk_create(_rows(zip(districts, read, strict=True)), batch_size=1000)
    SchemeRemark.objects.bulk_create(
        (
            SchemeRemark(
                district_set=scheme,
                verbatim=remark.verbatim,
                why=remark.why,
                line=remark.line,
                spans=remark.spans,
            )
            for remark in reading.remarks
        ),
        batch_size=1000,
    )


def _rows(read: Iterable[tuple[District, ReadDistrict]]) -> Iterable[DistrictRule]:
    for district, one in read:
        for rule in one.rules:
            yield DistrictRule(
                district=district,
                verbatim=rule.verbatim,
                settlement=rule.settlement[:_LONGEST_NAME],
                kind=rule.kind or "",
                name=rule.name[:_LONGEST_NAME],
                key=rule.key[:_LONGEST_NAME],
                houses=rule.houses.as_json(),
            )
