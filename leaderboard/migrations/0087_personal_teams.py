from django.db import migrations

_FILL = """
    WITH team AS (
        INSERT INTO leaderboard_team (name, personal_of_id, submission_quota, storage_quota_gib)
        SELECT '', id, submission_quota, storage_quota_gib FROM leaderboard_user ORDER BY id
        ON CONFLICT (personal_of_id) DO NOTHING RETURNING id, personal_of_id
    )
    INSERT INTO leaderboard_membership (team_id, user_id, role) SELECT id, personal_of_id, 'owner' FROM team;
"""


class Migration(migrations.Migration):
    safe_because = "it writes to tables that the previous version does not know"

    dependencies = [
        ('leaderboard', '0086_personal_team_of_user'),
    ]

    operations = [
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
