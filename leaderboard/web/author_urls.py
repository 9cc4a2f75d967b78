"""Addresses of the author's pages, and of a submission's evidence."""

from django.urls import path

from leaderboard.web.views import (
    downloads,
    generators,
    image_files,
    images,
    scores,
    submissions,
    submit,
    tokens,
    trials,
)

urlpatterns = [
    path("generators/", generators.index, name="generators"),
    path("generators/new/", generators.new, name="generator-new"),
    path("generators/<int:key>/edit/", generators.edit, name="generator-edit"),
    # submission
    path("submissions/", submissions.index, name="submissions"),
    path("submissions/new/", submit.choose, name="submission-new"),
    path("submissions/new/endpoint/", submit.endpoint, name="submission-new-endpoint"),
    path("submissions/new/bundle/", submit.bundle, name="submission-new-bundle"),
    path("trials/<int:key>/", trials.trial, name="trial"),
    path("trials/<int:key>/picture", trials.picture, name="trial-picture"),
    path("submissions/<int:key>/", submissions.detail, name="submission"),
    path("submissions/<int:key>/progress/", submissions.progress_part, name="submission-progress"),
    path("submissions/<int:key>/report.json", downloads.report_json, name="submission-report"),
    # generation and judging
    path("submissions/<int:key>/images/", images.gallery_page, name="submission-images"),
    path("images/<int:key>/", images.image, name="image"),
    path("images/<int:key>/thumb.webp", image_files.thumbnail, name="image-thumb"),
    path("images/<int:key>/display.webp", image_files.display, name="image-display"),
    path("images/<int:key>/original", image_files.original, name="image-original"),
    path("submissions/<int:key>/evidence.jsonl.zst", downloads.evidence, name="submission-evidence"),
    path("submissions/<int:key>/verdicts.csv", downloads.verdicts_csv, name="submission-verdicts-csv"),
    path("submissions/<int:key>/verdicts.json", downloads.verdicts_json, name="submission-verdicts-json"),
    # scoring
    path("submissions/<int:key>/breakdown/", scores.breakdown_page, name="submission-breakdown"),
    path("submissions/<int:key>/breakdown.csv", downloads.breakdown_csv, name="submission-breakdown-csv"),
    path("submissions/<int:key>/breakdown.json", downloads.breakdown_json, name="submission-breakdown-json"),
    # publishing
    path("submissions/<int:key>/publish/", submissions.publish, name="submission-publish"),
    path("submissions/<int:key>/withdraw/", submissions.withdraw, name="submission-withdraw"),
    # Before allauth's addresses, which begin with /account/ too.
    path("account/tokens/", tokens.index, name="tokens"),
    path("account/tokens/<int:key>/delete/", tokens.delete, name="token-delete"),
]
