"""Reading one text: what it costs warm, on the invented messages of the tests; and how right it is on them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bench.figures import Figure, Figures, percentile
from nasvyazi.domain.understanding import kinds, reading, urgency, words
from nasvyazi.domain.understanding.tests import invented

_ROUNDS = 5


def run() -> Figures:
    """CPU milliseconds a text, recall and false alarms of dangers, accuracy of kinds on the half that was held out."""
    urgent, calm, by_kind = (
        invented.lines("urgent.txt"),
        invented.lines("calm.txt"),
        invented.by_label("kinds.txt"),
    )
    unseen = invented.by_label("held.txt")
    spent = _spent([*urgent, *calm, *(text for texts in by_kind.values() for text in texts)])
    yield Figure(
        "reading.ms", 1000 * sum(spent) / len(spent), "ms", "limit ≤ 0.5 without the topic, CPU, warm"
    )
    yield Figure("reading.p95", 1000 * percentile(spent, 0.95), "ms", "limit ≤ 3")
    for name, texts, limit in (
        ("found", urgent, "limit ≥ 95; the rules were made with these"),
        ("false", calm, "limit ≤ 3; the rules were made with these"),
        (
            "unseen.found",
            unseen["urgent"],
            "limit ≥ 95; written after the rules, which were not changed for them",
        ),
        ("unseen.false", unseen["calm"], "limit ≤ 3; written after the rules"),
    ):
        share = sum(_is_urgent(text) for text in texts) / len(texts)
        yield Figure(f"reading.urgent.{name}", 100 * share, "%", f"{limit}; {len(texts)} texts")
    held = [(kind, _kind(text)) for kind, texts in by_kind.items() for text in texts[1::2]]
    right = sum(told == kind for kind, told in held) / len(held)
    yield Figure(
        "reading.kinds.right", 100 * right, "%", f"{len(held)} texts held out; not sure counts as wrong"
    )
    mistaken = sum(told not in (None, kind) for kind, told in held) / len(held)
    yield Figure("reading.kinds.mistaken", 100 * mistaken, "%", "sure of another kind")


def _spent(texts: list[str]) -> list[float]:
    """CPU seconds for each text, dictionaries and tables warm."""
    now = datetime.now(UTC)
    for text in texts:
        reading.read(text, now=now)
    spent = []
    for text in texts * _ROUNDS:
        began = time.process_time()
        reading.read(text, now=now)
        spent.append(time.process_time() - began)
    return spent


def _is_urgent(text: str) -> bool:
    return bool(urgency.find(words.read(words.clean(text))))


def _kind(text: str) -> str | None:
    return kinds.guess(words.read(words.clean(text))).kind
