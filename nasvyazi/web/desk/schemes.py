"""What an administrator brings as a scheme, checked; and how a scheme's page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.models import District, SchemeRemark
from nasvyazi.domain.places.schemes import selectors as reads
from nasvyazi.domain.places.schemes import texts
from nasvyazi.domain.places.schemes.polygons import read_polygons
from nasvyazi.toolbox.refusal import Refusal

_LONGEST_PASTED = 500_000
_DAY = {"invalid": _("Choose a day."), "required": _("Choose the first day.")}


def sentence(refusal: Refusal) -> str:
    """The refusal in the person's language."""
    text = gettext(refusal.message)
    return text.format(**refusal.details) if refusal.details else text


class SchemeForm(forms.Form):
    """A scheme: pasted, or a text file; with the districts' borders, if there are any."""

    body = forms.CharField(
        max_length=300, error_messages={"required": _("Name the body whose deputies are elected.")}
    )
    first_day = forms.DateField(error_messages=_DAY)
    last_day = forms.DateField(required=False, error_messages=_DAY)
    text = forms.CharField(
        required=False,
        strip=False,
        max_length=_LONGEST_PASTED,
        error_messages={
            "max_length": _("More than 500,000 characters are not pasted: choose the text as a file.")
        },
    )
    file = forms.FileField(required=False, allow_empty_file=True)
    polygons = forms.FileField(required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        """`source` from the file or the box, `drawn` from the borders."""
        told: dict[str, Any] = super().clean() or {}
        file, polygons = told.get("file"), told.get("polygons")
        try:
            told["source"] = texts.decode(file.read()) if file else told.get("text", "")
            told["drawn"] = read_polygons(polygons.read()) if polygons else None
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal)) from refusal
        return told

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class WithdrawForm(forms.Form):
    """From which day on a scheme answers nobody, and why."""

    since = forms.DateField(error_messages={"invalid": _("Choose a day."), "required": _("Choose a day.")})
    why = forms.CharField(max_length=500, error_messages={"required": _("Say why the scheme is withdrawn.")})

    def complaint(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a scheme's text, and the remark that it is."""

    text: str
    remark: SchemeRemark | None = None


def marked(source: str, remarks: Iterable[SchemeRemark]) -> list[Piece]:
    """The whole text in pieces, those with remarks apart."""
    spans = sorted(
        ((start, end, remark) for remark in remarks for start, end in remark.spans), key=lambda span: span[:2]
    )
    pieces, at = [], 0
    for start, end, remark in spans:
        if start > at:
            pieces.append(Piece(source[at:start]))
        pieces.append(Piece(source[max(start, at) : end], remark))
        at = max(at, end)
    return [*pieces, Piece(source[at:])]


def with_rules(districts: Iterable[District]) -> list[tuple[District, list[tuple[str, str]]]]:
    """Each district with its rules: as they were understood, and in the scheme's own words."""
    return [
        (district, [(str(reads.rule_of(rule)), rule.verbatim) for rule in district.rules.all()])
        for district in districts
    ]
