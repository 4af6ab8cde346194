// Route 53 and SES v2 as moto does them: the client's two REST protocols against a server that
// other people wrote. What moto answers and AWS would not is not asked for here.
#include "gen/route53/change_resource_record_sets.h"
#include "gen/route53/change_tags_for_resource.h"
#include "gen/route53/create_hosted_zone.h"
#include "gen/route53/delete_hosted_zone.h"
#include "gen/route53/get_hosted_zone.h"
#include "gen/route53/list_hosted_zones.h"
#include "gen/route53/list_resource_record_sets.h"
#include "gen/route53/list_tags_for_resource.h"
#include "gen/sesv2/create_email_identity.h"
#include "gen/sesv2/get_email_identity.h"
#include "gen/sesv2/list_email_identities.h"
#include "gen/sesv2/send_email.h"
#include "tests/doubles/stranger.h"

namespace mirante::doubles {
namespace {

using namespace gen;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class MotoDns : public Stranger {
 protected:
  MotoDns() : Stranger("MIRANTE_MOTO") {}

  /// The id without "/hostedzone/", which answers put before it: the client sends what it is given,
  /// and no path of Route 53 has the prefix in it.
  std::string zone() {
    const auto made =
        ask(route53::create_hosted_zone,
            route53::CreateHostedZoneRequest{
                .name = "aurora.example.",
                .caller_reference = own_name(),
                .hosted_zone_config = route53::HostedZoneConfig{.comment = "loja & <cia>"}});
    return made.hosted_zone->id->substr(made.hosted_zone->id->rfind('/') + 1);
  }

  static route53::Change change(const std::string& action, const std::string& name,
                                const std::string& type, const std::vector<std::string>& values) {
    route53::ResourceRecordSet record{.name = name, .type = type, .ttl = 300};
    for (const auto& value : values) record.resource_records.push_back({.value = value});
    return {.action = action, .resource_record_set = std::move(record)};
  }
  void apply(const std::string& zone, std::vector<route53::Change> changes) {
    ask(route53::change_resource_record_sets,
        route53::ChangeResourceRecordSetsRequest{
            .hosted_zone_id = zone,
            .change_batch = route53::ChangeBatch{.changes = std::move(changes)}});
  }
};

TEST_F(MotoDns, KeepsAZoneWithWhatWasWrittenOfIt) {
  const auto id = zone();

  const auto got = ask(route53::get_hosted_zone, route53::GetHostedZoneRequest{.id = id});

  EXPECT_EQ(got.hosted_zone->name, "aurora.example.");
  EXPECT_EQ(got.hosted_zone->config->comment, "loja & <cia>");
  EXPECT_THAT(got.delegation_set->name_servers, Not(IsEmpty()));
}

TEST_F(MotoDns, ListsRecordsInPagesWithTheirValues) {
  const auto id = zone();
  apply(id, {change("CREATE", "a.aurora.example.", "A", {"10.0.0.1", "10.0.0.2"}),
             change("CREATE", "b.aurora.example.", "TXT", {"\"olá & <b>\""}),
             change("CREATE", "c.aurora.example.", "CNAME", {"a.aurora.example"})});

  std::vector<std::string> names;
  std::vector<std::string> values;
  auto pages = route53::list_resource_record_sets_pages(*client_, ctx_, target(),
                                                        {.hosted_zone_id = id, .max_items = "2"});
  int count = 0;
  while (auto page = loop_.run(pages.next())) {
    ++count;
    for (const auto& record : page->value.resource_record_sets) {
      names.push_back(*record.name + " " + *record.type);
      if (record.type == "A" || record.type == "TXT")
        for (const auto& value : record.resource_records) values.push_back(*value.value);
    }
  }

  EXPECT_GE(count, 2);
  EXPECT_THAT(names, testing::IsSupersetOf({"a.aurora.example. A", "b.aurora.example. TXT",
                                            "c.aurora.example. CNAME"}));
  EXPECT_THAT(values, ElementsAre("10.0.0.1", "10.0.0.2", "\"olá & <b>\""));
}

TEST_F(MotoDns, KeepsTagsAndSaysThatAZoneIsGone) {
  const auto id = zone();
  ask(route53::change_tags_for_resource,
      route53::ChangeTagsForResourceRequest{.resource_type = "hostedzone",
                                            .resource_id = id,
                                            .add_tags = {{.key = "Equipe", .value = "loja"}}});

  const auto tags =
      ask(route53::list_tags_for_resource,
          route53::ListTagsForResourceRequest{.resource_type = "hostedzone", .resource_id = id});
  ask(route53::delete_hosted_zone, route53::DeleteHostedZoneRequest{.id = id});
  const auto gone = error_of(route53::get_hosted_zone, route53::GetHostedZoneRequest{.id = id});

  ASSERT_EQ(tags.resource_tag_set->tags.size(), 1u);
  EXPECT_EQ(tags.resource_tag_set->tags[0].value, "loja");
  EXPECT_EQ(gone.code, "NoSuchHostedZone");
  EXPECT_EQ(gone.kind, ErrorKind::not_found);
}

class MotoMail : public Stranger {
 protected:
  MotoMail() : Stranger("MIRANTE_MOTO") {}

  sesv2::SendEmailRequest mail(const std::string& from) const {
    return {.from_email_address = from,
            .destination = sesv2::Destination{.to_addresses = {"ana@aurora.example"}},
            .content = sesv2::EmailContent{
                .simple = sesv2::Message{
                    .subject = sesv2::Content{.data = "Olá"},
                    .body = sesv2::Body{.text = sesv2::Content{.data = "corpo é \"texto\"\n"}}}}};
  }
};

TEST_F(MotoMail, KeepsIdentitiesWithTheirTags) {
  ask(sesv2::create_email_identity,
      sesv2::CreateEmailIdentityRequest{.email_identity = "aurora.example",
                                        .tags = {{.key = "Equipe", .value = "loja"}}});

  const auto got = ask(sesv2::get_email_identity,
                       sesv2::GetEmailIdentityRequest{.email_identity = "aurora.example"});
  std::vector<std::string> names;
  for (const auto& each :
       ask(sesv2::list_email_identities, sesv2::ListEmailIdentitiesRequest{}).email_identities)
    names.push_back(*each.identity_name);

  EXPECT_EQ(got.identity_type, "DOMAIN");
  ASSERT_EQ(got.tags.size(), 1u);
  EXPECT_EQ(got.tags[0].value, "loja");
  EXPECT_THAT(names, Contains("aurora.example"));
}

TEST_F(MotoMail, TakesMailFromWhomItKnowsAlone) {
  ask(sesv2::create_email_identity,
      sesv2::CreateEmailIdentityRequest{.email_identity = "avisos@conhecido.example"});

  const auto sent = ask(sesv2::send_email, mail("avisos@conhecido.example"));
  const auto refused = error_of(sesv2::send_email, mail("estranho@nenhum.example"));

  EXPECT_THAT(*sent.message_id, Not(IsEmpty()));
  EXPECT_EQ(refused.code, "MessageRejected");
}

}  // namespace
}  // namespace mirante::doubles
