"""The topics that come with the product: `topics.toml`, read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True, slots=True)
class ShippedTopic:
    """A topic as it is shipped; `group` is the code of its group, "" for a group itself."""

    code: str
    group: str
    name: str
    words: tuple[str, ...]


@cache
def topics() -> tuple[ShippedTopic, ...]:
    """All of them, each group before its topics."""
    return tuple(_read(tomllib.loads(FILE.read_text(encoding="utf-8"))))


def _read(groups: dict[str, Any]) -> Iterator[ShippedTopic]:
    for group, told in groups.items():
        yield ShippedTopic(group, "", told["name"], tuple(told["words"].split()))
        for code, topic in told["topics"].items():
            yield ShippedTopic(f"{group}-{code}", group, topic["name"], tuple(topic["words"].split()))
