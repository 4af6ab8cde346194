// The signer over any target, header and body: it ends, signs the same twice, and what it puts into
// the request is one line each. (Names of headers are words: the client refuses others.)
//
// Links: mirante_aws
// Covers: src/platform/aws/sigv4.cc
#include "platform/aws/sigv4.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Four parts, divided by zero bytes.
  std::string_view parts[4];
  auto rest = text;
  for (auto& part : parts) {
    part = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  for (const char c : parts[1])
    if (c <= ' ' || c >= 0x7f || c == ':') return 0;
  const auto target = "/" + std::string(parts[0]);
  const http::Headers headers{{"Host", "ec2.sa-east-1.amazonaws.com"},
                              {"X-" + std::string(parts[1].substr(0, 20)), std::string(parts[2])}};
  const aws::Credentials credentials{
      .access_key_id = "AKIDEXAMPLE",
      .secret_access_key = crypto::Secret(std::string_view("secret"))};
  const aws::SigningRules rules{
      .region = "sa-east-1", .service = "ec2", .at = from_micros(1'700'000'000'000'000)};
  const aws::Signable request{
      .method = "POST", .target = target, .headers = headers, .body = parts[3]};

  const auto first = aws::sign_in_headers(request, credentials, rules);
  const auto second = aws::sign_in_headers(request, credentials, rules);
  const auto link = aws::sign_in_query(request, credentials, rules);

  MIRANTE_CHECK(first.signature == second.signature && first.signature.size() == 64);
  MIRANTE_CHECK(link.signature.size() == 64);
  for (std::size_t i = headers.size(); i < first.headers.size(); ++i)
    MIRANTE_CHECK(first.headers[i].second.find_first_of("\r\n") == std::string::npos);
  return 0;
}
