"""What migrations do to rows that are there already."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from nasvyazi.domain.outbox.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_was_resent_again_and_again_knows_where_its_words_were_written() -> None:
    appeal, operator = factories.appeal(), factories.user()
    first, second, third, other = (factories.answer(appeal, operator) for _ in range(4))
    Letter.objects.filter(pk=second.pk).update(resend_of=first)
    Letter.objects.filter(pk=third.pk).update(resend_of=second)
    migration = import_module("nasvyazi.domain.outbox.migrations.0002_where_words_were_written")
    migration.remember(apps, connection.schema_editor())
    found = dict(Letter.objects.values_list("pk", "origin"))
    assert found == {first.pk: None, second.pk: first.pk, third.pk: first.pk, other.pk: None}
