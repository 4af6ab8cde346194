"""boto3 judges the blue/green deployments of the simulated RDS: of databases and of clusters, found by
their identifier or a filter, and shown to whom a policy lets see them."""

import boto3
import pytest
from moto import mock_aws

from conftest import REGION, refusal

ACCOUNT = "210987654321"
ARN = f"arn:aws:rds:{REGION}:{ACCOUNT}:"


def allowing(action, resource="*"):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "roles": [
                {"name": "todas", "external_id": "um", "grants": "read_only"},
                {"name": "uma", "external_id": "um",
                 "grants": allowing("rds:DescribeBlueGreenDeployments", ARN + "deployment:bgd-pedidos")},
                {"name": "bancos", "external_id": "um", "grants": allowing("rds:DescribeDBInstances")},
            ],
            "places": [
                {
                    "region": REGION,
                    "databases": [
                        {"name": "pedidos", "engine": "postgres", "blue_green": "pedidos"},
                        {"name": "pedidos-green-a1", "engine": "postgres", "blue_green": "pedidos"},
                        {"name": "sessoes-1", "engine": "aurora-mysql", "cluster": "sessoes",
                         "blue_green": "sessoes"},
                        {"name": "sessoes-green-a1-1", "engine": "aurora-mysql",
                         "cluster": "sessoes-green-a1", "blue_green": "sessoes"},
                        {"name": "frota-{n}", "count": 42, "engine": "mysql", "blue_green": "frota-{n}"},
                        {"name": "frota-{n}-green", "count": 42, "engine": "mysql",
                         "blue_green": "frota-{n}"},
                        {"name": "sozinho", "engine": "mysql"},
                    ],
                }
            ],
        }
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, throttling=False)


@pytest.fixture(scope="module")
def rds(aws):
    return aws.admin("rds", ACCOUNT)


def sides(reply):
    return {
        found["BlueGreenDeploymentIdentifier"]: (
            found["Source"].removeprefix(ARN),
            found["Target"].removeprefix(ARN),
        )
        for found in reply["BlueGreenDeployments"]
    }


def by(name, *values):
    return {"Filters": [{"Name": name, "Values": list(values)}]}


def test_a_deployment_of_databases_names_both(rds):
    found = rds.describe_blue_green_deployments(BlueGreenDeploymentIdentifier="bgd-pedidos")

    assert sides(found) == {"bgd-pedidos": ("db:pedidos", "db:pedidos-green-a1")}
    (told,) = found["BlueGreenDeployments"]
    assert told["BlueGreenDeploymentName"] == "pedidos"
    assert told["Status"] == "AVAILABLE"
    assert told["SwitchoverDetails"] == [
        {"SourceMember": ARN + "db:pedidos", "TargetMember": ARN + "db:pedidos-green-a1",
         "Status": "AVAILABLE"}
    ]  # fmt: skip


def test_a_deployment_of_clusters_names_the_clusters_and_pairs_their_databases(rds):
    found = rds.describe_blue_green_deployments(BlueGreenDeploymentIdentifier="bgd-sessoes")

    assert sides(found) == {"bgd-sessoes": ("cluster:sessoes", "cluster:sessoes-green-a1")}
    pairs = [
        (pair["SourceMember"].removeprefix(ARN), pair["TargetMember"].removeprefix(ARN))
        for pair in found["BlueGreenDeployments"][0]["SwitchoverDetails"]
    ]
    assert pairs == [
        ("cluster:sessoes", "cluster:sessoes-green-a1"),
        ("db:sessoes-1", "db:sessoes-green-a1-1"),
    ]


def test_all_come_in_pages(rds):
    pages = list(
        rds.get_paginator("describe_blue_green_deployments").paginate(PaginationConfig={"PageSize": 20})
    )

    assert [len(page["BlueGreenDeployments"]) for page in pages] == [20, 20, 4]
    assert len({each for page in pages for each in sides(page)}) == 44


@pytest.mark.parametrize(
    ("filtered", "expected"),
    [
        (by("blue-green-deployment-identifier", "bgd-pedidos", "bgd-sessoes"), {"pedidos", "sessoes"}),
        (by("blue-green-deployment-name", "sessoes"), {"sessoes"}),
        (by("source", ARN + "db:frota-7"), {"frota-7"}),
        (by("target", ARN + "cluster:sessoes-green-a1"), {"sessoes"}),
        (by("blue-green-deployment-name", "nenhuma"), set()),
    ],
)
def test_filters_choose(rds, filtered, expected):
    found = rds.describe_blue_green_deployments(**filtered)["BlueGreenDeployments"]

    assert {each["BlueGreenDeploymentName"] for each in found} == expected


def test_a_filter_that_is_not_known_is_refused_by_name(rds):
    code, error = refusal(rds.describe_blue_green_deployments, **by("cor", "azul"))

    assert code == "InvalidParameterValue"
    assert "cor" in error["Error"]["Message"]


def test_a_deployment_that_is_not_there_is_unknown_as_in_moto(rds):
    with mock_aws():
        theirs = refusal(
            boto3.client("rds", region_name=REGION).describe_blue_green_deployments,
            BlueGreenDeploymentIdentifier="bgd-nenhuma",
        )

    ours = refusal(rds.describe_blue_green_deployments, BlueGreenDeploymentIdentifier="bgd-nenhuma")

    assert ours[0] == theirs[0] == "BlueGreenDeploymentNotFoundFault"
    assert ours[1]["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_neither_side_may_be_stopped_and_others_may(rds):
    for name in ("pedidos", "pedidos-green-a1"):
        assert refusal(rds.stop_db_instance, DBInstanceIdentifier=name)[0] == "InvalidDBInstanceState"
    for name in ("sessoes", "sessoes-green-a1"):
        code, _ = refusal(rds.stop_db_cluster, DBClusterIdentifier=name)
        assert code == "InvalidDBClusterStateFault"
    assert rds.stop_db_instance(DBInstanceIdentifier="sozinho")["DBInstance"]["DBInstanceStatus"] == (
        "stopping"
    )


def test_a_policy_decides_who_sees_which(aws):
    def ask(role):
        reader = aws.assume(f"arn:aws:iam::{ACCOUNT}:role/{role}", "um", service="rds")
        return reader.describe_blue_green_deployments

    assert len(ask("todas")()["BlueGreenDeployments"]) == 44
    one = ask("uma")
    assert set(sides(one(BlueGreenDeploymentIdentifier="bgd-pedidos"))) == {"bgd-pedidos"}
    for hidden in ({}, {"BlueGreenDeploymentIdentifier": "bgd-sessoes"}):
        assert refusal(one, **hidden)[0] == "AccessDenied"
    code, error = refusal(ask("bancos"))
    assert code == "AccessDenied"
    assert f"on resource: {ARN}deployment:*" in error["Error"]["Message"]
    # Whether it is there is told only to who may ask.
    code, _ = refusal(ask("bancos"), BlueGreenDeploymentIdentifier="bgd-nenhuma")
    assert code == "AccessDenied"
