"""Bringing the product and the practice networks together at each start: ports may have changed since the last one."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Replace

from nasvyazi.demo.cast import COMMUNITIES
from nasvyazi.demo.photos import Painter
from nasvyazi.demo.stages import stage_of
from nasvyazi.domain.channels import selectors, services
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.sandbox.client import Control, PracticeError
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_COMMUNITIES = {(one.network, str(one.number)): one for one in COMMUNITIES.values()}
_NOT_FOUND = 404


def connect(sandbox_url: str, product_url: str) -> None:
    """Tell both sides where the other one is; the product has to answer, for the network asks it to confirm.

    Does nothing in an installation without the demo. Raises Refusal in a sentence.
    """
    with Control(sandbox_url) as control:
        for channel in demo_channels():
            try:
                control.post("/clock")  # a filling that was killed has left it in the past
                _connect(control, channel, product_url.rstrip("/"))
            except PracticeError as error:
                raise Refusal(_why(error), url=sandbox_url, title=channel.title, error=error) from error


def demo_channels() -> list[Channel]:
    """The channels that live in the practice networks."""
    return [one for one in selectors.active() if (one.network, one.network_id) in _COMMUNITIES]


def _connect(control: Control, channel: Channel, product_url: str) -> None:
    stage = stage_of(control, _COMMUNITIES[channel.network, channel.network_id], Painter())
    api_url = control.get(stage.address)["api_url"]
    if api_url != channel.api_url:
        _move(channel, api_url)
    if stage.community.webhook and not stage.call(channel, product_url):
        raise Refusal(
            gettext_noop("“{title}” is not connected: the product at {url} did not confirm the webhook."),
            title=channel.title,
            url=product_url,
        )


def _move(channel: Channel, api_url: str) -> None:
    """The practice networks have moved, and the photos with them."""
    services.move_api(channel=channel, api_url=api_url)
    kept = Attachment.objects.filter(message__thread__channel=channel)
    old, new = Value(channel.api_url), Value(api_url)
    kept.update(**{name: Replace(F(name), old, new) for name in ("url", "preview_url", "ref")})
    channel.api_url = api_url


def _why(error: PracticeError) -> str:
    if error.status == _NOT_FOUND:
        return gettext_noop(
            "“{title}” is unknown to the practice networks at {url}: their memory (NASVYAZI_HOME/sandbox) is gone. "
            "Start anew with another NASVYAZI_HOME."
        )
    return gettext_noop("“{title}” is not connected to the practice networks at {url}: {error}")
