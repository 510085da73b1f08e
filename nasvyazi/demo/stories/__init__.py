"""What happened in the district over the last two weeks. Every text was written for this demo."""

from nasvyazi.demo.beats import Story
from nasvyazi.demo.stories import appeals, comments, district, letters, today, utilities

STORIES: tuple[Story, ...] = (
    *comments.POSTS,
    *appeals.STORIES,
    *utilities.STORIES,
    *letters.STORIES,
    *comments.STORIES,
    *district.STORIES,
    *today.STORIES,
)
