"""Channels as they are connected, and what stands in them: chats, threads, posts, residents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.organisations.models import Official
from nasvyazi.networks.base import Author, BanChanged, ChatSeen, Place, PlaceKind, PostSeen, Profile

from ..models import Ban, Channel, Chat, Post, Resident, Thread
from .backfills import read_again
from .secrets import change_secrets, new_hook_key

_NAME_LENGTH = 200
_URL_LENGTH = 500
_PRESENCE_TOLD_EVERY = timedelta(hours=1)


class ChannelExists(Exception):
    """This community is connected already."""


def add_channel(
    *,
    network: str,
    network_id: str,
    title: str,
    api_url: str,
    secrets_: Mapping[str, str],
    mode: Channel.Mode = Channel.Mode.WEBHOOK,
    official: Official | None = None,
    desk: Desk | None = None,
) -> Channel:
    """Connect a community or bot. Raises ChannelExists."""
    if Channel.objects.filter(network=network, network_id=network_id).exists():
        raise ChannelExists(network_id)
    try:
        with transaction.atomic():
            channel = Channel(
                network=network,
                network_id=network_id,
                title=title,
                api_url=api_url,
                mode=mode,
                official=official,
                desk_id=desk.pk if desk else Desk.MAIN_ID,
            )
            channel.keep(secrets=secrets_, hook_key=new_hook_key())
            channel.save(force_insert=True)
            return channel
    except IntegrityError as error:
        raise ChannelExists(network_id) from error


def change_channel(
    *,
    channel: Channel,
    title: str | None = None,
    api_url: str | None = None,
    mode: Channel.Mode | None = None,
    is_active: bool | None = None,
    secrets_: Mapping[str, str] | None = None,
    now: datetime,
) -> Channel:
    """Change what is given; None stays. An empty secret is taken away. A new key or address begins without trouble.

    One that is shut has only the given secrets afterwards, and another webhook path.
    """
    given: dict[str, object] = {"title": title, "api_url": api_url, "mode": mode, "is_active": is_active}
    changed: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    for name, value in changed.items():
        setattr(channel, name, value)
    fields = [*changed, *(change_secrets(channel, secrets_) if secrets_ else ())]
    if fields:
        channel.save(update_fields=fields)
    if secrets_ or "api_url" in changed:
        clear_trouble(channel_id=channel.pk)
        channel.refresh_from_db()
    if secrets_ or changed.keys() & {"api_url", "is_active"}:
        # With another key more may be there to read; a channel that was switched off has missed something.
        read_again(channel_id=channel.pk, now=now)
    return channel


def move_api(*, channel: Channel, api_url: str) -> None:
    """The network's API is reached at another address from now on (the practice network changed its port)."""
    Channel.objects.filter(pk=channel.pk).update(api_url=api_url)


def ensure_thread(
    *, channel: Channel, place: Place, post: Post | None = None, title: str = "", locked: bool = False
) -> Thread:
    """The thread of this place; made when it is seen for the first time. Its post and title may come later.

    `locked`: as `lock_thread` does, in the same query.
    """
    title = title[:_NAME_LENGTH]
    rows = Thread.objects.select_for_update(no_key=True) if locked else Thread.objects.all()
    thread, made = rows.get_or_create(
        channel=channel, kind=place.kind.value, external_id=place.id, defaults={"post": post, "title": title}
    )
    if made:
        return thread
    # It is known: nobody has to ask the database for it again.
    thread.channel = channel
    changed = []
    if post is not None and thread.post_id is None:
        # A deletion may be the first that is told of a thread, and it does not name the post.
        thread.post = post
        changed.append("post")
    if title and thread.title != title:
        thread.title = title
        changed.append("title")
    if changed:
        thread.save(update_fields=changed)
    return thread


def lock_thread(*, thread_id: int) -> None:
    """One at a time in a thread, for the rest of the transaction. Whoever locks appeals too, locks the thread first.

    Not against its key: an answer into the thread must not wait, its sender may hold the very appeal we want next.
    """
    Thread.objects.select_for_update(no_key=True).get(pk=thread_id)


def ensure_post(*, channel: Channel, external_id: str) -> Post:
    """The post of this id; its text may come later."""
    post, _ = Post.objects.get_or_create(channel=channel, external_id=external_id)
    return post


def record_post(*, channel: Channel, seen: PostSeen) -> Post:
    """What the channel published, in its latest wording; its comments belong to it from now on."""
    told = {
        "text": seen.text,
        "published_at": seen.published_at,
        "version_at": seen.version_at,
        "url": seen.url,
    }
    post, made = Post.objects.get_or_create(channel=channel, external_id=seen.external_id, defaults=told)
    if not made and (post.version_at is None or post.version_at < seen.version_at):
        Post.objects.filter(Q(version_at=None) | Q(version_at__lt=seen.version_at), pk=post.pk).update(**told)
        post.refresh_from_db()
    if seen.comments is not None:
        ensure_thread(channel=channel, place=seen.comments, post=post)
    return post


def record_chat(*, channel: Channel, seen: ChatSeen) -> None:
    """A chat in which the bot sits, or from which it was removed. Later news counts, whenever it is told.

    Every comment of a group says that the bot is there: that alone is written down once an hour, lest all of them wait
    for one row.
    """
    told = {"title": seen.title[:_NAME_LENGTH], "voice": seen.voice}
    chat, _made = Chat.objects.get_or_create(
        channel=channel,
        network_id=seen.network_id,
        defaults={
            "kind": seen.kind.value,
            "seen_at": seen.at,
            "lost_at": None if seen.is_present else seen.at,
            **told,
        },
    )
    changed: dict[str, object] = {
        name: value for name, value in told.items() if value and getattr(chat, name) != value
    }
    is_known = seen.is_present == chat.is_present and not changed
    if seen.at >= chat.seen_at and not (is_known and seen.at - chat.seen_at <= _PRESENCE_TOLD_EVERY):
        if seen.is_present:
            changed |= {"lost_at": None, "left_at": None, "left_by": None}
        elif chat.left_at is None:
            changed |= {"lost_at": seen.at}
        Chat.objects.filter(pk=chat.pk, seen_at__lte=seen.at).update(seen_at=seen.at, **changed)
    if seen.replaces:
        Chat.objects.filter(channel=channel, network_id=seen.replaces).delete()


def leave_chat(*, channel: Channel, chat_id: int, by: User, now: datetime) -> None:
    """A person says that the bot is not in this chat any more on purpose: nobody needs to be told of it."""
    lost = Chat.objects.filter(channel=channel, pk=chat_id, lost_at__isnull=False)
    lost.update(lost_at=None, left_at=now, left_by=by)


def ensure_resident(*, network: str, author: Author) -> Resident:
    """The resident behind an author of a network; a name and a page that the network tells are kept."""
    told = {"name": author.name[:_NAME_LENGTH], "url": author.url[:_URL_LENGTH]}
    resident, made = Resident.objects.get_or_create(
        network=network, network_id=author.network_id, defaults=told
    )
    changed = [name for name, value in told.items() if value and getattr(resident, name) != value]
    if changed and not made:
        for name in changed:
            setattr(resident, name, told[name])
        resident.save(update_fields=changed)
    return resident


def name_residents(*, network: str, asked: Iterable[str], profiles: Iterable[Profile], now: datetime) -> None:
    """Keep the names that the network told; those it did not know are not asked again for a while."""
    for profile in profiles:
        Resident.objects.filter(network=network, network_id=profile.network_id).update(
            name=profile.name[:_NAME_LENGTH], url=profile.url
        )
    Resident.objects.filter(network=network, network_id__in=list(asked)).update(asked_at=now)


def record_consent(
    *, channel: Channel, author: Author, allowed: bool, at: datetime, place: Place | None = None
) -> None:
    """A resident allowed or forbade private messages. The later news counts, whenever it is told.

    `place` is their dialogue; None = it is called as they are.
    """
    place = place or Place(kind=PlaceKind.DIALOG, id=author.network_id)
    thread = ensure_thread(channel=channel, place=place)
    older = Q(consent_at=None) | Q(consent_at__lte=at)
    Thread.objects.filter(older, pk=thread.pk).update(blocked_at=None if allowed else at, consent_at=at)


def record_ban(*, channel: Channel, seen: BanChanged) -> None:
    """A moderator shut a resident out, or let them in. The later news counts, whenever it is told."""
    told = {
        "told_at": seen.at,
        "since": seen.at if seen.banned else None,
        "until": seen.until if seen.banned else None,
        "reason": seen.reason,
        "by": seen.by,
    }
    ban, made = Ban.objects.get_or_create(
        channel=channel,
        resident=ensure_resident(network=channel.network, author=seen.author),
        defaults=told,
    )
    if not made:
        Ban.objects.filter(pk=ban.pk, told_at__lte=seen.at).update(**told)


def note_trouble(*, channel_id: int, call: Channel.Call, code: str, text: str, now: datetime) -> None:
    """The network refuses such calls until a person mends the channel. The first moment of the trouble is kept."""
    Channel.objects.filter(pk=channel_id, trouble_code="").update(trouble_since=now)
    Channel.objects.filter(pk=channel_id).exclude(trouble_since=None).update(
        trouble_call=call, trouble_code=code, trouble_text=text[:1000]
    )


def clear_trouble(*, channel_id: int, call: Channel.Call | None = None) -> None:
    """Such a call succeeded (None = a person had everything checked): it is no trouble any more."""
    rows = Channel.objects.filter(pk=channel_id).exclude(trouble_code="")
    if call is not None:
        rows = rows.filter(trouble_call=call)
    rows.update(trouble_call="", trouble_code="", trouble_text="", trouble_since=None)


def count_refusals(*, channel_id: int, count: int, now: datetime) -> None:
    """So many deliveries came with a wrong or missing secret."""
    Channel.objects.filter(pk=channel_id).update(refused_count=F("refused_count") + count, refused_at=now)


def forget_refusals(*, channel_id: int) -> None:
    """The network called with the right secret: earlier refusals are history."""
    Channel.objects.filter(pk=channel_id, refused_count__gt=0).update(refused_count=0)
