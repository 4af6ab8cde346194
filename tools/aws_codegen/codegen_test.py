"""The generator over a small invented service: what it writes, and what it refuses."""

import gzip
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
spec = importlib.util.spec_from_file_location("aws_codegen_main", HERE / "__main__.py")
codegen = importlib.util.module_from_spec(spec)
spec.loader.exec_module(codegen)


def model(protocol="ec2"):
    return {
        "metadata": {
            "protocol": protocol,
            "apiVersion": "2020-01-01",
            "endpointPrefix": "toys",
            "signingName": "toys",
            "serviceId": "Toys",
            "signatureVersion": "v4",
        },
        "operations": {
            "ListToys": {
                "name": "ListToys",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "ListToysRequest"},
                "output": {"shape": "ListToysResult"},
            },
            "BreakToy": {
                "name": "BreakToy",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "BreakToyRequest"},
            },
        },
        "shapes": {
            "ListToysRequest": {
                "type": "structure",
                "members": {
                    "toyIds": {"shape": "ToyIds", "locationName": "ToyId"},
                    "MaxResults": {"shape": "Integer"},
                    "NextToken": {"shape": "String"},
                },
            },
            "ListToysResult": {
                "type": "structure",
                "members": {
                    "Toys": {"shape": "Toys", "locationName": "toySet"},
                    "NextToken": {"shape": "String", "locationName": "nextToken"},
                },
            },
            "BreakToyRequest": {
                "type": "structure",
                "required": ["ToyId"],
                "members": {"ToyId": {"shape": "String"}, "operator": {"shape": "Boolean"}},
            },
            "Toy": {
                "type": "structure",
                "members": {
                    "ToyId": {"shape": "String", "locationName": "toyId"},
                    "MadeAt": {"shape": "Time", "locationName": "madeAt"},
                    "Parts": {"shape": "Parts", "locationName": "parts"},
                },
            },
            "Toys": {"type": "list", "member": {"shape": "Toy", "locationName": "item"}},
            "ToyIds": {"type": "list", "member": {"shape": "String", "locationName": "ToyId"}},
            "Parts": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Integer"}},
            "String": {"type": "string"},
            "Integer": {"type": "integer"},
            "Boolean": {"type": "boolean"},
            "Time": {"type": "timestamp"},
        },
    }


PAGES = {
    "pagination": {
        "ListToys": {"input_token": "NextToken", "output_token": "NextToken", "result_key": "Toys"}
    }
}


@pytest.fixture
def generate(tmp_path):
    """generate(operations, model): the files that come of it."""

    def run(operations="toys ListToys\ntoys BreakToy\n", given=None):
        folder = tmp_path / "data/toys/2020-01-01"
        folder.mkdir(parents=True, exist_ok=True)
        packed = gzip.compress(json.dumps(given or model()).encode(), mtime=0)
        (folder / "service-2.json.gz").write_bytes(packed)
        (folder / "paginators-1.json").write_text(json.dumps(PAGES))
        return codegen.generate(operations, tmp_path / "data", "an invented model")

    return run


def test_structures_become_aggregates_with_boto3_s_names(generate):
    header = generate()["gen/toys/list_toys.h"]

    assert re.search(r"struct ListToysRequest \{\s+std::vector<std::string> toy_ids = \{\};", header)
    assert "std::optional<std::int32_t> max_results = {};" in header
    assert "std::vector<Toy> toys = {};" in header
    assert "std::optional<Instant> made_at = {};" in header
    assert "std::map<std::string, std::int32_t> parts = {};" in header


def test_words_of_cpp_get_an_underscore(generate):
    assert "std::optional<bool> operator_ = {};" in generate()["gen/toys/break_toy.h"]


def test_operations_become_functions_and_those_with_pages_ranges(generate):
    files = generate()

    assert re.search(r"Task<aws::Reply<ListToysResult>> list_toys\(", files["gen/toys/list_toys.h"])
    assert re.search(r"aws::Pages<ListToysRequest, ListToysResult> list_toys_pages\(", files["gen/toys/list_toys.h"])
    assert re.search(r"Task<aws::Reply<aws::Nothing>> break_toy\(", files["gen/toys/break_toy.h"])
    assert "_pages(" not in files["gen/toys/break_toy.h"]


@pytest.mark.parametrize(
    "name, reads",
    [
        ("GetItem", True),
        ("BatchGetItem", True),
        ("Query", True),
        ("Scan", True),
        ("BatchWriteItem", False),
        ("PutItem", False),
    ],
)
def test_what_only_reads_is_known_by_its_name(name, reads):
    assert codegen.Service("dynamodb", [name]).operations[0].reads == reads


def test_names_on_the_wire_are_the_model_s_and_in_ec2_begin_with_a_capital(generate):
    text = "".join(t for p, t in generate().items() if p.endswith(".cc"))

    assert '"ToyId"' in text  # Of the list: locationName, capitalised for the query.
    assert '"toySet"' in text
    assert '"madeAt"' in text


def test_what_is_not_named_is_not_made(generate):
    files = generate("toys BreakToy\n")

    assert "gen/toys/list_toys.h" not in files
    assert not any("ListToysResult" in text for text in files.values())


def test_the_same_input_gives_the_same_bytes_whatever_python_s_hashes_are(tmp_path):
    operations = tmp_path / "operations.txt"
    operations.write_text("sts AssumeRole\nsts GetCallerIdentity\niam GetUser\n")
    outs = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, str(HERE), str(operations), str(out)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        outs.append({p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()})

    assert outs[0] == outs[1]
    assert len(outs[0]) > 5


def test_a_file_that_stays_the_same_is_not_touched(tmp_path):
    operations = tmp_path / "operations.txt"
    operations.write_text("sts GetCallerIdentity\n")
    codegen.main([str(operations), str(tmp_path)])
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.h")}

    codegen.main([str(operations), str(tmp_path)])

    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.h")} == before


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ("toys BuildToy\n", "toys has no operation BuildToy"),
        ("toys\n", "operations.txt:1"),
        ("toys List Toys\n", "operations.txt:1"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(generate, operations, words):
    with pytest.raises(SystemExit, match=re.escape(words)):
        generate(operations)


def test_a_structure_may_hold_itself_in_a_box_or_a_list(generate):
    looped = model()
    looped["shapes"]["Toy"]["members"] |= {"Inside": {"shape": "Toy"}, "Others": {"shape": "Toys"}}

    header = generate(given=looped)["gen/toys/list_toys.h"]

    assert "aws::wire::Box<Toy> inside = {};" in header
    assert "std::vector<Toy> others = {};" in header


def test_structures_that_hold_each_other_are_refused_by_name(generate):
    looped = model()
    looped["shapes"]["Toy"]["members"]["Owner"] = {"shape": "Child"}
    looped["shapes"]["Child"] = {"type": "structure", "members": {"Best": {"shape": "Toy"}}}

    with pytest.raises(SystemExit, match="Toy → Child → Toy is recursive"):
        generate(given=looped)


def test_a_service_is_spoken_to_in_the_best_protocol_of_its_model(generate):
    given = model("smithy-rpc-v2-cbor")
    given["metadata"] |= {
        "protocols": ["smithy-rpc-v2-cbor", "query", "json"],
        "jsonVersion": "1.0",
        "targetPrefix": "ToyService",
        "awsQueryCompatible": {},
    }

    source = generate(given=given)["gen/toys/operations.cc"]

    assert ".protocol = Protocol::json_1_0" in source
    assert "also_answers[] = {Protocol::query}" in source
    assert '.target_prefix = "ToyService"' in source
    assert ".is_query_compatible = true" in source


@pytest.mark.parametrize(
    ("protocol", "code"), [("json", "ToyBroken"), ("query", "Broken"), ("rest-xml", "Broken")]
)
def test_errors_are_known_by_what_the_protocol_calls_them(generate, protocol, code):
    given = model(protocol)
    given["metadata"]["jsonVersion"] = "1.1"
    given["shapes"]["ToyBroken"] = {
        "type": "structure",
        "members": {},
        "error": {"code": "Broken", "httpStatusCode": 409},
    }
    given["operations"]["BreakToy"]["errors"] = [{"shape": "ToyBroken"}]

    source = generate(given=given)["gen/toys/operations.cc"]

    assert f'{{"{code}", 409, "ToyBroken"}}' in source


def test_lists_and_maps_that_may_hold_null_hold_optionals(generate):
    given = model("json")
    given["metadata"]["jsonVersion"] = "1.1"
    given["shapes"]["Parts"]["sparse"] = given["shapes"]["ToyIds"]["sparse"] = True

    files = generate(given=given)

    header = files["gen/toys/list_toys.h"]
    assert "std::map<std::string, std::optional<std::int32_t>> parts = {};" in header
    assert "std::vector<std::optional<std::string>> toy_ids = {};" in header
    assert "sparse_vector_access<std::string>()" in "".join(files.values())


def test_what_may_hold_any_json_is_its_text(generate):
    given = model("json")
    given["metadata"]["jsonVersion"] = "1.1"
    given["shapes"]["Anything"] = {"type": "structure", "members": {}, "document": True}
    given["shapes"]["Toy"]["members"]["Notes"] = {"shape": "Anything"}

    files = generate(given=given)

    assert "std::optional<std::string> notes = {};" in files["gen/toys/list_toys.h"]


def test_what_may_be_packed_says_so(generate):
    given = model()
    given["operations"]["BreakToy"]["requestcompression"] = {"encodings": ["gzip"]}
    given["operations"]["ListToys"]["requestcompression"] = {"encodings": ["zstd"]}

    source = generate(given=given)["gen/toys/operations.cc"]

    assert source.count(".is_compressible = true") == 1
    assert ".is_compressible = true" in source.split("break_toy_operation = {")[1].split("};")[0]


def test_pages_continue_at_each_of_their_tokens_while_there_is_more(generate, monkeypatch):
    monkeypatch.setitem(
        PAGES["pagination"],
        "ListToys",
        {
            "input_token": ["NextToken", "MaxResults"],
            "output_token": ["NextToken", "NextName"],
            "more_results": "IsTruncated",
        },
    )
    given = model()
    given["shapes"]["ListToysRequest"]["members"]["MaxResults"] = {"shape": "String"}
    given["shapes"]["ListToysResult"]["members"]["NextName"] = {"shape": "String"}
    given["shapes"]["ListToysResult"]["members"]["IsTruncated"] = {"shape": "Boolean"}
    given["shapes"].setdefault("Boolean", {"type": "boolean"})

    source = generate(given=given)["gen/toys/operations.cc"]

    assert "request.next_token = reply.next_token;" in source
    assert "request.max_results = reply.next_name;" in source
    assert "return reply.is_truncated.value_or(true) && request.next_token &&" in source


def test_pages_that_continue_deep_inside_or_at_a_list_make_no_range(generate):
    given = model()
    given["shapes"]["ListToysRequest"]["members"]["NextToken"]["shape"] = "Parts"

    files = generate(given=given)

    assert "_pages(" not in files["gen/toys/list_toys.h"]


def test_a_protocol_that_nobody_speaks_is_refused(generate):
    with pytest.raises(SystemExit, match="no protocol"):
        generate(given=model("smoke-signals"))


def test_every_operation_in_use_is_in_the_pinned_models():
    files = codegen.generate((ROOT / "models/operations.txt").read_text())

    assert "gen/ec2/start_instances.h" in files
    assert "gen/sts/assume_role.h" in files


def rest(protocol):
    given = model(protocol)
    given["metadata"]["jsonVersion"] = "1.1"
    given["operations"]["BreakToy"]["http"] = {
        "method": "PUT",
        "requestUri": "/toys/{Id}",
        "responseCode": 202,
    }
    given["operations"]["BreakToy"]["input"] |= {
        "locationName": "Break",
        "xmlNamespace": {"uri": "https://toys.example.com/"},
    }
    given["shapes"]["BreakToyRequest"] = {
        "type": "structure",
        "members": {
            "ToyId": {"shape": "String", "location": "uri", "locationName": "Id"},
            "Force": {"shape": "Boolean", "location": "querystring", "locationName": "force"},
            "When": {"shape": "Time", "location": "header", "locationName": "X-When"},
            "Notes": {"shape": "Notes", "location": "headers", "locationName": "X-Note-"},
            "Toy": {"shape": "Toy"},
        },
    }
    given["shapes"]["Notes"] = {
        "type": "map",
        "key": {"shape": "String"},
        "value": {"shape": "String"},
    }
    return given


def row(source, member):
    """Of BreakToyRequest's table."""
    table = source.split("members_of_BreakToyRequest[] = {")[1].split("};\n")[0]
    return next(line for line in table.splitlines() if f'{{.name = "{member}"' in line)


def test_rest_members_have_a_place_each(generate):
    source = "".join(t for p, t in generate(given=rest("rest-json")).items() if p.endswith(".cc"))

    places = {"ToyId": "uri", "Force": "query", "When": "header", "Notes": "headers"}
    assert {m: re.search(r"Location::(\w+)", row(source, m))[1] for m in places} == places
    assert '.json_name = "X-Note-"' in row(source, "Notes")
    assert "Location::" not in row(source, "Toy")
    assert '.http_uri = "/toys/{Id}"' in source
    assert ".http_status = 202" in source


def test_a_payload_is_a_place_of_its_own(generate):
    given = rest("rest-json")
    given["shapes"]["BreakToyRequest"]["payload"] = "Toy"

    source = "".join(t for p, t in generate(given=given).items() if p.endswith(".cc"))

    assert ".location = Location::payload" in row(source, "Toy")


def test_places_mean_nothing_where_everything_is_in_the_body(generate):
    source = "".join(t for p, t in generate(given=rest("json")).items() if p.endswith(".cc"))

    assert "Location::" not in source


def test_xml_bodies_have_a_root_and_its_namespace(generate):
    source = generate(given=rest("rest-xml"))["gen/toys/operations.cc"]

    assert '.root_name = "Break"' in source
    assert '.root_namespace = {"https://toys.example.com/", ""}' in source
