"""The calls of the Bot API that the practice network knows; importing this package registers them."""

from nasvyazi.sandbox.max.api import METHODS
from nasvyazi.sandbox.max.methods import answers, chats, comments, messages, polling, subscriptions, uploads

__all__ = ["METHODS", "answers", "chats", "comments", "messages", "polling", "subscriptions", "uploads"]
