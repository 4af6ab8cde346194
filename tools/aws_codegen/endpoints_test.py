"""The endpoint rules as tables: what the generator refuses, and that it repeats itself."""

import importlib.util
import pathlib

import pytest

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location("aws_codegen_endpoints", HERE / "endpoints.py")
endpoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(endpoints)


def leaf(url, **more):
    return {"type": "endpoint", "conditions": [], "endpoint": {"url": url, **more}}


def test_the_same_input_gives_the_same_bytes():
    operations = "ec2 DescribeInstances\nsts AssumeRole\n"

    assert endpoints.of_product(operations) == endpoints.of_product(operations)


def test_only_the_services_in_use_are_written():
    text = endpoints.of_product("sts AssumeRole\n")

    assert '{"sts", ' in text
    assert '{"ec2", ' not in text


def test_places_in_a_text_become_references_and_attributes():
    tables = endpoints.Tables()

    tables.rule(leaf("https://x.{Region}.{PartitionResult#dnsSuffix}"))
    text = "\n".join(tables.lines)

    assert '.text = "https://x."' in text
    assert '.kind = Expression::Kind::reference, .text = "Region"' in text
    assert '.text = "dnsSuffix"' in text


def test_equal_tables_are_written_once():
    tables = endpoints.Tables()

    first, second = tables.rules([leaf("https://a")]), tables.rules([leaf("https://a")])

    assert first == second


@pytest.mark.parametrize(
    "rule",
    [
        leaf("https://a", headers={"x": ["y"]}),
        {**leaf("https://a"), "conditions": [{"fn": "telepathy", "argv": []}]},
    ],
)
def test_what_the_walker_does_not_know_ends_the_build(rule):
    with pytest.raises(SystemExit, match="teach it to platform/aws/endpoint_rules"):
        endpoints.Tables().rule(rule)


def test_a_region_pattern_of_a_new_form_ends_the_build():
    with pytest.raises(SystemExit, match="new form"):
        endpoints.prefixes_of({"regionRegex": "^moon.*$"})
    assert endpoints.prefixes_of({"regionRegex": r"^eusc\-(de)\-\w+\-\d+$"}) == ["eusc-de"]
