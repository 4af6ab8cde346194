"""boto3 judges placement groups, as far as servers are in them."""

import pytest

from conftest import refusal

ACCOUNT = "210987654321"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [
                        {"name": "calculo", "count": 2, "type": "c5.xlarge", "placement_group": "juntos"},
                        {"name": "espelho", "placement_group": "longe", "placement_strategy": "spread"},
                        {"name": "web"},
                    ],
                }
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def ec2(start_aws):
    # A stop takes seconds on the wall.
    return start_aws(ESTATE, "--speed", "60").admin("ec2", ACCOUNT)


def strategies(ec2, **wanted) -> dict[str, str]:
    groups = ec2.describe_placement_groups(**wanted)["PlacementGroups"]
    assert all(group["State"] == "available" for group in groups)
    return {group["GroupName"]: group["Strategy"] for group in groups}


def test_groups_are_those_of_the_servers(ec2):
    assert strategies(ec2) == {"juntos": "cluster", "longe": "spread"}
    placed = [
        instance["Placement"].get("GroupName", "")
        for reservation in ec2.describe_instances()["Reservations"]
        for instance in reservation["Instances"]
    ]
    assert sorted(placed) == ["", "juntos", "juntos", "longe"]


def test_names_and_filters_choose_among_them(ec2):
    assert strategies(ec2, GroupNames=["longe"]) == {"longe": "spread"}
    by_strategy = [{"Name": "strategy", "Values": ["cluster"]}]
    assert strategies(ec2, Filters=by_strategy) == {"juntos": "cluster"}


def test_a_group_that_is_not_there_is_unknown(ec2):
    code, _ = refusal(ec2.describe_placement_groups, GroupNames=["perto"])
    assert code == "InvalidPlacementGroup.Unknown"
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    wanted = {"ImageId": image, "InstanceType": "m5.large", "MinCount": 1, "MaxCount": 1}
    code, _ = refusal(ec2.run_instances, Placement={"GroupName": "perto"}, **wanted)
    assert code == "InvalidPlacementGroup.Unknown"


def test_a_server_is_where_it_was_asked_for(ec2):
    image = ec2.describe_images(
        Owners=["amazon"], Filters=[{"Name": "architecture", "Values": ["x86_64"]}]
    )["Images"][0]["ImageId"]
    wanted = {"GroupName": "longe", "Tenancy": "dedicated"}
    made = ec2.run_instances(
        ImageId=image, InstanceType="m5.large", MinCount=1, MaxCount=1, Placement=wanted
    )["Instances"][0]
    try:
        assert {name: made["Placement"][name] for name in wanted} == wanted
    finally:
        ec2.terminate_instances(InstanceIds=[made["InstanceId"]])


def test_a_cluster_takes_no_type_that_may_not_be_in_one(ec2):
    ids = [
        instance["InstanceId"]
        for reservation in ec2.describe_instances(
            Filters=[{"Name": "placement-group-name", "Values": ["juntos"]}]
        )["Reservations"]
        for instance in reservation["Instances"]
    ]
    ec2.stop_instances(InstanceIds=ids[:1], Force=True)
    ec2.get_waiter("instance_stopped").wait(InstanceIds=ids[:1], WaiterConfig={"Delay": 1})
    code, _ = refusal(
        ec2.modify_instance_attribute, InstanceId=ids[0], InstanceType={"Value": "t3.large"}
    )
    assert code == "InvalidParameterCombination"


def test_nothing_is_started_in_a_cluster_whose_type_may_not_be_in_one(ec2):
    image = ec2.describe_images(
        Owners=["amazon"], Filters=[{"Name": "architecture", "Values": ["x86_64"]}]
    )["Images"][0]["ImageId"]
    wanted = {"ImageId": image, "InstanceType": "t3.large", "MinCount": 1, "MaxCount": 1}
    code, answer = refusal(ec2.run_instances, Placement={"GroupName": "juntos"}, **wanted)
    assert code == "InvalidParameterCombination"
    assert answer["Error"]["Message"].startswith("Cluster placement groups are not supported by the 't3.large'")
