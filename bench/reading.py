"""Reading one text: what it costs warm, on the invented messages of the tests; and how right it is on them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bench.figures import Figure, Figures, percentile
from nasvyazi.domain.understanding import kinds, reading, words
from nasvyazi.domain.understanding.tests import invented, weighing

_ROUNDS = 5


def run() -> Figures:
    """CPU milliseconds a text, recall and false alarms of dangers, accuracy of kinds on the half that was held out."""
    by_kind, held = invented.by_label("kinds.txt"), invented.dangers("held.txt")
    spent = _spent([*(one.text for one in held), *(text for texts in by_kind.values() for text in texts)])
    yield Figure(
        "reading.ms", 1000 * sum(spent) / len(spent), "ms", "limit ≤ 0.5 without the topic, CPU, warm"
    )
    yield Figure("reading.p95", 1000 * percentile(spent, 0.95), "ms", "limit ≤ 3")
    judged = weighing.judged(held)
    for name, share, limit in (
        ("found", judged.found, "limit ≥ 95"),
        ("named", judged.named, "found, and the right one of fourteen named first"),
        ("false", judged.false, "limit ≤ 5; half of the calm ones were written to be mistaken"),
    ):
        yield Figure(f"reading.danger.{name}", 100 * share, "%", f"{limit}; of {len(held)} not learnt from")
    halved = [(kind, _kind(text)) for kind, texts in by_kind.items() for text in texts[1::2]]
    right = sum(told == kind for kind, told in halved) / len(halved)
    yield Figure(
        "reading.kinds.right", 100 * right, "%", f"{len(halved)} texts held out; not sure counts as wrong"
    )
    mistaken = sum(told not in (None, kind) for kind, told in halved) / len(halved)
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


def _kind(text: str) -> str | None:
    return kinds.guess(words.read(words.clean(text))).kind
