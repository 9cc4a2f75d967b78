from django.db import migrations

_CREATE = """
    CREATE FUNCTION leaderboard_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'entries of the audit log are never changed or deleted (% of %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON leaderboard_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION leaderboard_audit_is_append_only();
    CREATE TRIGGER audit_is_never_truncated BEFORE TRUNCATE ON leaderboard_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION leaderboard_audit_is_append_only();
"""

_DROP = """
    DROP TRIGGER audit_is_never_truncated ON leaderboard_auditentry;
    DROP TRIGGER audit_is_append_only ON leaderboard_auditentry;
    DROP FUNCTION leaderboard_audit_is_append_only();
"""


class Migration(migrations.Migration):
    safe_because = "the table came with the migration before this one, and the previous release does not know it"

    dependencies = [
        ('leaderboard', '0042_auditentry'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, _DROP),
    ]
