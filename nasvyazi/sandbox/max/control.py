"""Control API of the practice MAX: bots, residents; the other parts are beside this file."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox import pictures, uploads
from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.control import BadRequest, fields, route
from nasvyazi.sandbox.max import files, people, updates, views
from nasvyazi.sandbox.max.control_chats import Chats
from nasvyazi.sandbox.max.control_dialogs import Dialogs
from nasvyazi.sandbox.max.desk import BASE, BOT, Desk
from nasvyazi.sandbox.max.errors import ApiError
from nasvyazi.sandbox.max.methods.subscriptions import check
from nasvyazi.sandbox.max.world import Bot, World

_LONGEST_NAME = 100


def routes(world: World) -> list[Route]:
    """Every address below /control/max that is MAX's own (what all networks share is added outside)."""
    return [*Bots(world).routes(), *Dialogs(world).routes(), *Chats(world).routes()]


class Bots(Desk):
    """/control/max/bots, /control/max/residents"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        return [
            *route(f"{BASE}/bots", GET=self.bots, POST=self.set_bot),
            *route(BOT, GET=self.show),
            *route(f"{BOT}/revoke", POST=self.revoke),
            *route(f"{BOT}/subscriptions", POST=self.point, DELETE=self.cut_off),
            *route(f"{BOT}/updates", POST=self.tell),
            *route(f"{BASE}/page", GET=self.page),
            *route(f"{BASE}/residents", GET=self.residents, POST=self.add_resident),
        ]

    async def bots(self, request: Request) -> Response:
        """Every bot."""
        return JSONResponse([views.bot(self.world, one) for one in people.bots(self.world)])

    async def show(self, request: Request) -> Response:
        """One bot."""
        return self._answer(self.bot(request))

    def _answer(self, bot: Bot, status: int = 200) -> Response:
        return JSONResponse(views.bot(self.world, bot), status)

    async def set_bot(self, request: Request) -> Response:
        """A new bot (201), or changes to a known one (200): only what is given changes."""
        given = await fields(request)
        number = given.integer("bot_id", least=1)
        name, username = given.text("title", most=_LONGEST_NAME), given.text("username", most=60).lstrip("@")
        token = given.text("token", most=200)
        given.done()
        holder = people.bot_by_token(self.world, token) if token else None
        if holder is not None and holder.id != number:
            raise BadRequest("token", "belongs to another bot already")
        if all(one.id != number for one in people.bots(self.world)):
            if not name:
                raise BadRequest("title", "is required")
            fresh = people.create_bot(self.world, name=name, number=number, username=username, token=token)
            return self._answer(fresh, 201)
        columns = {"name": name, "username": username, "token": token}
        columns = {column: value for column, value in columns.items() if value}
        return self._answer(people.update_bot(self.world, number or 0, **columns))

    async def revoke(self, request: Request) -> Response:
        """A new token; the old one opens nothing any more."""
        bot = self.bot(request)
        (await fields(request)).done()
        return self._answer(people.update_bot(self.world, bot.id, token=people.fresh_token()))

    async def point(self, request: Request) -> Response:
        """Somebody with the token subscribes an address; `failing`: it has only refused for so many seconds."""
        bot = self.bot(request)
        given = await fields(request)
        url, secret = given.text("url", required=True, most=2000), given.text("secret", most=300)
        failing = given.seconds("failing")
        given.done()
        try:
            check(url, secret or None)
        except ApiError as error:
            raise BadRequest("url", error.message) from None
        with self.world.store.transaction():
            if secret or all(one.url != url for one in updates.subscriptions(self.world, bot)):
                updates.subscribe(self.world, bot, url=url, secret=secret)
            if failing:
                updates.failing(self.world, bot.id, url, since=real() - failing)
        return self._answer(bot, 201)

    async def cut_off(self, request: Request) -> Response:
        """Somebody removes every subscription, as MAX does with each after 8 hours of refusals."""
        bot = self.bot(request)
        with self.world.store.transaction():
            for one in updates.subscriptions(self.world, bot):
                updates.unsubscribe(self.world, bot.id, one.url)
        return self._answer(bot)

    async def tell(self, request: Request) -> Response:
        """Tell the bot of something that nothing here brings about by itself (a kind of tomorrow)."""
        bot = self.bot(request)
        given = await fields(request)
        update = given.json("update")
        given.done()
        if not isinstance(update.get("update_type"), str):
            raise BadRequest("update", "must have an update_type")
        with self.world.store.transaction():
            updates.queue(self.world, bot, update, hooks=updates.subscriptions(self.world, bot))
        return Response(status_code=204)

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
        return files.keep(self.world, portrait, kind="image", name="portrait.jpg").token
