"""Files as people open them: CSV in a spreadsheet that needs a byte order mark to see UTF-8, and in other programs."""

from __future__ import annotations

import codecs
import csv
import io
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from pyarrow import csv as arrow_csv

from leaderboard.domain.agreement.human_scores import parse_human_scores
from leaderboard.domain.publishing.csv_text import csv_head, csv_line
from leaderboard.downloads.stored_file import storage_path
from leaderboard.models import PromptSuite, Release
from leaderboard.queries.boards import release_head
from tests.leaderboard.web.model_pages import leader, published

pytestmark = pytest.mark.django_db
NAME = "通义千问 Qwen-Image"


@pytest.fixture
def release() -> Release:
    return published(NAME)


def csv_addresses(release: Release) -> list[str]:
    """Every CSV file that the site offers of a board, a submission, a suite and a published table."""
    first = leader(release)
    base, model = f"/boards/{release.board.slug}/releases/{release.number}/", first.generator_id
    other = release.rows.get(position=2).submission.generator_id
    suite = PromptSuite.objects.get()
    return [
        *(f"{base}board.csv", f"{base}levels.csv", f"{base}verdicts.csv", f"{base}facets/quality-detail-noise.csv"),
        *(f"{base}models/{model}/scores.csv", f"{base}models/{model}/verdicts.csv"),
        f"{base}compare.csv?models={model},{other}",
        *(f"/submissions/{first.pk}/breakdown.csv", f"/submissions/{first.pk}/verdicts.csv"),
        f"/suites/{suite.key}/{suite.version}/prompts.csv",
        "/reported/qwen-image-bench/table.csv",
    ]


def content(address: str) -> bytes:
    reply = Client().get(address)
    assert reply.status_code == 200, address
    data: bytes = reply.getvalue()
    return data


def test_every_csv_begins_with_one_byte_order_mark_and_reads_in_utf_8(release: Release) -> None:
    for address in csv_addresses(release):
        data = content(address)
        assert data.startswith(codecs.BOM_UTF8), address
        assert data.count(codecs.BOM_UTF8) == 1
        first = next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert first[0].isidentifier()
        # A reader that knows nothing of us takes the mark for what it is.
        assert arrow_csv.read_csv(io.BytesIO(data)).column_names == first, address


def test_a_chinese_name_is_in_its_cell(release: Release) -> None:
    rows = list(csv.DictReader(io.StringIO(content(csv_addresses(release)[0]).decode("utf-8-sig"))))
    assert rows[0]["model"] == NAME


def test_the_exported_standings_have_it_too(release: Release) -> None:
    output = io.StringIO()
    call_command("export_board", release.board.slug, format="csv", stdout=output)
    assert output.getvalue().startswith("\ufeffmodel,")


def test_other_files_have_none_and_seals_hold(release: Release) -> None:
    base = f"/boards/{release.board.slug}/releases/{release.number}/"
    for name in ("board.json", "levels.json", "citation.bib"):
        assert not content(base + name).startswith(codecs.BOM_UTF8)
    assert json.loads(content(f"{base}board.json"))["sha256"] == release.sha256


def test_a_file_that_was_written_before_stays_as_it_was(release: Release) -> None:
    head = release_head(release.board.slug)
    assert head is not None
    path = storage_path(head, "board.csv")
    earlier = b"name\r\nearlier\r\n"
    default_storage.save(path, ContentFile(earlier))
    assert content(f"/boards/{release.board.slug}/releases/1/board.csv") == earlier


def test_our_own_reader_of_scores_takes_files_with_and_without_the_mark() -> None:
    lines = csv_line([NAME, "zh", 61.5])
    with_mark = (csv_head(["model", "language", "overall"]) + lines).encode()
    for data in (with_mark, with_mark.removeprefix(codecs.BOM_UTF8)):
        [line] = parse_human_scores(data, "panel.csv")
        assert (line.model, line.scores) == (NAME, {"overall": 61.5})
