"""What the Bot API answers when it says no, in its words (github.com/tdlib/telegram-bot-api)."""

from __future__ import annotations

from starlette.responses import JSONResponse

CHAT_NOT_FOUND = "chat not found"
_KINDS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
          429: "Too Many Requests"}  # fmt: skip
_USUAL = {400: CHAT_NOT_FOUND, 403: "bot was blocked by the user",
          409: "terminated by other getUpdates request; make sure that only one bot instance is running"}  # fmt: skip


class ApiError(Exception):
    """An error the API answers with: the HTTP status, a description, and parameters for programs."""

    def __init__(self, code: int, words: str = "", **parameters: int) -> None:
        kind = _KINDS.get(code, "Internal Server Error")
        words = words or _USUAL.get(code, "")
        self.code = code
        self.description = f"{kind}: {words}" if words else kind
        self.parameters = parameters
        super().__init__(f"{code}: {self.description}")

    def answer(self) -> JSONResponse:
        """The HTTP answer."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return JSONResponse(body | ({"parameters": self.parameters} if self.parameters else {}), self.code)


def bad(words: str) -> ApiError:
    """400 with these words."""
    return ApiError(400, words)


def too_many(seconds: int) -> ApiError:
    """429 with the seconds to wait."""
    return ApiError(429, f"retry after {seconds}", retry_after=seconds)
