// Shapes that are made at run time from a model in JSON, and values of them: so the published
// cases, each with a model of its own, run through the same serialisers and parsers as generated
// code.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "platform/aws/wire/operation.h"
#include "platform/aws/wire/shape.h"

namespace mirante::conformance {

using json = nlohmann::ordered_json;  // Cases expect the entries of maps in their order.

/// A value of any shape. Only the part that its shape's kind needs is used; `wire` sees a pointer
/// to that part.
struct Value {
  std::string text;
  bool flag = false;
  std::int32_t integer = 0;
  std::int64_t long_number = 0;
  float float_number = 0;
  double double_number = 0;
  Instant instant{};
  std::vector<std::unique_ptr<Value>> items;                            // Lists.
  std::vector<std::pair<std::string, std::unique_ptr<Value>>> entries;  // Maps, in order.
  std::vector<std::unique_ptr<Value>> members;                          // Structures: a slot each.
};

/// Where `wire` reads and writes a value of this shape.
void* part_of(Value& value, const aws::wire::Shape& shape);

/// The shapes of one model; they and their names live as long as this.
class Model {
 public:
  /// `protocol` decides how members are called in requests.
  Model(const json& shapes, aws::wire::Protocol protocol);

  const aws::wire::Shape& shape(const std::string& name);
  /// A structure without members.
  const aws::wire::Shape& empty() const { return empty_; }
  /// A string that lives as long as the model.
  std::string_view keep(std::string text) { return kept_.emplace_back(std::move(text)); }

  /// Of a shape as a member or an operation refers to it.
  aws::wire::XmlNamespace xml_namespace(const json& traits);
  json traits(const json& reference) const;

 private:
  void fill_structure(aws::wire::Shape& shape, const json& given);
  aws::wire::Member member(const std::string& name, const json& reference);

  const json& shapes_;
  const aws::wire::Protocol protocol_;
  std::map<std::string, aws::wire::Shape> made_;  // Never moved: recursive shapes point back.
  std::deque<std::string> kept_;
  std::deque<std::vector<aws::wire::Member>> members_;
  aws::wire::Shape empty_{.kind = aws::wire::Kind::structure, .name = "Empty"};
};

/// From and to the JSON in which cases write parameters and results. Times are seconds since 1970,
/// blobs are text.
void read_json(Value& value, const aws::wire::Shape& shape, const json& given);
json write_json(const Value& value, const aws::wire::Shape& shape);

}  // namespace mirante::conformance
