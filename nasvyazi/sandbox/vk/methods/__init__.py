"""The methods of the VK API that the practice network knows; importing this package registers them."""

from nasvyazi.sandbox.vk.api import METHODS
from nasvyazi.sandbox.vk.methods import comments, groups, messages, moderation, photos, things, users, wall

__all__ = ["METHODS", "comments", "groups", "messages", "moderation", "photos", "things", "users", "wall"]
