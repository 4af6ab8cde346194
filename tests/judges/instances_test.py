"""boto3 judges servers: states, waiters, errors, attributes."""

import datetime

import pytest

from conftest import names, refusal

ACCOUNT = "210987654321"
OTHER = "320987654321"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "roles": [
                {"name": "mirante", "external_id": "um-dois-tres"},
                {
                    "name": "sem-kms",
                    "external_id": "um-dois-tres",
                    "grants": {
                        "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}
                    },
                },
            ],
            "places": [
                {
                    "region": "sa-east-1",
                    "keys": [{"name": "dados"}],
                    "servers": [
                        {"name": "web-{n}", "count": 3, "tags": {"Papel": "web"}},
                        {"name": "api", "type": "m5.large", "zone": "a"},
                        {"name": "noite", "state": "stopped"},
                        {"name": "cifrado", "state": "stopped", "root_key": "dados"},
                        {"name": "banco", "protect_stop": True, "protect_termination": True},
                        {"name": "efemero", "type": "d2.xlarge", "instance_store": True},
                        {"name": "fixo", "elastic_ip": True},
                        {"name": "barato", "spot": "persistent"},
                    ],
                }
            ],
        },
        {"id": OTHER, "name": "Dados"},
    ]
}


@pytest.fixture(scope="module")
def aws(start_aws):
    # 60 seconds of the simulation in one second on the wall: waiters end soon.
    return start_aws(ESTATE, "--speed", "60")


@pytest.fixture(scope="module")
def ec2(aws):
    return aws.admin("ec2", ACCOUNT)


def instance(ec2, name):
    reply = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": [name]}])
    return reply["Reservations"][0]["Instances"][0]


def instance_id(ec2, name):
    return instance(ec2, name)["InstanceId"]


def image(ec2):
    reply = ec2.describe_images(
        Owners=["amazon"],
        Filters=[
            {"Name": "architecture", "Values": ["x86_64"]},
            {"Name": "name", "Values": ["al2023-*"]},
        ],
    )
    return reply["Images"][0]["ImageId"]


def wait_config():
    return {"Delay": 1, "MaxAttempts": 20}


def test_describes_a_server_as_boto3_knows_it(ec2):
    found = instance(ec2, "api")

    assert found["InstanceType"] == "m5.large"
    assert found["State"] == {"Code": 16, "Name": "running"}
    assert found["Placement"]["AvailabilityZone"] == "sa-east-1a"
    assert found["Architecture"] == "x86_64"
    assert found["RootDeviceType"] == "ebs"
    assert found["LaunchTime"].tzinfo is not None
    assert found["LaunchTime"] < datetime.datetime.now(datetime.timezone.utc)
    assert found["PrivateIpAddress"].startswith("172.31.")
    assert found["NetworkInterfaces"][0]["PrivateIpAddress"] == found["PrivateIpAddress"]
    assert found["NetworkInterfaces"][0]["Association"]["PublicIp"] == found["PublicIpAddress"]
    assert found["SecurityGroups"][0]["GroupName"] == "default"
    assert found["BlockDeviceMappings"][0]["Ebs"]["Status"] == "attached"
    assert found["Monitoring"]["State"] == "disabled"


def test_waits_for_a_stop_and_a_start_with_the_waiters_of_botocore(ec2):
    web = instance_id(ec2, "web-1")

    change = ec2.stop_instances(InstanceIds=[web])["StoppingInstances"][0]
    assert change["PreviousState"]["Name"] == "running"
    assert change["CurrentState"] == {"Code": 64, "Name": "stopping"}
    ec2.get_waiter("instance_stopped").wait(InstanceIds=[web], WaiterConfig=wait_config())
    stopped = instance(ec2, "web-1")
    assert stopped["StateReason"]["Code"] == "Client.UserInitiatedShutdown"
    assert stopped["StateTransitionReason"].startswith("User initiated (")
    assert "PublicIpAddress" not in stopped

    change = ec2.start_instances(InstanceIds=[web])["StartingInstances"][0]
    assert change["CurrentState"]["Name"] == "pending"
    ec2.get_waiter("instance_running").wait(InstanceIds=[web], WaiterConfig=wait_config())
    assert "StateReason" not in instance(ec2, "web-1")
    ec2.get_waiter("instance_status_ok").wait(InstanceIds=[web], WaiterConfig=wait_config())
    ec2.get_waiter("system_status_ok").wait(InstanceIds=[web], WaiterConfig=wait_config())


def test_runs_tags_and_terminates_a_server(ec2):
    reply = ec2.run_instances(
        ImageId=image(ec2),
        InstanceType="t3.micro",
        MinCount=2,
        MaxCount=2,
        TagSpecifications=[
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "novo"}]}
        ],
    )
    made = [found["InstanceId"] for found in reply["Instances"]]
    assert len(made) == 2
    assert reply["OwnerId"] == ACCOUNT
    assert [found["AmiLaunchIndex"] for found in reply["Instances"]] == [0, 1]
    assert reply["Instances"][0]["State"]["Name"] == "pending"
    ec2.get_waiter("instance_exists").wait(InstanceIds=made, WaiterConfig=wait_config())
    ec2.get_waiter("instance_running").wait(InstanceIds=made, WaiterConfig=wait_config())
    shown = ec2.describe_instances(InstanceIds=made)["Reservations"]
    assert len(shown) == 1 and len(shown[0]["Instances"]) == 2

    ec2.terminate_instances(InstanceIds=made)
    ec2.get_waiter("instance_terminated").wait(InstanceIds=made, WaiterConfig=wait_config())
    gone = ec2.describe_instances(InstanceIds=made)["Reservations"][0]["Instances"][0]
    assert gone["State"]["Name"] == "terminated"
    assert gone["NetworkInterfaces"] == []


def test_refuses_ids_in_the_words_of_aws(ec2):
    code, response = refusal(ec2.stop_instances, InstanceIds=["i-00000000000000001"])
    assert code == "InvalidInstanceID.NotFound"
    assert response["Error"]["Message"] == "The instance ID 'i-00000000000000001' does not exist"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert len(response["ResponseMetadata"]["RequestId"]) == 36

    code, _ = refusal(ec2.stop_instances, InstanceIds=["web-1"])
    assert code == "InvalidInstanceID.Malformed"


def test_refuses_a_whole_call_for_one_wrong_id_and_does_nothing(ec2):
    web = instance_id(ec2, "web-2")

    code, response = refusal(ec2.stop_instances, InstanceIds=[web, "i-00000000000000002"])

    assert code == "InvalidInstanceID.NotFound"
    assert "i-00000000000000002" in response["Error"]["Message"]
    assert instance(ec2, "web-2")["State"]["Name"] == "running"


def test_protects_servers_until_the_attribute_is_changed(ec2):
    bank = instance_id(ec2, "banco")

    code, response = refusal(ec2.stop_instances, InstanceIds=[bank])
    assert code == "OperationNotPermitted"
    assert "disableApiStop" in response["Error"]["Message"]
    code, response = refusal(ec2.terminate_instances, InstanceIds=[bank])
    assert code == "OperationNotPermitted"
    assert "disableApiTermination" in response["Error"]["Message"]
    shown = ec2.describe_instance_attribute(InstanceId=bank, Attribute="disableApiStop")
    assert shown["DisableApiStop"]["Value"] is True

    ec2.modify_instance_attribute(InstanceId=bank, DisableApiStop={"Value": False})
    shown = ec2.describe_instance_attribute(InstanceId=bank, Attribute="disableApiStop")
    assert shown["DisableApiStop"]["Value"] is False


def test_cannot_stop_a_server_whose_root_is_instance_store(ec2):
    code, _ = refusal(ec2.stop_instances, InstanceIds=[instance_id(ec2, "efemero")])

    assert code == "UnsupportedOperation"


def test_resizes_only_what_is_stopped(ec2):
    night, web = instance_id(ec2, "noite"), instance_id(ec2, "web-2")

    code, response = refusal(
        ec2.modify_instance_attribute, InstanceId=web, InstanceType={"Value": "t3.large"}
    )
    assert code == "IncorrectInstanceState"
    assert response["Error"]["Message"] == f"The instance '{web}' is not in the 'stopped' state."
    ec2.modify_instance_attribute(InstanceId=night, InstanceType={"Value": "t3.large"})
    assert instance(ec2, "noite")["InstanceType"] == "t3.large"


def test_keeps_user_data_as_it_was_sent(ec2):
    night = instance_id(ec2, "noite")

    ec2.modify_instance_attribute(InstanceId=night, UserData={"Value": b"#!/bin/sh\necho oi\n"})

    shown = ec2.describe_instance_attribute(InstanceId=night, Attribute="userData")
    assert shown["UserData"]["Value"] == "IyEvYmluL3NoCmVjaG8gb2kK"


def test_falls_back_when_the_key_of_a_volume_may_not_be_used(aws, ec2):
    encrypted = instance_id(ec2, "cifrado")
    role = aws.assume(f"arn:aws:iam::{ACCOUNT}:role/sem-kms", "um-dois-tres")

    change = role.start_instances(InstanceIds=[encrypted])["StartingInstances"][0]
    assert change["CurrentState"]["Name"] == "pending"
    aws.advance(60)

    fallen = instance(ec2, "cifrado")
    assert fallen["State"]["Name"] == "stopped"
    assert fallen["StateReason"]["Code"] == "Client.InternalError"
    grants = aws.control("GET", "calls?action=CreateGrant")["calls"]
    assert grants[-1]["code"] == "AccessDenied"


def test_answers_a_type_without_capacity_with_a_server_error(aws, ec2):
    api = instance_id(ec2, "api")
    ec2.stop_instances(InstanceIds=[api])
    aws.advance(120)
    limit = {"region": "sa-east-1", "zone": "sa-east-1a", "type": "m5.large"}

    aws.control("POST", "capacity", {**limit, "left": 0})
    code, response = refusal(ec2.start_instances, InstanceIds=[api])
    assert code == "InsufficientInstanceCapacity"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 500
    aws.control("POST", "capacity", {**limit, "left": None})
    ec2.start_instances(InstanceIds=[api])


def test_says_in_a_dry_run_that_it_would_work(ec2):
    code, response = refusal(
        ec2.stop_instances, InstanceIds=[instance_id(ec2, "web-2")], DryRun=True
    )

    assert code == "DryRunOperation"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert instance(ec2, "web-2")["State"]["Name"] == "running"


def test_shows_what_somebody_else_did(aws, ec2):
    web = instance_id(ec2, "web-3")

    done = aws.control(
        "POST",
        "calls",
        {
            "account": ACCOUNT,
            "region": "sa-east-1",
            "action": "StopInstances",
            "parameters": {"InstanceId": [web]},
            "as": f"arn:aws:iam::{ACCOUNT}:user/maria",
        },
    )

    assert "code" not in done
    assert instance(ec2, "web-3")["State"]["Name"] == "stopping"
    calls = aws.control("GET", "calls?action=StopInstances&actor=*maria")["calls"]
    assert calls[-1]["by_control"] is True
    changes = aws.control("GET", f"changes?instance={web}")["changes"]
    assert changes[-1]["call"] == calls[-1]["number"]


def test_lists_the_status_of_running_servers_and_of_all_when_asked(ec2):
    running = ec2.describe_instance_status()["InstanceStatuses"]
    everything = ec2.describe_instance_status(IncludeAllInstances=True)["InstanceStatuses"]

    assert all(status["InstanceState"]["Name"] == "running" for status in running)
    assert len(everything) > len(running)
    off = [status for status in everything if status["InstanceState"]["Name"] == "stopped"]
    assert off[0]["SystemStatus"]["Status"] == "not-applicable"


def test_announces_a_retirement(aws, ec2):
    web = instance_id(ec2, "web-2")
    aws.control(
        "POST",
        f"instances/{web}",
        {"account": ACCOUNT, "region": "sa-east-1", "event": "instance-retirement"},
    )

    status = ec2.describe_instance_status(InstanceIds=[web])["InstanceStatuses"][0]

    assert status["Events"][0]["Code"] == "instance-retirement"
    assert status["Events"][0]["NotBefore"] > datetime.datetime.now(datetime.timezone.utc)


def test_moves_an_elastic_address_only_when_that_is_allowed(ec2):
    held = ec2.describe_addresses()["Addresses"][0]
    web = instance_id(ec2, "web-2")
    assert held["InstanceId"] == instance_id(ec2, "fixo")

    code, _ = refusal(
        ec2.associate_address,
        AllocationId=held["AllocationId"],
        InstanceId=web,
        AllowReassociation=False,
    )
    assert code == "Resource.AlreadyAssociated"
    ec2.associate_address(
        AllocationId=held["AllocationId"], InstanceId=web, AllowReassociation=True
    )
    assert instance(ec2, "web-2")["PublicIpAddress"] == held["PublicIp"]
    assert "PublicIpAddress" not in instance(ec2, "fixo")


def test_tells_what_holds_for_the_account(ec2):
    known = {
        attribute["AttributeName"]: [v["AttributeValue"] for v in attribute["AttributeValues"]]
        for attribute in ec2.describe_account_attributes()["AccountAttributes"]
    }
    (one,) = ec2.describe_account_attributes(AttributeNames=["default-vpc"])["AccountAttributes"]

    assert known["supported-platforms"] == ["VPC"]
    assert known["default-vpc"] == [ec2.describe_vpcs()["Vpcs"][0]["VpcId"]]
    assert one["AttributeName"] == "default-vpc"


def test_watches_a_server_closely_and_no_longer(ec2):
    api = instance_id(ec2, "api")

    on = ec2.monitor_instances(InstanceIds=[api])["InstanceMonitorings"]
    while_on = instance(ec2, "api")["Monitoring"]["State"]
    off = ec2.unmonitor_instances(InstanceIds=[api])["InstanceMonitorings"]

    assert on[0]["InstanceId"] == off[0]["InstanceId"] == api
    assert on[0]["Monitoring"]["State"] in ("pending", "enabled")
    assert while_on in ("pending", "enabled")
    assert off[0]["Monitoring"]["State"] in ("disabling", "disabled")
    assert instance(ec2, "api")["Monitoring"]["State"] in ("disabling", "disabled")
    assert refusal(ec2.unmonitor_instances, InstanceIds=["i-0123456789abcdef0"])[0] == (
        "InvalidInstanceID.NotFound"
    )


def test_opens_and_closes_the_way_out_of_a_group(ec2):
    group = ec2.create_security_group(GroupName="saida", Description="de teste")["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
             "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}

    def rules():
        shown = ec2.describe_security_group_rules(
            Filters=[{"Name": "group-id", "Values": [group]}]
        )["SecurityGroupRules"]
        return sorted((r["IsEgress"], r["IpProtocol"], r.get("CidrIpv4")) for r in shown)

    assert rules() == [(True, "-1", "0.0.0.0/0")]
    (made,) = ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[https])[
        "SecurityGroupRules"
    ]
    assert rules() == [(True, "-1", "0.0.0.0/0"), (True, "tcp", "10.0.0.0/8")]
    assert made["IsEgress"] is True
    (found,) = ec2.describe_security_group_rules(
        SecurityGroupRuleIds=[made["SecurityGroupRuleId"]]
    )["SecurityGroupRules"]
    assert (found["GroupId"], found["FromPort"], found["ToPort"]) == (group, 443, 443)
    assert refusal(
        ec2.authorize_security_group_egress, GroupId=group, IpPermissions=[https]
    )[0] == "InvalidPermission.Duplicate"
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[https])
    assert rules() == [(True, "-1", "0.0.0.0/0")]
    (shown,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert [p["IpProtocol"] for p in shown["IpPermissionsEgress"]] == ["-1"]
    assert shown["IpPermissions"] == []


def test_tells_of_the_requests_behind_spot_servers(ec2):
    def requests(**asked):
        return ec2.describe_spot_instance_requests(**asked)["SpotInstanceRequests"]

    (request,) = requests()
    server = instance(ec2, "barato")

    assert request["InstanceId"] == server["InstanceId"]
    assert request["SpotInstanceRequestId"] == server["SpotInstanceRequestId"]
    assert (request["State"], request["Type"]) == ("active", "persistent")
    assert requests(Filters=[{"Name": "type", "Values": ["one-time"]}]) == []
    assert requests(SpotInstanceRequestIds=[request["SpotInstanceRequestId"]]) == [request]
    assert refusal(
        ec2.describe_spot_instance_requests, SpotInstanceRequestIds=["sir-00000000"]
    )[0] == "InvalidSpotInstanceRequestID.NotFound"


def test_keeps_accounts_and_regions_apart(aws, ec2):
    web = instance_id(ec2, "web-2")

    assert names(aws.admin("ec2", OTHER).describe_instances()) == []
    assert names(aws.admin("ec2", ACCOUNT, "us-east-1").describe_instances()) == []
    code, _ = refusal(aws.admin("ec2", OTHER).stop_instances, InstanceIds=[web])
    assert code == "InvalidInstanceID.NotFound"
