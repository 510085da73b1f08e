"""What acceptance tests of Telegram need beside `life`: a bot that is connected, and where its people write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.flows import watching
from tests import factories
from tests.acceptance import life
from tests.product import Product
from tests.sandbox import Sandbox
from tests.sandbox_telegram import Bot, Chat, Resident, Said, TelegramSide


@dataclass(frozen=True)
class Life:
    """A bot of the practice Telegram, connected to the product."""

    telegram: TelegramSide
    bot: Bot
    channel: Channel
    marina: Resident

    def hears(self, text: str) -> Message:
        """The message with this text, decided about."""
        return life.heard(self.channel, text)

    def write(self, text: str) -> Message:
        """Marina writes to the bot and is heard."""
        self.telegram.write(self.bot, self.marina, text)
        return self.hears(text)

    def answers(self) -> list[str]:
        """What the bot has written to Marina."""
        return [one.text for one in self.telegram.answers(self.bot, self.marina)]

    def commented(self, text: str) -> tuple[Chat, Said, Appeal]:
        """Marina comments under a post of a new channel and is heard."""
        channel = self.telegram.channel(self.bot)
        post = self.telegram.post(channel)
        self.telegram.comment(channel, post, self.marina, text)
        return channel, post, life.appeal_of(self.hears(text))

    def taken(self) -> None:
        """Wait until everything that was told is taken."""
        if self.channel.mode == Channel.Mode.WEBHOOK:
            self.telegram.wait_delivered(self.bot, seconds=life.SECONDS)
        life.until_taken(self.channel)


def connected(product: Product, sandbox: Sandbox, *, road: str = "webhook", answers: bool = True) -> Life:
    """A new bot, connected by one road or the other and heard from now on; `answers`: a basis for that is recorded."""
    telegram = TelegramSide(sandbox)
    # A number that no other practice network of the same installation has given.
    bot = telegram.bot(bot_id=7_700_000_000 + Channel.objects.count())
    channel = services.add_channel(
        network="telegram",
        network_id=str(bot.id),
        title=bot.title,
        api_url=sandbox.telegram_url,
        secrets_={"token": bot.token, "secret": "telegram-secret"},
        mode=Channel.Mode(road),
    )
    if answers:
        factories.allowed_to_send(channel)
    assert watching.connect(channel, public_url=product.url)
    if road == "poll":
        polled: Callable[[], bool] = Channel.objects.filter(pk=channel.pk, polled_at__isnull=False).exists
        life.until(polled, "the first poll")
    return Life(telegram, bot, channel, telegram.resident())


def events(channel: Channel, state: Event.State) -> int:
    """How many events of the channel ended so."""
    return Event.objects.filter(channel=channel, state=state).count()
