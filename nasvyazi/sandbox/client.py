"""A client of the control API, for programs that play residents."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx

_DEADLINE = 30.0


class PracticeError(Exception):
    """The practice networks are out of reach or refused; the text says why. `status` is None when nothing came back."""

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status


class Control:
    """The control API of the practice networks at `url`; a context manager that keeps one connection."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=f"{url.rstrip('/')}/control", timeout=_DEADLINE, trust_env=False)

    def __enter__(self) -> Self:
        """Nothing is sent yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._http.close()

    def get(self, path: str) -> Any:
        """What is there. Raises PracticeError."""
        return self._call("GET", path)

    def post(self, path: str, body: dict[str, Any] | None = None, photos: Sequence[bytes] = ()) -> Any:
        """Do something; the JSON answered, None when there is none. Photos go with plain fields only.

        Raises PracticeError.
        """
        if photos:
            files = [("photo", (f"{number}.jpg", photo, "image/jpeg")) for number, photo in enumerate(photos)]
            return self._call("POST", path, data=body or {}, files=files)
        return self._call("POST", path, json=body or {})

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        """Change something. Raises PracticeError."""
        return self._call("PATCH", path, json=body)

    def delete(self, path: str) -> None:
        """Remove something. Raises PracticeError."""
        self._call("DELETE", path)

    def _call(self, method: str, path: str, **given: Any) -> Any:
        try:
            response = self._http.request(method, path, **given)
        except httpx.HTTPError as error:
            raise PracticeError(f"{type(error).__name__}: {error}") from error
        if response.is_error:
            raise PracticeError(f"{method} {path}: {response.text[:500]}", response.status_code)
        return response.json() if response.content else None
