"""What acceptance tests of MAX need beside `life`: a bot that is connected, and where its people write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet

from nasvyazi.domain.channels import services
from nasvyazi.domain.channels.models import Backfill, Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.flows import backfilling, watching
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.product import Product
from tests.sandbox import Sandbox
from tests.sandbox_max import Bot, Chat, MaxSide, Resident, Said


@dataclass(frozen=True)
class Life:
    """A bot of the practice MAX and its channel, connected to the product."""

    messenger: MaxSide
    bot: Bot
    page: Chat
    channel: Channel
    marina: Resident

    def hears(self, text: str) -> Message:
        """The message with this text, decided about."""
        return life.heard(self.channel, text)

    def write(self, text: str) -> Message:
        """Marina writes to the bot and is heard."""
        self.messenger.write(self.bot, self.marina, text)
        return self.hears(text)

    def answers(self) -> list[Said]:
        """What the bot has written to Marina."""
        return self.messenger.answers(self.bot, self.marina)

    def has_read(self, date: int) -> bool:
        """Whether a reading has passed the comments of this second."""
        moment = datetime.fromtimestamp(date + 1, UTC)
        return not date or self._reading("comments").filter(read_until__gt=moment).exists()

    def read_now(self, part: str = "comments") -> None:
        """A part of the past is due now, not within a minute, nor after the lease of a reader that was killed."""
        assert self._reading(part).update(next_at=now())

    def _reading(self, part: str) -> QuerySet[Backfill]:
        return Backfill.objects.filter(channel=self.channel, part=part)


def connected(product: Product, sandbox: Sandbox, *, road: str = "webhook") -> Life:
    """A new bot with a channel, connected by one road or the other and heard from now on."""
    messenger = MaxSide(sandbox)
    # A number that no other practice network of the same installation has given.
    bot = messenger.bot(bot_id=8_800_000_000 + Channel.objects.count())
    page = messenger.channel(bot)
    channel = services.add_channel(
        network="max",
        network_id=str(bot.id),
        title=bot.title,
        api_url=sandbox.max_url,
        secrets_={"token": bot.token, "secret": "max-secret", "channel": str(page.id)},
        mode=Channel.Mode(road),
    )
    assert watching.connect(channel, public_url=product.url)
    backfilling.beat()  # the worker would do so within half a minute
    if road == "poll":
        polled: Callable[[], bool] = Channel.objects.filter(pk=channel.pk, polled_at__isnull=False).exists
        life.until(polled, "the first poll")
    return Life(messenger, bot, page, channel, messenger.resident())
