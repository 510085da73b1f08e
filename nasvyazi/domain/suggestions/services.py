"""Writes of templates. Every change is a version: what was there before can be read again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

from . import wording
from .models import NAME_LENGTH, TEXT_LENGTH, Template, TemplateVersion


class ChangedMeanwhile(Refusal):
    """A colleague has changed the template since it was read."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person says of a template."""

    name: str
    text: str
    desk: Desk | None = None
    topic: Topic | None = None
    is_active: bool = True


@transaction.atomic
def add_template(*, told: Wording, by: User, now: datetime) -> Template:
    """A new template. Raises Refusal when it has no words, a broken blank, or a name that another one has."""
    told = _checked(told)
    template = Template(**_fields(told))
    _save(template)
    _keep(template, told, by=by, now=now)
    return template


@transaction.atomic
def change_template(*, template_id: int, told: Wording, seen: int, by: User, now: datetime) -> Template:
    """Other words, another desk or topic, out of use and back.

    `seen` is the version that was read. What changes nothing leaves no version. Raises Refusal, ChangedMeanwhile.
    """
    told = _checked(told)
    template = Template.objects.select_for_update().get(pk=template_id)
    latest = template.versions.latest("pk")
    if latest.pk != seen:
        raise ChangedMeanwhile(
            gettext_noop("A colleague has changed this template meanwhile. Look at it anew.")
        )
    if all(getattr(latest, field) == value for field, value in _fields(told).items()):
        return template
    for field, value in _fields(told).items():
        setattr(template, field, value)
    _save(template)
    _keep(template, told, by=by, now=now)
    return template


def note_use(*, template: Template, now: datetime) -> None:
    """Somebody has put the template into a box."""
    Template.objects.filter(pk=template.pk).update(use_count=F("use_count") + 1, used_at=now)


def _checked(told: Wording) -> Wording:
    name, text = " ".join(told.name.split()), told.text.replace("\r\n", "\n").strip()
    if not name:
        raise Refusal(gettext_noop("Give the template a name by which colleagues find it."))
    if not text:
        raise Refusal(gettext_noop("Write the words of the template."))
    if len(name) > NAME_LENGTH or len(text) > TEXT_LENGTH:
        message = gettext_noop(
            "This is too long: at most {name} characters in the name and {text} in the words."
        )
        raise Refusal(message, name=NAME_LENGTH, text=TEXT_LENGTH)
    wording.check(text)
    return Wording(name=name, text=text, desk=told.desk, topic=told.topic, is_active=told.is_active)


def _fields(told: Wording) -> dict[str, object]:
    return {field.name: getattr(told, field.name) for field in fields(told)}


def _save(template: Template) -> None:
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        message = gettext_noop(
            "There is a template “{name}” already. Change that one, or choose another name."
        )
        raise Refusal(message, name=template.name) from None


def _keep(template: Template, told: Wording, *, by: User, now: datetime) -> None:
    TemplateVersion.objects.create(template=template, by=by, at=now, **_fields(told))
