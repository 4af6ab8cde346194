// DynamoDB as dynalite and moto do it: the same tests against both.
#include "gen/dynamodb/batch_get_item.h"
#include "gen/dynamodb/batch_write_item.h"
#include "gen/dynamodb/create_table.h"
#include "gen/dynamodb/delete_item.h"
#include "gen/dynamodb/delete_table.h"
#include "gen/dynamodb/describe_table.h"
#include "gen/dynamodb/get_item.h"
#include "gen/dynamodb/put_item.h"
#include "gen/dynamodb/query.h"
#include "gen/dynamodb/scan.h"
#include "gen/dynamodb/transact_write_items.h"
#include "gen/dynamodb/update_item.h"
#include "tests/doubles/stranger.h"

namespace mirante::doubles {
namespace {

using namespace gen::dynamodb;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Item = std::map<std::string, AttributeValue>;

template <class Server>
class Tables : public Stranger {
 protected:
  Tables() : Stranger(Server::variable) {}

  /// Of a text `p` and a number `n`.
  std::string make_table() {
    const auto name = own_name() + "Table";
    ask(create_table,
        CreateTableInput{.attribute_definitions = {{.attribute_name = "p", .attribute_type = "S"},
                                                   {.attribute_name = "n", .attribute_type = "N"}},
                         .table_name = name,
                         .key_schema = {{.attribute_name = "p", .key_type = "HASH"},
                                        {.attribute_name = "n", .key_type = "RANGE"}},
                         .billing_mode = "PAY_PER_REQUEST"});
    for (int i = 0; i < 100; ++i) {
      if (ask(describe_table, DescribeTableInput{.table_name = name}).table->table_status ==
          "ACTIVE")
        return name;
      loop_.run(sleep_for(loop_, std::chrono::milliseconds(20)));
    }
    ADD_FAILURE() << "the table does not become active";
    return name;
  }
  static Item key(const std::string& p, int n) {
    return {{"p", {.s = p}}, {"n", {.n = std::to_string(n)}}};
  }
};

struct Dynalite {
  static constexpr const char* variable = "MIRANTE_DYNALITE";
  static constexpr bool has_transactions = false;
};
struct Moto {
  static constexpr const char* variable = "MIRANTE_MOTO";
  static constexpr bool has_transactions = true;
};
struct Names {
  template <class Server>
  static std::string GetName(int) {
    return std::is_same_v<Server, Moto> ? "Moto" : "Dynalite";
  }
};
using Servers = ::testing::Types<Dynalite, Moto>;
TYPED_TEST_SUITE(Tables, Servers, Names);

TYPED_TEST(Tables, GiveBackEverySortOfValueAsItWasPut) {
  const auto table = this->make_table();
  auto item = this->key("olá 😀", -7);
  item["number"].n = "12345678901234567890.123456789";
  item["bytes"].b = std::string("\0\x7f\xff", 3);
  item["texts"].ss = {"a", "b"};
  item["numbers"].ns = {"1", "2.5"};
  item["yes"].bool_ = true;
  item["nothing"].null = true;
  item["empty"].s = "";
  item["deep"].m["list"].l = {
      {.s = "x"}, {.n = "1"}, {.m = {{"deeper", {.l = {{.bool_ = false}}}}}}};

  this->ask(put_item, PutItemInput{.table_name = table, .item = item});
  const auto got = this->ask(get_item, GetItemInput{.table_name = table,
                                                    .key = this->key("olá 😀", -7),
                                                    .consistent_read = true})
                       .item;

  EXPECT_EQ(got.size(), item.size());
  EXPECT_EQ(got.at("p").s, "olá 😀");
  EXPECT_EQ(got.at("n").n, "-7");
  EXPECT_EQ(got.at("number").n, item["number"].n);
  EXPECT_EQ(got.at("bytes").b, item["bytes"].b);
  EXPECT_EQ(got.at("texts").ss, item["texts"].ss);
  EXPECT_EQ(got.at("numbers").ns, item["numbers"].ns);
  EXPECT_EQ(got.at("yes").bool_, true);
  EXPECT_EQ(got.at("nothing").null, true);
  EXPECT_EQ(got.at("empty").s, "");
  const auto& list = got.at("deep").m.at("list").l;
  ASSERT_THAT(list, SizeIs(3));
  EXPECT_EQ(list[0].s, "x");
  EXPECT_EQ(list[1].n, "1");
  EXPECT_EQ(list[2].m.at("deeper").l.at(0).bool_, false);
}

TYPED_TEST(Tables, HaveNothingUnderAKeyThatIsFree) {
  const auto table = this->make_table();

  EXPECT_THAT(this->ask(get_item, GetItemInput{.table_name = table, .key = this->key("a", 1)}).item,
              IsEmpty());
}

TYPED_TEST(Tables, WriteOnACondition) {
  const auto table = this->make_table();
  PutItemInput put{.table_name = table,
                   .item = this->key("lease", 1),
                   .condition_expression = "attribute_not_exists(p)"};

  this->ask(put_item, put);
  const auto error = this->error_of(put_item, put);

  EXPECT_EQ(error.code, "ConditionalCheckFailedException");
  EXPECT_EQ(error.kind, ErrorKind::conflict);
}

TYPED_TEST(Tables, CountAndAnswerTheNewValue) {
  const auto table = this->make_table();
  const UpdateItemInput add{.table_name = table,
                            .key = this->key("counter", 1),
                            .return_values = "UPDATED_NEW",
                            .update_expression = "ADD #c :one",
                            .expression_attribute_names = {{"#c", "count"}},
                            .expression_attribute_values = {{":one", {.n = "1"}}}};

  this->ask(update_item, add);
  const auto second = this->ask(update_item, add);

  EXPECT_EQ(second.attributes.at("count").n, "2");
  this->ask(delete_item, DeleteItemInput{.table_name = table, .key = this->key("counter", 1)});
  EXPECT_THAT(
      this->ask(get_item, GetItemInput{.table_name = table, .key = this->key("counter", 1)}).item,
      IsEmpty());
}

TYPED_TEST(Tables, AreWrittenInBatchesAndReadInPages) {
  const auto table = this->make_table();
  BatchWriteItemInput batch;
  for (int i = 0; i < 25; ++i)
    batch.request_items[table].push_back({.put_request = PutRequest{.item = this->key("a", i)}});

  const auto written = this->ask(batch_write_item, batch);
  auto pages = query_pages(*this->client_, this->ctx_, this->target(),
                           {.table_name = table,
                            .limit = 10,
                            .key_condition_expression = "p = :p",
                            .expression_attribute_values = {{":p", {.s = "a"}}}});
  std::vector<std::size_t> sizes;
  std::string numbers;
  while (auto page = this->loop_.run(pages.next())) {
    sizes.push_back(page->value.items.size());
    for (const auto& item : page->value.items) numbers += *item.at("n").n + " ";
  }

  EXPECT_THAT(written.unprocessed_items, IsEmpty());
  EXPECT_THAT(sizes, ::testing::ElementsAre(10, 10, 5));
  EXPECT_EQ(numbers, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 ");
  EXPECT_EQ(this->ask(scan, ScanInput{.table_name = table, .select = "COUNT"}).count, 25);
  BatchGetItemInput two;
  two.request_items[table].keys = {this->key("a", 3), this->key("a", 4)};
  EXPECT_THAT(this->ask(batch_get_item, two).responses.at(table), SizeIs(2));
}

TYPED_TEST(Tables, WriteAllOrNothing) {
  if (!TypeParam::has_transactions) GTEST_SKIP() << "this server has no transactions";
  const auto table = this->make_table();
  this->ask(put_item, PutItemInput{.table_name = table, .item = this->key("taken", 1)});
  TransactWriteItemsInput both;
  both.transact_items = {{.put = Put{.item = this->key("free", 1), .table_name = table}},
                         {.put = Put{.item = this->key("taken", 1),
                                     .table_name = table,
                                     .condition_expression = "attribute_not_exists(p)"}}};

  const auto error = this->error_of(transact_write_items, both);

  EXPECT_EQ(error.code, "TransactionCanceledException");
  EXPECT_THAT(
      this->ask(get_item, GetItemInput{.table_name = table, .key = this->key("free", 1)}).item,
      IsEmpty());
}

TYPED_TEST(Tables, SayThatThereIsNoSuchTable) {
  const auto table = this->make_table();
  this->ask(delete_table, DeleteTableInput{.table_name = table});

  const auto error = this->error_of(describe_table, DescribeTableInput{.table_name = "gone"});

  EXPECT_EQ(error.kind, ErrorKind::not_found);
  EXPECT_EQ(error.code, "ResourceNotFoundException");
  EXPECT_THAT(error.message, HasSubstr("gone"));
}

TYPED_TEST(Tables, SayWhatIsWrongWithARequest) {
  const auto table = this->make_table();

  const auto error = this->error_of(
      put_item, PutItemInput{.table_name = table, .item = {{"p", {.s = "only half a key"}}}});

  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_EQ(error.code, "ValidationException");
  EXPECT_THAT(error.message, Not(IsEmpty()));
}

}  // namespace
}  // namespace mirante::doubles
