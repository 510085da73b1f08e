"""POST /answers: what a bot does when somebody has pressed a button of its message."""

from __future__ import annotations

from nasvyazi.sandbox.max import messages
from nasvyazi.sandbox.max.api import Call, method
from nasvyazi.sandbox.max.content import changed
from nasvyazi.sandbox.max.errors import bad, gone
from nasvyazi.sandbox.max.methods.messages import DONE
from nasvyazi.sandbox.max.world import Json


@method("POST", "/answers")
async def answer(call: Call) -> Json:
    """A line for whoever pressed it, another message in place of the old one, or both."""
    number = call.text("callback_id")
    row = call.world.store.one("SELECT * FROM max_callback WHERE id = ? AND bot = ?", (number, call.bot.id))
    if row is None:
        raise gone(f"Callback {number} not found")
    words, instead = call.body.get("notification"), call.body.get("message")
    if words is None and instead is None:
        raise bad("message or notification: one of both must be given")
    if instead is not None:
        one = messages.message(call.world, row["mid"])
        fresh = changed(call.world, instead, messages.reworded(one, one.text))
        messages.edit(call.world, one, fresh, by=call.bot.id)
    with call.world.store.transaction():
        call.world.store.run("UPDATE max_callback SET notification = ? WHERE id = ?", (words or "", number))
    return DONE
