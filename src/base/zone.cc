#include "base/zone.h"

#include <cctz/time_zone.h>

#include <algorithm>

namespace mirante {

bool is_zone(const std::string& name) {
  // cctz would take "libc:localtime", "/etc/passwd" or a name in another case, too.
  const bool is_named =
      !name.empty() && name.size() <= 64 && name.front() != '/' &&
      name.find("..") == std::string::npos && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '_' || c == '-' || c == '+';
      });
  if (!is_named || name == "localtime") return false;
  cctz::time_zone zone;
  return cctz::load_time_zone(name, &zone);
}

}  // namespace mirante
