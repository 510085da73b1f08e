from django.db import migrations

DANGERS = """
UPDATE appeals_guess SET danger = left(said -> 'danger' ->> 'code', 40)
    WHERE jsonb_typeof(said -> 'danger') = 'object';
"""
SEEN = """
UPDATE appeals_guess guess
    SET danger_seen_at = coalesce(appeal.danger_seen_at, appeal.closed_at, now()),
        is_no_danger = 'danger' = ANY (appeal.decided)
    FROM appeals_decision decision JOIN appeals_appeal appeal ON appeal.id = decision.appeal_id
    WHERE decision.message_id = guess.message_id AND guess.danger <> ''
        AND (appeal.danger_seen_at IS NOT NULL OR appeal.closed_at IS NOT NULL OR 'danger' = ANY (appeal.decided));
UPDATE appeals_appeal SET danger_seen_at = closed_at
    WHERE danger <> '' AND danger_seen_at IS NULL AND closed_at IS NOT NULL;
UPDATE appeals_appeal SET decided = array_remove(decided, 'danger') WHERE 'danger' = ANY (decided);
"""


class Migration(migrations.Migration):
    """What was seen of an appeal was seen of its messages; nobody looks for what is closed."""

    dependencies = [("appeals", "0012_dangers_are_seen_message_by_message")]
    operations = [migrations.RunSQL(DANGERS, ""), migrations.RunSQL(SEEN, "")]
