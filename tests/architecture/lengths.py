"""How long files and functions are: `python -m tests.architecture.lengths` names what is too long."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 450
USUAL_FILE_LINES = 350  # 19 files of 20 are not longer
FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 40  # 19 functions of 20 are not longer


def sources() -> Iterator[Path]:
    """Every Python file of the product that a person wrote."""
    for folder in ("nasvyazi", "bench"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Names of the file's functions with their length in lines, without the docstring."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            docstring = ast.get_docstring(node) is not None
            words = (first.end_lineno or 0) - first.lineno + 1 if docstring else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - words


def complaints() -> list[str]:
    """What is too long, a line for each."""
    found, lengths, files = [], [], []
    for path in sources():
        where = path.relative_to(ROOT)
        lines = len(path.read_text().splitlines())
        files.append(lines)
        if lines > FILE_LINES:
            found.append(f"{where}: {lines} lines, at most {FILE_LINES}")
        for name, length in functions(path):
            lengths.append(length)
            if length > FUNCTION_LINES:
                found.append(f"{where}: {name} has {length} lines, at most {FUNCTION_LINES}")
    for what, sizes, limit in (
        ("function", lengths, USUAL_FUNCTION_LINES),
        ("file", files, USUAL_FILE_LINES),
    ):
        usual = sorted(sizes)[int(len(sizes) * 0.95)]
        if usual > limit:
            found.append(f"1 {what} of 20 is longer than {usual} lines, at most {limit}")
    return found


if __name__ == "__main__":
    if too_long := complaints():
        sys.exit("\n".join(too_long))
