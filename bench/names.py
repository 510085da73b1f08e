"""Which benches there are."""

from __future__ import annotations

from collections.abc import Callable

from bench import (
    desk,
    ingest,
    pipeline,
    places,
    reading,
    register,
    start,
    townmap,
    understanding,
    unit_tests,
)
from bench.figures import Figures

BENCHES: dict[str, Callable[[], Figures]] = {
    "ingest": ingest.run,
    "pipeline": pipeline.run,
    "desk": desk.run,
    "map": townmap.run,
    "reading": reading.run,
    "register": register.run,
    "places": places.run,
    "start": start.run,
    "understanding": understanding.run,
    "tests": unit_tests.run,
}
