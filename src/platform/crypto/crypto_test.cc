#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

#include "platform/crypto/hash.h"
#include "platform/crypto/master_key.h"
#include "platform/crypto/seal.h"
#include "platform/crypto/token.h"

namespace mirante::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string hex(const Sha256& hash) { return to_hex(hash); }

TEST(Sha256Of, MatchesPublishedVectors) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256StreamOf, GivesTheHashOfAllPiecesAndBeginsAnew) {
  Sha256Stream stream;
  stream.add("ab");
  stream.add("");
  stream.add("c");

  EXPECT_EQ(hex(stream.finish()), hex(sha256("abc")));
  EXPECT_EQ(hex(stream.finish()), hex(sha256("")));
}

TEST(HmacSha256, MatchesRfc4231) {
  const std::vector<std::uint8_t> short_key(20, 0x0b);
  const std::vector<std::uint8_t> long_key(131, 0xaa);

  EXPECT_EQ(hex(hmac_sha256(short_key, "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(hmac_sha256(as_bytes("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(long_key, "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hex, ReadsWhatItWroteAndNothingElse) {
  const std::vector<std::uint8_t> bytes{0, 1, 0xab, 0xff};

  EXPECT_EQ(to_hex(bytes), "0001abff");
  EXPECT_EQ(from_hex("0001ABff"), bytes);
  for (const auto* wrong : {"0", "0g", "00 1", "zz"}) EXPECT_EQ(from_hex(wrong), std::nullopt);
}

TEST(Base64, ReadsWhatItWroteAndNothingElse) {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    const auto back = from_base64(to_base64(as_bytes(text)));
    ASSERT_TRUE(back.has_value()) << text;
    EXPECT_EQ(std::string(back->begin(), back->end()), text);
  }
  EXPECT_EQ(to_base64(as_bytes("foob")), "Zm9vYg==");
  for (const auto* wrong : {"Zm9vYg", "Zm9vYg=", "Zm9v\nYg==", "Zm9vYg==x", "!!!!"})
    EXPECT_EQ(from_base64(wrong), std::nullopt) << wrong;
}

TEST(ConstantTime, TellsEqualFromDifferent) {
  EXPECT_TRUE(equal_in_constant_time("token", "token"));
  EXPECT_FALSE(equal_in_constant_time("token", "tokem"));
  EXPECT_FALSE(equal_in_constant_time("token", "toke"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(RandomToken, FitsAwsExternalIdsAndDoesNotRepeat) {
  SystemRng rng;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto token = random_token(rng);
    ASSERT_EQ(token.size(), 32U);
    ASSERT_EQ(token.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz"), std::string::npos);
    seen.insert(token);
  }

  EXPECT_EQ(seen.size(), 1000U);
}

TEST(RandomToken, UsesEveryBitItDraws) {
  struct Fixed final : Rng {
    std::uint64_t value = 0;
    std::uint64_t next() override { return value; }
  } rng;
  EXPECT_EQ(random_token(rng), std::string(32, '0'));
  rng.value = ~0ULL;
  EXPECT_EQ(random_token(rng), std::string(32, 'z'));
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(SecretValue, CannotBePrintedComparedOrCopied) {
  static_assert(!fmt::is_formattable<Secret>::value);
  static_assert(!Printable<Secret>);
  static_assert(!std::equality_comparable<Secret>);
  static_assert(!std::is_copy_constructible_v<Secret>);

  Secret secret("hunter2");
  const Secret moved = std::move(secret);
  EXPECT_EQ(moved.reveal(), "hunter2");
  EXPECT_EQ(moved.clone().reveal(), "hunter2");
}

TEST(SecretValue, ZeroesTheStringItIsTakenFrom) {
  std::string text = "a secret that is longer than a small string";
  const char* memory = text.data();

  const auto secret = Secret::take(std::move(text));

  EXPECT_EQ(secret.reveal(), "a secret that is longer than a small string");
  EXPECT_EQ(memory[0], '\0');
  EXPECT_EQ(memory[20], '\0');
}

class Sealing : public ::testing::Test {
 protected:
  SystemRng rng;
  Secret key = make_key(rng);
  std::vector<std::uint8_t> context = join_context({as_bytes("tenant"), as_bytes("row")});
  std::vector<std::uint8_t> sealed = seal(key, as_bytes("hunter2"), context, rng);
};

TEST_F(Sealing, OpensWithTheSameKeyAndContext) {
  const auto opened = unseal(key, sealed, context);

  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->reveal(), "hunter2");
}

TEST_F(Sealing, SealsNothingToo) {
  const auto nothing = unseal(key, seal(key, {}, {}, rng), {});

  ASSERT_TRUE(nothing.has_value());
  EXPECT_TRUE(nothing->empty());
}

TEST_F(Sealing, NeverGivesTheSameBytesTwice) {
  EXPECT_NE(seal(key, as_bytes("hunter2"), context, rng), sealed);
}

TEST_F(Sealing, DoesNotOpenWithAnotherKeyOrContext) {
  EXPECT_FALSE(unseal(make_key(rng), sealed, context).has_value());
  EXPECT_FALSE(
      unseal(key, sealed, join_context({as_bytes("tenantr"), as_bytes("ow")})).has_value());
  EXPECT_FALSE(unseal(key, sealed, {}).has_value());
}

TEST_F(Sealing, DoesNotOpenWhenAnyBitWasChanged) {
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto tampered = sealed;
    tampered[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    ASSERT_FALSE(unseal(key, tampered, context).has_value()) << "bit " << bit;
  }
}

TEST_F(Sealing, DoesNotOpenWhenItWasCut) {
  for (std::size_t size = 0; size < sealed.size(); ++size)
    ASSERT_FALSE(unseal(key, std::span(sealed).first(size), context).has_value()) << size;
}

class MasterKeyFile : public ::testing::Test {
 protected:
  MasterKeyFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mirante-key-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    file = folder / "master.key";
  }
  ~MasterKeyFile() override { std::filesystem::remove_all(folder); }

  Error failure_to_load() {
    try {
      MasterKeys::load(file);
    } catch (const Failure& failure) {
      return failure.error();
    }
    return Error{.message = "no failure"};
  }
  std::string content() {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  void overwrite(const std::string& text) { std::ofstream(file, std::ios::trunc) << text; }

  SystemRng rng;
  std::filesystem::path folder;
  std::filesystem::path file;
};

TEST_F(MasterKeyFile, IsMadeForItsOwnerOnlyAndReadBack) {
  const auto made = MasterKeys::create(file, rng);
  const auto read = MasterKeys::load(file);

  struct stat facts{};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  EXPECT_EQ(read.current_id(), made.current_id());
  EXPECT_EQ(read.current().reveal(), made.current().reveal());
  EXPECT_TRUE(read.current_id().starts_with("1-"));
}

TEST_F(MasterKeyFile, IsNeverOverwritten) {
  const auto first = MasterKeys::create(file, rng);

  EXPECT_THROW(MasterKeys::create(file, rng), Failure);
  EXPECT_EQ(MasterKeys::load(file).current_id(), first.current_id());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(MasterKeyFile, ThatOthersMayReadIsRefusedWithTheCommandThatMendsIt) {
  MasterKeys::create(file, rng);
  for (const unsigned mode : {0640U, 0604U, 0620U, 0666U}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);

    const auto error = failure_to_load();

    EXPECT_EQ(error.code, "master_key.mode");
    EXPECT_THAT(error.message, HasSubstr("chmod 600 " + file.string()));
  }
  ASSERT_EQ(::chmod(file.c_str(), 0400), 0);
  EXPECT_NO_THROW(MasterKeys::load(file));
}

TEST_F(MasterKeyFile, ThatIsLostIsNamedWithTheMend) {
  const auto error = failure_to_load();

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "master_key.lost");
  EXPECT_THAT(error.message, HasSubstr(file.string()));
  EXPECT_THAT(error.message, HasSubstr("MIRANTE_MASTER_KEY_FILE"));
}

TEST_F(MasterKeyFile, ThatIsDamagedIsRefusedWithoutShowingItsContent) {
  const auto id = MasterKeys::create(file, rng).current_id();
  const auto good = content();
  for (const auto& bad : {std::string("x"), good.substr(0, good.size() - 2), good + "3 " + good,
                          good + "2 abcd\n", std::string(good).replace(0, 7, "mirando")}) {
    overwrite(bad);

    const auto error = failure_to_load();

    EXPECT_EQ(error.code, "master_key.file") << bad.size();
    EXPECT_THAT(error.message, Not(HasSubstr(good.substr(70, 16))));
  }
  overwrite(good);
  EXPECT_EQ(MasterKeys::load(file).current_id(), id);
}

TEST_F(MasterKeyFile, KeepsOldVersionsWhenOneIsAdded) {
  const auto first = MasterKeys::create(file, rng);

  const auto second = MasterKeys::add_version(file, rng);

  const auto read = MasterKeys::load(file);
  EXPECT_EQ(read.current_id(), second.current_id());
  EXPECT_TRUE(read.current_id().starts_with("2-"));
  ASSERT_NE(read.find(first.current_id()), nullptr);
  EXPECT_EQ(read.find(first.current_id())->reveal(), first.current().reveal());
  EXPECT_EQ(read.find("1-00000000"), nullptr);
}

TEST_F(MasterKeyFile, ComesFromTheEnvironmentWhereItIsNamedThere) {
  ::unsetenv("MIRANTE_MASTER_KEY_FILE");
  EXPECT_EQ(master_key_file("/data"), "/data/master.key");
  ::setenv("MIRANTE_MASTER_KEY_FILE", "/run/secrets/key", 1);
  EXPECT_EQ(master_key_file("/data"), "/run/secrets/key");
  ::unsetenv("MIRANTE_MASTER_KEY_FILE");
}

}  // namespace
}  // namespace mirante::crypto
