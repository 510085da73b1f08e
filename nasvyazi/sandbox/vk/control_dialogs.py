"""Control API: private dialogues, played from the resident's side and the administrator's."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox import pictures
from nasvyazi.sandbox.control import BadRequest, Fields, fields, not_empty, route
from nasvyazi.sandbox.vk import dialogs, extras, people, photos, views
from nasvyazi.sandbox.vk.desk import COMMUNITY, Desk
from nasvyazi.sandbox.vk.world import Carried, Person

_SIDES = ("resident", "community")


class Dialogs(Desk):
    """/control/vk/communities/<community>/dialogs/<resident>…"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        dialog = f"{COMMUNITY}/dialogs/{{resident:int}}"
        return [
            *route(dialog, GET=self.show),
            *route(f"{dialog}/messages", POST=self.write),
            *route(f"{dialog}/messages/{{cmid:int}}", PATCH=self.edit, DELETE=self.delete),
            *route(f"{dialog}/allow", POST=self.allow),
            *route(f"{dialog}/deny", POST=self.deny),
        ]

    async def show(self, request: Request) -> Response:
        """The dialogue as the resident sees it."""
        return JSONResponse(views.dialog(self.world, self.group(request).id, self.resident(request).id))

    async def write(self, request: Request) -> Response:
        """The resident writes, or (`from` community) an administrator answers in VK itself."""
        group, person = self.group(request), self.resident(request)
        given = await fields(request)
        text, date, by = (
            given.text("text"),
            given.moment("date"),
            given.choice("from", _SIDES, otherwise="resident"),
        )
        reply_to = given.integer("reply_to", least=1)
        if reply_to is not None:
            dialogs.message(self.world, community=group.id, peer=person.id, cmid=reply_to)
        album = await self.pictures(given, owner=person.id if by == "resident" else -group.id)
        album += self.sticker(given, owner=person.id)
        carried = self._carried(given, person) if by == "resident" else dialogs.NOTHING
        given.done()
        not_empty(text, [*album, *([carried] if carried else [])])
        if by == "resident":
            self.admitted(group.id, person.id)
            one = dialogs.write(self.world, community=group.id, person=person.id, text=text, photos=album,
                                date=date, reply_to=reply_to, carried=carried)  # fmt: skip
        else:
            one = dialogs.send(self.world, community=group.id, peer=person.id, text=text, photos=album, date=date,
                               reply_to=reply_to, admin=people.admin_of(self.world, group.id).id)  # fmt: skip
        return JSONResponse(views.message(self.world, one), 201)

    def _carried(self, given: Fields, person: Person) -> Carried:
        """What the message carries: `media` with its `file_name` and `said`, a place, `forwards`, raw `attachments`."""
        kinds = [one for one in given.text("media").split(",") if one]
        name, said = given.text("file_name", most=200), given.text("said")
        if unknown := [kind for kind in kinds if kind not in extras.MAKERS]:
            raise BadRequest("media", f"{unknown[0]} is not one of: {', '.join(extras.MAKERS)}")
        made = [extras.attachment(self.world, kind, owner=person.id, name=name, text=said) for kind in kinds]
        latitude, longitude = given.real("latitude"), given.real("longitude")
        if (latitude is None) != (longitude is None):
            raise BadRequest("longitude", "goes with latitude")
        geo = extras.geo(latitude, longitude) if latitude is not None and longitude is not None else None
        forwards = [self._passed_on(Fields(one)) for one in given.objects("forwards")]
        raw = given.objects("attachments")
        return Carried(attachments=(*made, *raw), forwards=tuple(forwards), geo=geo)

    def _passed_on(self, given: Fields) -> dict[str, Any]:
        """A message that is passed on: `resident` who said it, `text`, `photos`, `date`, `forwards` inside it."""
        author = people.person(self.world, given.needed("resident")).id
        scenes = given.pictures("photos", pictures.SCENES)
        drawn = [pictures.draw(str(self.world.store.next("vk:drawn")), scene=one) for one in scenes]
        kept = [
            photos.keep(self.world, one, owner_id=author, album_id=photos.MESSAGE_ALBUM).id for one in drawn
        ]
        text, date = given.text("text"), given.moment("date")
        inner = [self._passed_on(Fields(one)) for one in given.objects("forwards")]
        given.done()
        return extras.passed_on(self.world, author=author, text=text, photos=kept, date=date, forwards=inner)

    async def edit(self, request: Request) -> Response:
        """Change a message's text; its photos stay."""
        one = self.message(request)
        given = await fields(request)
        text = given.text("text")
        given.done()
        not_empty(text, one.photos)
        return JSONResponse(views.message(self.world, dialogs.edit(self.world, one, text=text)))

    async def delete(self, request: Request) -> Response:
        """Delete a message for all (VK has no event for it)."""
        dialogs.delete(self.world, self.message(request))
        return Response(status_code=204)

    async def allow(self, request: Request) -> Response:
        """The resident allows messages from the community."""
        dialogs.allow(self.world, community=self.group(request).id, person=self.resident(request).id)
        return await self.show(request)

    async def deny(self, request: Request) -> Response:
        """The resident forbids messages from the community: it is blocked."""
        dialogs.deny(self.world, community=self.group(request).id, person=self.resident(request).id)
        return await self.show(request)
