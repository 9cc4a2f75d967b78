"""``manage.py make_bucket``: make the bucket that STORAGE_URL names, unless it is there. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from leaderboard.files.bucket import BucketStorage


class Command(BaseCommand):
    """Needs keys that may make buckets, or a bucket that is there; no database."""

    help = "Make the bucket of STORAGE_URL, unless it is there, and try to write to it (idempotent)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        storage = storages["default"]
        if not isinstance(storage, BucketStorage):
            raise CommandError("the files are in a folder: set STORAGE_URL=s3://bucket?endpoint=…, or leave this out")
        try:
            made = storage.make_bucket()
        except OSError as error:
            raise CommandError(f"the bucket {storage.bucket} cannot be made: {error.strerror}") from error
        fault = storage.fault()
        if fault:
            raise CommandError(f"the bucket {storage.bucket} is {fault}")
        self.stdout.write(f"the bucket {storage.bucket} {'was made' if made else 'is there'}, and takes files")
