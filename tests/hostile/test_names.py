"""Names that are meant to break out of where they stand are refused at every entrance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leaderboard.domain.texts import check_paragraphs
from leaderboard.models import Generator, PromptSuite, Submission, personal_team
from leaderboard.web.author.forms.endpoints import EndpointForm
from leaderboard.web.author.forms.generators import GeneratorForm
from leaderboard.web.author.forms.tokens import TokenForm
from tests.factories import scored_submission
from tests.hostile.cost import cpu_within
from tests.leaderboard.api.calls import client_of, endpoint, post
from tests.leaderboard.web.people import person

pytestmark = pytest.mark.django_db

REFUSED = {
    "NUL": "Aqua\0rell",
    "escape": "\x1b[2J",
    "delete": "a\x7f",
    "next line": "a\x85b",
    "line break": "a\r\nb",
    "line separator": "a\u2028b",
    "override": "\u202eabc",
    "isolate": "a\u2067b",
    "noncharacter": "a\uffff",
    "half a surrogate pair": "a\ud800",
    "spaces": " \u3000\u00a0",
    "no width": "\u200b\u200d\ufeff",
    "fillers": "\u3164\u115f",
    "only a mark": "\u0301",
    "too long in normal form C": "\ufb1d" * 60,  # each becomes two characters
    "a long text": "e\u0301" * 100_000,
}
LINKS = {
    "a script": "javascript:alert(1)//http://a.example",
    "data": "data:text/html,<script>alert(1)</script>",
    "a name before the host": "https://bank.example@evil.example/",
    "a quote": 'https://a.example/"onclick="alert(1)',
    "an element": "https://a.example/<svg/onload=alert(1)>",
    "a backslash": "https://a.example\\@evil.example/",
    "an override": "https://a.example/\u202egpj.exe",
    "a host in brackets": "http://[::1]:80@/",
}
_MOST_CPU_S = 0.5


@pytest.fixture
def cpu_bounded() -> Iterator[None]:
    """Refusing costs next to nothing."""
    with cpu_within(_MOST_CPU_S):
        yield


@pytest.mark.parametrize("field", ["name", "organisation", "licence"])
@pytest.mark.parametrize("kind", REFUSED)
def test_a_generators_names_are_refused_by_form_and_api_alike(cpu_bounded: None, field: str, kind: str) -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C"} | {field: REFUSED[kind]}
    form = GeneratorForm(facts)
    assert set(form.errors) == {field}
    reply = post(client_of(person()), "/generators", facts)
    assert reply.status_code in {400, 422}, reply.content
    if reply.status_code == 422:
        assert [fault["field"] for fault in reply.json()["faults"]] == [f"payload.{field}"]
    assert not Generator.objects.exists()
    for message in (reply.content.decode(), str(form.errors)):
        assert len(message) < 2000
        check_paragraphs(message)


@pytest.mark.parametrize("kind", [kind for kind in REFUSED if "long" not in kind])
def test_a_description_has_no_such_characters_either(cpu_bounded: None, kind: str) -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C", "description": REFUSED[kind]}
    form, reply = GeneratorForm(facts), post(client_of(person()), "/generators", facts)
    if form.is_valid():  # a line break is taken, and what cannot be seen becomes nothing
        assert reply.status_code == 201
        assert form.cleaned_data["description"] == reply.json()["description"]
        assert kind in {"line break", "line separator", "next line", "spaces", "no width", "fillers", "only a mark"}
    else:
        assert set(form.errors) == {"description"}
        assert reply.status_code in {400, 422}


@pytest.mark.parametrize("kind", LINKS)
def test_a_homepage_that_could_do_more_than_lead_to_a_page_is_refused(cpu_bounded: None, kind: str) -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C", "homepage": LINKS[kind]}
    assert set(GeneratorForm(facts).errors) == {"homepage"}
    assert post(client_of(person()), "/generators", facts).status_code == 422
    assert not Generator.objects.exists()


@pytest.mark.parametrize("kind", ["NUL", "line break", "override", "isolate", "noncharacter", "half a surrogate pair"])
def test_an_endpoints_model_and_a_tokens_name_are_refused_too(cpu_bounded: None, kind: str) -> None:
    author = person()
    submission = scored_submission()
    Generator.objects.update(owner=author, team=personal_team(author))
    values = endpoint(submission.generator_id, model=REFUSED[kind])
    reply = post(client_of(author), "/submissions/endpoint", values)
    assert reply.status_code in {400, 422}, reply.content
    form = EndpointForm(
        values | {"suite": submission.suite_id}, generators=Generator.objects.all(), suites=PromptSuite.objects.all()
    )
    assert set(form.errors) == {"model"}
    assert set(TokenForm({"name": REFUSED[kind], "scopes": ["read"]}, teams=[(1, "Lab")]).errors) == {"name"}
    assert Submission.objects.count() == 1
