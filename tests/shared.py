"""Where the real payloads and schemas lie, beside the checkout; None on a machine without them."""

from pathlib import Path

_CANDIDATE = Path(__file__).resolve().parents[2] / "shared"
SHARED: Path | None = _CANDIDATE if (_CANDIDATE / "payloads").is_dir() else None
WHY_SKIPPED = "../shared (real payloads and schemas) is not beside this checkout: not run"
