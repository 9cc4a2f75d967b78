"""``manage.py seed_showcase``: a small one, seeded once for all tests of this file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as site_settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from PIL import Image
from pytest_django.plugin import DjangoDbBlocker

from leaderboard.demo.showcase.seeding import Showcase
from leaderboard.models import (
    Board,
    Evidence,
    Generator,
    Judgement,
    Release,
    ReleaseRow,
    StoredImage,
    Submission,
    SubmissionScore,
    User,
)
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.offline import verify
from tests.factories import load_demo_suite, load_pixel_profile

pytestmark = pytest.mark.django_db
MODELS, RELEASES = 6, 2
BOARD = "/boards/demo-1-sample-data-1-en/"


def seed(**options: object) -> str:
    said = io.StringIO()
    call_command("seed_showcase", stdout=said, **{"models": MODELS, "releases": RELEASES, **options})
    return said.getvalue()


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The showcase, in a transaction that ends with this file; its media folder."""
    media, before = tmp_path_factory.mktemp("showcase"), site_settings.MEDIA_ROOT
    with django_db_blocker.unblock(), transaction.atomic():
        site_settings.MEDIA_ROOT = str(media)
        load_demo_suite()
        seed()
        site_settings.MEDIA_ROOT = before
        with django_db_blocker.block():
            yield media
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _media_of_the_showcase(seeded: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = str(seeded)


def test_all_models_are_there_and_published() -> None:
    assert Generator.objects.count() == MODELS
    assert Submission.objects.filter(public_at__isnull=False, outcome="scored").count() == MODELS + 1
    for board in Board.objects.all():
        assert [release.number for release in board.releases.all()] == [2, 1]
        assert board.publish_requested_at is None
    assert set(Board.objects.values_list("language", flat=True)) == {"en", "zh"}
    assert [release.rows.count() for release in Release.objects.filter(board__language="en")] == [MODELS, 3]


def test_everything_is_marked_as_sample_data(client: Client) -> None:
    assert set(Submission.objects.values_list("judge_profile__key", flat=True)) == {"sample-data"}
    submission = Submission.objects.earliest("pk")
    image = submission.images.earliest("pk")
    for page in (
        "/",
        BOARD,
        f"{BOARD}releases/1/",
        f"/submissions/{submission.pk}/",
        f"/submissions/{submission.pk}/images/",
        f"/images/{image.pk}/",
    ):
        assert "SAMPLE DATA" in client.get(page).content.decode(), page


def test_nobody_can_sign_in_as_a_sample_author() -> None:
    assert User.objects.exists()
    assert not any(author.has_usable_password() for author in User.objects.all())


def test_every_outcome_of_a_judge_call_occurs() -> None:
    statuses = set(Judgement.objects.values_list("status", flat=True))
    assert statuses == {
        *("ok", "repaired", "rescued", "all_not_applicable"),
        *("truncated", "malformed", "unknown_facet", "refused", "transport_failure"),
    }


def test_the_special_cases_stand_on_the_board() -> None:
    rows = ReleaseRow.objects.filter(release__board__language="en", release__number=RELEASES)
    assert [row.unranked_reason[:20] for row in rows.exclude(unranked_reason="").order_by("position")] == [
        "only 104 of 113 plan",
        "withdrawn by its aut",
    ]
    assert rows.filter(organisation="Second Thoughts Studio").values_list("attempts", flat=True)[0] == 2
    first = ReleaseRow.objects.filter(release__board__language="en", release__number=1)
    assert not first.filter(withdrawn_at__isnull=False).exists()


def test_scores_are_believable() -> None:
    means = SubmissionScore.objects.filter(scope="judged", dimension="").values_list("mean", flat=True)
    assert all(30 < mean < 92 for mean in means)
    assert max(means) - min(means) > 5


def test_dates_are_spread_over_the_releases() -> None:
    first, second = Release.objects.filter(board__language="en").order_by("number")
    assert (second.published_at - first.published_at).days == 28
    for submission in Submission.objects.all():
        assert submission.ended_at is not None
        assert submission.public_at is not None
        assert submission.created_at < submission.ended_at < submission.public_at < second.published_at
        assert submission.generator.created_at <= submission.created_at


def test_pictures_are_files_with_the_pages_copies() -> None:
    stored = StoredImage.objects.exclude(rendered_at=None).earliest("pk")
    assert not StoredImage.objects.filter(rendered_at=None).exists()
    for path in (stored.path, *map(stored.rendition_path, RENDITION_SIDES)):
        with default_storage.open(path) as file, Image.open(file) as picture:
            picture.load()
            assert max(picture.size) in {320, 384}


def test_every_evidence_file_holds(capsys: pytest.CaptureFixture[str]) -> None:
    files = [default_storage.path(evidence.path) for evidence in Evidence.objects.all()]
    # One author resubmitted and one withdrew, both after the first release.
    assert len(files) == MODELS + 1
    assert [verify.main([file]) for file in files] == [0] * len(files), capsys.readouterr().out


def test_a_second_run_changes_nothing() -> None:
    before = [list(model.objects.values_list("pk", flat=True)) for model in (Submission, Release, Judgement, User)]
    assert "the showcase already exists (6 models); nothing was changed" in seed(models=20)
    after = [list(model.objects.values_list("pk", flat=True)) for model in (Submission, Release, Judgement, User)]
    assert before == after


def test_a_suite_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match=r"there is no suite nope \(loaded: demo/1\); manage.py load_suites"):
        seed(suite="nope")


def test_options_that_make_no_sense_are_named() -> None:
    with pytest.raises(CommandError, match=r"--models is 5; 6 to \d+ are expected; nothing was stored"):
        seed(models=5)


def test_when_it_is_stopped_it_says_that_nothing_was_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_showcase: Showcase) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Showcase, "fill", interrupted)
    # As far as the command knows, nothing was seeded yet.
    Submission.objects.filter(judge_profile__key="sample-data").update(judge_profile=load_pixel_profile())
    with pytest.raises(CommandError, match="stopped; only picture files were stored"):
        seed()
