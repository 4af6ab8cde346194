// JSON, read while it arrives, straight into an aggregate: no document tree, no copy of the text.
// Reads answers for the client and requests for the simulated AWS.
//
// Limits: 64 levels, 8 MiB for one string. Null counts as absent, except in lists and maps that may
// hold it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

struct JsonReading {
  /// A client passes over what is newer than its model and takes numbers that are written as text;
  /// AWS refuses both.
  enum class Manner : std::uint8_t { lenient, strict };
  Manner manner = Manner::lenient;

  /// A text of the outermost object, whether or not it is a member as well: an error's code.
  struct Aside {
    std::string_view name;
    std::string* text;
  };
  std::vector<Aside> asides = {};
  bool only_the_body = false;  // Members that REST carries elsewhere are unknown here.
};

class JsonReader {
 public:
  /// `value` is of `shape`'s type and must stay until the end. With a structure without members
  /// everything is passed over.
  JsonReader(const Shape& shape, void* value, JsonReading reading);
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// Error(invalid) whose field is the member's path, "Filters.0.Values": what is no JSON, what
  /// does not fit. After an error there is nothing more to read.
  Result<void> feed(std::string_view piece);
  /// Error(invalid) if the text is not whole.
  Result<void> finish();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace mirante::aws::wire
