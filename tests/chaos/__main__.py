"""`python -m tests.chaos`: so many runs, a line each, and the sum. Exit code 1 where anything was lost, doubled, stuck
or told wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tests.chaos.plan import ROLES

if TYPE_CHECKING:
    from tests.chaos.run import Report

_COLUMNS = (
    "run", "seed", "messages", "acked", "lost", "doubled", "stuck", "wrong", "sent", "unconfirmed", "failed", "again",
    *ROLES, "recovery", "slowest",
)  # fmt: skip
_MADE_ALIKE = "{:>7}  " * (len(_COLUMNS) - 1) + "{}"
_SUMMED = _COLUMNS[2:-2]
Row = dict[str, object]


def main() -> int:
    """Run, print, judge."""
    options = _options()
    # Django wants settings; the database of each run is an installation's own.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nasvyazi.settings.test")
    import django

    django.setup()
    from tests.chaos.run import Size, run

    size = Size(options.messages, options.answers, options.seconds)
    rows: list[Row] = []
    if not options.json:
        _print(_MADE_ALIKE.format(*_COLUMNS))
    for number in range(options.runs):
        report = run(options.seed + number, size)
        rows.append(_row(number + 1, report))
        _tell(rows[-1], report, as_json=options.json)
    total = _total(rows)
    _print(json.dumps(total) if options.json else _MADE_ALIKE.format(*total.values()))
    return int(any(total[name] for name in ("lost", "doubled", "stuck", "wrong")))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=sys.modules["tests.chaos"].__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7, help="of the first run; the next ones count on")
    parser.add_argument("--messages", type=int, default=500, help="in each run")
    parser.add_argument("--answers", type=int, default=200, help="in each run")
    parser.add_argument("--seconds", type=float, default=45.0, help="in which the messages come")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line, with what was found in words"
    )
    return parser.parse_args()


def _row(number: int, report: Report) -> Row:
    verdict, (seconds, role) = report.verdict, report.slowest
    found = {name: len(getattr(verdict, name)) for name in ("lost", "doubled", "stuck", "wrong")}
    parts = {name: verdict.states.get(name, 0) for name in ("sent", "unconfirmed", "failed")}
    kills = {name: report.kills.get(name, 0) for name in ROLES}
    return {
        "run": number, "seed": report.seed, "messages": report.messages, "acked": report.acknowledged, **found,
        **parts, "again": report.repeated, **kills, "recovery": round(report.recovery, 1),
        "slowest": f"{seconds:.1f} {role}",
    }  # fmt: skip


def _tell(row: Mapping[str, object], report: Report, *, as_json: bool) -> None:
    verdict = report.verdict
    words = {name: getattr(verdict, name) for name in ("lost", "doubled", "stuck", "wrong")}
    if as_json:
        _print(json.dumps({**row, "found": words}, ensure_ascii=False))
        return
    _print(_MADE_ALIKE.format(*row.values()))
    for name, sentences in words.items():
        for sentence in sentences:
            _print(f"    {name}: {sentence}")


def _total(rows: Iterable[Mapping[str, object]]) -> Row:
    sums: Counter[str] = Counter()
    for row in rows:
        sums.update({name: int(str(row[name])) for name in _SUMMED})
    longest = max((float(str(row["recovery"])) for row in rows), default=0.0)
    slowest = max((str(row["slowest"]) for row in rows), key=lambda text: float(text.split()[0]), default="")
    return {
        "run": "total",
        "seed": "",
        **{name: sums[name] for name in _SUMMED},
        "recovery": longest,
        "slowest": slowest,
    }


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
