"""boto3 judges what scripts of the simulated AWS do: the outage, the storm, the volumes, the checks, the
events, and the changes of somebody else are what an AWS client sees."""

import json

import botocore.exceptions
import pytest

from conftest import REGION, refusal

LOJA = "210987654321"
ESTATE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Loja",
            "places": [
                {
                    "region": REGION,
                    "servers": [
                        {"name": "web-{n}", "count": 3},
                        {"name": "db", "type": "r5.large", "volumes": [{"device": "/dev/sdf", "type": "gp2"}]},
                    ],
                },
                {"region": "us-east-1", "servers": [{"name": "web-us"}]},
            ],
        }
    ]
}


@pytest.fixture
def aws(start_aws):
    return start_aws(ESTATE)


@pytest.fixture
def ec2(aws):
    return aws.admin("ec2", LOJA)


def play(aws, *steps):
    return aws.control("POST", "scripts", {"steps": list(steps)})["id"]


def states(ec2):
    found = {}
    for page in ec2.get_paginator("describe_instances").paginate():
        for reservation in page["Reservations"]:
            for instance in reservation["Instances"]:
                name = next(t["Value"] for t in instance["Tags"] if t["Key"] == "Name")
                found[name] = instance["State"]["Name"]
    return found


def server_id(ec2, name):
    reply = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": [name]}])
    return reply["Reservations"][0]["Instances"][0]["InstanceId"]


def test_an_outage_of_one_region_begins_and_ends(aws, ec2):
    play(aws, {"after_s": 600, "for_s": 300, "do": "outage", "region": REGION})
    assert ec2.describe_vpcs()["Vpcs"]

    aws.advance(601)
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        ec2.describe_vpcs()
    assert aws.admin("ec2", LOJA, "us-east-1").describe_vpcs()["Vpcs"]

    aws.advance(300)
    assert ec2.describe_vpcs()["Vpcs"]


def test_a_throttle_storm_is_throttling_in_aws_words(aws, ec2):
    play(aws, {"after_s": 0, "for_s": 60, "do": "throttle-storm", "action": "DescribeVolumes"})

    code, response = refusal(ec2.describe_volumes)

    assert code == "RequestLimitExceeded"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert ec2.describe_subnets()["Subnets"]
    aws.advance(61)
    assert ec2.describe_volumes()["Volumes"]


@pytest.mark.parametrize(
    "performance, status",
    [("degraded", "warning"), ("severely-degraded", "warning"), ("stalled", "impaired")],
)
def test_volumes_degrade_as_the_table_of_volume_states_says(aws, ec2, performance, status):
    play(aws, {"after_s": 0, "for_s": 60, "do": "volumes", "servers": "db", "io_performance": performance})

    found = ec2.describe_volume_status(
        Filters=[{"Name": "volume-status.status", "Values": [status]}]
    )["VolumeStatuses"]

    # The gp2 volume beside it has no such check.
    assert len(found) == 1
    details = {d["Name"]: d["Status"] for d in found[0]["VolumeStatus"]["Details"]}
    assert details == {"io-enabled": "passed", "io-performance": performance}
    others = ec2.describe_volume_status(
        Filters=[{"Name": "volume-status.details-status", "Values": ["not-applicable"]}]
    )["VolumeStatuses"]
    assert [o["VolumeStatus"]["Status"] for o in others] == ["ok"]
    aws.advance(61)
    now = ec2.describe_volume_status(VolumeIds=[found[0]["VolumeId"]])["VolumeStatuses"][0]
    assert now["VolumeStatus"]["Status"] == "ok"


def test_io_that_is_disabled_impairs_a_volume(aws, ec2):
    play(aws, {"after_s": 0, "for_s": 60, "do": "volumes", "servers": "web-1", "io_impaired": True})

    found = ec2.describe_volume_status(
        Filters=[{"Name": "volume-status.status", "Values": ["impaired"]}]
    )["VolumeStatuses"]

    assert len(found) == 1
    assert found[0]["VolumeStatus"]["Details"][0] == {"Name": "io-enabled", "Status": "failed"}


def test_a_status_check_fails_and_recovers(aws, ec2):
    aws.advance(600)
    web = server_id(ec2, "web-2")
    play(aws, {"after_s": 0, "for_s": 120, "do": "checks", "servers": "web-2", "system_check": "impaired"})

    status = ec2.describe_instance_status(InstanceIds=[web])["InstanceStatuses"][0]

    assert status["SystemStatus"]["Status"] == "impaired"
    assert status["SystemStatus"]["Details"][0]["Status"] == "failed"
    assert status["InstanceStatus"]["Status"] == "ok"
    aws.advance(121)
    ec2.get_waiter("system_status_ok").wait(InstanceIds=[web], WaiterConfig={"MaxAttempts": 1})


@pytest.mark.parametrize(
    "code, after",
    [
        ("instance-retirement", "stopped"),
        ("instance-stop", "stopped"),
        ("system-reboot", "running"),
        ("system-maintenance", "running"),
    ],
)
def test_a_scheduled_event_is_told_and_happens(aws, ec2, code, after):
    db = server_id(ec2, "db")
    play(aws, {"after_s": 0, "do": "event", "servers": "db", "code": code, "starts_in_s": 86_400})
    aws.advance(1)

    event = ec2.describe_instance_status(InstanceIds=[db])["InstanceStatuses"][0]["Events"][0]
    assert event["Code"] == code
    assert event["NotBefore"] > ec2.describe_instances(InstanceIds=[db])["Reservations"][0]["Instances"][0]["LaunchTime"]

    aws.advance(86_400 + 300)
    assert states(ec2)["db"] == after


def test_somebody_stops_servers_every_working_day(aws, ec2):
    aws.control("POST", "time", {"to": "2031-03-03T12:00:00Z"})  # A Monday.
    week = ["mon", "tue", "wed", "thu", "fri"]
    as_joana = f"arn:aws:iam::{LOJA}:user/joana"
    play(
        aws,
        {
            "every_day": {"at": "18:00", "days": week, "utc_offset": "-03:00"},
            "do": "call",
            "action": "StopInstances",
            "servers": "web-*",
            "as": as_joana,
        },
    )

    aws.control("POST", "time", {"to": "2031-03-03T20:59:59Z"})
    assert set(states(ec2).values()) == {"running"}
    aws.control("POST", "time", {"to": "2031-03-03T21:05:00Z"})
    assert states(ec2) == {"web-1": "stopped", "web-2": "stopped", "web-3": "stopped", "db": "running"}
    assert states(aws.admin("ec2", LOJA, "us-east-1")) == {"web-us": "stopped"}
    ec2.start_instances(InstanceIds=[server_id(ec2, "web-1")])
    aws.control("POST", "time", {"to": "2031-03-08T23:00:00Z"})
    assert states(ec2)["web-1"] == "stopped"
    calls = aws.control("GET", f"calls?action=StopInstances&region={REGION}")["calls"]
    assert [call["at"][:13] for call in calls] == ["2031-03-03T21", "2031-03-04T21"]
    assert {call["actor"] for call in calls} == {as_joana}


def test_time_runs_faster_on_the_servers_and_not_on_the_callers(aws, ec2):
    play(aws, {"after_s": 0, "do": "time", "jump_s": 864_000})
    begun = aws.control("GET", "time")["now"]

    # The callers' clock has not moved: their signatures hold.
    assert ec2.describe_vpcs()["Vpcs"]
    assert aws.control("GET", "time")["now"] >= begun


def test_a_wrong_script_names_step_and_field_and_does_nothing(aws):
    steps = [{"after_s": 0, "do": "outage"}, {"after_s": 0, "do": "outage", "region": "sa-east-9"}]
    import urllib.error
    import urllib.request

    request = urllib.request.Request(
        aws.endpoint + "/_simcloud/scripts", method="POST", data=json.dumps({"steps": steps}).encode()
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=10)

    assert caught.value.code == 400
    assert json.load(caught.value)["field"] == "steps[1].region"
    assert aws.control("GET", "scripts") == {"scripts": []}


def test_the_program_takes_a_script_and_refuses_a_wrong_one(start_aws, tmp_path):
    path = tmp_path / "script.json"
    path.write_text(json.dumps([{"after_s": 5, "do": "call", "action": "StopInstances", "servers": "db"}]))
    aws = start_aws(ESTATE, "--script", str(path))
    aws.advance(300)

    assert states(aws.admin("ec2", LOJA))["db"] == "stopped"


def test_the_critical_path_is_the_longest_chain_of_pages(aws, ec2):
    aws.control("POST", "faults", {"kind": "latency", "latency_ms": 50})
    after = aws.control("GET", "state")["calls"]
    pages = ec2.get_paginator("describe_volumes").paginate(PaginationConfig={"PageSize": 5})
    assert sum(len(page["Volumes"]) for page in pages) == 5
    # Ids of servers need no page.
    ec2.describe_instances(MaxResults=5)

    path = aws.control("GET", f"critical-path?after={after}")

    assert path["limited_by"] == "pages"
    assert path["critical_path_s"] == pytest.approx(0.05 * (path["calls"] - 1))
    assert path["took_s"] >= path["critical_path_s"]
