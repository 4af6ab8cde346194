"""boto3 judges what is read: paginators, filters, the other things of EC2, throttling, faults."""

import botocore.exceptions
import pytest

from conftest import names, refusal

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
                        {"name": "srv-{n}", "count": 23, "tags": {"Ambiente": "producao"}},
                        {"name": "off-{n}", "count": 4, "state": "stopped", "type": "m5.large"},
                        {"name": "grande", "type": "r5.large", "security_group": "banco",
                         "volumes": [{"device": "/dev/sdf", "size_gib": 200, "key": "aws"}]},
                    ],
                }
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE)


@pytest.fixture(scope="module")
def ec2(aws):
    aws.control("POST", "throttling", {"enabled": False})
    return aws.admin("ec2", ACCOUNT)


def by(ec2, name, *values):
    return names(ec2.describe_instances(Filters=[{"Name": name, "Values": list(values)}]))


def test_pages_through_all_servers_with_the_paginator(ec2):
    pages = list(ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 5}))

    found = [name for page in pages for name in names(page)]
    assert len(found) == 28
    assert len(set(found)) == 28
    assert max(len(names(page)) for page in pages) == 5


def test_resumes_a_listing_with_a_starting_token(ec2):
    paginator = ec2.get_paginator("describe_instances")
    first = paginator.paginate(PaginationConfig={"PageSize": 10, "MaxItems": 10}).build_full_result()
    rest = paginator.paginate(
        PaginationConfig={"PageSize": 10, "StartingToken": first["NextToken"]}
    ).build_full_result()

    assert len(names(first)) + len(names(rest)) == 28


def test_binds_a_token_to_its_question(ec2):
    token = ec2.describe_instances(MaxResults=5)["NextToken"]

    code, _ = refusal(
        ec2.describe_instances,
        MaxResults=5,
        NextToken=token,
        Filters=[{"Name": "instance-type", "Values": ["m5.large"]}],
    )
    assert code == "InvalidParameterValue"
    code, _ = refusal(ec2.describe_instances, MaxResults=5, NextToken="nonsense")
    assert code == "InvalidParameterValue"


def test_does_not_take_ids_and_pages_together(ec2):
    some = ec2.describe_instances(MaxResults=5)["Reservations"][0]["Instances"][0]["InstanceId"]

    code, response = refusal(ec2.describe_instances, InstanceIds=[some], MaxResults=5)

    assert code == "InvalidParameterCombination"
    assert "maxResults" in response["Error"]["Message"]


def test_filters_with_wildcards_and_several_values(ec2):
    assert len(by(ec2, "instance-state-name", "stopped")) == 4
    assert len(by(ec2, "instance-state-name", "stopped", "running")) == 28
    assert by(ec2, "tag:Name", "off-?") == ["off-1", "off-2", "off-3", "off-4"]
    assert by(ec2, "tag:Name", "*rand*") == ["grande"]
    assert len(by(ec2, "tag:Ambiente", "producao")) == 23
    assert len(by(ec2, "tag-key", "Ambiente")) == 23
    assert by(ec2, "instance-type", "r5.*") == ["grande"]
    assert by(ec2, "instance.group-name", "banco") == ["grande"]
    assert len(by(ec2, "availability-zone", "sa-east-1a", "sa-east-1b", "sa-east-1c")) == 28


def test_joins_filters_with_and(ec2):
    reply = ec2.describe_instances(
        Filters=[
            {"Name": "instance-state-name", "Values": ["stopped"]},
            {"Name": "tag:Name", "Values": ["off-1", "srv-1"]},
        ]
    )

    assert names(reply) == ["off-1"]


def test_refuses_an_unknown_filter(ec2):
    code, response = refusal(
        ec2.describe_instances, Filters=[{"Name": "colour", "Values": ["blue"]}]
    )

    assert code == "InvalidParameterValue"
    assert response["Error"]["Message"] == "The filter 'colour' is invalid"


def test_shows_volumes_and_their_attachments(ec2):
    big = ec2.describe_volumes(Filters=[{"Name": "size", "Values": ["200"]}])["Volumes"][0]

    assert big["Encrypted"] is True
    assert big["KmsKeyId"].startswith(f"arn:aws:kms:sa-east-1:{ACCOUNT}:key/")
    assert big["Attachments"][0]["Device"] == "/dev/sdf"
    assert big["State"] == "in-use"
    status = ec2.describe_volume_status(VolumeIds=[big["VolumeId"]])["VolumeStatuses"][0]
    assert status["VolumeStatus"]["Status"] == "ok"
    pages = ec2.get_paginator("describe_volumes").paginate(PaginationConfig={"PageSize": 7})
    assert sum(len(page["Volumes"]) for page in pages) == 29


def test_shows_the_network(ec2):
    vpc = ec2.describe_vpcs()["Vpcs"][0]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["Subnets"]
    groups = ec2.describe_security_groups(
        Filters=[{"Name": "group-name", "Values": ["banco"]}]
    )["SecurityGroups"]
    interfaces = ec2.describe_network_interfaces()["NetworkInterfaces"]

    assert vpc["IsDefault"] is True
    assert sorted(subnet["AvailabilityZone"] for subnet in subnets) == [
        "sa-east-1a", "sa-east-1b", "sa-east-1c",
    ]
    assert groups[0]["IpPermissions"][0]["IpRanges"][0]["CidrIp"] == "0.0.0.0/0"
    assert len(interfaces) == 28
    assert interfaces[0]["Attachment"]["InstanceId"].startswith("i-0")


def test_lists_regions_zones_and_types(aws, ec2):
    regions = ec2.describe_regions()["Regions"]
    everywhere = ec2.describe_regions(AllRegions=True)["Regions"]
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    kind = ec2.describe_instance_types(InstanceTypes=["m6g.large"])["InstanceTypes"][0]

    assert len(regions) == 17
    status = {region["RegionName"]: region["OptInStatus"] for region in everywhere}
    assert status["af-south-1"] == "not-opted-in"
    assert status["sa-east-1"] == "opt-in-not-required"
    assert [zone["ZoneId"] for zone in zones] == ["sae1-az1", "sae1-az2", "sae1-az3"]
    assert kind["ProcessorInfo"]["SupportedArchitectures"] == ["arm64"]
    assert kind["VCpuInfo"]["DefaultVCpus"] == 2
    assert kind["MemoryInfo"]["SizeInMiB"] == 8192
    pages = ec2.get_paginator("describe_instance_types").paginate(PaginationConfig={"PageSize": 100})
    assert len({t["InstanceType"] for page in pages for t in page["InstanceTypes"]}) > 100
    code, _ = refusal(ec2.describe_instance_types, InstanceTypes=["t9.huge"])
    assert code == "InvalidInstanceType"
    offers = ec2.describe_instance_type_offerings(
        LocationType="availability-zone",
        Filters=[{"Name": "instance-type", "Values": ["m4.large"]}],
    )["InstanceTypeOfferings"]
    assert [offer["Location"] for offer in offers] == ["sa-east-1a", "sa-east-1b"]


def test_keeps_key_pairs(ec2):
    made = ec2.create_key_pair(KeyName="judge", KeyType="ed25519")
    assert made["KeyMaterial"].startswith("-----BEGIN")
    shown = ec2.describe_key_pairs(KeyNames=["judge"])["KeyPairs"][0]
    assert shown["KeyPairId"] == made["KeyPairId"]
    assert refusal(ec2.create_key_pair, KeyName="judge")[0] == "InvalidKeyPair.Duplicate"
    imported = ec2.import_key_pair(KeyName="outra", PublicKeyMaterial=b"ssh-ed25519 AAAA judge")
    assert imported["KeyName"] == "outra"
    ec2.delete_key_pair(KeyName="judge")
    assert refusal(ec2.describe_key_pairs, KeyNames=["judge"])[0] == "InvalidKeyPair.NotFound"


def test_changes_tags_of_several_things_at_once(ec2):
    server = ec2.describe_instances(MaxResults=5)["Reservations"][0]["Instances"][0]
    volume = server["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]

    ec2.create_tags(
        Resources=[server["InstanceId"], volume], Tags=[{"Key": "Custo", "Value": "a & b <c>"}]
    )
    tags = ec2.describe_tags(Filters=[{"Name": "key", "Values": ["Custo"]}])["Tags"]
    assert {tag["ResourceType"] for tag in tags} == {"instance", "volume"}
    assert {tag["Value"] for tag in tags} == {"a & b <c>"}
    ec2.delete_tags(Resources=[volume], Tags=[{"Key": "Custo"}])
    tags = ec2.describe_tags(Filters=[{"Name": "key", "Values": ["Custo"]}])["Tags"]
    assert [tag["ResourceId"] for tag in tags] == [server["InstanceId"]]


def test_answers_what_it_does_not_know_with_an_error_of_aws(aws, ec2):
    code, response = refusal(ec2.describe_fleets)
    assert code == "InvalidAction"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    code, _ = refusal(aws.admin("dynamodb", ACCOUNT).list_tables)
    assert code == "UnknownOperationException"


@pytest.mark.parametrize(
    ("service", "call", "code", "status"),
    [
        ("elasticache", "describe_cache_clusters", "UnknownOperationException", 404),  # query
        ("cloudfront", "list_distributions", "UnknownOperationException", 404),  # rest-xml
        ("s3", "list_buckets", "UnknownOperationException", 404),
        ("lambda", "list_functions", "UnknownOperationException", 404),  # rest-json
        ("eks", "list_clusters", "UnknownOperationException", 404),
        ("backup", "list_backup_vaults", "UnknownOperationException", 404),
        ("athena", "list_work_groups", "UnknownOperationException", 404),  # json
        # Signs with the name of sesv2, which is there, and asks with forms.
        ("ses", "list_identities", "InvalidAction", 400),
    ],
)
def test_refuses_services_that_are_absent_in_their_own_protocol(aws, service, call, code, status):
    seen, response = refusal(getattr(aws.admin(service, ACCOUNT, "us-east-1"), call))

    assert seen == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert "<" not in response["Error"]["Message"]
    assert response["Error"]["Message"] != ""


def test_throttles_with_the_buckets_that_aws_publishes(start_aws):
    # Its own time all but stands, so that no machine is too slow for it: 50 tokens are there, 10
    # more come each second.
    aws = start_aws(ESTATE, "--speed", "0.001")
    ec2 = aws.admin("ec2", ACCOUNT)

    def answered(calls):
        codes = []
        for _ in range(calls):
            try:
                ec2.describe_instances()
                codes.append("")
            except botocore.exceptions.ClientError as error:
                codes.append(error.response["Error"]["Code"])
        assert set(codes) <= {"", "RequestLimitExceeded"}
        return codes.count("")

    assert answered(60) == 50
    assert len(aws.control("GET", "calls?code=RequestLimitExceeded")["calls"]) == 10
    aws.advance(1)
    assert answered(15) == 10


def test_retries_throttles_as_boto3_does(aws):
    rule = aws.control("POST", "faults", {"kind": "throttle", "action": "DescribeVpcs", "times": 2})
    patient = aws.admin(
        "ec2", ACCOUNT, retries={"total_max_attempts": 4, "mode": "standard"}
    )

    reply = patient.describe_vpcs()

    assert reply["ResponseMetadata"]["RetryAttempts"] == 2
    faults = aws.control("GET", "faults")["faults"]
    assert next(f for f in faults if f["id"] == rule["id"])["hits"] == 2
    aws.control("DELETE", f"faults/{rule['id']}")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", botocore.exceptions.ConnectionClosedError),
        ("truncate", botocore.parsers.ResponseParserError),
        ("hang", botocore.exceptions.ReadTimeoutError),
        ("garbage", botocore.parsers.ResponseParserError),
    ],
)
def test_spoils_answers_on_request(aws, kind, error):
    aws.control("POST", "faults", {"kind": kind, "action": "DescribeSubnets", "times": 1})
    client = aws.admin("ec2", ACCOUNT, read_timeout=2)

    with pytest.raises(error):
        client.describe_subnets()

    assert len(client.describe_subnets()["Subnets"]) == 3
    aws.control("DELETE", "faults")


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("error_500", "InternalError", 500),
        ("error_503", "Unavailable", 503),
        ("lost_answer", "InternalError", 500),
        ("html", "502", 502),
    ],
)
def test_fails_on_request(aws, kind, code, status):
    aws.control("POST", "faults", {"kind": kind, "action": "DescribeSubnets", "times": 1})

    seen, response = refusal(aws.admin("ec2", ACCOUNT).describe_subnets)

    assert seen == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    aws.control("DELETE", "faults")


def test_loses_a_whole_region(aws, ec2):
    aws.control("POST", "faults", {"kind": "outage", "region": "eu-west-1"})

    with pytest.raises(botocore.exceptions.HTTPClientError):
        aws.admin("ec2", ACCOUNT, "eu-west-1").describe_instances()
    assert len(ec2.describe_vpcs()["Vpcs"]) == 1
    aws.control("DELETE", "faults")
