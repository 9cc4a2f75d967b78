"""What tells the parts of one site from those of another: marks that its programs compare when they start."""

from __future__ import annotations

from django.db import models

from leaderboard.models.clock import Now


class MarkName(models.TextChoices):
    """What is marked, and the mark's value.

    - SECRET_KEY, KEY_SECRET: a list of fingerprints, of the secret in use first and then of its fallbacks.
    - STORAGE: a random text that a file of the storage holds, too.
    """

    SECRET_KEY = "secret_key", "SECRET_KEY"  # a name
    KEY_SECRET = "key_secret", "KEY_SECRET"  # a name
    STORAGE = "storage", "storage"


class SiteMark(models.Model):
    """A mark of the site. ``manage.py prepare_database`` sets it; every program compares it with what it was given."""

    name = models.CharField(max_length=20, choices=MarkName.choices, unique=True)
    value = models.JSONField()
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return str(self.name)
