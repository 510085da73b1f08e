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
    by_kind = invented.by_label("kinds.txt")
    by_name = {
        name.removesuffix(".txt"): invented.dangers(name) for name in (*invented.HELD, *invented.BLIND)
    }
    told = [one.text for held in by_name.values() for one in held]
    spent = _spent([*told, *(text for texts in by_kind.values() for text in texts)])
    yield Figure(
        "reading.ms", 1000 * sum(spent) / len(spent), "ms", "limit ≤ 0.5 without the topic, CPU, warm"
    )
    yield Figure("reading.p95", 1000 * percentile(spent, 0.95), "ms", "limit ≤ 3")
    for name, held in by_name.items():
        judged, beside = weighing.judged(held), f"of {len(held)} messages not learnt from"
        yield Figure(f"reading.danger.{name}.found", 100 * judged.found, "%", f"limit ≥ 95; {beside}")
        yield Figure(f"reading.danger.{name}.named", 100 * judged.named, "%", "and the right one of fourteen")
        yield Figure(f"reading.danger.{name}.false", 100 * judged.false, "%", "limit ≤ 5; half are traps")
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
