// Live series follow the life of each server, and always tell the same.
#include <algorithm>
#include <cmath>

#include "simcloud/aws_ids.h"
#include "simcloud/cloudwatch/metrics.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::string_view estate = R"json({"accounts": [{"id": "210987654321", "places": [
  {"region": "sa-east-1", "servers": [
    {"name": "web", "type": "t3.medium", "tags": {"Ambiente": "producao"}},
    {"name": "escritorio", "type": "m6i.large", "tags": {"Horario": "comercial"}},
    {"name": "disco", "type": "i3.large", "volumes": [{"size_gib": 100, "type": "gp2"}]},
    {"name": "parado", "state": "stopped", "age_days": 20}]}]}]})json";

using Points = std::map<Instant, double>;

struct Series : testing::Test {
  TestWorld world{estate};
  Keys admin = world.admin("210987654321");

  Cloud& cloud() { return world.world.cloud(); }
  Account& account() { return *cloud().find_account("210987654321"); }
  RegionIndex region = *find_region("sa-east-1");

  std::string server(const std::string& name) {
    return world
        .call(admin, "ec2", "sa-east-1", "DescribeInstances",
              {{"Filter.1.Name", "tag:Name"}, {"Filter.1.Value.1", name}})
        .text("instanceId");
  }
  void call(const std::string& action, const Parameters& parameters) {
    const auto reply = world.call(admin, "ec2", "sa-east-1", action, parameters);
    ASSERT_EQ(reply.outcome(), "200") << reply.answer.body;
  }
  void pass(Instant::duration time) {
    world.wait(time);
    world.control("GET", "/_simcloud/time");  // Any call lets the time pass.
  }

  Points read(const MetricKey& metric, Stretch stretch, const std::string& statistic = "Average") {
    const auto parsed = parse_statistic(statistic).value();
    MetricReader reader(cloud(), account().number, region, earliest_needed(metric, stretch.begin));
    Points points;
    for (const auto& period : reader.read(metric, "", stretch, parsed.keeps()))
      points[period.begin] = value_of(period.tally, parsed).value();
    return points;
  }
  Points read(const std::string& id, const std::string& name, Stretch stretch,
              const std::string& statistic = "Average") {
    return read(MetricKey{"AWS/EC2", name, {{"InstanceId", id}}}, stretch, statistic);
  }
  Stretch last(Instant::duration time, int period_s) {
    return {world.now - time, world.now, period_s};
  }
};

TEST_F(Series, TellTheSameToTheSameQuestion) {
  const auto id = server("web");
  const auto stretch = last(days(1), 300);
  const auto before = read(id, "CPUUtilization", stretch);
  ASSERT_GT(before.size(), 280u);

  call("CreateTags", {{"ResourceId.1", id}, {"Tag.1.Key", "Horario"}, {"Tag.1.Value", "noturno"}});
  call("MonitorInstances", {{"InstanceId.1", id}});
  call("StopInstances", {{"InstanceId.1", id}});
  pass(hours(1));
  call("ModifyInstanceAttribute", {{"InstanceId", id}, {"InstanceType.Value", "t3.large"}});
  call("StartInstances", {{"InstanceId.1", id}});
  pass(hours(1));

  for (const auto& [at, value] : before)
    EXPECT_EQ(read(id, "CPUUtilization", stretch)[at], value) << to_iso8601(at);
}

TEST_F(Series, DoNotDependOnTheStretchThatIsAsked) {
  const auto id = server("web");
  for (const auto* name : {"CPUUtilization", "CPUCreditBalance", "NetworkOut", "EBSWriteOps"}) {
    const auto all = read(id, name, last(days(3), 300));
    for (const auto& [at, value] : read(id, name, last(hours(2), 300)))
      EXPECT_EQ(all.at(at), value) << name << " " << to_iso8601(at);
  }
}

TEST_F(Series, OfAQuestionFromLongAgoAreThoseThatAreKept) {
  const auto id = server("web");
  const auto kept = read(id, "CPUUtilization", last(hours(2), 300));
  ASSERT_FALSE(kept.empty());

  const auto all = read(id, "CPUUtilization", {instant_of(0), world.now, 300});

  EXPECT_GE(all.begin()->first, world.now - days(63));
  for (const auto& [at, value] : kept) EXPECT_EQ(all.at(at), value) << to_iso8601(at);
}

TEST_F(Series, AddUpOverLongerPeriods) {
  const auto id = server("escritorio");
  call("MonitorInstances", {{"InstanceId.1", id}});
  pass(hours(3));
  const Stretch minutes_of{world.now - hours(2), world.now - hours(1), 60};
  auto fives_of = minutes_of;
  fives_of.period_s = 300;

  const auto each = read(id, "CPUUtilization", minutes_of);
  const auto sums = read(id, "NetworkIn", minutes_of, "Sum");

  ASSERT_EQ(each.size(), 60u);
  for (const auto& [at, value] : read(id, "CPUUtilization", fives_of)) {
    double sum = 0;
    for (int i = 0; i < 5; ++i) sum += each.at(at + minutes(i));
    EXPECT_NEAR(value, sum / 5, 1e-9);
  }
  for (const auto& [at, value] : read(id, "NetworkIn", fives_of, "Sum")) {
    double sum = 0;
    for (int i = 0; i < 5; ++i) sum += sums.at(at + minutes(i));
    EXPECT_EQ(value, sum);
  }
  EXPECT_EQ(read(id, "CPUUtilization", fives_of, "SampleCount").begin()->second, 5);
}

TEST_F(Series, HaveFivePointsAnHourLessWithoutDetailedMonitoring) {
  const Stretch hour{world.now - hours(2), world.now - hours(1), 60};

  const auto points = read(server("escritorio"), "CPUUtilization", hour);

  EXPECT_EQ(points.size(), 12u);
  EXPECT_EQ(read(server("escritorio"), "StatusCheckFailed", hour).size(), 60u);
}

TEST_F(Series, HaveNoPointsWhileAServerIsOff) {
  const auto id = server("web");
  const auto stopped = world.now;
  call("StopInstances", {{"InstanceId.1", id}});
  pass(hours(5));
  call("StartInstances", {{"InstanceId.1", id}});
  pass(hours(2));

  const auto points = read(id, "CPUUtilization", {stopped - hours(2), world.now, 300});

  for (const auto& [at, value] : points)
    EXPECT_TRUE(at < stopped + minutes(5) || at >= stopped + hours(5)) << to_iso8601(at);
  EXPECT_GE(points.size(), 24u + 22u);
  const auto born = read(server("parado"), "CPUUtilization", last(days(30), 3600));
  EXPECT_EQ(born.size(), 10u * 24) << "it ran for the first half of its twenty days";
}

TEST_F(Series, ComeOneToThreeMinutesLate) {
  const auto id = server("web");
  const auto newest = [&] {
    return read(id, "StatusCheckFailed", last(hours(1), 60)).rbegin()->first;
  };
  for (int i = 0; i < 10; ++i) {
    pass(std::chrono::seconds(47));
    const auto end = newest() + minutes(1);
    EXPECT_GE(world.now - end, minutes(1));
    EXPECT_LE(world.now - end, minutes(4));
  }
}

TEST_F(Series, FollowTheHoursOfAnOffice) {
  const auto id = server("escritorio");
  const auto monday = parse_iso8601("2026-03-02T00:00:00Z").value();  // 21:00 on Sunday there.

  const auto night = read(id, "CPUUtilization", {monday + hours(2), monday + hours(8), 21'600});
  pass(hours(12));
  const auto day = read(id, "CPUUtilization", {monday + hours(13), monday + hours(19), 21'600});

  EXPECT_GT(day.begin()->second, 8 * night.begin()->second);
}

TEST_F(Series, TellOfDisksWhatTheirVolumesTell) {
  const auto id = server("disco");
  const auto stretch = last(hours(2), 300);
  Points sums;
  const auto* place = account().places[region].get();
  const auto number = parse_id("i-", id).value;
  std::size_t volumes = 0;
  for (const auto& [volume, facts] : place->volumes) {
    if (facts.instance != number) continue;
    ++volumes;
    const MetricKey metric{
        "AWS/EBS", "VolumeWriteBytes", {{"VolumeId", format_id("vol-", volume)}}};
    for (const auto& [at, value] : read(metric, stretch, "Sum")) sums[at] += value;
  }
  ASSERT_EQ(volumes, 2u);

  const auto xen = read(server("disco"), "EBSWriteBytes", stretch, "Sum");
  const auto store = read(id, "DiskWriteBytes", stretch, "Sum");
  const auto none = read(server("web"), "DiskWriteBytes", stretch, "Sum");

  for (const auto& [at, value] : xen)
    if (sums.contains(at)) {
      EXPECT_EQ(value, sums[at]) << to_iso8601(at);
    }
  EXPECT_GT(xen.size(), 20u);
  EXPECT_GT(store.size(), 20u);
  EXPECT_TRUE(none.empty()) << "instance store is a series of its own";
}

TEST_F(Series, ShowAnIllServerAsFailedAndSilent) {
  const auto id = server("web");
  const auto body = [&](const std::string& status) {
    return Json{{"account", "210987654321"}, {"region", "sa-east-1"}, {"instance_check", status}};
  };
  world.control("POST", "/_simcloud/instances/" + id, body("impaired"));
  const auto ill = world.now;
  pass(minutes(30));
  world.control("POST", "/_simcloud/instances/" + id, body("ok"));
  pass(minutes(30));

  const auto failed = read(id, "StatusCheckFailed_Instance", {ill - minutes(10), world.now, 60});
  EXPECT_EQ(failed.at(ill - minutes(5)), 0);
  EXPECT_EQ(failed.at(ill + minutes(10)), 1);
  EXPECT_EQ(failed.at(ill + minutes(40)), 0);
  EXPECT_EQ(
      read(id, "NetworkOut", {ill + minutes(5), ill + minutes(25), 300}, "Sum").begin()->second, 0);
}

TEST_F(Series, StayWhenAServerIsGone) {
  const auto id = server("web");
  const auto stretch = last(hours(3), 300);
  const auto before = read(id, "NetworkIn", stretch);
  const auto disks = read(id, "EBSReadOps", stretch);

  call("TerminateInstances", {{"InstanceId.1", id}});
  pass(hours(30));

  EXPECT_FALSE(account().places[region]->instances.contains(parse_id("i-", id).value));
  for (const auto& [at, value] : before) EXPECT_EQ(read(id, "NetworkIn", stretch)[at], value);
  for (const auto& [at, value] : disks) EXPECT_EQ(read(id, "EBSReadOps", stretch)[at], value);
}

TEST_F(Series, AreListedWhileTheyAreFresh) {
  const auto has = [&](Instant since, const std::string& id) {
    const auto list = list_metrics(cloud(), account().number, region, since);
    return std::ranges::find(list, MetricKey{"AWS/EC2", "CPUUtilization", {{"InstanceId", id}}}) !=
           list.end();
  };
  const auto id = server("web");
  EXPECT_TRUE(has(world.now - hours(3), id));
  EXPECT_TRUE(has(world.now - days(14), server("parado")));
  EXPECT_FALSE(has(world.now - hours(3), server("parado")));

  call("StopInstances", {{"InstanceId.1", id}});
  pass(days(15));

  EXPECT_FALSE(has(world.now - days(14), id));
}

TEST(Kept, GetsCoarserWithAge) {
  const auto now = parse_iso8601("2026-03-02T12:00:00Z").value();
  EXPECT_TRUE(is_kept(now - hours(2), 1, now));
  EXPECT_FALSE(is_kept(now - hours(4), 1, now));
  EXPECT_TRUE(is_kept(now - days(14), 60, now));
  EXPECT_FALSE(is_kept(now - days(16), 60, now));
  EXPECT_TRUE(is_kept(now - days(16), 300, now));
  EXPECT_FALSE(is_kept(now - days(64), 300, now));
  EXPECT_TRUE(is_kept(now - days(64), 3600, now));
  EXPECT_FALSE(is_kept(now - days(456), 3600, now));
}

}  // namespace
}  // namespace mirante::simcloud
