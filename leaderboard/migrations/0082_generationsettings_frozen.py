from django.db import migrations

_CREATE = """
    CREATE FUNCTION leaderboard_settings_are_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the generation settings of a submission never change' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER settings_are_frozen BEFORE UPDATE ON leaderboard_generationsettings
        FOR EACH STATEMENT EXECUTE FUNCTION leaderboard_settings_are_frozen();
"""

_DROP = """
    DROP TRIGGER settings_are_frozen ON leaderboard_generationsettings;
    DROP FUNCTION leaderboard_settings_are_frozen();
"""


class Migration(migrations.Migration):
    safe_because = "the table came with the migration before this one, and the previous release does not know it"

    dependencies = [
        ('leaderboard', '0081_generationsettings'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, _DROP),
    ]
