"""Control API: dialogues with a bot, played from the resident's side."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.control import BadRequest, NotFound, fields, route
from nasvyazi.sandbox.max import chats, messages, objects, people, updates, views
from nasvyazi.sandbox.max.desk import BOT, Desk
from nasvyazi.sandbox.max.world import Chat, Message, milliseconds


class Dialogs(Desk):
    """/control/max/bots/<bot>/dialogs/<resident>…"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        dialog = f"{BOT}/dialogs/{{resident:int}}"
        return [
            *route(dialog, GET=self.dialog),
            *route(f"{dialog}/messages", POST=self.write),
            *route(f"{dialog}/messages/{{message}}", PATCH=self.edit, DELETE=self.delete),
            *route(f"{dialog}/messages/{{message}}/press", POST=self.press),
            *route(f"{dialog}/start", POST=self.start),
            *route(f"{dialog}/stop", POST=self.stop),
        ]

    async def dialog(self, request: Request) -> Response:
        """The dialogue as the resident sees it."""
        return JSONResponse(views.dialog(self.world, self.bot(request), self.resident(request)))

    def _dialog(self, request: Request) -> Chat:
        found = chats.dialog(self.world, self.bot(request), self.resident(request).id)
        if found is None:
            raise NotFound("the resident has not begun the dialogue")
        return found

    async def write(self, request: Request) -> Response:
        """The resident writes; whoever has not started the bot, or has stopped it, starts it for that."""
        bot, person = self.bot(request), self.resident(request)
        speech = await self.speech(await fields(request))
        with self.world.store.transaction():
            chat = messages.start(self.world, bot, person.id)
            said = messages.say(self.world, chat, speech.content, sender=person.id, date=speech.date)
        return JSONResponse(views.said(self.world, said, bot), 201)

    async def edit(self, request: Request) -> Response:
        """Change a message's words."""
        one = self._mine(request)
        given = await fields(request)
        text = given.text("text", required=True)
        given.done()
        fresh = messages.edit(self.world, one, messages.reworded(one, text))
        return JSONResponse(views.said(self.world, fresh, self.bot(request)))

    async def delete(self, request: Request) -> Response:
        """Delete a message for both (message_removed)."""
        messages.delete(self.world, self._mine(request))
        return Response(status_code=204)

    def _mine(self, request: Request) -> Message:
        return self.message(request, self._dialog(request))

    async def press(self, request: Request) -> Response:
        """Press a button of the bot's message (message_callback)."""
        one, person, bot = self._mine(request), self.resident(request), self.bot(request)
        given = await fields(request)
        payload = given.text("payload", required=True, most=1024)
        given.done()
        if not any(each["type"] == "inline_keyboard" for each in one.attachments):
            raise BadRequest("", "the message has no buttons")
        number = f"f9LHodD0cO{secrets.token_urlsafe(24)}"
        callback = {"timestamp": milliseconds(), "callback_id": number, "payload": payload,
                    "user": people.user(self.world, person.id)}  # fmt: skip
        with self.world.store.transaction():
            self.world.store.insert(
                "max_callback", {"id": number, "bot": bot.id, "mid": one.mid, "person": person.id}
            )
            told = {"callback": callback, "message": objects.message(self.world, one), "user_locale": "ru"}
            updates.emit(self.world, bot, "message_callback", told)
        return JSONResponse({"callback_id": number}, 201)

    async def start(self, request: Request) -> Response:
        """The resident presses Start (bot_started), perhaps by a link with a `payload`."""
        bot, person = self.bot(request), self.resident(request)
        given = await fields(request)
        payload = given.text("payload", most=512)
        given.done()
        messages.start(self.world, bot, person.id, payload=payload)
        return await self.dialog(request)

    async def stop(self, request: Request) -> Response:
        """The resident stops the bot (bot_stopped); `removed`: removes the dialogue, too."""
        dialog = self._dialog(request)
        given = await fields(request)
        removed = given.flag("removed")
        given.done()
        messages.stop(self.world, self.bot(request), dialog, removed=removed)
        return await self.dialog(request)
