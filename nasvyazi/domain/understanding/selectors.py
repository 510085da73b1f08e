"""Reads of topics."""

from __future__ import annotations

from .models import Topic


def by_group() -> list[tuple[Topic, list[Topic]]]:
    """The topics in use with their groups, by name. One query."""
    groups: dict[int, tuple[Topic, list[Topic]]] = {}
    rows = Topic.objects.filter(is_active=True, group__isnull=False).select_related("group")
    for topic in rows.order_by("group__name", "name"):
        if topic.group is not None:
            groups.setdefault(topic.group.pk, (topic.group, []))[1].append(topic)
    return list(groups.values())
