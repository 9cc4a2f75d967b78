"""Addresses of the author's pages, and of a submission's evidence."""

from django.urls import path

from leaderboard.web.author import generator_views as generators
from leaderboard.web.author import score_views as scores
from leaderboard.web.author import submission_views as submissions
from leaderboard.web.author import submit_views as submit
from leaderboard.web.author import token_views as tokens
from leaderboard.web.author import trial_views as trials
from leaderboard.web.pictures import views as images

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
    path("submissions/<int:key>/", submissions.detail, name="submission"),
    path("submissions/<int:key>/progress/", submissions.progress_part, name="submission-progress"),
    # generation and judging
    path("submissions/<int:key>/images/", images.gallery_page, name="submission-images"),
    path("images/<int:key>/", images.image, name="image"),
    # scoring
    path("submissions/<int:key>/breakdown/", scores.breakdown_page, name="submission-breakdown"),
    # publishing
    path("submissions/<int:key>/publish/", submissions.publish, name="submission-publish"),
    path("submissions/<int:key>/withdraw/", submissions.withdraw, name="submission-withdraw"),
    # Before allauth's addresses, which begin with /account/ too.
    path("account/tokens/", tokens.index, name="tokens"),
    path("account/tokens/<int:key>/delete/", tokens.delete, name="token-delete"),
]
