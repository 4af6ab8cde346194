// Signatures as the simulated AWS reads them, in the header and in the query: what is signed badly
// is refused, and no text is a signature by chance.
//
// Links: mirante_simcloud
// Covers: simcloud/signature.cc
#include "simcloud/signature.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante::simcloud;
  // Target, Authorization, X-Amz-Date, token and body, divided by lines.
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::string parts[4];
  for (auto& part : parts) {
    const auto end = std::min(rest.find('\n'), rest.size());
    part = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  WireRequest request{.method = "POST", .target = parts[0], .body = std::string(rest)};
  request.headers = {{"Host", "ec2.sa-east-1.amazonaws.com"}};
  if (!parts[1].empty()) request.headers.emplace_back("Authorization", parts[1]);
  if (!parts[2].empty()) request.headers.emplace_back("X-Amz-Date", parts[2]);
  if (!parts[3].empty()) request.headers.emplace_back("X-Amz-Security-Token", parts[3]);

  const auto signature = read_signature(request);

  if (!signature || !*signature) return 0;
  MIRANTE_CHECK(!matches(**signature, request, "a secret that nothing was signed with"));
  return 0;
}
