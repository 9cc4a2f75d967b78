"""What judges said about pictures."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from leaderboard.models import JudgedImage, Judgement, Submission, SupersededJudgement
from leaderboard.web.administration.links import link_to, list_of
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table

Reply = TypeVar("Reply", Judgement, SupersededJudgement)


@admin.register(JudgedImage, site=administration)
class Judgings(Table[JudgedImage]):
    """One picture under one judge profile: the unit that a judging worker claims."""

    plural = "Judgings"
    list_display = ("pk", "submission_link", "image_link", "status", "attempt", "due_at", "waiting_for")
    list_select_related = ("submission", "image")
    raw_id_fields = ("submission", "image")
    search_help_text = "Its number"
    submission_link = link_to("submission")
    image_link = link_to("image", "picture")
    readonly_fields = ("judgements_link",)

    def public_page(self, row: JudgedImage) -> str:
        return reverse("image", args=[row.image_id])

    @admin.display(description="judgements")
    def judgements_link(self, judging: JudgedImage) -> str:
        """The lists of its judgements, those that count and those set aside."""
        return format_html(
            '<a href="{}">those that count</a> · <a href="{}">set aside</a>',
            list_of(Judgement, judging=judging.pk),
            list_of(SupersededJudgement, judging=judging.pk),
        )


class _Replies(Table[Reply]):
    """Rows that quote the judge. Viewing one of a private submission is logged; nobody sees those of a hidden suite.

    ``quoting`` are the columns that quote it.
    """

    list_select_related = ("judging__submission__suite", "judging__image")
    raw_id_fields = ("judging",)
    linked_filters = ("judging__submission",)
    submission_link = link_to("judging__submission")
    image_link = link_to("judging__image", "picture")
    quoting: ClassVar[tuple[str, ...]] = ()

    def public_page(self, row: Reply) -> str:
        return reverse("image", args=[row.judging.image_id])

    def private_submission(self, row: Reply) -> Submission | None:
        submission = row.judging.submission
        return submission if submission.public_at is None and not submission.suite.hidden else None

    def get_exclude(self, request: HttpRequest, obj: Reply | None = None) -> tuple[str, ...]:
        return self.quoting if obj is not None and obj.judging.submission.suite.hidden else ()


@admin.register(Judgement, site=administration)
class Judgements(_Replies[Judgement]):
    """The judge's reply on one dimension of a picture."""

    list_display = ("pk", "submission_link", "image_link", "dimension", "status", "server", "judged_at", "attempt")
    list_filter = ("status",)
    quoting = ("verdicts", "reason", "reasoning", "content", "first_reply")


@admin.register(SupersededJudgement, site=administration)
class SupersededJudgements(_Replies[SupersededJudgement]):
    """Judgements that were set aside to be repeated."""

    list_display = ("pk", "submission_link", "image_link", "dimension", "status", "superseded_at", "reason")
    quoting = ("judgement",)
