// What a client would rather have, as Accept, Accept-Encoding and Accept-Language say it (RFC 9110
// §12.4.2): "br;q=1.0, gzip;q=0.8, *;q=0".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mirante::http {

class Preferences {
 public:
  /// What cannot be read in `header` counts as not said.
  explicit Preferences(std::string_view header);

  /// In thousandths, 0 (never) to 1000; nullopt if the name is not among them. Case does not
  /// matter; "*" is a name as any other.
  std::optional<int> weight_of(std::string_view name) const;
  /// The largest of a language and its kinds ("pt": "pt", "pt-BR"); 0 if none is among them.
  int weight_of_language(std::string_view language) const;

 private:
  std::vector<std::pair<std::string, int>> weights_;
};

}  // namespace mirante::http
