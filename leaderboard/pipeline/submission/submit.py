"""Stage 1: submitting an endpoint or a bundle."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.adapters import BEARER, Adapter, Auth
from leaderboard.domain.submission.endpoint_fields import MOST_URL_CHARACTERS
from leaderboard.domain.submission.endpoint_secrets import shown_adapter, shown_base_url, shown_parameters
from leaderboard.domain.submission.generation_settings import with_requested_seed, with_requested_size
from leaderboard.domain.submission.presets import PresetName, parameters_of
from leaderboard.domain.submission.templates import placeholders_in
from leaderboard.domain.suite.practice import RULE
from leaderboard.models import (
    CHANGING,
    BundleRun,
    EndpointRun,
    GeneratedImage,
    Generator,
    JudgeProfile,
    Kind,
    PromptSuite,
    Submission,
    User,
    clock,
    role_in,
)
from leaderboard.models.clock import Now
from leaderboard.models.work import NEEDS_ADAPTERS
from leaderboard.pipeline.admission.waiting import wait_for_admission
from leaderboard.pipeline.loading import suites
from leaderboard.pipeline.submission import keys, storage_quota, uploads
from leaderboard.pipeline.submission.facts import NO_FACTS, SubmissionFacts, freeze_settings
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.repeated import RequestKey, remember
from leaderboard.pipeline.work import queue, quota, storage_watch
from leaderboard.pipeline.work.transitions import TIME_ALLOWED

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EndpointSpec:
    """Where to send the prompts. ``api_key`` is in clear text here, so ``repr`` omits it.

    ``extra``: the author's parameters; those of the ``preset`` are added to them. ``adapter``: for an endpoint that
    does not speak the OpenAI Images API; it has its parameters in its template.
    """

    base_url: str
    model: str
    api_key: str
    size: str
    extra: Mapping[str, Any]
    auth: Auth = BEARER
    adapter: Adapter | None = None
    preset: PresetName | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """What is added to every request: the preset's parameters and the author's."""
        return parameters_of(self.preset, self.model, self.extra) if self.preset else dict(self.extra)

    @property
    def requested_seed(self) -> int | str | None:
        """What ``with_requested_seed`` takes."""
        if "seed" in placeholders_in(self.adapter.template if self.adapter else self.parameters):
            return ""
        fixed = None if self.adapter else self.parameters.get("seed")
        return fixed if isinstance(fixed, int) else None

    @property
    def needs(self) -> int:
        """The form of the row (``leaderboard/models/work.py``)."""
        is_new = self.adapter or self.auth != BEARER or "seed" in placeholders_in(self.parameters)
        return NEEDS_ADAPTERS if is_new else 0

    def __repr__(self) -> str:
        return f"EndpointSpec({shown_base_url(self.base_url)!r}, {self.model!r})"

    def stored_fields(self) -> dict[str, Any]:
        """The columns of ``EndpointRun`` and ``EndpointTrial``: everything encrypted, and what may be shown.

        Workers of earlier versions read the columns; they can still call endpoints whose address and parameters
        contain no secrets.
        """
        base_url = self.base_url if self.adapter else self.base_url.rstrip("/")
        configuration = keys.Configuration(base_url, self.api_key, self.parameters, self.auth, self.adapter)
        return {
            "base_url": shown_base_url(base_url)[:MOST_URL_CHARACTERS],
            "model": self.model,
            "sealed_key": keys.seal_key(self.api_key),
            "sealed_configuration": keys.seal(configuration),
            "size": self.size,
            "extra": shown_parameters(self.extra),
            "protocol": self._protocol(),
        }

    def _protocol(self) -> dict[str, Any] | None:
        shown: dict[str, Any] = {}
        if self.preset:
            shown["preset"] = self.preset.value
        if self.auth != BEARER:
            shown["auth"] = {"kind": self.auth.kind.value, "name": self.auth.name}
        if self.adapter:
            shown["adapter"] = shown_adapter(self.adapter.as_json())
        return shown or None


def active_profile() -> JudgeProfile:
    """The profile under which new submissions are judged: the newest loaded version of the setting JUDGE_PROFILE.

    Raises:
        SubmissionRefused: when none is loaded.
    """
    profile = suites.site_profile()
    if profile is None:
        raise SubmissionRefused(
            _("the site's judge profile “%(profile)s” is not loaded; an operator must run manage.py load_suites")
            % {"profile": settings.SALON_JUDGE_PROFILE}
        )
    return profile


@transaction.atomic
def submit_endpoint(
    generator: Generator,
    suite: PromptSuite,
    languages: Sequence[str],
    spec: EndpointSpec,
    *,
    strip_metadata: bool = False,
    facts: SubmissionFacts = NO_FACTS,
    practice: bool = False,
    pictures_per_prompt: int = 1,
    by: User | None = None,
    request: RequestKey | None = None,
) -> Submission:
    """Plan the pictures of every prompt and language, to be fetched from an endpoint once the submission is admitted.

    Args:
        strip_metadata: store the pictures without metadata.
        facts: the size that the endpoint is asked for is one of the settings, unless these state another.
        practice: only the practice subset of the suite, with its own quota; it never becomes public.
        pictures_per_prompt: 1 to MOST_SAMPLES.
        by: who submits; by default, who registered the generator.
        request: the key that the author gave the request.

    Raises:
        SubmissionRefused, QuotaExhausted, SubmittedBefore: nothing was stored then.
    """
    storage_quota.check(generator.team)
    _check_seed(spec, pictures_per_prompt)
    submission = create(
        generator,
        suite,
        languages,
        Kind.ENDPOINT,
        strip_metadata=strip_metadata,
        practice_rule=RULE if practice else None,
        pictures_per_prompt=pictures_per_prompt,
        facts=facts,
        by=by or generator.owner,
        needs=spec.needs,
        request=request,
    )
    requested = with_requested_seed(with_requested_size(facts.settings, spec.size), spec.requested_seed)
    freeze_settings(submission, requested)
    EndpointRun.objects.create(submission=submission, origin=origin_of(spec.base_url), **spec.stored_fields())
    plan_images(submission)
    wait_for_admission(submission)
    submission.refresh_from_db(fields=["stage", "stage_since", "deadline_at", "admitted_at"])
    return submission


def submit_bundle(
    generator: Generator,
    suite: PromptSuite,
    languages: Sequence[str],
    upload: UploadedFile[Any],
    *,
    strip_metadata: bool = False,
    facts: SubmissionFacts = NO_FACTS,
    practice: bool = False,
    pictures_per_prompt: int = 1,
    by: User | None = None,
    request: RequestKey | None = None,
) -> Submission:
    """Store an uploaded zip and queue its check; its pictures are stored only if the check finds no fault.

    Args:
        strip_metadata: store the pictures without metadata.
        practice: only the practice subset of the suite, with its own quota; it never becomes public.
        pictures_per_prompt: 1 to MOST_SAMPLES.
        by: who submits; by default, who registered the generator.
        request: the key that the author gave the request.

    Raises:
        SubmissionRefused, QuotaExhausted, SubmittedBefore: nothing was stored then.
    """
    check_suite(suite, languages)
    size = upload.size or 0
    uploads.check(generator.team, size, practice=practice)  # before gigabytes are copied
    bundle = BundleRun(file_name=(upload.name or "bundle.zip")[-255:], byte_size=size)
    # Never the name that the author gave the file: it could lead out of the folder. No transaction is open meanwhile,
    # because copying can take minutes.
    try:
        bundle.file.save(f"{uuid.uuid4().hex}.zip", upload, save=False)
    except OSError as error:
        storage_watch.storing_failed(error)
        raise SubmissionRefused(
            _("our storage cannot store files at the moment; upload the bundle again later. This costs no quota")
        ) from error
    try:
        return submit_stored(
            bundle,
            generator,
            suite,
            languages,
            strip_metadata=strip_metadata,
            practice=practice,
            pictures_per_prompt=pictures_per_prompt,
            facts=facts,
            by=by,
            request=request,
        )
    except DatabaseError:
        # It may have been committed with only the reply lost: then the file is needed.
        log.warning("the submission of the bundle %s may not be stored; its file stays", bundle.file.name)
        raise
    except Exception:
        bundle.file.delete(save=False)
        raise


def check_suite(suite: PromptSuite, languages: Sequence[str]) -> None:
    """Whether a bundle can be submitted for the suite in these languages.

    Raises:
        SubmissionRefused: if not.
    """
    if suite.hidden:
        raise SubmissionRefused(
            _("the prompts of %(suite)s are hidden, so bundles are not possible; submit an endpoint") % {"suite": suite}
        )
    _check_languages(suite, languages)


@transaction.atomic
def submit_stored(
    bundle: BundleRun,
    generator: Generator,
    suite: PromptSuite,
    languages: Sequence[str],
    *,
    strip_metadata: bool,
    facts: SubmissionFacts = NO_FACTS,
    practice: bool = False,
    pictures_per_prompt: int = 1,
    by: User | None = None,
    request: RequestKey | None = None,
) -> Submission:
    """Submit a bundle whose zip is in the storage, and queue its check.

    Settings in ``facts`` come before those of the bundle's manifest.

    Raises:
        SubmissionRefused, QuotaExhausted, SubmittedBefore: nothing was stored then; the zip is still there.
    """
    quota.check_bundles(quota.locked(generator.team_id))
    bundle.submission = create(
        generator,
        suite,
        languages,
        Kind.BUNDLE,
        strip_metadata=strip_metadata,
        practice_rule=RULE if practice else None,
        pictures_per_prompt=pictures_per_prompt,
        facts=facts,
        by=by or generator.owner,
        request=request,
    )
    freeze_settings(bundle.submission, facts.settings)
    bundle.save()
    Submission.objects.filter(pk=bundle.submission.pk).update(queued_at=Now())
    queue.enqueue_on_commit(queue.CHECK_BUNDLE, [bundle.submission.pk])
    return bundle.submission


def create(
    generator: Generator,
    suite: PromptSuite,
    languages: Sequence[str],
    kind: Kind,
    *,
    strip_metadata: bool,
    practice_rule: int | None,
    pictures_per_prompt: int,
    pictures_of_id: int | None = None,
    facts: SubmissionFacts,
    by: User,
    request: RequestKey | None,
    needs: int = 0,
) -> Submission:
    """The row of a new submission, with its quota debited, in the caller's transaction.

    Raises:
        SubmissionRefused, QuotaExhausted: the transaction must be rolled back then.
    """
    _check_languages(suite, languages)
    submission = Submission(
        generator=generator,
        suite=suite,
        judge_profile=active_profile(),
        kind=kind,
        # In the suite's order and without repetitions, because the order of the pictures follows from it.
        languages=[language for language in suite.languages if language in languages],
        stage=Stage.SUBMISSION,
        deadline_at=clock.read() + TIME_ALLOWED[Stage.SUBMISSION],
        strip_metadata=strip_metadata,
        **facts.columns(),
        submitted_by=by,
        practice_rule=practice_rule,
        pictures_per_prompt=pictures_per_prompt,
        pictures_of_id=pictures_of_id,
    )
    submission.needs = max(needs, submission.least_needs)
    submission.save()
    remember(submission, request)  # before the debit, so that a repeated request is not refused for want of quota
    quota.debit(submission, by)
    # Under a lock, so that it is deleted before this, or its deletion finds this submission.
    if Generator.objects.select_for_update(no_key=True).get(pk=generator.pk).deleted_at is not None:
        raise SubmissionRefused(_("this generator was deleted; nothing can be submitted with it"))
    _check_sender(by, generator)
    return submission


def _check_sender(user: User, generator: Generator) -> None:
    """Read again: the request may have been on its way when the account was banned, or left the team.

    The lock of the account makes a ban wait, so that it finds this submission; that of the team, which the debit holds,
    makes a change of its members wait.
    """
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
        raise SubmissionRefused(_("this account is banned; nothing can be submitted from it"))
    if role_in(user, generator.team_id) not in CHANGING:
        raise SubmissionRefused(
            _("only owners and members of the team “%(team)s” can submit this generator") % {"team": generator.team}
        )


def _check_seed(spec: EndpointSpec, pictures_per_prompt: int) -> None:
    if pictures_per_prompt > 1 and isinstance(spec.requested_seed, int):
        raise SubmissionRefused(
            _(
                "the parameters set the seed %(seed)d, so all pictures of a prompt would be the same; write "
                '"seed": "{seed}" for a seed of each picture, or submit one picture per prompt'
            )
            % {"seed": spec.requested_seed}
        )


def _check_languages(suite: PromptSuite, languages: Sequence[str]) -> None:
    unknown = sorted(set(languages) - set(suite.languages))
    if unknown or not languages:
        raise SubmissionRefused(
            _("languages %(given)s: one or more of %(known)s are expected")
            % {"given": list(languages), "known": ", ".join(suite.languages)}
        )


def plan_images(submission: Submission) -> None:
    """Plan the pictures of each language and prompt: as many samples as the submission declares."""
    prompts = list(submission.prompts())
    GeneratedImage.objects.bulk_create(
        GeneratedImage(submission=submission, prompt=prompt, language=language, sample=sample)
        for language in submission.languages
        for prompt in prompts
        for sample in range(submission.pictures_per_prompt)
    )


def origin_of(base_url: str) -> str:
    """Scheme, host and port in lower case; calls in flight are limited per origin."""
    parts = urlsplit(base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"
