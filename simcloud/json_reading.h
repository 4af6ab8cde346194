// Reads the members of a JSON object one by one, remembers which were asked for, and in the end
// tells of one that nobody knows: a misspelt option of a control call or an estate file is an
// error, never silence.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/instant.h"
#include "base/json.h"

namespace mirante::simcloud {

class JsonReader {
 public:
  /// `json` must outlive the reader. Anything but an object is an error at the end.
  explicit JsonReader(const Json& json);

  bool has(std::string_view name);
  std::string text(std::string_view name, std::string_view otherwise);
  double number(std::string_view name, double otherwise);
  /// A number of seconds, which may have a fraction; none below zero.
  std::chrono::microseconds seconds(std::string_view name, double otherwise);
  /// A moment as ISO 8601 tells it; nothing if the member is not there.
  std::optional<Instant> instant(std::string_view name);
  bool flag(std::string_view name, bool otherwise);
  /// Null if it is not there.
  const Json* child(std::string_view name);

  /// The first thing that was wrong: a member of the wrong type, or one that nobody asked for.
  Result<void> finish();

 private:
  const Json* find(std::string_view name);
  void wrong(std::string_view name, std::string_view wanted);

  const Json& json_;
  std::set<std::string, std::less<>> known_;
  Result<void> outcome_;
};

/// Puts the place into the field of an error: "accounts[2].places[0].region".
std::unexpected<Error> inside(std::string_view place, Error error);

}  // namespace mirante::simcloud
