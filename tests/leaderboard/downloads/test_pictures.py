"""A model's pictures as a zip: any part of it at any time, in constant memory."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import Settings

from leaderboard.models import GeneratedImage, PromptSuite, Release, StoredImage
from tests.leaderboard.downloads.reading import fetched

MIB = 2**20


@pytest.fixture
def address(base: str, model: int) -> str:
    return f"{base}models/{model}/images.zip"


def store(model: int, size: int = 0) -> dict[str, bytes]:
    """Bytes for every picture of the model, as if they had been received; returns them by name."""
    stored = {}
    for image in GeneratedImage.objects.filter(submission__generator=model).select_related("prompt", "stored"):
        assert image.stored is not None
        data = image.stored.sha256.encode() * (size // 64 or image.pk % 7 + 1)
        default_storage.save(image.stored.path, ContentFile(data))
        stored[f"{image.prompt.key}.en.png"] = data if not size else b""
    return stored


def test_the_zip_opens_and_holds_the_pictures_with_licence_and_citation(
    address: str, release: Release, model: int, settings: Settings
) -> None:
    settings.SALON_SITE_URL = "https://salon.example.org"
    stored = store(model)
    with zipfile.ZipFile(io.BytesIO(fetched(address))) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist() if name.startswith("p")} == stored
        assert found.namelist()[:4] == ["README.txt", "LICENCE.txt", "citation.bib", "p001.en.png"]
        assert found.read("citation.bib").decode() == fetched(address.split("models")[0] + "citation.bib").decode()
        assert "whose licence is stated as: MIT" in found.read("LICENCE.txt").decode()
        assert release.sha256 in found.read("README.txt").decode()


def test_parts_that_different_answers_gave_make_the_whole(address: str, model: int) -> None:
    store(model)
    whole = fetched(address)
    reply = Client().get(address)
    assert (reply["Content-Length"], reply["Accept-Ranges"]) == (str(len(whole)), "bytes")
    found = b""
    for stop in [*range(100, len(whole), 997), len(whole) + 1]:
        part = Client().get(address, headers={"range": f"bytes={len(found)}-{stop}", "if-range": reply["ETag"]})
        assert part.status_code == 206
        found += part.getvalue()
    assert found == whole
    assert Client().get(address, headers={"if-none-match": reply["ETag"]}).status_code == 304
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.zip"))


def test_a_large_zip_takes_no_memory(address: str, model: int) -> None:
    store(model, size=8 * MIB)
    fetched(address, range="bytes=0-0")
    before = psutil.Process().memory_info().rss
    reply, length, most = Client().get(address), 0, 0
    for block in reply:
        length += len(block)
        most = max(most, psutil.Process().memory_info().rss - before) if length % (4 * MIB) < len(block) else most
    assert length == int(reply["Content-Length"]) > 190 * MIB
    assert most < 8 * MIB


def test_pictures_of_a_hidden_suite_are_gone_though_their_list_is_stored(address: str, model: int) -> None:
    store(model)
    fetched(address)
    PromptSuite.objects.update(hidden=True)
    assert Client().get(address).status_code == 404


def test_pictures_that_are_not_here(address: str) -> None:
    assert Client().get(address).status_code == 404  # recorded, and missing in the storage
    GeneratedImage.objects.update(status="imported", stored=None)
    StoredImage.objects.all().delete()
    assert Client().get(address).status_code == 404
