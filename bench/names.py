"""Which benches there are."""

from __future__ import annotations

from collections.abc import Callable

from bench import desk, ingest, pipeline, start, understanding, unit_tests
from bench.figures import Figures

BENCHES: dict[str, Callable[[], Figures]] = {
    "ingest": ingest.run,
    "pipeline": pipeline.run,
    "desk": desk.run,
    "start": start.run,
    "understanding": understanding.run,
    "tests": unit_tests.run,
}
