"""The files of a release as its page lists them: what each holds, in which formats, and how large it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from leaderboard.downloads.stored_file import written_size
from leaderboard.models import Evidence, ReleaseRow, ReleaseScore
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.rubric import rubric_of
from leaderboard.queries.visibility import public_images, standing_submissions

_BYTES = {
    "board": {"csv": (0, 1150), "json": (14_000, 2650), "parquet": (20_000, 700)},
    "levels": {"csv": (0, 300), "json": (0, 205), "parquet": (20_000, 45)},
    "verdicts": {"csv": (0, 115), "json": (0, 250), "parquet": (20_000, 1)},
}
"""About how large a table is: bytes that do not depend on its rows, and bytes per row. Measured with 40 models."""


class Download(NamedTuple):
    """A file to download; ``size`` in bytes, exact or (``is_estimate``) not, None where it is not known."""

    label: str
    href: str
    size: int | None
    is_estimate: bool = False


class Contents(NamedTuple):
    """What one or several files hold, one file per format. ``rows`` of the table, about where the files are large."""

    title: str
    note: str
    rows: int
    files: list[Download]


class ModelFiles(NamedTuple):
    """The files of one model of a release; ``pictures`` and ``evidence`` are None where there are none to download."""

    generator_id: int
    name: str
    scores: str
    verdicts: str
    pictures: Download | None
    evidence: Download | None


def release_files(head: ReleaseHead) -> list[Contents]:
    """The tables of a whole release. Of a hidden suite there are no verdicts."""
    rows = ReleaseRow.objects.filter(release=head.release).aggregate(
        models=Count("pk"), judgements=Sum("judged_judgements", default=0)
    )
    levels = ReleaseScore.objects.filter(row__release=head.release).count()
    rubric = rubric_of(head.board)
    listed = [
        Contents(
            _("Ranking"),
            _("A row for each model: its scores with intervals and ranks, overall and by dimension, and its facts."),
            rows["models"],
            _tables(head, "board", rows["models"]),
        )
    ]
    if levels > rows["models"] * len(head.columns):
        note = _("A row for each model and level: overall, dimensions, sub-capabilities and facets.")
        listed.append(Contents(_("All levels"), note, levels, _tables(head, "levels", levels)))
    if not head.board.suite.hidden:
        verdicts = rows["judgements"] * len(rubric.facets) // len(rubric.dimensions)
        note = _("A row for each verdict on each picture.")
        listed.append(Contents(_("All verdicts"), note, verdicts, _tables(head, "verdicts", verdicts)))
    return listed


def listed_rows(head: ReleaseHead) -> QuerySet[ReleaseRow]:
    """The rows of models that have files in the release: those that were not withdrawn by then."""
    rows = ReleaseRow.objects.filter(release=head.release, withdrawn_at__isnull=True)
    return rows.select_related("submission").order_by("position")


def files_by_model(head: ReleaseHead, rows: Sequence[ReleaseRow]) -> list[ModelFiles]:
    """The files of some rows of ``listed_rows``: three queries, whatever their number."""
    submission_ids = [row.submission_id for row in rows]
    standing = set(standing_submissions(AnonymousUser()).filter(pk__in=submission_ids).values_list("pk", flat=True))
    pictures = _picture_bytes(head, submission_ids)
    evidence = dict(Evidence.objects.filter(submission__in=standing).values_list("sha256", "byte_size"))
    return [_of_model(head, row, pictures, evidence, is_standing=row.submission_id in standing) for row in rows]


def _tables(head: ReleaseHead, name: str, rows: int) -> list[Download]:
    forms = {"csv": "CSV", "json": "JSON", "parquet": "Parquet"}
    return [_table(head, name, form, label, rows) for form, label in forms.items()]


def _table(head: ReleaseHead, name: str, form: str, label: str, rows: int) -> Download:
    place = [head.board.slug, head.release.number]
    if name == "board":
        address = reverse(f"board-{form}", args=place)
    else:
        address = reverse(f"release-{name}-file", args=[*place, form])
    size = written_size(head, f"{name}.{form}")
    if size is not None:
        return Download(label, address, size)
    head_bytes, row_bytes = _BYTES[name][form]
    return Download(label, address, head_bytes + rows * row_bytes, is_estimate=True)


def _picture_bytes(head: ReleaseHead, submission_ids: Sequence[int]) -> dict[int, int]:
    """The bytes of all pictures that everybody may see, by submission."""
    images = public_images().filter(
        submission__in=submission_ids, language=head.board.language, stored__deleted_at__isnull=True
    )
    by_submission = images.order_by("submission").values_list("submission")
    return {submission: size for submission, size in by_submission.annotate(Sum("stored__byte_size")) if size}


def _of_model(
    head: ReleaseHead, row: ReleaseRow, pictures: dict[int, int], evidence: dict[str, int], *, is_standing: bool
) -> ModelFiles:
    place = [head.board.slug, head.release.number, row.submission.generator_id]
    sha256 = row.evidence_sha256 if is_standing else ""
    return ModelFiles(
        generator_id=row.submission.generator_id,
        name=row.generator_name,
        scores=reverse("release-model-scores", args=[*place, "csv"]),
        verdicts="" if head.board.suite.hidden else reverse("release-model-verdicts", args=[*place, "csv"]),
        pictures=Download("zip", reverse("release-model-images", args=place), pictures[row.submission_id])
        if row.submission_id in pictures
        else None,
        evidence=Download(
            "jsonl.zst",
            reverse("submission-evidence-version", args=[row.submission_id, sha256]),
            evidence.get(sha256),
        )
        if sha256
        else None,
    )
