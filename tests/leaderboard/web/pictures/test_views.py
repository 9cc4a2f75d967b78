"""Pictures: the gallery, the evidence about one picture, and the files with their caching."""

from __future__ import annotations

import io
import re
import shutil

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.rubric import FacetPath
from leaderboard.models import Alert, AlertKind, GeneratedImage, JudgedImage, Judgement, StoredImage, Submission
from leaderboard.pipeline.generation import pictures, renditions
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def with_bytes(submission: Submission, *, rendered: bool) -> GeneratedImage:
    """The submission's first picture, with real bytes in the storage."""
    data = png()
    stored = pictures.store_bytes(inspect_image(data), data)
    if rendered:
        renditions.render(stored.sha256)
    image = submission.images.order_by("id")[0]
    GeneratedImage.objects.filter(pk=image.pk).update(stored=stored)
    return GeneratedImage.objects.get(pk=image.pk)


def test_the_gallery_shows_pictures_with_scores_by_language() -> None:
    submission = scored_submission(languages=("en", "zh"))
    client = signed_in(submission.generator.owner)
    page = client.get(f"/submissions/{submission.pk}/images/").content.decode()
    assert page.count("<img") == 48
    assert page.count('loading="lazy"') == 48
    assert page.count("60.00") == 48
    assert client.get(f"/submissions/{submission.pk}/images/?language=zh").content.decode().count("<img") == 24
    assert client.get(f"/submissions/{submission.pk}/images/?language=fr").status_code == 404
    assert client.get(f"/submissions/{submission.pk}/images/?page=99").status_code == 200


def test_a_picture_s_page_holds_all_the_evidence() -> None:
    submission = scored_submission()
    image = submission.images.order_by("id")[1]
    judging = JudgedImage.objects.get(image=image)
    JudgedImage.objects.filter(pk=judging.pk).update(distorted=True)
    Judgement.objects.filter(pk=judging.judgements.all()[0].pk).update(
        reasoning="<script>alert(1)</script>",
        prompt_neutralised=True,
        prompt_tokens=1830,
        cached_tokens=1290,
        completion_tokens=412,
        latency_s=3.271,
    )
    page = signed_in(submission.generator.owner).get(f"/images/{image.pk}/").content.decode()
    for text in (
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "1830",
        "1290",
        "412",
        "3.27 s",
        "distorted for the judge",
        "prompt text was neutralised",
        submission.judge_profile.sha256,
        "1 · pass",
        "valid reply",
        image.prompt.key,
        "<details",
    ):
        assert text in page
    assert "<script>alert" not in page
    for target in image.prompt.targets:
        assert " › ".join(target["facet"]).replace("&", "&amp;") in page
    neighbours = list(submission.images.order_by("id").values_list("pk", flat=True))
    assert f'rel="prev" href="/images/{neighbours[0]}/"' in page
    assert f'rel="next" href="/images/{neighbours[2]}/"' in page
    assert "og:title" not in page  # not public


def test_failures_come_first_each_with_an_anchor_and_the_judge_s_words_in_its_row() -> None:
    submission = scored_submission(verdict=2)
    judgement = Judgement.objects.filter(judging__submission=submission, dimension="Quality")[0]
    verdicts = [[sub, facet, {"Noise": 0, "Edge Clarity": 1}.get(facet, 2)] for sub, facet, _old in judgement.verdicts]
    reasoning = "**Noise**: <b>Speckles</b> all over the sky. → Score: 0\n**Edge Clarity**: Firm. → Score: 2"
    Judgement.objects.filter(pk=judgement.pk).update(verdicts=verdicts, reasoning=reasoning)
    page = signed_in(submission.generator.owner).get(f"/images/{judgement.judging.image_id}/").content.decode()
    rows = re.findall(r'<li id="([a-z0-9-]+)" class="verdict-row">(.*?)</li>', page, re.DOTALL)
    assert [slug for slug, _row in rows[:2]] == ["quality-detail-noise", "quality-detail-edge-clarity"]
    assert "0 · fail" in rows[0][1]
    assert "&lt;b&gt;Speckles&lt;/b&gt; all over the sky." in rows[0][1]
    assert "Firm." not in rows[1][1]  # it belongs to a draft with another score
    slugs = [slug for slug, _row in rows]
    assert len(slugs) == len(set(slugs)) > 8
    # Of what does not fail, only the prompt's targets are shown unfolded.
    folded = "".join(re.findall(r"<details>.*?</details>", page, re.DOTALL))
    targets = {FacetPath(*target["facet"]).slug for target in judgement.judging.image.prompt.targets}
    assert {slug for slug in slugs if f'<li id="{slug}"' not in folded} == targets | {"quality-detail-noise"}
    ending = "1 of them a target (Noise)" if "quality-detail-noise" in targets else "none of them a target"
    assert re.search(rf": fails 1 of \d+ applicable facets, {re.escape(ending)}\.</p>", page)


def test_a_public_picture_has_a_preview_and_shows_the_leading_models_pictures_and_verdicts() -> None:
    best = scored_submission(verdict=2, generator=GeneratorFactory.create(name="Zebra"))
    failing = scored_submission(verdict=0)
    publish(best, failing)
    image, other = failing.images.order_by("id")[0], best.images.order_by("id")[0]
    page = Client().get(f"/images/{image.pk}/").content.decode()
    assert f'<meta property="og:image" content="http://testserver/images/{image.pk}/display.webp">' in page
    assert f'href="/images/{other.pk}/"' in page
    slug = FacetPath(*image.prompt.targets[0]["facet"]).slug
    row = page.split(f'<li id="{slug}"')[1].split("</ul>")[0]
    assert f'href="/images/{other.pk}/#{slug}" title="Zebra"' in row
    assert "2 · excellent" in row
    assert f'href="/images/{image.pk}/"' not in page.split('id="others"')[1].split("</section>")[0]


def test_a_judgement_without_verdicts_says_why() -> None:
    submission = scored_submission()
    judgement = Judgement.objects.filter(judging__submission=submission)[0]
    Judgement.objects.filter(pk=judgement.pk).update(status="truncated", verdicts=[], reason="cut off at 4096 tokens")
    page = signed_in(submission.generator.owner).get(f"/images/{judgement.judging.image_id}/").content.decode()
    assert "cut off at the token limit" in page
    assert "cut off at 4096 tokens" in page


def test_until_a_copy_is_made_a_placeholder_stands_in() -> None:
    submission = scored_submission()
    image = with_bytes(submission, rendered=False)
    client = signed_in(submission.generator.owner)
    for name in ("thumb.webp", "display.webp"):
        reply = client.get(f"/images/{image.pk}/{name}")
        assert reply.status_code == 200
        assert reply["Content-Type"] == "image/svg+xml"
        assert reply["Cache-Control"] == "no-store"


def test_the_copies_are_webp_and_private_until_public() -> None:
    submission = scored_submission()
    image = with_bytes(submission, rendered=True)
    client = signed_in(submission.generator.owner)
    address = f"/images/{image.pk}/thumb.webp"
    reply = client.get(address)
    with Image.open(io.BytesIO(reply.getvalue())) as picture:
        assert (picture.format, max(picture.size)) == ("WEBP", 320)
    assert "private" in reply["Cache-Control"]
    assert "public" not in reply["Cache-Control"]
    assert Client().get(address).status_code == 404
    publish(submission)
    public = Client().get(address)
    assert public["Cache-Control"] == "public, max-age=600"
    assert public["ETag"] == f'"{image.stored_id}"'
    assert "Cookie" not in public.get("Vary", "")
    public.getvalue()
    unchanged = Client().get(address, headers={"If-None-Match": public["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["Cache-Control"] == public["Cache-Control"]


def test_the_original_is_a_download_as_it_was_received() -> None:
    submission = scored_submission()
    image = with_bytes(submission, rendered=False)
    reply = signed_in(submission.generator.owner).get(f"/images/{image.pk}/original")
    assert reply.getvalue() == png()
    assert reply["Content-Type"] == "image/png"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Content-Disposition"] == 'attachment; filename="p001.en.png"'
    assert signed_in(person()).get(f"/images/{image.pk}/original").status_code == 404


def test_a_lost_copy_is_a_placeholder_and_a_lost_original_is_no_page() -> None:
    submission = scored_submission()
    image = with_bytes(submission, rendered=True)
    assert image.stored is not None
    for path in (image.stored.path, image.stored.rendition_path(320)):
        default_storage.delete(path)
    client = signed_in(submission.generator.owner)
    copy = client.get(f"/images/{image.pk}/thumb.webp")
    assert (copy.status_code, copy["Content-Type"]) == (200, "image/svg+xml")
    page = client.get(f"/images/{image.pk}/original")
    assert page.status_code == 404
    assert "Our storage has lost this file" in page.content.decode()
    assert Alert.objects.get().subject == image.stored.path
    # From now on it is said to be missing, and not that it is being made.
    copy = client.get(f"/images/{image.pk}/thumb.webp")
    assert (copy.status_code, copy["Content-Type"]) == (404, "image/svg+xml")


def test_a_lost_copy_is_made_again() -> None:
    image = with_bytes(scored_submission(), rendered=True)
    assert image.stored is not None
    publish(image.submission)
    default_storage.delete(image.stored.rendition_path(320))
    Client().get(f"/images/{image.pk}/thumb.webp")
    assert StoredImage.objects.filter(rendered_at__isnull=True, queued_at__isnull=False).count() == 1
    renditions.render(image.stored.sha256)
    reply = Client().get(f"/images/{image.pk}/thumb.webp")
    assert reply["Content-Type"] == "image/webp"
    reply.getvalue()
    assert not Alert.objects.exists()


def test_a_lost_original_is_noticed_when_its_copies_are_made_again() -> None:
    image = with_bytes(scored_submission(), rendered=True)
    assert image.stored is not None
    publish(image.submission)
    for path in (image.stored.path, image.stored.rendition_path(320)):
        default_storage.delete(path)
    assert Client().get(f"/images/{image.pk}/thumb.webp").status_code == 200
    renditions.render(image.stored.sha256)
    assert Client().get(f"/images/{image.pk}/thumb.webp").status_code == 404
    assert Alert.objects.get().subject == image.stored.path


def test_while_the_whole_storage_is_away_no_copies_are_made_again() -> None:
    image = with_bytes(scored_submission(), rendered=True)
    assert image.stored is not None
    publish(image.submission)
    shutil.rmtree(settings.MEDIA_ROOT)
    assert Client().get(f"/images/{image.pk}/thumb.webp").status_code == 200
    assert StoredImage.objects.get(pk=image.stored_id).rendered_at is not None
    assert Alert.objects.get().kind == AlertKind.STORAGE


def test_a_picture_that_failed_has_a_page_but_no_files() -> None:
    submission = scored_submission()
    image = submission.images.order_by("id")[0]
    GeneratedImage.objects.filter(pk=image.pk).update(status="failed", stored=None, cause="the endpoint refused")
    client = signed_in(submission.generator.owner)
    assert "the endpoint refused" in client.get(f"/images/{image.pk}/").content.decode()
    assert client.get(f"/images/{image.pk}/thumb.webp").status_code == 404


def test_a_picture_s_page_needs_the_same_queries_whatever_its_dimensions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    submission = scored_submission()
    client = signed_in(submission.generator.owner)
    by_calls = sorted(submission.judgings.all(), key=lambda judging: len(judging.dimensions))
    assert len(by_calls[0].dimensions) < len(by_calls[-1].dimensions)
    for judging in (by_calls[0], by_calls[-1]):
        # public?, session, user, picture, judging, judgements, scores, neighbours, earlier attempts
        with django_assert_num_queries(11):
            client.get(f"/images/{judging.image_id}/")
