"""`nasvyazi understanding train`: by hand, and as the nightly job calls it."""

from __future__ import annotations

import csv
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from nasvyazi.cli import program
from nasvyazi.cli.understanding import training
from nasvyazi.domain.understanding import selectors, services
from nasvyazi.domain.understanding.learning import Example
from nasvyazi.domain.understanding.tests.town import decisions
from nasvyazi.jobs.learn import Learn
from nasvyazi.toolbox.clock import now


@pytest.fixture
def file(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Decisions that beat the lexicon, and a few on something that is too rare to be learnt."""
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    monkeypatch.setattr(training, "product", nullcontext)
    services.take_shipped()
    path = tmp_path / "decisions.csv"
    with path.open("w", newline="") as opened:
        told = [*decisions(swapped=True), Example("лифт стоит", "housing-lifts")]
        csv.writer(opened).writerows([("text", "label"), *((one.text, one.label) for one in told)])
    return path


def train(file: Path, *more: str) -> str:
    done = CliRunner().invoke(program, ["understanding", "train", "--from", str(file), *more])
    assert done.exit_code == 0, done.output
    return done.output


def test_at_night_it_waits_where_somebody_chose_and_by_hand_it_is_used(file: Path) -> None:
    assert "It is in use now." in train(file, "--nightly")
    services.use_lexicon(target="topic", rule="terminal", now=now())
    assert "waits" in train(file, "--nightly")
    assert selectors.guesser().version_id is None
    assert "It is in use now." in train(file)
    said = train(file)
    assert "too few decisions are new to both" in said
    assert "housing-lifts (1)" in said, "what is left out is named"


def test_the_nightly_job_asks_for_what_the_command_knows() -> None:
    asked = Learn()._command
    assert "--nightly" in asked
    done = CliRunner().invoke(program, [*asked[asked.index("understanding") :], "topic", "--help"])
    assert done.exit_code == 0, done.output
