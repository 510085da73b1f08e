"""Control API: private chats, played from the resident's side."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.control import fields, route
from nasvyazi.sandbox.telegram import chats, members, messages, views
from nasvyazi.sandbox.telegram.desk import BOT, Desk, Speech
from nasvyazi.sandbox.telegram.world import Bot, Message, Person


class Dialogs(Desk):
    """/control/telegram/bots/<bot>/chats/<resident>…"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        dialog = f"{BOT}/chats/{{resident:int}}"
        return [
            *route(dialog, GET=self.dialog),
            *route(f"{dialog}/messages", POST=self.write),
            *route(f"{dialog}/messages/{{message:int}}", PATCH=self.edit, DELETE=self.delete),
            *route(f"{dialog}/start", POST=self.start),
            *route(f"{dialog}/block", POST=self.block),
            *route(f"{dialog}/unblock", POST=self.unblock),
        ]

    async def dialog(self, request: Request) -> Response:
        """The private chat as the resident sees it."""
        return JSONResponse(views.dialog(self.world, self.bot(request), self.resident(request)))

    async def write(self, request: Request) -> Response:
        """The resident writes; whoever had blocked the bot has to unblock it for that."""
        bot, person = self.bot(request), self.resident(request)
        return self._say(bot, person, await self.speech(await fields(request)))

    async def start(self, request: Request) -> Response:
        """The resident presses Start."""
        bot, person = self.bot(request), self.resident(request)
        (await fields(request)).done()
        pressed = Speech(contents=[messages.worded("/start")], date=None, reply_to=None)
        return self._say(bot, person, pressed)

    def _say(self, bot: Bot, person: Person, speech: Speech) -> Response:
        chat = chats.chat(self.world, person.id)
        if speech.reply_to is not None:
            messages.message(self.world, chat, speech.reply_to, bot=bot.id)
        with self.world.store.transaction():
            members.opened(self.world, bot, person.id)
            told = messages.say(self.world, chat, messages.resident(person.id), speech.contents, bot=bot.id,
                                date=speech.date, reply_to=speech.reply_to)  # fmt: skip
        return JSONResponse(views.many(self.world, told, bot), 201)

    async def edit(self, request: Request) -> Response:
        """Change a message's words."""
        one = self._message(request)
        given = await fields(request)
        text = given.text("text", required=True)
        given.done()
        fresh = messages.edit(self.world, one, messages.reworded(one, text))
        return JSONResponse(views.said(self.world, fresh, self.bot(request)))

    async def delete(self, request: Request) -> Response:
        """Delete a message for both (Telegram tells nobody)."""
        messages.delete(self.world, self._message(request))
        return Response(status_code=204)

    def _message(self, request: Request) -> Message:
        chat = chats.chat(self.world, self.resident(request).id)
        return self.message(request, chat, bot=self.bot(request).id)

    async def block(self, request: Request) -> Response:
        """The resident stops and blocks the bot (my_chat_member, kicked)."""
        return await self._change(request, "kicked")

    async def unblock(self, request: Request) -> Response:
        """The resident unblocks the bot (my_chat_member, member)."""
        return await self._change(request, "member")

    async def _change(self, request: Request, status: str) -> Response:
        bot, person = self.bot(request), self.resident(request)
        members.change(self.world, chats.chat(self.world, person.id), bot, status, by=person.id)
        return await self.dialog(request)
