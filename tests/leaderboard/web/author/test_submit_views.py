"""Making a submission: what is offered, what is refused and how, and that the key stays secret."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from leaderboard.models import BundleRun, EndpointRun, EndpointTrial, QuotaEntry, Submission, User
from leaderboard.pipeline.submission.keys import open_key
from leaderboard.web.author.forms.endpoints import EndpointForm
from tests.factories import load_demo_suite, load_pixel_profile, running_submission
from tests.leaderboard.web.people import generator_of, person, signed_in

pytestmark = pytest.mark.django_db
KEY = "sk-very-secret-0123456789"
ENDPOINT, BUNDLE = "/submissions/new/endpoint/", "/submissions/new/bundle/"


@pytest.fixture
def author() -> User:
    load_pixel_profile()
    return person()


def fields(author: User, **changes: Any) -> dict[str, Any]:
    """A complete endpoint form."""
    generator = author.generators.first() or generator_of(author)
    return {
        "generator": generator.pk,
        "suite": load_demo_suite().pk,
        "languages": ["en"],
        "base_url": "https://images.example.org/v1",
        "model": "painter",
        "api_key": KEY,
        "size": "1024x1024",
        "extra": '{"seed": 42}',
        "action": "submit",
    } | changes


def zip_file(name: str = "pictures.zip") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("p001.en.png", b"not yet looked at")
    return SimpleUploadedFile(name, buffer.getvalue(), "application/zip")


def nowhere_in(secret: str, client: Client, *pages: str) -> None:
    for page in pages:
        reply = client.get(page)
        assert reply.status_code == 200
        assert secret not in reply.content.decode()


def test_without_a_generator_the_forms_lead_to_one_and_back(author: User) -> None:
    client = signed_in(author)
    assert "First, which model is it?" in client.get("/submissions/new/").content.decode()
    for page in (ENDPOINT, BUNDLE):
        reply = client.get(page)
        assert reply["Location"] == f"/generators/new/?next={page.replace('/', '%2F')}"


def test_the_choice_says_how_much_quota_is_left_and_when_the_next_is_possible(author: User, settings: Settings) -> None:
    settings.SALON_QUOTA_SUBMISSIONS = 1
    client = signed_in(author)
    assert "You have 1 submission left." in " ".join(client.get("/submissions/new/").content.decode().split())
    submission = running_submission(generator=generator_of(author))
    QuotaEntry.objects.create(user=author, submission=submission, debited_at=timezone.now())
    page = client.get("/submissions/new/").content.decode()
    assert "The next submission is possible on" in page
    refused = client.post(ENDPOINT, fields(author))
    assert "the next is possible on" in refused.context["form"].non_field_errors()[0]
    assert Submission.objects.count() == 1


def test_an_endpoint_is_submitted_with_its_key_sealed(author: User) -> None:
    client = signed_in(author)
    reply = client.post(ENDPOINT, fields(author, languages=["en", "zh"]))
    submission = Submission.objects.get()
    assert reply["Location"] == f"/submissions/{submission.pk}/"
    run = EndpointRun.objects.get()
    assert (run.base_url, run.model, run.size, run.extra) == (
        "https://images.example.org/v1",
        "painter",
        "1024x1024",
        {"seed": 42},
    )
    assert submission.images.count() == 48
    assert open_key(run.sealed_key) == KEY
    nowhere_in(KEY, client, f"/submissions/{submission.pk}/", "/submissions/", ENDPOINT)
    assert KEY not in f"{run!r} {vars(run)} {submission!r}"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("generator", "999999", "not one of your generators"),
        ("suite", "999999", "does not have this suite"),
        ("languages", [], "at least one language"),
        ("languages", ["fr"], "fr"),
        ("base_url", "ftp://images.example.org", "https: or http:"),
        ("base_url", "images.example.org/v1", "https://api.example.org/v1"),
        ("base_url", "https://user:pw@images.example.org/v1", "user name or password"),
        ("base_url", "https://images.example.org:99999/v1", "not a web address"),
        ("base_url", "https://[half", "not a web address"),
        ("base_url", "https://exa mple.org/", "not a web address"),
        ("base_url", "https://example.org/v1#frag", "“#” part"),
        ("base_url", "", "Enter an address"),
        ("model", "", "Enter the model name"),
        ("api_key", "sk-ключ", "beyond ASCII"),
        ("size", "x" * 21, "20"),
        ("extra", "{seed: 42}", "line 1, column 2"),
        ("extra", "[1, 2]", "list"),
        ("extra", '{"prompt": "mine", "n": 4}', "“n”, “prompt”"),
        ("extra", '{"a": NaN}', "cannot be stored"),
        ("extra", '{"a": 1e999}', "cannot be stored"),
        ("extra", '{"a": "\\u0000"}', "NUL"),
        ("extra", '{"a": "\\ud800"}', "cannot be stored"),
        ("extra", "[" * 3000, "cannot be stored"),
    ],
)
def test_every_error_stands_at_its_field_and_nothing_is_submitted(
    author: User, name: str, value: Any, said: str
) -> None:
    reply = signed_in(author).post(ENDPOINT, fields(author, **{name: value}))
    assert reply.status_code == 200
    errors = reply.context["form"].errors
    assert set(errors) == {name}
    assert said in errors[name][0]
    assert not Submission.objects.exists()
    assert KEY not in reply.content.decode()


def test_the_generator_of_somebody_else_is_refused(author: User) -> None:
    theirs = generator_of(person())
    reply = signed_in(author).post(ENDPOINT, fields(author, generator=theirs.pk))
    assert "generator" in reply.context["form"].errors
    assert theirs.name not in reply.content.decode()


def test_the_key_is_in_no_representation_of_the_form(author: User) -> None:
    values = fields(author)
    form = EndpointForm(values, generators=author.generators.all(), suites=type(load_demo_suite()).objects.all())
    assert form.is_valid()
    assert KEY not in f"{form!r} {form} {form.spec()!r} {form.errors!r}"


def test_a_test_without_scripts_has_a_page_of_its_own_and_keeps_the_form(author: User) -> None:
    client = signed_in(author)
    reply = client.post(ENDPOINT, fields(author, action="test", languages=["zh"]))
    trial = EndpointTrial.objects.get()
    assert reply["Location"] == f"/trials/{trial.pk}/"
    assert (trial.owner, trial.base_url, trial.extra) == (author, "https://images.example.org/v1", {"seed": 42})
    assert trial.prompt_text.startswith("瓦哈卡")
    assert open_key(trial.sealed_key) == KEY
    page = client.get(ENDPOINT).content.decode()
    assert 'value="https://images.example.org/v1"' in page
    assert "{&quot;seed&quot;: 42}" in page
    assert page.count("checked") == 1
    nowhere_in(KEY, client, ENDPOINT, f"/trials/{trial.pk}/")
    assert KEY not in str(dict(client.session))
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "with_key", [{"base_url": "https://images.example.org/v1?code=a-key-here"}, {"extra": '{"token": "a-key-here"}'}]
)
def test_a_key_in_the_address_or_the_parameters_is_not_kept_for_the_form(
    author: User, with_key: dict[str, str]
) -> None:
    client = signed_in(author)
    client.post(ENDPOINT, fields(author, action="test", **with_key))
    assert "a-key-here" not in str(dict(client.session))
    nowhere_in("a-key-here", client, ENDPOINT, f"/trials/{EndpointTrial.objects.get().pk}/")


def test_a_test_with_htmx_answers_with_the_part_below_the_form(author: User) -> None:
    client = signed_in(author)
    page = client.post(ENDPOINT, fields(author, action="test"), headers={"HX-Request": "true"}).content.decode()
    trial = EndpointTrial.objects.get()
    assert f'hx-get="/trials/{trial.pk}/"' in page
    assert "<html" not in page
    assert KEY not in page


def test_a_test_of_a_faulty_form_says_so_at_the_fields(author: User) -> None:
    values = fields(author, action="test", base_url="nonsense")
    page = signed_in(author).post(ENDPOINT, values, headers={"HX-Request": "true"}).content.decode()
    assert 'id="id_base_url_error" hx-swap-oob="true"><ul class="errorlist">' in page
    assert 'id="id_model_error" hx-swap-oob="true"></div>' in page
    assert not EndpointTrial.objects.exists()
    assert KEY not in page


def test_a_bundle_is_taken_for_its_check(author: User) -> None:
    values = {name: fields(author)[name] for name in ("generator", "suite", "languages")}
    reply = signed_in(author).post(BUNDLE, values | {"file": zip_file("../../my pictures.zip")})
    submission = Submission.objects.get()
    assert reply["Location"] == f"/submissions/{submission.pk}/"
    assert (submission.kind, submission.stage) == ("bundle", "submission")
    assert BundleRun.objects.get().file_name == "my pictures.zip"


@pytest.mark.parametrize("chosen", [False, True])
def test_both_forms_offer_to_remove_metadata(author: User, chosen: bool) -> None:
    choice = {"strip_metadata": "on"} if chosen else {}
    values = fields(author)
    bundle = {name: values[name] for name in ("generator", "suite", "languages")} | {"file": zip_file()}
    for address, sent in ((ENDPOINT, values), (BUNDLE, bundle)):
        assert 'name="strip_metadata"' in signed_in(author).get(address).content.decode()
        signed_in(author).post(address, sent | choice)
    assert list(Submission.objects.values_list("strip_metadata", flat=True)) == [chosen, chosen]


def test_a_bundle_uploaded_by_htmx_leads_on_by_a_header(author: User) -> None:
    values = {name: fields(author)[name] for name in ("generator", "suite", "languages")}
    reply = signed_in(author).post(BUNDLE, values | {"file": zip_file()}, headers={"HX-Request": "true"})
    assert reply["HX-Redirect"] == f"/submissions/{Submission.objects.get().pk}/"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("p001.png", b"\x89PNG not a zip at all"), "“p001.png” is not a zip file"),
        (SimpleUploadedFile("empty.zip", b""), "empty"),
        ("", "Choose a zip file"),
    ],
)
def test_what_is_no_bundle_is_refused_at_once(author: User, file: Any, said: str) -> None:
    values = {name: fields(author)[name] for name in ("generator", "suite", "languages")}
    reply = signed_in(author).post(BUNDLE, values | {"file": file})
    assert said in reply.context["form"].errors["file"][0]
    assert not Submission.objects.exists()


def test_a_bundle_beyond_the_limit_is_refused_with_the_limit(author: User, settings: Settings) -> None:
    settings.SALON_BUNDLE_MAX_BYTES = 10
    values = {name: fields(author)[name] for name in ("generator", "suite", "languages")}
    reply = signed_in(author).post(BUNDLE, values | {"file": zip_file()})
    assert "at most" in reply.context["form"].errors["file"][0]


def test_the_bundle_page_states_the_rules_and_offers_the_prompts(author: User) -> None:
    generator_of(author)
    load_demo_suite()
    page = signed_in(author).get(BUNDLE).content.decode()
    for text in ("p001.en.png", "en/p001.png", "256×256", "64 megapixels", "32 MiB", "<code>p024</code>"):
        assert text in page
    assert "/suites/demo/1/prompts.jsonl" in page
    assert "/suites/demo/1/prompts.csv" in page


def test_submitting_again_begins_with_the_same_choices(author: User) -> None:
    first, second = generator_of(author, name="A"), generator_of(author, name="B")
    load_demo_suite()
    page = signed_in(author).get(f"{BUNDLE}?generator={second.pk}&languages=zh").content.decode()
    assert f'<option value="{second.pk}" selected>' in page
    assert f'<option value="{first.pk}">' in page
    assert page.count("checked") == 1


def test_submitting_again_fills_in_everything_but_the_key(author: User) -> None:
    client = signed_in(author)
    client.post(ENDPOINT, fields(author, languages=["zh"], strip_metadata="on"))
    number = Submission.objects.get().pk
    reply = client.get(f"{ENDPOINT}?again={number}")
    form = reply.context["form"]
    again = {name: form[name].value() for name in ("base_url", "model", "size", "extra", "languages", "api_key")}
    assert again == {
        "base_url": "https://images.example.org/v1",
        "model": "painter",
        "size": "1024x1024",
        "extra": '{"seed": 42}',
        "languages": ["zh"],
        "api_key": None,
    }
    assert form["strip_metadata"].value() is True
    page = reply.content.decode()
    assert "The API key is not stored: enter it again" in page
    assert KEY not in page


def test_submitting_again_leaves_out_what_held_a_secret_and_what_is_somebody_elses(author: User) -> None:
    client = signed_in(author)
    client.post(ENDPOINT, fields(author, base_url="https://images.example.org/v1?code=a-key-here"))
    number = Submission.objects.get().pk
    form = client.get(f"{ENDPOINT}?again={number}").context["form"]
    assert form["base_url"].value() is None
    assert form["model"].value() == "painter"
    stranger = person()
    generator_of(stranger)
    assert signed_in(stranger).get(f"{ENDPOINT}?again={number}").context["form"]["model"].value() is None
    assert client.get(f"{ENDPOINT}?again={'9' * 40}").status_code == 200


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/zh-hans", "zh")])
def test_one_language_is_suggested_and_the_work_is_said_before_anything_is_sent(
    author: User, prefix: str, language: str
) -> None:
    generator_of(author)
    suite = load_demo_suite()
    client = signed_in(author)
    for address in (ENDPOINT, BUNDLE):
        reply = client.get(prefix + address)
        assert reply.context["form"]["languages"].value() == [language]
        assert (reply.context["size"].pictures, reply.context["size"].calls) == (24, 113)
    part = client.get(f"/submissions/new/size/?suite={suite.pk}&languages=en&languages=zh").content.decode()
    assert "48 pictures, about 226 judge calls" in part
    three = f"/submissions/new/size/?suite={suite.pk}&languages=en&pictures_per_prompt="
    assert "72 pictures, about 339 judge calls" in client.get(f"{three}3").content.decode()
    assert "24 pictures, about 113 judge calls" in client.get(f"{three}300").content.decode()
    for nonsense in ("suite=x", f"suite={suite.pk}", f"suite={suite.pk}&languages=fr"):
        assert "at least one of its languages" in client.get(f"/submissions/new/size/?{nonsense}").content.decode()


def test_several_pictures_per_prompt_are_submitted_and_submitted_again(author: User) -> None:
    client = signed_in(author)
    seeded = fields(author, extra='{"seed": "{seed}"}', pictures_per_prompt="2")
    for wrong, said in (({"extra": '{"seed": 42}'}, "set the seed 42"), ({"pictures_per_prompt": "5"}, "5 is not one")):
        assert said in client.post(ENDPOINT, seeded | wrong).content.decode()
    assert client.post(ENDPOINT, seeded).status_code == 302
    submission = Submission.objects.get()
    assert (submission.pictures_per_prompt, submission.images.count()) == (2, 48)
    form = client.get(f"{ENDPOINT}?again={submission.pk}").context["form"]
    assert form["pictures_per_prompt"].value() == 2
    client.post(BUNDLE, fields(author, file=zip_file(), pictures_per_prompt="4"))
    assert Submission.objects.latest("pk").pictures_per_prompt == 4


def test_a_site_with_a_sample_generator_offers_it(author: User, settings: Settings) -> None:
    generator_of(author)
    load_demo_suite()
    client = signed_in(author)
    assert "sample generator" not in client.get(ENDPOINT).content.decode()
    settings.SALON_SAMPLE_GENERATOR_URL = "http://127.0.0.1:9/v1"
    assert "sample generator at http://127.0.0.1:9/v1" in client.get(ENDPOINT).content.decode()
    form = client.get(f"{ENDPOINT}?sample").context["form"]
    assert (form["base_url"].value(), form["model"].value()) == ("http://127.0.0.1:9/v1", "sample-fine")


@pytest.mark.parametrize("page", [ENDPOINT, BUNDLE])
def test_the_forms_need_the_same_queries_for_one_and_three(
    author: User, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load_demo_suite()
    client = signed_in(author)
    generator_of(author)
    client.get(page)  # how many judge calls a suite takes is read once
    for _ in range(2):
        # session, user, is there a generator, both quotas; nine for the wait; the judge profile; the rest are two lists
        # of choices, read as Django's forms do; for a bundle also open picture sets
        with django_assert_num_queries(22 if page == BUNDLE else 21):
            client.get(page)
        generator_of(author)


def test_strangers_are_asked_to_sign_in() -> None:
    for page in ("/submissions/new/", ENDPOINT, BUNDLE, "/submissions/", "/generators/", "/account/tokens/"):
        assert Client().get(page)["Location"] == f"/account/login/?next={page}"


# --- other APIs than OpenAI's -----------------------------------------------------------------------------------------
JOB = {
    "api": "job",
    "extra": "",
    "template": '{"prompt": "{prompt}", "width": "{width}"}',
    "picture": "$.output[0]",
    "status_url": "$.urls.get",
    "state": "$.status",
    "succeeded": "succeeded, DONE",
    "auth_kind": "header",
    "auth_name": "X-Key",
}


def test_a_job_api_is_submitted_and_can_be_submitted_again(author: User) -> None:
    client = signed_in(author)
    assert client.post(ENDPOINT, fields(author, **JOB)).status_code == 302
    run = EndpointRun.objects.get()
    assert run.submission.needs == 1
    assert run.protocol is not None
    assert run.protocol["adapter"]["succeeded"] == ["succeeded", "DONE"]
    again = client.get(f"{ENDPOINT}?again={run.submission_id}").content.decode()
    for text in ("succeeded, DONE", "$.urls.get", "&quot;prompt&quot;: &quot;{prompt}&quot;", 'value="X-Key"'):
        assert text in again
    assert KEY not in again


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"picture": "$..url"}, "picture"),
        ({"template": ""}, "template"),
        ({"template": '{"a": "{prompt}{steps}"}'}, "template"),
        ({"status_url": ""}, "status_url"),
        ({"size": "2K"}, "size"),
        ({"succeeded": "done", "failed": "Done"}, "failed"),
        ({"headers": '{"Host": "x"}'}, "headers"),
        ({"send_key_to": "localhost"}, "send_key_to"),
        ({"auth_name": ""}, "auth_name"),
        ({"extra": '{"seed": 1}'}, "extra"),
        ({"deadline_s": "9999999"}, "deadline_s"),
    ],
)
def test_what_is_wrong_with_an_adapter_is_said_at_its_field(author: User, changes: dict[str, Any], field: str) -> None:
    values = fields(author, **JOB | changes)
    form = EndpointForm(values, generators=author.generators.all(), suites=type(load_demo_suite()).objects.all())
    assert set(form.errors) == {field}
    assert not Submission.objects.exists()
    assert form.shows_job


def test_a_preset_fills_in_an_example_and_checks_what_its_server_refuses(author: User) -> None:
    client = signed_in(author)
    generator_of(author)
    page = client.get(f"{ENDPOINT}?preset=vllm-omni").content.decode()
    assert 'value="Qwen/Qwen-Image"' in page
    assert '<option value="vllm-omni" selected>' in page
    values = fields(author, api="openai", model="gpt-image-1", extra='{"response_format": "b64_json"}')
    refused = client.post(ENDPOINT, values)
    assert "The model gpt-image-1 refuses response_format" in refused.content.decode()
    assert client.post(ENDPOINT, fields(author, api="sglang", extra="")).status_code == 302
    assert EndpointRun.objects.get().protocol == {"preset": "sglang"}


def test_a_test_keeps_an_adapter_for_the_form_but_not_in_clear_text(author: User) -> None:
    client = signed_in(author)
    template = f'{{"prompt": "{{prompt}}", "token": "{KEY}"}}'
    client.post(ENDPOINT, fields(author, **JOB | {"template": template, "action": "test"}))
    assert EndpointTrial.objects.get().needs == 1
    assert KEY not in str(dict(client.session))
    assert KEY in client.get(ENDPOINT).content.decode()


def test_a_practice_submission_has_its_own_quota_and_says_so_on_its_pages(author: User) -> None:
    client = signed_in(author)
    generator_of(author)
    form = client.get(ENDPOINT).content.decode()
    assert "20 practice submissions today, with up to 24 prompts each" in form
    page = client.post(ENDPOINT, fields(author, practice="on"), follow=True).content.decode()
    assert "practice, 24 of 24 prompts" in page
    assert "19 practice submissions today" in client.get(ENDPOINT).content.decode()
    submission = Submission.objects.get()
    assert submission.is_practice
    assert ">practice</span>" in client.get("/submissions/").content.decode()
    assert "19 of 20 left, counted over 24 hours" in client.get("/account/usage/").content.decode()
    again = client.get(f"{ENDPOINT}?again={submission.pk}").content.decode()
    whole = client.get(f"{ENDPOINT}?again={submission.pk}&whole").content.decode()
    assert [re.search(r'<input[^>]*name="practice"[^>]* checked', page) is not None for page in (again, whole)] == [
        True,
        False,
    ]
