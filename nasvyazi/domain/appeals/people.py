"""Residents by what they wrote: what one person told in several networks, and who may be the same person. Reads only.

That two residents may be one person is a suggestion and nothing more: only a person joins them. `among` are always the
appeals that the reader sees: what nobody showed them suggests nothing to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Resident
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.understanding import phones
from nasvyazi.networks.base import PlaceKind

from .models import Appeal

HUMAN = Coalesce(-F("resident__person"), F("resident"), output_field=BigIntegerField())
"""Whose an appeal is: one person's in whatever networks, else the resident's."""
_PRIVATE = (PlaceKind.DIALOG, PlaceKind.ENTRY)
_PRIVATE_WORDS = 50
_PHONES = 3
_CANDIDATES = 200
_ELSEWHERE = 10
_SHOWN_NAME = Coalesce(NullIf("resident__name", Value("")), "resident__network_id", output_field=CharField())


def with_elsewhere(rows: QuerySet[Appeal], *, among: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Appeals with `elsewhere`: the ten newest that the same person made as another resident.

    Of each its `number`, and the resident's `id`, `network` and `name`; those of one resident stand together.
    """
    theirs = among.filter(resident__person=OuterRef("resident__person"))
    theirs = theirs.exclude(resident=OuterRef("resident")).order_by("resident", "-pk")
    told = JSONObject(number="pk", id="resident_id", network="resident__network", name=_SHOWN_NAME)
    return rows.annotate(elsewhere=ArraySubquery(theirs.values(told=told)[:_ELSEWHERE]))


def with_latest(rows: QuerySet[Resident], *, among: QuerySet[Appeal]) -> QuerySet[Resident]:
    """Residents with `latest`: number and words of their newest appeal that is among these, if there is one."""
    newest = among.filter(resident=OuterRef("pk")).order_by("-pk")
    told = JSONObject(number="pk", words="excerpt")
    return rows.annotate(latest=Subquery(newest.values(told=told)[:1]))


def spoken(residents: Collection[Resident], *, among: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """The appeals of these residents that stand by themselves."""
    return among.filter(resident__in=[one.pk for one in residents], merged_into=None)


def found(words: str, *, among: QuerySet[Resident]) -> QuerySet[Resident]:
    """Residents with these words in their name, or with this id or page in their network."""
    words = words.strip()
    network_id = words.rstrip("/").rpartition("/")[2].lstrip("@")
    named = Q(name__icontains=words) | Q(network_id__in={words, network_id, network_id.removeprefix("id")})
    return among.filter(named).order_by("-pk")


def namesakes(resident: Resident, *, among: QuerySet[Resident]) -> list[Resident]:
    """Residents whose name has the same words in whatever order, at least two of them. One query at most."""
    words = _words_of(resident.name)
    if len(words) < 2:
        return []
    rows = among.exclude(pk=resident.pk)
    for word in words:
        # "ё" is written or not: what stands beside it is the same.
        rows = rows.filter(name__icontains=max(word.split("е"), key=len))
    return [one for one in rows.order_by("-pk")[:_CANDIDATES] if _words_of(one.name) == words]


def same_phone(resident: Resident, *, among: QuerySet[Appeal]) -> list[Resident]:
    """Residents who told the same telephone where nobody else reads, or were entered with it. Three queries.

    Looked for is each way in which people write such a number; what is found is compared by its digits.
    """
    private = Message.objects.filter(thread__kind__in=_PRIVATE, decision__appeal__in=among)
    own = private.filter(resident=resident).order_by("-pk").values_list("text", flat=True)
    told_phones = _mobiles("\n".join([resident.contact, *own[:_PRIVATE_WORDS]]))[:_PHONES]
    if not told_phones:
        return []
    written = [
        SearchQuery(form, config="russian", search_type="phrase")
        for phone in told_phones
        for form in _ways_to_write(phone)
    ]
    # Such words are few: found first, whoever may see them, by their index, and narrowed then.
    said = Message.objects.filter(words=reduce(or_, written)).order_by("-pk").values("pk")[:_CANDIDATES]
    told = private.filter(pk__in=said).exclude(resident=resident).select_related("resident")
    same = {one.resident for one in told if one.resident and set(told_phones) & set(_mobiles(one.text))}
    known_as = [channels.telephone_identity(phone) for phone in told_phones]
    entered = Resident.objects.filter(network=channels.BY_HAND, network_id__in=known_as)
    same.update(who_wrote(among, entered.exclude(pk=resident.pk)))
    return sorted(same, key=lambda one: -one.pk)


def who_wrote(among: QuerySet[Appeal], rows: QuerySet[Resident]) -> QuerySet[Resident]:
    """Of these residents those who made an appeal that is among these."""
    return rows.filter(Exists(among.filter(resident=OuterRef("pk"))))


def _words_of(name: str) -> frozenset[str]:
    words = name.lower().replace("ё", "е").replace("-", " ").split()
    return frozenset(word for word in words if len(word) > 2 and word.isalpha())


def _mobiles(text: str) -> list[str]:
    """The mobile telephones in a text: ten digits without the country's number, in the order of the text."""
    return [one.number.removeprefix("+7") for one in phones.find(text) if one.is_mobile]


def _ways_to_write(phone: str) -> Iterator[str]:
    """Ten digits as people write them, with and without the country's number."""
    code, three, two, last = phone[:3], phone[3:6], phone[6:8], phone[8:]
    for before in ("8", "+7", "7", ""):
        yield f"{before}{phone}"
        for gap in (" ", "-"):
            yield f"{before}{gap}{code}{gap}{three}{gap}{two}{gap}{last}".strip(gap)
            yield f"{before}{gap}{code}{gap}{three}{two}{last}".strip(gap)
            yield f"{before}{gap}{code}{gap}{three}{gap}{two}{last}".strip(gap)
        yield f"{before} {code} {three}-{two}-{last}".strip()
        yield f"{before} ({code}) {three} {two} {last}".strip()
        yield f"{before} ({code}) {three}-{two}-{last}".strip()
        yield f"{before}({code}){three}-{two}-{last}"
        yield f"{before}({code}){three}{two}{last}"
