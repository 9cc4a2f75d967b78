"""The intake of a bundle, compared with a bare loop that reads, hashes and decodes the same files."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.embedded.paths import home
from leaderboard.embedded.stack import Stack
from leaderboard.models import Prompt, PromptSuite, StoredImage
from leaderboard.pipeline.submission import intake
from leaderboard.pipeline.submission.submit import submit_bundle
from tests.bench.report import Figure
from tests.factories import GeneratorFactory

SIDE = 1024
ROUNDS = 5


def measure(stack: Stack) -> list[Figure]:
    """The median ratio of several rounds, in which the two alternate."""
    # This process does the check itself; a worker would share the cores with it.
    stack.programs.stop(stack.workers["intake"])
    bundle = _bundle(home() / "intake.zip")
    rounds = [(_bare(bundle), _intake(bundle)) for _ in range(ROUNDS)]
    stack.start_worker("intake")
    ratios = sorted(bare / taken for bare, taken in rounds)
    return [
        Figure(
            "bundle intake over a bare loop that reads, hashes and decodes",
            f"{ratios[len(ratios) // 2]:.2f}",
            "≥ 0.7",
            f"24 pictures of {SIDE}×{SIDE} px; seconds bare / intake: "
            + ", ".join(f"{bare:.2f} / {taken:.2f}" for bare, taken in rounds),
        )
    ]


def _bundle(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as bundle:
        for prompt in Prompt.objects.filter(suite__key="demo"):
            buffer = io.BytesIO()
            picture: Image.Image = draw_picture(prompt.texts["en"], width=SIDE, height=SIDE, quality=0.9)
            picture.save(buffer, "PNG")
            bundle.writestr(f"{prompt.key}.png", buffer.getvalue())
    return path


def _bare(path: Path) -> float:
    """Seconds that the bare loop takes."""
    started = time.perf_counter()
    with zipfile.ZipFile(path) as bundle:
        for name in bundle.namelist():
            data = bundle.read(name)
            hashlib.sha256(data).hexdigest()
            with Image.open(io.BytesIO(data)) as picture:
                picture.load()
    return time.perf_counter() - started


def _intake(path: Path) -> float:
    """Seconds from the claim of an uploaded bundle until all its pictures and rows are stored."""
    with path.open("rb") as file:
        upload: UploadedFile[bytes] = UploadedFile(File(file), path.name, size=path.stat().st_size)
        submission = submit_bundle(GeneratorFactory.create(), PromptSuite.objects.get(key="demo"), ["en"], upload)
    started = time.perf_counter()
    claim = intake.claim_check(submission.pk)
    if claim is None or not intake.take_in(*claim):
        raise RuntimeError("the bundle was claimed by somebody else")
    elapsed = time.perf_counter() - started
    _forget_pictures()
    return elapsed


def _forget_pictures() -> None:
    """Delete the stored files, so that the next round stores them again."""
    for stored in StoredImage.objects.all():
        default_storage.delete(stored.path)
