"""What happens with registers of houses, in sentences; and what people say about one, checked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.models import RegisterImport, RegisterRemark
from nasvyazi.domain.places.remarks import SENTENCES
from nasvyazi.toolbox.refusal import Refusal

_TOO_LONG = {"max_length": _("At most %(limit_value)d characters.")}


class BringForm(forms.Form):
    """A file with a register of houses."""

    register = forms.FileField(
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Export it anew.")}
    )


class WhereForm(forms.Form):
    """Where it lies, in so far as the file does not say it."""

    municipality = forms.CharField(required=False, max_length=200, error_messages=_TOO_LONG)
    settlement = forms.CharField(required=False, max_length=200, error_messages=_TOO_LONG)
    oktmo = forms.RegexField(
        r"^\d*$",
        required=False,
        max_length=11,
        error_messages={"invalid": _("A code is digits only."), **_TOO_LONG},
    )


def complaint(form: forms.Form) -> str:
    """The first thing that is wrong."""
    return str(next(iter(form.errors.values()))[0])


def why(register: RegisterImport) -> str:
    """Why a register could not be read, or what is not clear about it; "" for neither."""
    return gettext(register.error).format(**register.error_details) if register.error else ""


def remark(row: RegisterRemark) -> str:
    """What has to be said about a row."""
    return gettext(SENTENCES[row.code]).format(detail=row.detail)


def refusal(error: Refusal) -> str:
    """Why a step is refused."""
    return gettext(error.message).format(**error.details)
