#include "base/zone.h"

#include <gtest/gtest.h>

namespace mirante {
namespace {

TEST(Zone, IsNamedAsInTzdata) {
  for (const auto* name : {"America/Sao_Paulo", "America/Noronha", "UTC", "Etc/GMT+3",
                           "America/Argentina/Buenos_Aires"})
    EXPECT_TRUE(is_zone(name)) << name;
}

TEST(Zone, IsNoPathAndNoOtherWord) {
  for (const auto* name :
       {"", "Brasilia", "America/Sao Paulo", "../../etc/passwd", "/usr/share/zoneinfo/UTC",
        "libc:localtime", "localtime", "America/Nowhere"})
    EXPECT_FALSE(is_zone(name)) << name;
}

}  // namespace
}  // namespace mirante
