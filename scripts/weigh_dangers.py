"""Learns how much each word speaks of a danger, from the messages of `tests/texts/dangers`, and writes `urgency.csv`.

Run it when messages were added there. Those of the other files are not learnt from: they tell how well the words do.
"""

from __future__ import annotations

import csv
import sys

from nasvyazi.domain.understanding import urgency
from nasvyazi.domain.understanding.tests import invented, weighing


def main() -> None:
    """Write the weights, and say what they find."""
    weighed = weighing.weigh(invented.dangers("taught.txt"))
    with urgency.WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["term", "rarity", "danger", "names"])
        for term, weight in weighed.items():
            names = " ".join(f"{code}={value:.2f}" for code, value in weight.names.items())
            table.writerow([term, f"{weight.rarity:.2f}", f"{weight.danger:.2f}", names])
    urgency.weights.cache_clear()
    sys.stdout.write(f"{len(weighed)} terms\n")
    for name in invented.HELD:
        sys.stdout.write(f"{name}: {weighing.judged(invented.dangers(name))}\n")


if __name__ == "__main__":
    main()
