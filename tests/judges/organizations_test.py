"""boto3 judges the organization: who is in it, who may ask, and policies that deny."""

import json

import pytest

from conftest import refusal

MANAGEMENT = "111122223333"
SHOP, BANK, OUTSIDE = "210987654321", "320987654321", "430987654321"
DENY_STOP = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "ec2:StopInstances", "Resource": "*"}],
}
ESTATE = {
    "accounts": [
        {"id": SHOP, "name": "Loja", "email": "loja@simulated.example"},
        {"id": BANK, "name": "Banco"},
        {"id": OUTSIDE, "name": "Fora", "outside_organization": True},
        *({"id": str(500000000000 + n), "name": f"Filial {n}"} for n in range(25)),
    ],
    "organization": {
        "units": [
            {
                "name": "Produção",
                "accounts": [SHOP],
                "policies": [{"name": "sem-parar", "document": DENY_STOP}],
                "units": [{"name": "Finanças", "accounts": [BANK]}],
            },
            {"name": "Testes"},
        ],
        "services": ["ram.amazonaws.com"],
        "delegated": [{"account": BANK, "service": "health.amazonaws.com"}],
    },
}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE)


@pytest.fixture(scope="module")
def management(aws):
    return aws.client("organizations", aws.credentials["panel"]["admin"], "us-east-1")


@pytest.fixture(scope="module")
def root(management):
    return management.list_roots()["Roots"][0]["Id"]


def units_below(management, parent):
    found = management.list_organizational_units_for_parent(ParentId=parent)
    return {unit["Name"]: unit for unit in found["OrganizationalUnits"]}


def stop(aws, account):
    return refusal(aws.admin("ec2", account).stop_instances, InstanceIds=["i-0" + "1" * 16])[0]


def test_describes_the_organization(management):
    found = management.describe_organization()["Organization"]

    assert found["Id"].startswith("o-")
    assert found["MasterAccountId"] == MANAGEMENT
    assert found["MasterAccountArn"] == (
        f"arn:aws:organizations::{MANAGEMENT}:account/{found['Id']}/{MANAGEMENT}"
    )
    assert found["FeatureSet"] == "ALL"
    assert found["AvailablePolicyTypes"] == [
        {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}
    ]


def test_lists_accounts_in_pages(management):
    pages = list(management.get_paginator("list_accounts").paginate())
    accounts = {a["Id"]: a for page in pages for a in page["Accounts"]}

    assert [len(page["Accounts"]) for page in pages] == [20, 8]
    assert OUTSIDE not in accounts
    assert accounts[SHOP]["Email"] == "loja@simulated.example"
    assert accounts[SHOP]["Status"] == "ACTIVE"
    assert accounts[SHOP]["Paths"][0].endswith(f"/{SHOP}/")
    assert len(management.list_accounts(MaxResults=3)["Accounts"]) == 3
    assert refusal(management.list_accounts, NextToken="x")[0] == "InvalidInputException"


def test_knows_one_account(management):
    assert management.describe_account(AccountId=BANK)["Account"]["Name"] == "Banco"
    assert refusal(management.describe_account, AccountId=OUTSIDE)[0] == (
        "AccountNotFoundException"
    )
    assert refusal(management.describe_account, AccountId="abcdefghijkl")[0] == (
        "InvalidInputException"
    )


def test_walks_the_tree_down_and_up(management, root):
    top = units_below(management, root)
    assert set(top) == {"Produção", "Testes"}
    production = top["Produção"]["Id"]
    inner = units_below(management, production)["Finanças"]["Id"]

    below = management.list_accounts_for_parent(ParentId=production)["Accounts"]
    assert [a["Id"] for a in below] == [SHOP]
    children = management.list_children(ParentId=inner, ChildType="ACCOUNT")["Children"]
    assert children == [{"Id": BANK, "Type": "ACCOUNT"}]
    assert management.list_children(ParentId=production, ChildType="ORGANIZATIONAL_UNIT")[
        "Children"
    ] == [{"Id": inner, "Type": "ORGANIZATIONAL_UNIT"}]
    assert management.list_parents(ChildId=BANK)["Parents"] == [
        {"Id": inner, "Type": "ORGANIZATIONAL_UNIT"}
    ]
    assert management.list_parents(ChildId=production)["Parents"] == [
        {"Id": root, "Type": "ROOT"}
    ]
    assert refusal(management.list_parents, ChildId=OUTSIDE)[0] == "ChildNotFoundException"
    assert refusal(management.list_accounts_for_parent, ParentId="r-none")[0] == (
        "ParentNotFoundException"
    )


def test_lets_members_see_only_that_there_is_an_organization(aws):
    member = aws.admin("organizations", SHOP, "us-east-1")
    assert member.describe_organization()["Organization"]["MasterAccountId"] == MANAGEMENT
    code, response = refusal(member.list_accounts)
    assert code == "AccessDeniedException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert refusal(member.list_roots)[0] == "AccessDeniedException"

    delegated = aws.admin("organizations", BANK, "us-east-1")
    assert delegated.list_accounts()["Accounts"]
    assert refusal(
        delegated.enable_aws_service_access, ServicePrincipal="config.amazonaws.com"
    )[0] == "AccessDeniedException"

    stranger = aws.admin("organizations", OUTSIDE, "us-east-1")
    assert refusal(stranger.describe_organization)[0] == "AWSOrganizationsNotInUseException"


def test_asks_iam_first(aws):
    code, response = refusal(aws.panel("organizations", "us-east-1").list_accounts)

    assert code == "AccessDeniedException"
    assert "because no identity-based policy allows the organizations:ListAccounts action" in (
        response["Error"]["Message"]
    )


def test_denies_below_a_unit_and_shows_the_policy_that_did(aws, management, root):
    production = units_below(management, root)["Produção"]["Id"]
    attached = management.list_policies_for_target(
        TargetId=production, Filter="SERVICE_CONTROL_POLICY"
    )["Policies"]
    assert {p["Name"] for p in attached} == {"FullAWSAccess", "sem-parar"}
    policy = next(p for p in attached if p["Name"] == "sem-parar")
    described = management.describe_policy(PolicyId=policy["Id"])["Policy"]
    assert json.loads(described["Content"]) == DENY_STOP
    assert management.list_targets_for_policy(PolicyId=policy["Id"])["Targets"] == [
        {
            "TargetId": production,
            "Arn": units_below(management, root)["Produção"]["Arn"],
            "Name": "Produção",
            "Type": "ORGANIZATIONAL_UNIT",
        }
    ]
    assert stop(aws, SHOP) == stop(aws, BANK) == "UnauthorizedOperation"
    assert stop(aws, OUTSIDE) == "InvalidInstanceID.NotFound"

    tests = units_below(management, root)["Testes"]["Id"]
    management.move_account(
        AccountId=SHOP, SourceParentId=production, DestinationParentId=tests
    )
    assert stop(aws, SHOP) == "InvalidInstanceID.NotFound"
    assert refusal(
        management.move_account,
        AccountId=SHOP, SourceParentId=production, DestinationParentId=root,
    )[0] == "AccountNotFoundException"
    assert refusal(
        management.move_account,
        AccountId=SHOP, SourceParentId=tests, DestinationParentId="ou-none-none0000",
    )[0] == "DestinationParentNotFoundException"


def test_shows_the_policies_of_the_control_api(aws, management):
    body = {"account": BANK, "name": "brasil", "document": DENY_STOP}
    made = aws.control("POST", "organization", body)["id"]
    listed = management.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert made in {p["Id"] for p in listed}
    assert next(p for p in listed if p["Name"] == "FullAWSAccess")["AwsManaged"] is True
    assert management.list_policies(Filter="TAG_POLICY")["Policies"] == []

    aws.control("POST", "organization", {**body, "document": None})
    assert refusal(management.describe_policy, PolicyId=made)[0] == "PolicyNotFoundException"
    assert refusal(management.list_policies, Filter="NONE")[0] == "InvalidInputException"


def test_makes_an_account_in_a_while(aws, management, root):
    begun = management.create_account(
        Email="nova@simulated.example",
        AccountName="Nova",
        Tags=[{"Key": "Centro", "Value": "42"}],
    )["CreateAccountStatus"]
    assert begun["State"] == "IN_PROGRESS"
    assert "AccountId" not in begun

    aws.advance(180)

    done = management.describe_create_account_status(CreateAccountRequestId=begun["Id"])[
        "CreateAccountStatus"
    ]
    assert done["State"] == "SUCCEEDED"
    account = done["AccountId"]
    assert management.list_tags_for_resource(ResourceId=account)["Tags"] == [
        {"Key": "Centro", "Value": "42"}
    ]
    assert management.list_parents(ChildId=account)["Parents"][0]["Id"] == root
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    assert aws.assume(role, service="sts").get_caller_identity()["Account"] == account

    again = management.create_account(Email="nova@simulated.example", AccountName="Nova")
    aws.advance(180)
    failed = management.describe_create_account_status(
        CreateAccountRequestId=again["CreateAccountStatus"]["Id"]
    )["CreateAccountStatus"]
    assert (failed["State"], failed["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    assert refusal(management.create_account, Email="sem.arroba", AccountName="x")[0] == (
        "InvalidInputException"
    )
    assert refusal(
        management.describe_create_account_status, CreateAccountRequestId="car-" + "0" * 32
    )[0] == "CreateAccountStatusNotFoundException"


def test_tags_and_trusts_services(management):
    management.tag_resource(ResourceId=BANK, Tags=[{"Key": "Dono", "Value": "ana"}])
    management.tag_resource(ResourceId=BANK, Tags=[{"Key": "Dono", "Value": "bia"}])
    assert management.list_tags_for_resource(ResourceId=BANK)["Tags"] == [
        {"Key": "Dono", "Value": "bia"}
    ]
    assert refusal(
        management.tag_resource, ResourceId=OUTSIDE, Tags=[{"Key": "a", "Value": "b"}]
    )[0] == "TargetNotFoundException"

    management.enable_aws_service_access(ServicePrincipal="config.amazonaws.com")
    services = management.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert [s["ServicePrincipal"] for s in services] == [
        "config.amazonaws.com", "ram.amazonaws.com",
    ]
    delegated = management.list_delegated_administrators()["DelegatedAdministrators"]
    assert [a["Id"] for a in delegated] == [BANK]
    assert management.list_delegated_administrators(
        ServicePrincipal="config.amazonaws.com"
    )["DelegatedAdministrators"] == []


def test_asks_callers_to_slow_down(aws, management):
    aws.control("POST", "faults", {"kind": "throttle", "service": "organizations", "times": 1})

    assert refusal(management.list_roots)[0] == "TooManyRequestsException"


def test_answers_the_command_line(aws):
    done = aws.command(
        "organizations", "list-accounts",
        "--query", "Accounts[?Name=='Banco'].Id", "--output", "text",
        keys=aws.credentials["panel"]["admin"],
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == BANK
