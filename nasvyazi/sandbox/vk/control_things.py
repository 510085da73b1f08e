"""Control API: photos, videos, the shop, topics and what is said there; who joins, leaves, is shut out, shares."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.control import BadRequest, Fields, NotFound, fields, not_empty, route
from nasvyazi.sandbox.vk import members, people, things, views
from nasvyazi.sandbox.vk.desk import COMMUNITY, Desk
from nasvyazi.sandbox.vk.things import New
from nasvyazi.sandbox.vk.world import Community, Remark, Thing, ThingKind

_TITLED = (ThingKind.VIDEO, ThingKind.MARKET, ThingKind.TOPIC)
_OURS = (ThingKind.MARKET,)
"""What only the community itself adds."""
_ADDED = ("photo", "video", "market", "topic")
_JOINED = ("join", "unsure", "accepted", "approved", "request")


class Things(Desk):
    """/control/vk/communities/<community>/things, …/remarks, …/bans, …/members, …/posts/<post>/reposts"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        thing = f"{COMMUNITY}/things/{{kind}}/{{thing:int}}"
        remark = f"{COMMUNITY}/remarks/{{kind}}/{{remark:int}}"
        return [
            *route(f"{COMMUNITY}/things", GET=self.things, POST=self.add),
            *route(thing, GET=self.show, PATCH=self.close_comments),
            *route(f"{thing}/remarks", POST=self.say),
            *route(remark, PATCH=self.edit, DELETE=self.delete),
            *route(f"{remark}/restore", POST=self.restore),
            *route(f"{COMMUNITY}/posts/{{post:int}}/reposts", POST=self.share),
            *route(f"{COMMUNITY}/members", POST=self.join),
            *route(f"{COMMUNITY}/members/{{resident:int}}", DELETE=self.leave),
            *route(f"{COMMUNITY}/bans", POST=self.ban),
            *route(f"{COMMUNITY}/bans/{{resident:int}}", DELETE=self.unban),
        ]

    async def things(self, request: Request) -> Response:
        """Everything that can be commented outside of the wall, newest first."""
        return JSONResponse(views.things(self.world, self.group(request).id))

    async def show(self, request: Request) -> Response:
        """One thing with its comments."""
        return JSONResponse(views.thing(self.world, self._thing(request)))

    async def add(self, request: Request) -> Response:
        """A photo, a video, an article of the shop or a topic: of a resident, or without one of the community."""
        group = self.group(request)
        given = await fields(request)
        kind = ThingKind(given.choice("kind", _ADDED))
        person = self._speaker(given, group)
        title = given.text("title", required=kind in _TITLED, most=200)
        text, date = given.text("text", required=kind is ThingKind.TOPIC), given.moment("date")
        if person and kind in _OURS:
            raise BadRequest("resident", "only the community itself adds to its shop")
        photo = await self._shown(given, group) if kind is ThingKind.PHOTO else None
        given.done()
        new = New(kind=kind, person=person, title=title, text=text, photo=photo, date=date)
        one = things.add(self.world, new, community=group.id)
        return JSONResponse(views.thing(self.world, one), 201)

    async def _shown(self, given: Fields, group: Community) -> int:
        """The photo itself: one that came with the request, or a drawn one."""
        shown = await self.pictures(given, owner=-group.id)
        if len(shown) != 1:
            raise BadRequest("photos", "must be one photo")
        return shown[0]

    async def close_comments(self, request: Request) -> Response:
        """`comments_closed` true or false."""
        one = self._thing(request)
        given = await fields(request)
        closed = given.flag("comments_closed")
        given.done()
        things.close_comments(self.world, one, closed=closed)
        return await self.show(request)

    async def say(self, request: Request) -> Response:
        """A comment of a resident, or of the community when no `resident` is named (written in VK itself)."""
        one, group = self._thing(request), self.group(request)
        given = await fields(request)
        from_id = self._speaker(given, group) or -group.id
        text, date, reply_to = given.text("text"), given.moment("date"), given.integer("reply_to", least=1)
        album = await self.pictures(given, owner=from_id)
        given.done()
        not_empty(text, album)
        if one.comments_closed:
            raise BadRequest("", "comments are closed here")
        answered = None if reply_to is None else self._answered(one, reply_to)
        said = things.say(
            self.world, one, from_id=from_id, text=text, photos=album, date=date, answered=answered
        )
        return JSONResponse(views.remark(self.world, said), 201)

    def _answered(self, one: Thing, number: int) -> Remark:
        if one.kind is ThingKind.TOPIC:
            raise BadRequest("reply_to", "posts of a topic answer by their words only")
        answered = things.remark(self.world, community=one.community, kind=one.kind, number=number)
        if answered.thing != one.id or answered.deleted:
            raise BadRequest("reply_to", "must be a comment under the same thing")
        return answered

    async def edit(self, request: Request) -> Response:
        """Change a comment's text."""
        one = self._remark(request, deleted=False)
        given = await fields(request)
        text = given.text("text", required=not one.photos)
        given.done()
        return JSONResponse(views.remark(self.world, things.edit(self.world, one, text=text)))

    async def delete(self, request: Request) -> Response:
        """Delete a comment, by its author's hand."""
        one = self._remark(request, deleted=False)
        things.delete(self.world, one, by=abs(one.from_id))
        return Response(status_code=204)

    async def restore(self, request: Request) -> Response:
        """Bring a deleted comment back."""
        one = self._remark(request, deleted=True)
        return JSONResponse(views.remark(self.world, things.restore(self.world, one)))

    async def share(self, request: Request) -> Response:
        """A resident shares a post of the community on their own wall, with words or without."""
        post = self.post(request)
        given = await fields(request)
        person = people.person(self.world, given.needed("resident"))
        text, date = given.text("text"), given.moment("date")
        given.done()
        new = New(kind=ThingKind.REPOST, person=person.id, text=text, post=post.id, date=date)
        return JSONResponse(
            views.thing(self.world, things.add(self.world, new, community=post.community)), 201
        )

    async def join(self, request: Request) -> Response:
        """A resident joins; `join_type` as VK calls it."""
        group = self.group(request)
        given = await fields(request)
        person = people.person(self.world, given.needed("resident"))
        how = given.choice("join_type", _JOINED, otherwise="join")
        given.done()
        members.join(self.world, community=group.id, person=person.id, how=how)
        return Response(status_code=204)

    async def leave(self, request: Request) -> Response:
        """A resident leaves; with `?by=moderator` they are removed."""
        by_self = request.query_params.get("by") != "moderator"
        members.leave(
            self.world, community=self.group(request).id, person=self.resident(request).id, by_self=by_self
        )
        return Response(status_code=204)

    async def ban(self, request: Request) -> Response:
        """A moderator shuts a resident out: `until` (nothing = for good), `reason` 0 to 4, `comment`."""
        group = self.group(request)
        given = await fields(request)
        person = people.person(self.world, given.needed("resident"))
        until, reason = given.moment("until") or 0, given.integer("reason", least=0) or 0
        comment = given.text("comment", most=500)
        given.done()
        members.ban(
            self.world, community=group.id, person=person.id, until=until, reason=reason, comment=comment
        )
        return Response(status_code=204)

    async def unban(self, request: Request) -> Response:
        """A moderator lets a resident in again; with `?by=end_date` the time is over."""
        group, person = self.group(request), self.resident(request)
        by_end_date = request.query_params.get("by") == "end_date"
        members.unban(self.world, community=group.id, person=person.id, by_end_date=by_end_date)
        return Response(status_code=204)

    def _speaker(self, given: Fields, group: Community) -> int:
        """Who speaks: a resident who is not shut out, or 0."""
        number = given.integer("resident", least=1)
        if number is None:
            return 0
        person = people.person(self.world, number)
        self.admitted(group.id, person.id)
        return person.id

    def _thing(self, request: Request) -> Thing:
        named = request.path_params
        return things.thing(
            self.world, community=named["community"], kind=_kind(named), number=named["thing"]
        )

    def _remark(self, request: Request, *, deleted: bool) -> Remark:
        named = request.path_params
        one = things.remark(
            self.world, community=named["community"], kind=_kind(named), number=named["remark"]
        )
        if one.deleted is not deleted:
            raise NotFound(f"comment {one.id} is {'not ' if deleted else ''}deleted")
        return one


def _kind(named: dict[str, Any]) -> ThingKind:
    try:
        return ThingKind(named["kind"])
    except ValueError:
        raise NotFound(f"nothing is called {named['kind']}") from None
