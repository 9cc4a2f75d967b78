"""``manage.py make_bucket``: create the bucket that STORAGE_URL names, unless it exists. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from leaderboard.files.bucket import BucketStorage


class Command(BaseCommand):
    """Needs an existing bucket, or keys that may create one; needs no database."""

    help = "Create the bucket of STORAGE_URL unless it exists, and try to write to it (idempotent)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        storage = storages["default"]
        if not isinstance(storage, BucketStorage):
            raise CommandError(
                "the files are in a folder: set STORAGE_URL=s3://bucket?endpoint=…, or skip this command"
            )
        try:
            made = storage.make_bucket()
        except OSError as error:
            raise CommandError(f"the bucket {storage.bucket} cannot be created: {error.strerror}") from error
        fault = storage.fault()
        if fault:
            raise CommandError(f"the bucket {storage.bucket} is {fault}")
        self.stdout.write(
            f"the bucket {storage.bucket} {'was created' if made else 'exists'}, and files can be written to it"
        )
