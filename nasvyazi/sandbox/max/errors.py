"""What MAX answers when it says no: an HTTP status and {code, message} (Error of the OpenAPI file).

The file names no codes but those of its examples; the others were read in clients' sources and threads:
`chat.denied`, `chat.not.found`, `dialog.not.found`, `proto.payload`, `deprecated.token`.
What is in none is an assumption.
"""

from __future__ import annotations

from starlette.responses import JSONResponse

SUSPENDED, NO_DIALOG = "error.dialog.suspended", "error.dialog.notfound"
_USUAL = {
    400: ("proto.payload", "Invalid request"), 401: ("verify.token", "Invalid access_token"),
    403: ("chat.denied", SUSPENDED), 404: ("chat.not.found", "Chat not found"),
    405: ("method.not.allowed", "Method is not allowed"), 429: ("too.many.requests", "Too many requests"),
    503: ("service.unavailable", "Service is temporarily unavailable"),
}  # fmt: skip
_OTHERWISE = ("internal.error", "Internal server error")


class ApiError(Exception):
    """An error the API answers with; what is not given is usual for the status."""

    def __init__(self, status: int, message: str = "", *, code: str = "") -> None:
        usual_code, usual_message = _USUAL.get(status, _OTHERWISE)
        self.status = status
        self.code = code or usual_code
        self.message = message or usual_message
        super().__init__(f"{status} {self.code}: {self.message}")

    def answer(self) -> JSONResponse:
        """The HTTP answer."""
        return JSONResponse({"code": self.code, "message": self.message}, self.status)


class NotDone(Exception):
    """A change that MAX answers with 200 and success: false, and since November 2026 with a code."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.answer = {"success": False, "message": message, "code": code}


def bad(message: str) -> ApiError:
    """400: the request makes no sense."""
    return ApiError(400, message)


def denied(message: str) -> ApiError:
    """403: the bot may not."""
    return ApiError(403, message)


def gone(message: str) -> ApiError:
    """404: what is named is not there."""
    return ApiError(404, message, code="not.found")


def not_ready() -> ApiError:
    """400: an attachment that is still being worked on (POST /uploads of the OpenAPI file)."""
    return ApiError(400, "Key: errors.process.attachment.file.not.processed", code="attachment.not.ready")
