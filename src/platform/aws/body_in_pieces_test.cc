// Answers are read while they arrive: whatever they weigh, nobody holds one whole. What is counted
// is the heap that is in use while they arrive, not what the system has given to the process.
#include <gtest/gtest.h>
#include <malloc.h>
#if __has_feature(address_sanitizer)
#include <sanitizer/allocator_interface.h>
#endif

#include <algorithm>

#include "gen/ec2/describe_instances.h"
#include "gen/kms/list_keys.h"
#include "platform/aws/client.h"
#include "platform/aws/wire/xml_tokens.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante::aws {
namespace {

constexpr std::size_t mib = 1 << 20;

std::size_t heap_in_use() {
#if __has_feature(address_sanitizer)
  return __sanitizer_get_current_allocated_bytes();
#else
  const auto heap = ::mallinfo2();
  return heap.uordblks + heap.hblkhd;
#endif
}

/// An answer that is made of the same item again and again, so that whoever sends it holds little.
struct Long {
  std::string type, head, item, after_items, tail;  // Before the tail comes the next page's token.
  std::size_t items = 0;
};

/// Sends `pages` answers, one a request, in pieces as they come from a network, and looks after
/// each piece how much more is held than at the beginning.
class SendsInPieces final : public http::Transport {
 public:
  SendsInPieces(Long answer, std::size_t pages)
      : answer_(std::move(answer)), left_(pages), held_before_(heap_in_use()) {}

  Task<void> send(const http::ClientRequest&, http::AnswerSink& sink, bool* sent) override {
    if (sent != nullptr) *sent = true;
    sink.head(200, {{"Content-Type", answer_.type}});
    give(sink, answer_.head);
    for (std::size_t i = 0; i < answer_.items; ++i) give(sink, answer_.item);
    give(sink, answer_.after_items);
    if (--left_ > 0) give(sink, "<nextToken>page-" + std::to_string(left_) + "</nextToken>");
    give(sink, answer_.tail);
    co_return;
  }

  std::size_t bytes = 0;
  std::size_t held_most = 0;

 private:
  void give(http::AnswerSink& sink, std::string_view text) {
    constexpr std::size_t piece = 16'000;
    bytes += text.size();
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
      sink.body(text.substr(0, piece));
      const auto held = heap_in_use();
      held_most = std::max(held_most, held > held_before_ ? held - held_before_ : 0);
    }
  }

  const Long answer_;
  std::size_t left_;
  const std::size_t held_before_;
};

/// 1,000 servers, each with 30 long tags.
Long servers() {
  std::string tags;
  for (int i = 0; i < 30; ++i)
    tags += "<item><key>k" + std::to_string(i) + "</key><value>" + std::string(256, 'v') +
            "</value></item>";
  return {.type = "text/xml",
          .head =
              "<DescribeInstancesResponse><requestId>r</requestId><reservationSet><item>"
              "<reservationId>r-1</reservationId><instancesSet>",
          .item = "<item><instanceId>i-1</instanceId><tagSet>" + tags + "</tagSet></item>",
          .after_items = "</instancesSet></item></reservationSet>",
          .tail = "</DescribeInstancesResponse>",
          .items = 1'000};
}

class Counts final : public wire::ItemTaker {
 public:
  const wire::Shape& shape() const override { return wire::shape_of<gen::ec2::Instance>(); }
  void begin() override { depth_ = 1; }
  bool read(wire::XmlTokens& tokens) override {
    using Token = wire::XmlTokens::Token;
    for (;;) {
      switch (tokens.next(wire::XmlTokens::Text::unwanted)) {
        case Token::none: return false;
        case Token::start: ++depth_; break;
        case Token::end:
          if (--depth_ == 0) return true;
          break;
        case Token::element:
        case Token::text: break;
      }
    }
  }
  void end() override { ++items; }
  void start_over() override { items = 0; }

  std::size_t items = 0;

 private:
  int depth_ = 0;
};

class BodyInPieces : public ::testing::Test {
 protected:
  Target target() const {
    return {.credentials = fixed_credentials(
                {.access_key_id = "AKIDEXAMPLE", .secret_access_key = crypto::Secret("secret")}),
            .region = {"sa-east-1"}};
  }

  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  SeededRng rng{1};
};

TEST_F(BodyInPieces, IsNeverHeldWholeWhereItsItemsAreTakenAsTheyArrive) {
  constexpr std::size_t pages = 25;
  SendsInPieces transport(servers(), pages);
  Client client(loop, rng, transport);
  Counts servers_seen;

  auto list = gen::ec2::describe_instances_pages(client, {}, target(), {});
  while (loop.run(list.next(servers_seen))) {
  }

  EXPECT_EQ(servers_seen.items, pages * 1'000);
  EXPECT_GT(transport.bytes, 200 * mib);
  EXPECT_LT(transport.held_most, mib);
}

TEST_F(BodyInPieces, HoldsTheAggregatesOfOnePageAndNoOther) {
  constexpr std::size_t pages = 4;
  SendsInPieces transport(servers(), pages);
  Client client(loop, rng, transport);
  std::size_t servers_seen = 0;

  auto list = gen::ec2::describe_instances_pages(client, {}, target(), {});
  while (const auto page = loop.run(list.next()))
    servers_seen += page->value.reservations.at(0).instances.size();

  EXPECT_EQ(servers_seen, pages * 1'000);
  EXPECT_LT(transport.held_most, 2 * transport.bytes / pages);
}

TEST_F(BodyInPieces, OfJsonIsNotHeldForWhatNobodyKnows) {
  SendsInPieces transport({.type = "application/x-amz-json-1.1",
                           .head = R"({"Keys":[{"KeyId":"k-1"}],"Truncated":false,"News":[)",
                           .item = R"({"of":"a member that came later"},)",
                           .after_items = "{}",
                           .tail = "]}",
                           .items = 300'000},
                          1);
  Client client(loop, rng, transport);

  const auto keys = loop.run(gen::kms::list_keys(client, {}, target(), {}));

  EXPECT_EQ(keys.value.keys.at(0).key_id, "k-1");
  EXPECT_GT(transport.bytes, 9 * mib);
  EXPECT_LT(transport.held_most, mib);
}

}  // namespace
}  // namespace mirante::aws
