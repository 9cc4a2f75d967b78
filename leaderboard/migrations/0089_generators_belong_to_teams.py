from django.db import migrations

# The trigger is for programs that leave the column out. Rows inserted while this runs have seen the trigger, or wait
# for its lock; all others are filled here.
_CREATE = """
    CREATE FUNCTION leaderboard_default_team() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.team_id IS NULL THEN
            SELECT id INTO NEW.team_id FROM leaderboard_team WHERE personal_of_id = NEW.owner_id;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER generator_has_a_team BEFORE INSERT ON leaderboard_generator
        FOR EACH ROW EXECUTE FUNCTION leaderboard_default_team();
    UPDATE leaderboard_generator SET team_id = team.id
    FROM leaderboard_team AS team
    WHERE team.personal_of_id = leaderboard_generator.owner_id AND leaderboard_generator.team_id IS NULL;
"""

_DROP = """
    DROP TRIGGER generator_has_a_team ON leaderboard_generator;
    DROP FUNCTION leaderboard_default_team();
"""


class Migration(migrations.Migration):
    safe_because = "the previous version does not know the column; its rows get their value from the trigger"

    dependencies = [
        ('leaderboard', '0088_team_of_generator'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, _DROP),
    ]
