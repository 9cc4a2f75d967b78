"""One site of real processes for all kinds of faults; each test leaves it whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.runs import Results, Run, submit_endpoint, write_bundle
from tests.faults.site import Site, running_site
from tests.homes import new_home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("faults")


@pytest.fixture(scope="package")
def whole_site() -> Iterator[Site]:
    with new_home() as home, running_site(home) as running:
        yield running


@pytest.fixture
def site(whole_site: Site) -> Iterator[Site]:
    """The running site; every fault is undone after the test."""
    yield whole_site
    whole_site.mend()


@pytest.fixture(scope="package")
def undisturbed(whole_site: Site) -> Results:
    """The results of a run to which nothing happens."""
    run = submit_endpoint(whole_site, "undisturbed")
    run.wait_for_end()
    results = run.results()
    run.check(results)
    return results


@pytest.fixture(scope="package")
def bundle(whole_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip with the pictures of the undisturbed run."""
    return write_bundle(whole_site, tmp_path_factory.mktemp("bundle") / "pictures.zip")


@pytest.fixture
def run(site: Site, undisturbed: Results, request: pytest.FixtureRequest) -> Run:
    """A submission that has just begun, named after the test."""
    return submit_endpoint(site, request.node.name)
