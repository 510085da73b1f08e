"""Writes: topics (`topics`), and versions of what was learnt (`versions`)."""

from nasvyazi.domain.understanding.contest import FEWEST_DECISIONS

from .topics import (
    GroupHasTopics,
    NoSuchGroup,
    Taken,
    TopicNameMissing,
    add_topic,
    change_topic,
    restore_topic,
    retire_topic,
    take_shipped,
)
from .versions import (
    KEPT_VERSIONS,
    LearningAlready,
    TooFewDecisions,
    Trained,
    set_aside,
    train,
    use_lexicon,
    use_version,
)

__all__ = [
    "FEWEST_DECISIONS",
    "KEPT_VERSIONS",
    "GroupHasTopics",
    "LearningAlready",
    "NoSuchGroup",
    "Taken",
    "TooFewDecisions",
    "TopicNameMissing",
    "Trained",
    "add_topic",
    "change_topic",
    "restore_topic",
    "retire_topic",
    "set_aside",
    "take_shipped",
    "train",
    "use_lexicon",
    "use_version",
]  # fmt: skip
