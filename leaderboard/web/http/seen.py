"""Finding what a visitor asks for: logs every view of a private submission by an operator.

Every view of submissions and pictures, also the API's, finds them here, so that none is forgotten.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from leaderboard.models import GeneratedImage, Submission, User
from leaderboard.pipeline.administration.audit import Actor, record_view
from leaderboard.queries.visibility import Visitor, is_seen_as_operator, visible_images


class NoSuchSubmission(Http404):
    """There is no submission of this number among those that the visitor may see."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no submission {number} matches the given query.")
        self.number = number


def submission_among(submissions: QuerySet[Submission], submission_id: int) -> Submission:
    """One of these submissions. Raises NoSuchSubmission for any other."""
    submission = submissions.filter(pk=submission_id).first()
    if submission is None:
        raise NoSuchSubmission(submission_id)
    return submission


def submission_for(visitor: Visitor, submissions: QuerySet[Submission], submission_id: int) -> Submission:
    """One of these submissions of ``queries/visibility.py``. Raises NoSuchSubmission for any other."""
    submission = submission_among(submissions, submission_id)
    log_view(visitor, submission)
    return submission


def image_for(visitor: Visitor, image_id: int) -> GeneratedImage:
    """One of the pictures that the visitor may see; 404 for any other."""
    image = get_object_or_404(visible_images(visitor), pk=image_id)
    log_view(visitor, image.submission)
    return image


def log_view(visitor: Visitor, submission: Submission) -> None:
    """Log it if the visitor sees a private submission as an operator."""
    if isinstance(visitor, User) and is_seen_as_operator(submission, visitor):
        record_view(Actor.of(visitor), submission)
