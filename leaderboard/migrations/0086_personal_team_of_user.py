from django.db import migrations

# Accounts are created by sign-up, commands and programs of the previous version: the database sees them all. That
# version also sets quotas on the account.
_CREATE = """
    CREATE FUNCTION leaderboard_create_personal_team() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        WITH team AS (
            INSERT INTO leaderboard_team (name, personal_of_id, submission_quota, storage_quota_gib)
            VALUES ('', NEW.id, NEW.submission_quota, NEW.storage_quota_gib)
            ON CONFLICT (personal_of_id) DO NOTHING RETURNING id
        )
        INSERT INTO leaderboard_membership (team_id, user_id, role) SELECT team.id, NEW.id, 'owner' FROM team;
        RETURN NULL;
    END $$;
    CREATE TRIGGER user_has_a_personal_team AFTER INSERT ON leaderboard_user
        FOR EACH ROW EXECUTE FUNCTION leaderboard_create_personal_team();
    CREATE FUNCTION leaderboard_copy_quotas() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE leaderboard_team
        SET submission_quota = NEW.submission_quota, storage_quota_gib = NEW.storage_quota_gib
        WHERE personal_of_id = NEW.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER user_quotas_are_the_teams AFTER UPDATE OF submission_quota, storage_quota_gib ON leaderboard_user
        FOR EACH ROW
        WHEN (
            OLD.submission_quota IS DISTINCT FROM NEW.submission_quota
            OR OLD.storage_quota_gib IS DISTINCT FROM NEW.storage_quota_gib
        )
        EXECUTE FUNCTION leaderboard_copy_quotas();
"""

_DROP = """
    DROP TRIGGER user_quotas_are_the_teams ON leaderboard_user;
    DROP FUNCTION leaderboard_copy_quotas();
    DROP TRIGGER user_has_a_personal_team ON leaderboard_user;
    DROP FUNCTION leaderboard_create_personal_team();
"""


class Migration(migrations.Migration):
    safe_because = "the previous version's statements on accounts do the same as before, and more of which it knows nothing"

    dependencies = [
        ('leaderboard', '0085_membership_keeps_an_owner'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, _DROP),
    ]
