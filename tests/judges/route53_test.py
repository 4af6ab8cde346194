"""Hosted zones and records of the simulated Route 53, judged by boto3 with its paginators and its
waiter, by the AWS command line, and side by side with moto."""

import json

import boto3
import pytest
from conftest import REGION, refusal
from moto import mock_aws

OURS, OTHER = "210987654321", "310987654321"
READER = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "route53:List*", "Resource": "*"}],
}
ESTATE = {
    "accounts": [
        {
            "id": OURS,
            "name": "Aurora Loja",
            "roles": [{"name": "reader", "external_id": "xyz", "grants": READER}],
        },
        {"id": OTHER, "name": "Outra"},
    ]
}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, throttling=False)


@pytest.fixture(scope="module")
def dns(aws):
    return aws.admin("route53", OURS)


@pytest.fixture
def zone(dns, request):
    made = dns.create_hosted_zone(Name="Example.com", CallerReference=request.node.name)
    return made["HostedZone"]["Id"]


def record(name, kind="A", *values, **more):
    shape = {"Name": name, "Type": kind, "TTL": 300} | more
    return shape | {"ResourceRecords": [{"Value": v} for v in values or ("10.0.0.1",)]}


def change(dns, zone, *changes):
    return dns.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={"Changes": [{"Action": a, "ResourceRecordSet": r} for a, r in changes]},
    )["ChangeInfo"]


def listed(dns, zone):
    pages = dns.get_paginator("list_resource_record_sets").paginate(
        HostedZoneId=zone, PaginationConfig={"PageSize": 2}
    )
    return [(r["Name"], r["Type"]) for page in pages for r in page["ResourceRecordSets"]]


def test_a_new_zone_has_four_name_servers_and_its_own_records(dns, zone):
    got = dns.get_hosted_zone(Id=zone)

    assert zone.startswith("/hostedzone/Z")
    assert got["HostedZone"]["Name"] == "example.com."
    assert got["HostedZone"]["ResourceRecordSetCount"] == 2
    assert got["HostedZone"]["Config"]["PrivateZone"] is False
    assert len(got["DelegationSet"]["NameServers"]) == 4
    assert listed(dns, zone) == [("example.com.", "NS"), ("example.com.", "SOA")]


def test_a_caller_reference_makes_one_zone(dns, zone, request):
    code, _ = refusal(
        dns.create_hosted_zone, Name="example.com", CallerReference=request.node.name
    )

    assert code == "HostedZoneAlreadyExists"


def test_a_change_is_pending_until_it_is_in_sync(aws, dns, zone):
    info = change(dns, zone, ("CREATE", record("a.example.com")))
    before = dns.get_change(Id=info["Id"])["ChangeInfo"]["Status"]
    aws.advance(61)

    dns.get_waiter("resource_record_sets_changed").wait(
        Id=info["Id"], WaiterConfig={"Delay": 0, "MaxAttempts": 1}
    )

    assert (info["Status"], before) == ("PENDING", "PENDING")
    assert dns.get_change(Id=info["Id"])["ChangeInfo"]["Status"] == "INSYNC"
    assert refusal(dns.get_change, Id="C0")[0] == "NoSuchChange"


def test_records_come_in_aws_s_order_page_by_page(dns, zone):
    names = ["b.example.com", "a.b.example.com", "a.example.com", "*.example.com"]
    change(dns, zone, *[("CREATE", record(name)) for name in names])

    assert [name for name, kind in listed(dns, zone) if kind == "A"] == [
        "\\052.example.com.",
        "a.example.com.",
        "b.example.com.",
        "a.b.example.com.",
    ]
    page = dns.list_resource_record_sets(
        HostedZoneId=zone, StartRecordName="b.example.com", MaxItems="1"
    )
    assert page["ResourceRecordSets"][0]["Name"] == "b.example.com."
    assert (page["NextRecordName"], page["NextRecordType"]) == ("a.b.example.com.", "A")
    assert page["IsTruncated"] is True


def test_a_batch_is_all_or_nothing_and_tells_everything(dns, zone):
    code, whole = refusal(
        change,
        dns,
        zone,
        ("CREATE", record("good.example.com")),
        ("CREATE", record("bad.example.com", "A", "10.0.0.256")),
        ("DELETE", record("gone.example.com")),
    )

    assert code == "InvalidChangeBatch"
    assert "10.0.0.256" in whole["Error"]["Message"]
    assert "Tried to delete resource record set [name='gone.example.com.', type='A']" in (
        whole["Error"]["Message"]
    )
    assert len(listed(dns, zone)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        record("example.com", "CNAME", "x.example.org"),
        record("a.example.org"),
        record("t.example.com", "TXT", "not quoted"),
        record("m.example.com", "MX", "mail.example.com"),
        record("w.example.com", Weight=1),
        {"Name": "n.example.com", "Type": "A"},
    ],
)
def test_wrong_records_are_refused(dns, zone, wrong):
    assert refusal(change, dns, zone, ("UPSERT", wrong))[0] == "InvalidChangeBatch"


def test_a_delete_repeats_every_value(dns, zone):
    change(dns, zone, ("CREATE", record("a.example.com", "A", "10.0.0.1", "10.0.0.2")))

    code, whole = refusal(change, dns, zone, ("DELETE", record("a.example.com")))
    change(dns, zone, ("DELETE", record("a.example.com", "A", "10.0.0.2", "10.0.0.1")))

    assert code == "InvalidChangeBatch"
    assert "the values provided do not match the current values" in whole["Error"]["Message"]
    assert len(listed(dns, zone)) == 2


def test_alias_and_weighted_records_come_back_as_they_went_in(dns, zone):
    alias = {
        "Name": "al.example.com.",
        "Type": "A",
        "AliasTarget": {
            "HostedZoneId": "Z2P70J7HTTTPLU",
            "DNSName": "lb.sa-east-1.elb.amazonaws.com.",
            "EvaluateTargetHealth": True,
        },
    }
    weighted = record("w.example.com.", SetIdentifier="one", Weight=10)
    text = record("t.example.com.", "TXT", '"v=spf1 -all" "two"')

    change(dns, zone, *[("CREATE", r) for r in (alias, weighted, text)])

    got = dns.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert [r for r in got if r["Name"] != "example.com."] == [
        alias,
        text,
        weighted,
    ]


def test_only_an_empty_zone_can_be_deleted(dns, zone):
    change(dns, zone, ("CREATE", record("a.example.com")))
    code, _ = refusal(dns.delete_hosted_zone, Id=zone)
    change(dns, zone, ("DELETE", record("a.example.com")))

    assert code == "HostedZoneNotEmpty"
    dns.delete_hosted_zone(Id=zone)
    assert refusal(dns.get_hosted_zone, Id=zone)[0] == "NoSuchHostedZone"


def test_zones_are_listed_by_name_and_in_pages_for_their_account_only(aws):
    dns = aws.admin("route53", OTHER)
    for name in ("b.net", "a.net", "a.com"):
        dns.create_hosted_zone(Name=name, CallerReference=name)

    by_name = dns.list_hosted_zones_by_name()["HostedZones"]
    pages = list(
        dns.get_paginator("list_hosted_zones").paginate(PaginationConfig={"PageSize": 2})
    )

    assert [z["Name"] for z in by_name] == ["a.com.", "a.net.", "b.net."]
    assert [len(page["HostedZones"]) for page in pages] == [2, 1]
    assert dns.get_hosted_zone_count()["HostedZoneCount"] == 3
    after = dns.list_hosted_zones_by_name(DNSName="a.net", MaxItems="1")
    assert [z["Name"] for z in after["HostedZones"]] == ["a.net."]
    assert after["NextDNSName"] == "b.net."


def test_zones_are_the_same_from_every_region_and_strangers_see_none(aws, dns, zone):
    elsewhere, stranger = aws.admin("route53", OURS, "eu-west-1"), aws.admin("route53", OTHER)
    reader = aws.assume(f"arn:aws:iam::{OURS}:role/reader", "xyz", service="route53")

    assert elsewhere.get_hosted_zone(Id=zone)["HostedZone"]["Id"] == zone
    assert refusal(stranger.get_hosted_zone, Id=zone)[0] == "NoSuchHostedZone"
    assert listed(reader, zone)
    code, whole = refusal(change, reader, zone, ("CREATE", record("a.example.com")))
    assert code == "AccessDenied"
    assert "route53:ChangeResourceRecordSets" in whole["Error"]["Message"]


def test_private_zones_belong_to_a_network(dns, request):
    vpc = {"VPCRegion": REGION, "VPCId": "vpc-0123456789abcdef0"}

    made = dns.create_hosted_zone(Name="in", CallerReference=request.node.name, VPC=vpc)

    assert made["HostedZone"]["Config"]["PrivateZone"] is True
    assert "DelegationSet" not in made
    assert dns.get_hosted_zone(Id=made["HostedZone"]["Id"])["VPCs"] == [vpc]


def test_tags_are_kept(dns, zone):
    plain = zone.rsplit("/", 1)[1]
    of_zone = {"ResourceType": "hostedzone", "ResourceId": plain}
    tags = [{"Key": "Papel", "Value": "dns"}, {"Key": "x", "Value": "y"}]

    dns.change_tags_for_resource(**of_zone, AddTags=tags)
    dns.change_tags_for_resource(**of_zone, RemoveTagKeys=["x"])

    assert dns.list_tags_for_resource(**of_zone)["ResourceTagSet"]["Tags"] == tags[:1]


def test_the_command_line_lists_records(aws, zone):
    done = aws.command(
        "route53", "list-resource-record-sets", "--hosted-zone-id", zone,
        keys=aws.account(OURS)["admin"],
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert [r["Type"] for r in json.loads(done.stdout)["ResourceRecordSets"]] == ["NS", "SOA"]


def test_records_look_as_in_moto(dns):
    def shape(client):
        zone = client.create_hosted_zone(Name="same.com", CallerReference="same")["HostedZone"]["Id"]
        change(
            client,
            zone,
            ("CREATE", record("a.same.com.", "A", "10.0.0.1", "10.0.0.2")),
            ("CREATE", record("m.same.com.", "MX", "10 mail.same.com")),
        )
        sets = client.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        return [r for r in sets if r["Type"] not in ("NS", "SOA")]

    with mock_aws():
        theirs = shape(boto3.client("route53", aws_access_key_id="x", aws_secret_access_key="x"))

    assert shape(dns) == theirs


def asked(dns, zone, name, kind="A"):
    got = dns.test_dns_answer(HostedZoneId=zone, RecordName=name, RecordType=kind)
    return got["ResponseCode"], got["RecordData"]


def test_name_servers_answer_from_the_zone(dns, zone):
    change(
        dns,
        zone,
        ("CREATE", record("www.example.com", "A", "10.0.0.1", "10.0.0.2")),
        ("CREATE", record("*.example.com", "A", "10.0.0.9")),
        ("CREATE", record("loja.example.com", "CNAME", "www.example.com")),
        ("CREATE", record("a.b.example.com", "TXT", '"olá"')),
    )
    alias = {
        "Name": "app.example.com",
        "Type": "A",
        "AliasTarget": {
            "HostedZoneId": zone.removeprefix("/hostedzone/"),
            "DNSName": "www.example.com",
            "EvaluateTargetHealth": False,
        },
    }
    change(dns, zone, ("CREATE", alias))
    got = dns.test_dns_answer(HostedZoneId=zone, RecordName="WWW.example.com", RecordType="A")
    servers = dns.get_hosted_zone(Id=zone)["DelegationSet"]["NameServers"]

    assert got["RecordData"] == ["10.0.0.1", "10.0.0.2"]
    assert got["RecordName"] == "www.example.com." and got["RecordType"] == "A"
    assert got["Nameserver"].rstrip(".") in [name.rstrip(".") for name in servers]
    assert got["Protocol"] == "UDP"
    assert asked(dns, zone, "qualquer.example.com") == ("NOERROR", ["10.0.0.9"])
    assert asked(dns, zone, "loja.example.com") == ("NOERROR", ["www.example.com"])
    assert asked(dns, zone, "app.example.com") == ("NOERROR", ["10.0.0.1", "10.0.0.2"])
    assert asked(dns, zone, "www.example.com", "MX") == ("NOERROR", [])
    # Below a name that is there no wildcard from above answers.
    assert asked(dns, zone, "x.b.example.com")[0] == "NXDOMAIN"
    assert asked(dns, zone, "www.example.org")[0] == "REFUSED"
    assert refusal(asked, dns, "/hostedzone/Z00000000000000000000", "a.example.com")[0] == (
        "NoSuchHostedZone"
    )


def test_records_that_share_a_name_share_the_answers(dns, zone):
    weighted = [
        record("peso.example.com", "A", f"10.0.0.{n}") | {"SetIdentifier": str(n), "Weight": weight}
        for n, weight in ((1, 3), (2, 1), (3, 0))
    ]
    pair = [
        record("par.example.com", "A", f"10.0.1.{n}") | {"SetIdentifier": role, "Failover": role}
        for n, role in ((1, "SECONDARY"), (2, "PRIMARY"))
    ]
    change(dns, zone, *(("CREATE", each) for each in weighted + pair))

    answers = [asked(dns, zone, "peso.example.com")[1][0] for _ in range(80)]

    assert set(answers) == {"10.0.0.1", "10.0.0.2"}
    assert answers.count("10.0.0.1") > answers.count("10.0.0.2")
    assert asked(dns, zone, "par.example.com") == ("NOERROR", ["10.0.1.2"])
