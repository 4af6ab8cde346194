#include "simcloud/wildcards.h"

#include <cctype>

namespace mirante::simcloud {

bool matches_wildcards(std::string_view pattern, std::string_view text, LetterCase letter_case,
                       Backslash backslash) {
  const auto same = [letter_case](char a, char b) {
    if (letter_case == LetterCase::matters) return a == b;
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    const bool escaped =
        backslash == Backslash::escapes && p + 1 < pattern.size() && pattern[p] == '\\';
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && !escaped && (pattern[p] == '?' || same(pattern[p], text[t]))) {
      ++p;
      ++t;
    } else if (escaped && same(pattern[p + 1], text[t])) {
      p += 2;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace mirante::simcloud
