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
                        {"name": "calculo", "count": 2, "placement_group": "juntos"},
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
    return start_aws(ESTATE).admin("ec2", ACCOUNT)


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
