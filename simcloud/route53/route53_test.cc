#include <gtest/gtest.h>

#include "simcloud/route53/batch.h"
#include "simcloud/route53/names.h"
#include "simcloud/route53/zones.h"

namespace mirante::simcloud {
namespace {

using Action = RecordChange::Action;

struct ZoneTest : testing::Test {
  Cloud cloud{1};
  Account& account = cloud.add_account("210987654321", "Aurora");
  HostedZone& zone = make_zone(cloud, account, {.name = "example.com.", .caller_reference = "1"});

  static RecordSet record(const std::string& name, const std::string& type,
                          std::vector<std::string> values) {
    return {.name = name, .type = type, .ttl = 300, .values = std::move(values)};
  }
  /// Does the batch if it is valid; what AWS says, a line each.
  std::string apply(const std::vector<RecordChange>& changes) {
    auto outcome = apply_batch(zone, changes);
    if (outcome.messages.empty()) zone.records = std::move(outcome.records);
    std::string text;
    for (const auto& message : outcome.messages) text += message + "\n";
    return text;
  }
  std::string names() const {
    std::string text;
    for (const auto* found : page_of_records(zone, std::nullopt, 1000).records)
      text += found->name + " " + found->type + "\n";
    return text;
  }
};

TEST_F(ZoneTest, AnewZoneHasItsNameServersAndItsAuthority) {
  EXPECT_EQ(names(), "example.com. NS\nexample.com. SOA\n");
  EXPECT_EQ(zone.name_servers.size(), 4);
  EXPECT_TRUE(zone.id.starts_with("Z"));
  EXPECT_TRUE(make_zone(cloud, account, {.name = "in.", .vpc = {{"sa-east-1", "vpc-1"}}})
                  .name_servers.empty());
}

TEST_F(ZoneTest, SortsByLabelsFromTheRightAndPagesFromANameOn) {
  EXPECT_EQ(apply({{Action::create, record("b.example.com", "A", {"10.0.0.1"})},
                   {Action::create, record("a.b.example.com", "A", {"10.0.0.1"})},
                   {Action::create, record("a.example.com", "TXT", {"\"x\""})},
                   {Action::create, record("A.example.com", "A", {"10.0.0.1"})},
                   {Action::create, record("*.example.com", "A", {"10.0.0.1"})}}),
            "");

  EXPECT_EQ(names(),
            "example.com. NS\nexample.com. SOA\n\\052.example.com. A\na.example.com. A\n"
            "a.example.com. TXT\nb.example.com. A\na.b.example.com. A\n");
  const auto page = page_of_records(zone, RecordStart{"a.example.com.", "TXT", ""}, 2);
  ASSERT_EQ(page.records.size(), 2);
  EXPECT_EQ(page.records[0]->type, "TXT");
  EXPECT_EQ(page.next->name, "a.b.example.com.");
}

TEST_F(ZoneTest, ABatchIsDoneAsAWholeOrNotAtAllAndSaysAllThatIsWrong) {
  const auto before = zone.records;

  const auto said = apply({{Action::create, record("ok.example.com", "A", {"10.0.0.1"})},
                           {Action::create, record("x.example.com", "A", {"10.0.0.256"})},
                           {Action::remove, record("no.example.com", "A", {"10.0.0.1"})},
                           {Action::create, record("www.example.org", "A", {"10.0.0.1"})}});

  EXPECT_EQ(said,
            "Invalid Resource Record: 'FATAL problem: Value is not a valid IPv4 address "
            "encountered with '10.0.0.256''\n"
            "Tried to delete resource record set [name='no.example.com.', type='A'] but it was "
            "not found\n"
            "RRSet with DNS name www.example.org. is not permitted in zone example.com.\n");
  EXPECT_EQ(zone.records, before);
}

TEST_F(ZoneTest, DeletesOnlyWhatIsNamedWithAllItsValues) {
  apply({{Action::create, record("a.example.com", "A", {"10.0.0.1", "10.0.0.2"})}});

  EXPECT_EQ(apply({{Action::remove, record("a.example.com", "A", {"10.0.0.1"})}}),
            "Tried to delete resource record set [name='a.example.com.', type='A'] but the values "
            "provided do not match the current values\n");
  auto other_ttl = record("a.example.com", "A", {"10.0.0.1", "10.0.0.2"});
  other_ttl.ttl = 60;
  EXPECT_NE(apply({{Action::remove, other_ttl}}), "");
  EXPECT_EQ(apply({{Action::remove, record("a.example.com", "A", {"10.0.0.2", "10.0.0.1"})}}), "");
}

TEST_F(ZoneTest, ReplacesInOneBatchByDeletingAndCreating) {
  const auto old_one = record("a.example.com", "A", {"10.0.0.1"});
  apply({{Action::create, old_one}});

  EXPECT_NE(apply({{Action::create, old_one}}), "");
  EXPECT_EQ(apply({{Action::remove, old_one},
                   {Action::create, record("a.example.com", "CNAME", {"b.example.com"})}}),
            "");
  EXPECT_EQ(apply({{Action::upsert, record("a.example.com", "CNAME", {"c.example.com"})}}), "");
  EXPECT_EQ(zone.records.at({"com.example.a.", "CNAME", ""}).values.front(), "c.example.com");
}

TEST_F(ZoneTest, KeepsCnamesAloneAndOffTheApex) {
  apply({{Action::create, record("a.example.com", "A", {"10.0.0.1"})}});

  EXPECT_NE(apply({{Action::create, record("a.example.com", "CNAME", {"b.example.com"})}}), "");
  EXPECT_EQ(apply({{Action::create, record("example.com", "CNAME", {"b.example.com"})}}),
            "RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone "
            "example.com.\n");
}

TEST_F(ZoneTest, KeepsTheAuthorityOfTheZone) {
  const auto soa = zone.records.at({"com.example.", "SOA", ""});
  const auto ns = zone.records.at({"com.example.", "NS", ""});

  EXPECT_EQ(apply({{Action::remove, soa}}), "A HostedZone must contain exactly one SOA record.\n");
  EXPECT_EQ(apply({{Action::remove, ns}}),
            "A HostedZone must contain at least one NS record for the zone itself.\n");
}

TEST_F(ZoneTest, NeedsEitherAnAliasOrATtlWithValues) {
  auto both = record("a.example.com", "A", {"10.0.0.1"});
  both.alias = RecordAlias{"Z2P70J7EXAMPLE", "elb.example.net."};
  RecordSet neither{.name = "a.example.com", .type = "A"};
  RecordSet alias{.name = "a.example.com", .type = "A", .alias = both.alias};
  RecordSet nowhere{
      .name = "b.example.com", .type = "A", .alias = RecordAlias{zone.id, "no.example.com"}};

  EXPECT_NE(apply({{Action::create, both}}), "");
  EXPECT_NE(apply({{Action::create, neither}}), "");
  EXPECT_NE(apply({{Action::create, nowhere}}), "");
  EXPECT_EQ(apply({{Action::create, alias}}), "");
}

TEST_F(ZoneTest, WeightedSetsShareANameAndSimpleOnesDoNotMixIn) {
  auto one = record("w.example.com", "A", {"10.0.0.1"}), two = one;
  one.set_identifier = "one";
  one.weight = 10;
  two.set_identifier = "two";
  two.weight = 256;

  EXPECT_EQ(apply({{Action::create, one}}), "");
  EXPECT_NE(apply({{Action::create, two}}), "");
  two.weight = 255;
  EXPECT_EQ(apply({{Action::create, two}}), "");
  EXPECT_NE(apply({{Action::create, record("w.example.com", "A", {"10.0.0.9"})}}), "");
  auto no_policy = one;
  no_policy.weight.reset();
  EXPECT_NE(apply({{Action::upsert, no_policy}}), "");
}

TEST_F(ZoneTest, BoundsABatch) {
  std::vector<RecordChange> changes;
  for (int i = 0; i < 501; ++i)
    changes.push_back(
        {Action::upsert, record("n" + std::to_string(i) + ".example.com", "A", {"10.0.0.1"})});

  EXPECT_EQ(apply(changes), "Number of records limit of 1000 exceeded.\n");
  changes.pop_back();
  EXPECT_EQ(apply(changes), "");
}

TEST_F(ZoneTest, AChangeIsPendingForADrawnTime) {
  const auto& change = submit_change(cloud, account, "why");

  EXPECT_EQ(status_of(cloud, change), "PENDING");
  cloud.now += std::chrono::seconds(60);
  EXPECT_EQ(status_of(cloud, change), "INSYNC");
}

TEST(RecordValues, AreJudgedByType) {
  struct Case {
    std::string_view type, value;
    bool ok;
  };
  const std::string long_text = "\"" + std::string(256, 'x') + "\"";
  const Case cases[] = {{"A", "10.0.0.1", true},
                        {"A", "010.0.0.1", false},
                        {"A", "::1", false},
                        {"AAAA", "2001:db8::1", true},
                        {"AAAA", "10.0.0.1", false},
                        {"TXT", "\"v=spf1 -all\"", true},
                        {"TXT", "\"one\" \"two\"", true},
                        {"TXT", "\"a \\\"quoted\\\" word\"", true},
                        {"TXT", "v=spf1 -all", false},
                        {"TXT", "\"open", false},
                        {"TXT", long_text, false},
                        {"MX", "10 mail.example.com", true},
                        {"MX", "mail.example.com", false},
                        {"MX", "65536 mail.example.com", false},
                        {"SRV", "1 2 443 host.example.com", true},
                        {"SRV", "1 2 host.example.com", false},
                        {"CNAME", "a..b", false},
                        {"CAA", "0 issue \"ca.example\"", true},
                        {"CAA", "0 issue ca.example", false}};
  for (const auto& [type, value, ok] : cases)
    EXPECT_EQ(wrong_value(type, value).empty(), ok) << type << " " << value;
}

TEST(DnsNames, SortWithTheDotAsALetterLikeAnyOther) {
  EXPECT_EQ(reversed_name("a.b.example.com."), "com.example.b.a.");
  EXPECT_LT(reversed_name("a-b.example.com."), reversed_name("a.example.com."));
  EXPECT_LT(reversed_name("a.example.com."), reversed_name("x.a.example.com."));
}

TEST(DnsNames, AreLowerCaseWithADotAndEscapes) {
  EXPECT_EQ(normal_name("WWW.Example.com"), "www.example.com.");
  EXPECT_EQ(normal_name("*.example.com."), "\\052.example.com.");
  EXPECT_EQ(normal_name("\\052.example.com."), "\\052.example.com.");
  EXPECT_EQ(normal_name("_dmarc.example.com"), "_dmarc.example.com.");
  EXPECT_EQ(normal_name("a..b"), std::nullopt);
  EXPECT_EQ(normal_name(".a"), std::nullopt);
  EXPECT_EQ(normal_name("a b"), std::nullopt);
  EXPECT_EQ(normal_name(std::string(64, 'a') + ".com"), std::nullopt);
  EXPECT_TRUE(is_within("a.example.com.", "example.com."));
  EXPECT_FALSE(is_within("aexample.com.", "example.com."));
}

}  // namespace
}  // namespace mirante::simcloud
