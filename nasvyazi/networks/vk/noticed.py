"""Events of VK in which nobody says anything to us (schema 5.199, callback_type), and what they tell."""

from __future__ import annotations

from collections.abc import Mapping

NOTICED: Mapping[str, str] = {
    "message_read": "a message was read",
    "message_typing_state": "somebody is typing",
    "message_event": "a button under a message was pressed, and we send none",
    "message_reaction_event": "a message was marked with a sign",
    "like_add": "something was liked",
    "like_remove": "something is no longer liked",
    "audio_new": "a piece of music was added",
    "poll_vote_new": "somebody voted in a poll",
    "wall_schedule_post_new": "a post waits to be published: when it is, that is told, too",
    "wall_schedule_post_delete": "a post that waited to be published was deleted",
    "group_join": "somebody joined the community, or asks to be let in",
    "group_leave": "somebody left the community, or was removed",
    "group_change_photo": "the community has another portrait",
    "group_change_settings": "the settings of the community were changed",
    "group_officers_edit": "somebody has other powers in the community",
    "donut_subscription_create": "somebody began to pay for a subscription",
    "donut_subscription_prolonged": "a paid subscription was prolonged",
    "donut_subscription_expired": "a paid subscription expired",
    "donut_subscription_cancelled": "a paid subscription was cancelled",
    "donut_subscription_price_changed": "the price of a subscription was changed",
    "donut_money_withdraw": "money was withdrawn",
    "donut_money_withdraw_error": "money could not be withdrawn",
}
"""Orders in the shop, forms of advertisements and payments are not here: residents put words into them, and so they
stay in sight as not understood."""
