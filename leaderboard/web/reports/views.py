"""Reporting a public picture or model, for everybody: no account and no script is needed."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from leaderboard.pipeline.administration.reports import Reported, take_in
from leaderboard.queries.moderation import newest_public
from leaderboard.queries.visibility import visible_images
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.reports.form import ReportForm
from leaderboard.web.reports.limit import may_report


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_image(request: PageRequest, image_id: int) -> HttpResponse:
    """Report a picture that everybody can see."""
    image = get_object_or_404(visible_images(AnonymousUser()), pk=image_id)
    about = Reported(image.submission.generator, image)
    return _report(request, about, reverse("image", args=[image.pk]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_model(request: PageRequest, generator_id: int) -> HttpResponse:
    """Report a model that has public results."""
    newest = newest_public(generator_id)
    if newest is None:
        raise Http404(_("This model is on no board."))
    return _report(request, Reported(newest.generator), reverse("model", args=[generator_id]))


@never_cache
@require_safe
def thanks(request: PageRequest) -> HttpResponse:
    """What happens with the report. The same page for those that were not taken in as from a person."""
    return render(request, "reports/thanks.html")


def _report(request: PageRequest, about: Reported, back: str) -> HttpResponse:
    form = ReportForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if values["website"]:
            return redirect("report-thanks")  # a program's: it does not learn that it was noticed
        if may_report(request):
            take_in(about, values["kind"], values["text"], values["mail"], get_language() or "en")
            return redirect("report-thanks")
        form.add_error(None, _("Too many reports came in during the last hour. Please try again later."))
        status = HTTPStatus.TOO_MANY_REQUESTS
    elif request.method == "POST":
        status = HTTPStatus.BAD_REQUEST
    context = {"form": form, "about": about, "back": back}
    return render(request, "reports/report.html", context, status=status)
