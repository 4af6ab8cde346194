"""The price list of the simulated AWS, judged by boto3 and the AWS command line.

The prices are simulated; what is judged is that they are told as AWS's price list tells its own."""

import decimal
import json
import os
import subprocess
import sys

import pytest
from conftest import keys_of, refusal

D = decimal.Decimal
ACCOUNT = "210987654321"


@pytest.fixture(scope="module")
def aws(start_aws):
    started = start_aws({"accounts": [{"id": ACCOUNT, "name": "Loja"}]})
    started.control("POST", "throttling", {"enabled": False})
    return started


@pytest.fixture(scope="module")
def pricing(aws):
    return aws.admin("pricing", ACCOUNT, "us-east-1")


def term(field, value, kind="TERM_MATCH"):
    return {"Type": kind, "Field": field, "Value": value}


LARGE = [
    term("regionCode", "us-east-1"),
    term("instanceType", "m5.large"),
    term("operatingSystem", "Linux"),
    term("tenancy", "Shared"),
    term("capacitystatus", "Used"),
    term("preInstalledSw", "NA"),
]


def products(pricing, *filters, service="AmazonEC2", **more):
    pages = pricing.get_paginator("get_products").paginate(
        ServiceCode=service, Filters=list(filters), **more
    )
    return [json.loads(text) for page in pages for text in page["PriceList"]]


def hourly(product):
    (offer,) = product["terms"]["OnDemand"].values()
    (rate,) = offer["priceDimensions"].values()
    return D(rate["pricePerUnit"]["USD"])


def test_one_server_has_one_price(pricing):
    (product,) = products(pricing, *LARGE)
    assert product["serviceCode"] == "AmazonEC2"
    assert product["product"]["productFamily"] == "Compute Instance"
    shown = product["product"]["attributes"]
    assert (shown["vcpu"], shown["memory"], shown["normalizationSizeFactor"]) == ("2", "8 GiB", "4")
    assert (shown["usagetype"], shown["operation"]) == ("BoxUsage:m5.large", "RunInstances")
    assert shown["location"] == "US East (N. Virginia)"
    assert hourly(product) == D("0.096")
    assert product["version"]
    assert product["publicationDate"].endswith("Z")


def test_terms_are_written_as_aws_writes_them(pricing):
    (product,) = products(pricing, *LARGE)
    sku = product["product"]["sku"]
    assert len(sku) == 16
    ((name, offer),) = product["terms"]["OnDemand"].items()
    assert name == f"{sku}.JRTCKXETXF"
    assert (offer["sku"], offer["offerTermCode"]) == (sku, "JRTCKXETXF")
    ((code, rate),) = offer["priceDimensions"].items()
    assert code == rate["rateCode"] == f"{sku}.JRTCKXETXF.6YS6EN2CT7"
    assert (rate["unit"], rate["beginRange"], rate["endRange"]) == ("Hrs", "0", "Inf")
    assert rate["pricePerUnit"] == {"USD": "0.0960000000"}


def test_reserved_terms_cost_less_the_more_is_paid_at_once(pricing):
    (product,) = products(pricing, *LARGE)
    yearly = {}
    for offer in product["terms"]["Reserved"].values():
        conditions = offer["termAttributes"]
        assert conditions["OfferingClass"] == "standard"
        years = int(conditions["LeaseContractLength"].removesuffix("yr"))
        total = D(0)
        for rate in offer["priceDimensions"].values():
            hours = 8760 * years if rate["unit"] == "Hrs" else 1
            total += D(rate["pricePerUnit"]["USD"]) * hours
        yearly[years, conditions["PurchaseOption"]] = total / years
    assert len(yearly) == 6
    for years in (1, 3):
        none, some, all_ = (yearly[years, f"{p} Upfront"] for p in ("No", "Partial", "All"))
        assert all_ < some < none < D("0.096") * 8760
    assert yearly[1, "All Upfront"] == 479


def test_regions_systems_and_tenancies_differ(pricing):
    in_region = {
        p["product"]["attributes"]["regionCode"]: hourly(p) for p in products(pricing, *LARGE[1:])
    }
    assert len(in_region) == 34
    assert in_region["sa-east-1"] == D("0.1536")
    kinds = {
        (p["product"]["attributes"]["operatingSystem"], p["product"]["attributes"]["tenancy"]): hourly(p)
        for p in products(pricing, *LARGE[:2])
    }
    assert kinds["Windows", "Shared"] == D("0.188")
    assert kinds["Linux", "Dedicated"] == D("0.1056")
    assert len({p["product"]["sku"] for p in products(pricing, *LARGE[:2])}) == len(kinds) == 8


def test_filters_of_all_kinds(pricing):
    names = {
        p["product"]["attributes"]["instanceType"]
        for p in products(pricing, LARGE[0], *LARGE[2:], term("instanceType", "m5.", "CONTAINS"))
    }
    assert {"m5.large", "m5.metal"} <= names
    assert all(name.startswith("m5.") for name in names)
    some = products(pricing, LARGE[0], *LARGE[2:], term("instanceType", "t3.nano,t3.micro", "ANY_OF"))
    assert sorted(hourly(p) for p in some) == [D("0.0052"), D("0.0104")]
    others = products(
        pricing, *LARGE[:2], LARGE[3], term("operatingSystem", "Linux,Windows", "NONE_OF")
    )
    assert {p["product"]["attributes"]["operatingSystem"] for p in others} == {"RHEL", "SUSE"}
    assert products(pricing, *LARGE, term("colour", "red")) == []
    assert products(pricing, term("instanceType", "m5.LARGE")) == []


def test_volumes_and_addresses_are_products_too(pricing):
    (gp3,) = products(
        pricing, LARGE[0], term("volumeApiName", "gp3"), term("productFamily", "Storage")
    )
    assert hourly(gp3) == D("0.08")
    assert gp3["product"]["attributes"]["usagetype"] == "EBS:VolumeUsage.gp3"
    assert "Reserved" not in gp3["terms"]
    (idle,) = products(
        pricing, LARGE[0], term("usagetype", "PublicIPv4:IdleAddress"), service="AmazonVPC"
    )
    assert hourly(idle) == D("0.005")


def test_pages_hold_at_most_a_hundred(pricing):
    where = [term("regionCode", "us-east-1"), term("operatingSystem", "Linux"), term("tenancy", "Shared")]
    first = pricing.get_products(ServiceCode="AmazonEC2", Filters=where)
    assert len(first["PriceList"]) == 100
    assert first["FormatVersion"] == "aws_v1"
    all_ = products(pricing, *where)
    assert len(all_) == len({p["product"]["sku"] for p in all_}) > 140
    small = pricing.get_products(ServiceCode="AmazonEC2", Filters=where, MaxResults=7)
    assert len(small["PriceList"]) == 7
    token = small["NextToken"]
    code, _ = refusal(pricing.get_products, ServiceCode="AmazonEC2", NextToken=token)
    assert code == "InvalidNextTokenException"


def test_services_and_values_are_listed(pricing):
    services = pricing.describe_services()["Services"]
    assert {"AmazonEC2", "AmazonRDS", "AmazonVPC"} <= {s["ServiceCode"] for s in services}
    (ec2,) = pricing.describe_services(ServiceCode="AmazonEC2")["Services"]
    assert {"instanceType", "operatingSystem", "regionCode", "volumeType"} <= set(ec2["AttributeNames"])
    values = [
        v["Value"]
        for page in pricing.get_paginator("get_attribute_values").paginate(
            ServiceCode="AmazonEC2", AttributeName="instanceType"
        )
        for v in page["AttributeValues"]
    ]
    assert values == sorted(set(values))
    assert len(values) > 140
    systems = pricing.get_attribute_values(ServiceCode="AmazonEC2", AttributeName="operatingSystem")
    assert [v["Value"] for v in systems["AttributeValues"]] == ["Linux", "RHEL", "SUSE", "Windows"]


@pytest.mark.parametrize(
    ("operation", "question", "code"),
    [
        ("describe_services", {"ServiceCode": "AmazonMoon"}, "NotFoundException"),
        ("describe_services", {"FormatVersion": "aws_v9"}, "InvalidParameterException"),
        ("get_products", {"ServiceCode": ""}, "InvalidParameterException"),
        ("get_products", {"ServiceCode": "AmazonMoon"}, "NotFoundException"),
        (
            "get_products",
            {"ServiceCode": "AmazonEC2", "Filters": [term("vcpu", "2", "LIKE")]},
            "InvalidParameterException",
        ),
        ("get_products", {"ServiceCode": "AmazonEC2", "NextToken": "x"}, "InvalidNextTokenException"),
        (
            "get_attribute_values",
            {"ServiceCode": "AmazonEC2", "AttributeName": "colour"},
            "NotFoundException",
        ),
    ],
)
def test_wrong_questions_are_refused(pricing, operation, question, code):
    assert refusal(getattr(pricing, operation), **question)[0] == code


def test_it_answers_in_three_regions_only(aws):
    assert aws.admin("pricing", ACCOUNT, "eu-central-1").describe_services()["Services"]
    assert refusal(aws.admin("pricing", ACCOUNT, "sa-east-1").describe_services)


def test_permission_is_needed(aws):
    iam = aws.admin("iam", ACCOUNT)
    iam.create_user(UserName="ninguem")
    made = iam.create_access_key(UserName="ninguem")["AccessKey"]
    keys = keys_of(made)
    code, whole = refusal(aws.client("pricing", keys, "us-east-1").describe_services)
    assert code == "AccessDeniedException"
    assert "pricing:DescribeServices" in whole["Error"]["Message"]


def test_the_command_line_asks_too(aws):
    keys = aws.account(ACCOUNT)["admin"]
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": keys["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_access_key"],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": aws.endpoint,
    }
    command = [
        os.path.join(os.path.dirname(sys.executable), "aws"),
        *("pricing", "get-products", "--service-code", "AmazonEC2", "--output", "json", "--filters"),
        *(f"Type={f['Type']},Field={f['Field']},Value={f['Value']}" for f in LARGE),
    ]
    reply = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    (product,) = [json.loads(text) for text in reply["PriceList"]]
    assert hourly(product) == D("0.096")
