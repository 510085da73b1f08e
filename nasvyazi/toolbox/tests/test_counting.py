"""Many counts in one question."""

from typing import Any

import pytest
from django.db.models import Count, F

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.toolbox.counting import count_each
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_query_has_its_own_count_whatever_it_orders_joins_or_groups(
    django_assert_num_queries: Any,
) -> None:
    desk = Desk.objects.create(name="Приёмная")
    for _ in range(3):
        factories.user(desk=desk)
    users = User.objects.filter(memberships__desk=desk)
    queries = [
        users.order_by("-username").select_related(None),
        users.none(),
        users.filter(pk__in=[]),
        Desk.objects.filter(pk=desk.pk).annotate(staff=Count("memberships")).filter(staff=3),
        users.annotate(at=F("memberships__desk")).exclude(at=desk.pk),
    ]
    with django_assert_num_queries(1):
        counts = count_each(queries)
    assert counts == [3, 0, 0, 1, 0]
    assert counts == [query.count() for query in queries]


def test_no_query_is_no_question(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert count_each([]) == []
