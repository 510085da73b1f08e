"""Topics: those that the product ships, and what an administrator makes of them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from nasvyazi.domain.understanding import lexicon, shipped
from nasvyazi.domain.understanding.models import LONGEST_WORD, Topic
from nasvyazi.toolbox.refusal import Refusal, gettext_noop


class GroupHasTopics(Refusal):
    """A group that has topics goes into no other: the tree has two levels."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("There are topics in this group: move them first, or leave it a group itself.")
        )


class NoSuchGroup(Refusal):
    """What a topic was to be put into is no group, or is none any more."""

    def __init__(self) -> None:
        super().__init__(gettext_noop("Choose a group: what was chosen is a topic itself."))


class TopicNameMissing(Refusal):
    """A topic without a name."""

    def __init__(self) -> None:
        super().__init__(gettext_noop("A topic needs a name."))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the shipped topics: codes of new ones, of brought up to date, and of an administrator's own."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    left: tuple[str, ...]


@transaction.atomic
def take_shipped(*, topics: Sequence[shipped.ShippedTopic] | None = None) -> Taken:
    """Bring the topics that come with the product up to date; every `nasvyazi migrate` does. Four queries at most.

    A topic that an administrator has changed stays as it is, whatever is shipped later, and a retired one stays
    retired. What is shipped no longer stays too: decisions name it.
    """
    told = shipped.topics() if topics is None else topics
    present = {
        topic.code: topic for topic in Topic.objects.select_related("group").select_for_update(of=("self",))
    }
    added = [one for one in told if one.code not in present]
    for level in (False, True):
        made = [_made(one, present) for one in added if bool(one.group) is level]
        present |= {topic.code: topic for topic in Topic.objects.bulk_create(made)}
    updated, left = [], []
    for one in told:
        topic = present[one.code]
        if topic.shipped == _fingerprint(one.name, one.group, one.words):
            continue
        if topic.shipped != _fingerprint(topic.name, topic.group.code if topic.group else "", topic.words):
            left.append(one.code)
            continue
        _fill(topic, one, present)
        updated.append(topic)
    Topic.objects.bulk_update(updated, ["name", "group", "words", "shipped"])
    return Taken(tuple(one.code for one in added), tuple(topic.code for topic in updated), tuple(left))


@transaction.atomic
def add_topic(*, name: str, words: Sequence[str] = (), group: Topic | None = None, code: str = "") -> Topic:
    """A topic of the town's own. Without a code it gets one. Raises TopicNameMissing, WordUnreadable, NoSuchGroup."""
    code = code or f"own-{secrets.token_hex(4)}"
    if group is not None and Topic.objects.select_for_update().get(pk=group.pk).group_id is not None:
        raise NoSuchGroup
    return Topic.objects.create(code=code, name=_name(name), words=_words(words), group=group)


@transaction.atomic
def change_topic(*, topic: Topic, name: str, words: Sequence[str], group: Topic | None) -> None:
    """Another name, other words, another group: from now on it is the administrator's.

    `group`: None makes it a group itself. Raises TopicNameMissing, WordUnreadable, GroupHasTopics, NoSuchGroup.
    """
    if group is not None:
        _lock_groups(topic, group)
    kept = Topic.objects.get(pk=topic.pk)
    kept.name, kept.words, kept.group = _name(name), _words(words), group
    kept.save(update_fields=["name", "words", "group"])


def _lock_groups(topic: Topic, group: Topic) -> None:
    """Keep the tree at two levels, whoever moves another topic at the moment: both rows are locked in one order."""
    numbers = {topic.pk, group.pk}
    rows = {one.pk: one for one in Topic.objects.select_for_update().filter(pk__in=numbers).order_by("pk")}
    if rows[group.pk].group_id is not None or topic.pk == group.pk:
        raise NoSuchGroup
    if rows[topic.pk].topics.exists():
        raise GroupHasTopics


def retire_topic(*, topic: Topic) -> None:
    """It is offered no more; what was decided with it stays."""
    topic.is_active = False
    topic.save(update_fields=["is_active"])


def restore_topic(*, topic: Topic) -> None:
    """A retired topic is offered again."""
    topic.is_active = True
    topic.save(update_fields=["is_active"])


def _made(one: shipped.ShippedTopic, present: dict[str, Topic]) -> Topic:
    topic = Topic(code=one.code)
    _fill(topic, one, present)
    return topic


def _fill(topic: Topic, one: shipped.ShippedTopic, present: dict[str, Topic]) -> None:
    topic.name, topic.words = one.name, list(one.words)
    topic.group = present[one.group] if one.group else None
    topic.shipped = _fingerprint(one.name, one.group, one.words)


def _fingerprint(name: str, group: str, words: Sequence[str]) -> str:
    told = json.dumps([name, group, list(words)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _name(name: str) -> str:
    if not (tidy := " ".join(name.split())):
        raise TopicNameMissing
    return tidy


def _words(words: Sequence[str]) -> list[str]:
    for word in words:
        lexicon.read_word(word)
        if len(word) > LONGEST_WORD:
            raise lexicon.WordUnreadable(word)
    return list(dict.fromkeys(words))
