"""Schemathesis, which knows nothing of us, throws at a panel what api/openapi.yaml allows and what it does not: no answer
may be a fault of the server, have a status, a type or a shape that the file does not tell, take what the file forbids, or
be given to whoever has not said who they are.

Always the same requests, so many that they take about a minute. `./dev conformance api 500` tries up to 500 for each
route instead, and `./dev conformance api 500 SEED` others."""

import copy
import json
import os
import re
import subprocess
import sys

import pytest
import yaml

from api_panel import ESTATE, Furnished, furnish, session_of
from processes import ROOT

CONTRACT = ROOT / "api/openapi.yaml"
WORK = ROOT / "build/api"
EXAMPLES = int(os.environ.get("MIRANTE_API_EXAMPLES", "10"))
SEED = os.environ.get("MIRANTE_API_SEED", "")
# So long a run of the usual size takes at most on a machine that does much else.
TIME_LIMIT = 100 * EXAMPLES

# What is not tried, and why.
LEFT_OUT = {
    "GET /api/v1/events": "a stream that lasts; browser/live_test.py and slice_test.py read it",
    "GET /metrics": "has a token of its own, and answers programs in another format; metrics_test.cc has it",
}
PERSONAL = r"^/api/v1/(me|session|sessions|tokens|links/accept)(/|$)"
NOT_IN_A_SESSION = {
    "DELETE /api/v1/session": "ends the session with which all others are tried; log_in_test.cc has it",
}
CHECKS_LEFT_OUT = {
    "positive_data_acceptance": "what a zone, a rule or a role is, and what there is, a schema cannot say",
    "ensure_resource_availability": "is about links between answers and requests, of which the file has none",
    "use_after_free": "the same",
    "object_level_authorization": "wants a second login; api_matrix_test.cc tries each route with foreign ids",
}

# Which of the known things a name in a path, query or body is.
KINDS = {
    "account": "account", "accounts": "account", "customer": "customer", "customers": "customer",
    "schedule": "schedule", "calendar": "calendar", "freeze": "freeze",
    "maintenance": "maintenance", "override": "override", "user": "user",
    "invitation": "invitation", "servers": "server", "server": "server", "databases": "database", "target": "server",
}  # fmt: skip
# What `id` is, by the path's beginning.
IDS = {"/api/v1/servers": "server", "/api/v1/databases": "database", "/api/v1/operations": "operation"}
# A try may forget these; it does not find those that all other tries need.
SPARED = {("delete", "/api/v1/accounts/{account}"): {"account": "spare account"}}


class Contract:
    """The file, with what there is in the panel among what may be asked for: else nearly every request would be about
    something that does not exist. Answers are held against the file as it stands."""

    def __init__(self, furnished: Furnished, scheme: str):
        self.known = furnished.known
        self.document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
        # A wrong login beside the right one would not be looked at. That nobody gets in without any is tried with tokens,
        # for all routes; a cookie that is made up would hide the one that each request of a session carries.
        self.document["security"] = [{"token": []}] if scheme == "token" else []
        schemas = self.document["components"]["schemas"]
        for name, kind in {"ServerPlace": "place", "ScheduleDraft": "draft"}.items():
            schemas[name] = {"anyOf": [{"enum": self.known[kind]}, schemas[name]]}
        for path, item in self.document["paths"].items():
            shared = [self.resolved(p) for p in item.pop("parameters", [])]
            for verb, operation in item.items():
                operation["parameters"] = copy.deepcopy(shared) + [
                    self.resolved(p) for p in operation.get("parameters", [])
                ]
                self.make_known(verb, path, operation)

    def resolved(self, node: dict) -> dict:
        while "$ref" in node:
            at = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                at = at[step]
            node = at
        return copy.deepcopy(node)

    def make_known(self, verb: str, path: str, operation: dict) -> None:
        kinds = {**KINDS, **SPARED.get((verb, path), {})}
        kinds["id"] = next((kind for start, kind in IDS.items() if path.startswith(start)), None)
        for parameter in operation["parameters"]:
            name = parameter["name"]
            if name == "If-Match":
                parameter["schema"] = {"anyOf": [{"enum": ['"1"']}, parameter["schema"]]}
            else:
                parameter["schema"] = self.with_known(parameter["schema"], kinds.get(name))
        if "requestBody" in operation:
            operation["requestBody"] = self.resolved(operation["requestBody"])
            content = operation["requestBody"]["content"]["application/json"]
            content["schema"] = self.body_with_known(content["schema"], kinds)

    def body_with_known(self, schema: dict, kinds: dict) -> dict:
        schema = self.resolved(schema)
        for name, inner in schema.get("properties", {}).items():
            inner = self.with_known(inner, kinds.get(name))
            # As the file's description says.
            is_needed = name in schema.get("required", [])
            schema["properties"][name] = inner if is_needed else {"anyOf": [inner, {"type": "null"}]}
        schema["allOf"] = [self.body_with_known(part, kinds) for part in schema.get("allOf", [])]
        if not schema["allOf"]:
            del schema["allOf"]
        return schema

    def with_known(self, schema: dict, kind: str | None) -> dict:
        if kind not in self.known:
            return schema
        if schema.get("type") == "array":
            return {**schema, "items": self.with_known(schema["items"], kind)}
        if schema.get("type") in ("string", ["string", "null"]) and "enum" not in schema:
            return {"anyOf": [{"enum": self.known[kind]}, schema]}
        if "oneOf" in schema:
            return {"oneOf": [self.with_known(s, kind) if s == {"type": "string"} else s for s in schema["oneOf"]]}
        return schema


def settings(paths) -> str:
    """A path beside another with a name in its place (`/servers/start`, `/servers/{id}`) has the other's methods too."""
    beside = [
        path for path in paths
        for other in paths
        if path != other and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/{]+", other), path)
    ]  # fmt: skip
    fixed = "[checks.missing_required_header]\nexpected-statuses = [400, 401, 428]\n"
    # A list that is too long may make a body that is too long (413).
    fixed += "[checks.negative_data_rejection]\nexpected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]\n"
    # No address has OPTIONS or TRACE, so the server refuses them before it looks for one; server_test.cc has them.
    fixed += '[phases.coverage]\nunexpected-methods = ["GET", "PUT", "POST", "DELETE", "PATCH"]\n'
    return fixed + "".join(
        f'[[operations]]\ninclude-path = "{path}"\nchecks.unsupported_method.enabled = false\n' for path in beside
    )


def run(furnished: Furnished, scheme: str, *words: str) -> str:
    """What schemathesis had to say against the panel; empty: nothing."""
    WORK.mkdir(parents=True, exist_ok=True)
    document = Contract(furnished, scheme).document
    contract, config, said = (WORK / f"{scheme}.{end}" for end in ("json", "toml", "txt"))
    contract.write_text(json.dumps(document, default=str), encoding="utf-8")
    config.write_text(settings(document["paths"]), encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(contract)]
    command += ["--url", furnished.panel.url, "--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES)]
    command += ["--exclude-checks", ",".join(CHECKS_LEFT_OUT), "--continue-on-failure", "--workers", "1"]
    command += ["--request-timeout", "60", "--warnings", "off", "--no-color"]
    command += ["--seed", SEED] if SEED else ["--generation-deterministic"]
    with said.open("w", encoding="utf-8") as file:
        done = subprocess.run([*command, *words], stdout=file, stderr=file, cwd=WORK, check=False)
    told = said.read_text(encoding="utf-8")
    assert "Test cases:" in told, told[-5_000:]
    return "" if done.returncode == 0 else f"{told[-30_000:]}\nall of it: {said}"


def without(names: dict[str, str]) -> list[str]:
    return [word for name in names for word in ("--exclude-name", name)]


@pytest.fixture(scope="module")
def furnished(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=200)
    return furnish(start_panel(aws, "--listen", "127.0.0.1:0"), aws)


@pytest.mark.timeout(TIME_LIMIT)
def test_a_program_gets_no_answer_outside_the_contract(furnished):
    token = f"Authorization: Bearer {furnished.token}"

    assert run(furnished, "token", "--header", token, *without(LEFT_OUT)) == ""


@pytest.mark.timeout(TIME_LIMIT)
def test_a_person_gets_no_answer_outside_the_contract(furnished):
    """What belongs to a person rather than to a program's token."""
    login = ["--header", f"Cookie: {session_of(furnished.panel, 'bia@example.com')}"]
    login += ["--header", f"Origin: {furnished.panel.url}"]

    assert run(furnished, "session", *login, "--include-path-regex", PERSONAL, *without(NOT_IN_A_SESSION)) == ""
