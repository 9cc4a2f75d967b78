from django.db import migrations

# The one change of the log: whoever updates it within a transaction that erases an account (the setting names it) has
# the account's addresses replaced by its number, and the names of its deleted generators by theirs. Nothing else changes,
# whatever the statement says.
_CREATE = r"""
    CREATE FUNCTION leaderboard_audit_forgets_people() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        erased bigint := nullif(current_setting('salon.erased_account', true), '')::bigint;
        addresses text;
        shown text := 'account ' || erased;
    BEGIN
        IF NOT EXISTS (
            SELECT FROM leaderboard_accountdeletion WHERE user_id = erased AND done_at IS NULL
            AND cancelled_at IS NULL AND due_at <= statement_timestamp()
        ) THEN
            RAISE EXCEPTION 'entries of the audit log are never changed or deleted (% of %)', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
        END IF;
        SELECT string_agg(regexp_replace(email, '([].*+?^${}()|\\[])', '\\\1', 'g'), '|') INTO addresses
        FROM (
            SELECT email FROM leaderboard_user WHERE id = erased
            UNION SELECT email FROM account_emailaddress WHERE user_id = erased
        ) AS known;
        -- Not within a longer address: "anna@example.org" is not a part of "joanna@example.org".
        addresses := '(?<![[:alnum:]._%+-])(' || addresses || ')(?![[:alnum:]-]|\.[[:alnum:]])';
        NEW := OLD;
        NEW.actor := CASE WHEN OLD.actor_id = erased THEN shown ELSE regexp_replace(OLD.actor, addresses, shown, 'gi') END;
        NEW.target_name := CASE WHEN OLD.target_kind = 'user' AND OLD.target_id = erased::text THEN shown
            WHEN OLD.target_kind = 'generator' AND EXISTS (
                SELECT FROM leaderboard_generator
                WHERE id::text = OLD.target_id AND owner_id = erased AND deleted_at IS NOT NULL
            ) THEN 'generator ' || OLD.target_id
            ELSE regexp_replace(OLD.target_name, addresses, shown, 'gi') END;
        NEW.reason := regexp_replace(OLD.reason, addresses, shown, 'gi');
        NEW.details := regexp_replace(OLD.details::text, addresses, shown, 'gi')::jsonb;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE FUNCTION leaderboard_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND coalesce(current_setting('salon.erased_account', true), '') <> '' THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'entries of the audit log are never changed or deleted (% of %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER audit_forgets_people BEFORE UPDATE ON leaderboard_auditentry
        FOR EACH ROW EXECUTE FUNCTION leaderboard_audit_forgets_people();
"""

_DROP = """
    DROP TRIGGER audit_forgets_people ON leaderboard_auditentry;
    DROP FUNCTION leaderboard_audit_forgets_people();
    CREATE OR REPLACE FUNCTION leaderboard_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'entries of the audit log are never changed or deleted (% of %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END $$;
"""


class Migration(migrations.Migration):
    safe_because = "the previous version only adds entries, which is as before"

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('leaderboard', '0123_accounts_are_never_deleted'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, _DROP),
    ]
