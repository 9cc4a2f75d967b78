"""Finding what a visitor asks for: logs every view of a private submission by an operator.

Every view of submissions and pictures, also the API's, finds them here, so that none is forgotten.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from leaderboard.models import GeneratedImage, Submission, User
from leaderboard.pipeline.administration.audit import Actor, record_view
from leaderboard.queries.visibility import Visitor, is_seen_as_operator, visible_images


def submission_for(visitor: Visitor, submissions: QuerySet[Submission], submission_id: int) -> Submission:
    """One of these submissions of ``queries/visibility.py``; 404 for any other."""
    submission = get_object_or_404(submissions, pk=submission_id)
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
