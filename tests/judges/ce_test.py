"""Cost Explorer of the simulated AWS, judged by boto3 and the AWS command line.

The world begins when the server starts, so the tests read its time and count in whole days from
there. Amounts are computed here by hand from the prices of the price list; everything is exact."""

import datetime
import decimal
import json
import os
import subprocess
import sys

import pytest
from conftest import keys_of, refusal

D = decimal.Decimal
SHOP, OFFICE, QUIET = "210987654321", "345678901234", "456789012345"
REGION = "us-east-1"
NANO = D("0.000000001")


def server(**members):
    return {"age_days": 0, "public_ip": False, "root_gib": 10, **members}


ESTATE = {
    "tax_percent": "10",
    "accounts": [
        {
            "id": SHOP,
            "name": "Loja",
            "adjustments": [{"amount": "0.25", "description": "Crédito"}],
            "places": [
                {
                    "region": REGION,
                    "servers": [
                        server(name="web", type="t3.micro", tags={"Papel": "web"}),
                        server(name="job", type="m5.large", state="stopped", tags={"Papel": "job"}),
                    ],
                }
            ],
        },
        {
            "id": OFFICE,
            "name": "Escritório",
            "reserved_instances": [{"region": REGION, "type": "c5.large"}],
            "savings_plans": [{"commitment": "0.04"}],
            "places": [
                {
                    "region": REGION,
                    "servers": [
                        server(name="a", type="c5.large", zone="a"),
                        server(name="b", type="c5.large", zone="a"),
                    ],
                }
            ],
        },
        {"id": QUIET, "name": "Quieta"},
    ],
}


class Scene:
    """The world after eight days: `day` of its life is a date."""

    def __init__(self, aws):
        self.aws = aws
        aws.control("POST", "throttling", {"enabled": False})
        start = datetime.datetime.fromisoformat(aws.control("GET", "time")["now"])
        self.born = start
        ec2 = aws.admin("ec2", SHOP, REGION)
        self.ids = {
            next(t["Value"] for t in i["Tags"] if t["Key"] == "Name"): i["InstanceId"]
            for r in ec2.describe_instances()["Reservations"]
            for i in r["Instances"]
        }
        aws.control("POST", "pace", {"pending_s": [10, 10], "stopping_s": [10, 10]})
        # 90 seconds of the job's server, then 30, for which a minute is charged.
        for running in (90, 30):
            ec2.start_instances(InstanceIds=[self.ids["job"]])
            aws.advance(10)  # Now it runs.
            aws.advance(running)
            ec2.stop_instances(InstanceIds=[self.ids["job"]])
            aws.advance(100)
        aws.advance(8 * 86400)

    def day(self, number):
        return (self.born + datetime.timedelta(days=number)).date().isoformat()

    def now(self):
        return datetime.datetime.fromisoformat(self.aws.control("GET", "time")["now"])

    def everything(self):
        """From the first of the month, where fees and taxes of the month stand."""
        return {"Start": self.day(0)[:8] + "01", "End": self.day(8)}


@pytest.fixture(scope="module")
def scene(start_aws):
    # From the third of a month at noon on, and time stands still but for what the tests move.
    aws = start_aws({"accounts": []})
    first = datetime.datetime.fromisoformat(aws.control("GET", "time")["now"])
    months = (first.year * 12 + first.month, 3)
    later = datetime.datetime(
        months[0] // 12, months[0] % 12 + 1, 3, 12, tzinfo=datetime.UTC
    )
    aws.control("POST", "time", {"to": later.isoformat().replace("+00:00", "Z"), "speed": 1e-9})
    for account in ESTATE["accounts"]:
        made = aws.control("POST", "accounts", account)
        aws.credentials["accounts"].append(made)
    aws.control("POST", "billing", {"tax_percent": ESTATE["tax_percent"]})
    return Scene(aws)


def costs(client, scene, metric="UnblendedCost", granularity="MONTHLY", **more):
    more.setdefault("TimePeriod", scene.everything())
    return client.get_cost_and_usage(Granularity=granularity, Metrics=[metric], **more)


def by_key(reply, metric="UnblendedCost"):
    """{keys: amount} of a reply with one period."""
    (result,) = reply["ResultsByTime"]
    return {
        tuple(group["Keys"]): D(group["Metrics"][metric]["Amount"]) for group in result["Groups"]
    }


def group(key, kind="DIMENSION"):
    return {"Type": kind, "Key": key}


def dimension(key, *values):
    return {"Dimensions": {"Key": key, "Values": list(values)}}


def known_hours(scene):
    """Whole hours that Cost Explorer knows: up to a day ago."""
    now = scene.now().replace(minute=0, second=0, microsecond=0)
    return int((now - scene.born).total_seconds() // 3600) - 24


@pytest.fixture(scope="module")
def shop(scene):
    return scene.aws.admin("ce", SHOP)


@pytest.fixture(scope="module")
def office(scene):
    return scene.aws.admin("ce", OFFICE)


def test_servers_cost_by_the_second_and_at_least_a_minute(scene, shop):
    usage = by_key(
        costs(shop, scene, "UsageQuantity", GroupBy=[group("USAGE_TYPE")]), "UsageQuantity"
    )
    assert usage["BoxUsage:m5.large",] == (D(90) / 3600).quantize(NANO) + (D(60) / 3600).quantize(NANO)
    assert usage["BoxUsage:t3.micro",] == known_hours(scene)

    paid = by_key(costs(shop, scene, GroupBy=[group("USAGE_TYPE")]))
    assert paid["BoxUsage:m5.large",] == D("0.0024") + D("0.0016")  # 0.096 × 90, 60 ÷ 3600
    assert paid["BoxUsage:t3.micro",] == D("0.0104") * known_hours(scene)


def test_volumes_cost_whether_the_server_runs_or_not(scene, shop):
    paid = by_key(costs(shop, scene, GroupBy=[group("SERVICE")]))
    first = datetime.date.fromisoformat(scene.day(0)).replace(day=1)
    following = (first + datetime.timedelta(days=32)).replace(day=1)
    month_hours = (following - first).days * 24
    an_hour = (D("0.8") / month_hours).quantize(NANO, decimal.ROUND_HALF_UP)  # 10 GB of gp3
    assert paid["EC2 - Other",] == 2 * an_hour * known_hours(scene)


def test_every_grouping_adds_up_to_the_total(scene, shop):
    for metric in ("UnblendedCost", "AmortizedCost", "UsageQuantity", "NetUnblendedCost"):
        total = D(costs(shop, scene, metric)["ResultsByTime"][0]["Total"][metric]["Amount"])
        for keys in (["SERVICE"], ["USAGE_TYPE", "RECORD_TYPE"], ["REGION"], ["INSTANCE_TYPE"]):
            reply = costs(shop, scene, metric, GroupBy=[group(key) for key in keys])
            assert sum(by_key(reply, metric).values()) == total
            assert not reply["ResultsByTime"][0].get("Total")
        daily = costs(shop, scene, metric, "DAILY")["ResultsByTime"]
        assert len(daily) == 10
        assert sum(D(day["Total"][metric]["Amount"]) for day in daily) == total


def test_reserved_instances_come_before_savings_plans(scene, office):
    paid = by_key(costs(office, scene, GroupBy=[group("RECORD_TYPE")]))
    hours = known_hours(scene)
    assert paid["DiscountedUsage",] == 0
    assert paid["Recurring",] == D("0.0536") * hours  # 0.085 × (1 − 0.37) in steps of 0.0001
    assert paid["SavingsPlanRecurringFee",] == D("0.04") * hours
    assert paid["SavingsPlanCoveredUsage",] == -paid["SavingsPlanNegation",]
    # 0.085 × (1 − 0.27) = 0.0621 an hour: 0.04 pays for 0.644 of an hour.
    an_hour = (D("0.085") * D("0.04") / D("0.0621")).quantize(NANO, decimal.ROUND_HALF_UP)
    assert paid["SavingsPlanCoveredUsage",] == an_hour * hours

    spread = by_key(costs(office, scene, "AmortizedCost", GroupBy=[group("RECORD_TYPE")]), "AmortizedCost")
    assert spread["DiscountedUsage",] == D("0.0536") * hours
    assert spread["Recurring",] == 0
    assert spread["SavingsPlanCoveredUsage",] == D("0.04") * hours
    assert spread["SavingsPlanRecurringFee",] == 0
    assert spread["SavingsPlanNegation",] == 0


def test_credits_and_tax_are_lines_of_their_own(scene, shop):
    paid = by_key(costs(shop, scene, GroupBy=[group("RECORD_TYPE")]))
    assert paid["Credit",] == D("-0.25")
    assert paid["Tax",] == ((paid["Usage",] - D("0.25")) / 10).quantize(NANO, decimal.ROUND_HALF_UP)
    assert by_key(costs(shop, scene, GroupBy=[group("SERVICE")]))["Tax",] == paid["Tax",]


def test_tags_group_and_filter(scene, shop):
    by_tag = by_key(costs(shop, scene, GroupBy=[group("Papel", "TAG"), group("INSTANCE_TYPE")]))
    assert by_tag["Papel$web", "t3.micro"] == D("0.0104") * known_hours(scene)
    assert ("Papel$", "NoInstanceType") in by_tag
    only = costs(shop, scene, Filter={"Tags": {"Key": "Papel", "Values": ["job"]}})
    assert D(only["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"]) == D("0.004")
    assert shop.get_tags(TimePeriod=scene.everything())["Tags"] == ["Name", "Papel"]
    values = shop.get_tags(TimePeriod=scene.everything(), TagKey="Papel")
    assert values["Tags"] == ["", "job", "web"]
    assert values["TotalSize"] == 3


def test_filters_nest(scene, shop):
    wanted = {
        "And": [
            dimension("SERVICE", "Amazon Elastic Compute Cloud - Compute"),
            {"Not": dimension("INSTANCE_TYPE", "t3.micro")},
            {"Or": [dimension("RECORD_TYPE", "Usage"), dimension("RECORD_TYPE", "Tax")]},
        ]
    }
    total = costs(shop, scene, Filter=wanted)["ResultsByTime"][0]["Total"]["UnblendedCost"]
    assert total == {"Amount": "0.004", "Unit": "USD"}
    nothing = costs(shop, scene, Filter=dimension("REGION", "sa-east-1"))["ResultsByTime"][0]
    assert nothing["Total"]["UnblendedCost"]["Amount"] == "0"


def test_units_are_told_only_where_they_agree(scene, shop):
    whole = costs(shop, scene, "UsageQuantity")["ResultsByTime"][0]["Total"]["UsageQuantity"]
    assert whole["Unit"] == "N/A"
    hours = costs(
        shop, scene, "UsageQuantity", Filter=dimension("USAGE_TYPE", "BoxUsage:t3.micro")
    )["ResultsByTime"][0]["Total"]["UsageQuantity"]
    assert hours == {"Amount": str(known_hours(scene)), "Unit": "Hrs"}


def test_data_is_a_day_late_and_estimated_until_the_month_is_final(scene, shop):
    now = scene.now()
    daily = costs(
        shop,
        scene,
        "UsageQuantity",
        "DAILY",
        TimePeriod={"Start": scene.day(0), "End": (now.date() + datetime.timedelta(days=1)).isoformat()},
        Filter=dimension("USAGE_TYPE", "BoxUsage:t3.micro"),
    )["ResultsByTime"]
    amounts = [day["Total"]["UsageQuantity"]["Amount"] for day in daily]
    assert amounts[0] == "12"
    assert amounts[1] == "24"
    assert amounts[-1] == "0"  # Today: nothing is known of it.
    assert D(amounts[-2]) == now.hour  # Of yesterday as much as the day has hours.
    assert all(day["Estimated"] for day in daily)


def test_hours_are_told_for_fourteen_days(scene, shop):
    begin = scene.born + datetime.timedelta(hours=1)
    period = {
        "Start": begin.strftime("%Y-%m-%dT%H:00:00Z"),
        "End": (begin + datetime.timedelta(hours=3)).strftime("%Y-%m-%dT%H:00:00Z"),
    }
    hourly = costs(
        shop, scene, "UnblendedCost", "HOURLY", TimePeriod=period, GroupBy=[group("INSTANCE_TYPE")]
    )["ResultsByTime"]
    assert [hour["TimePeriod"]["Start"][11:13] for hour in hourly] == ["13", "14", "15"]
    assert hourly[0]["Groups"][1]["Keys"] == ["t3.micro"]
    assert hourly[0]["Groups"][1]["Metrics"]["UnblendedCost"]["Amount"] == "0.0104"


def test_pages_go_on_where_the_last_one_ended(scene):
    # By day, usage type and resource's tag the panel's account sees more than a page.
    payer = scene.aws.client("ce", scene.aws.credentials["panel"]["admin"])
    servers = [server(name="n-{n}", count=150, type="t3.nano", age_days=9, tags={"Dono": "d{n}"})]
    scene.aws.control(
        "POST", "places", {"account": QUIET, "region": REGION, "servers": servers}
    )
    question = {
        "TimePeriod": scene.everything(),
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [group("Name", "TAG"), group("USAGE_TYPE")],
    }
    first = payer.get_cost_and_usage(**question)
    assert "NextPageToken" in first
    seen, total, reply = [], D(0), first
    while True:
        for result in reply["ResultsByTime"]:
            for entry in result["Groups"]:
                seen.append((result["TimePeriod"]["Start"], *entry["Keys"]))
                total += D(entry["Metrics"]["UnblendedCost"]["Amount"])
        if "NextPageToken" not in reply:
            break
        reply = payer.get_cost_and_usage(**question, NextPageToken=reply["NextPageToken"])
    assert len(seen) == len(set(seen)) > 1000
    whole = costs(payer, scene)["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"]
    assert total == D(whole)
    changed = {**question, "Metrics": ["AmortizedCost"]}
    code, _ = refusal(payer.get_cost_and_usage, **changed, NextPageToken=first["NextPageToken"])
    assert code == "InvalidNextTokenException"


def test_the_account_that_pays_sees_all_others_only_themselves(scene, shop, office):
    payer = scene.aws.client("ce", scene.aws.credentials["panel"]["admin"])
    reply = costs(payer, scene, GroupBy=[group("LINKED_ACCOUNT")])
    sums = by_key(reply)
    assert {SHOP, OFFICE} <= {key[0] for key in sums}
    assert {"Value": SHOP, "Attributes": {"description": "Loja"}} in reply["DimensionValueAttributes"]
    for client, account in ((shop, SHOP), (office, OFFICE)):
        own = by_key(costs(client, scene, GroupBy=[group("LINKED_ACCOUNT")]))
        assert own == {(account,): sums[account,]}


def test_values_of_dimensions_are_listed_and_searched(scene, shop):
    types = shop.get_dimension_values(TimePeriod=scene.everything(), Dimension="INSTANCE_TYPE")
    assert [value["Value"] for value in types["DimensionValues"]] == ["m5.large", "t3.micro"]
    found = shop.get_dimension_values(
        TimePeriod=scene.everything(), Dimension="USAGE_TYPE", SearchString="boxusage", MaxResults=1
    )
    assert (found["ReturnSize"], found["TotalSize"]) == (1, 2)
    second = shop.get_dimension_values(
        TimePeriod=scene.everything(),
        Dimension="USAGE_TYPE",
        SearchString="boxusage",
        MaxResults=1,
        NextPageToken=found["NextPageToken"],
    )
    assert [value["Value"] for value in second["DimensionValues"]] == ["BoxUsage:t3.micro"]


def test_reservations_and_plans_tell_how_they_are_used(scene, office):
    period = {"TimePeriod": {"Start": scene.day(1), "End": scene.day(6)}}
    total = office.get_reservation_utilization(**period, Granularity="MONTHLY")["Total"]
    assert total["UtilizationPercentage"] == "100"
    assert (total["PurchasedHours"], total["UnusedHours"]) == ("120", "0")
    assert D(total["NetRISavings"]) == (D("0.085") - D("0.0536")) * 120
    covered = office.get_reservation_coverage(**period, GroupBy=[group("INSTANCE_TYPE")])
    (only,) = covered["CoveragesByTime"][0]["Groups"]
    assert only["Attributes"] == {"instanceType": "c5.large"}
    assert only["Coverage"]["CoverageHours"]["CoverageHoursPercentage"] == "50"

    plans = office.get_savings_plans_utilization(**period, Granularity="DAILY")
    assert plans["Total"]["Utilization"]["TotalCommitment"] == "4.8"
    assert len(plans["SavingsPlansUtilizationsByTime"]) == 5
    assert plans["Total"]["Utilization"]["UtilizationPercentage"] == "100"
    (data,) = office.get_savings_plans_coverage(**period, Granularity="MONTHLY")["SavingsPlansCoverages"]
    assert D(data["Coverage"]["TotalCost"]) == D("0.085") * 120
    assert refusal(scene.aws.admin("ce", QUIET).get_savings_plans_utilization, **period)[0] == (
        "DataUnavailableException"
    )


def test_savings_plans_are_described_as_they_were_bought(scene, office):
    plans = scene.aws.admin("savingsplans", OFFICE, region="us-east-1")
    (plan,) = plans.describe_savings_plans()["savingsPlans"]
    start = datetime.datetime.fromisoformat(plan["start"].replace("Z", "+00:00"))
    end = datetime.datetime.fromisoformat(plan["end"].replace("Z", "+00:00"))

    assert plan["savingsPlanType"] == "Compute" and plan["state"] == "active"
    assert D(plan["commitment"]) == D("0.04")
    assert D(plan["upfrontPaymentAmount"]) == 0
    assert D(plan["recurringPaymentAmount"]) == D("0.04")
    assert plan["paymentOption"] == "No Upfront" and plan["currency"] == "USD"
    assert plan["savingsPlanArn"].endswith("savingsplan/" + plan["savingsPlanId"])
    assert plan["termDurationInSeconds"] == 365 * 86_400
    assert (end - start).total_seconds() == plan["termDurationInSeconds"] - 1
    # What Cost Explorer counts as committed is the commitment of each hour of a whole day.
    day = scene.day(1), scene.day(2)
    period = {"TimePeriod": {"Start": day[0], "End": day[1]}}
    used = office.get_savings_plans_utilization(**period)["Total"]["Utilization"]
    assert D(used["TotalCommitment"]) == 24 * D(plan["commitment"])


def test_the_forecast_is_the_average_of_the_days_that_are_known(scene, shop):
    today = scene.now().date()
    period = {"Start": today.isoformat(), "End": (today + datetime.timedelta(days=5)).isoformat()}
    forecast = shop.get_cost_forecast(
        TimePeriod=period,
        Metric="UNBLENDED_COST",
        Granularity="DAILY",
        Filter=dimension("USAGE_TYPE", "BoxUsage:t3.micro"),
        PredictionIntervalLevel=80,
    )
    days = [D(day["MeanValue"]) for day in forecast["ForecastResultsByTime"]]
    assert len(days) == 5
    assert len(set(days)) == 1
    assert D(forecast["Total"]["Amount"]) == sum(days)
    assert D("0.2") < days[0] < D("0.2496")  # Of the first day only a half was there.


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"TimePeriod": {"Start": "2020-01-01", "End": "2020-02-01"}}, "beyond 14 months"),
        ({"TimePeriod": {"Start": "day 3", "End": "day 3"}}, "should be before end date"),
        ({"TimePeriod": {"Start": "day 0", "End": "day 60"}}, "past the beginning of next month"),
        ({"TimePeriod": {"Start": "day 0T00:00:00Z", "End": "day 1T00:00:00Z"}}, "Invalid date"),
        ({"Granularity": "WEEKLY"}, "Invalid granularity"),
        ({"Metrics": ["Cost"]}, "Invalid metric"),
        ({"GroupBy": [group("COLOUR")]}, "Invalid dimension"),
        ({"GroupBy": [group("SERVICE")] * 3}, "at most 2"),
        ({"Filter": {}}, "exactly one root"),
        ({"Filter": {**dimension("REGION", "x"), "Not": dimension("AZ", "y")}}, "exactly one root"),
        ({"Filter": dimension("COLOUR", "red")}, "Invalid dimension"),
    ],
)
def test_wrong_questions_are_told_what_is_wrong(scene, shop, change, words):
    question = {
        "TimePeriod": scene.everything(),
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost"],
        **change,
    }
    question["TimePeriod"] = {
        key: scene.day(int(text[4:].split("T")[0])) + text[4:].partition("T")[1] + text[4:].partition("T")[2]
        if text.startswith("day ")
        else text
        for key, text in question["TimePeriod"].items()
    }
    code, whole = refusal(shop.get_cost_and_usage, **question)
    assert code == "ValidationException"
    assert words in whole["Error"]["Message"]
    assert whole["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_hours_of_long_ago_are_refused(scene, shop):
    begin = scene.born - datetime.timedelta(days=10)
    period = {
        "Start": begin.strftime("%Y-%m-%dT%H:00:00Z"),
        "End": scene.born.strftime("%Y-%m-%dT%H:00:00Z"),
    }
    code, whole = refusal(costs, shop, scene, granularity="HOURLY", TimePeriod=period)
    assert code == "ValidationException"
    assert "14 days" in whole["Error"]["Message"]


def test_permission_and_access_are_needed(scene):
    aws = scene.aws
    iam = aws.admin("iam", QUIET)
    iam.create_user(UserName="ninguem")
    made = iam.create_access_key(UserName="ninguem")["AccessKey"]
    keys = keys_of(made)
    code, whole = refusal(costs, aws.client("ce", keys), scene)
    assert code == "AccessDeniedException"
    assert "ce:GetCostAndUsage" in whole["Error"]["Message"]

    quiet = aws.admin("ce", QUIET)
    for state, code in (
        ("not_enabled", "AccessDeniedException"),
        ("denied", "AccessDeniedException"),
        ("preparing", "DataUnavailableException"),
    ):
        aws.control("POST", "billing", {"account": QUIET, "cost_explorer": state})
        assert refusal(costs, quiet, scene)[0] == code
    aws.control("POST", "billing", {"account": QUIET, "cost_explorer": "enabled"})
    assert costs(quiet, scene)["ResultsByTime"]


def test_reserved_instances_are_bought_and_listed(scene):
    ec2 = scene.aws.admin("ec2", QUIET, REGION)
    pages = ec2.get_paginator("describe_reserved_instances_offerings").paginate(
        InstanceType="m5.large", ProductDescription="Linux/UNIX", OfferingType="All Upfront"
    )
    offers = [o for page in pages for o in page["ReservedInstancesOfferings"] if o["Scope"] == "Region"]
    assert sorted((o["Duration"], o["FixedPrice"]) for o in offers) == [
        (31536000, 479.0),  # 0.096 × 0.57 = 0.0547 an hour
        (94608000, 933.0),  # 0.096 × 0.37 = 0.0355 an hour
    ]
    offer = next(o for o in offers if o["Duration"] == 31536000)["ReservedInstancesOfferingId"]
    bought = ec2.purchase_reserved_instances_offering(ReservedInstancesOfferingId=offer, InstanceCount=2)
    (listed,) = ec2.describe_reserved_instances()["ReservedInstances"]
    assert listed["ReservedInstancesId"] == bought["ReservedInstancesId"]
    assert (listed["InstanceCount"], listed["State"], listed["OfferingType"]) == (2, "active", "All Upfront")
    assert scene.aws.admin("ec2", SHOP, REGION).describe_reserved_instances()["ReservedInstances"] == []
    assert refusal(
        ec2.purchase_reserved_instances_offering, ReservedInstancesOfferingId="x", InstanceCount=1
    )[0] == "InvalidReservedInstancesOfferingId.NotFound"


def test_a_token_of_offerings_is_good_for_one_question(scene):
    ec2 = scene.aws.admin("ec2", QUIET, REGION)
    ask = ec2.describe_reserved_instances_offerings
    token = ask(MinDuration=40000000, MaxResults=5)["NextToken"]
    assert ask(MinDuration=40000000, NextToken=token)["ReservedInstancesOfferings"]
    for other in ({}, {"MinDuration": 1}, {"MinDuration": 40000000, "OfferingClass": "standard"}):
        assert refusal(ask, **other, NextToken=token)[0] == "InvalidParameterValue"


def test_the_command_line_asks_too(scene):
    keys = scene.aws.account(SHOP)["admin"]
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": keys["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_access_key"],
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": scene.aws.endpoint,
    }
    command = [
        os.path.join(os.path.dirname(sys.executable), "aws"),
        *("ce", "get-cost-and-usage", "--granularity", "MONTHLY", "--metrics", "UnblendedCost"),
        *("--time-period", f"Start={scene.day(0)},End={scene.day(8)}"),
        *("--group-by", "Type=DIMENSION,Key=INSTANCE_TYPE", "--output", "json"),
    ]
    reply = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert by_key(reply)["m5.large",] == D("0.004")


def test_bill_files_have_the_same_total(scene):
    import csv
    import urllib.request

    payer = scene.aws.client("ce", scene.aws.credentials["panel"]["admin"])
    month = scene.day(0)[:7]
    first = datetime.date.fromisoformat(month + "-01")
    period = {
        "Start": first.isoformat(),
        "End": (first + datetime.timedelta(days=32)).replace(day=1).isoformat(),
    }
    totals = payer.get_cost_and_usage(
        TimePeriod=period, Granularity="MONTHLY", Metrics=["UnblendedCost", "AmortizedCost"]
    )["ResultsByTime"][0]["Total"]
    unblended, amortized = (D(totals[m]["Amount"]) for m in ("UnblendedCost", "AmortizedCost"))

    def rows(**query):
        text = "&".join(f"{k}={v}" for k, v in query.items())
        with urllib.request.urlopen(f"{scene.aws.endpoint}/_simcloud/bill.csv?{text}") as reply:
            return list(csv.DictReader(reply.read().decode().splitlines()))

    focus = rows(month=month, format="focus")
    assert sum(D(row["BilledCost"]) for row in focus) == unblended
    assert sum(D(row["EffectiveCost"]) for row in focus) == amortized
    assert {row["ChargeCategory"] for row in focus} == {"Usage", "Purchase", "Tax", "Credit"}
    for grain in ("daily", "hourly"):
        report = rows(month=month, format="cur", grain=grain)
        assert sum(D(row["lineItem/UnblendedCost"]) for row in report) == unblended
    assert {"RIFee", "SavingsPlanNegation", "Tax", "Credit"} <= {
        row["lineItem/LineItemType"] for row in report
    }
    assert "web" in {row["resourceTags/user:Papel"] for row in report}


def test_savings_plans_are_filtered_and_paged(scene):
    plans = scene.aws.admin("savingsplans", QUIET, region="us-east-1")
    for commitment in ("1.5", "2.5", "3.5"):
        scene.aws.control(
            "POST",
            "savings-plans",
            {"account": QUIET, "commitment": commitment, "kind": "EC2Instance", "family": "m5",
             "region": REGION, "payment": "All Upfront", "years": 3},
        )

    first = plans.describe_savings_plans(maxResults=2)
    second = plans.describe_savings_plans(maxResults=2, nextToken=first["nextToken"])
    every = first["savingsPlans"] + second["savingsPlans"]

    def among(*filters, **more):
        shown = plans.describe_savings_plans(
            filters=[{"name": n, "values": list(v)} for n, *v in filters], **more
        )
        return [D(plan["commitment"]) for plan in shown["savingsPlans"]]

    assert [D(plan["commitment"]) for plan in every] == [D("1.5"), D("2.5"), D("3.5")]
    assert "nextToken" not in second
    assert {(p["ec2InstanceFamily"], p["region"], p["paymentOption"]) for p in every} == {
        ("m5", REGION, "All Upfront")
    }
    assert D(every[0]["upfrontPaymentAmount"]) == D("1.5") * 3 * 365 * 24
    assert D(every[0]["recurringPaymentAmount"]) == 0
    assert among(("commitment", "2.5")) == [D("2.5")]
    assert among(("ec2-instance-family", "c5")) == []
    assert among(states=["retired"]) == []
    assert among(savingsPlanIds=[every[2]["savingsPlanId"]]) == [D("3.5")]
    assert refusal(plans.describe_savings_plans, filters=[{"name": "cor", "values": ["azul"]}])[0] == (
        "ValidationException"
    )
    assert refusal(plans.describe_savings_plans, nextToken="nada")[0] == "ValidationException"
    other = scene.aws.admin("savingsplans", SHOP, region="us-east-1")
    assert other.describe_savings_plans()["savingsPlans"] == []


def test_a_savings_plan_tells_its_rates(scene):
    plans = scene.aws.admin("savingsplans", QUIET, region="us-east-1")
    made = scene.aws.control(
        "POST",
        "savings-plans",
        {"account": QUIET, "commitment": "4.5", "kind": "EC2Instance", "family": "m5",
         "region": REGION, "payment": "No Upfront", "years": 1},
    )
    ours = [p for p in plans.describe_savings_plans()["savingsPlans"] if D(p["commitment"]) == D("4.5")]
    plan = ours[0]["savingsPlanId"]

    def rates(*filters, **more):
        return plans.describe_savings_plan_rates(
            savingsPlanId=plan,
            filters=[{"name": n, "values": list(v)} for n, *v in filters],
            **more,
        )

    everything = rates()["searchResults"]
    (one,) = rates(("instanceType", "m5.large"), ("productDescription", "Linux/UNIX"))[
        "searchResults"
    ]
    first = rates(maxResults=3)
    rest = rates(maxResults=1000, nextToken=first["nextToken"])

    assert made
    told = {p["name"]: p["value"] for p in one["properties"]}
    assert told["region"] == REGION
    assert told["instanceFamily"] == "m5"
    assert one["usageType"].endswith("BoxUsage:m5.large")
    assert (one["currency"], one["unit"]) == ("USD", "Hrs")
    assert 0 < D(one["rate"]) < 1
    (twice,) = rates(("instanceType", "m5.xlarge"), ("productDescription", "Linux/UNIX"))[
        "searchResults"
    ]
    assert D(twice["rate"]) == pytest.approx(2 * D(one["rate"]), rel=D("0.01"))
    assert {p["value"] for r in everything for p in r["properties"] if p["name"] == "tenancy"} == {
        "shared"
    }
    assert len(first["searchResults"]) == 3
    assert first["searchResults"] + rest["searchResults"] == everything
    assert rates(("instanceType", "c5.large"))["searchResults"] == []
    assert refusal(rates, ("cor", "azul"))[0] == "ValidationException"
    other = scene.aws.admin("savingsplans", SHOP, region="us-east-1")
    assert refusal(other.describe_savings_plan_rates, savingsPlanId=plan)[0] == (
        "ResourceNotFoundException"
    )
