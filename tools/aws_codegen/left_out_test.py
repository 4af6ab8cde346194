"""What our client leaves out of the models, and why nobody misses it: the reasons that
tests/conformance/protocol_cases.cc gives for the cases that it skips hold for all operations in use."""

import pathlib

import botocore.session
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def operations():
    session = botocore.session.get_session()
    lines = (ROOT / "models/operations.txt").read_text(encoding="utf-8").splitlines()
    named = [line.split()[:2] for line in lines if line and not line.startswith("#")]
    return {
        (service, name): session.get_service_model(service).operation_model(name)
        for service, name in named
    }


def test_what_may_be_compressed_may_be_so_with_gzip(operations):
    codings = [
        model.request_compression["encodings"]
        for model in operations.values()
        if model.request_compression
    ]

    assert codings
    assert all("gzip" in each for each in codings)


def test_nothing_asks_for_a_checksum(operations):
    assert not [
        key for key, model in operations.items()
        if model.http_checksum_required or model.http_checksum
    ]


def test_nothing_answers_with_a_stream_of_events(operations):
    assert not [key for key, model in operations.items() if model.has_event_stream_output]
