"""What the documents say about configuring is what the program reads."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_READ = re.compile(
    r"(?:env\.\w+|environ\.get|text|envvar=)\(?\s*\"([A-Z][A-Z_]+)\"|envvar=\"([A-Z_]+)\"|environ\[\"([A-Z_]+)\"\]"
)
NOT_FOR_ADMINISTRATORS = {
    "NASVYAZI_PASSWORD",  # of one command, told by its help
    "NASVYAZI_SUPERVISOR",  # between `run` and its children
    "DJANGO_SETTINGS_MODULE",
    "LANG",
}


def read_by_the_program() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "nasvyazi").rglob("*.py"):
        if "tests" not in path.parts and "demo" not in path.parts:
            found |= {name for match in _READ.findall(path.read_text()) for name in match if name}
    return found - NOT_FOR_ADMINISTRATORS


def test_the_example_explains_every_variable_that_the_program_reads() -> None:
    example = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE))
    assert explained == read_by_the_program()


def test_locked_files_and_configs_name_no_registry() -> None:
    for path in [
        *ROOT.glob("requirements*"),
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ]:
        assert "://" not in path.read_text(), path


def test_every_requirement_is_locked_with_a_hash() -> None:
    for path in ROOT.glob("requirements*.txt"):
        for block in re.split(r"\n(?=\S)", path.read_text()):
            assert block.startswith("#") or "--hash=sha256:" in block, f"{path.name}: {block}"
