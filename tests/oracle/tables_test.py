"""The generated tables of every operation in use are those that are made of its model at run time,
which the published cases and botocore judge (tests/conformance); and what tables do not hold, or what
those of run time do not know, is what botocore itself reads in the model. A build whose generated code
is old fails here, as does a generator that is wrong."""

import copy
import json
import pathlib
import re
import subprocess

import botocore.session
import pytest
from botocore import xform_name

ROOT = pathlib.Path(__file__).resolve().parents[2]
# As tools/aws_codegen chooses.
PROTOCOLS = ["ec2", "json", "rest-json", "rest-xml", "query"]
SESSION = botocore.session.get_session()
LOADER = SESSION.get_component("data_loader")


def in_use():
    """[(service, operation)]"""
    lines = (ROOT / "models/operations.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split()[:2]) for line in lines if line.strip() and not line.startswith("#")]


def loaded(service):
    """Botocore's model of the service, cut down to the operations in use, in our protocol."""
    model = copy.deepcopy(LOADER.load_service_model(service, "service-2"))
    metadata = model["metadata"]
    given = metadata.get("protocols", [metadata["protocol"]])
    metadata["protocol"] = next(protocol for protocol in PROTOCOLS if protocol in given)
    wanted = [name for known, name in in_use() if known == service]
    model["operations"] = {name: model["operations"][name] for name in wanted}
    return model


def told(program, *arguments):
    """{(service, operation): tables}"""
    done = subprocess.run(
        [program, "tables", *arguments], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    tables = [json.loads(line) for line in done.stdout.splitlines()]
    return {(each["service"], each["name"]): each for each in tables}


@pytest.fixture(scope="module")
def generated(program):
    return told(program)


@pytest.fixture(scope="module")
def made_of(program, tmp_path_factory):
    """made_of({service: model}): the tables of run time."""

    def make(models):
        path = tmp_path_factory.mktemp("tables") / "models.json"
        path.write_text(json.dumps(models))
        return told(program, str(path))

    return make


def without_name(tables, name):
    """The tables of an operation that takes nothing: only what its empty input is called differs."""
    assert tables["shapes"].pop(name) == {"kind": "structure", "members": []}
    return {**tables, "input": "nothing"}


def differences(generated, made, models):
    """Each place where both say different things, as `service operation: path`."""
    found = []
    for key in sorted(generated.keys() | made.keys()):
        service, name = key
        ours, theirs = copy.deepcopy(generated.get(key)), copy.deepcopy(made.get(key))
        if ours and theirs and "input" not in models[service]["operations"][name]:
            ours = without_name(ours, f"{name}Request")
            theirs = without_name(theirs, "Empty")
        found += [f"{service} {name}: {path}" for path in unlike(ours, theirs)]
    return found


def unlike(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in ours.keys() | theirs.keys():
            yield from unlike(ours.get(name), theirs.get(name), f"{path}/{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, pair in enumerate(zip(ours, theirs, strict=True)):
            yield from unlike(*pair, f"{path}/{index}")
    elif ours != theirs:
        yield path or "is there in one of both only"


def test_generated_tables_are_those_of_run_time(generated, made_of):
    models = {service: loaded(service) for service, _ in in_use()}

    made = made_of(models)

    assert set(made) == set(in_use())
    assert len(generated) > 260
    assert sum(len(each["shapes"]) for each in generated.values()) > 2000
    assert differences(generated, made, models) == []


def renamed_on_the_wire(model):
    model["shapes"]["ListKeysRequest"]["members"]["Limit"]["locationName"] = "Most"


def without_a_member(model):
    del model["shapes"]["ListKeysRequest"]["members"]["Marker"]


def of_another_type(model):
    model["shapes"]["LimitType"]["type"] = "long"


def without_an_error(model):
    del model["operations"]["ListKeys"]["errors"][0]


def of_another_name(model):
    model["metadata"]["targetPrefix"] = "Other"


def without_output(model):
    del model["operations"]["ListKeys"]["output"]


@pytest.mark.parametrize(
    "change",
    [renamed_on_the_wire, without_a_member, of_another_type, without_an_error, of_another_name,
     without_output],
)  # fmt: skip
def test_a_table_that_is_not_its_model_s_is_found(generated, made_of, change):
    models = {"kms": loaded("kms")}
    models["kms"]["operations"] = {"ListKeys": models["kms"]["operations"]["ListKeys"]}
    ours = {("kms", "ListKeys"): generated["kms", "ListKeys"]}
    assert differences(ours, made_of(models), models) == []

    change(models["kms"])

    assert differences(ours, made_of(models), models)


def test_a_place_of_a_member_that_is_not_its_model_s_is_found(generated, made_of):
    models = {"route53": loaded("route53")}
    key = ("route53", "ListHostedZones")
    models["route53"]["operations"] = {key[1]: models["route53"]["operations"][key[1]]}
    ours = {key: generated[key]}
    assert differences(ours, made_of(models), models) == []

    models["route53"]["shapes"]["ListHostedZonesRequest"]["members"]["Marker"]["location"] = "header"

    assert [path for path in differences(ours, made_of(models), models) if "location" in path]


def members_of(tables, shape):
    return {each["name"]: each for each in tables["shapes"][shape]["members"]}


def shape_pairs(tables, reference, shape, seen):
    """(table's structure, botocore's) of all that an input or output is made of."""
    if not reference.startswith("shape ") or reference in seen:
        return
    seen.add(reference)
    name = reference.removeprefix("shape ")
    table = tables["shapes"][name]
    if table["kind"] == "structure":
        members = members_of(tables, name)
        yield members, shape
        for each, below in shape.members.items():
            yield from shape_pairs(tables, members[each]["shape"], below, seen)
    else:
        below = shape.member if table["kind"] == "list" else shape.value
        yield from shape_pairs(tables, table["element"], below, seen)


def test_every_member_that_is_required_is_there_and_no_member_is_made_up(generated):
    required = 0
    for (service, name), tables in generated.items():
        model = SESSION.get_service_model(service).operation_model(name)
        for side, shape in (("input", model.input_shape), ("output", model.output_shape)):
            if shape is None or tables[side] is None:
                assert not tables[side] or tables["shapes"][tables[side][6:]]["members"] == []
                continue
            for members, theirs in shape_pairs(tables, tables[side], shape, set()):
                place = f"{service} {name} {theirs.name}"
                assert list(members) == list(theirs.members), place
                assert set(theirs.required_members) <= set(members), place
                required += len(theirs.required_members)
                tokens = {each for each in members if members[each]["is_idempotency_token"]}
                assert tokens == {
                    each for each, below in theirs.members.items()
                    if below.metadata.get("idempotencyToken")
                }, place  # fmt: skip
    assert required > 500


def test_errors_are_those_of_which_botocore_knows(generated):
    told_errors = 0
    for (service, name), tables in generated.items():
        model = SESSION.get_service_model(service)
        is_json = "json" in tables["protocol"] and not tables["is_query_compatible"]
        wanted = [
            [
                shape.name if is_json else shape.metadata.get("error", {}).get("code", shape.name),
                shape.metadata.get("error", {}).get("httpStatusCode", 400),
                shape.name,
            ]
            for shape in model.operation_model(name).error_shapes
        ]
        assert tables["errors"] == wanted, f"{service} {name}"
        told_errors += len(wanted)
    assert told_errors > 800


def written_pages(sources, service):
    """{operation in snake case: (moves, condition)} of the built code's ranges."""
    text = re.sub(r"\s+", " ", (sources / "gen" / service / "operations.cc").read_text("utf-8"))
    ranges = re.findall(r"(\w+)_pages\(aws::Client&.*?\.turn = \[\].*?\{ (.*?) return (.*?); \}", text)
    return {
        name: (re.findall(r"request\.(\w+) = reply\.(\w+);", moves), condition)
        for name, moves, condition in ranges
    }


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_every_paginator_of_botocore_is_a_range_that_continues_where_botocore_does(program):
    sources = pathlib.Path(program).parents[2]
    paginators = 0
    for service in sorted({service for service, _ in in_use()}):
        wanted = {}
        try:
            known = LOADER.load_service_model(service, "paginators-1")["pagination"]
        except botocore.exceptions.UnknownServiceError:
            known = {}
        for _, name in (each for each in in_use() if each[0] == service and each[1] in known):
            pages = known[name]
            pairs = zip(as_list(pages["input_token"]), as_list(pages["output_token"]), strict=True)
            wanted[xform_name(name)] = [(xform_name(a), xform_name(b)) for a, b in pairs]
        found = written_pages(sources, service)

        assert {name: moves for name, (moves, _) in found.items()} == wanted, service
        for _, name in (each for each in in_use() if each[0] == service and each[1] in known):
            more = known[name].get("more_results")
            condition = found[xform_name(name)][1]
            assert (f"reply.{xform_name(more)}.value_or(true)" in condition) if more else (
                "value_or" not in condition
            ), f"{service} {name}"
        paginators += len(wanted)
    assert paginators >= 68
