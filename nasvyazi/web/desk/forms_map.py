"""What the map asks and tells, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.box import Box, NoBox
from nasvyazi.domain.places.models import House
from nasvyazi.flows.describing import Pin

_PLACES = 5
"""Decimals of a degree that are kept: a metre."""
_MAX_ZOOM = 22
_OFF = _("The pin is not on the map. Put it where it is, or write the street and the house.")


class PinFields(forms.Form):
    """Where a pin was put, if it was: `pin` of what is cleaned."""

    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    exact = forms.BooleanField(required=False)
    moves = forms.ModelChoiceField(House.objects.all(), required=False)

    def clean(self) -> dict[str, Any]:
        """Both coordinates or none."""
        told: dict[str, Any] = super().clean() or {}
        latitude, longitude = told.get("latitude"), told.get("longitude")
        told["pin"] = None
        if {"latitude", "longitude"} & self.errors.keys() or (latitude is None) != (longitude is None):
            for name in ("latitude", "longitude"):
                self.errors.pop(name, None)
            raise forms.ValidationError(_OFF)
        if latitude is not None and longitude is not None:
            told["pin"] = Pin(
                round(latitude, _PLACES),
                round(longitude, _PLACES),
                exact=told["exact"],
                moves=getattr(told.get("moves"), "pk", None),
            )
        return told


class WindowForm(forms.Form):
    """Which part of the map a browser shows."""

    box = forms.CharField(max_length=200)
    zoom = forms.IntegerField(min_value=0, max_value=_MAX_ZOOM)

    def clean_box(self) -> Box:
        """The part between its edges."""
        try:
            return Box.parse(self.cleaned_data["box"])
        except NoBox:
            raise forms.ValidationError("box") from None
