"""Many counts in one question."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Count, F

from nasvyazi.toolbox.counting import count_each

pytestmark = pytest.mark.django_db


def test_each_query_has_its_own_count_whatever_it_orders_joins_or_groups(
    django_assert_num_queries: Any,
) -> None:
    one, two, three = (Group.objects.create(name=name) for name in ("один", "два", "три"))
    first, second = Permission.objects.order_by("pk")[:2]
    one.permissions.add(first, second)
    two.permissions.add(first)
    queries = [
        Group.objects.order_by("-name"),
        Group.objects.none(),
        Group.objects.filter(pk__in=[]),
        Group.objects.filter(permissions=first).select_related(None),
        Group.objects.annotate(may=Count("permissions")).filter(may__gt=1),
        Group.objects.annotate(may=F("permissions")).exclude(pk=three.pk),
        Permission.objects.filter(group__in=Group.objects.filter(name="два")),
    ]
    with django_assert_num_queries(1):
        counts = count_each(queries)
    assert counts == [3, 0, 0, 2, 1, 3, 1]
    assert counts == [query.count() for query in queries]


def test_no_query_is_no_question(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert count_each([]) == []
