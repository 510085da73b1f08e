"""Control API: channels with their posts and comments, and group chats."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.control import BadRequest, Fields, fields, route
from nasvyazi.sandbox.max import chats, messages, people, views
from nasvyazi.sandbox.max.desk import BASE, BOT, Desk
from nasvyazi.sandbox.max.world import Bot, Chat, Message

_LONGEST_NAME = 200
_SHARED = ("chat", "channel")


class Chats(Desk):
    """/control/max/channels/<channel>…, …/groups/<group>…"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        channel, group = f"{BASE}/channels/{{chat:signed}}", f"{BASE}/groups/{{chat:signed}}"
        return [
            *route(f"{BOT}/channels", GET=self.channels, POST=self.add_channel),
            *route(f"{BOT}/groups", GET=self.groups, POST=self.add_group),
            *route(f"{channel}/posts", GET=self.posts, POST=self.publish),
            *route(f"{channel}/posts/{{message}}", GET=self.post, PATCH=self.edit, DELETE=self.delete),
            *route(f"{channel}/posts/{{message}}/comments", POST=self.comment),
            *route(f"{channel}/comments/{{message}}", PATCH=self.edit, DELETE=self.delete),
            *route(f"{group}/messages", GET=self.told, POST=self.write),
            *route(f"{group}/messages/{{message}}", PATCH=self.edit, DELETE=self.delete),
            *[one for base in (channel, group) for one in (
                *route(base, PATCH=self.change), *route(f"{base}/add_bot", POST=self.add_bot),
                *route(f"{base}/remove_bot", POST=self.remove_bot), *route(f"{base}/members", POST=self.join),
                *route(f"{base}/members/{{resident:int}}", DELETE=self.leave))],
        ]  # fmt: skip

    async def channels(self, request: Request) -> Response:
        """The bot's channels."""
        return self._list(request, "channel")

    async def groups(self, request: Request) -> Response:
        """The bot's group chats."""
        return self._list(request, "chat")

    def _list(self, request: Request, type_: str) -> Response:
        bot = self.bot(request)
        found = chats.of_bot(self.world, bot.id, (type_,))
        return JSONResponse([views.chat(self.world, one, bot) for one in found])

    async def add_channel(self, request: Request) -> Response:
        """A channel with comments below its posts, whose administrator the bot usually is."""
        bot = self.bot(request)
        given = await fields(request)
        title, link = given.text("title", required=True, most=_LONGEST_NAME), given.text("link", most=60)
        admin, comments = given.flag("admin", otherwise=True), given.flag("comments", otherwise=True)
        given.done()
        return self._made(bot, "channel", title, admin=admin, link=link, comments=comments)

    async def add_group(self, request: Request) -> Response:
        """A group chat; only an administrator hears what is said there."""
        bot = self.bot(request)
        given = await fields(request)
        title, admin = (
            given.text("title", required=True, most=_LONGEST_NAME),
            given.flag("admin", otherwise=True),
        )
        given.done()
        return self._made(bot, "chat", title, admin=admin)

    def _made(self, bot: Bot, type_: str, title: str, *, admin: bool, link: str = "",
              comments: bool = True) -> Response:  # fmt: skip
        with self.world.store.transaction():
            fresh = chats.create(
                self.world, bot=bot.id, type_=type_, title=title, link=link, comments=comments
            )
            messages.join(self.world, fresh, bot.id, "admin" if admin else "member")
        return self._answer(fresh, bot, 201)

    def _answer(self, chat: Chat, bot: Bot, status: int = 200) -> Response:
        return JSONResponse(views.chat(self.world, chats.chat(self.world, chat.id), bot), status)

    async def change(self, request: Request) -> Response:
        """Another title (chat_title_changed); whether new comments may stand below the posts."""
        chat = self.chat(request, *_SHARED)
        given = await fields(request)
        title, closes = given.text("title", most=_LONGEST_NAME), given.has("comments")
        comments = given.flag("comments", otherwise=True)
        given.done()
        if closes:
            chats.update(self.world, chat.id, comments=int(comments))
        if title:
            messages.rename(self.world, chat, title)
        return self._answer(chat, self._home(chat))

    def _home(self, chat: Chat) -> Bot:
        return people.bot(self.world, chat.bot)

    def _named(self, given: Fields, chat: Chat) -> Bot:
        return people.bot(self.world, given.integer("bot", least=1) or chat.bot)

    async def add_bot(self, request: Request) -> Response:
        """A bot is added (bot_added), promoted or (`admin` false) demoted."""
        chat = self.chat(request, *_SHARED)
        given = await fields(request)
        bot, admin = self._named(given, chat), given.flag("admin", otherwise=True)
        given.done()
        messages.join(self.world, chat, bot.id, "admin" if admin else "member")
        return self._answer(chat, bot)

    async def remove_bot(self, request: Request) -> Response:
        """A bot is removed (bot_removed)."""
        chat = self.chat(request, *_SHARED)
        given = await fields(request)
        bot = self._named(given, chat)
        given.done()
        messages.leave(self.world, chat, bot.id, removed=True)
        return self._answer(chat, bot)

    async def join(self, request: Request) -> Response:
        """A resident comes (user_added), or becomes an administrator, whose words are the page's own."""
        chat = self.chat(request, *_SHARED)
        given = await fields(request)
        person, admin = people.person(self.world, given.needed("resident")), given.flag("admin")
        given.done()
        messages.join(self.world, chat, person.id, "admin" if admin else "member")
        return self._answer(chat, self._home(chat), 201)

    async def leave(self, request: Request) -> Response:
        """A resident goes (user_removed)."""
        messages.leave(self.world, self.chat(request, *_SHARED), self.resident(request).id)
        return Response(status_code=204)

    async def posts(self, request: Request) -> Response:
        """The channel with comments, newest first."""
        channel = self.chat(request, "channel")
        return JSONResponse(views.posts(self.world, channel, self._home(channel)))

    async def post(self, request: Request) -> Response:
        """One post with its comments."""
        channel = self.chat(request, "channel")
        return JSONResponse(views.post(self.world, self.message(request, channel), self._home(channel)))

    async def publish(self, request: Request) -> Response:
        """The channel publishes."""
        channel = self.chat(request, "channel")
        return await self._speak(request, channel, None)

    async def comment(self, request: Request) -> Response:
        """A resident comments a post; without `resident` the channel itself does."""
        channel = self.chat(request, "channel")
        post = self.message(request, channel)
        if not channel.comments:
            raise BadRequest("", "the channel's comments are switched off")
        given = await fields(request)
        number = given.integer("resident", least=1)
        sender = None if number is None else people.person(self.world, number).id
        speech = await self.speech(given)
        if speech.content.attachments or speech.content.link_type == "forward":
            raise BadRequest("", "a comment has words only, and may answer another")
        answered = speech.content.link_mid
        if answered is not None and messages.message(self.world, answered).post != post.mid:
            raise BadRequest("reply_to", "must be a comment under the same post")
        said = messages.say(
            self.world, channel, speech.content, sender=sender, post=post.mid, date=speech.date
        )
        return JSONResponse(views.said(self.world, said, self._home(channel)), 201)

    async def told(self, request: Request) -> Response:
        """All that is said in a group chat, the oldest first."""
        group = self.chat(request, "chat")
        return JSONResponse(views.group(self.world, group, self._home(group)))

    async def write(self, request: Request) -> Response:
        """A resident writes in a group chat; a stranger joins it for that."""
        group = self.chat(request, "chat")
        given = await fields(request)
        person = people.person(self.world, given.needed("resident"))
        return await self._speak(request, group, person.id, given)

    async def _speak(
        self, request: Request, chat: Chat, sender: int | None, given: Fields | None = None
    ) -> Response:
        speech = await self.speech(given or await fields(request))
        with self.world.store.transaction():
            if sender is not None and chats.role(self.world, chat.id, sender) not in chats.PRESENT:
                messages.join(self.world, chat, sender, "member")
            said = messages.say(self.world, chat, speech.content, sender=sender, date=speech.date)
        return JSONResponse(views.said(self.world, said, self._home(chat)), 201)

    async def edit(self, request: Request) -> Response:
        """Change a post's, comment's or message's words."""
        chat = self.chat(request, *_SHARED)
        one: Message = self.message(request, chat)
        given = await fields(request)
        text = given.text("text", required=True)
        given.done()
        fresh = messages.edit(self.world, one, messages.reworded(one, text))
        return JSONResponse(views.said(self.world, fresh, self._home(chat)))

    async def delete(self, request: Request) -> Response:
        """Delete a post, comment or message."""
        messages.delete(self.world, self.message(request, self.chat(request, *_SHARED)))
        return Response(status_code=204)
