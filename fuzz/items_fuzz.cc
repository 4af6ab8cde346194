// Servers of EC2's answers, written as documents while they arrive: whether the bytes come at once
// or in pieces, the same documents come out or the same refusal, and they are canonical JSON.
//
// Links: mirante_inventory mirante_aws mirante_gen
// Covers: src/features/inventory/aws_items.cc src/features/inventory/json_walk.cc
#include <nlohmann/json.hpp>

#include "features/inventory/aws_documents.h"
#include "fuzz/pieces.h"
#include "gen/ec2/describe_instances.h"
#include "platform/aws/wire/item_taker.h"
#include "platform/aws/wire/parse.h"

namespace mirante {
namespace {

struct ReadItems {
  std::vector<inventory::Observed> seen;
  std::string error;

  friend bool operator==(const ReadItems&, const ReadItems&) = default;
};

ReadItems read_items(const fuzz::Input& input) {
  ReadItems read;
  const auto items = inventory::taker_of<gen::ec2::Instance>(read.seen);
  gen::ec2::DescribeInstancesResult rest;
  try {
    aws::wire::ReplyParser parser(gen::ec2::describe_instances_operation, &rest, 200, {}, {},
                                  items.get());
    fuzz::for_each_piece(input, [&](std::string_view piece) { parser.feed(piece); });
    const auto reply = parser.finish();
    if (reply.error) read.error = reply.error->code + ": " + reply.error->message;
  } catch (const Failure& failure) {
    MIRANTE_CHECK(failure.error().kind == ErrorKind::corrupt);
    read.error = failure.error().code;
  }
  return read;
}

}  // namespace
}  // namespace mirante

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante;
  const auto input = fuzz::read_input(data, size);
  const auto parted = read_items(input);
  const auto whole = read_items({.piece_bytes = input.text.size() + 1, .text = input.text});
  MIRANTE_CHECK(whole == parted);
  for (const auto& observed : whole.seen) {
    MIRANTE_CHECK(Json::parse(observed.body).dump() == observed.body);
    MIRANTE_CHECK(Json::parse(observed.tags).is_object());
    MIRANTE_CHECK(Json::parse(observed.summary).is_object());
  }
  return 0;
}
