"""The API against its own OpenAPI document: schemathesis asks what the document allows, and what it does not."""

from pathlib import Path
from typing import Any

import pytest

from tollbook.web import Settings, create_app

schemathesis = pytest.importorskip("schemathesis")
hypothesis = pytest.importorskip("hypothesis")

pytestmark = pytest.mark.system
PATHS = ("", "/incidents", "/incidents/{incident}", "/reports", "/reports/{report}", "/claims", "/claims/{claim}")
QUESTIONS = tuple(f"/api{path}" for path in (*PATHS, "/totals", "/changes"))


@pytest.fixture(scope="module")
def api(demo: Path) -> Any:
    """The document of a ledger with the bundled examples."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", create_app(demo, Settings(names=())))


def test_every_path_of_the_document_is_asked(api: Any) -> None:
    assert set(api) == set(QUESTIONS)


@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
@pytest.mark.parametrize("path", QUESTIONS)
def test_the_api_keeps_to_its_document(api: Any, path: str, mode: str) -> None:
    operation = api[path]["GET"]
    wanted = schemathesis.GenerationMode[mode]
    if mode == "NEGATIVE" and not (operation.query or operation.path_parameters):
        pytest.skip("nothing to get wrong")

    @hypothesis.settings(max_examples=60, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(case=operation.as_strategy(generation_mode=wanted))
    def ask(case: Any) -> None:
        answer = case.call()
        if answer.status_code == 422 and answer.json()["error"].startswith("box:"):
            return  # that its south lies below its north is beyond what a schema can say
        # In an address 2 and "2" are the same, so that some of what is meant to be wrong is right.
        case.validate_response(answer, excluded_checks=[schemathesis.checks.CHECKS.get_one("negative_data_rejection")])

    ask()
