// The simulated RDS: databases that take their time, what may not be stopped, what waits.
#include "simcloud/cloud.h"
#include "simcloud/rds/life.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view estate = R"({"accounts": [
  {"id": "210987654321", "name": "Loja",
   "roles": [{"name": "mirante", "external_id": "um"},
             {"name": "leitura", "external_id": "um", "grants": "read_only"}],
   "places": [{"region": "sa-east-1", "keys": [{"name": "dados"}], "databases": [
     {"name": "pedidos", "engine": "mysql", "class": "db.m5.large", "backup_days": 0,
      "tags": {"Ambiente": "producao"}},
     {"name": "fonte", "engine": "postgres", "backup_days": 0},
     {"name": "copia", "engine": "postgres", "replica_of": "fonte", "backup_days": 0},
     {"name": "espelhado", "engine": "sqlserver-se", "multi_az": true, "backup_days": 0},
     {"name": "cheio", "engine": "postgres", "state": "storage-full", "allocated_gib": 20,
      "backup_days": 0},
     {"name": "cifrado", "engine": "mysql", "key": "dados", "state": "stopped"},
     {"name": "aurora-{n}", "count": 2, "engine": "aurora-mysql", "class": "db.r6g.large",
      "cluster": "aurora"},
     {"name": "mundo-1", "engine": "aurora-mysql", "cluster": "mundo", "cluster_kind": "global"},
     {"name": "velho-1", "engine": "aurora-mysql", "cluster": "velho",
      "cluster_kind": "serverless"}]}]},
  {"id": "320987654321", "name": "Dados"}]})";
const std::string loja = "210987654321";

struct Rds : testing::Test {
  TestWorld world{estate};
  Keys admin = world.admin(loja);

  Reply rds(const std::string& action, const Parameters& parameters = {}) {
    return world.call(admin, "rds", "sa-east-1", action, parameters);
  }
  Reply on(const std::string& action, const std::string& name, Parameters more = {}) {
    more.emplace_back("DBInstanceIdentifier", name);
    return rds(action, more);
  }
  std::string status(const std::string& name) {
    return on("DescribeDBInstances", name).text("DBInstanceStatus");
  }
  std::string cluster_status() {
    return rds("DescribeDBClusters", {{"DBClusterIdentifier", "aurora"}}).text("Status");
  }
  void wait_until(const std::string& time) { world.now = parse_iso8601(time).value() + seconds(1); }
  /// The states that it passes through, a look every ten seconds.
  std::vector<std::string> states(const std::string& name, std::chrono::minutes long_for) {
    std::vector<std::string> seen;
    for (const auto end = world.now + long_for; world.now < end; world.wait(seconds(10)))
      if (const auto now = status(name); seen.empty() || seen.back() != now) seen.push_back(now);
    return seen;
  }
  Parameters new_database(const std::string& name) {
    return {{"DBInstanceIdentifier", name},     {"Engine", "mysql"},
            {"DBInstanceClass", "db.t3.micro"}, {"AllocatedStorage", "20"},
            {"MasterUsername", "admin"},        {"MasterUserPassword", "correto-cavalo"}};
  }
  /// Whether an event about the database has these words, in the last fourteen days.
  bool told(const std::string& name, const std::string& words) {
    const auto events =
        rds("DescribeEvents",
            {{"SourceIdentifier", name}, {"SourceType", "db-instance"}, {"Duration", "20160"}});
    const auto messages = events.texts("Message");
    return std::ranges::any_of(messages, [&](const std::string& message) {
      return message.find(words) != std::string::npos;
    });
  }
};

TEST_F(Rds, StopsAndStartsADatabaseInItsOwnTime) {
  ASSERT_EQ(on("StopDBInstance", "pedidos").text("DBInstanceStatus"), "stopping");
  EXPECT_EQ(on("StopDBInstance", "pedidos").outcome(), "400 InvalidDBInstanceState");
  world.wait(seconds(89));
  EXPECT_EQ(status("pedidos"), "stopping");
  world.wait(minutes(8));
  EXPECT_EQ(status("pedidos"), "stopped");

  ASSERT_EQ(on("StartDBInstance", "pedidos").text("DBInstanceStatus"), "starting");
  world.wait(minutes(10));
  EXPECT_EQ(status("pedidos"), "available");
  EXPECT_TRUE(told("pedidos", "DB instance stopped"));
  EXPECT_TRUE(told("pedidos", "DB instance started"));
  EXPECT_FALSE(told("pedidos", "exceeding the maximum allowed time"));
  EXPECT_EQ(on("StartDBInstance", "pedidos").outcome(), "400 InvalidDBInstanceState");
}

TEST_F(Rds, StartsADatabaseByItselfAfterSevenDaysAndTellsWhy) {
  on("StopDBInstance", "pedidos");
  world.wait(minutes(8));
  const auto restarts = on("DescribeDBInstances", "pedidos").text("AutomaticRestartTime");
  const auto stopped_at = parse_iso8601(restarts).value() - days(7);
  EXPECT_GT(stopped_at, world.now - minutes(8));
  EXPECT_LE(stopped_at, world.now);
  world.wait(days(7) - minutes(8));
  EXPECT_EQ(status("pedidos"), "stopped");

  wait_until(restarts);

  EXPECT_EQ(status("pedidos"), "starting");
  EXPECT_TRUE(told("pedidos", "due to it exceeding the maximum allowed time being stopped"));
  world.wait(minutes(10));
  EXPECT_EQ(status("pedidos"), "available");
  EXPECT_EQ(on("DescribeDBInstances", "pedidos").text("AutomaticRestartTime"), "");
}

TEST_F(Rds, CountsTheSevenDaysAnewWhenItWasStartedBetween) {
  on("StopDBInstance", "pedidos");
  world.wait(days(6));
  on("StartDBInstance", "pedidos");
  world.wait(minutes(10));
  on("StopDBInstance", "pedidos");

  world.wait(days(6));

  EXPECT_EQ(status("pedidos"), "stopped");
}

TEST_F(Rds, RefusesToStopWhatRdsDoesNotStop) {
  EXPECT_EQ(on("StopDBInstance", "copia").outcome(), "400 InvalidDBInstanceState");
  EXPECT_EQ(on("StopDBInstance", "fonte").outcome(), "400 InvalidDBInstanceState");
  EXPECT_EQ(on("StopDBInstance", "espelhado").outcome(), "400 InvalidDBInstanceState");
  EXPECT_EQ(on("StopDBInstance", "cheio").outcome(), "400 InvalidDBInstanceState");
  const auto member = on("StopDBInstance", "aurora-1");
  EXPECT_EQ(member.outcome(), "400 InvalidParameterCombination");
  EXPECT_EQ(member.text("Message"),
            "aurora-mysql DB instances are not eligible for stopping and starting.");
  EXPECT_EQ(on("StopDBInstance", "nenhum").outcome(), "404 DBInstanceNotFound");
  EXPECT_EQ(rds("StopDBInstance").outcome(), "400 MissingParameter");
}

TEST_F(Rds, StopsAClusterWithItsMembers) {
  ASSERT_EQ(rds("StopDBCluster", {{"DBClusterIdentifier", "aurora"}}).text("Status"), "stopping");
  EXPECT_EQ(status("aurora-2"), "stopping");
  world.wait(minutes(8));
  EXPECT_EQ(cluster_status(), "stopped");
  EXPECT_EQ(status("aurora-1"), "stopped");
  EXPECT_EQ(rds("StopDBCluster", {{"DBClusterIdentifier", "aurora"}}).outcome(),
            "400 InvalidDBClusterStateFault");

  wait_until(
      rds("DescribeDBClusters", {{"DBClusterIdentifier", "aurora"}}).text("AutomaticRestartTime"));

  EXPECT_EQ(cluster_status(), "starting");
  world.wait(minutes(10));
  EXPECT_EQ(status("aurora-2"), "available");
}

TEST_F(Rds, RefusesToStopClustersThatCannotBeStopped) {
  EXPECT_EQ(rds("StopDBCluster", {{"DBClusterIdentifier", "mundo"}}).outcome(),
            "400 InvalidDBClusterStateFault");
  EXPECT_EQ(rds("StopDBCluster", {{"DBClusterIdentifier", "velho"}}).outcome(),
            "400 InvalidParameterCombination");
  EXPECT_EQ(rds("StopDBCluster", {{"DBClusterIdentifier", "nenhum"}}).outcome(),
            "404 DBClusterNotFoundFault");
}

TEST_F(Rds, AppliesAClassAtOnceOnlyWhenItIsToldTo) {
  on("ModifyDBInstance", "pedidos",
     {{"DBInstanceClass", "db.m5.xlarge"}, {"PreferredMaintenanceWindow", "wed:06:00-wed:06:30"}});
  world.wait(hours(24));  // From Monday noon to Tuesday noon.
  const auto waiting = on("DescribeDBInstances", "pedidos");
  EXPECT_EQ(waiting.texts("DBInstanceClass"),
            (std::vector<std::string>{"db.m5.large", "db.m5.xlarge"}));

  world.wait(hours(19));  // Wednesday, 07:00.
  EXPECT_EQ(on("DescribeDBInstances", "pedidos").text("DBInstanceClass"), "db.m5.xlarge");

  on("ModifyDBInstance", "pedidos",
     {{"DBInstanceClass", "db.m5.2xlarge"}, {"ApplyImmediately", "true"}});
  EXPECT_EQ(status("pedidos"), "available");  // For some seconds still.
  world.wait(seconds(45));
  EXPECT_EQ(status("pedidos"), "modifying");
  EXPECT_EQ(on("StopDBInstance", "pedidos").outcome(), "400 InvalidDBInstanceState");
  world.wait(minutes(15));
  const auto changed = on("DescribeDBInstances", "pedidos");
  EXPECT_EQ(changed.texts("DBInstanceClass"), std::vector<std::string>{"db.m5.2xlarge"});
}

TEST_F(Rds, KeepsWhatWasAskedForWhenAStopComesBetween) {
  on("ModifyDBInstance", "pedidos",
     {{"DBInstanceClass", "db.m5.xlarge"}, {"ApplyImmediately", "true"}});
  on("StopDBInstance", "pedidos");

  world.wait(minutes(20));

  EXPECT_EQ(status("pedidos"), "stopped");
  EXPECT_EQ(on("DescribeDBInstances", "pedidos").texts("DBInstanceClass"),
            (std::vector<std::string>{"db.m5.large", "db.m5.xlarge"}));
}

TEST_F(Rds, MakesAFullDatabaseBiggerAtOnce) {
  EXPECT_EQ(on("ModifyDBInstance", "cheio", {{"AllocatedStorage", "10"}}).outcome(),
            "400 InvalidParameterCombination");
  on("ModifyDBInstance", "cheio", {{"AllocatedStorage", "40"}});
  EXPECT_EQ(status("cheio"), "modifying");
  world.wait(minutes(15));
  EXPECT_EQ(status("cheio"), "available");
  EXPECT_EQ(on("DescribeDBInstances", "cheio").text("AllocatedStorage"), "40");
}

TEST_F(Rds, CreatesBacksUpAndDeletesADatabase) {
  ASSERT_EQ(rds("CreateDBInstance", new_database("Nova")).text("DBInstanceStatus"), "creating");
  EXPECT_EQ(rds("CreateDBInstance", new_database("nova")).outcome(), "400 DBInstanceAlreadyExists");
  EXPECT_EQ(on("DescribeDBInstances", "nova").text("Address"), "");  // Not before it is made.
  EXPECT_EQ(states("NOVA", minutes(20)),
            (std::vector<std::string>{"creating", "backing-up", "available"}));

  EXPECT_EQ(on("DeleteDBInstance", "nova").outcome(), "400 InvalidParameterCombination");
  ASSERT_EQ(on("DeleteDBInstance", "nova", {{"FinalDBSnapshotIdentifier", "ultima"}})
                .text("DBInstanceStatus"),
            "deleting");
  world.wait(minutes(8));
  EXPECT_EQ(on("DescribeDBInstances", "nova").outcome(), "404 DBInstanceNotFound");
  EXPECT_EQ(rds("DescribeDBSnapshots").texts("DBSnapshotIdentifier"),
            std::vector<std::string>{"ultima"});  // The automated ones went along.
}

TEST_F(Rds, BacksUpOnceADayAndForgetsOldBackups) {
  auto parameters = new_database("diario");
  parameters.emplace_back("BackupRetentionPeriod", "2");
  parameters.emplace_back("PreferredBackupWindow", "15:00-15:30");
  rds("CreateDBInstance", parameters);
  world.wait(days(6));

  const auto snapshots = rds("DescribeDBSnapshots", {{"SnapshotType", "automated"}});

  EXPECT_EQ(
      snapshots.texts("DBSnapshotIdentifier"),
      (std::vector<std::string>{"rds:diario-2026-03-06-15-00", "rds:diario-2026-03-07-15-00"}));
  EXPECT_EQ(
      rds("DeleteDBSnapshot", {{"DBSnapshotIdentifier", "rds:diario-2026-03-07-15-00"}}).outcome(),
      "400 InvalidDBSnapshotState");
}

TEST_F(Rds, RestoresASnapshotWithDefaultsOfANewDatabase) {
  rds("CreateDBSnapshot", {{"DBSnapshotIdentifier", "antes"}, {"DBInstanceIdentifier", "pedidos"}});
  EXPECT_EQ(status("pedidos"), "backing-up");
  const Parameters restore{{"DBInstanceIdentifier", "volta"}, {"DBSnapshotIdentifier", "antes"}};
  EXPECT_EQ(rds("RestoreDBInstanceFromDBSnapshot", restore).outcome(),
            "400 InvalidDBSnapshotState");
  world.wait(minutes(6));
  EXPECT_EQ(rds("RestoreDBInstanceFromDBSnapshot", restore).text("DBInstanceStatus"), "creating");
  world.wait(minutes(12));
  EXPECT_EQ(status("volta"), "available");
  EXPECT_EQ(on("DescribeDBInstances", "volta").text("DBInstanceClass"), "db.m5.large");
}

TEST_F(Rds, FollowsTheKeyOfAnEncryptedDatabase) {
  world.control(
      "POST", "/_simcloud/kms-keys",
      {{"account", loja}, {"region", "sa-east-1"}, {"name", "dados"}, {"state", "disabled"}});
  EXPECT_EQ(on("StartDBInstance", "cifrado").outcome(), "400 KMSKeyNotAccessibleFault");
  world.control("POST", "/_simcloud/kms-keys",
                {{"account", loja}, {"region", "sa-east-1"}, {"name", "dados"}});
  EXPECT_EQ(on("StartDBInstance", "cifrado").outcome(), "200");
}

TEST_F(Rds, NamesTheParameterThatIsWrong) {
  const auto refused = [&](const std::string& name, const std::string& value) {
    auto parameters = new_database("errada");
    std::erase_if(parameters, [&](const auto& pair) { return pair.first == name; });
    if (!value.empty()) parameters.emplace_back(name, value);
    const auto reply = rds("CreateDBInstance", parameters);
    return reply.outcome() + ": " + reply.text("Message");
  };
  EXPECT_EQ(refused("DBInstanceClass", "db.z9.huge"),
            "400 InvalidParameterValue: Invalid DB Instance class: db.z9.huge");
  EXPECT_EQ(refused("Engine", "dbase"), "400 InvalidParameterValue: Invalid DB engine: dbase");
  EXPECT_EQ(refused("Engine", ""),
            "400 MissingParameter: The request must contain the parameter Engine.");
  EXPECT_EQ(refused("EngineVersion", "3.23"),
            "400 InvalidParameterCombination: Cannot find version 3.23 for mysql");
  EXPECT_TRUE(refused("MasterUserPassword", "curta").starts_with("400 InvalidParameterValue"));
  EXPECT_TRUE(refused("AllocatedStorage", "5").starts_with("400 InvalidParameterValue"));
  EXPECT_TRUE(refused("PreferredBackupWindow", "noite").starts_with("400 InvalidParameterValue"));
  EXPECT_EQ(on("DescribeDBInstances", "errada").outcome(), "404 DBInstanceNotFound");
}

TEST_F(Rds, AsksPermissionByArnAndTag) {
  const auto reader = world.assume(world.panel(), "arn:aws:iam::" + loja + ":role/leitura", "um");
  const auto ask = [&](const Keys& keys, const std::string& action, const std::string& name) {
    return world.call(keys, "rds", "sa-east-1", action, {{"DBInstanceIdentifier", name}});
  };
  EXPECT_EQ(ask(reader, "DescribeDBInstances", "pedidos").outcome(), "200");
  const auto refused = ask(reader, "StopDBInstance", "pedidos");
  EXPECT_EQ(refused.outcome(), "403 AccessDenied");
  EXPECT_NE(refused.text("Message").find("rds:StopDBInstance on resource: "
                                         "arn:aws:rds:sa-east-1:210987654321:db:pedidos"),
            std::string::npos);
  // Who may not stop it is not told whether it is there.
  EXPECT_EQ(ask(reader, "StopDBInstance", "nenhum").outcome(), "403 AccessDenied");

  const auto op = world.assume(world.panel(), "arn:aws:iam::" + loja + ":role/mirante", "um");
  world.call(admin, "iam", "us-east-1", "PutRolePolicy",
             {{"RoleName", "mirante"},
              {"PolicyName", "protege"},
              {"PolicyDocument", R"({"Version": "2012-10-17", "Statement": [{"Effect": "Deny",
                "Action": "rds:StopDBInstance", "Resource": "*",
                "Condition": {"StringEquals": {"rds:db-tag/Ambiente": "producao"}}}]})"}});
  EXPECT_EQ(ask(op, "StopDBInstance", "pedidos").outcome(), "403 AccessDenied");
  rds("RemoveTagsFromResource", {{"ResourceName", "arn:aws:rds:sa-east-1:" + loja + ":db:pedidos"},
                                 {"TagKeys.member.1", "Ambiente"}});
  EXPECT_EQ(ask(op, "StopDBInstance", "pedidos").outcome(), "200");
}

TEST_F(Rds, SeesNothingOfOtherPlaces) {
  const auto other = world.admin("320987654321");
  EXPECT_TRUE(world.call(other, "rds", "sa-east-1", "DescribeDBInstances")
                  .texts("DBInstanceIdentifier")
                  .empty());
  EXPECT_EQ(world
                .call(admin, "rds", "us-east-1", "DescribeDBInstances",
                      {{"DBInstanceIdentifier", "pedidos"}})
                .outcome(),
            "404 DBInstanceNotFound");
}

TEST(RdsWindows, OpenNextAfterAnInstant) {
  const auto at = [](const char* text) { return parse_iso8601(text).value(); };
  const auto monday_noon = at("2026-03-02T12:00:00Z");

  EXPECT_EQ(next_opening("12:00-12:30", monday_noon), at("2026-03-03T12:00:00Z"));
  EXPECT_EQ(next_opening("12:01-12:31", monday_noon), at("2026-03-02T12:01:00Z"));
  EXPECT_EQ(next_opening("sun:00:00-sun:00:30", monday_noon), at("2026-03-08T00:00:00Z"));
  EXPECT_EQ(next_opening("mon:11:00-mon:11:30", monday_noon), at("2026-03-09T11:00:00Z"));
  EXPECT_FALSE(is_window("24:00-24:30", WindowKind::daily));
  EXPECT_FALSE(is_window("day:05:00-day:05:30", WindowKind::weekly));
  EXPECT_FALSE(is_window("05:00", WindowKind::daily));
}

constexpr const char* between = R"({"accounts": [
  {"id": "210987654321", "name": "Loja",
   "places": [{"region": "sa-east-1", "spare_addresses": 0, "databases": [
     {"name": "azul", "engine": "postgres", "backup_days": 0, "blue_green": "troca"},
     {"name": "verde", "engine": "postgres", "backup_days": 0, "blue_green": "troca"},
     {"name": "parado", "engine": "mysql", "backup_days": 0, "state": "stopped"}]}]}]})";

TEST(RdsBetween, TellsOfABlueGreenDeploymentAndStopsNeitherSideOfIt) {
  TestWorld world{between};
  const auto admin = world.admin(loja);
  const auto rds = [&](const std::string& action, const Parameters& parameters) {
    return world.call(admin, "rds", "sa-east-1", action, parameters);
  };

  const auto told = rds("DescribeBlueGreenDeployments", {});
  EXPECT_EQ(told.text("BlueGreenDeploymentName"), "troca");
  EXPECT_EQ(told.text("Source"), "arn:aws:rds:sa-east-1:210987654321:db:azul");
  EXPECT_EQ(told.text("Target"), "arn:aws:rds:sa-east-1:210987654321:db:verde");
  for (const auto* side : {"azul", "verde"})
    EXPECT_EQ(rds("StopDBInstance", {{"DBInstanceIdentifier", side}}).outcome(),
              "400 InvalidDBInstanceState");
}

TEST(RdsBetween, TellsOfTheOtherClusterWhereADeploymentIsOfClusters) {
  TestWorld world{R"({"accounts": [
    {"id": "210987654321", "name": "Loja",
     "places": [{"region": "sa-east-1", "databases": [
       {"name": "azul-1", "engine": "aurora-mysql", "cluster": "azul", "blue_green": "troca"},
       {"name": "verde-1", "engine": "aurora-mysql", "cluster": "verde", "blue_green": "troca"}]}]}]})"};
  const auto admin = world.admin(loja);
  const auto rds = [&](const std::string& action, const Parameters& parameters) {
    return world.call(admin, "rds", "sa-east-1", action, parameters);
  };

  const auto told = rds("DescribeBlueGreenDeployments", {});
  EXPECT_EQ(told.text("Source"), "arn:aws:rds:sa-east-1:210987654321:cluster:azul");
  EXPECT_EQ(told.text("Target"), "arn:aws:rds:sa-east-1:210987654321:cluster:verde");
  EXPECT_EQ(rds("StopDBCluster", {{"DBClusterIdentifier", "azul"}}).outcome(),
            "400 InvalidDBClusterStateFault");
}

TEST(RdsBetween, CannotStartWhereNoAddressIsLeft) {
  TestWorld world{between};
  const auto admin = world.admin(loja);
  const Parameters parked{{"DBInstanceIdentifier", "parado"}};

  ASSERT_EQ(world.call(admin, "rds", "sa-east-1", "StartDBInstance", parked).outcome(), "200");
  world.wait(minutes(10));

  EXPECT_EQ(
      world.call(admin, "rds", "sa-east-1", "DescribeDBInstances", parked).text("DBInstanceStatus"),
      "incompatible-network");
}

}  // namespace
}  // namespace mirante::simcloud
