"""What the practice VK plays outside of dialogues and the wall: see tests/sandbox.py, of which this is a part."""

from __future__ import annotations

from typing import Any, Literal

from tests.sandbox_network import NetworkSide, Photos
from tests.sandbox_values import Community, Json, Resident, Said, said_of

Kind = Literal["photo", "video", "market", "topic"]


class ThingsSide(NetworkSide):
    """Photos, videos, the shop, topics of the board, shared posts; who joins, leaves, is shut out."""

    def add(self, community: Community, kind: Kind, resident: Resident | None = None, text: str = "", *,
            title: str = "", photos: Photos = 1, date: int | str | None = None) -> Said:  # fmt: skip
        """Something is added by a resident, or (None) by the community. A topic's text is its first post."""
        shown = {"photos": photos if isinstance(photos, int) else list(photos)} if kind == "photo" else {}
        body = {"kind": kind, "title": title, "text": text, "date": date, **shown, **_by(resident)}
        return said_of(self.control("POST", f"{_at(community)}/things", _given(body)))

    def remark(self, community: Community, kind: Kind, thing: Said, resident: Resident | None, text: str = "", *,
               photos: Photos = 0, reply_to: Said | None = None) -> Said:  # fmt: skip
        """Somebody (None: the community, in VK itself) comments it, or posts in a topic."""
        drawn = photos if isinstance(photos, int) else list(photos)
        body = {"text": text, "photos": drawn, "reply_to": reply_to.id if reply_to else None, **_by(resident)}
        path = f"{_at(community)}/things/{kind}/{thing.id}/remarks"
        return said_of(self.control("POST", path, _given(body)))

    def edit_remark(self, community: Community, kind: Kind, said: Said, text: str) -> Said:
        """The author changes a comment."""
        return said_of(self.control("PATCH", f"{_at(community)}/remarks/{kind}/{said.id}", {"text": text}))

    def delete_remark(self, community: Community, kind: Kind, said: Said) -> None:
        """A comment is deleted."""
        self.control("DELETE", f"{_at(community)}/remarks/{kind}/{said.id}")

    def restore_remark(self, community: Community, kind: Kind, said: Said) -> Said:
        """A deleted comment comes back."""
        return said_of(self.control("POST", f"{_at(community)}/remarks/{kind}/{said.id}/restore"))

    def close_remarks(self, community: Community, kind: Kind, thing: Said) -> None:
        """Close the comments, or a topic."""
        self.control("PATCH", f"{_at(community)}/things/{kind}/{thing.id}", {"comments_closed": True})

    def remarks(self, community: Community, kind: Kind | Literal["repost"], thing: Said) -> list[Said]:
        """What is said there, oldest first."""
        told = self.control("GET", f"{_at(community)}/things/{kind}/{thing.id}")
        return [said_of(one) for one in told["comments"]]

    def share(self, community: Community, post: Said, resident: Resident, text: str = "") -> Said:
        """The resident shares a post on their own wall (wall_repost)."""
        body = _given({"text": text, **_by(resident)})
        return said_of(self.control("POST", f"{_at(community)}/posts/{post.id}/reposts", body))

    def send(self, community: Community, resident: Resident, text: str = "", **carried: Any) -> Said:
        """The resident writes something that carries more than photos (message_new).

        `media` ("voice,document,poll"), `file_name`, `said`, `latitude` and `longitude`, `forwards`, `attachments`: see
        nasvyazi/sandbox/README.md.
        """
        path = f"{_at(community)}/dialogs/{resident.id}/messages"
        return said_of(self.control("POST", path, _given({"text": text, **carried})))

    def join(self, community: Community, resident: Resident) -> None:
        """The resident joins (group_join)."""
        self.control("POST", f"{_at(community)}/members", _by(resident))

    def leave(self, community: Community, resident: Resident) -> None:
        """The resident leaves (group_leave)."""
        self.control("DELETE", f"{_at(community)}/members/{resident.id}")

    def ban(self, community: Community, resident: Resident, *, until: int | str | None = None,
            comment: str = "") -> None:  # fmt: skip
        """A moderator shuts the resident out (user_block): they can write nowhere, sending answers 900."""
        self.control(
            "POST", f"{_at(community)}/bans", _given({"until": until, "comment": comment, **_by(resident)})
        )

    def unban(self, community: Community, resident: Resident) -> None:
        """A moderator lets the resident in again (user_unblock)."""
        self.control("DELETE", f"{_at(community)}/bans/{resident.id}")


def _at(community: Community) -> str:
    return f"/vk/communities/{community.id}"


def _by(resident: Resident | None) -> Json:
    return {"resident": resident.id} if resident else {}


def _given(body: Json) -> Json:
    return {name: value for name, value in body.items() if value not in ("", None, 0)}
