"""The practice networks as the demo plays in them: one class each, chosen by the community's network."""

from nasvyazi.demo.cast import Bot, Community
from nasvyazi.demo.photos import Painter
from nasvyazi.demo.stages.max import MaxStage
from nasvyazi.demo.stages.stage import Opened, Stage
from nasvyazi.demo.stages.telegram import TelegramStage
from nasvyazi.demo.stages.vk import VkStage
from nasvyazi.sandbox.client import Control

__all__ = ["Opened", "Stage", "stage_of"]


def stage_of(control: Control, community: Community, painter: Painter) -> Stage:
    """The stage on which a community's stories are played."""
    if isinstance(community, Bot):
        stage = MaxStage if community.network == "max" else TelegramStage
        return stage(control, community, painter)
    return VkStage(control, community, painter)
