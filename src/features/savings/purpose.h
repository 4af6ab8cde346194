// What a server looks as if it were for, by its tags and its name: production, or test and the
// like. A tag that names an environment says it; a name only hints at it. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace mirante::savings {

enum class Purpose : std::uint8_t { unknown, production, other };  // Test, development, …
enum class Source : std::uint8_t { none, tag, name };

struct Look {
  Purpose purpose = Purpose::unknown;
  Source source = Source::none;
  std::string key = {};   // Of the tag.
  std::string text = {};  // Its value, or the name.
  std::string word = {};  // What in it says so: "hml".

  friend bool operator==(const Look&, const Look&) = default;
};

/// Tags come first; of several the first in their order that says something.
Look look_of(std::string_view name, const std::map<std::string, std::string>& tags);

}  // namespace mirante::savings
