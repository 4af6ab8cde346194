"""boto3 judges sessions for the token of an identity provider: the call itself, and botocore's own
provider of credentials, which reads the token from a file."""

import json

import boto3
import pytest

from conftest import REGION, keys_of, refusal

ACCOUNT = "210987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": PROVIDER},
            "Condition": {
                "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
                "StringLike": {"token.actions.githubusercontent.com:sub": "repo:loja/*"},
            },
        }
    ],
}


@pytest.fixture(scope="module")
def aws(start_aws):
    started = start_aws({"accounts": [{"id": ACCOUNT, "name": "Loja"}]})
    started.admin("iam", ACCOUNT, "us-east-1").create_role(
        RoleName="deploy", AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    return started


@pytest.fixture
def sts(aws):
    # The call needs no keys; botocore does not sign it with those that it has.
    return aws.client("sts", {"access_key_id": "AKIA", "secret_access_key": "nenhuma"})


def token(aws, **claims):
    claims = {
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:loja/site:ref:refs/heads/main",
        **claims,
    }
    return aws.control("POST", "web-identity-tokens", claims)["token"]


def asked(text, **more):
    return {"RoleArn": ROLE, "RoleSessionName": "ci", "WebIdentityToken": text, **more}


def test_gives_credentials_for_a_token(aws, sts):
    reply = sts.assume_role_with_web_identity(**asked(token(aws)))

    assert reply["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/ci"
    assert reply["SubjectFromWebIdentityToken"] == "repo:loja/site:ref:refs/heads/main"
    assert reply["Audience"] == "sts.amazonaws.com"
    assert reply["Provider"] == PROVIDER
    found = reply["Credentials"]
    keys = keys_of(found)
    session = aws.client("sts", keys, token=found["SessionToken"])
    assert session.get_caller_identity()["Arn"] == reply["AssumedRoleUser"]["Arn"]


def test_refuses_what_the_trust_policy_does_not_allow(aws, sts):
    call = sts.assume_role_with_web_identity

    code, response = refusal(call, **asked(token(aws, audience="outro")))
    assert code == "AccessDenied"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert response["Error"]["Message"] == (
        "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    )
    assert refusal(call, **asked(token(aws, subject="repo:banco/site")))[0] == "AccessDenied"


def test_refuses_wrong_and_expired_tokens_by_their_own_exceptions(aws, sts):
    call = sts.assume_role_with_web_identity

    with pytest.raises(sts.exceptions.InvalidIdentityTokenException):
        call(**asked(token(aws)[:-8] + "AAAAAAAA"))
    with pytest.raises(sts.exceptions.InvalidIdentityTokenException):
        call(**asked(token(aws, issuer="https://outro.example")))
    with pytest.raises(sts.exceptions.ExpiredTokenException):
        call(**asked(token(aws, lifetime_s=-1)))
    assert refusal(call, **asked(token(aws), DurationSeconds=7200))[0] == "ValidationError"


def test_leaves_the_event_that_cloudtrail_keeps_of_it(aws, sts):
    sts.assume_role_with_web_identity(**asked(token(aws, subject="repo:loja/trilha")))
    aws.advance(15 * 60)

    # Nobody signs it, and the endpoint's host names no region: so it is the global endpoint's.
    events = aws.admin("cloudtrail", ACCOUNT, "us-east-1").lookup_events(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "repo:loja/trilha"}]
    )["Events"]

    (event,) = events
    record = json.loads(event["CloudTrailEvent"])
    assert event["EventName"] == "AssumeRoleWithWebIdentity"
    assert record["userIdentity"]["type"] == "WebIdentityUser"
    assert record["userIdentity"]["identityProvider"] == PROVIDER
    assert record["requestParameters"]["roleArn"] == ROLE
    assert "Botocore" in record["userAgent"]


def test_is_throttled_on_request(aws, sts):
    aws.control(
        "POST", "faults", {"kind": "throttle", "action": "AssumeRoleWithWebIdentity", "times": 1}
    )

    assert refusal(sts.assume_role_with_web_identity, **asked(token(aws)))[0] == "Throttling"
    sts.assume_role_with_web_identity(**asked(token(aws)))
    aws.control("DELETE", "faults")


def test_satisfies_the_provider_of_credentials_that_reads_a_file(aws, tmp_path, monkeypatch):
    file = tmp_path / "token"
    file.write_text(token(aws), encoding="utf-8")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(file))
    monkeypatch.setenv("AWS_ROLE_ARN", ROLE)
    monkeypatch.setenv("AWS_ROLE_SESSION_NAME", "do-arquivo")
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    session = boto3.Session(region_name=REGION)

    who = session.client("sts").get_caller_identity()

    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/do-arquivo"
