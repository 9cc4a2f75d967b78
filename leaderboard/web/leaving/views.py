"""A copy of one's data, and the deletion of one's account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from leaderboard.models import User, clock
from leaderboard.pipeline.leaving import deletion, exports
from leaderboard.settings.sign_in import PROVIDER_ID
from leaderboard.web.http.data_exports import send_export
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.http.token_reader import accepts_account_tokens
from leaderboard.web.leaving.forms import DeletionForm
from leaderboard.web.sign_in import leaving
from leaderboard.web.sign_in.attempts import TooManyAttempts
from leaderboard.web.sign_in.confirming import has_just_signed_in, is_password_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def data(request: AuthorRequest) -> HttpResponse:
    """The copies of the person's data, with a button that requests one, and the way to the deletion."""
    if request.method == "POST":
        try:
            exports.request(request.user)
            messages.success(request, _("A copy of your data is being made."))
        except exports.ExportRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("account-data")
    lines = list(exports.of(request.user)[:20])
    context = {
        "lines": lines,
        "is_pending": any(line.state == "pending" for line in lines),
        "now": clock.read(),
        "sends_mails": bool(settings.EMAIL_HOST),
        "leaving": leaving.pending(request, request.user),
        "days": exports.KEPT.days,
        "most": exports.MOST_A_DAY,
    }
    return render(request, "leaving/data.html", context)


@require_safe
@accepts_account_tokens
@login_required
@never_cache
def export_file(request: AuthorRequest, export_id: int) -> HttpResponseBase:
    """The file of one of the person's own exports."""
    return send_export(request, request.user, export_id)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def delete(request: AuthorRequest) -> HttpResponse:
    """What the deletion of the account will do, and the form that requests it; afterwards, the way back."""
    asked = leaving.pending(request, request.user)
    if asked is not None:
        return render(request, "leaving/pending.html", {"asked": asked, "foreseen": deletion.foresee(request.user)})
    try:
        deletion.check(request.user)
    except deletion.DeletionRefused as refusal:
        return render(request, "leaving/delete.html", {"refusal": str(refusal), "hand_over": refusal.teams})
    names = deletion.public_names(request.user)
    form = DeletionForm(request.POST or None, user=request.user, has_public=bool(names))
    if request.method == "POST" and form.is_valid() and _is_confirmed(request, form):
        try:
            return _request(request, remove_name=form.cleaned_data.get("remove_name", False))
        except deletion.DeletionRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "foreseen": deletion.foresee(request.user),
        "names": names,
        "days": deletion.GRACE.days,
        "must_sign_in": not request.user.has_usable_password() and not has_just_signed_in(request),
        "provider": PROVIDER_ID if settings.SOCIALACCOUNT_PROVIDERS else "",
    }
    return render(request, "leaving/delete.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def keep(request: HttpRequest, signed: str = "") -> HttpResponse:
    """Cancel the deletion: for whoever is signed in, or by the link in the mail, without signing in."""
    user = request.user if isinstance(request.user, User) else None
    asked = deletion.of_link(signed) if signed else deletion.pending(user) if user else None
    if asked is None:
        raise Http404(_("There is no deletion to cancel: it was cancelled before, or is done."))
    if request.method == "POST":
        deletion.cancel(asked)
        if user is not None:
            leaving.pending(request, user)
        messages.success(request, _("Your account is kept. Your API tokens work again."))
        return redirect("account-data" if user == asked.user else "account_login")
    return render(request, "leaving/keep.html", {"asked": asked})


def _is_confirmed(request: AuthorRequest, form: DeletionForm) -> bool:
    if "password" not in form.fields:
        return has_just_signed_in(request)
    try:
        is_right = is_password_of(request, request.user, form.cleaned_data["password"])
    except TooManyAttempts:
        form.add_error("password", _("Too many attempts. Try again in a few minutes."))
        return False
    if not is_right:
        form.add_error("password", _("The password is not correct."))
    return is_right


def _request(request: AuthorRequest, *, remove_name: bool) -> HttpResponse:
    asked = deletion.request(request.user, remove_name=remove_name)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)  # all other sessions have ended
    leaving.flag(request, asked)
    return redirect("account-delete")
