// The World's bill, to the last billionth. Prices of the estate are in prices.cc: in us-east-1 a
// t3.micro costs 0.0104 an hour, a gigabyte of gp3 0.08 a month.
#include "simcloud/cloud.h"
#include "simcloud/money/amounts.h"
#include "simcloud/money/calendar.h"
#include "simcloud/money/rating.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

TEST(Amounts, RoundToTheNearestBillionthHalvesAwayFromZero) {
  EXPECT_EQ(share(10, 1, 4), 3);
  EXPECT_EQ(share(-10, 1, 4), -3);
  EXPECT_EQ(share(9, 1, 4), 2);
  EXPECT_EQ(share(9'000'000'000'000'000'000, 3600, 3600), 9'000'000'000'000'000'000);
}

TEST(Amounts, AreReadAndWrittenAsDecimals) {
  EXPECT_EQ(decimal_text(12'500'000'000), "12.5");
  EXPECT_EQ(decimal_text(-1), "-0.000000001");
  EXPECT_EQ(decimal_text(0), "0");
  EXPECT_EQ(price_text(41'600'000), "0.0416000000");
  EXPECT_EQ(parse_decimal("-12.50").value(), -12'500'000'000);
  for (const auto* wrong : {"", "-", "1.", ".5", "1,5", "1e3", "0.0000000001", "12345678901"})
    EXPECT_FALSE(parse_decimal(wrong)) << wrong;
}

TEST(Prices, AreMadeOfAFamilyASizeARegionAndALicence) {
  const auto virginia = *find_region("us-east-1"), sao_paulo = *find_region("sa-east-1");
  const auto micro = *find_type("t3.micro"), large = *find_type("m5.large");
  const auto price = [](RegionIndex region, TypeIndex type, System system) {
    return decimal_text(server_price(region, type, system, Tenancy::shared));
  };
  EXPECT_EQ(price(virginia, micro, System::linux_unix), "0.0104");
  EXPECT_EQ(price(virginia, large, System::linux_unix), "0.096");
  EXPECT_EQ(price(sao_paulo, large, System::linux_unix), "0.1536");
  EXPECT_EQ(price(virginia, large, System::windows), "0.188");
  EXPECT_EQ(decimal_text(volume_price(virginia, VolumeType::gp3)), "0.08");
  const auto all = reservation_price(virginia, large, System::linux_unix, Tenancy::shared, {1},
                                     Payment::all_upfront);
  EXPECT_EQ(decimal_text(all.upfront), "479");
  EXPECT_EQ(all.hourly, 0);
}

TEST(HourlyPart, AddsUpToTheWholeOverTheTerm) {
  Nanos sum = 0;
  for (Second hour = 0; hour < Term{1}.hours(); ++hour)
    sum += hourly_part(1'000'000'007, {1}, 7200, 7200 + hour * 3600);
  EXPECT_EQ(sum, 1'000'000'007);
}

TEST(Calendar, KnowsMonthsAndTheirLengths) {
  const auto month = month_of(*parse_date("2026-02-17"));
  EXPECT_EQ(date_text(month.begin), "2026-02-01");
  EXPECT_EQ(month.seconds(), 28 * 86'400);
  EXPECT_FALSE(parse_date("2026-02-30"));
  EXPECT_FALSE(parse_hour("2026-02-03T10:30:00Z"));
}

const std::string loja = "210987654321";

/// A World that begins on 2026-03-02 at 12:00 with one new server, which has a volume of 8 GB.
struct Money : testing::Test {
  static std::string estate(std::string_view server, std::string_view account = "",
                            std::string_view world_members = "") {
    return R"({)" + std::string(world_members) + R"("accounts": [{"id": "210987654321",)" +
           std::string(account) + R"("places": [{"region": "us-east-1", "servers": [)" +
           std::string(server) + "]}]}]}";
  }
  static std::string server(std::string_view members = "") {
    return R"({"name": "s", "type": "t3.micro", "age_days": 0, "public_ip": false, "root_gib": 8)" +
           std::string(members) + "}";
  }

  /// All groups of the bill: "keys amount".
  static std::string bill(TestWorld& world, const std::string& group,
                          const std::string& metric = "unblended", const std::string& more = "") {
    const auto json =
        world.control("GET", "/_simcloud/bill?from=2026-01-01&to=2027-01-01&group=" + group + more);
    std::string text;
    for (const auto& entry : json["groups"]) {
      for (const auto& key : entry["keys"]) text += key.get<std::string>() + " ";
      text += entry[metric].get<std::string>() + "\n";
    }
    return text;
  }
  /// The lines about servers, by type and kind.
  static std::string servers(TestWorld& world, const std::string& metric = "unblended") {
    const auto all = bill(world, "INSTANCE_TYPE,RECORD_TYPE", metric);
    std::string text;
    for (std::size_t begin = 0; begin < all.size();) {
      const auto end = all.find('\n', begin) + 1;
      if (all[begin] != ' ') text += all.substr(begin, end - begin);
      begin = end;
    }
    return text;
  }
  static std::string total(TestWorld& world, const std::string& metric = "unblended") {
    return world.control("GET", "/_simcloud/bill?from=2026-01-01&to=2027-01-01")["total"][metric];
  }
  static Reply power(TestWorld& world, const std::string& action) {
    const auto admin = world.admin(loja);
    const auto id = world.call(admin, "ec2", "us-east-1", "DescribeInstances").text("instanceId");
    return world.call(admin, "ec2", "us-east-1", action, {{"InstanceId.1", id}});
  }
};

TEST_F(Money, ChargesAServerByTheSecond) {
  TestWorld world(estate(server()));
  world.wait(seconds(90));

  power(world, "StopInstances");
  world.wait(hours(1));

  EXPECT_EQ(bill(world, "USAGE_TYPE", "quantity"),
            "BoxUsage:t3.micro 0.025\nEBS:VolumeUsage.gp3 0.011021505\n");
  // 0.0104 × 90 ÷ 3600.
  EXPECT_EQ(bill(world, "SERVICE"),
            "Amazon Elastic Compute Cloud - Compute 0.00026\nEC2 - Other 0.00088172\n");
}

TEST_F(Money, ChargesAtLeastAMinuteForEachStart) {
  TestWorld world(estate(server()));
  world.wait(seconds(30));

  power(world, "StopInstances");
  world.wait(hours(1));
  EXPECT_EQ(bill(world, "INSTANCE_TYPE", "quantity"), " 0.010842294\nt3.micro 0.016666667\n");

  power(world, "StartInstances");
  world.wait(seconds(60));  // Of which at most 52 in `running`.
  power(world, "StopInstances");
  world.wait(hours(1));
  EXPECT_EQ(bill(world, "INSTANCE_TYPE", "quantity"), " 0.021774193\nt3.micro 0.033333334\n");
}

TEST_F(Money, GoesOnChargingTheVolumesOfAStoppedServer) {
  TestWorld world(estate(server(R"(, "state": "stopped")")));
  EXPECT_EQ(total(world), "0");

  world.wait(days(15));  // Of the 31 of March.

  // 8 × 0.08 × 360 ÷ 744, each hour rounded by itself: 0.64 ÷ 744 = 0.000860215.
  EXPECT_EQ(total(world), "0.3096774");
  EXPECT_EQ(bill(world, "SERVICE,USAGE_TYPE"), "EC2 - Other EBS:VolumeUsage.gp3 0.3096774\n");
}

TEST_F(Money, ChargesIopsThroughputAndAddresses) {
  TestWorld world(
      estate(server(R"(, "elastic_ip": true, "volumes": [{"type": "io2", "size_gib": 100}])")));
  world.wait(hours(1));
  power(world, "StopInstances");
  world.wait(hours(2));

  EXPECT_EQ(bill(world, "USAGE_TYPE"),
            "BoxUsage:t3.micro 0.0104\n"
            "EBS:VolumeP-IOPS.io2 0.786290322\n"  // 3 × 3000 × 0.065 ÷ 744
            "EBS:VolumeUsage.gp3 0.002580645\n"   // 3 × 8 × 0.08 ÷ 744
            "EBS:VolumeUsage.io2 0.050403225\n"   // 3 × 100 × 0.125 ÷ 744
            "PublicIPv4:IdleAddress 0.01\n"
            "PublicIPv4:InUseAddress 0.005\n");
}

TEST_F(Money, KnowsThePastOfAnEstate) {
  TestWorld world(estate(R"({"type": "t3.micro", "age_days": 10, "public_ip": false},
                            {"type": "m5.large", "age_days": 10, "public_ip": false,
                             "state": "stopped"})"));

  EXPECT_EQ(bill(world, "INSTANCE_TYPE", "quantity", "&account=" + loja),
            " 5.631336432\nm5.large 120\nt3.micro 240\n");  // 16 × (8.5 ÷ 28 + 1.5 ÷ 31) GB
}

TEST_F(Money, AppliesRegionalReservedInstancesOverTheSizesOfAFamily) {
  // One t3.small is 2 t3.micro, 4 t3.nano.
  TestWorld world(
      estate(R"({"type": "t3.nano", "age_days": 0, "public_ip": false},
                            {"type": "t3.micro", "age_days": 0, "public_ip": false},
                            {"type": "t3.small", "age_days": 0, "public_ip": false})",
             R"("reserved_instances": [{"region": "us-east-1", "type": "t3.small"}],)"));
  world.wait(hours(1));

  // Smallest first: the nano and the micro are covered, and a quarter of the small.
  EXPECT_EQ(servers(world, "quantity"),
            "t3.micro DiscountedUsage 1\n"
            "t3.nano DiscountedUsage 1\n"
            "t3.small DiscountedUsage 0.25\n"
            "t3.small Recurring 1\n"
            "t3.small Usage 0.75\n");
  // 0.0208 × (1 − 0.37) = 0.0131 an hour, paid as a fee; the use that it covers costs nothing more.
  EXPECT_EQ(servers(world),
            "t3.micro DiscountedUsage 0\n"
            "t3.nano DiscountedUsage 0\n"
            "t3.small DiscountedUsage 0\n"
            "t3.small Recurring 0.0131\n"
            "t3.small Usage 0.0156\n");
  // Spread over what it covers: 2, 1 and 1 of 4 quarters.
  EXPECT_EQ(servers(world, "amortized"),
            "t3.micro DiscountedUsage 0.00655\n"
            "t3.nano DiscountedUsage 0.003275\n"
            "t3.small DiscountedUsage 0.003275\n"
            "t3.small Recurring 0\n"
            "t3.small Usage 0.0156\n");
}

TEST_F(Money, TellsWhatWasReservedInVain) {
  TestWorld world(estate(server(R"(, "zone": "b")"), R"("reserved_instances": [
      {"region": "us-east-1", "type": "t3.micro", "zone": "b", "count": 2},
      {"region": "us-east-1", "type": "t3.micro", "windows": true, "payment": "All Upfront"}],)"));
  power(world, "StopInstances");  // At once: a minute of the hour.
  world.wait(hours(1));

  EXPECT_EQ(bill(world, "RECORD_TYPE", "unblended"),
            "DiscountedUsage 0\n"
            "Recurring 0.0132\n"  // 2 × 0.0066
            "Upfront 213\n"       // (0.0104 × 0.57 = 0.0059, and 0.0184 for Windows) × 8760 = 212.9
            "Usage 0.000860215\n");
  // One of 120 minutes is used: 0.0132 ÷ 120; the hour's part of what was paid at once is in vain.
  EXPECT_EQ(bill(world, "RECORD_TYPE", "amortized"),
            "DiscountedUsage 0.00011\n"
            "Recurring 0.037405068\n"  // 0.0132 × 119 ÷ 120 + 213 ÷ 8760
            "Upfront 0\n"
            "Usage 0.000860215\n");
}

TEST_F(Money, AppliesReservedInstancesThenPlansWithTheHighestSavingFirst) {
  // m4 is old: its plans save less than those of m5.
  TestWorld world(estate(R"({"type": "m5.large", "count": 2, "age_days": 0, "public_ip": false},
                            {"type": "m4.large", "age_days": 0, "public_ip": false},
                            {"type": "c5.large", "age_days": 0, "public_ip": false})",
                         R"("reserved_instances": [{"region": "us-east-1", "type": "m5.large"}],
                            "savings_plans": [
      {"kind": "Compute", "commitment": "0.1"},
      {"kind": "EC2Instance", "region": "us-east-1", "family": "m5", "commitment": "0.0307"}],)"));
  world.wait(hours(1));

  // Reserved: one m5.large. The plan for m5, 0.096 × 0.64 = 0.0614 an hour, covers half of the
  // other. The compute plan covers m5 and c5 (27 % off) before m4 (22 %): 0.0701 ÷ 2, 0.0621, and
  // of the m4 (0.078) what is left, 0.1 − 0.03505 − 0.0621 = 0.00285.
  EXPECT_EQ(servers(world, "quantity"),
            "c5.large SavingsPlanCoveredUsage 1\n"
            "c5.large SavingsPlanNegation 0\n"
            "m4.large SavingsPlanCoveredUsage 0.036538461\n"
            "m4.large SavingsPlanNegation 0\n"
            "m4.large Usage 0.963461539\n"
            "m5.large DiscountedUsage 1\n"
            "m5.large Recurring 1\n"
            "m5.large SavingsPlanCoveredUsage 1\n"
            "m5.large SavingsPlanNegation 0\n");
  EXPECT_EQ(bill(world, "SAVINGS_PLANS_TYPE,RECORD_TYPE", "unblended"),
            " DiscountedUsage 0\n"
            " Recurring 0.0605\n"
            " Usage 0.099787014\n"
            "ComputeSavingsPlans SavingsPlanCoveredUsage 0.136653846\n"
            "ComputeSavingsPlans SavingsPlanNegation -0.136653846\n"
            "ComputeSavingsPlans SavingsPlanRecurringFee 0.1\n"
            "EC2InstanceSavingsPlans SavingsPlanCoveredUsage 0.048\n"
            "EC2InstanceSavingsPlans SavingsPlanNegation -0.048\n"
            "EC2InstanceSavingsPlans SavingsPlanRecurringFee 0.0307\n");
}

TEST_F(Money, GivesBackCreditsAndAddsSupportAndTax) {
  TestWorld world(estate(server(R"(, "instance_store": true, "type": "m5d.large")"),
                         R"("adjustments": [{"amount": "0.05", "description": "Semeando"},
                                            {"kind": "refund", "amount": "0.01"}],)",
                         R"("tax_percent": "10", "support_percent": "3.5",)"));
  world.wait(hours(10));

  EXPECT_EQ(bill(world, "RECORD_TYPE"),
            "Credit -0.05\n"
            "Refund -0.01\n"
            "Support 0.03955\n"  // 3.5 % of 1.13
            "Tax 0.110955\n"     // 10 % of 1.13 + 0.03955 − 0.06
            "Usage 1.13\n");
}

TEST_F(Money, AddsUpToTheSameWhateverItIsGroupedBy) {
  TestWorld world(
      estate(R"({"type": "t3.small", "count": 3, "age_days": 40, "tags": {"P": "a{n}"}})",
             R"("reserved_instances": [{"region": "us-east-1", "type": "t3.nano",
                               "payment": "Partial Upfront", "age_days": 33}],
                            "savings_plans": [{"commitment": "0.013", "age_days": 20}],)",
             R"("tax_percent": "13.65",)"));
  world.wait(days(3));
  for (const auto* metric : {"unblended", "amortized", "list", "quantity"})
    for (const auto* group : {"DAY", "HOUR", "TAG:P", "RESOURCE_ID,USAGE_TYPE", "RECORD_TYPE"}) {
      const auto json = world.control(
          "GET", "/_simcloud/bill?from=2026-01-01&to=2027-01-01&group=" + std::string(group));
      Nanos sum = 0;
      for (const auto& entry : json["groups"])
        sum += parse_decimal(entry[metric].get<std::string>()).value();
      EXPECT_EQ(decimal_text(sum), json["total"][metric].get<std::string>())
          << metric << " by " << group;
    }
}

TEST_F(Money, SortsByTheTagsOfTheTime) {
  TestWorld world(estate(server()));
  const auto admin = world.admin(loja);
  const auto id = world.call(admin, "ec2", "us-east-1", "DescribeInstances").text("instanceId");
  world.wait(seconds(20));
  world.call(admin, "ec2", "us-east-1", "CreateTags",
             {{"ResourceId.1", id}, {"Tag.1.Key", "P"}, {"Tag.1.Value", "b"}});
  world.wait(seconds(20));
  power(world, "StopInstances");
  world.wait(hours(1));

  // The minute that is charged at least goes on after the change.
  EXPECT_EQ(bill(world, "USAGE_TYPE,TAG:P", "quantity"),
            "BoxUsage:t3.micro  0.005555556\n"
            "BoxUsage:t3.micro b 0.011111111\n"
            "EBS:VolumeUsage.gp3  0.010872162\n");
}

/// An owner of reserved instances and a plan, a member and a stranger with a server each; the
/// first one's organization is managed by an account of its own.
constexpr std::string_view three_payers = R"({"panel_account": "111122223333",
  "organization": {"management": "320987654321"ORGANIZATION}, "accounts": [
  {"id": "210987654321", "reserved_instances": [
     {"region": "us-east-1", "type": "t3.micro", "count": 3}]},
  {"id": "320987654321", "places": [{"region": "us-east-1", "servers": [SERVER]}]},
  {"id": "430987654321", "outside_organization": true,
   "savings_plans": [{"commitment": "1"}],
   "places": [{"region": "us-east-1", "servers": [SERVER]}]}]})";

struct Payers : Money {
  static std::string estate_with(std::string_view organization) {
    std::string text(three_payers);
    const auto put = [&](std::string_view word, std::string_view with) {
      for (auto at = text.find(word); at != std::string::npos; at = text.find(word))
        text.replace(at, word.size(), with);
    };
    put("ORGANIZATION", organization);
    put("SERVER", server());
    return text;
  }
};

TEST_F(Payers, AreTheManagementAccountAndWhoeverIsOutside) {
  TestWorld world(estate_with(""));
  world.wait(hours(1));

  EXPECT_EQ(bill(world, "LINKED_ACCOUNT,PAYER_ACCOUNT"),
            "210987654321 320987654321 0.0198\n"       // The fees of three.
            "320987654321 320987654321 0.000860215\n"  // A volume.
            "430987654321 430987654321 1.000860215\n");
}

TEST_F(Payers, ShareCommitmentsWithNobodyElse) {
  TestWorld world(estate_with(""));
  world.wait(hours(1));

  EXPECT_EQ(bill(world, "LINKED_ACCOUNT,RECORD_TYPE"),
            "210987654321 Recurring 0.0198\n"
            "320987654321 DiscountedUsage 0\n"
            "320987654321 Usage 0.000860215\n"
            "430987654321 SavingsPlanCoveredUsage 0.0104\n"
            "430987654321 SavingsPlanNegation -0.0104\n"
            "430987654321 SavingsPlanRecurringFee 1\n"
            "430987654321 Usage 0.000860215\n");
}

TEST_F(Payers, AreAllAccountsWithoutAnOrganization) {
  TestWorld world(estate_with(R"(, "in_use": false)"));
  world.wait(hours(1));

  EXPECT_EQ(bill(world, "LINKED_ACCOUNT,PAYER_ACCOUNT"),
            "210987654321 210987654321 0.0198\n"
            "320987654321 320987654321 0.011260215\n"  // Nobody covers its 0.0104.
            "430987654321 430987654321 1.000860215\n");
}

TEST_F(Payers, GetABillFileEach) {
  TestWorld world(estate_with(""));
  world.wait(hours(25));  // One hour is published.
  const auto billed = [&](const std::string& more) {
    const auto file =
        world.world
            .handle({.method = "GET", .target = "/_simcloud/bill.csv?month=2026-03" + more},
                    world.now)
            .body;
    std::string found;
    for (const auto* account : {"210987654321", "320987654321", "430987654321"})
      if (file.find(account) != std::string::npos) found += std::string(account) + "\n";
    return found;
  };

  EXPECT_EQ(billed(""), "210987654321\n320987654321\n");
  EXPECT_EQ(billed("&account=210987654321"), "210987654321\n320987654321\n");
  EXPECT_EQ(billed("&account=430987654321"), "430987654321\n");
}

TEST_F(Payers, CoverAnAccountThatJoins) {
  TestWorld world(estate_with(""));
  world.wait(hours(1));
  EXPECT_EQ(world.control("POST", "/_simcloud/accounts",
                          Json::parse(R"({"id": "540987654321", "places": [{"region": "us-east-1",
                              "servers": [)" +
                                      server() + "]}]}"))["id"],
            "540987654321");
  world.wait(hours(1));

  EXPECT_EQ(bill(world, "PAYER_ACCOUNT,RECORD_TYPE", "unblended", "&account=540987654321"),
            "320987654321 DiscountedUsage 0\n320987654321 Usage 0.000860215\n");
}

TEST_F(Money, RefusesWrongWishesAndNamesTheirPlace) {
  const auto refusal = [](std::string_view account_members) {
    const auto made = parse_estate(estate("{}", account_members));
    return made ? "accepted" : made.error().field + ": " + made.error().message;
  };
  EXPECT_EQ(refusal(R"("savings_plans": [{"commitment": "0.1"}, {"commitment": 3}],)"),
            "accounts[0].savings_plans[1].commitment: must be a decimal in a text, like \"12.50\"");
  EXPECT_EQ(refusal(R"("savings_plans": [{"commitment": "10000.01"}],)"),
            "accounts[0].savings_plans[0].commitment: must be at most 10000");
  EXPECT_EQ(refusal(R"("reserved_instances": [{"region": "us-east-1", "type": "t3.micro",
                        "zone": "z"}],)"),
            "accounts[0].reserved_instances[0].zone: \"z\" is no zone of this region");
  EXPECT_EQ(refusal(R"("reserved_instances": [{"region": "us-east-1", "typ": "t3.micro"}],)"),
            "accounts[0].reserved_instances[0].type: is no type of server that is simulated");
  EXPECT_EQ(refusal(R"("adjustments": [{"amount": "1", "reason": "x"}],)"),
            "accounts[0].adjustments[0].reason: is not known here");
  EXPECT_EQ(refusal(R"("cost_explorer": "on",)"),
            "accounts[0].cost_explorer: must be enabled, not_enabled, preparing or denied");
}

}  // namespace
}  // namespace mirante::simcloud
