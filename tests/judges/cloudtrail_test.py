"""boto3 judges the event history: every call is in it, minutes late, and says who did what."""

import datetime
import json

import pytest

from conftest import refusal

ACCOUNT, OTHER = "210987654321", "320987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/mirante"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "roles": [
                {"name": "mirante", "external_id": "um-dois-tres"},
                {"name": "leitura", "grants": "read_only"},
            ],
            "places": [
                {
                    "region": "sa-east-1",
                    "keys": [{"name": "dados", "grants_refused": True}],
                    "servers": [
                        {"name": "web", "count": 2},
                        {"name": "cifrado", "state": "stopped", "root_key": "dados"},
                        {"name": "lote", "spot": "one-time"},
                        {"name": "fila", "auto_scaling_group": "fila"},
                    ],
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
def ec2(aws):
    return aws.admin("ec2", ACCOUNT)


@pytest.fixture(scope="module")
def trail(aws):
    return aws.admin("cloudtrail", ACCOUNT)


def server(ec2, name):
    reply = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": [name]}])
    return reply["Reservations"][0]["Instances"][0]["InstanceId"]


def by(key, value):
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


def events_of(trail, name):
    return trail.lookup_events(**by("EventName", name))["Events"]


def record(event):
    return json.loads(event["CloudTrailEvent"])


def test_shows_a_call_minutes_after_it_was_made(aws, ec2, trail):
    ec2.describe_key_pairs()

    assert events_of(trail, "DescribeKeyPairs") == []
    aws.advance(100)
    assert events_of(trail, "DescribeKeyPairs") == []
    aws.advance(14 * 60)
    event = events_of(trail, "DescribeKeyPairs")[0]
    assert event["ReadOnly"] == "true"
    assert event["Username"] == "admin"
    assert record(event)["responseElements"] is None


def test_says_who_stopped_a_server_from_where_and_what_came_of_it(aws, ec2, trail):
    web = server(ec2, "web")
    reply = ec2.stop_instances(InstanceIds=[web])
    called = aws.now()
    aws.advance(15 * 60)

    event = events_of(trail, "StopInstances")[0]
    assert {"ResourceType": "AWS::EC2::Instance", "ResourceName": web} in event["Resources"]
    assert event["EventSource"] == "ec2.amazonaws.com"
    assert event["AccessKeyId"] == aws.account(ACCOUNT)["admin"]["access_key_id"]
    told = record(event)
    assert told["eventVersion"].startswith("1.")
    assert told["eventID"] == event["EventId"]
    assert told["eventType"] == "AwsApiCall"
    assert told["managementEvent"] is True
    assert told["requestID"] == reply["ResponseMetadata"]["RequestId"]
    assert told["userIdentity"] == {
        "type": "IAMUser",
        "principalId": told["userIdentity"]["principalId"],
        "arn": f"arn:aws:iam::{ACCOUNT}:user/admin",
        "accountId": ACCOUNT,
        "accessKeyId": event["AccessKeyId"],
        "userName": "admin",
    }
    assert told["sourceIPAddress"] == "127.0.0.1"
    assert told["userAgent"].startswith("Boto3/")
    assert abs(event["EventTime"] - called) < datetime.timedelta(seconds=2)
    assert told["requestParameters"]["instancesSet"]["items"] == [{"instanceId": web}]
    changed = told["responseElements"]["instancesSet"]["items"][0]
    assert changed["previousState"]["name"] == "running"
    assert changed["currentState"]["name"] == "stopping"


def test_finds_events_by_each_attribute(aws, ec2, trail):
    web = server(ec2, "web")
    ec2.create_tags(Resources=[web], Tags=[{"Key": "a", "Value": "b"}])
    aws.advance(15 * 60)
    wanted = events_of(trail, "CreateTags")[0]
    told = record(wanted)["requestParameters"]
    assert told["resourcesSet"]["items"] == [{"resourceId": web}]
    assert told["tagSet"]["items"] == [{"key": "a", "value": "b"}]

    for key, value in {
        "EventId": wanted["EventId"],
        "ReadOnly": "false",
        "Username": "admin",
        "ResourceType": "AWS::EC2::Instance",
        "ResourceName": web,
        "EventSource": "ec2.amazonaws.com",
        "AccessKeyId": wanted["AccessKeyId"],
    }.items():
        found = trail.lookup_events(**by(key, value))["Events"]
        assert wanted["EventId"] in {event["EventId"] for event in found}, key
    assert trail.lookup_events(**by("EventId", "nobody"))["Events"] == []


def test_names_the_role_and_its_session(aws, trail):
    aws.assume(ROLE, "um-dois-tres").describe_regions()
    aws.advance(15 * 60)

    identity = record(events_of(trail, "DescribeRegions")[0])["userIdentity"]
    assert identity["type"] == "AssumedRole"
    assert identity["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/mirante/judge"
    issuer = identity["sessionContext"]["sessionIssuer"]
    assert (issuer["type"], issuer["userName"], issuer["arn"]) == ("Role", "mirante", ROLE)
    assert identity["sessionContext"]["attributes"]["mfaAuthenticated"] == "false"
    assert events_of(trail, "DescribeRegions")[0]["Username"] == "judge"


def test_tells_both_accounts_of_an_assumed_role_and_neither_the_secret(aws, trail):
    reply = aws.panel("sts").assume_role(
        RoleArn=ROLE, RoleSessionName="dois", ExternalId="um-dois-tres"
    )
    aws.advance(15 * 60)

    here = events_of(trail, "AssumeRole")[0]
    panel = aws.client("cloudtrail", aws.credentials["panel"]["admin"])
    there = events_of(panel, "AssumeRole")[0]
    assert record(here)["userIdentity"]["type"] == "AWSAccount"
    assert record(there)["userIdentity"]["userName"] == "mirante-panel"
    assert record(here)["sharedEventID"] == record(there)["sharedEventID"]
    assert record(here)["recipientAccountId"] == ACCOUNT
    told = record(there)["responseElements"]["credentials"]
    assert told["accessKeyId"] == reply["Credentials"]["AccessKeyId"]
    assert reply["Credentials"]["SecretAccessKey"] not in there["CloudTrailEvent"]


def test_records_refusals_with_their_code(aws, ec2, trail):
    refusal(
        aws.assume(f"arn:aws:iam::{ACCOUNT}:role/leitura").terminate_instances,
        InstanceIds=[server(ec2, "web")],
    )
    refusal(ec2.start_instances, InstanceIds=["i-0" + "1" * 16])
    aws.advance(15 * 60)

    denied = record(events_of(trail, "TerminateInstances")[0])
    assert denied["errorCode"] == "Client.UnauthorizedOperation"
    assert "You are not authorized" in denied["errorMessage"]
    missing = record(events_of(trail, "StartInstances")[0])
    assert missing["errorCode"] == "Client.InvalidInstanceID.NotFound"
    assert missing["responseElements"] is None


def test_proves_that_an_encrypted_disk_was_refused_its_key(aws, ec2, trail):
    ec2.start_instances(InstanceIds=[server(ec2, "cifrado")])
    aws.advance(15 * 60)

    grant = record(events_of(trail, "CreateGrant")[0])
    assert grant["eventSource"] == "kms.amazonaws.com"
    assert grant["errorCode"] == "AccessDenied"
    assert grant["userIdentity"]["invokedBy"] == "ec2.amazonaws.com"
    assert grant["sourceIPAddress"] == "ec2.amazonaws.com"


def test_keeps_events_of_global_services_in_virginia(aws, trail):
    aws.admin("iam", ACCOUNT).create_user(UserName="ana")
    aws.advance(15 * 60)

    virginia = aws.admin("cloudtrail", ACCOUNT, "us-east-1")
    event = events_of(virginia, "CreateUser")[0]
    assert record(event)["awsRegion"] == "us-east-1"
    assert record(event)["requestParameters"] == {"userName": "ana"}
    assert record(event)["responseElements"]["user"]["userName"] == "ana"
    assert {"ResourceType": "AWS::IAM::User", "ResourceName": "ana"} in event["Resources"]
    assert events_of(trail, "CreateUser") == []


def test_tells_what_aws_did_by_itself(aws, ec2, trail):
    spot, member = server(ec2, "lote"), server(ec2, "fila")
    place = {"account": ACCOUNT, "region": "sa-east-1"}
    aws.control("POST", f"instances/{spot}", {**place, "power": "spot-interruption"})
    aws.control("POST", f"instances/{member}", {**place, "power": "shutdown"})
    aws.advance(30 * 60)

    evicted = record(events_of(trail, "BidEvictedEvent")[0])
    assert evicted["eventType"] == "AwsServiceEvent"
    assert evicted["serviceEventDetails"] == {"instanceIdSet": [spot]}
    ended = next(
        record(event)
        for event in events_of(trail, "TerminateInstances")
        if "errorCode" not in record(event)
    )
    assert ended["userIdentity"]["invokedBy"] == "autoscaling.amazonaws.com"
    assert ended["requestParameters"]["instancesSet"]["items"] == [{"instanceId": member}]


def test_tells_of_somebody_else(aws, ec2, trail):
    web = server(ec2, "web")
    aws.control(
        "POST",
        "calls",
        {
            "account": ACCOUNT,
            "region": "sa-east-1",
            "action": "StartInstances",
            "parameters": {"InstanceId": [web]},
            "as": f"arn:aws:sts::{ACCOUNT}:assumed-role/Admins/bia",
        },
    )
    aws.advance(15 * 60)

    told = record(events_of(trail, "StartInstances")[0])
    assert told["userIdentity"]["type"] == "AssumedRole"
    assert told["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] == "Admins"
    assert told["sourceIPAddress"] == "203.0.113.10"
    assert events_of(trail, "StartInstances")[0]["Username"] == "bia"


def test_does_not_show_data_events(aws, trail):
    watch = aws.admin("cloudwatch", ACCOUNT)
    watch.list_metrics()
    watch.describe_alarms()
    aws.advance(15 * 60)

    assert events_of(trail, "DescribeAlarms")[0]["EventSource"] == "monitoring.amazonaws.com"
    assert events_of(trail, "ListMetrics") == []
    assert events_of(trail, "LookupEvents")


def test_pages_newest_first_within_a_time(aws, ec2, trail):
    begin = aws.now()
    for _ in range(7):
        ec2.describe_addresses()
        aws.advance(60)
    end = aws.now()
    aws.advance(15 * 60)
    pages = list(
        trail.get_paginator("lookup_events").paginate(
            **by("EventName", "DescribeAddresses"), PaginationConfig={"PageSize": 3}
        )
    )

    times = [event["EventTime"] for page in pages for event in page["Events"]]
    assert [len(page["Events"]) for page in pages] == [3, 3, 1]
    assert times == sorted(times, reverse=True)
    within = trail.lookup_events(
        **by("EventName", "DescribeAddresses"),
        StartTime=begin + datetime.timedelta(seconds=90),
        EndTime=end,
    )["Events"]
    assert len(within) == 5
    assert refusal(trail.lookup_events, StartTime=end, EndTime=begin)[0] == (
        "InvalidTimeRangeException"
    )
    assert refusal(trail.lookup_events, NextToken="x")[0] == "InvalidNextTokenException"


def test_forgets_after_ninety_days(aws, ec2, trail):
    ec2.describe_volumes()
    aws.advance(89 * 86_400)
    assert len(events_of(trail, "DescribeVolumes")) == 1

    aws.advance(2 * 86_400)
    assert events_of(trail, "DescribeVolumes") == []


def test_keeps_accounts_regions_and_strangers_apart(aws, ec2, trail):
    ec2.describe_vpcs()
    aws.advance(15 * 60)
    assert events_of(trail, "DescribeVpcs")

    assert events_of(aws.admin("cloudtrail", OTHER), "DescribeVpcs") == []
    assert events_of(aws.admin("cloudtrail", ACCOUNT, "us-east-1"), "DescribeVpcs") == []
    reader = aws.assume(f"arn:aws:iam::{ACCOUNT}:role/leitura", service="cloudtrail")
    assert refusal(reader.lookup_events)[0] == "AccessDeniedException"


def test_allows_two_look_ups_a_second(aws, trail):
    aws.control("POST", "throttling", {"enabled": True})
    aws.advance(5)
    outcomes = []
    for _ in range(6):
        try:
            trail.lookup_events(MaxResults=1)
            outcomes.append("done")
        except trail.exceptions.ClientError as error:
            outcomes.append(error.response["Error"]["Code"])
    aws.control("POST", "throttling", {"enabled": False})

    assert outcomes[:2] == ["done", "done"]
    assert "ThrottlingException" in outcomes


def test_has_no_trails(trail):
    assert trail.describe_trails()["trailList"] == []
    assert refusal(trail.get_trail_status, Name="meu")[0] == "TrailNotFoundException"


def test_answers_the_command_line(aws, ec2):
    ec2.describe_subnets()
    aws.advance(15 * 60)
    done = aws.command(
        "cloudtrail", "lookup-events",
        "--lookup-attributes", "AttributeKey=EventName,AttributeValue=DescribeSubnets",
        "--query", "Events[0].Username", "--output", "text",
        keys=aws.account(ACCOUNT)["admin"],
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "admin"
