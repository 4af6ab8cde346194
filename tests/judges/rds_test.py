"""boto3 judges the simulated RDS: states that take time, what may not be stopped, pages and filters,
permissions; and moto beside it, where moto is right."""

import datetime
import json

import boto3
import botocore.exceptions
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
                    "databases": [
                        {"name": "frota-{n}", "count": 28, "engine": "postgres",
                         "class": "db.t3.medium", "backup_days": 0,
                         "tags": {"Ambiente": "homologacao", "Numero": "{n}"}},
                        {"name": "pedidos", "engine": "mysql", "class": "db.m5.large",
                         "backup_days": 0, "tags": {"Ambiente": "producao"}},
                        {"name": "pedidos-leitura", "engine": "mysql", "replica_of": "pedidos",
                         "backup_days": 0},
                        {"name": "erp", "engine": "sqlserver-se", "multi_az": True,
                         "class": "db.m5.xlarge", "backup_days": 0},
                        {"name": "sessoes-{n}", "count": 2, "engine": "aurora-postgresql",
                         "class": "db.r6g.large", "cluster": "sessoes"},
                    ],
                }
            ],
        },
        {"id": OTHER, "name": "Dados",
         "places": [{"region": REGION, "databases": [{"name": "pedidos", "engine": "postgres"}]}]},
    ]
}
NEW = {
    "Engine": "mysql",
    "DBInstanceClass": "db.t3.micro",
    "AllocatedStorage": 20,
    "MasterUsername": "admin",
    "MasterUserPassword": "correto-cavalo",
    "BackupRetentionPeriod": 1,
}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, throttling=False)


@pytest.fixture(scope="module")
def rds(aws):
    return aws.admin("rds", ACCOUNT)


def one(rds, name):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def status(rds, name):
    return one(rds, name)["DBInstanceStatus"]


def pending(database):
    """What waits; lists in it are never waiting here."""
    return {name: value for name, value in database["PendingModifiedValues"].items() if value}


def test_pages_through_all_databases_with_the_paginator(rds):
    paginator = rds.get_paginator("describe_db_instances")

    pages = list(paginator.paginate(PaginationConfig={"PageSize": 20}))

    found = [d["DBInstanceIdentifier"] for page in pages for d in page["DBInstances"]]
    assert [len(page["DBInstances"]) for page in pages] == [20, 13]
    assert len(set(found)) == 33
    assert found == sorted(found)


def test_refuses_pages_that_are_too_small_and_markers_of_other_questions(rds):
    code, error = refusal(rds.describe_db_instances, MaxRecords=5)
    assert code == "InvalidParameterValue"
    assert "MaxRecords" in error["Error"]["Message"]
    marker = rds.describe_db_instances(MaxRecords=20)["Marker"]
    filters = [{"Name": "engine", "Values": ["postgres"]}]
    assert refusal(rds.describe_db_instances, Marker=marker, Filters=filters)[0] == (
        "InvalidParameterValue"
    )
    assert refusal(rds.describe_db_instances, Marker="inventado")[0] == "InvalidParameterValue"


def test_filters_by_engine_cluster_and_id(rds):
    def by(name, *values):
        reply = rds.describe_db_instances(Filters=[{"Name": name, "Values": list(values)}])
        return [d["DBInstanceIdentifier"] for d in reply["DBInstances"]]

    assert by("engine", "mysql", "sqlserver-se") == ["erp", "pedidos", "pedidos-leitura"]
    assert by("db-cluster-id", "sessoes") == ["sessoes-1", "sessoes-2"]
    assert by("db-instance-id", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:erp") == ["erp"]
    assert by("dbi-resource-id", one(rds, "erp")["DbiResourceId"]) == ["erp"]
    assert refusal(rds.describe_db_instances, Filters=[{"Name": "cor", "Values": ["azul"]}])[0] == (
        "InvalidParameterValue"
    )


def test_tells_all_that_a_panel_shows(rds):
    erp = one(rds, "ERP")

    assert erp["DBInstanceArn"] == f"arn:aws:rds:{REGION}:{ACCOUNT}:db:erp"
    assert erp["Endpoint"]["Port"] == 1433
    assert erp["Endpoint"]["Address"].startswith("erp.")
    assert erp["MultiAZ"] is True
    assert erp["AvailabilityZone"] != erp["SecondaryAvailabilityZone"]
    assert erp["LicenseModel"] == "license-included"
    assert pending(erp) == {}
    assert len(erp["DBSubnetGroup"]["Subnets"]) == 3
    assert one(rds, "pedidos")["ReadReplicaDBInstanceIdentifiers"] == ["pedidos-leitura"]
    replica = one(rds, "pedidos-leitura")
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == "pedidos"
    assert replica["StatusInfos"][0]["Status"] == "replicating"


def test_stops_starts_and_reboots_in_its_own_time(aws, rds):
    stopping = rds.stop_db_instance(DBInstanceIdentifier="frota-1")["DBInstance"]
    assert stopping["DBInstanceStatus"] == "stopping"
    code, error = refusal(rds.stop_db_instance, DBInstanceIdentifier="frota-1")
    assert code == "InvalidDBInstanceState"
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error["Error"]["Message"] == "Instance frota-1 is not in available state."
    aws.advance(8 * 60)
    assert status(rds, "frota-1") == "stopped"
    assert "AutomaticRestartTime" in one(rds, "frota-1")
    assert refusal(rds.reboot_db_instance, DBInstanceIdentifier="frota-1")[0] == (
        "InvalidDBInstanceState"
    )

    rds.start_db_instance(DBInstanceIdentifier="frota-1")
    aws.wait_for(rds, "db_instance_available", DBInstanceIdentifier="frota-1")
    rds.reboot_db_instance(DBInstanceIdentifier="frota-1")
    assert status(rds, "frota-1") == "rebooting"
    aws.wait_for(rds, "db_instance_available", DBInstanceIdentifier="frota-1")
    events = rds.describe_events(SourceIdentifier="frota-1", SourceType="db-instance")["Events"]
    assert [event["Message"] for event in events] == [
        "DB instance stopped", "DB instance started", "DB instance restarted",
    ]


def test_is_started_by_aws_after_seven_days(aws, rds):
    rds.stop_db_instance(DBInstanceIdentifier="frota-2")
    aws.advance(8 * 60)
    restart = one(rds, "frota-2")["AutomaticRestartTime"]
    now = datetime.datetime.fromisoformat(aws.control("GET", "time")["now"].replace("Z", "+00:00"))
    assert restart - datetime.timedelta(days=7) <= now
    assert restart - datetime.timedelta(days=7) > now - datetime.timedelta(minutes=8)
    aws.control("POST", "time", {"to": (restart.isoformat()[:19]) + "Z"})
    aws.advance(1)

    assert status(rds, "frota-2") == "starting"
    events = rds.describe_events(
        SourceIdentifier="frota-2", SourceType="db-instance", EventCategories=["notification"]
    )["Events"]
    assert "exceeding the maximum allowed time being stopped" in events[-1]["Message"]
    assert events[-1]["EventCategories"] == ["notification"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pedidos", "InvalidDBInstanceState"),
        ("pedidos-leitura", "InvalidDBInstanceState"),
        ("erp", "InvalidDBInstanceState"),
        ("sessoes-1", "InvalidParameterCombination"),
        ("nenhum", "DBInstanceNotFound"),
    ],
)
def test_does_not_stop_what_rds_does_not_stop(rds, name, expected):
    code, error = refusal(rds.stop_db_instance, DBInstanceIdentifier=name)

    assert code == expected
    assert error["ResponseMetadata"]["HTTPStatusCode"] == (404 if name == "nenhum" else 400)


def test_stops_a_cluster_with_all_its_members(aws, rds):
    cluster = rds.describe_db_clusters(DBClusterIdentifier="sessoes")["DBClusters"][0]
    writers = [m["DBInstanceIdentifier"] for m in cluster["DBClusterMembers"] if m["IsClusterWriter"]]
    assert writers == ["sessoes-1"]
    rds.stop_db_cluster(DBClusterIdentifier="sessoes")
    assert refusal(rds.stop_db_cluster, DBClusterIdentifier="sessoes")[0] == (
        "InvalidDBClusterStateFault"
    )
    aws.advance(8 * 60)
    assert status(rds, "sessoes-2") == "stopped"
    rds.start_db_cluster(DBClusterIdentifier="sessoes")
    aws.wait_for(rds, "db_cluster_available", DBClusterIdentifier="sessoes")
    assert status(rds, "sessoes-2") == "available"
    assert refusal(rds.describe_db_clusters, DBClusterIdentifier="nenhum")[0] == (
        "DBClusterNotFoundFault"
    )


def test_changes_a_class_at_once_or_in_the_window(aws, rds):
    changed = rds.modify_db_instance(
        DBInstanceIdentifier="frota-3", DBInstanceClass="db.t3.large", ApplyImmediately=True
    )["DBInstance"]
    assert pending(changed) == {"DBInstanceClass": "db.t3.large"}
    assert changed["DBInstanceStatus"] == "available"
    aws.advance(45)
    assert status(rds, "frota-3") == "modifying"
    aws.wait_for(rds, "db_instance_available", DBInstanceIdentifier="frota-3")
    assert one(rds, "frota-3")["DBInstanceClass"] == "db.t3.large"

    rds.modify_db_instance(DBInstanceIdentifier="frota-4", DBInstanceClass="db.t3.large")
    aws.advance(60)
    waiting = one(rds, "frota-4")
    assert waiting["DBInstanceStatus"] == "available"
    assert waiting["DBInstanceClass"] == "db.t3.medium"
    aws.advance(7 * 86_400 + 900)
    assert one(rds, "frota-4")["DBInstanceClass"] == "db.t3.large"
    assert pending(one(rds, "frota-4")) == {}
    assert refusal(
        rds.modify_db_instance, DBInstanceIdentifier="frota-4", DBInstanceClass="db.x9.huge"
    )[0] == "InvalidParameterValue"


def test_creates_snapshots_restores_and_deletes(aws, rds):
    made = rds.create_db_instance(
        DBInstanceIdentifier="Nova", Tags=[{"Key": "Equipe", "Value": "loja"}], **NEW
    )["DBInstance"]
    assert made["DBInstanceIdentifier"] == "nova"
    assert made["DBInstanceStatus"] == "creating"
    assert "Endpoint" not in made
    aws.wait_for(rds, "db_instance_available", DBInstanceIdentifier="nova")
    snapshot = rds.create_db_snapshot(DBSnapshotIdentifier="foto", DBInstanceIdentifier="nova")
    assert snapshot["DBSnapshot"]["Status"] == "creating"
    assert snapshot["DBSnapshot"]["PercentProgress"] == 0
    assert status(rds, "nova") == "backing-up"
    assert refusal(
        rds.create_db_snapshot, DBSnapshotIdentifier="outra", DBInstanceIdentifier="nova"
    )[0] == "InvalidDBInstanceState"
    aws.wait_for(rds, "db_snapshot_available", DBSnapshotIdentifier="foto")
    kinds = [s["SnapshotType"]
             for s in rds.describe_db_snapshots(DBInstanceIdentifier="nova")["DBSnapshots"]]
    assert sorted(kinds) == ["automated", "manual"]

    restored = rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="volta", DBSnapshotIdentifier="foto"
    )["DBInstance"]
    assert restored["DBInstanceClass"] == "db.t3.micro"
    assert restored["TagList"] == []
    aws.wait_for(rds, "db_instance_available", DBInstanceIdentifier="nova")
    code, error = refusal(rds.delete_db_instance, DBInstanceIdentifier="nova")
    assert code == "InvalidParameterCombination"
    assert "FinalDBSnapshotIdentifier" in error["Error"]["Message"]
    rds.delete_db_instance(DBInstanceIdentifier="nova", SkipFinalSnapshot=True)
    aws.wait_for(rds, "db_instance_deleted", DBInstanceIdentifier="nova")
    assert rds.delete_db_snapshot(DBSnapshotIdentifier="foto")["DBSnapshot"]["Status"] == "deleted"
    assert refusal(rds.describe_db_snapshots, DBSnapshotIdentifier="foto")[0] == (
        "DBSnapshotNotFound"
    )


def test_protects_a_database_from_deletion(rds):
    rds.modify_db_instance(DBInstanceIdentifier="frota-5", DeletionProtection=True)

    code, error = refusal(
        rds.delete_db_instance, DBInstanceIdentifier="frota-5", SkipFinalSnapshot=True
    )

    assert code == "InvalidParameterCombination"
    assert "protected" in error["Error"]["Message"]


def test_keeps_tags(rds):
    arn = one(rds, "frota-6")["DBInstanceArn"]
    rds.add_tags_to_resource(
        ResourceName=arn,
        Tags=[{"Key": "Horario", "Value": "comercial"}, {"Key": "Numero", "Value": "seis"}],
    )
    rds.remove_tags_from_resource(ResourceName=arn, TagKeys=["Ambiente"])

    tags = {t["Key"]: t["Value"] for t in rds.list_tags_for_resource(ResourceName=arn)["TagList"]}

    assert tags == {"Horario": "comercial", "Numero": "seis"}
    assert {t["Key"] for t in one(rds, "frota-6")["TagList"]} == {"Horario", "Numero"}
    reserved = [{"Key": "aws:meu", "Value": "x"}]
    assert refusal(rds.add_tags_to_resource, ResourceName=arn, Tags=reserved)[0] == (
        "InvalidParameterValue"
    )
    assert refusal(rds.list_tags_for_resource, ResourceName=arn + "x")[0] == "DBInstanceNotFound"


def test_asks_iam_by_arn_and_tag(aws, rds):
    role = f"arn:aws:iam::{ACCOUNT}:role/"
    reader = aws.assume(role + "leitura", "um", service="rds")
    assert one(reader, "pedidos")["Engine"] == "mysql"
    code, error = refusal(reader.stop_db_instance, DBInstanceIdentifier="frota-7")
    assert code == "AccessDenied"
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert f"on resource: arn:aws:rds:{REGION}:{ACCOUNT}:db:frota-7" in error["Error"]["Message"]
    assert "because no identity-based policy allows" in error["Error"]["Message"]

    deny = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Deny", "Action": "rds:StopDBInstance", "Resource": "*",
             "Condition": {"StringEquals": {"aws:ResourceTag/Numero": "8"}}}
        ],
    }
    aws.admin("iam", ACCOUNT).put_role_policy(
        RoleName="mirante", PolicyName="nunca", PolicyDocument=json.dumps(deny)
    )
    operator = aws.assume(role + "mirante", "um", service="rds")
    assert refusal(operator.stop_db_instance, DBInstanceIdentifier="frota-8")[0] == "AccessDenied"
    stopped = operator.stop_db_instance(DBInstanceIdentifier="frota-9")["DBInstance"]
    assert stopped["DBInstanceStatus"] == "stopping"


def test_keeps_accounts_and_regions_apart(aws, rds):
    other = aws.admin("rds", OTHER)
    assert [d["Engine"] for d in other.describe_db_instances()["DBInstances"]] == ["postgres"]
    assert one(rds, "pedidos")["Engine"] == "mysql"
    far = aws.admin("rds", ACCOUNT, region="us-east-1")
    assert far.describe_db_instances()["DBInstances"] == []
    assert refusal(far.stop_db_instance, DBInstanceIdentifier="erp")[0] == "DBInstanceNotFound"


def test_lists_what_it_offers(rds):
    versions = rds.describe_db_engine_versions(Engine="postgres", DefaultOnly=True)
    assert len(versions["DBEngineVersions"]) == 1
    options = rds.get_paginator("describe_orderable_db_instance_options").paginate(
        Engine="mysql", DBInstanceClass="db.m5.large"
    ).build_full_result()["OrderableDBInstanceOptions"]
    assert {o["StorageType"] for o in options} == {"gp2", "gp3"}
    assert all(o["MultiAZCapable"] for o in options)


def test_names_what_is_wrong(rds):
    def wrong(**changes):
        code, error = refusal(
            rds.create_db_instance, DBInstanceIdentifier="errada", **{**NEW, **changes}
        )
        return code, error["Error"]["Message"]

    assert wrong(DBInstanceClass="db.q1.micro") == (
        "InvalidParameterValue", "Invalid DB Instance class: db.q1.micro",
    )
    assert wrong(Engine="dbase")[1] == "Invalid DB engine: dbase"
    assert wrong(EngineVersion="3.23")[0] == "InvalidParameterCombination"
    assert wrong(AllocatedStorage=1)[0] == "InvalidParameterValue"
    assert "backup retention period: 99" in wrong(BackupRetentionPeriod=99)[1]
    assert wrong(VpcSecurityGroupIds=["sg-00000000000000000"])[0] == "InvalidParameterValue"
    assert wrong(DBSubnetGroupName="meu")[0] == "DBSubnetGroupNotFoundFault"
    with pytest.raises(botocore.exceptions.ClientError):
        one(rds, "errada")


def test_answers_the_command_line(aws):
    keys = aws.account(ACCOUNT)["admin"]
    listed = aws.command(
        "rds", "describe-db-instances", "--query",
        "length(DBInstances[?Engine=='mysql'])", keys=keys,
    )
    assert listed.returncode == 0, listed.stderr
    assert int(listed.stdout) >= 2
    stopped = aws.command(
        "rds", "stop-db-instance", "--db-instance-identifier", "pedidos-leitura", keys=keys
    )
    assert stopped.returncode != 0
    assert "(InvalidDBInstanceState) when calling the StopDBInstance" in stopped.stderr


def read_back(rds, settle):
    """The same story against any RDS; gives what must be the same."""
    made = rds.create_db_instance(
        DBInstanceIdentifier="lado", Tags=[{"Key": "Equipe", "Value": "loja"}],
        **{**NEW, "EngineVersion": "8.0.42", "StorageType": "gp2"},
    )["DBInstance"]
    settle()
    found = one(rds, "lado")
    kept = ["DBInstanceIdentifier", "DBInstanceClass", "Engine", "EngineVersion", "AllocatedStorage",
            "MasterUsername", "DBInstanceStatus", "MultiAZ", "StorageType", "StorageEncrypted",
            "TagList", "DeletionProtection", "BackupRetentionPeriod", "AutoMinorVersionUpgrade",
            "CopyTagsToSnapshot", "LicenseModel"]
    rds.create_db_snapshot(DBSnapshotIdentifier="lado-1", DBInstanceIdentifier="lado")
    settle()
    snapshot = rds.describe_db_snapshots(DBSnapshotIdentifier="lado-1")["DBSnapshots"][0]
    tags = rds.list_tags_for_resource(ResourceName=found["DBInstanceArn"])["TagList"]
    return {
        "made": made["DBInstanceIdentifier"],
        "found": {name: found[name] for name in kept},
        "port": found["Endpoint"]["Port"],
        "arn": found["DBInstanceArn"].split(":", 5)[5],
        "snapshot": {name: snapshot[name] for name in (
            "DBSnapshotIdentifier", "DBInstanceIdentifier", "Engine", "AllocatedStorage", "Status",
            "SnapshotType", "MasterUsername")},
        "tags": tags,
        "missing": refusal(rds.describe_db_instances, DBInstanceIdentifier="nada")[0],
        "missing_snapshot": refusal(rds.describe_db_snapshots, DBSnapshotIdentifier="nada")[0],
        "twice": refusal(rds.create_db_instance, DBInstanceIdentifier="lado", **NEW)[0],
    }


def test_says_what_moto_says(aws):
    ours = read_back(aws.admin("rds", ACCOUNT, region="us-east-2"), lambda: aws.advance(1800))

    with mock_aws():
        theirs = read_back(boto3.client("rds", region_name="us-east-2"), lambda: None)

    assert ours == theirs
