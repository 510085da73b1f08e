"""What the handlers of the practice VK's control API have in common: what an address names, and photos."""

from __future__ import annotations

from starlette.requests import Request

from nasvyazi.sandbox import pictures, uploads
from nasvyazi.sandbox.control import BadRequest, Fields, NotFound
from nasvyazi.sandbox.vk import dialogs, members, people, photos, walls
from nasvyazi.sandbox.vk.world import Comment, Community, Message, Person, Post, World

COMMUNITY = "/control/vk/communities/{community:int}"


class Desk:
    """A part of the control API."""

    def __init__(self, world: World) -> None:
        self.world = world

    def group(self, request: Request) -> Community:
        """The community of the address."""
        return people.community(self.world, request.path_params["community"])

    def resident(self, request: Request) -> Person:
        """The resident of the address."""
        return people.person(self.world, request.path_params["resident"])

    def message(self, request: Request) -> Message:
        """The message of the address, unless it is deleted."""
        named = request.path_params
        one = dialogs.message(
            self.world, community=named["community"], peer=named["resident"], cmid=named["cmid"]
        )
        if one.deleted:
            raise NotFound(f"message {one.cmid} is deleted")
        return one

    def post(self, request: Request) -> Post:
        """The post or suggestion of the address, unless it is deleted."""
        named = request.path_params
        one = walls.post(self.world, community=named["community"], number=named["post"])
        if one.deleted:
            raise NotFound(f"post {one.id} is deleted")
        return one

    def comment(self, request: Request, *, deleted: bool) -> Comment:
        """The comment of the address, which must (not) be deleted."""
        named = request.path_params
        one = walls.comment(self.world, community=named["community"], number=named["comment"])
        if one.deleted is not deleted:
            raise NotFound(f"comment {one.id} is {'not ' if deleted else ''}deleted")
        return one

    def admitted(self, community: int, person: int) -> None:
        """Refuse words of somebody whom a moderator has shut out: VK lets them write nowhere in the community."""
        if members.is_banned(self.world, community=community, person=person):
            raise BadRequest("resident", "is on the blacklist of the community")

    async def pictures(self, given: Fields, *, owner: int) -> list[int]:
        """Ids of the photos that came with the request and of those drawn for it (`photos`)."""
        made = await uploads.made(uploads.wanted(given), self.world.store, series="vk:drawn")
        return [
            photos.keep(self.world, one, owner_id=owner, album_id=photos.MESSAGE_ALBUM).id for one in made
        ]

    def sticker(self, given: Fields, *, owner: int) -> list[int]:
        """The sticker asked for by `sticker`: true; VK sends it alone, here it may stand beside words."""
        if not given.flag("sticker"):
            return []
        drawn = pictures.sticker()
        return [photos.keep(self.world, drawn, owner_id=owner, album_id=photos.STICKERS).id]
