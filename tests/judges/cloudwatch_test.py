"""boto3 judges CloudWatch: live series that follow each server's life, points that are put, alarms."""

import datetime
import json

import botocore.exceptions
import pytest

from conftest import refusal

ACCOUNT, OTHER = "210987654321", "320987654321"
TOPIC = f"arn:aws:sns:sa-east-1:{ACCOUNT}:plantao"
ESTATE = {
    "accounts": [
        {
            "id": ACCOUNT,
            "name": "Loja",
            "roles": [{"name": "mirante"}, {"name": "leitura", "grants": "read_only"}],
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [
                        {"name": "web", "type": "t3.medium"},
                        {"name": "banco", "type": "m6i.large", "volumes": [{"size_gib": 50}]},
                        {"name": "ociosa", "type": "m6i.large", "tags": {"Papel": "bastiao"}},
                        {"name": "parada", "state": "stopped"},
                    ],
                    "databases": [
                        {"name": "pedidos", "class": "db.m5.large", "age_days": 3},
                    ],
                    "balancers": [{"name": "loja", "servers": "web", "age_days": 3}],
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
def watch(aws):
    return aws.admin("cloudwatch", ACCOUNT)


@pytest.fixture(scope="module")
def ec2(aws):
    return aws.admin("ec2", ACCOUNT)


@pytest.fixture(scope="module")
def server(ec2):
    found = {}
    for reservation in ec2.describe_instances()["Reservations"]:
        for instance in reservation["Instances"]:
            found[next(t["Value"] for t in instance["Tags"])] = instance["InstanceId"]
    return found


def ago(aws, **how_long):
    """So long ago, at the last full five minutes: where points of basic monitoring begin."""
    at = aws.now() - datetime.timedelta(**how_long)
    return at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)


def dimension(instance):
    return [{"Name": "InstanceId", "Value": instance}]


def query(instance, metric="CPUUtilization", period=300, stat="Average", query_id="m1", **more):
    return {
        "Id": query_id,
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/EC2", "MetricName": metric, "Dimensions": dimension(instance),
            },
            "Period": period,
            "Stat": stat,
        },
        **more,
    }


def points(aws, watch, begin, end, *queries, **more):
    reply = watch.get_metric_data(
        MetricDataQueries=list(queries), StartTime=begin, EndTime=end,
        ScanBy="TimestampAscending", **more,
    )
    return [dict(zip(r["Timestamps"], r["Values"])) for r in reply["MetricDataResults"]]


def instance_control(aws, instance, **body):
    place = {"account": ACCOUNT, "region": "sa-east-1"}
    aws.control("POST", f"instances/{instance}", {**place, **body})


def alarm(name, instance, **more):
    return {
        "AlarmName": name,
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": dimension(instance),
        "Statistic": "Average",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 90.0,
        "ComparisonOperator": "GreaterThanThreshold",
        **more,
    }


def state(watch, name):
    return watch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]


def test_tells_the_same_points_to_the_same_question(aws, watch, server):
    begin, end = ago(aws, hours=6), ago(aws, hours=1)

    first = points(aws, watch, begin, end, query(server["web"]))[0]
    aws.advance(3600)

    assert len(first) == 60
    assert points(aws, watch, begin, end, query(server["web"]))[0] == first
    assert all(0 < value <= 100 for value in first.values())
    assert points(aws, watch, begin, end, query(server["ociosa"]))[0] != first


def test_answers_many_queries_in_pages_and_both_orders(aws, watch, server):
    begin, end = ago(aws, hours=4), ago(aws, hours=1)
    queries = [
        query(server["web"], query_id="cpu"),
        query(server["web"], "NetworkIn", stat="Sum", query_id="net"),
    ]
    whole = watch.get_metric_data(MetricDataQueries=queries, StartTime=begin, EndTime=end)
    assert [r["Id"] for r in whole["MetricDataResults"]] == ["cpu", "net"]
    assert [r["StatusCode"] for r in whole["MetricDataResults"]] == ["Complete", "Complete"]
    newest_first = whole["MetricDataResults"][0]["Timestamps"]
    assert newest_first == sorted(newest_first, reverse=True)
    assert whole["MetricDataResults"][1]["Label"] == "NetworkIn Sum"

    pages = watch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, StartTime=begin, EndTime=end,
        PaginationConfig={"PageSize": 20},
    )
    collected = {"cpu": [], "net": []}
    for page in pages:
        assert sum(len(r["Values"]) for r in page["MetricDataResults"]) <= 20
        for result in page["MetricDataResults"]:
            collected[result["Id"]] += result["Values"]
    assert collected == {r["Id"]: r["Values"] for r in whole["MetricDataResults"]}


def test_has_one_point_in_five_minutes_unless_monitoring_is_detailed(aws, watch, ec2, server):
    begin, end = ago(aws, hours=2), ago(aws, hours=1)
    assert len(points(aws, watch, begin, end, query(server["banco"], period=60))[0]) == 12

    ec2.monitor_instances(InstanceIds=[server["banco"]])
    aws.advance(2 * 3600)

    fine, sums, coarse, coarse_sums = points(
        aws, watch, ago(aws, hours=1), ago(aws, minutes=10),
        query(server["banco"], period=60, query_id="a"),
        query(server["banco"], "NetworkOut", 60, "Sum", "b"),
        query(server["banco"], period=300, query_id="c"),
        query(server["banco"], "NetworkOut", 300, "Sum", "d"),
    )
    assert len(fine) == 50
    for at, value in coarse.items():
        minutes = [fine[at + datetime.timedelta(minutes=i)] for i in range(5)]
        assert value == pytest.approx(sum(minutes) / 5)
    for at, value in coarse_sums.items():
        assert value == sum(sums[at + datetime.timedelta(minutes=i)] for i in range(5))
    assert len(points(aws, watch, begin, end, query(server["banco"], period=60))[0]) == 12


def test_tells_percentiles_and_extremes(aws, watch, server):
    begin, end = ago(aws, hours=9), ago(aws, hours=1)
    stats = ["Minimum", "p10", "p50", "p99.9", "Maximum", "SampleCount"]
    found = points(
        aws, watch, begin, end,
        *(query(server["web"], period=28_800, stat=s, query_id=f"s{i}")
          for i, s in enumerate(stats)),
    )
    values = [next(iter(each.values())) for each in found]

    assert values[:5] == sorted(values[:5])
    assert values[0] < values[2] < values[4]
    assert values[5] == 480


def test_has_no_points_while_a_server_is_off(aws, watch, ec2, server):
    stopped = aws.now()
    ec2.stop_instances(InstanceIds=[server["web"]])
    aws.advance(4 * 3600)
    ec2.start_instances(InstanceIds=[server["web"]])
    aws.advance(2 * 3600)
    started = ec2.describe_instances(InstanceIds=[server["web"]])["Reservations"][0]["Instances"][
        0]["LaunchTime"]

    cpu, checks = points(
        aws, watch, stopped - datetime.timedelta(hours=1), aws.now(),
        query(server["web"]),
        query(server["web"], "StatusCheckFailed", 60, "Maximum", "m2"),
    )
    gap = datetime.timedelta(minutes=5)
    assert not [at for at in cpu if stopped + gap < at < started - 2 * gap]
    assert not [at for at in checks if stopped + gap < at < started]
    assert [at for at in cpu if at > started] and [at for at in cpu if at < stopped]
    assert set(checks.values()) == {0}


def test_shows_the_newest_points_minutes_late(aws, watch, server):
    aws.advance(60)
    found = points(
        aws, watch, ago(aws, hours=1), aws.now(),
        query(server["ociosa"], "StatusCheckFailed", 60, "Maximum"),
    )[0]

    lateness = aws.now() - max(found) - datetime.timedelta(minutes=1)
    assert datetime.timedelta(minutes=1) <= lateness <= datetime.timedelta(minutes=4)


def test_keeps_fine_points_for_fifteen_days(aws, watch, server):
    def count(days, period):
        begin = ago(aws, days=days).replace(minute=0)
        end = begin + datetime.timedelta(hours=5)
        found = points(
            aws, watch, begin, end,
            query(server["ociosa"], "StatusCheckFailed", period, "SampleCount"),
        )[0]
        return len(found)

    assert count(14, 60) == 300
    assert count(20, 60) == 0
    assert count(20, 300) == 60
    assert count(29, 3600) == 5
    aws.advance(40 * 86_400)
    assert count(64, 300) == 0
    assert count(64, 3600) == 5


def test_computes_expressions(aws, watch, server):
    begin, end = ago(aws, hours=3), ago(aws, hours=1)
    cpu, doubled, largest = points(
        aws, watch, begin, end,
        query(server["web"], query_id="a"),
        {"Id": "b", "Expression": "a * 2", "Label": "dobro"},
        {"Id": "c", "Expression": "MAX([a, b])"},
    )
    assert doubled == {at: pytest.approx(2 * value) for at, value in cpu.items()}
    assert largest == doubled

    hidden = points(
        aws, watch, begin, end,
        query(server["web"], query_id="a", ReturnData=False),
        {"Id": "b", "Expression": "a / 100"},
    )
    assert len(hidden) == 1
    code, response = refusal(
        points, aws, watch, begin, end, {"Id": "b", "Expression": "nobody + 1"}
    )
    assert code == "ValidationError"
    assert "nobody" in response["Error"]["Message"]


def test_tells_of_volumes_what_adds_up_to_the_server(aws, watch, ec2, server):
    begin, end = ago(aws, hours=2), ago(aws, hours=1)
    volumes = ec2.describe_volumes(
        Filters=[{"Name": "attachment.instance-id", "Values": [server["banco"]]}]
    )["Volumes"]
    assert len(volumes) == 2
    queries = [query(server["banco"], "EBSWriteBytes", 300, "Sum", "all")]
    for i, volume in enumerate(volumes):
        each = query(server["banco"], "VolumeWriteBytes", 300, "Sum", f"v{i}")
        each["MetricStat"]["Metric"].update(
            Namespace="AWS/EBS",
            Dimensions=[{"Name": "VolumeId", "Value": volume["VolumeId"]}],
        )
        queries.append(each)

    whole, *parts = points(aws, watch, begin, end, *queries)

    assert len(whole) == 12
    assert whole == {at: sum(part[at] for part in parts) for at in whole}


def test_counts_credits_of_burstable_servers_only(aws, watch, server):
    begin, end = ago(aws, hours=2), ago(aws, hours=1)
    balance, none = points(
        aws, watch, begin, end,
        query(server["web"], "CPUCreditBalance"),
        query(server["banco"], "CPUCreditBalance", query_id="m2"),
    )

    assert balance and all(0 <= value <= 576 for value in balance.values())
    assert none == {}


def test_shows_a_failed_check_and_a_silent_network(aws, watch, server):
    instance_control(aws, server["ociosa"], system_check="impaired")
    failed_at = aws.now()
    aws.advance(1800)
    failed, network = points(
        aws, watch, failed_at + datetime.timedelta(minutes=5), ago(aws, minutes=10),
        query(server["ociosa"], "StatusCheckFailed_System", 60, "Maximum"),
        query(server["ociosa"], "NetworkOut", 300, "Sum", "m2"),
    )
    instance_control(aws, server["ociosa"], system_check="ok")

    assert set(failed.values()) == {1}
    assert set(network.values()) == {0}


def asked(watch, space, metric, dimension, value, begin, end):
    """{time: average} of a metric, by the minute."""
    got = watch.get_metric_statistics(
        Namespace=space, MetricName=metric, Dimensions=[{"Name": dimension, "Value": value}],
        StartTime=begin, EndTime=end, Period=60, Statistics=["Average"],
    )
    return {point["Timestamp"]: point["Average"] for point in got["Datapoints"]}


def test_tells_of_a_database_while_it_is_not_stopped(aws, watch):
    rds = aws.admin("rds", ACCOUNT)
    before = ago(aws, hours=1), ago(aws, minutes=10)

    def cpu(name, begin, end):
        return asked(watch, "AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", name, begin, end)

    first = cpu("pedidos", *before)
    assert len(first) == (before[1] - before[0]).total_seconds() // 60
    assert all(0 < value <= 100 for value in first.values()) and len(set(first.values())) > 10
    assert cpu("nenhum", *before) == {}
    rds.stop_db_instance(DBInstanceIdentifier="pedidos")
    aws.advance(3600)
    stopped = ago(aws, minutes=20)
    aws.advance(3600)
    assert rds.describe_db_instances(DBInstanceIdentifier="pedidos")["DBInstances"][0][
        "DBInstanceStatus"] == "stopped"
    assert cpu("pedidos", stopped, ago(aws, minutes=10)) == {}
    rds.start_db_instance(DBInstanceIdentifier="pedidos")
    aws.advance(7200)
    again = ago(aws, minutes=30), ago(aws, minutes=10)
    assert len(cpu("pedidos", *again)) == (again[1] - again[0]).total_seconds() // 60
    assert cpu("pedidos", stopped, stopped + datetime.timedelta(minutes=30)) == {}
    assert cpu("pedidos", *before) == first  # The past stays.


def test_tells_of_a_load_balancer_what_adds_up(aws, watch):
    balancer = aws.admin("elbv2", ACCOUNT).describe_load_balancers()["LoadBalancers"][0]
    path = balancer["LoadBalancerArn"].split("loadbalancer/")[1]
    begin, end = ago(aws, hours=1), ago(aws, minutes=10)

    def values(metric):
        return asked(watch, "AWS/ApplicationELB", metric, "LoadBalancer", path, begin, end)

    every = values("RequestCount")
    good, bad = values("HTTPCode_Target_2XX_Count"), values("HTTPCode_Target_5XX_Count")
    assert len(every) == (end - begin).total_seconds() // 60
    assert every == {at: good[at] + bad[at] for at in good}
    assert asked(watch, "AWS/ApplicationELB", "RequestCount", "LoadBalancer", "app/x/0", begin, end) == {}
    listed = watch.list_metrics(Namespace="AWS/ApplicationELB")["Metrics"]
    assert {metric["Dimensions"][0]["Value"] for metric in listed} == {path}
    assert "RequestCount" in {metric["MetricName"] for metric in listed}
    names = {m["Dimensions"][0]["Value"] for m in watch.list_metrics(Namespace="AWS/RDS")["Metrics"]}
    assert "pedidos" in names


def test_answers_get_metric_statistics(aws, watch, server):
    arguments = {
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": dimension(server["banco"]),
        "StartTime": ago(aws, hours=2),
        "EndTime": ago(aws, hours=1),
        "Period": 600,
    }
    reply = watch.get_metric_statistics(
        **arguments, Statistics=["Average", "Maximum"], ExtendedStatistics=["p90"]
    )
    assert reply["Label"] == "CPUUtilization"
    assert len(reply["Datapoints"]) == 6
    for point in reply["Datapoints"]:
        assert point["Unit"] == "Percent"
        assert point["Average"] <= point["ExtendedStatistics"]["p90"] <= point["Maximum"]
    assert watch.get_metric_statistics(**arguments, Statistics=["Sum"], Unit="Bytes")[
        "Datapoints"
    ] == []

    too_many = {**arguments, "StartTime": ago(aws, days=10), "Period": 60}
    assert refusal(watch.get_metric_statistics, **too_many, Statistics=["Sum"])[0] == (
        "InvalidParameterCombination"
    )
    assert refusal(watch.get_metric_statistics, **{**arguments, "Period": 61}, Statistics=["Sum"])[
        0
    ] == "InvalidParameterValue"
    assert refusal(watch.get_metric_statistics, **arguments)[0] == "InvalidParameterCombination"


def test_lists_metrics_that_have_points(aws, watch, server):
    def listed(**filters):
        pages = watch.get_paginator("list_metrics").paginate(**filters)
        return [metric for page in pages for metric in page["Metrics"]]

    names = {m["MetricName"] for m in listed(Dimensions=dimension(server["web"]))}
    assert {"CPUUtilization", "NetworkIn", "CPUCreditBalance", "StatusCheckFailed"} <= names
    assert "DiskReadBytes" not in names
    cpu = listed(Namespace="AWS/EC2", MetricName="CPUUtilization", RecentlyActive="PT3H")
    active = {m["Dimensions"][0]["Value"] for m in cpu}
    assert server["parada"] not in active
    assert {server["web"], server["banco"]} <= active
    assert listed(Namespace="AWS/EBS", MetricName="VolumeReadOps")
    assert listed(Namespace="Nada") == []


def test_keeps_points_that_callers_put(aws, watch):
    at = ago(aws, minutes=30)
    datum = {"MetricName": "Pedidos", "Dimensions": [{"Name": "Loja", "Value": "1"}]}
    watch.put_metric_data(
        Namespace="Loja",
        MetricData=[
            {**datum, "Timestamp": at, "Value": 10, "Unit": "Count"},
            {**datum, "Timestamp": at, "Values": [1, 2], "Counts": [3, 1], "Unit": "Count"},
            {
                **datum, "Timestamp": at + datetime.timedelta(minutes=5), "Unit": "Count",
                "StatisticValues": {"SampleCount": 4, "Sum": 40, "Minimum": 5, "Maximum": 20},
            },
        ],
    )
    reply = watch.get_metric_statistics(
        Namespace="Loja", **{k: datum[k] for k in ("MetricName", "Dimensions")},
        StartTime=at, EndTime=at + datetime.timedelta(minutes=10), Period=300,
        Statistics=["SampleCount", "Sum", "Minimum", "Maximum", "Average"],
    )
    first, second = sorted(reply["Datapoints"], key=lambda p: p["Timestamp"])
    assert (first["SampleCount"], first["Sum"], first["Minimum"]) == (5, 15, 1)
    assert (second["Average"], second["Maximum"]) == (10, 20)
    assert first["Unit"] == "Count"
    metrics = watch.list_metrics(Namespace="Loja")["Metrics"]
    assert [m["Dimensions"] for m in metrics] == [datum["Dimensions"]]

    assert refusal(
        watch.put_metric_data, Namespace="AWS/EC2", MetricData=[{**datum, "Value": 1}]
    )[0] == "InvalidParameterValue"
    old = {**datum, "Value": 1, "Timestamp": ago(aws, days=15)}
    assert refusal(watch.put_metric_data, Namespace="Loja", MetricData=[old])[0] == (
        "InvalidParameterValue"
    )
    aws.advance(15 * 86_400)
    assert watch.list_metrics(Namespace="Loja")["Metrics"] == []


def test_takes_points_that_boto3_compresses(watch):
    def put(count, size=1):
        watch.put_metric_data(
            Namespace="Muitas",
            MetricData=[
                {
                    "MetricName": f"m-{number}", "Value": number,
                    "Dimensions": [{"Name": f"d{n}", "Value": "x" * size} for n in range(6)],
                }
                for number in range(count)
            ],
        )

    sent = []
    watch.meta.events.register(
        "before-send.cloudwatch.PutMetricData",
        lambda request, **_: sent.append(request.headers.get("Content-Encoding")),
    )
    put(400)
    assert sent == [b"gzip"]
    pages = watch.get_paginator("list_metrics").paginate(Namespace="Muitas")
    assert sum(len(page["Metrics"]) for page in pages) == 400
    code, response = refusal(put, 1000, 1000)
    assert code == "RequestEntityTooLarge"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 413


def test_refuses_expressions_that_go_through_too_many_others(aws, watch, server):
    queries = [
        {"Id": f"e{n}", "Expression": "(" * 40 + f"e{n + 1}" + ")" * 40, "ReturnData": n == 0}
        for n in range(400)
    ]
    last = {**query(server["web"], query_id="e400"), "ReturnData": False}

    code, response = refusal(
        points, aws, watch, ago(aws, hours=2), ago(aws, hours=1), *queries, last
    )

    assert code == "ValidationError"
    assert "nested too deeply" in response["Error"]["Message"]


def test_tells_a_subscribed_queue_of_an_alarm(aws, watch, server):
    sns, sqs = aws.admin("sns", ACCOUNT), aws.admin("sqs", ACCOUNT)
    topic = sns.create_topic(Name="alarmes")["TopicArn"]
    ordered = sns.create_topic(Name="alarmes.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    queue_arn = f"arn:aws:sqs:sa-east-1:{ACCOUNT}:alarmes"
    lets_in = {
        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": queue_arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [lets_in]})
    url = sqs.create_queue(QueueName="alarmes", Attributes={"Policy": policy})["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
    watch.put_metric_alarm(
        **alarm("avisa", server["banco"], AlarmActions=[topic, ordered], OKActions=[topic])
    )

    def told():
        messages = sqs.receive_message(QueueUrl=url, VisibilityTimeout=43_200).get("Messages", [])
        bodies = [json.loads(json.loads(m["Body"])["Message"]) for m in messages]
        return [(b["AlarmName"], b["OldStateValue"], b["NewStateValue"]) for b in bodies]

    aws.advance(600)
    assert told() == [("avisa", "INSUFFICIENT_DATA", "OK")]
    instance_control(aws, server["banco"], cpu_percent=97)
    aws.advance(1200)
    instance_control(aws, server["banco"], cpu_percent=-1)
    assert told() == [("avisa", "OK", "ALARM")]
    assert told() == []

    history = watch.describe_alarm_history(AlarmName="avisa", HistoryItemType="Action")
    ended = [item["HistorySummary"].split(". ")[0] for item in history["AlarmHistoryItems"]]
    assert sorted(ended) == [
        f"Failed to execute action {ordered}",
        f"Successfully executed action {topic}",
        f"Successfully executed action {topic}",
    ]
    watch.delete_alarms(AlarmNames=["avisa"])


def test_alarms_when_a_server_is_too_busy_and_calms_down(aws, watch, server):
    watch.put_metric_alarm(**alarm("cpu", server["web"], AlarmDescription="Cheia"))
    watch.get_waiter("alarm_exists").wait(AlarmNames=["cpu"], WaiterConfig={"MaxAttempts": 1})
    assert state(watch, "cpu") == "INSUFFICIENT_DATA"
    aws.advance(600)
    assert state(watch, "cpu") == "OK"

    instance_control(aws, server["web"], cpu_percent=97)
    aws.advance(1200)
    found = watch.describe_alarms(StateValue="ALARM")["MetricAlarms"]
    assert [a["AlarmName"] for a in found] == ["cpu"]
    assert found[0]["StateReason"].startswith("Threshold Crossed: 1 out of the last 1 datapoints")
    assert json.loads(found[0]["StateReasonData"])["recentDatapoints"] == [97]
    assert found[0]["AlarmArn"] == f"arn:aws:cloudwatch:sa-east-1:{ACCOUNT}:alarm:cpu"

    instance_control(aws, server["web"], cpu_percent=-1)
    aws.advance(1200)
    assert state(watch, "cpu") == "OK"
    history = watch.describe_alarm_history(AlarmName="cpu", HistoryItemType="StateUpdate")
    assert [item["HistorySummary"] for item in history["AlarmHistoryItems"]] == [
        "Alarm updated from ALARM to OK",
        "Alarm updated from OK to ALARM",
        "Alarm updated from INSUFFICIENT_DATA to OK",
    ]


def test_treats_missing_points_as_the_alarm_says(aws, watch, ec2, server):
    for missing in ("missing", "ignore", "breaching", "notBreaching"):
        watch.put_metric_alarm(
            **alarm("off-" + missing, server["web"], TreatMissingData=missing)
        )
    aws.advance(1200)
    assert {a["StateValue"] for a in watch.describe_alarms(AlarmNamePrefix="off-")[
        "MetricAlarms"]} == {"OK"}

    ec2.stop_instances(InstanceIds=[server["web"]])
    aws.advance(3600)
    states = {
        a["AlarmName"]: a["StateValue"]
        for a in watch.describe_alarms(AlarmNamePrefix="off-")["MetricAlarms"]
    }
    ec2.start_instances(InstanceIds=[server["web"]])
    aws.advance(300)

    assert states == {
        "off-missing": "INSUFFICIENT_DATA",
        "off-ignore": "OK",
        "off-breaching": "ALARM",
        "off-notBreaching": "OK",
    }
    watch.delete_alarms(AlarmNames=list(states))
    assert refusal(watch.delete_alarms, AlarmNames=["off-missing"])[0] == "ResourceNotFound"


def test_stops_an_idle_server_by_alarm(aws, watch, ec2, server):
    watch.put_metric_alarm(
        **alarm(
            "ociosa", server["ociosa"], Threshold=8.0, ComparisonOperator="LessThanThreshold",
            EvaluationPeriods=3, DatapointsToAlarm=2,
            AlarmActions=["arn:aws:automate:sa-east-1:ec2:stop"],
        )
    )
    aws.advance(1800)

    reply = ec2.describe_instances(InstanceIds=[server["ociosa"]])
    assert reply["Reservations"][0]["Instances"][0]["State"]["Name"] == "stopped"
    action = watch.describe_alarm_history(AlarmName="ociosa", HistoryItemType="Action")[
        "AlarmHistoryItems"
    ][0]
    assert action["HistorySummary"].startswith("Successfully executed action")


def test_sets_states_and_switches_actions(aws, watch, server):
    watch.put_metric_alarm(**alarm("mao", server["banco"], AlarmActions=[TOPIC]))
    watch.disable_alarm_actions(AlarmNames=["mao", "nobody"])
    assert watch.describe_alarms(AlarmNames=["mao"])["MetricAlarms"][0]["ActionsEnabled"] is False
    watch.set_alarm_state(AlarmName="mao", StateValue="ALARM", StateReason="teste")
    found = watch.describe_alarms(AlarmNames=["mao"])["MetricAlarms"][0]
    assert (found["StateValue"], found["StateReason"]) == ("ALARM", "teste")
    assert watch.describe_alarm_history(AlarmName="mao", HistoryItemType="Action")[
        "AlarmHistoryItems"
    ] == []

    watch.enable_alarm_actions(AlarmNames=["mao"])
    watch.set_alarm_state(AlarmName="mao", StateValue="OK", StateReason="teste")
    watch.set_alarm_state(AlarmName="mao", StateValue="ALARM", StateReason="teste")
    tried = watch.describe_alarm_history(AlarmName="mao", HistoryItemType="Action")
    assert TOPIC in tried["AlarmHistoryItems"][0]["HistorySummary"]
    assert watch.describe_alarms(ActionPrefix="arn:aws:sns:")["MetricAlarms"]

    missing = {"AlarmName": "nobody", "StateValue": "OK", "StateReason": "x"}
    assert refusal(watch.set_alarm_state, **missing)[0] == "ResourceNotFound"
    assert refusal(
        watch.set_alarm_state,
        AlarmName="mao", StateValue="OK", StateReason="x", StateReasonData="{",
    )[0] == "InvalidFormat"


def test_refuses_wrong_alarms(watch, server):
    def code(**more):
        return refusal(watch.put_metric_alarm, **alarm("errada", server["web"], **more))[0]

    assert code(EvaluationPeriods=400) == "ValidationError"
    assert code(DatapointsToAlarm=2) == "ValidationError"
    assert code(AlarmActions=["arn:nothing"]) == "ValidationError"
    assert code(TreatMissingData="never") == "ValidationError"
    assert code(ExtendedStatistic="p90") == "ValidationError"
    assert watch.describe_alarms(AlarmNames=["errada"])["MetricAlarms"] == []
    with pytest.raises(botocore.exceptions.WaiterError):
        watch.get_waiter("alarm_exists").wait(
            AlarmNames=["errada"], WaiterConfig={"MaxAttempts": 1, "Delay": 0}
        )


def test_pages_alarms(watch, server):
    for number in range(5):
        watch.put_metric_alarm(**alarm(f"pagina-{number}", server["banco"]))
    pages = list(
        watch.get_paginator("describe_alarms").paginate(
            AlarmNamePrefix="pagina-", PaginationConfig={"PageSize": 2}
        )
    )
    assert [len(page["MetricAlarms"]) for page in pages] == [2, 2, 1]
    assert refusal(watch.describe_alarms, NextToken="x")[0] == "InvalidNextToken"


def test_keeps_accounts_regions_and_permissions_apart(aws, watch, server):
    begin, end = ago(aws, hours=2), ago(aws, hours=1)
    other = aws.admin("cloudwatch", OTHER)
    assert points(aws, other, begin, end, query(server["banco"]))[0] == {}
    assert other.list_metrics()["Metrics"] == []
    assert other.describe_alarms()["MetricAlarms"] == []
    abroad = aws.admin("cloudwatch", ACCOUNT, "us-east-1")
    assert points(aws, abroad, begin, end, query(server["banco"]))[0] == {}

    role = f"arn:aws:iam::{ACCOUNT}:role/"
    panel = aws.assume(role + "mirante", service="cloudwatch")
    assert points(aws, panel, begin, end, query(server["banco"]))[0]
    code, response = refusal(panel.put_metric_alarm, **alarm("x", server["web"]))
    assert code in ("AccessDenied", "AccessDeniedException")
    assert "cloudwatch:PutMetricAlarm" in response["Error"]["Message"]
    reader = aws.assume(role + "leitura", service="cloudwatch")
    assert refusal(reader.list_metrics)[0] in ("AccessDenied", "AccessDeniedException")


def test_refuses_wrong_questions(aws, watch, server):
    begin, end = ago(aws, hours=2), ago(aws, hours=1)

    def code(*queries, start=begin, **more):
        return refusal(points, aws, watch, start, end, *queries, **more)[0]

    assert code(query(server["web"], query_id="M1")) == "ValidationError"
    assert code(query(server["web"]), query(server["web"])) == "ValidationError"
    assert code(query(server["web"], stat="Mode")) == "ValidationError"
    assert code(query(server["web"], period=45)) == "ValidationError"
    assert code(query(server["web"]), start=end) == "ValidationError"
    assert code(query(server["web"]), NextToken="x") == "InvalidNextToken"
    assert code(*(query(server["web"], query_id=f"q{i}") for i in range(501))) == "ValidationError"


def test_answers_the_command_line(aws, server):
    def run(*arguments):
        done = aws.command("cloudwatch", *arguments, keys=aws.account(ACCOUNT)["admin"])
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    listed = run(
        "list-metrics", "--namespace", "AWS/EC2", "--metric-name", "CPUUtilization",
        "--query", "length(Metrics)", "--output", "text",
    )
    assert int(listed) >= 2
    statistics = run(
        "get-metric-statistics", "--namespace", "AWS/EC2", "--metric-name", "CPUUtilization",
        "--dimensions", f"Name=InstanceId,Value={server['banco']}",
        "--start-time", ago(aws, hours=2).isoformat(), "--end-time", ago(aws, hours=1).isoformat(),
        "--period", "300", "--statistics", "Average",
        "--query", "length(Datapoints)", "--output", "text",
    )
    assert statistics == "12"
