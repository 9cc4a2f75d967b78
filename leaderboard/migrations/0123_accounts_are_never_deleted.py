from django.db import migrations

_CREATE = """
    CREATE FUNCTION leaderboard_accounts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'account % cannot be deleted: erase it (leaderboard/pipeline/leaving)', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'accounts_are_never_deleted';
    END $$;
    CREATE TRIGGER accounts_are_never_deleted BEFORE DELETE ON leaderboard_user
        FOR EACH ROW EXECUTE FUNCTION leaderboard_accounts_stay();
    CREATE FUNCTION leaderboard_erased_accounts_stay_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'account % is erased and cannot be changed', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased_accounts_stay_erased';
    END $$;
    CREATE TRIGGER erased_accounts_stay_erased BEFORE UPDATE ON leaderboard_user
        FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL AND NEW IS DISTINCT FROM OLD)
        EXECUTE FUNCTION leaderboard_erased_accounts_stay_erased();
"""

_DROP = """
    DROP TRIGGER erased_accounts_stay_erased ON leaderboard_user;
    DROP FUNCTION leaderboard_erased_accounts_stay_erased();
    DROP TRIGGER accounts_are_never_deleted ON leaderboard_user;
    DROP FUNCTION leaderboard_accounts_stay();
"""


class Migration(migrations.Migration):
    safe_because = "the previous version neither deletes accounts nor erases them"

    dependencies = [
        ('leaderboard', '0122_user_of_ban_is_protected'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, _DROP),
    ]
