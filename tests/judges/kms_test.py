"""boto3 judges the simulated KMS: states of keys, policies with IAM and grants, and the start of a
server whose volumes are encrypted; and moto beside it, where moto is right."""

import json

import boto3
import pytest
from moto import mock_aws

from conftest import REGION, refusal

ACCOUNT, OTHER = "210987654321", "320987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "roles": [
                {"name": "mirante", "external_id": "um"},
                {"name": "sem-chaves", "external_id": "um", "grants": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}},
            ],
            "places": [
                {
                    "region": REGION,
                    "keys": [{"name": "dados"}, {"name": "velha", "state": "disabled"}],
                    "servers": [{"name": "cifrado-{n}", "count": 4, "state": "stopped",
                                 "root_key": "dados"}],
                }
            ],
        },
        {"id": OTHER, "name": "Dados"},
    ]
}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, throttling=False)


@pytest.fixture(scope="module")
def kms(aws):
    return aws.admin("kms", ACCOUNT)


@pytest.fixture
def key(kms):
    return kms.create_key(Description="do teste")["KeyMetadata"]["Arn"]


@pytest.fixture(scope="module")
def dados(kms):
    return kms.describe_key(KeyId="alias/dados")["KeyMetadata"]["Arn"]


def allow(principal, action):
    return {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ROOT = allow(f"arn:aws:iam::{ACCOUNT}:root", "kms:*")
ADMIN = allow(f"arn:aws:iam::{ACCOUNT}:user/admin", "kms:*")


def start(aws, ec2, name):
    """Starts the encrypted server; gives the state and the reason that it comes to."""
    admin = aws.admin("ec2", ACCOUNT)
    filters = [{"Name": "tag:Name", "Values": [name]}]

    def shown():
        return admin.describe_instances(Filters=filters)["Reservations"][0]["Instances"][0]

    ec2.start_instances(InstanceIds=[shown()["InstanceId"]])
    aws.advance(60)
    return shown()["State"]["Name"], shown().get("StateReason", {}).get("Code")


def test_describes_a_key_by_every_name_that_it_has(kms, dados):
    by_alias = kms.describe_key(KeyId="alias/dados")["KeyMetadata"]

    assert by_alias["Arn"] == dados
    assert by_alias["KeyState"] == "Enabled"
    assert by_alias["KeyManager"] == "CUSTOMER"
    assert by_alias["AWSAccountId"] == ACCOUNT
    names = (dados, by_alias["KeyId"], f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/dados")
    for name in names:
        assert kms.describe_key(KeyId=name)["KeyMetadata"]["KeyId"] == by_alias["KeyId"]
    assert kms.describe_key(KeyId="alias/velha")["KeyMetadata"]["Enabled"] is False
    assert kms.describe_key(KeyId="alias/aws/ebs")["KeyMetadata"]["KeyManager"] == "AWS"
    assert refusal(kms.describe_key, KeyId="alias/nenhuma")[0] == "NotFoundException"


def test_enables_disables_and_deletes(aws, kms, key):
    kms.disable_key(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    grant = {"KeyId": key, "GranteePrincipal": ROLE + "mirante", "Operations": ["Decrypt"]}
    code, error = refusal(kms.create_grant, **grant)
    assert code == "DisabledException"
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    kms.enable_key(KeyId=key)
    scheduled = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert scheduled["KeyState"] == "PendingDeletion"
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["DeletionDate"] == scheduled["DeletionDate"]
    assert refusal(kms.enable_key, KeyId=key)[0] == "KMSInvalidStateException"
    assert refusal(kms.create_grant, **grant)[0] == "KMSInvalidStateException"
    kms.cancel_key_deletion(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    assert refusal(kms.cancel_key_deletion, KeyId=key)[0] == "KMSInvalidStateException"
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    aws.advance(7 * 86_400)
    assert refusal(kms.describe_key, KeyId=key)[0] == "NotFoundException"


def test_pages_keys_and_aliases(kms):
    for number in range(5):
        made = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=f"alias/pagina/{number}", TargetKeyId=made)

    pages = list(kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 3}))
    aliases = kms.get_paginator("list_aliases").paginate(
        PaginationConfig={"PageSize": 2}
    ).build_full_result()["Aliases"]

    found = [k["KeyArn"] for page in pages for k in page["Keys"]]
    assert len(found) == len(set(found)) >= 7
    assert all(page["Truncated"] for page in pages[:-1])
    names = [a["AliasName"] for a in aliases]
    assert names == sorted(names)
    assert {"alias/dados", "alias/velha", "alias/pagina/4"} <= set(names)
    assert refusal(kms.list_keys, Marker="inventado")[0] == "InvalidMarkerException"
    assert refusal(kms.create_alias, AliasName="alias/dados", TargetKeyId=made)[0] == (
        "AlreadyExistsException"
    )
    assert refusal(kms.create_alias, AliasName="alias/aws/meu", TargetKeyId=made)[0] == (
        "InvalidAliasNameException"
    )


def test_grants_let_and_revoked_grants_do_not(aws, kms, key):
    grantee = aws.assume(ROLE + "sem-chaves", "um", service="kms")
    code, error = refusal(grantee.describe_key, KeyId=key)
    assert code == "AccessDeniedException"
    assert f"kms:DescribeKey on resource: {key}" in error["Error"]["Message"]
    assert "no identity-based policy allows" in error["Error"]["Message"]
    grant = {"KeyId": key, "GranteePrincipal": ROLE + "sem-chaves", "Name": "ver",
             "Operations": ["DescribeKey", "RetireGrant"]}
    made = kms.create_grant(**grant)
    assert kms.create_grant(**grant)["GrantId"] == made["GrantId"]  # The same name, the same grant.
    assert grantee.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key
    told = kms.list_grants(KeyId=key)["Grants"]
    assert [(g["Name"], sorted(g["Operations"])) for g in told] == [
        ("ver", ["DescribeKey", "RetireGrant"])
    ]
    assert kms.list_grants(KeyId=key, GranteePrincipal=ROLE + "outro")["Grants"] == []
    grantee.retire_grant(KeyId=key, GrantId=made["GrantId"])
    assert refusal(grantee.describe_key, KeyId=key)[0] == "AccessDeniedException"
    again = kms.create_grant(**grant)
    kms.revoke_grant(KeyId=key, GrantId=again["GrantId"])
    assert kms.list_grants(KeyId=key)["Grants"] == []
    assert refusal(kms.revoke_grant, KeyId=key, GrantId=again["GrantId"])[0] == "NotFoundException"
    assert refusal(kms.create_grant, **{**grant, "Operations": ["Sign"]})[0] == (
        "ValidationException"
    )


def test_policies_decide_with_iam(aws, kms, key):
    default = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    assert default["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    role = aws.assume(ROLE + "sem-chaves", "um", service="kms")
    kms.put_key_policy(
        KeyId=key, Policy=policy(ROOT, allow(ROLE + "sem-chaves", "kms:DescribeKey"))
    )
    assert role.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key  # By the key's policy alone.
    deny = {**allow("*", "kms:DescribeKey"), "Effect": "Deny"}
    kms.put_key_policy(KeyId=key, Policy=policy(ROOT, deny))
    code, error = refusal(kms.describe_key, KeyId=key)
    assert code == "AccessDeniedException"
    assert "explicit deny in a resource-based policy" in error["Error"]["Message"]
    kms.put_key_policy(KeyId=key, Policy=policy(ADMIN))
    operator = aws.assume(ROLE + "mirante", "um", service="kms")
    message = refusal(operator.describe_key, KeyId=key)[1]["Error"]["Message"]
    assert "no resource-based policy allows" in message  # IAM alone is not enough here.
    code, error = refusal(
        kms.put_key_policy, KeyId=key, Policy=policy(allow(ROLE + "mirante", "kms:*"))
    )
    assert code == "MalformedPolicyDocumentException"
    assert "in the future" in error["Error"]["Message"]
    assert refusal(kms.put_key_policy, KeyId=key, Policy="{}")[0] == (
        "MalformedPolicyDocumentException"
    )


def test_keeps_tags_and_conditions_see_them(aws, kms, key):
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "Equipe", "TagValue": "loja"},
                                      {"TagKey": "Ambiente", "TagValue": "producao"}])
    kms.untag_resource(KeyId=key, TagKeys=["Equipe"])
    assert kms.list_resource_tags(KeyId=key)["Tags"] == [
        {"TagKey": "Ambiente", "TagValue": "producao"}
    ]
    twice = [{"TagKey": "A", "TagValue": "1"}, {"TagKey": "A", "TagValue": "2"}]
    assert refusal(kms.tag_resource, KeyId=key, Tags=twice)[0] == "TagException"
    deny = {**allow("*", "kms:DisableKey"), "Effect": "Deny",
            "Condition": {"StringEquals": {"aws:ResourceTag/Ambiente": "producao"}}}
    kms.put_key_policy(KeyId=key, Policy=policy(ROOT, deny))
    assert refusal(kms.disable_key, KeyId=key)[0] == "AccessDeniedException"
    kms.untag_resource(KeyId=key, TagKeys=["Ambiente"])
    kms.disable_key(KeyId=key)


def test_a_server_starts_by_a_grant_that_lasts_while_it_runs(aws, kms, dados):
    operator = aws.assume(ROLE + "mirante", "um")

    assert start(aws, operator, "cifrado-1") == ("running", None)

    grants = kms.list_grants(KeyId=dados)["Grants"]
    assert len(grants) == 1
    assert "aws:ec2-infrastructure/i-0" in grants[0]["GranteePrincipal"]
    server = grants[0]["GranteePrincipal"].rsplit("/", 1)[1]
    aws.admin("ec2", ACCOUNT).stop_instances(InstanceIds=[server])
    aws.advance(100)
    assert kms.list_grants(KeyId=dados)["Grants"] == []


def test_a_server_falls_back_without_the_right_to_grant(aws, kms, dados):
    role = aws.assume(ROLE + "sem-chaves", "um")
    assert start(aws, role, "cifrado-2") == ("stopped", "Client.InternalError")

    calls = aws.control("GET", "calls?service=kms&action=CreateGrant&code=AccessDenied")["calls"]
    assert calls[-1]["source"] == "ec2.amazonaws.com"
    kms.put_key_policy(
        KeyId=dados, Policy=policy(ROOT, allow(ROLE + "sem-chaves", "kms:CreateGrant"))
    )
    assert start(aws, role, "cifrado-2") == ("running", None)


def test_a_server_falls_back_when_its_key_is_off(aws, kms, dados):
    admin = aws.admin("ec2", ACCOUNT)
    kms.disable_key(KeyId=dados)
    assert start(aws, admin, "cifrado-3") == ("stopped", "Client.InternalError")
    kms.enable_key(KeyId=dados)
    kms.put_key_policy(KeyId=dados, Policy=policy(ADMIN))
    assert start(aws, aws.assume(ROLE + "mirante", "um"), "cifrado-3") == (
        "stopped", "Client.InternalError",
    )
    assert start(aws, admin, "cifrado-3") == ("running", None)
    kms.put_key_policy(KeyId=dados, Policy=policy(ROOT))


def test_what_is_encrypted_opens_with_its_key_and_context_alone(kms, key):
    other = kms.create_key()["KeyMetadata"]["Arn"]
    context = {"Loja": "aurora", "Tabela": "clientes"}
    sealed = kms.encrypt(KeyId=key, Plaintext=b"\x00segredo", EncryptionContext=context)

    opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=context)

    assert opened["Plaintext"] == b"\x00segredo"
    assert opened["KeyId"] == sealed["KeyId"] == key
    assert opened["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    assert b"segredo" not in sealed["CiphertextBlob"]
    blob = sealed["CiphertextBlob"]
    assert refusal(kms.decrypt, CiphertextBlob=blob)[0] == "InvalidCiphertextException"
    changed = blob[:-1] + bytes([blob[-1] ^ 1])
    for wrong in (changed, b"nada", blob[:20]):
        code = refusal(kms.decrypt, CiphertextBlob=wrong, EncryptionContext=context)[0]
        assert code == "InvalidCiphertextException"
    assert refusal(kms.decrypt, CiphertextBlob=blob, EncryptionContext=context, KeyId=other)[0] == (
        "IncorrectKeyException"
    )
    assert refusal(kms.encrypt, KeyId=key, Plaintext=b"x", DryRun=True)[0] == "DryRunOperationException"
    assert refusal(kms.encrypt, KeyId=key, Plaintext=b"x" * 4097)[0] == "ValidationException"


def test_a_key_that_is_off_neither_encrypts_nor_decrypts(kms, key):
    blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    kms.disable_key(KeyId=key)
    assert refusal(kms.encrypt, KeyId=key, Plaintext=b"x")[0] == "DisabledException"
    assert refusal(kms.decrypt, CiphertextBlob=blob)[0] == "DisabledException"
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert refusal(kms.decrypt, CiphertextBlob=blob)[0] == "KMSInvalidStateException"


def test_a_grant_decrypts_under_its_context_only(aws, kms, key):
    blobs = {
        stage: kms.encrypt(
            KeyId=key, Plaintext=stage.encode(), EncryptionContext={"Ambiente": stage, "n": "1"}
        )["CiphertextBlob"]
        for stage in ("producao", "teste")
    }
    role = aws.assume(ROLE + "sem-chaves", "um", service="kms")
    kms.create_grant(
        KeyId=key, GranteePrincipal=ROLE + "sem-chaves", Operations=["Decrypt"],
        Constraints={"EncryptionContextSubset": {"Ambiente": "teste"}},
    )

    def opened(stage):
        return role.decrypt(
            CiphertextBlob=blobs[stage], EncryptionContext={"Ambiente": stage, "n": "1"}
        )["Plaintext"]

    assert opened("teste") == b"teste"
    assert refusal(opened, "producao")[0] == "AccessDeniedException"
    deny = {**allow("*", "kms:Decrypt"), "Effect": "Deny",
            "Condition": {"StringEquals": {"kms:EncryptionContext:Ambiente": "producao"}}}
    kms.put_key_policy(KeyId=key, Policy=policy(ROOT, deny))
    context = {"Ambiente": "producao", "n": "1"}
    code, error = refusal(kms.decrypt, CiphertextBlob=blobs["producao"], EncryptionContext=context)
    assert code == "AccessDeniedException"
    assert "explicit deny" in error["Error"]["Message"]


def test_what_is_encrypted_stays_in_its_region(aws, kms, key):
    blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    far = aws.admin("kms", ACCOUNT, region="us-east-1")
    assert refusal(far.decrypt, CiphertextBlob=blob)[0] == "AccessDeniedException"
    assert refusal(aws.admin("kms", OTHER).decrypt, CiphertextBlob=blob)[0] == "AccessDeniedException"
    own = kms.describe_key(KeyId="alias/aws/ebs")["KeyMetadata"]["Arn"]
    assert refusal(kms.encrypt, KeyId=own, Plaintext=b"x")[0] == "AccessDeniedException"


def test_nobody_reads_later_what_was_encrypted(aws, kms, key):
    kms.encrypt(KeyId=key, Plaintext=b"bem guardado")
    call = aws.control("GET", "calls?service=kms&action=Encrypt")["calls"][-1]
    assert "YmVtIGd1YXJkYWRv" not in json.dumps(call) and "bem guardado" not in json.dumps(call)


def test_keeps_accounts_and_regions_apart(aws, kms, key):
    other = aws.admin("kms", OTHER)
    assert other.list_keys()["Keys"] == []
    assert refusal(other.describe_key, KeyId=key)[0] == "AccessDeniedException"
    far = aws.admin("kms", ACCOUNT, region="us-east-1")
    assert far.list_keys()["Keys"] == []
    assert refusal(far.describe_key, KeyId=key)[0] == "NotFoundException"
    kms.put_key_policy(
        KeyId=key, Policy=policy(ROOT, allow(f"arn:aws:iam::{OTHER}:root", "kms:DescribeKey"))
    )
    assert other.describe_key(KeyId=key)["KeyMetadata"]["AWSAccountId"] == ACCOUNT
    assert refusal(other.disable_key, KeyId=key)[0] == "AccessDeniedException"


def test_answers_the_command_line(aws):
    keys = aws.account(ACCOUNT)["admin"]
    told = aws.command(
        "kms", "describe-key", "--key-id", "alias/velha", "--query", "KeyMetadata.KeyState",
        "--output", "text", keys=keys,
    )
    assert told.stdout.strip() == "Disabled", told.stderr
    missing = aws.command("kms", "describe-key", "--key-id", "alias/nada", keys=keys)
    assert "(NotFoundException) when calling the DescribeKey" in missing.stderr


def read_back(kms, account):
    """The same story against any KMS; gives what must be the same."""
    made = kms.create_key(
        Description="lado", KeyUsage="ENCRYPT_DECRYPT", Tags=[{"TagKey": "Equipe", "TagValue": "loja"}]
    )["KeyMetadata"]
    key = made["KeyId"]
    kms.create_alias(AliasName="alias/lado", TargetKeyId=key)
    kms.create_grant(
        KeyId=key, GranteePrincipal=f"arn:aws:iam::{account}:role/lado", Operations=["Decrypt"],
        Name="lado",
    )
    found = kms.describe_key(KeyId="alias/lado")["KeyMetadata"]
    grant = kms.list_grants(KeyId=key)["Grants"][0]
    aliases = [a for a in kms.list_aliases(KeyId=key)["Aliases"]]
    default = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    sealed = kms.encrypt(KeyId="alias/lado", Plaintext=b"um", EncryptionContext={"a": "b"})
    blob = sealed["CiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})
    wrong = refusal(kms.decrypt, CiphertextBlob=blob, EncryptionContext={"a": "c"})[0]
    kms.disable_key(KeyId=key)
    disabled = kms.describe_key(KeyId=key)["KeyMetadata"]
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    return {
        "found": {n: found[n] for n in (
            "Description", "Enabled", "KeyState", "KeyUsage", "KeySpec", "CustomerMasterKeySpec",
            "Origin", "KeyManager", "EncryptionAlgorithms")},
        "same": found["KeyId"] == key and found["Arn"] == made["Arn"],
        "grant": {n: grant[n] for n in ("Name", "Operations")},
        "aliases": [(a["AliasName"], a["TargetKeyId"] == key) for a in aliases],
        "policy": [(s["Effect"], s["Action"], s["Resource"],
                    s["Principal"]["AWS"].replace(account, "…")) for s in default["Statement"]],
        "tags": kms.list_resource_tags(KeyId=key)["Tags"],
        "crypto": (opened["Plaintext"], opened["KeyId"] == sealed["KeyId"] == made["Arn"], wrong),
        "disabled": (disabled["Enabled"], disabled["KeyState"]),
        "pending": kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"],
        "missing": refusal(kms.describe_key, KeyId="alias/nada")[0],
        "unknown": refusal(
            kms.describe_key, KeyId="00000000-0000-4000-8000-000000000000")[0],
    }


def test_says_what_moto_says(aws):
    ours = read_back(aws.admin("kms", ACCOUNT, region="us-east-2"), ACCOUNT)

    with mock_aws():
        theirs = read_back(boto3.client("kms", region_name="us-east-2"), "123456789012")

    assert ours == theirs
