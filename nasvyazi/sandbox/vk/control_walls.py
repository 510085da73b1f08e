"""Control API: posts, suggestions and comments."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nasvyazi.sandbox.control import BadRequest, NotFound, fields, not_empty, route
from nasvyazi.sandbox.vk import people, views, walls
from nasvyazi.sandbox.vk.desk import COMMUNITY, Desk
from nasvyazi.sandbox.vk.world import Comment, Post


class Walls(Desk):
    """/control/vk/communities/<community>/posts, …/suggestions, …/comments"""

    def routes(self) -> list[Route]:
        """Every address of this part."""
        post, comment = f"{COMMUNITY}/posts/{{post:int}}", f"{COMMUNITY}/comments/{{comment:int}}"
        return [
            *route(f"{COMMUNITY}/posts", GET=self.posts, POST=self.publish),
            *route(post, GET=self.show, PATCH=self.close_comments),
            *route(f"{post}/comments", POST=self.add_comment),
            *route(f"{COMMUNITY}/suggestions", GET=self.suggestions, POST=self.suggest),
            *route(f"{COMMUNITY}/suggestions/{{post:int}}/publish", POST=self.publish_suggestion),
            *route(comment, PATCH=self.edit_comment, DELETE=self.delete_comment),
            *route(f"{comment}/restore", POST=self.restore_comment),
        ]

    async def posts(self, request: Request) -> Response:
        """The wall with comments, newest first."""
        told = walls.posts(self.world, community=self.group(request).id)
        return JSONResponse([views.post(self.world, one) for one in told])

    async def show(self, request: Request) -> Response:
        """One post with its comments."""
        return JSONResponse(views.post(self.world, self.post(request)))

    async def publish(self, request: Request) -> Response:
        """The community publishes a post."""
        group = self.group(request)
        given = await fields(request)
        text, date = given.text("text"), given.moment("date")
        album = await self.pictures(given, owner=-group.id)
        given.done()
        not_empty(text, album)
        one = walls.publish(self.world, community=group.id, text=text, photos=album, date=date,
                            created_by=people.admin_of(self.world, group.id).id)  # fmt: skip
        return JSONResponse(views.post(self.world, one), 201)

    async def close_comments(self, request: Request) -> Response:
        """`comments_closed` true or false."""
        post = self.post(request)
        given = await fields(request)
        closed = given.flag("comments_closed")
        given.done()
        walls.close_comments(self.world, post, closed=closed)
        return await self.show(request)

    async def suggestions(self, request: Request) -> Response:
        """What residents suggested and nobody published yet."""
        told = walls.posts(self.world, community=self.group(request).id, type_="suggest")
        return JSONResponse([views.post(self.world, one) for one in told])

    async def suggest(self, request: Request) -> Response:
        """A resident suggests a post."""
        group = self.group(request)
        given = await fields(request)
        person = people.person(self.world, given.needed("resident"))
        self.admitted(group.id, person.id)
        text, date = given.text("text"), given.moment("date")
        album = await self.pictures(given, owner=person.id)
        given.done()
        not_empty(text, album)
        one = walls.suggest(
            self.world, community=group.id, person=person.id, text=text, photos=album, date=date
        )
        return JSONResponse(views.post(self.world, one), 201)

    async def publish_suggestion(self, request: Request) -> Response:
        """An administrator publishes a suggestion: a new post, signed by its author."""
        one = self.post(request)
        (await fields(request)).done()
        if one.type != "suggest":
            raise NotFound(f"no suggestion {one.id}")
        admin = people.admin_of(self.world, one.community)
        return JSONResponse(
            views.post(self.world, walls.publish_suggestion(self.world, one, by=admin.id)), 201
        )

    async def add_comment(self, request: Request) -> Response:
        """A comment of a resident, or of the community when no `resident` is named (written in VK itself)."""
        post = self.post(request)
        given = await fields(request)
        speaker = given.integer("resident", least=1)
        from_id = -post.community if speaker is None else people.person(self.world, speaker).id
        self.admitted(post.community, from_id)
        text, date, reply_to = given.text("text"), given.moment("date"), given.integer("reply_to", least=1)
        answered = self._answered(post, reply_to)
        album = await self.pictures(given, owner=from_id)
        given.done()
        not_empty(text, album)
        if post.comments_closed:
            raise BadRequest("", "comments under this post are closed")
        one = walls.add_comment(self.world, community=post.community, post=post.id, from_id=from_id, text=text,
                                photos=album, date=date, answered=answered)  # fmt: skip
        return JSONResponse(views.comment(self.world, one), 201)

    def _answered(self, post: Post, reply_to: int | None) -> Comment | None:
        if reply_to is None:
            return None
        one = walls.comment(self.world, community=post.community, number=reply_to)
        if one.post != post.id or one.deleted:
            raise BadRequest("reply_to", "must be a comment under the same post")
        return one

    async def edit_comment(self, request: Request) -> Response:
        """Change a comment's text."""
        one = self.comment(request, deleted=False)
        given = await fields(request)
        text = given.text("text", required=not one.photos)
        given.done()
        return JSONResponse(views.comment(self.world, walls.edit_comment(self.world, one, text=text)))

    async def delete_comment(self, request: Request) -> Response:
        """Delete a comment; `?by=` whose hand it was (default: its author's)."""
        one = self.comment(request, deleted=False)
        by = request.query_params.get("by", "")
        walls.delete_comment(self.world, one, by=int(by) if by.isdecimal() else abs(one.from_id))
        return Response(status_code=204)

    async def restore_comment(self, request: Request) -> Response:
        """Bring a deleted comment back."""
        one = self.comment(request, deleted=True)
        return JSONResponse(views.comment(self.world, walls.restore_comment(self.world, one)))
