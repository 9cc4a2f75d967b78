"""A unique index that is built while the site works, and becomes a constraint in the migration after it."""

from django.db import models


class UniqueIndex(models.Index):
    """For AddIndexConcurrently. ``ALTER TABLE … ADD CONSTRAINT … UNIQUE USING INDEX`` then takes no time."""

    def create_sql(self, model, schema_editor, using="", **kwargs):
        sql = schema_editor.sql_create_index_concurrently.replace("CREATE INDEX", "CREATE UNIQUE INDEX")
        return super().create_sql(model, schema_editor, using=using, sql=sql, **kwargs)
