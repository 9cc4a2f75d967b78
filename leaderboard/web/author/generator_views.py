"""An author's generators: list, new, edit, delete."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from leaderboard.models import Generator
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration.own_generators import delete_generator, may_be_deleted
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.teams import own_team, usable_teams
from leaderboard.queries.visibility import check_may_change, own_generators, own_submissions
from leaderboard.web.author.forms.generators import GeneratorForm, NewGeneratorForm
from leaderboard.web.author.team_choice import team_choice, team_label
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.words.names import bdi, sentence_html


@require_safe
@login_required
@cache_control(private=True, no_cache=True)
def index(request: AuthorRequest) -> HttpResponse:
    """The author's generators."""
    choice = team_choice(request)
    context = {
        "generators": choice.of(own_generators(request.user), "team"),
        "choice": choice,
        "changed": {team.pk for team in usable_teams(request.user)},
    }
    return render(request, "author/generators.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: AuthorRequest) -> HttpResponse:
    """Create a generator, then return to the page that needed one."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: AuthorRequest, generator_id: int) -> HttpResponse:
    """Edit one of the author's generators."""
    return _edit(request, _changed(request, generator_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def delete(request: AuthorRequest, generator_id: int) -> HttpResponse:
    """Ask, and on confirmation delete one of the author's generators."""
    generator = _changed(request, generator_id)
    if request.method == "POST":
        return _delete(request, generator)
    context = {
        "generator": generator,
        "submissions": own_submissions(request.user).filter(generator=generator).count(),
        "may_be_deleted": may_be_deleted(generator),
    }
    return render(request, "author/generator_delete.html", context)


def _delete(request: AuthorRequest, generator: Generator) -> HttpResponse:
    try:
        delete_generator(generator, request.user)
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("generator-delete", generator.pk)
    messages.success(request, sentence_html(_("“%(name)s” is deleted."), name=bdi(generator.name)))
    return redirect("generators")


def _changed(request: AuthorRequest, generator_id: int) -> Generator:
    generator = get_object_or_404(own_generators(request.user), pk=generator_id)
    check_may_change(request.user, generator)
    return generator


def _edit(request: AuthorRequest, generator: Generator | None) -> HttpResponse:
    form = _form(request, generator)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, generator, form)
        except accounts.GeneratorNameTaken as taken:
            form.add_error("name", str(taken))
        except accounts.TooMany as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, sentence_html(_("“%(name)s” is saved."), name=bdi(saved.name)))
            return redirect(_next_address(request))
    context = {"form": form, "generator": generator, "next": _next_address(request, default="")}
    return render(request, "author/generator.html", context)


def _save(request: AuthorRequest, generator: Generator | None, form: GeneratorForm) -> Generator:
    if generator is None:
        key = form.cleaned_data.get("team")
        return accounts.create_generator(request.user, form.facts(), own_team(request.user, key) if key else None)
    return accounts.change_generator(generator, form.facts())


def _form(request: AuthorRequest, generator: Generator | None) -> GeneratorForm:
    if generator is not None:
        return GeneratorForm(request.POST or None, initial=_facts(generator))
    teams = [(team.pk, team_label(team)) for team in usable_teams(request.user)]
    return NewGeneratorForm(request.POST or None, teams=teams, initial={"team": request.GET.get("team")})


def _facts(generator: Generator) -> dict[str, object]:
    return {name: getattr(generator, name) for name in GeneratorForm.base_fields}


def _next_address(request: AuthorRequest, default: str | None = None) -> str:
    """Where to go after saving: the address in ``next`` if it is on this site, else the default or the list."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("generators") if default is None else default
