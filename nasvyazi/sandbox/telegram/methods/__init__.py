"""The methods of the Bot API that the practice network knows; importing this package registers them."""

from nasvyazi.sandbox.telegram.api import METHODS
from nasvyazi.sandbox.telegram.methods import chats, editing, files, moderation, polling, sending, webhook

__all__ = ["METHODS", "chats", "editing", "files", "moderation", "polling", "sending", "webhook"]
