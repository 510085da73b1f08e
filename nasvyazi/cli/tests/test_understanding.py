"""`nasvyazi understanding` at the terminal, where no database is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nasvyazi.cli import program
from nasvyazi.domain.understanding.tests.town import decisions


def evaluate(path: Path, *more: str) -> Result:
    return CliRunner().invoke(
        program,
        ["understanding", "evaluate", "--csv", str(path), "--text", "text", "--label", "label", *more],
    )


def written(tmp_path: Path, rows: list[str], *, encoding: str = "utf-8") -> Path:
    path = tmp_path / "decisions.csv"
    path.write_bytes("\n".join(rows).encode(encoding))
    return path


@pytest.mark.parametrize(("encoding", "separator"), [("cp1251", ";"), ("utf-8-sig", ",")])
def test_one_object_is_printed_whatever_the_encoding_and_the_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = [separator.join(("text", "label")), separator.join(("", "roads-pits"))]
    rows += [separator.join((f'"{one.text}"', one.label)) for one in decisions(6)]
    done = evaluate(written(tmp_path, rows, encoding=encoding), "--folds", "3", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    asked = {"weighted_f1", "macro_f1", "top3", "calibration_error", "ms_per_text", "rows", "classes"}
    assert asked <= told.keys()
    assert (told["rows"], told["classes"], told["without_text"]) == (18, 3, 1)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["text,label", *(f"яма {number},roads" for number in range(9))], "roads (9)"),
        (["words,label", "яма,roads"], "words, label"),
        (["text,label", ",roads", "яма,"], "decisions.csv"),
        ([], "not one filled row"),
        (["text,label,Text", "яма,roads,двор"], "several columns “text”"),
        (["text,label", f"{'яма ' * 40_000},roads"], "a cell is longer than 131,072 characters"),
    ],
    ids=[
        "one label",
        "no such column",
        "nothing to learn from",
        "empty file",
        "a column twice",
        "a long cell",
    ],
)
def test_what_cannot_be_learnt_from_is_refused_with_a_sentence(
    tmp_path: Path, rows: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    done = evaluate(written(tmp_path, rows))
    assert done.exit_code == 1
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(("folds", "fewest"), [(2, 8), (3, 6), (4, 6), (5, 5), (7, 7)])
def test_a_label_has_texts_enough_for_as_many_parts_as_one_asks_for(
    tmp_path: Path, folds: int, fewest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASVYAZI_LANGUAGE", "en")
    for each, exit_code in ((fewest, 0), (fewest - 1, 1)):
        rows = ["text;label", *(f"{one.text};{one.label}" for one in decisions(each))]
        done = evaluate(written(tmp_path, rows), "--folds", str(folds))
        assert (done.exit_code, "Traceback" in done.output) == (exit_code, False), done.output
    assert f"at least {fewest} texts" in done.output


def test_a_heading_is_read_with_its_text(tmp_path: Path) -> None:
    rows = ["subject,text,label", *(f"{one.text},помогите,{one.label}" for one in decisions(6))]
    done = evaluate(written(tmp_path, [row.replace(", ", " ") for row in rows]), "--json")
    told = json.loads(done.output)
    assert told["columns"] == ["subject", "text"]
    assert told["weighted_f1"] > 0.8


@pytest.mark.parametrize("number", ["-1", "two", "²"])
def test_a_version_that_is_no_number_is_wrong_usage(number: str) -> None:
    assert CliRunner().invoke(program, ["understanding", "use", number]).exit_code == 2
