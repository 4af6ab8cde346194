// ~/.aws/config and ~/.aws/credentials: any text is read or refused as invalid, and no value that
// was read holds the end of a line.
//
// Links: mirante_aws
// Covers: src/platform/aws/profiles.cc
#include "platform/aws/profiles.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante;
  // Both files, divided by a zero byte.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\0'), text.size());
  const aws::ProfileFile config{.path = "config", .text = std::string(text.substr(0, end))};
  const aws::ProfileFile credentials{
      .path = "credentials", .text = std::string(text.substr(std::min(text.size(), end + 1)))};

  const auto profiles = aws::parse_profiles(config, credentials);

  if (!profiles) {
    MIRANTE_CHECK(profiles.error().kind == ErrorKind::invalid);
    return 0;
  }
  for (const auto& [name, profile] : *profiles)
    for (const auto& [key, value] : profile.values) {
      MIRANTE_CHECK(!key.empty() && key.find('\n') == std::string::npos);
      MIRANTE_CHECK(profile.value(key) == value && value.find('\n') == std::string::npos);
    }
  return 0;
}
