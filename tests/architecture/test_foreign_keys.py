"""No foreign key points up or sideways: string keys escape the import contracts, so the models are asked."""

from django.apps import apps
from django.db import models

LAYERS = [
    {"attention"},
    {"access"},
    {"suggestions"},
    {"external", "moderation"},
    {"appeals"},
    {"problems"},
    {"inbox", "outbox"},
    {"channels"},
    {"deadlines"},
    {"organisations"},
    {"places", "understanding"},
    {"accounts", "files"},
]
HEIGHT = {label: -number for number, labels in enumerate(LAYERS) for label in labels}


def _ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("nasvyazi.domain.")]


def test_every_app_of_the_domain_has_its_layer() -> None:
    assert {model._meta.app_label for model in _ours()} <= set(HEIGHT)


def test_no_foreign_key_points_up_or_sideways() -> None:
    wrong = []
    for model in _ours():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            source, target = model._meta.app_label, field.related_model._meta.app_label
            if target in HEIGHT and source != target and HEIGHT[target] >= HEIGHT[source]:
                wrong.append(f"{source}.{model.__name__}.{field.name} → {target}")
    assert wrong == []
