"""Sealed prompt suites and frozen judge profiles, with which submissions are measured."""

from __future__ import annotations

from functools import cached_property, lru_cache

from django.contrib.postgres.fields import ArrayField
from django.db import models

from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.domain.judging.profile import profile_from_files
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.suite.practice import RULE, Practice, practice_of
from leaderboard.domain.suite.suite import Prompt as WholePrompt
from leaderboard.domain.suite.suite import Suite, Target
from leaderboard.models.texts import LineField


class PromptSuite(models.Model):
    """A loaded suite. A changed suite is a new version; ``sha256`` is the seal over its canonical bytes.

    While it is ``hidden``, its prompts and single pictures and verdicts are shown to nobody.
    """

    key = models.SlugField(max_length=63)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    description = models.TextField()
    licence = models.CharField(max_length=80)
    languages = ArrayField(models.CharField(max_length=10))
    sha256 = models.CharField(max_length=64)
    hidden = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="suite_version_once")]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    def practice(self, rule: int = RULE) -> Practice:
        """The prompts of its practice subset."""
        return _practice(self.pk, self.sha256, rule)

    @property
    def whole(self) -> Suite:
        """The suite with all its prompts, as the domain's value; its seal is ``sha256``."""
        return Suite(
            key=self.key,
            version=self.version,
            title=self.title,
            description=self.description,
            licence=self.licence,
            languages=tuple(self.languages),
            prompts=tuple(prompt.whole for prompt in self.prompts.order_by("position")),
            hidden=self.hidden,
        )


class Prompt(models.Model):
    """One prompt of a suite.

    - ``key``: its name within the suite, such as "p001".
    - ``texts``: by language.
    - ``render``: the exact strings that the picture has to show.
    - ``targets``: [{"facet": [dimension, sub-capability, facet], "note"}, …].
    """

    suite = models.ForeignKey(PromptSuite, on_delete=models.CASCADE, related_name="prompts")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=63)
    field = models.CharField(max_length=80)
    region = models.CharField(max_length=80)
    texts = models.JSONField()
    render = models.JSONField(default=list)
    targets = models.JSONField()

    class Meta:
        ordering = ["suite", "position"]
        constraints = [
            models.UniqueConstraint(fields=["suite", "key"], name="prompt_key_once"),
            models.UniqueConstraint(fields=["suite", "position"], name="prompt_position_once"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def target_facets(self) -> frozenset[FacetPath]:
        return frozenset(FacetPath(*target["facet"]) for target in self.targets)

    @property
    def whole(self) -> WholePrompt:
        """The prompt as the domain's value."""
        return WholePrompt(
            key=self.key,
            field=self.field,
            region=self.region,
            texts=self.texts,
            render=tuple(self.render),
            targets=tuple(Target(FacetPath(*target["facet"]), target["note"]) for target in self.targets),
        )


@lru_cache(maxsize=64)
def _practice(suite_id: int, sha256: str, rule: int) -> Practice:
    """A suite is sealed, so that its subset never changes."""
    prompts = Prompt.objects.filter(suite=suite_id).order_by("position").only("key", "targets")
    return practice_of(sha256, {prompt.key: prompt.target_facets for prompt in prompts}, rule)


class JudgeProfile(models.Model):
    """A loaded judge profile: the texts of its files, and the hash over everything that can change a score."""

    key = models.SlugField(max_length=63)
    version = models.CharField(max_length=20)
    title = LineField(max_length=200)
    comparable = models.BooleanField()
    caveat = LineField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    files = models.JSONField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="judge_profile_version_once")]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @cached_property
    def frozen(self) -> FrozenProfile:
        """The profile as the domain's value, read from the stored texts."""
        return _frozen(tuple(self.files.items()))


@lru_cache(maxsize=16)
def _frozen(files: tuple[tuple[str, str], ...]) -> FrozenProfile:
    """Reading the texts takes several milliseconds; a site has a few profiles, and every row that is read needs one."""
    return profile_from_files(dict(files))
