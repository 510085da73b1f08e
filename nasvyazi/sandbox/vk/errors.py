"""What the VK API answers when it says no. Codes and words: errors.json of the VK API schema 5.199 (MIT)."""

from __future__ import annotations

MESSAGES = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required",
    18: "User was deleted or banned",
    27: "Group authorization failed",
    28: "Application authorization failed",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    104: "Not found",
    113: "Invalid user id",
    125: "Invalid group id",
    211: "Access to wall's comment denied",
    212: "Access to post comments denied",
    213: "Access to status replies denied",
    214: "Access to adding post denied",
    222: "Hyperlinks are forbidden",
    223: "Too many replies",
    243: "Comment has not been deleted",
    801: "Comments for this video are closed",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    914: "Message is too long",
    917: "You don't have access to this chat",
    920: "Can't edit this kind of message",
    936: "Contact not found",
    944: "Cannot use this intent",
    950: "Reply timed out",
    1401: "Comments for this market are closed",
    2000: "Servers number limit is reached",
}


class ApiError(Exception):
    """An error the API answers with (over HTTP 200): its code and its words, the usual ones if none are given."""

    def __init__(self, code: int, message: str = "", **extra: object) -> None:
        self.code = code
        self.message = message or MESSAGES.get(code, "Unknown error occurred")
        self.extra = extra
        super().__init__(f"{code}: {self.message}")


def missing(name: str) -> ApiError:
    """Error 100 for a parameter that is not there."""
    return ApiError(100, f"{MESSAGES[100]}: {name} is undefined")


def invalid(what: str) -> ApiError:
    """Error 100 for a parameter that makes no sense."""
    return ApiError(100, f"{MESSAGES[100]}: {what}")
