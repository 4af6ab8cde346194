"""boto3 judges the simulated Elastic Load Balancing: load balancers, listeners, target groups, and
how healthy targets are while their servers come and go; and moto beside it, where moto is right."""

import json

import boto3
import pytest
from moto import mock_aws

from conftest import REGION, refusal

ACCOUNT, OTHER = "210987654321", "320987654321"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "roles": [
                {"name": "mirante", "external_id": "um"},
                {"name": "leitura", "external_id": "um", "grants": "read_only"},
            ],
            "places": [
                {
                    "region": REGION,
                    "servers": [
                        {"name": "web-{n}", "count": 3},
                        {"name": "api-{n}", "count": 2},
                        {"name": "parado", "state": "stopped"},
                    ],
                    "balancers": [
                        {"name": "loja", "servers": "web-", "target_port": 8080,
                         "tags": {"Ambiente": "producao"}},
                        {"name": "interno", "type": "network", "internal": True, "port": 443,
                         "servers": "api-"},
                    ],
                }
            ],
        },
        {"id": OTHER, "name": "Dados"},
    ]
}


@pytest.fixture(scope="module")
def aws(start_aws):
    aws = start_aws(ESTATE, throttling=False)
    aws.control("POST", "pace", {"late_visibility": 0})
    return aws


@pytest.fixture(scope="module")
def elb(aws):
    return aws.admin("elbv2", ACCOUNT)


@pytest.fixture(scope="module")
def ec2(aws):
    return aws.admin("ec2", ACCOUNT)


@pytest.fixture(scope="module")
def subnets(ec2):
    return [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]]


def server(ec2, name):
    found = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": [name]}])
    return found["Reservations"][0]["Instances"][0]["InstanceId"]


def balancer_arn(elb, name):
    return elb.describe_load_balancers(Names=[name])["LoadBalancers"][0]["LoadBalancerArn"]


def group_arn(elb, name):
    return elb.describe_target_groups(Names=[name])["TargetGroups"][0]["TargetGroupArn"]


def health(elb, arn, *ids):
    targets = {"Targets": [{"Id": each} for each in ids]} if ids else {}
    told = elb.describe_target_health(TargetGroupArn=arn, **targets)["TargetHealthDescriptions"]
    return [(each["TargetHealth"]["State"], each["TargetHealth"].get("Reason")) for each in told]


def test_tells_all_that_a_panel_shows(elb):
    loja = elb.describe_load_balancers(Names=["loja"])["LoadBalancers"][0]

    assert loja["State"] == {"Code": "active"}
    assert loja["Type"] == "application"
    assert loja["Scheme"] == "internet-facing"
    assert loja["DNSName"].endswith(f".{REGION}.elb.amazonaws.com")
    assert len(loja["AvailabilityZones"]) == 3
    assert loja["LoadBalancerArn"].startswith(
        f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/loja/"
    )
    network = elb.describe_load_balancers(Names=["interno"])["LoadBalancers"][0]
    assert (network["Type"], network["Scheme"]) == ("network", "internal")
    assert ":loadbalancer/net/interno/" in network["LoadBalancerArn"]


def test_tells_listeners_and_groups_of_a_balancer(elb):
    arn = balancer_arn(elb, "loja")
    listener = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"][0]
    group = elb.describe_target_groups(LoadBalancerArn=arn)["TargetGroups"][0]

    assert (listener["Protocol"], listener["Port"]) == ("HTTP", 80)
    assert listener["DefaultActions"][0]["TargetGroupArn"] == group["TargetGroupArn"]
    assert group["LoadBalancerArns"] == [arn]
    assert (group["Port"], group["HealthCheckPath"], group["Matcher"]) == (
        8080, "/", {"HttpCode": "200"},
    )


def test_follows_a_server_through_stop_and_start(aws, elb, ec2):
    arn, web = group_arn(elb, "loja"), server(ec2, "web-1")
    assert health(elb, arn) == [("healthy", None)] * 3

    ec2.stop_instances(InstanceIds=[web])
    assert health(elb, arn, web) == [("unhealthy", "Target.Timeout")]
    aws.advance(100)
    assert health(elb, arn, web) == [("unused", "Target.InvalidState")]
    ec2.start_instances(InstanceIds=[web])
    aws.advance(45)
    assert health(elb, arn, web) == [("unhealthy", "Target.Timeout")]
    aws.wait_for(elb, "target_in_service", TargetGroupArn=arn, Targets=[{"Id": web}])
    assert health(elb, arn) == [("healthy", None)] * 3


def test_says_of_network_targets_what_network_checks_find(aws, elb, ec2):
    arn, api = group_arn(elb, "interno"), server(ec2, "api-2")
    ec2.stop_instances(InstanceIds=[api])

    assert health(elb, arn, api) == [("unhealthy", "Target.FailedHealthChecks")]


def test_registers_and_drains(aws, elb, ec2):
    arn, web = group_arn(elb, "loja"), server(ec2, "web-2")
    elb.deregister_targets(TargetGroupArn=arn, Targets=[{"Id": web}])
    assert health(elb, arn, web) == [("draining", "Target.DeregistrationInProgress")]
    aws.wait_for(elb, "target_deregistered", TargetGroupArn=arn, Targets=[{"Id": web}])
    assert health(elb, arn, web) == [("unused", "Target.NotRegistered")]
    assert len(health(elb, arn)) == 2

    elb.register_targets(TargetGroupArn=arn, Targets=[{"Id": web}])
    assert health(elb, arn, web) == [("initial", "Elb.RegistrationInProgress")]
    aws.wait_for(elb, "target_in_service", TargetGroupArn=arn, Targets=[{"Id": web}])
    assert refusal(
        elb.register_targets, TargetGroupArn=arn, Targets=[{"Id": server(ec2, "parado")}]
    )[0] == "InvalidTarget"
    assert refusal(
        elb.register_targets, TargetGroupArn=arn, Targets=[{"Id": "i-00000000000000000"}]
    )[0] == "InvalidTarget"


def test_makes_and_ends_a_balancer(aws, elb, ec2, subnets):
    made = elb.create_load_balancer(
        Name="nova", Subnets=subnets[:2], Tags=[{"Key": "Equipe", "Value": "loja"}]
    )["LoadBalancers"][0]
    assert made["State"] == {"Code": "provisioning"}
    arn = made["LoadBalancerArn"]
    aws.wait_for(elb, "load_balancer_available", LoadBalancerArns=[arn])
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = elb.create_target_group(
        Name="nova", Protocol="HTTP", Port=80, VpcId=vpc, HealthCheckPath="/saude",
        HealthCheckIntervalSeconds=10,
    )["TargetGroups"][0]
    target = {"TargetGroupArn": group["TargetGroupArn"], "Targets": [{"Id": server(ec2, "web-3")}]}
    elb.register_targets(**target)
    aws.advance(60)
    assert health(elb, group["TargetGroupArn"]) == [("unused", "Target.NotInUse")]
    forward = [{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}]
    listener = elb.create_listener(
        LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward
    )["Listeners"][0]
    aws.wait_for(elb, "target_in_service", 5, **target)
    assert refusal(
        elb.create_listener, LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward
    )[0] == "DuplicateListener"
    assert refusal(
        elb.create_listener, LoadBalancerArn=balancer_arn(elb, "loja"), Protocol="HTTP", Port=81,
        DefaultActions=forward,
    )[0] == "TargetGroupAssociationLimit"
    assert refusal(
        elb.create_listener, LoadBalancerArn=arn, Protocol="HTTPS", Port=443,
        DefaultActions=forward,
    )[0] == "ValidationError"
    assert refusal(elb.delete_target_group, TargetGroupArn=group["TargetGroupArn"])[0] == (
        "ResourceInUse"
    )
    redirect = elb.create_listener(
        LoadBalancerArn=arn, Protocol="HTTP", Port=8080,
        DefaultActions=[{"Type": "redirect", "RedirectConfig": {
            "Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}],
    )["Listeners"][0]
    assert redirect["DefaultActions"][0]["RedirectConfig"]["Path"] == "/#{path}"

    elb.delete_listener(ListenerArn=listener["ListenerArn"])
    assert refusal(elb.describe_listeners, ListenerArns=[listener["ListenerArn"]])[0] == (
        "ListenerNotFound"
    )
    elb.delete_load_balancer(LoadBalancerArn=arn)
    aws.wait_for(elb, "load_balancers_deleted", LoadBalancerArns=[arn])
    elb.delete_load_balancer(LoadBalancerArn=arn)  # As good as deleted already.
    elb.delete_target_group(TargetGroupArn=group["TargetGroupArn"])
    assert refusal(elb.describe_target_groups, Names=["nova"])[0] == "TargetGroupNotFound"


def test_pages_with_the_paginator(elb, subnets):
    for number in range(5):
        elb.create_load_balancer(Name=f"pagina-{number}", Subnets=subnets, Type="network")

    pages = list(
        elb.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 3})
    )

    found = [b["LoadBalancerName"] for page in pages for b in page["LoadBalancers"]]
    assert [len(page["LoadBalancers"]) for page in pages] == [3, 3, 1]
    assert len(set(found)) == 7
    assert refusal(elb.describe_load_balancers, Marker="inventado")[0] == "ValidationError"
    assert refusal(elb.describe_load_balancers, Names=["nenhuma"])[0] == "LoadBalancerNotFound"


def test_names_what_is_wrong(elb, ec2, subnets):
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]

    def wrong(call, **parameters):
        return refusal(call, **parameters)[0]

    assert wrong(elb.create_load_balancer, Name="so-uma", Subnets=subnets[:1]) == "ValidationError"
    assert wrong(elb.create_load_balancer, Name="-errada", Subnets=subnets) == "ValidationError"
    assert wrong(
        elb.create_load_balancer, Name="x", Subnets=["subnet-00000000000000000", subnets[0]]
    ) == "SubnetNotFound"
    assert wrong(
        elb.create_load_balancer, Name="x", Subnets=[subnets[0], subnets[0]]
    ) == "InvalidConfigurationRequest"
    assert wrong(
        elb.create_load_balancer, Name="x", Subnets=subnets, SecurityGroups=["sg-00000000000000000"]
    ) == "InvalidSecurityGroup"
    assert wrong(elb.create_load_balancer, Name="loja", Subnets=subnets, Scheme="internal") == (
        "DuplicateLoadBalancerName"
    )
    assert wrong(elb.create_target_group, Name="loja", Protocol="HTTP", Port=1, VpcId=vpc) == (
        "DuplicateTargetGroupName"
    )
    assert wrong(elb.create_target_group, Name="g", Protocol="HTTP", Port=80) == "ValidationError"
    assert wrong(
        elb.create_listener, LoadBalancerArn=balancer_arn(elb, "interno"), Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group_arn(elb, "interno")}],
    ) == "ValidationError"
    assert wrong(elb.describe_listeners) == "ValidationError"


def test_keeps_tags(elb):
    arn, group = balancer_arn(elb, "loja"), group_arn(elb, "loja")
    elb.add_tags(ResourceArns=[arn, group], Tags=[{"Key": "Equipe", "Value": "loja"}])
    elb.remove_tags(ResourceArns=[arn], TagKeys=["Ambiente"])

    told = elb.describe_tags(ResourceArns=[arn, group])["TagDescriptions"]

    tags = {d["ResourceArn"]: {t["Key"]: t["Value"] for t in d["Tags"]} for d in told}
    assert tags[arn] == {"Equipe": "loja"}
    assert tags[group] == {"Ambiente": "producao", "Equipe": "loja"}
    twice = [{"Key": "A", "Value": "1"}, {"Key": "A", "Value": "2"}]
    assert refusal(elb.add_tags, ResourceArns=[arn], Tags=twice)[0] == "DuplicateTagKeys"
    assert refusal(elb.describe_tags, ResourceArns=[arn + "0"])[0] == "LoadBalancerNotFound"


def test_asks_iam_by_arn_and_tag(aws, elb, ec2):
    role = f"arn:aws:iam::{ACCOUNT}:role/"
    reader = aws.assume(role + "leitura", "um", service="elbv2")
    arn, group = balancer_arn(elb, "interno"), group_arn(elb, "loja")
    assert reader.describe_load_balancers(Names=["loja"])["LoadBalancers"]
    code, error = refusal(reader.delete_load_balancer, LoadBalancerArn=arn)
    assert code == "AccessDenied"
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert f"elasticloadbalancing:DeleteLoadBalancer on resource: {arn}" in error["Error"]["Message"]

    deny = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Deny", "Action": "elasticloadbalancing:DeregisterTargets", "Resource": "*",
             "Condition": {"StringEquals": {"aws:ResourceTag/Ambiente": "producao"}}}
        ],
    }
    aws.admin("iam", ACCOUNT).put_role_policy(
        RoleName="mirante", PolicyName="nunca", PolicyDocument=json.dumps(deny)
    )
    operator = aws.assume(role + "mirante", "um", service="elbv2")
    targets = [{"Id": server(ec2, "web-1")}]
    assert refusal(operator.deregister_targets, TargetGroupArn=group, Targets=targets)[0] == (
        "AccessDenied"
    )
    assert operator.deregister_targets(
        TargetGroupArn=group_arn(elb, "interno"), Targets=[{"Id": server(ec2, "api-1")}]
    )["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_keeps_accounts_and_regions_apart(aws, elb):
    other = aws.admin("elbv2", OTHER)
    assert other.describe_load_balancers()["LoadBalancers"] == []
    assert refusal(other.describe_target_health, TargetGroupArn=group_arn(elb, "loja"))[0] == (
        "TargetGroupNotFound"
    )
    far = aws.admin("elbv2", ACCOUNT, region="us-east-1")
    assert far.describe_target_groups()["TargetGroups"] == []


def test_answers_the_command_line(aws):
    keys = aws.account(ACCOUNT)["admin"]
    listed = aws.command(
        "elbv2", "describe-load-balancers", "--names", "loja",
        "--query", "LoadBalancers[0].State.Code", "--output", "text", keys=keys,
    )
    assert listed.stdout.strip() == "active", listed.stderr
    missing = aws.command("elbv2", "describe-load-balancers", "--names", "nada", keys=keys)
    assert "(LoadBalancerNotFound)" in missing.stderr


def read_back(elb, ec2, settle):
    """The same story against any Elastic Load Balancing; gives what must be the same."""
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    nets = ec2.describe_subnets()["Subnets"]
    zones = sorted({n["AvailabilityZone"]: n["SubnetId"] for n in nets}.items())[:2]
    made = elb.create_load_balancer(
        Name="lado", Scheme="internet-facing", Subnets=[subnet for _, subnet in zones]
    )
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    settle()
    group = elb.create_target_group(Name="lado", Protocol="HTTP", Port=80, VpcId=vpc)
    group_arn = group["TargetGroups"][0]["TargetGroupArn"]
    elb.create_listener(
        LoadBalancerArn=arn, Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group_arn}],
    )
    elb.add_tags(ResourceArns=[arn], Tags=[{"Key": "Equipe", "Value": "loja"}])
    found = elb.describe_load_balancers(Names=["lado"])["LoadBalancers"][0]
    target_group = elb.describe_target_groups(LoadBalancerArn=arn)["TargetGroups"][0]
    listener = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"][0]
    return {
        "balancer": {n: found[n] for n in (
            "LoadBalancerName", "Scheme", "State", "Type", "IpAddressType")},
        "zones": sorted(z["ZoneName"] for z in found["AvailabilityZones"]),
        "group": {n: target_group[n] for n in (
            "TargetGroupName", "Protocol", "Port", "HealthCheckProtocol", "HealthCheckPort",
            "HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds",
            "HealthyThresholdCount", "UnhealthyThresholdCount", "HealthCheckPath", "Matcher",
            "TargetType")},
        "used_by": target_group["LoadBalancerArns"] == [arn],
        "listener": (listener["Port"], listener["Protocol"],
                     listener["DefaultActions"][0]["Type"]),
        "tags": elb.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"],
        "missing": refusal(elb.describe_load_balancers, Names=["nada"])[0],
        "missing_group": refusal(elb.describe_target_groups, Names=["nada"])[0],
        "in_use": refusal(elb.delete_target_group, TargetGroupArn=group_arn)[0],
    }


def test_says_what_moto_says(aws):
    region = "us-east-2"
    ours = read_back(
        aws.admin("elbv2", ACCOUNT, region=region), aws.admin("ec2", ACCOUNT, region=region),
        lambda: aws.advance(300),
    )

    with mock_aws():
        theirs = read_back(
            boto3.client("elbv2", region_name=region), boto3.client("ec2", region_name=region),
            lambda: None,
        )

    assert ours == theirs
