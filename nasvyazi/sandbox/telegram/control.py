"""Control API of the practice Telegram: bots, residents, files; the other parts are beside this file."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox import pictures, uploads
from nasvyazi.sandbox.control import BadRequest, fields, route
from nasvyazi.sandbox.telegram import files, people, updates, views
from nasvyazi.sandbox.telegram.control_chats import Chats
from nasvyazi.sandbox.telegram.control_dialogs import Dialogs
from nasvyazi.sandbox.telegram.desk import BASE, BOT, Desk
from nasvyazi.sandbox.telegram.errors import ApiError
from nasvyazi.sandbox.telegram.methods.webhook import check
from nasvyazi.sandbox.telegram.world import Bot, World

_LONGEST_NAME = 100


def routes(world: World) -> list[Route]:
    """Every address below /control/telegram that is Telegram's own (what all networks share is added outside)."""
    return [*Bots(world).routes(), *Dialogs(world).routes(), *Chats(world).routes()]


class Bots(Desk):
    """/control/telegram/bots, /control/telegram/residents"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        return [
            *route(f"{BASE}/bots", GET=self.bots, POST=self.set_bot),
            *route(BOT, GET=self.show),
            *route(f"{BOT}/revoke", POST=self.revoke),
            *route(f"{BOT}/webhook", POST=self.point),
            *route(f"{BOT}/renumber", POST=self.renumber),
            *route(f"{BOT}/updates", POST=self.tell),
            *route(f"{BASE}/page", GET=self.page),
            *route(f"{BASE}/residents", GET=self.residents, POST=self.add_resident),
            *route(f"{BASE}/files/{{file}}", GET=self.file),
        ]

    async def bots(self, request: Request) -> Response:
        """Every bot."""
        return JSONResponse([views.bot(self.world, one) for one in people.bots(self.world)])

    async def show(self, request: Request) -> Response:
        """One bot."""
        return JSONResponse(views.bot(self.world, self.bot(request)))

    async def set_bot(self, request: Request) -> Response:
        """A new bot (201), or changes to a known one (200): only what is given changes."""
        given = await fields(request)
        number = given.integer("bot_id", least=1)
        title, username = given.text("title", most=_LONGEST_NAME), given.text("username", most=60).lstrip("@")
        token, reads_all = given.text("token", most=120), given.flag("reads_all", otherwise=True)
        changes_privacy = given.has("reads_all")
        given.done()
        known = next((one for one in people.bots(self.world) if one.id == number), None)
        number = self._check_token(token, number)
        if known is None:
            if not title:
                raise BadRequest("title", "is required")
            fresh = people.create_bot(self.world, title=title, number=number, username=username, token=token,
                                      reads_all=reads_all)  # fmt: skip
            return JSONResponse(views.bot(self.world, fresh), 201)
        columns: dict[str, str | int | None] = {"title": title, "username": username, "token": token}
        columns = {name: value for name, value in columns.items() if value}
        columns |= {"reads_all": int(reads_all)} if changes_privacy else {}
        return JSONResponse(views.bot(self.world, people.update_bot(self.world, known.id, **columns)))

    def _check_token(self, token: str, number: int | None) -> int | None:
        """The bot's id, which a token begins with."""
        if not token:
            return number
        right = people.TOKEN.fullmatch(token)
        if right is None or (number is not None and int(right[1]) != number):
            raise BadRequest("token", "must be <bot id>:<letters and digits>")
        holder = people.bot_by_token(self.world, token)
        if holder is not None and holder.id != number:
            raise BadRequest("token", "belongs to another bot already")
        return int(right[1])

    async def revoke(self, request: Request) -> Response:
        """A new token; the old one opens nothing any more."""
        bot = self.bot(request)
        (await fields(request)).done()
        return self._answer(people.update_bot(self.world, bot.id, token=people.fresh_token(bot.id)))

    async def point(self, request: Request) -> Response:
        """Somebody with the token sets another webhook, or none."""
        bot = self.bot(request)
        given = await fields(request)
        url, secret = given.text("url", most=2000), given.text("secret", most=300)
        given.done()
        if url:
            try:
                check(url, secret)
            except ApiError as error:
                raise BadRequest("url", error.description) from None
        return self._answer(updates.point(self.world, bot, url=url, secret=secret))

    async def renumber(self, request: Request) -> Response:
        """After a week of silence update_id goes on at a random number, which may be smaller."""
        bot = self.bot(request)
        given = await fields(request)
        number = given.integer("next", least=1)
        given.done()
        return self._answer(
            people.update_bot(self.world, bot.id, next_update=number or people.random_update())
        )

    async def tell(self, request: Request) -> Response:
        """Tell the bot of something that nothing here brings about by itself (a reaction, a payment)."""
        bot = self.bot(request)
        given = await fields(request)
        update = given.json("update")
        given.done()
        if not updates.kind_of(update):
            raise BadRequest("update", "must tell something beside its update_id")
        with self.world.store.transaction():
            number = updates.queue(self.world, bot, update)
        return JSONResponse({"update_id": number}, 201)

    def _answer(self, bot: Bot) -> Response:
        return JSONResponse(views.bot(self.world, bot))

    async def page(self, request: Request) -> Response:
        """Everything the page shows, in one answer."""
        named = {name: request.query_params.get(name, "") for name in ("bot", "resident")}
        numbers = {name: int(text) if text.isdecimal() else None for name, text in named.items()}
        return JSONResponse(views.page(self.world, number=numbers["bot"], person=numbers["resident"]))

    async def residents(self, request: Request) -> Response:
        """Every resident, the newest first."""
        return JSONResponse([views.resident(self.world, one) for one in people.residents(self.world)])

    async def add_resident(self, request: Request) -> Response:
        """A new resident with a drawn portrait, unless `portrait` is false or a photo comes with the request."""
        given = await fields(request)
        name = given.text("name", required=True, most=_LONGEST_NAME)
        number, username = given.integer("user_id", least=1), given.text("username", most=60).lstrip("@")
        drawn = given.flag("portrait", otherwise=True)
        given.done()
        if number is not None and people.person_or_none(self.world, number) is not None:
            raise BadRequest("user_id", "is taken")
        picture = await uploads.jpeg(given.files[0]) if given.files else None
        if drawn and picture is None:
            picture = await run_in_threadpool(pictures.portrait, name)
        with self.world.store.transaction():
            portrait = self._keep(picture) if picture else ""
            one = people.create_person(
                self.world, name=name, number=number, username=username, portrait=portrait
            )
        return JSONResponse(views.resident(self.world, one), 201)

    def _keep(self, portrait: bytes) -> str:
        one = files.keep(self.world, portrait, folder="portraits", suffix=".jpg", mime="image/jpeg")
        return one.file_id

    async def file(self, request: Request) -> Response:
        """A file without a token, for the page."""
        one = files.by_id(self.world, request.path_params["file"])
        return FileResponse(files.on_disk(self.world, one), media_type=one.mime)
