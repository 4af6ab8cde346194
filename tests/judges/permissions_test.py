"""boto3 judges who may do what: credentials, STS, IAM, the organization."""

import datetime
import json

import pytest

from conftest import keys_of, refusal

ACCOUNT = "210987654321"
OTHER = "320987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "roles": [
                {"name": "mirante", "external_id": "um-dois-tres"},
                {"name": "leitura", "external_id": "um-dois-tres", "grants": "read_only"},
                {"name": "aberto"},
            ],
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [
                        {"name": "web", "tags": {"Ambiente": "producao"}},
                        {"name": "teste", "tags": {"Ambiente": "homologacao"}},
                    ],
                }
            ],
        },
        {"id": OTHER, "name": "Dados"},
    ]
}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE)


@pytest.fixture(scope="module")
def iam(aws):
    return aws.admin("iam", ACCOUNT, "us-east-1")


def instance_id(aws, name):
    reply = aws.admin("ec2", ACCOUNT).describe_instances(
        Filters=[{"Name": "tag:Name", "Values": [name]}]
    )
    return reply["Reservations"][0]["Instances"][0]["InstanceId"]


def allow(action, **more):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*", **more}],
        }
    )


def trust(external_id):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
                }
            ],
        }
    )


def test_says_who_is_calling(aws):
    reply = aws.panel("sts").get_caller_identity()

    assert reply["Arn"] == "arn:aws:iam::111122223333:user/mirante-panel"
    assert reply["Account"] == "111122223333"
    assert reply["UserId"].startswith("AIDA")


def test_refuses_wrong_credentials_as_each_service_does(aws):
    wrong = {**aws.credentials["panel"], "secret_access_key": "x" * 40}
    stranger = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": "x" * 40}

    assert refusal(aws.client("sts", wrong).get_caller_identity)[0] == "SignatureDoesNotMatch"
    assert refusal(aws.client("ec2", wrong).describe_regions)[0] == "AuthFailure"
    assert refusal(aws.client("sts", stranger).get_caller_identity)[0] == "InvalidClientTokenId"
    code, response = refusal(aws.client("ec2", stranger).describe_regions)
    assert code == "AuthFailure"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 401


def test_assumes_a_role_and_gives_expiring_credentials(aws):
    reply = aws.panel("sts").assume_role(
        RoleArn=ROLE + "mirante",
        RoleSessionName="painel",
        ExternalId="um-dois-tres",
        DurationSeconds=900,
    )

    assert reply["AssumedRoleUser"]["Arn"] == (
        f"arn:aws:sts::{ACCOUNT}:assumed-role/mirante/painel"
    )
    assert reply["Credentials"]["AccessKeyId"].startswith("ASIA")
    left = reply["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(minutes=14) < left <= datetime.timedelta(minutes=15)


def test_refuses_a_role_without_its_external_id(aws):
    sts = aws.panel("sts")
    role = {"RoleArn": ROLE + "mirante", "RoleSessionName": "painel"}

    code, response = refusal(sts.assume_role, **role)
    assert code == "AccessDenied"
    assert response["Error"]["Message"] == (
        "User: arn:aws:iam::111122223333:user/mirante-panel is not authorized to perform: "
        f"sts:AssumeRole on resource: {ROLE}mirante"
    )
    assert refusal(sts.assume_role, **role, ExternalId="outro")[0] == "AccessDenied"
    malformed = {"RoleArn": "arn:aws:iam::loja:role/mirante", "RoleSessionName": "painel"}
    assert refusal(sts.assume_role, **malformed)[0] == "ValidationError"


def test_assumes_an_open_role_with_any_external_id(aws):
    client = aws.assume(ROLE + "aberto", "qualquer", service="sts")

    assert client.get_caller_identity()["Arn"].endswith(":assumed-role/aberto/judge")


def test_refuses_expired_sessions(aws):
    ec2 = aws.assume(ROLE + "mirante", "um-dois-tres")
    sts = aws.assume(ROLE + "mirante", "um-dois-tres", service="sts")
    assert ec2.describe_instances()["Reservations"]

    aws.control("POST", "sessions/expire", {"account": ACCOUNT})

    assert refusal(ec2.describe_instances)[0] == "RequestExpired"
    assert refusal(sts.get_caller_identity)[0] == "ExpiredToken"


def test_refuses_what_the_role_does_not_allow_and_says_which_action(aws):
    reader = aws.assume(ROLE + "leitura", "um-dois-tres")
    web = instance_id(aws, "web")

    code, response = refusal(reader.stop_instances, InstanceIds=[web])

    assert code == "UnauthorizedOperation"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403
    message = response["Error"]["Message"]
    assert f"arn:aws:sts::{ACCOUNT}:assumed-role/leitura/judge" in message
    assert "ec2:StopInstances" in message
    assert "because no identity-based policy allows the ec2:StopInstances action" in message
    encoded = message.split("Encoded authorization failure message: ")[1]
    decoded = aws.admin("sts", ACCOUNT).decode_authorization_message(EncodedMessage=encoded)
    assert json.loads(decoded["DecodedMessage"])["context"]["action"] == "ec2:StopInstances"


def test_tells_in_a_dry_run_what_is_allowed(aws):
    web = instance_id(aws, "web")
    dry = {"InstanceIds": [web], "DryRun": True}

    assert refusal(aws.assume(ROLE + "mirante", "um-dois-tres").start_instances, **dry)[0] == (
        "DryRunOperation"
    )
    assert refusal(aws.assume(ROLE + "leitura", "um-dois-tres").start_instances, **dry)[0] == (
        "UnauthorizedOperation"
    )


def test_makes_a_role_with_iam_and_then_assumes_it(aws, iam):
    made = iam.create_role(
        RoleName="feito", AssumeRolePolicyDocument=trust("segredo"), Description="de teste"
    )["Role"]
    assert made["Arn"] == ROLE + "feito"
    assert made["AssumeRolePolicyDocument"]["Statement"][0]["Action"] == "sts:AssumeRole"
    iam.put_role_policy(
        RoleName="feito", PolicyName="ler", PolicyDocument=allow("ec2:Describe*")
    )

    client = aws.assume(ROLE + "feito", "segredo")
    assert client.describe_instances()["Reservations"]
    assert iam.get_role_policy(RoleName="feito", PolicyName="ler")["PolicyDocument"]["Statement"]
    assert refusal(iam.create_role, RoleName="feito", AssumeRolePolicyDocument=trust("x"))[0] == (
        "EntityAlreadyExists"
    )
    assert refusal(iam.delete_role, RoleName="feito")[0] == "DeleteConflict"
    iam.delete_role_policy(RoleName="feito", PolicyName="ler")
    iam.delete_role(RoleName="feito")
    assert refusal(iam.get_role, RoleName="feito")[0] == "NoSuchEntity"
    assert refusal(client.describe_instances)[0] == "AuthFailure"


def test_switches_keys_off_and_on(aws, iam):
    iam.create_user(UserName="ana")
    made = iam.create_access_key(UserName="ana")["AccessKey"]
    keys = keys_of(made)
    sts = aws.client("sts", keys)
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/ana"

    iam.update_access_key(UserName="ana", AccessKeyId=made["AccessKeyId"], Status="Inactive")
    assert refusal(sts.get_caller_identity)[0] == "InvalidClientTokenId"
    iam.update_access_key(UserName="ana", AccessKeyId=made["AccessKeyId"], Status="Active")
    assert sts.get_caller_identity()["Account"] == ACCOUNT
    assert iam.list_access_keys(UserName="ana")["AccessKeyMetadata"][0]["Status"] == "Active"
    iam.create_access_key(UserName="ana")
    assert refusal(iam.create_access_key, UserName="ana")[0] == "LimitExceeded"


def test_gives_permissions_by_inline_and_attached_policies(aws, iam):
    iam.create_user(UserName="bia")
    made = iam.create_access_key(UserName="bia")["AccessKey"]
    ec2 = aws.client(
        "ec2",
        keys_of(made),
    )
    assert refusal(ec2.describe_instances)[0] == "UnauthorizedOperation"

    iam.attach_user_policy(
        UserName="bia", PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"
    )
    assert ec2.describe_instances()["Reservations"]
    iam.put_user_policy(
        UserName="bia",
        PolicyName="so-homologacao",
        PolicyDocument=allow(
            "ec2:StopInstances",
            Condition={"StringEquals": {"ec2:ResourceTag/Ambiente": "homologacao"}},
        ),
    )
    assert refusal(ec2.stop_instances, InstanceIds=[instance_id(aws, "web")])[0] == (
        "UnauthorizedOperation"
    )
    ec2.stop_instances(InstanceIds=[instance_id(aws, "teste")])
    attached = iam.list_attached_user_policies(UserName="bia")["AttachedPolicies"]
    assert attached[0]["PolicyName"] == "AmazonEC2ReadOnlyAccess"
    assert refusal(
        iam.put_user_policy, UserName="bia", PolicyName="p", PolicyDocument="{"
    )[0] == "MalformedPolicyDocument"


def test_lists_users_roles_and_what_was_given_to_them(aws, iam):
    iam.create_user(UserName="caio", Path="/equipe/")
    iam.create_role(RoleName="rotulado", AssumeRolePolicyDocument=trust("x"), Path="/equipe/")
    iam.tag_role(RoleName="rotulado", Tags=[{"Key": "Time", "Value": "dados"}])
    iam.put_role_policy(RoleName="rotulado", PolicyName="ler", PolicyDocument=allow("ec2:Describe*"))
    made = iam.create_access_key(UserName="caio")["AccessKey"]
    keys = keys_of(made)

    unused = iam.get_access_key_last_used(AccessKeyId=made["AccessKeyId"])
    aws.client("sts", keys).get_caller_identity()
    used = iam.get_access_key_last_used(AccessKeyId=made["AccessKeyId"])

    assert [u["UserName"] for u in iam.list_users(PathPrefix="/equipe/")["Users"]] == ["caio"]
    assert "caio" in [u["UserName"] for page in iam.get_paginator("list_users").paginate()
                      for u in page["Users"]]
    (role,) = iam.list_roles(PathPrefix="/equipe/")["Roles"]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/equipe/rotulado"
    assert iam.get_role(RoleName="rotulado")["Role"]["Tags"] == [{"Key": "Time", "Value": "dados"}]
    assert iam.list_role_policies(RoleName="rotulado")["PolicyNames"] == ["ler"]
    assert iam.list_role_policies(RoleName="aberto")["PolicyNames"] != ["ler"]
    assert refusal(iam.tag_role, RoleName="ninguem", Tags=[])[0] == "NoSuchEntity"
    assert unused["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    assert "LastUsedDate" not in unused["AccessKeyLastUsed"]
    assert used["UserName"] == "caio"
    assert used["AccessKeyLastUsed"]["ServiceName"] == "sts"
    assert used["AccessKeyLastUsed"]["Region"] == "sa-east-1"
    stranger = aws.account(OTHER)["admin"]["access_key_id"]
    assert refusal(iam.get_access_key_last_used, AccessKeyId=stranger)[0] == "AccessDenied"


def test_shows_a_managed_policy_and_takes_it_from_a_user(aws, iam):
    arn = "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"
    iam.create_user(UserName="davi")
    made = iam.create_access_key(UserName="davi")["AccessKey"]
    ec2 = aws.client(
        "ec2",
        keys_of(made),
    )
    iam.attach_user_policy(UserName="davi", PolicyArn=arn)
    assert ec2.describe_instances()["Reservations"]

    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])
    iam.detach_user_policy(UserName="davi", PolicyArn=arn)

    assert policy["PolicyName"] == "AmazonEC2ReadOnlyAccess"
    assert policy["Arn"] == arn
    assert version["PolicyVersion"]["IsDefaultVersion"] is True
    actions = [s["Action"] for s in version["PolicyVersion"]["Document"]["Statement"]]
    assert any("ec2:Describe*" in action for action in actions)
    assert refusal(ec2.describe_instances)[0] == "UnauthorizedOperation"
    assert refusal(iam.detach_user_policy, UserName="davi", PolicyArn=arn)[0] == "NoSuchEntity"
    assert refusal(iam.get_policy, PolicyArn=arn + "X")[0] == "NoSuchEntity"
    assert refusal(iam.get_policy_version, PolicyArn=arn, VersionId="v9")[0] == "NoSuchEntity"


def test_calls_an_account_by_its_alias(iam):
    assert iam.list_account_aliases()["AccountAliases"] == ["loja"]


def test_gives_a_session_of_the_same_user_and_tells_whose_a_key_is(aws, iam):
    admin = aws.admin("sts", ACCOUNT)
    given = admin.get_session_token(DurationSeconds=900)["Credentials"]
    keys = keys_of(given)
    session = aws.client("sts", keys, token=given["SessionToken"])

    assert given["AccessKeyId"].startswith("ASIA")
    assert session.get_caller_identity()["Arn"] == admin.get_caller_identity()["Arn"]
    assert refusal(session.get_session_token)[0] == "AccessDenied"
    assert refusal(admin.get_session_token, DurationSeconds=200_000)[0] == "ValidationError"
    for key in (given["AccessKeyId"], aws.account(ACCOUNT)["admin"]["access_key_id"]):
        assert aws.panel("sts").get_access_key_info(AccessKeyId=key)["Account"] == ACCOUNT
    assert refusal(admin.get_access_key_info, AccessKeyId="AKIAIOSFODNN7EXAMPLE")[0] == (
        "AccessDenied"
    )


def test_simulates_policies(iam):
    results = iam.simulate_principal_policy(
        PolicySourceArn=ROLE + "leitura",
        ActionNames=["ec2:DescribeInstances", "ec2:StartInstances"],
    )["EvaluationResults"]

    assert {r["EvalActionName"]: r["EvalDecision"] for r in results} == {
        "ec2:DescribeInstances": "allowed",
        "ec2:StartInstances": "implicitDeny",
    }


def test_obeys_the_organization(aws):
    ec2 = aws.admin("ec2", ACCOUNT, "eu-west-1")
    assert ec2.describe_instances()["Reservations"] == []
    deny = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "NotAction": ["iam:*", "sts:*"],
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["sa-east-1"]}},
            }
        ],
    }

    aws.control("POST", "organization", {"account": ACCOUNT, "name": "brasil", "document": deny})
    code, response = refusal(ec2.describe_instances)
    assert code == "UnauthorizedOperation"
    assert "with an explicit deny in a service control policy" in response["Error"]["Message"]
    assert aws.admin("ec2", ACCOUNT).describe_instances()["Reservations"]
    aws.control("POST", "organization", {"account": ACCOUNT, "name": "brasil", "document": None})
    assert ec2.describe_instances()["Reservations"] == []


def test_knows_no_region_that_is_not_enabled(aws):
    ec2 = aws.admin("ec2", OTHER, "af-south-1")
    assert refusal(ec2.describe_instances)[0] == "AuthFailure"
    sts = aws.admin("sts", OTHER, "af-south-1")
    assert refusal(sts.get_caller_identity)[0] == "RegionDisabledException"

    aws.control(
        "POST", "regions", {"account": OTHER, "region": "af-south-1", "enabled": True}
    )
    assert ec2.describe_instances()["Reservations"] == []


def test_notices_a_clock_that_is_wrong(aws):
    aws.control("POST", "clock", {"skew_s": 3600})
    code, response = refusal(aws.panel("sts").get_caller_identity)
    aws.control("POST", "clock", {"skew_s": 0})

    assert code == "SignatureDoesNotMatch"
    assert "Signature expired" in response["Error"]["Message"]
    assert aws.panel("sts").get_caller_identity()["Account"] == "111122223333"
