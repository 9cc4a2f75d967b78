"""The form of a submission whose pictures come from an endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.submission.adapters import (
    LEAST_DEADLINE_S,
    LEAST_INTERVAL_S,
    MOST_DEADLINE_S,
    MOST_INTERVAL_S,
    Adapter,
    AdapterKind,
    Auth,
    AuthKind,
    check_address,
    check_auth,
    check_headers,
    check_hosts,
    check_states,
    fault_together,
)
from leaderboard.domain.submission.endpoint_fields import (
    MOST_SIZE_CHARACTERS,
    RESERVED_PARAMETERS,
    check_api_key,
    check_size,
)
from leaderboard.domain.submission.json_paths import check_path
from leaderboard.domain.submission.presets import PRESETS, PresetName, fault_of
from leaderboard.domain.submission.templates import check_template
from leaderboard.domain.texts import FieldFault, check_line
from leaderboard.pipeline.submission.submit import EndpointSpec
from leaderboard.web.author.forms.fields import BaseUrlField, JsonObjectField, translated_faults
from leaderboard.web.author.forms.submissions import SubmissionForm

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
ADAPTER_FIELDS = (
    *("template", "picture", "headers", "send_key_to", "status_url", "job_id", "state", "running", "succeeded"),
    *("failed", "result_url", "interval_s", "deadline_s"),
)
_JOB_FIELDS = ADAPTER_FIELDS[ADAPTER_FIELDS.index("status_url") :]
_MORE_FIELDS = ("extra", "auth_kind", "auth_name", "strip_metadata")
_CONDITIONAL = ("api", "auth_kind", "auth_name", "template", "picture", "status_url", "state", "succeeded")
"""Fields that are not optional where they are shown or used."""

API_CHOICES = [
    ("", _("OpenAI Images API (any server)")),
    *((name.value, preset.title) for name, preset in PRESETS.items()),
    (AdapterKind.TEMPLATE.value, _("Custom JSON request")),
    (AdapterKind.JOB.value, _("Job API: submit, then poll")),
]


class _ListField(forms.CharField):
    """Texts between commas; the value is a list."""

    def clean(self, value: Any) -> list[str]:
        return [part for text in super().clean(value).split(",") if (part := text.strip())]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def _path_field(label: Any, example: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs=_PLAIN | {"placeholder": example}),
    )


class EndpointForm(SubmissionForm):
    """A submission whose pictures come from an endpoint."""

    setting_size = None  # type: ignore[assignment]  # removes the field: the size that is requested is the one
    api = forms.ChoiceField(
        label=_("API"),
        required=False,
        choices=API_CHOICES,
        help_text=_("Choosing a server adds the parameters that it needs."),
    )
    base_url = BaseUrlField(
        label=_("Base URL"),
        help_text=_(
            "Ends before /images/generations, usually in /v1. For a custom request or a job: the complete address."
        ),
        error_messages={"required": _("Enter an address such as https://api.example.org/v1.")},
        widget=forms.URLInput(attrs={"placeholder": "https://api.example.org/v1", "autocomplete": "off"}),
    )
    model = forms.CharField(
        label=_("Model name"),
        max_length=200,
        help_text=_("As the endpoint expects it in the field “model”."),
        error_messages={"required": _("Enter the model name that the endpoint expects.")},
        widget=forms.TextInput(attrs=_PLAIN),
    )
    api_key = forms.CharField(
        label=_("API key"),
        required=False,
        max_length=500,
        help_text=_(
            "Sent to this endpoint only, as “Authorization: Bearer …” unless you choose otherwise below. Stored "
            "encrypted, deleted after the last picture, and never shown again. Leave it empty if the endpoint needs "
            "none."
        ),
        # "off" alone is ignored by browsers for passwords; "new-password" keeps them from filling in a saved one.
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password", "spellcheck": "false"}),
    )
    size = forms.CharField(
        label=_("Size"),
        required=False,
        help_text=_(
            "As the endpoint expects it, for example 1024x1024, 2K or 16:9; empty means the endpoint's default. "
            "Pictures need at least 256×256 px."
        ),
        widget=forms.TextInput(attrs={"maxlength": MOST_SIZE_CHARACTERS}),
    )
    extra = JsonObjectField(
        label=_("Further parameters"),
        required=False,
        reserved=RESERVED_PARAMETERS,
        help_text=_(
            "A JSON object that is added to every request. Salon itself sets model, prompt and n. The value “{seed}” "
            "becomes a seed of each picture, the same in all your submissions."
        ),
    )
    auth_kind = forms.ChoiceField(
        label=_("Where the key is sent"),
        required=False,
        choices=[
            (AuthKind.BEARER.value, _("as “Authorization: Bearer …”")),
            (AuthKind.HEADER.value, _("in a header of this name")),
            (AuthKind.QUERY.value, _("in a query parameter of this name")),
        ],
    )
    auth_name = _path_field(_("Name of the header or parameter"), "x-api-key")
    template = JsonObjectField(
        label=_("Request as JSON"),
        required=False,
        reserved=frozenset(),
        help_text=_(
            "The body that is sent. In its values, {prompt}, {model}, {size}, {width}, {height} and {seed} are "
            "replaced."
        ),
    )
    picture = _path_field(
        _("Path to the picture in the reply"),
        "$.images[0].url",
        _("A JSONPath of names and indices. There is a link, base64 or a data: URL."),
    )
    headers = JsonObjectField(
        label=_("Further headers"),
        required=False,
        reserved=frozenset(),
        help_text=_("A JSON object of constant headers. Put the key into its own field."),
    )
    send_key_to = _ListField(
        label=_("Further hosts that get the key"),
        required=False,
        help_text=_("Host names between commas, for job addresses and links on another host. Only over https."),
        widget=forms.TextInput(attrs=_PLAIN | {"placeholder": "api.eu.example.org"}),
    )
    status_url = _path_field(
        _("Address of the job"),
        "$.urls.get",
        _("A path to the address in the first reply, or the address with {id} in it."),
    )
    job_id = _path_field(_("Path to the job's ID"), "$.id", _("Needed if an address has {id} in it."))
    state = _path_field(_("Path to the job's state"), "$.status")
    succeeded = _ListField(label=_("States that mean success"), required=False, widget=forms.TextInput(attrs=_PLAIN))
    failed = _ListField(label=_("States that mean failure"), required=False, widget=forms.TextInput(attrs=_PLAIN))
    running = _ListField(
        label=_("States that mean it is running"),
        required=False,
        help_text=_("If empty, every other state means that."),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    result_url = _path_field(
        _("Address of the result"),
        "$.response_url",
        _("If the last reply has the picture, leave it empty. Otherwise as for the address of the job."),
    )
    interval_s = forms.FloatField(
        label=_("First pause between polls, in seconds"),
        required=False,
        min_value=LEAST_INTERVAL_S,
        max_value=MOST_INTERVAL_S,
        initial=1,
        help_text=_("Each further pause is longer by half, up to 15 seconds."),
    )
    deadline_s = forms.FloatField(
        label=_("Time limit of a job, in seconds"),
        required=False,
        min_value=LEAST_DEADLINE_S,
        max_value=MOST_DEADLINE_S,
        initial=170,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in _CONDITIONAL:
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]  # for the page, which shows "optional"

    def main_fields(self) -> Iterator[forms.BoundField]:
        """What every endpoint has; the page folds the others."""
        folded = {*ADAPTER_FIELDS, *_MORE_FIELDS}
        return (field for field in super().main_fields() if field.name not in folded)

    @property
    def adapter_fields(self) -> list[forms.BoundField]:
        """The fields of both kinds of adapters."""
        return [field for field in self if field.name in ADAPTER_FIELDS and field.name not in _JOB_FIELDS]

    @property
    def job_fields(self) -> list[forms.BoundField]:
        """The fields that only jobs have."""
        return [field for field in self if field.name in _JOB_FIELDS]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields that few endpoints need."""
        return [field for field in self if field.name in _MORE_FIELDS]

    @property
    def shows_adapter(self) -> bool:
        """Whether the adapter's fields are needed or have something wrong in them."""
        return self["api"].value() in set(AdapterKind) or bool(set(self.errors) & set(ADAPTER_FIELDS))

    @property
    def shows_job(self) -> bool:
        """Whether the job's fields are needed or have something wrong in them."""
        return self["api"].value() == AdapterKind.JOB or bool(set(self.errors) & set(_JOB_FIELDS))

    @property
    def shows_more(self) -> bool:
        """Whether something is entered in the further settings, or wrong there."""
        bearer = self["auth_kind"].value() in (None, "", AuthKind.BEARER)
        entered = any(self[name].value() for name in ("extra", "strip_metadata"))
        return not bearer or entered or bool(set(self.errors) & set(_MORE_FIELDS))

    def clean_model(self) -> str:
        model: str = self.cleaned_data["model"]
        with translated_faults():
            check_line(model)  # and nothing is changed: the endpoint knows this name
        return model

    def clean_api_key(self) -> str:
        api_key: str = self.cleaned_data["api_key"]
        with translated_faults():
            check_api_key(api_key)
        return api_key

    def clean_size(self) -> str:
        size: str = self.cleaned_data["size"]
        with translated_faults():
            check_size(size)
        return size

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for name, fault in self._faults(values):
            if name not in self.errors:
                self.add_error(name, fault.message(gettext))
        return values

    def spec(self) -> EndpointSpec:
        """The endpoint as the pipeline expects it."""
        values = self.cleaned_data
        return EndpointSpec(
            values["base_url"],
            values["model"],
            values["api_key"],
            values["size"],
            values["extra"],
            auth=_auth(values),
            adapter=_adapter(values),
            preset=_preset(values),
        )

    def _faults(self, values: dict[str, Any]) -> Iterator[tuple[str, FieldFault]]:
        """The faults of fields that depend on others, each with the field's name."""
        if fault := _fault(check_auth, _auth(values)):
            yield "auth_name", fault
        preset, needed = _preset(values), ("model", "size", "extra")
        if preset and not set(needed) & set(self.errors):
            found = fault_of(preset, *(values[name] for name in needed))
            yield from [found] if found else []
        if values.get("api") in set(AdapterKind):
            yield from self._faults_of_adapter(values)

    def _faults_of_adapter(self, values: dict[str, Any]) -> Iterator[tuple[str, FieldFault]]:
        if values.get("extra"):
            yield (
                "extra",
                FieldFault(
                    gettext_noop("A custom request has its parameters in its template."),
                    gettext_noop("No further parameters are expected here."),
                ),
            )
        found = [(name, fault) for name, check in _CHECKS if (fault := _fault(check, values.get(name)))]
        yield from found
        if found or set(self.errors) & {*ADAPTER_FIELDS, "size"}:
            return
        adapter = _adapter(values)
        if adapter and (together := fault_together(adapter, values["size"])):
            yield together


def _path_or_none(text: str) -> None:
    if text:
        check_path(text)


_CHECKS: tuple[tuple[str, Callable[[Any], None]], ...] = (
    ("template", check_template),
    ("picture", check_path),
    ("headers", check_headers),
    ("send_key_to", check_hosts),
    ("status_url", check_address),
    ("job_id", _path_or_none),
    ("state", _path_or_none),
    ("succeeded", check_states),
    ("failed", check_states),
    ("running", check_states),
    ("result_url", check_address),
)
"""The checks of an adapter's fields, in their order on the page."""


def _fault(check: Callable[[Any], None], value: Any) -> FieldFault | None:
    """What a check says of a value; nothing of a field whose own checks have failed already (None)."""
    if value is None:
        return None
    try:
        check(value)
    except FieldFault as fault:
        return fault
    return None


def _preset(values: dict[str, Any]) -> PresetName | None:
    api = values.get("api")
    return PresetName(api) if api in set(PresetName) else None


def _auth(values: dict[str, Any]) -> Auth:
    kind = AuthKind(values.get("auth_kind") or AuthKind.BEARER)
    return Auth(kind, "" if kind is AuthKind.BEARER else values.get("auth_name", ""))


def _adapter(values: dict[str, Any]) -> Adapter | None:
    if values.get("api") not in set(AdapterKind):
        return None
    given = {name: values[name] for name in ADAPTER_FIELDS if values[name] is not None}
    return Adapter(kind=AdapterKind(values["api"]), **given)
