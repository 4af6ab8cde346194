// What the demo's AWS holds at its beginning, in the format of simcloud/README.md.
#pragma once

#include <string_view>

namespace mirante::demo {

extern const std::string_view estate;

}  // namespace mirante::demo
