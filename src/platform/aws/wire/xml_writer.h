// Values as XML: bodies of requests in rest-xml, and answers of the simulated AWS.
#pragma once

#include <string>
#include <string_view>

#include "base/rng.h"
#include "platform/aws/wire/operation.h"
#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

struct XmlStyle {
  Protocol protocol = Protocol::rest_xml;
  Rng* tokens = nullptr;  // Requests: draws idempotency tokens that are absent.
  // Requests: whose they are, where the document is the request itself.
  const Service* request_to = nullptr;
  bool is_answer = false;  // Lists that hold nothing are written, too (rest-xml: not in items).
};

/// Appends elements to a text, which `take` gives away.
class XmlWriter {
 public:
  explicit XmlWriter(XmlStyle style) : style_(style) {}

  void raw(std::string_view text) { out_ += text; }
  void open(std::string_view name, const XmlNamespace& space = {});
  void close(std::string_view name);
  void element(std::string_view name, std::string_view text, const XmlNamespace& space = {});
  /// What is in a structure's body, without an element around it.
  void members(const Shape& shape, const void* value);
  void structure(const Shape& shape, const void* value, std::string_view name,
                 const XmlNamespace& space);

  std::string take() { return std::move(out_); }

 private:
  void member(const Member& member, const void* value);
  void write(const Shape& shape, const void* value, std::string_view name, TimestampFormat format,
             const XmlNamespace& space);
  void items(const Shape& shape, const void* list, std::string_view name);
  void entries(const Shape& shape, const void* map, std::string_view name);
  std::string_view name_of(const Member& member) const;
  void begin(std::string_view name, const XmlNamespace& space);
  void end(std::string_view name, std::size_t opened);

  XmlStyle style_;
  int structures_open_ = 0;  // The document itself is the first.
  int items_open_ = 0;       // In so many items of lists.
  std::string out_;
};

/// A structure as a whole document, without a prolog.
std::string xml_root(const Shape& shape, const void* value, std::string_view name,
                     const XmlNamespace& space, const XmlStyle& style);

std::string escape_xml(std::string_view text);

}  // namespace mirante::aws::wire
