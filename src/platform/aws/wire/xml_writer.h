// Values as XML: answers of the simulated AWS.
#pragma once

#include <string>
#include <string_view>

#include "platform/aws/wire/operation.h"
#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

/// Appends elements to a text, which `take` gives away.
class XmlWriter {
 public:
  explicit XmlWriter(Protocol protocol) : protocol_(protocol) {}

  void raw(std::string_view text) { out_ += text; }
  void open(std::string_view name);
  void close(std::string_view name);
  void element(std::string_view name, std::string_view text);
  /// What is in a structure, without an element around it. Lists that hold nothing are written,
  /// too.
  void members(const Shape& shape, const void* value);

  std::string take() { return std::move(out_); }

 private:
  void write(const Shape& shape, const void* value, std::string_view name, TimestampFormat format);
  void items(const Shape& shape, const void* list, std::string_view name);
  void entries(const Shape& shape, const void* map, std::string_view name);

  Protocol protocol_;
  std::string out_;
};

std::string escape_xml(std::string_view text);

}  // namespace mirante::aws::wire
