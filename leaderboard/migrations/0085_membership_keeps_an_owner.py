from django.db import migrations

# Deferred, so that an owner can be replaced, and a team deleted with its members. The team's row is locked: of two
# owners who leave at the same time, the second one's transaction waits and sees that the first has left.
_CREATE = """
    CREATE FUNCTION leaderboard_check_members(checked_team bigint) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        person bigint;
    BEGIN
        SELECT personal_of_id INTO person FROM leaderboard_team WHERE id = checked_team FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN;
        END IF;
        IF NOT EXISTS (SELECT FROM leaderboard_membership WHERE team_id = checked_team AND role = 'owner') THEN
            RAISE EXCEPTION 'team % would have no owner', checked_team
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_keeps_an_owner';
        END IF;
        IF EXISTS (SELECT FROM leaderboard_membership WHERE team_id = checked_team AND user_id <> person) THEN
            RAISE EXCEPTION 'team % is the space of one person', checked_team
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_of_one_person';
        END IF;
    END $$;
    CREATE FUNCTION leaderboard_members_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            PERFORM leaderboard_check_members(OLD.team_id);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            PERFORM leaderboard_check_members(NEW.team_id);
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER membership_keeps_an_owner
        AFTER INSERT OR UPDATE OR DELETE ON leaderboard_membership
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION leaderboard_members_changed();
"""

_DROP = """
    DROP TRIGGER membership_keeps_an_owner ON leaderboard_membership;
    DROP FUNCTION leaderboard_members_changed();
    DROP FUNCTION leaderboard_check_members(bigint);
"""


class Migration(migrations.Migration):
    safe_because = "the table came with these migrations, and the previous version does not know it"

    dependencies = [
        ('leaderboard', '0084_membership'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, _DROP),
    ]
