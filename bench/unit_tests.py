"""The unit and architecture tests on two cores: how long an engineer waits before a change is known to be sound."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from importlib.util import find_spec

from bench.figures import Figure, Figures
from nasvyazi.toolbox.home import CHECKOUT
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

PATHS = ("nasvyazi", "tests/architecture", "tests/chaos")
CHOSEN = "not browser and not acceptance and not crash"
_SLOWEST = 10
_DURATION = re.compile(r"^([\d.]+)s (?:call|setup|teardown) +(\S+)$", re.MULTILINE)


def run() -> Figures:
    """Run them; the slowest follow. Raises Refusal where they are not installed or do not pass."""
    if find_spec("pytest") is None:
        raise Refusal(gettext_noop("The tests are not installed: run `make bench BENCH=tests`."))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist=loadfile",
        "-m",
        CHOSEN,
        f"--durations={_SLOWEST}",
        *PATHS,
    ]
    # The tests have settings of their own.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise Refusal(gettext_noop("The tests do not pass:\n{said}"), said=done.stdout[-2000:])
    passed = re.search(r"(\d+) passed", done.stdout)
    count = passed[1] if passed else "?"
    yield Figure(
        "tests.unit", seconds, "s", f"limit ≤ 90; {count} tests, pytest -n 2, not browser, acceptance, crash"
    )
    for took, name in _DURATION.findall(done.stdout):
        yield Figure("tests.slow", float(took), "s", name)
