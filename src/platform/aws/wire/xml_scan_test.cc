// Blocks of bytes say what each byte says by itself.
#include "platform/aws/wire/xml_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace mirante::aws::wire::xml {
namespace {

template <class Bytes>
class XmlScan : public ::testing::Test {};

#ifdef __SSE2__
using Blocks = ::testing::Types<EightBytes, SixteenBytes>;
#else
using Blocks = ::testing::Types<EightBytes>;
#endif
TYPED_TEST_SUITE(XmlScan, Blocks);

/// One byte of each value at each place of a text of each size.
void each_text(char usual, const auto& expect_same) {
  for (std::size_t size = 0; size < 36; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, usual);
        text[place] = static_cast<char>(byte);
        expect_same(text.data(), text.data() + size);
      }
    }
  }
}

TYPED_TEST(XmlScan, PassesOverNames) {
  each_text('k', [](const char* at, const char* end) {
    ASSERT_EQ(skip_name<TypeParam>(at, end), skip(at, end, name_rest));
  });
}

TYPED_TEST(XmlScan, PassesOverPlainText) {
  each_text('7', [](const char* at, const char* end) {
    ASSERT_EQ(skip_plain<TypeParam>(at, end), skip(at, end, plain));
  });
}

TYPED_TEST(XmlScan, PassesOverSpaces) {
  each_text(' ', [](const char* at, const char* end) {
    ASSERT_EQ(skip_spaces<TypeParam>(at, end),
              std::find_if(at, end, [](char c) { return c != ' '; }));
  });
}

}  // namespace
}  // namespace mirante::aws::wire::xml
