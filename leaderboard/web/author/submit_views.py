"""The submit forms: the choice of kind, the endpoint's form with its test, and the bundle's form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from leaderboard.domain.submission.presets import PRESETS
from leaderboard.domain.suite.practice import PRACTICE_PROMPTS
from leaderboard.models import EndpointTrial, PromptSuite, Submission
from leaderboard.pipeline.submission.direct import admission
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import submit_bundle, submit_endpoint
from leaderboard.pipeline.submission.trials import begin_trial, trial_prompt
from leaderboard.pipeline.work.quota import QuotaExhausted, quota_state
from leaderboard.queries.teams import usable_teams
from leaderboard.queries.visibility import changed_generators, open_suites, suites
from leaderboard.web.author import drafts
from leaderboard.web.author.bundles import bundle_rules, open_sets, upload_under_way
from leaderboard.web.author.forms.endpoints import EndpointForm
from leaderboard.web.author.forms.submissions import BundleForm
from leaderboard.web.author.team_choice import team_label
from leaderboard.web.author.turns import turn_words_of_new
from leaderboard.web.author.work_size import size_of_form, work_size
from leaderboard.web.http.requests import AuthorRequest


@require_safe
@login_required
@never_cache
def choose_kind(request: AuthorRequest) -> HttpResponse:
    """The choice between endpoint and bundle."""
    return render(
        request,
        "author/choose.html",
        {"has_generator": changed_generators(request.user).exists()} | _limits(request),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@sensitive_post_parameters("api_key", "base_url", "extra", "template", "headers", "status_url", "result_url")
@sensitive_variables("form")
def endpoint_form(request: AuthorRequest) -> HttpResponse:
    """Submit an endpoint, or test it first with one real call."""
    choices = _choices(request, suites())
    if choices is None:
        return _make_a_generator_first(request)
    form = EndpointForm(request.POST or None, initial=drafts.initial(request), **choices)
    if request.method == "POST" and request.POST.get("action") == "test":
        return _test(request, form)
    if request.method == "POST" and form.is_valid() and (submission := _submit_endpoint(request, form)):
        drafts.forget(request)
        return redirect("submission", submission.pk)
    return _endpoint_page(request, form)


@require_safe
@login_required
@never_cache
def size(request: AuthorRequest) -> HttpResponse:
    """How much work the chosen suite and languages are; htmx asks whenever the choice changes."""
    values = request.GET
    chosen = work_size(
        suites(),
        values.get("suite"),
        values.getlist("languages"),
        practice="practice" in values,
        pictures_per_prompt=values.get("pictures_per_prompt"),
    )
    return render(request, "author/_work_size.html", {"size": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def bundle_form(request: AuthorRequest) -> HttpResponse:
    """Submit a zip of pictures."""
    choices = _choices(request, open_suites())
    if choices is None:
        return _make_a_generator_first(request)
    form = BundleForm(request.POST or None, request.FILES or None, initial=drafts.initial(request), **choices)
    if request.method == "POST" and form.is_valid() and (submission := _submit_bundle(request, form)):
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url("submission", submission.pk))
        return redirect("submission", submission.pk)
    context = {
        "form": form,
        **_limits(request),
        "size": size_of_form(form),
        "rules": bundle_rules(),
        "suites": choices["suites"],
        "is_direct": admission.is_offered(),
        "upload": upload_under_way(request.user),
        "open_sets": open_sets(request.user),
    }
    return render(request, "author/bundle.html", context)


def _endpoint_page(request: AuthorRequest, form: EndpointForm) -> HttpResponse:
    context = {
        "form": form,
        "again": drafts.again(request),
        "presets": [(name.value, preset.title) for name, preset in PRESETS.items()],
        "examples": drafts.examples(),
        "sample_url": settings.SALON_SAMPLE_GENERATOR_URL,
        "size": size_of_form(form),
        **_limits(request),
    }
    return render(request, "author/endpoint.html", context)


def _limits(request: AuthorRequest) -> dict[str, Any]:
    """What authors should know before they submit: their quota, and how long they will wait."""
    teams = usable_teams(request.user)
    named = [(team_label(team), quota_state(team)) for team in teams]
    return {
        "quota": named[0][1],
        "quotas": named,
        "practice_quota": quota_state(teams[0], practice=True),
        "practice_prompts": PRACTICE_PROMPTS,
        "wait": turn_words_of_new(teams[0]),
    }


def _choices(request: AuthorRequest, offered: QuerySet[PromptSuite]) -> dict[str, Any] | None:
    """The generators and suites to choose from; None while the author has no generator."""
    generators = changed_generators(request.user)
    return {"generators": generators, "suites": offered} if generators.exists() else None


def _make_a_generator_first(request: AuthorRequest) -> HttpResponse:
    messages.info(request, _("First, enter which model you submit; then you return here."))
    return redirect(f"{resolve_url('generator-new')}?{urlencode({'next': request.path})}")


@sensitive_variables()
def _test(request: AuthorRequest, form: EndpointForm) -> HttpResponse:
    """Begin a trial. With htmx its result appears below the form, otherwise on a page of its own."""
    trial = _begin_trial(request, form) if form.is_valid() else None
    if request.htmx:
        return render(request, "author/_tested.html", {"form": form, "trial": trial})
    if trial:
        return redirect("trial", trial.pk)
    return _endpoint_page(request, form)


@sensitive_variables()
def _begin_trial(request: AuthorRequest, form: EndpointForm) -> EndpointTrial | None:
    values = form.cleaned_data
    drafts.keep(request, values)
    try:
        return begin_trial(request.user, form.spec(), trial_prompt(values["suite"], values["languages"][0]))
    except SubmissionRefused as refusal:
        form.add_error(None, str(refusal))
        return None


@sensitive_variables()
def _submit_endpoint(request: AuthorRequest, form: EndpointForm) -> Submission | None:
    values = form.cleaned_data
    try:
        return submit_endpoint(
            values["generator"],
            values["suite"],
            values["languages"],
            form.spec(),
            strip_metadata=values["strip_metadata"],
            facts=form.facts(),
            practice=values["practice"],
            pictures_per_prompt=values["pictures_per_prompt"],
            by=request.user,
        )
    except (SubmissionRefused, QuotaExhausted) as refusal:
        form.add_error(None, str(refusal))
        return None


def _submit_bundle(request: AuthorRequest, form: BundleForm) -> Submission | None:
    values = form.cleaned_data
    try:
        return submit_bundle(
            values["generator"],
            values["suite"],
            values["languages"],
            values["file"],
            strip_metadata=values["strip_metadata"],
            facts=form.facts(),
            practice=values["practice"],
            pictures_per_prompt=values["pictures_per_prompt"],
            by=request.user,
        )
    except SubmissionRefused as refusal:
        form.add_error("file", str(refusal))
    except QuotaExhausted as refusal:
        form.add_error(None, str(refusal))
    return None
