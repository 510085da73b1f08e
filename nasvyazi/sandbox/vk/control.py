"""Control API of the practice VK: communities, residents; the other parts are beside this file."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox import pictures, uploads
from nasvyazi.sandbox.control import BadRequest, fields, route
from nasvyazi.sandbox.vk import callback, events, people, photos, views
from nasvyazi.sandbox.vk.control_dialogs import Dialogs
from nasvyazi.sandbox.vk.control_things import Things
from nasvyazi.sandbox.vk.control_walls import Walls
from nasvyazi.sandbox.vk.desk import COMMUNITY, Desk
from nasvyazi.sandbox.vk.world import Community, TokenKind, World

_LONGEST_NAME = 100
_CONFIRM_SECONDS = 5.0
_MODES = ("webhook", "poll")
_TOKEN_FIELDS = {
    TokenKind.COMMUNITY: "token",
    TokenKind.SERVICE: "service_token",
    TokenKind.USER: "user_token",
}


def routes(world: World) -> list[Route]:
    """Every address below /control/vk that is VK's own (what all networks share is added by the application)."""
    parts = (Communities, Dialogs, Walls, Things)
    return [one for part in parts for one in part(world).routes()]


class Communities(Desk):
    """/control/vk/communities, /control/vk/residents"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        return [
            *route("/control/vk/communities", GET=self.communities, POST=self.set_community),
            *route(COMMUNITY, GET=self.community),
            *route(f"{COMMUNITY}/confirm", POST=self.confirm),
            *route(f"{COMMUNITY}/events", POST=self.tell),
            *route("/control/vk/page", GET=self.page),
            *route("/control/vk/residents", GET=self.residents, POST=self.add_resident),
        ]

    async def communities(self, request: Request) -> Response:
        """Every community."""
        return JSONResponse([views.community(self.world, one) for one in people.communities(self.world)])

    async def community(self, request: Request) -> Response:
        """One community."""
        return JSONResponse(views.community(self.world, self.group(request)))

    async def set_community(self, request: Request) -> Response:
        """A new community (201), or changes to a known one (200): only what is given changes."""
        given = await fields(request)
        number = given.integer("group_id", least=1)
        title, screen_name = given.text("title", most=_LONGEST_NAME), given.text("screen_name", most=60)
        confirmation, secret = given.text("confirmation", most=50), given.text("secret", most=50)
        url, mode = given.text("callback_url", most=2000), given.choice("mode", _MODES, otherwise="")
        keys = {kind: given.text(name, most=300) for kind, name in _TOKEN_FIELDS.items()}
        given.done()
        if url and not url.startswith(("http://", "https://")):
            raise BadRequest("callback_url", "must begin with http:// or https://")
        known = next((one for one in people.communities(self.world) if one.id == number), None)
        with self.world.store.transaction():
            group = known or self._new_group(number, title, screen_name)
            texts = {
                "title": title,
                "screen_name": screen_name,
                "confirmation": confirmation,
                "secret": secret,
            }
            self._change(group, texts, mode)
            self._give_keys(group, keys, fresh=known is None)
            self._point(people.community(self.world, group.id), url, mode)
        status = 201 if known is None else 200
        return JSONResponse(views.community(self.world, people.community(self.world, group.id)), status)

    def _new_group(self, number: int | None, title: str, screen_name: str) -> Community:
        if not title:
            raise BadRequest("title", "is required")
        return people.create_community(self.world, title=title, community_id=number, screen_name=screen_name)

    def _change(self, group: Community, texts: dict[str, str], mode: str) -> None:
        columns: dict[str, str | int] = {name: value for name, value in texts.items() if value}
        if mode:
            columns["longpoll_enabled"] = int(mode == "poll")
        people.update_community(self.world, number=group.id, **columns)

    def _give_keys(self, group: Community, keys: dict[TokenKind, str], *, fresh: bool) -> None:
        for kind, token in keys.items():
            if not token and not fresh:
                continue
            holder = people.token(self.world, token) if token else None
            if holder is not None and holder.community != group.id:
                raise BadRequest(_TOKEN_FIELDS[kind], "belongs to another community already")
            admin = people.admin_of(self.world, group.id).id if kind is TokenKind.USER else None
            people.set_token(self.world, number=group.id, kind=kind, token=token, user_id=admin)

    def _point(self, group: Community, url: str, mode: str) -> None:
        """One callback server is managed here (more may be added over the API); polling does without."""
        rows = self.world.store.all("SELECT * FROM vk_server WHERE community = ? ORDER BY id", (group.id,))
        if mode == "poll":
            for row in rows:
                callback.remove_server(self.world, row["id"])
        elif url and not rows:
            callback.add_server(
                self.world, community=group.id, url=url, secret=group.secret, events=people.ALL_ON
            )
        elif rows and (url or rows[0]["secret"] != group.secret):
            callback.change_server(self.world, rows[0]["id"], url=url or rows[0]["url"], secret=group.secret)

    async def confirm(self, request: Request) -> Response:
        """Do the handshake again with every server that is not confirmed; wait a few seconds for the outcome."""
        group = self.group(request)
        (await fields(request)).done()
        store = self.world.store
        sql = "SELECT id FROM vk_server WHERE community = ? AND status <> 'ok'"
        for row in store.all(sql, (group.id,)):
            callback.confirm(self.world, row["id"])
        end = time.monotonic() + _CONFIRM_SECONDS
        waiting = "SELECT count(*) FROM vk_server WHERE community = ? AND status = 'wait'"
        while store.value(waiting, (group.id,)) and time.monotonic() < end and not store.changed.closed:
            await store.changed.wait(store.changed.version, end - time.monotonic())
        return JSONResponse(views.community(self.world, group))

    async def tell(self, request: Request) -> Response:
        """Tell the product of an event that nothing here brings about by itself (a vote in a poll, a new member)."""
        group = self.group(request)
        given = await fields(request)
        type_, object_ = given.choice("type", people.EVENT_TYPES), given.json("object")
        given.done()
        with self.world.store.transaction():
            event_id = events.emit(self.world, community=group.id, type_=type_, object_=object_)
        return JSONResponse({"event_id": event_id}, 201)

    async def page(self, request: Request) -> Response:
        """Everything the page shows, in one answer."""
        named = {name: request.query_params.get(name, "") for name in ("community", "resident")}
        numbers = {name: int(text) if text.isdecimal() else None for name, text in named.items()}
        return JSONResponse(views.page(self.world, group=numbers["community"], person=numbers["resident"]))

    async def residents(self, request: Request) -> Response:
        """Every resident, the newest first."""
        return JSONResponse([views.resident(self.world, one) for one in people.residents(self.world)])

    async def add_resident(self, request: Request) -> Response:
        """A new resident with a drawn portrait, unless `portrait` is false or a photo comes with the request."""
        given = await fields(request)
        name = given.text("name", required=True, most=_LONGEST_NAME)
        number, sex = given.integer("user_id", least=1), given.integer("sex", least=0) or 0
        drawn = given.flag("portrait", otherwise=True)
        given.done()
        if sex > 2:
            raise BadRequest("sex", "must be 0 (unknown), 1 (female) or 2 (male)")
        if number is not None and people.persons(self.world, [number]):
            raise BadRequest("user_id", "is taken")
        first, _, last = name.partition(" ")
        one = people.create_person(self.world, first_name=first, last_name=last, sex=sex, person_id=number)
        if given.files or drawn:
            picture = await uploads.jpeg(given.files[0]) if given.files else pictures.portrait(name)
            photo = photos.keep(self.world, picture, owner_id=one.id, album_id=-6)
            one = people.update_person(self.world, number=one.id, photo=photo.id)
        return JSONResponse(views.resident(self.world, one), 201)
