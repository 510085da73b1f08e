"""Control API: channels with their posts and comments, and groups."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.control import BadRequest, Fields, fields, route
from nasvyazi.sandbox.telegram import bans, chats, members, messages, people, views
from nasvyazi.sandbox.telegram.desk import BASE, BOT, Desk
from nasvyazi.sandbox.telegram.world import Bot, Chat, Message

_LONGEST_NAME = 120
_MASKS = ("anonymous", "channel")


class Chats(Desk):
    """/control/telegram/channels/<channel>…, …/groups/<group>…"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        channel, group = f"{BASE}/channels/{{chat:signed}}", f"{BASE}/groups/{{chat:signed}}"
        post = f"{channel}/posts/{{message:int}}"
        return [
            *route(f"{BOT}/channels", GET=self.channels, POST=self.add_channel),
            *route(f"{BOT}/groups", GET=self.groups, POST=self.add_group),
            *route(f"{channel}/posts", GET=self.posts, POST=self.publish),
            *route(post, GET=self.post, PATCH=self.edit_post),
            *route(f"{post}/comments", POST=self.comment),
            *route(group, PATCH=self.change_group),
            *route(f"{group}/messages", GET=self.told, POST=self.write),
            *route(f"{group}/messages/{{message:int}}", PATCH=self.edit, DELETE=self.delete),
            *route(f"{group}/upgrade", POST=self.upgrade),
            *[one for base in (channel, group) for one in (
                *route(f"{base}/add_bot", POST=self.add_bot), *route(f"{base}/remove_bot", POST=self.remove_bot))],
        ]  # fmt: skip

    async def channels(self, request: Request) -> Response:
        """The bot's channels."""
        return self._list(request, "channel")

    async def groups(self, request: Request) -> Response:
        """The bot's groups, the discussion groups of its channels too."""
        return self._list(request, *chats.GROUPS)

    def _list(self, request: Request, *types: str) -> Response:
        bot = self.bot(request)
        return JSONResponse([
            views.chat(self.world, one, bot) for one in chats.of_bot(self.world, bot.id, types)
        ])  # fmt: skip

    async def add_channel(self, request: Request) -> Response:
        """A channel whose administrator the bot is, usually with a discussion group."""
        bot = self.bot(request)
        given = await fields(request)
        title, username = (
            given.text("title", required=True, most=_LONGEST_NAME),
            given.text("username", most=60),
        )
        discussed, group_title = (
            given.flag("discussion", otherwise=True),
            given.text("group_title", most=_LONGEST_NAME),
        )
        admin = given.flag("admin", otherwise=True)
        given.done()
        with self.world.store.transaction():
            channel = chats.create(self.world, bot=bot.id, type_="channel", title=title,
                                   username=username.lstrip("@"))  # fmt: skip
            members.change(self.world, channel, bot, "administrator")
            if discussed:
                group = chats.create(self.world, bot=bot.id, type_="supergroup",
                                     title=group_title or f"{title}: обсуждение", linked=channel.id)  # fmt: skip
                self._join(group, bot, admin=admin)
        return self._answer(channel.id, bot)

    async def add_group(self, request: Request) -> Response:
        """A group that belongs to no channel."""
        bot = self.bot(request)
        given = await fields(request)
        title = given.text("title", required=True, most=_LONGEST_NAME)
        kind = given.choice("kind", chats.GROUPS, otherwise="supergroup")
        admin = given.flag("admin")
        given.done()
        with self.world.store.transaction():
            group = chats.create(self.world, bot=bot.id, type_=kind, title=title)
            self._join(group, bot, admin=admin)
        return self._answer(group.id, bot)

    def _join(self, chat: Chat, bot: Bot, *, admin: bool) -> None:
        """A bot is added or gets other rights; groups say so when somebody comes."""
        comes = members.status(self.world, chat.id, bot.id) not in members.PRESENT
        status = "administrator" if admin or chat.type == "channel" else "member"
        members.change(self.world, chat, bot, status)
        if comes and chat.type != "channel":
            user = people.user(self.world, bot.id)
            messages.serve(self.world, chat, {"new_chat_members": [user]})

    def _answer(self, number: int, bot: Bot, status: int = 201) -> Response:
        return JSONResponse(views.chat(self.world, chats.chat(self.world, number), bot), status)

    async def add_bot(self, request: Request) -> Response:
        """A bot is added, promoted or (`admin` false) demoted."""
        chat = self.chat(request, "channel", *chats.GROUPS)
        given = await fields(request)
        bot, admin = self._named(given, chat), given.flag("admin", otherwise=True)
        given.done()
        self._join(chat, bot, admin=admin)
        return self._answer(chat.id, bot, 200)

    async def remove_bot(self, request: Request) -> Response:
        """A bot is removed and may not come back by itself (my_chat_member, kicked)."""
        chat = self.chat(request, "channel", *chats.GROUPS)
        given = await fields(request)
        bot = self._named(given, chat)
        given.done()
        members.change(self.world, chat, bot, "kicked")
        return self._answer(chat.id, bot, 200)

    def _named(self, given: Fields, chat: Chat) -> Bot:
        return people.bot(self.world, given.integer("bot", least=1) or chat.bot)

    def _home(self, chat: Chat) -> Bot:
        return people.bot(self.world, chat.bot)

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
        given = await fields(request)
        silent, silent_forward = given.flag("silent_post"), given.flag("silent_forward")
        speech = await self.speech(given)
        told = messages.say(self.world, channel, messages.Author(chat=channel.id), speech.contents,
                            date=speech.date, silent=silent, silent_forward=silent_forward)  # fmt: skip
        return JSONResponse(views.many(self.world, told, self._home(channel)), 201)

    async def edit_post(self, request: Request) -> Response:
        """Change a post's words."""
        return await self._edit(request, self.chat(request, "channel"))

    async def comment(self, request: Request) -> Response:
        """A comment under a post; under an album it stands under the first of its posts."""
        channel = self.chat(request, "channel")
        post = messages.first_of_album(self.world, self.message(request, channel))
        thread = chats.thread_of(self.world, channel, post.id)
        if thread is None or channel.linked is None:
            raise BadRequest("", "this post has no discussion")
        return await self._speak(request, chats.chat(self.world, channel.linked), thread=thread)

    async def told(self, request: Request) -> Response:
        """All that is said in a group, the oldest first."""
        group = self.chat(request, *chats.GROUPS)
        return JSONResponse(views.group(self.world, group, self._home(group)))

    async def write(self, request: Request) -> Response:
        """Somebody writes in a group, outside any post."""
        return await self._speak(request, self.chat(request, *chats.GROUPS))

    async def _speak(self, request: Request, group: Chat, *, thread: int | None = None) -> Response:
        if group.migrated_to is not None:
            raise BadRequest("", f"the group is the supergroup {group.migrated_to} now")
        given = await fields(request)
        author = self._author(given, group)
        speech = await self.speech(given)
        if speech.reply_to is not None:
            answered = messages.message(self.world, group, speech.reply_to)
            if thread is not None and answered.thread != thread:
                raise BadRequest("reply_to", "must be a comment under the same post")
        told = messages.say(self.world, group, author, speech.contents, date=speech.date,
                            reply_to=speech.reply_to, thread=thread)  # fmt: skip
        return JSONResponse(views.many(self.world, told, self._home(group)), 201)

    def _author(self, given: Fields, group: Chat) -> messages.Author:
        number, mask = given.integer("resident", least=1), given.choice("as", _MASKS, otherwise="-")
        if (number is None) == (mask == "-"):
            raise BadRequest("resident", "or as must be named, one of both")
        if number is not None:
            if bans.is_banned(self.world, chat=group.id, sender=number):
                raise BadRequest("resident", "is banned from this group")
            return messages.resident(people.person(self.world, number).id)
        if mask == "anonymous":
            return messages.anonymous(group)
        if group.linked is None:
            raise BadRequest("as", "channel is possible in a channel's discussion group only")
        return messages.as_channel(group.linked)

    async def edit(self, request: Request) -> Response:
        """Change a message's or comment's words."""
        return await self._edit(request, self.chat(request, *chats.GROUPS))

    async def _edit(self, request: Request, chat: Chat) -> Response:
        one = self.message(request, chat)
        given = await fields(request)
        text = given.text("text", required=True)
        given.done()
        fresh: Message = messages.edit(self.world, one, messages.reworded(one, text))
        return JSONResponse(views.said(self.world, fresh, self._home(chat)))

    async def delete(self, request: Request) -> Response:
        """Delete a message or comment (Telegram tells nobody)."""
        messages.delete(self.world, self.message(request, self.chat(request, *chats.GROUPS)))
        return Response(status_code=204)

    async def change_group(self, request: Request) -> Response:
        """Whether the bot may write (`can_write`)."""
        group = self.chat(request, *chats.GROUPS)
        given = await fields(request)
        may = given.flag("can_write", otherwise=True)
        given.done()
        chats.update(self.world, group.id, can_write=int(may))
        return self._answer(group.id, self._home(group), 200)

    async def upgrade(self, request: Request) -> Response:
        """A basic group becomes a supergroup; the supergroup is answered."""
        group = self.chat(request, "group")
        (await fields(request)).done()
        if group.migrated_to is not None:
            raise BadRequest("", f"the group is the supergroup {group.migrated_to} already")
        return self._answer(messages.upgrade(self.world, group).id, self._home(group))
