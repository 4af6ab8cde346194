"""Botocore on one side, our client's serialisers, signer and parsers on the other: the same models,
the same questions, in one process that answers line by line."""

import gzip
import json
import os
import pathlib
import subprocess

import botocore
import pytest
from botocore.model import ServiceModel

ROOT = pathlib.Path(__file__).resolve().parents[2]
# As tools/aws_codegen chooses.
PROTOCOLS = ["ec2", "json", "rest-json", "rest-xml", "query"]
OPERATIONS = {
    "ce": "GetCostAndUsage GetDimensionValues GetReservationUtilization GetSavingsPlansCoverage",
    "cloudtrail": "LookupEvents DescribeTrails CreateTrail GetTrailStatus PutEventSelectors",
    "cloudwatch": "PutMetricData GetMetricData PutMetricAlarm DescribeAlarms ListMetrics "
    "GetMetricStatistics",
    "dynamodb": "PutItem GetItem Query UpdateItem BatchWriteItem CreateTable",
    "ec2": "RunInstances DescribeInstances StartInstances DescribeVolumes CreateTags "
    "AuthorizeSecurityGroupIngress DescribeInstanceTypes CreateVolume DescribeSpotInstanceRequests",
    "elbv2": "DescribeLoadBalancers DescribeTargetHealth CreateListener ModifyTargetGroupAttributes "
    "RegisterTargets",
    "iam": "CreateRole ListUsers SimulatePrincipalPolicy GetAccountSummary TagRole",
    "kms": "DescribeKey ListKeys CreateGrant Encrypt Decrypt ListAliases GetKeyPolicy",
    "organizations": "ListAccounts CreateAccount DescribeOrganization ListPolicies "
    "ListHandshakesForAccount",
    "pricing": "GetProducts DescribeServices GetAttributeValues",
    "rds": "DescribeDBInstances StopDBInstance CreateDBInstance DescribeDBClusters "
    "AddTagsToResource",
    "route53": "ChangeResourceRecordSets ListHostedZones ListResourceRecordSets CreateHostedZone "
    "GetHostedZone GetChange DeleteHostedZone TestDNSAnswer CreateHealthCheck ChangeTagsForResource",
    "savingsplans": "DescribeSavingsPlans DescribeSavingsPlansOfferings CreateSavingsPlan",
    "sesv2": "SendEmail GetAccount ListEmailIdentities CreateEmailIdentity GetEmailIdentity "
    "PutEmailIdentityDkimAttributes DeleteSuppressedDestination ListSuppressedDestinations",
    "sns": "Publish CreateTopic SetTopicAttributes ListSubscriptionsByTopic PublishBatch",
    "sqs": "SendMessage ReceiveMessage CreateQueue GetQueueAttributes SendMessageBatch ListQueues",
    "sts": "AssumeRole GetCallerIdentity GetSessionToken",
}


class Service:
    """A model cut down to the operations that are asked about, in our protocol."""

    def __init__(self, name):
        folder = max(p for p in (pathlib.Path(botocore.__file__).parent / "data" / name).iterdir()
                     if p.is_dir())  # fmt: skip
        model = json.loads(gzip.decompress((folder / "service-2.json.gz").read_bytes()))
        metadata = model["metadata"]
        given = metadata.get("protocols", [metadata["protocol"]])
        self.name = name
        self.protocol = next(protocol for protocol in PROTOCOLS if protocol in given)
        metadata.update(protocol=self.protocol, protocols=[self.protocol])
        self.signing_name = metadata.get("signingName", metadata["endpointPrefix"])
        self.operations = OPERATIONS[name].split()
        model["operations"] = {o: model["operations"][o] for o in self.operations}
        model["shapes"] = needed(model)
        self.raw = model
        self.model = ServiceModel(model, service_name=name)


def needed(model):
    """The shapes that the operations are made of, in the model's order."""
    shapes, found = model["shapes"], set()

    def visit(name):
        if name in found:
            return
        found.add(name)
        shape = shapes[name]
        for reference in [*shape.get("members", {}).values()]:
            visit(reference["shape"])
        for part in ("member", "key", "value"):
            if isinstance(shape.get(part), dict):
                visit(shape[part]["shape"])

    for operation in model["operations"].values():
        for side in ("input", "output"):
            if side in operation:
                visit(operation[side]["shape"])
        for error in operation.get("errors", []):
            visit(error["shape"])
    return {name: shape for name, shape in shapes.items() if name in found}


@pytest.fixture(scope="session")
def services():
    return [Service(name) for name in sorted(OPERATIONS)]


@pytest.fixture(scope="session")
def program():
    """Where mirante_conformance lies."""
    named = os.environ.get("MIRANTE_CONFORMANCE_BIN")
    if named:
        return named
    found = [p for preset in ("asan", "release", "debug")
             for p in [ROOT / "build" / preset / "tests/conformance/mirante_conformance"]
             if p.exists()]  # fmt: skip
    if not found:
        pytest.fail("no mirante_conformance: build it, or set MIRANTE_CONFORMANCE_BIN")
    return str(found[0])


@pytest.fixture(scope="session")
def ask_ours(program, services, tmp_path_factory):
    """ask_ours(questions): the answers, in order."""
    models = tmp_path_factory.mktemp("oracle") / "models.json"
    models.write_text(json.dumps({service.name: service.raw for service in services}))

    def ask(questions):
        lines = "".join(json.dumps(question) + "\n" for question in questions)
        done = subprocess.run(
            [program, "oracle", str(models)], input=lines, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask
