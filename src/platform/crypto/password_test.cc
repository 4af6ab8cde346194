#include "platform/crypto/password.h"

#include <gtest/gtest.h>

namespace mirante::crypto {
namespace {

constexpr PasswordCost cheap{.passes = 1, .memory_bytes = 8192};

TEST(Password, OpensOnlyWithItself) {
  const auto hash = hash_password(Secret("correct horse battery"), cheap);

  EXPECT_TRUE(is_password(hash, Secret("correct horse battery")));
  EXPECT_FALSE(is_password(hash, Secret("correct horse batterz")));
  EXPECT_FALSE(is_password(hash, Secret("")));
}

TEST(Password, IsArgon2idAtOwaspsFloorUnlessSaidOtherwise) {
  const auto hash = hash_password(Secret("x"));

  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
}

TEST(Password, HasASaltOfItsOwnEachTime) {
  EXPECT_NE(hash_password(Secret("same"), cheap), hash_password(Secret("same"), cheap));
}

TEST(Password, TellsThatItsHashWasCheaperThanToday) {
  EXPECT_TRUE(is_outdated(hash_password(Secret("x"), cheap)));
  EXPECT_FALSE(is_outdated(hash_password(Secret("x"), cheap), cheap));
  EXPECT_TRUE(is_outdated("no hash"));
}

TEST(Password, DoesNotOpenWhatIsNoHash) {
  const auto too_long = std::string(500, '$');
  for (const auto& damaged : {std::string(), std::string("x"), std::string("$argon2id$"), too_long})
    EXPECT_FALSE(is_password(damaged, Secret("x"))) << damaged;
}

}  // namespace
}  // namespace mirante::crypto
