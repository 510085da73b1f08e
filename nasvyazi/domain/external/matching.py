"""Which appeal of ours a case in another system is: certain by its link or by author and text, else a suggestion."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from nasvyazi.domain.inbox.models import Message

from .models import ExternalCase
from .rows import is_telling, same_author

Match = ExternalCase.Match
_WORD = re.compile(r"\w{4,}")
_WORDS = 8
_COMPARED = 2000
_NEARLY_EQUAL = 0.8
_ALIKE = 0.6
_NEAR = timedelta(days=14)
"""Another system learns of a message within so many days, or tells an earlier day than the network."""
_RECENT = timedelta(days=60)
"""How far back one looks for a case that does not say its day."""

_LIKENESS = """
    SELECT wanted.number, found.appeal_id, found.name, found.likeness
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
        AS wanted (number, words, text, since, until)
    CROSS JOIN LATERAL (
        SELECT decision.appeal_id, resident.name, similarity(left(message.text, %s), wanted.text) AS likeness
        FROM inbox_message message
        JOIN appeals_decision decision ON decision.message_id = message.id
        JOIN channels_resident resident ON resident.id = message.resident_id
        WHERE message.words @@ plainto_tsquery('russian', wanted.words)
            AND message.sent_at BETWEEN wanted.since AND wanted.until
            AND decision.appeal_id IS NOT NULL
        ORDER BY likeness DESC, message.id DESC
        LIMIT 5
    ) found
    WHERE found.likeness >= %s
    ORDER BY wanted.number, found.likeness DESC, found.appeal_id DESC
"""
"""For each case the messages that have its first words and lie near in time, the likest first. One query for all."""


class Found(NamedTuple):
    """The appeal that a case is, or (`how` NONE) that it may be."""

    appeal_id: int
    how: Match


def find(cases: Iterable[ExternalCase], *, now: datetime) -> dict[str, Found]:
    """The appeals of cases, by their numbers; they are cases of one system. Three queries, however many cases."""
    rest = list(cases)
    found = _by_link(rest)
    found |= _by_twin([case for case in rest if case.number not in found])
    unsure = [case for case in rest if case.number not in found or found[case.number].how == Match.NONE]
    return found | _by_text(unsure, now=now)


def _by_link(cases: Sequence[ExternalCase]) -> dict[str, Found]:
    """A link to one message is its appeal; one that leads to several (a whole dialogue) suggests the newest."""
    addresses = {address for case in cases for address in (case.link, case.url) if address}
    if not addresses:
        return {}
    leads = defaultdict[str, set[int]](set)
    rows = Message.objects.filter(url__in=addresses, decision__appeal__isnull=False)
    for url, appeal_id in rows.values_list("url", "decision__appeal"):
        leads[url].add(appeal_id)
    return {
        case.number: Found(max(appeals), Match.LINK if len(appeals) == 1 else Match.NONE)
        for case in cases
        if (appeals := leads.get(case.link, set()) | leads.get(case.url, set()))
    }


def _by_twin(cases: Sequence[ExternalCase]) -> dict[str, Found]:
    """The same matter under another number, there or in a third system, is the same appeal."""
    prints = {case.fingerprint for case in cases if case.fingerprint}
    if not prints:
        return {}
    rows = ExternalCase.objects.filter(fingerprint__in=prints, appeal__isnull=False).order_by("pk")
    known: Mapping[str, int] = dict(rows.values_list("fingerprint", "appeal"))
    return {
        case.number: Found(known[case.fingerprint], Match.LINK if case.link else Match.TEXT)
        for case in cases
        if case.fingerprint in known
    }


def _by_text(cases: Sequence[ExternalCase], *, now: datetime) -> dict[str, Found]:
    wanted = [case for case in cases if is_telling(case.text)]
    if not wanted:
        return {}
    spans = [_span(case, now) for case in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            _LIKENESS,
            [
                [case.number for case in wanted],
                [" ".join(_WORD.findall(case.text[:_COMPARED])[:_WORDS]) for case in wanted],
                [case.text[:_COMPARED] for case in wanted],
                [since for since, _until in spans],
                [until for _since, until in spans],
                _COMPARED,
                _ALIKE,
            ],
        )
        likely = defaultdict[str, list[tuple[int, str, float]]](list)
        for number, appeal_id, name, likeness in cursor.fetchall():
            likely[number].append((appeal_id, name, likeness))
    return {case.number: _judge(case, likely[case.number]) for case in wanted if case.number in likely}


def _judge(case: ExternalCase, likely: Sequence[tuple[int, str, float]]) -> Found:
    certain = {
        appeal_id
        for appeal_id, name, likeness in likely
        if likeness >= _NEARLY_EQUAL and same_author(name, case.author)
    }
    if len(certain) == 1:
        return Found(certain.pop(), Match.TEXT)
    # The same person wrote the same twice, or nobody knows who wrote it: a person decides.
    return Found(likely[0][0], Match.NONE)


def _span(case: ExternalCase, now: datetime) -> tuple[datetime, datetime]:
    if case.registered_at is None:
        return now - _RECENT, now
    return case.registered_at - _NEAR, case.registered_at + _NEAR
