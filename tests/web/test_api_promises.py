"""What the OpenAPI document promises is kept, whatever is sent: asked by schemathesis."""

from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from pipeline.values.people import ROLES, Who
from web.app import make_app

EXAMPLES = 12
KEPT = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def program(desk):
    """The desk's API, asked with a token that may do everything."""
    Path(desk.settings.inbox).mkdir()
    terminal = Who("kiểm thử", frozenset(), by="terminal")
    desk.people.accounts.add("máy", list(ROLES), "ba con voi đi chợ", by=terminal)
    rights = frozenset().union(*ROLES.values())
    _, secret = desk.people.tokens.add("máy", "kiểm thử", rights, days=1, by=terminal)
    bearer = {"Authorization": f"Bearer {secret}"}
    known = replace(desk.settings.desk, hosts="testserver")
    app = make_app(replace(desk, settings=replace(desk.settings, desk=known)))
    path = "/api/v1/openapi.json"
    return schemathesis.openapi.from_asgi(path, app=app, headers=bearer), bearer


@pytest.mark.slow
def test_every_answer_is_as_promised(program, desk):
    """Whatever is sent, sound or not: no answer is a 5xx, or of another shape than is promised."""
    schema, bearer = program
    document = desk.archive.ledger.documents()[0].id
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case):
            nonlocal asked
            asked += 1
            if "id" in (case.path_parameters or {}) and asked % 2:
                case.path_parameters["id"] = document
            case.call_and_validate(headers=bearer, checks=KEPT)

        ask()
    assert asked > 100
