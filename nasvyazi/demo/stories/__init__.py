"""What happened in the district over the last two weeks. Every text was written for this demo."""

from nasvyazi.demo.beats import Story
from nasvyazi.demo.stories import (
    appeals,
    comments,
    district,
    letters,
    telegram,
    telegram_group,
    today,
    utilities,
)
from nasvyazi.demo.stories import max as in_max

STORIES: tuple[Story, ...] = (
    *comments.POSTS,
    *telegram_group.POSTS,
    *in_max.POSTS,
    *appeals.STORIES,
    *utilities.STORIES,
    *letters.STORIES,
    *comments.STORIES,
    *district.STORIES,
    *telegram.STORIES,
    *telegram_group.STORIES,
    *in_max.STORIES,
    *today.STORIES,
)
