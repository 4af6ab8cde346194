"""The protocols besides ec2 and query, judged by boto3: requests that it writes, answers and errors
that it reads, and what AWS says to requests that no SDK would write."""

import json
import urllib.error
import urllib.request

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.parsers
import pytest
from conftest import REGION, keys_of, refusal

ACCOUNT = "210987654321"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Aurora Loja",
            "places": [
                {
                    "region": REGION,
                    "keys": [
                        {"name": "dados", "state": "enabled"},
                        {"name": "velha", "state": "disabled"},
                    ],
                }
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, throttling=False)


def send(aws, service, headers, body=b"", method="POST", path="/"):
    """A signed request as written here; returns status, headers and what came back: JSON, text or CBOR."""
    keys = aws.account(ACCOUNT)["admin"]
    request = botocore.awsrequest.AWSRequest(
        method=method, url=aws.endpoint + path, headers=headers, data=body
    )
    credentials = botocore.credentials.Credentials(keys["access_key_id"], keys["secret_access_key"])
    botocore.auth.SigV4Auth(credentials, service, REGION).add_auth(request)
    plain = urllib.request.Request(
        request.url, method=method, headers=dict(request.headers.items()), data=body
    )
    try:
        reply = urllib.request.urlopen(plain, timeout=10)
    except urllib.error.HTTPError as error:
        reply = error
    raw = reply.read()
    if reply.headers["content-type"] == "application/cbor":
        return reply.status, reply.headers, raw
    text = raw.decode()
    return reply.status, reply.headers, json.loads(text) if text.startswith("{") else text


def test_json_1_1_carries_structures_lists_and_truth_values(aws):
    kms = aws.admin("kms", ACCOUNT)

    arns = sorted(key["KeyArn"] for key in kms.list_keys()["Keys"])
    found = [kms.describe_key(KeyId=arn)["KeyMetadata"] for arn in arns]

    assert [arn.split(":")[4] for arn in arns] == [ACCOUNT, ACCOUNT]
    assert sorted((key["KeyState"], key["Enabled"]) for key in found) == [
        ("Disabled", False),
        ("Enabled", True),
    ]
    assert found[0]["EncryptionAlgorithms"] == ["SYMMETRIC_DEFAULT"]


def test_lists_that_hold_nothing_are_there_all_the_same(aws):
    assert aws.admin("kms", ACCOUNT, "us-east-1").list_keys()["Keys"] == []


def test_an_error_has_code_message_and_request_id(aws):
    code, whole = refusal(aws.admin("kms", ACCOUNT).describe_key, KeyId="nobody-s")

    assert code == "NotFoundException"
    assert "nobody-s' does not exist" in whole["Error"]["Message"]
    assert len(whole["ResponseMetadata"]["RequestId"]) == 36
    with pytest.raises(aws.admin("kms", ACCOUNT).exceptions.NotFoundException):
        aws.admin("kms", ACCOUNT).describe_key(KeyId="nobody-s")


def test_an_error_of_a_service_that_spoke_query_before_keeps_its_old_code(aws):
    sqs = aws.admin("sqs", ACCOUNT)

    code, whole = refusal(sqs.get_queue_url, QueueName="none")

    assert code == "AWS.SimpleQueueService.NonExistentQueue"
    assert whole["Error"]["QueryErrorCode"] == "QueueDoesNotExist"
    assert whole["Error"]["Type"] == "Sender"
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName="none")


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_one_operation_answers_in_each_protocol_of_its_service(aws, protocol):
    keys = aws.account(ACCOUNT)["admin"]
    session = boto3.Session(keys["access_key_id"], keys["secret_access_key"], region_name=REGION)
    loader = session._session.get_component("data_loader")
    model = loader.load_service_model("cloudwatch", "service-2")
    model["metadata"].update(protocol=protocol, protocols=[protocol])
    cloudwatch = session.client("cloudwatch", endpoint_url=aws.endpoint)

    reply = cloudwatch.describe_alarms(AlarmNames=["a", "b"], MaxRecords=3)

    assert cloudwatch.meta.service_model.resolved_protocol == protocol
    assert (reply["MetricAlarms"], reply["CompositeAlarms"]) == ([], [])
    assert reply["ResponseMetadata"]["HTTPHeaders"]["content-type"] == (
        "application/x-amz-json-1.0" if protocol == "json" else "text/xml;charset=UTF-8"
    )


def test_wrong_credentials_are_refused_in_json_s_words(aws):
    def client(key, secret):
        return aws.client("kms", {"access_key_id": key, "secret_access_key": secret})

    own = aws.account(ACCOUNT)["admin"]
    assert refusal(client("AKIAIOSFODNN7NOBODYS", "x").list_keys)[0] == "UnrecognizedClientException"
    assert refusal(client(own["access_key_id"], "x").list_keys)[0] == "InvalidSignatureException"


def test_permissions_are_asked_for_and_refused_with_status_400(aws):
    iam = aws.admin("iam", ACCOUNT)
    iam.create_user(UserName="nobody")
    made = iam.create_access_key(UserName="nobody")["AccessKey"]
    keys = keys_of(made)

    code, whole = refusal(aws.client("kms", keys).list_keys)

    assert code == "AccessDeniedException"
    assert whole["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "is not authorized to perform: kms:ListKeys" in whole["Error"]["Message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"KeyIdd": "dados"}', "KeyIdd: is not recognized"),
        ('{"KeyId": 7}', "KeyId: NUMBER_VALUE can not be converted to a String"),
        ('{"KeyId": "dados", "GrantTokens": {}}', "GrantTokens: an object can not"),
        ('{"GrantTokens": ["a", 1]}', "GrantTokens.1: NUMBER_VALUE"),
        ('{"KeyId": "dados"', "is no JSON"),
        ("[]", "The request: a list can not be converted to a structure"),
    ],
)
def test_a_body_that_does_not_fit_is_told_with_its_place(aws, body, words):
    headers = {"X-Amz-Target": "TrentService.DescribeKey", "Content-Type": "application/x-amz-json-1.1"}

    status, reply_headers, said = send(aws, "kms", headers, body.encode())

    assert (status, said["__type"]) == (400, "SerializationException")
    assert reply_headers["x-amzn-errortype"] == "SerializationException"
    assert words in said["message"]


@pytest.mark.parametrize("target", ["TrentService.FoldKey", "TrentServices.ListKeys", "ListKeys", ""])
def test_an_unknown_target_is_an_unknown_operation(aws, target):
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}

    status, _, said = send(aws, "kms", headers, b"{}")

    assert (status, said["__type"]) == (404, "UnknownOperationException")


def test_the_ledger_knows_services_by_their_names_and_what_was_asked(aws):
    aws.admin("cloudwatch", ACCOUNT).describe_alarms(AlarmNames=["x" * 255], MaxRecords=3)

    call = aws.control("GET", "calls?service=cloudwatch&limit=1000")["calls"][-1]

    assert call["action"] == "DescribeAlarms"
    assert call["parameters"] == {"AlarmNames": ["x" * 255], "MaxRecords": 3}


def test_somebody_else_may_call_json_services_through_the_control_api(aws):
    answer = aws.control(
        "POST", "calls", {"account": ACCOUNT, "region": REGION, "service": "kms", "action": "ListKeys"}
    )

    assert len(json.loads(answer["answer"])["Keys"]) == 2


def test_rest_with_xml_carries_paths_queries_and_errors(aws):
    route53 = aws.admin("route53", ACCOUNT)

    zones = route53.list_hosted_zones(Marker="a&b=c", MaxItems="7")
    code, whole = refusal(route53.get_hosted_zone, Id="Z 1 ß?")

    assert (zones["HostedZones"], zones["IsTruncated"]) == ([], False)
    assert (zones["Marker"], zones["MaxItems"]) == ("a&b=c", "7")
    assert (code, whole["ResponseMetadata"]["HTTPStatusCode"]) == ("NoSuchHostedZone", 404)
    assert whole["Error"]["Message"] == "No hosted zone found with ID: Z 1 ß?"


def test_rest_with_json_carries_paths_queries_and_errors(aws):
    ses = aws.admin("sesv2", ACCOUNT)

    identities = ses.list_email_identities(PageSize=3)
    code, whole = refusal(ses.get_email_identity, EmailIdentity="a b/ß@example.com")

    assert identities["EmailIdentities"] == []
    assert (code, whole["ResponseMetadata"]["HTTPStatusCode"]) == ("NotFoundException", 404)
    assert "a b/ß@example.com does not exist" in whole["Error"]["Message"]


@pytest.mark.parametrize(
    ("service", "method", "path", "body", "status", "words"),
    [
        ("route53", "GET", "/2013-04-01/hostedzone?pages=3", "", 400, "pages: is not recognized"),
        ("route53", "GET", "/2013-04-01/hostedzones", "", 404, "GET /2013-04-01/hostedzones"),
        ("route53", "PUT", "/2013-04-01/hostedzone", "", 404, "PUT /2013-04-01/hostedzone"),
        ("ses", "POST", "/v2/email/list-identities", '{"Pages": 3}', 400, "Pages: is not recognized"),
        ("ses", "POST", "/v2/email/list-identities", '{"PageSize": "3"}', 400, "PageSize: STRING_VALUE"),
        ("ses", "GET", "/v2/email/identities/", "", 404, "GET /v2/email/identities/"),
    ],
)
def test_a_path_query_or_body_that_does_not_fit_is_told(
    aws, service, method, path, body, status, words
):
    got, _, said = send(aws, service, {}, body.encode(), method=method, path=path)

    assert (got, words in str(said)) == (status, True), said


def test_permissions_call_a_service_as_its_requests_are_signed(aws):
    iam = aws.admin("iam", ACCOUNT)
    iam.create_user(UserName="mailer")
    made = iam.create_access_key(UserName="mailer")["AccessKey"]
    keys = keys_of(made)

    for service, call in [("sesv2", "list_email_identities"), ("cloudwatch", "describe_alarms")]:
        code, whole = refusal(getattr(aws.client(service, keys), call))
        prefix = {"sesv2": "ses", "cloudwatch": "cloudwatch"}[service]
        assert code in ("AccessDenied", "AccessDeniedException")
        assert f"is not authorized to perform: {prefix}:" in whole["Error"]["Message"]


@pytest.mark.parametrize(
    ("signed_as", "path"),
    [
        ("monitoring", "/service/GraniteServiceVersion20100801/operation/PutMetricData"),
        ("athena", "/service/AmazonAthena/operation/ListWorkGroups"),  # There is no such service.
    ],
)
def test_cbor_is_refused_in_cbor(aws, signed_as, path):
    asked = {
        "Content-Type": "application/cbor",
        "Accept": "application/cbor",
        "smithy-protocol": "rpc-v2-cbor",
    }

    status, headers, body = send(aws, signed_as, asked, b"\xa0", path=path)

    assert status == 404
    assert headers["smithy-protocol"] == "rpc-v2-cbor"
    parser = botocore.parsers.create_parser("smithy-rpc-v2-cbor")
    error = parser.parse({"status_code": status, "headers": headers, "body": body}, None)["Error"]
    assert error["Code"] == "UnknownOperationException"
    assert "CBOR" in error["Message"]
