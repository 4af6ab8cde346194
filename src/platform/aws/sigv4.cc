#include "platform/aws/sigv4.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/percent.h"
#include "platform/crypto/hash.h"

namespace mirante::aws {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

// Proxies and connections may change or drop these on the way.
constexpr std::array<std::string_view, 9> never_signed{
    "authorization", "connection", "expect",          "keep-alive",       "te",
    "upgrade",       "user-agent", "x-amzn-trace-id", "transfer-encoding"};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A % without two digits stands for itself.
std::string unescaped(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                           hex_value(text[i + 2]) >= 0;
    decoded += is_escape ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]))
                         : text[i];
    if (is_escape) i += 2;
  }
  return decoded;
}

/// Calls `take` with each part between the `separator`s, also with empty ones.
template <class Take>
void each_part(std::string_view text, char separator, Take take) {
  while (true) {
    const auto end = text.find(separator);
    take(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

std::string canonical_path(std::string_view path, SigningRules::Path rule) {
  std::string text;
  if (rule == SigningRules::Path::as_sent) {
    each_part(path, '/', [&](std::string_view segment) {
      text += percent_encode(segment);
      text += '/';
    });
    text.pop_back();
    return text.starts_with('/') ? text : "/" + text;
  }
  std::vector<std::string_view> kept;
  each_part(path, '/', [&](std::string_view segment) {
    if (segment.empty() || segment == ".") return;
    if (segment != "..")
      kept.push_back(segment);
    else if (!kept.empty())
      kept.pop_back();
  });
  for (const auto segment : kept) text += "/" + percent_encode(segment);
  if (kept.empty() || path.ends_with('/')) text += "/";
  return text;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  each_part(query, '&', [&](std::string_view part) {
    if (part.empty()) return;
    const auto equals = part.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    pairs.emplace_back(percent_encode(unescaped(part.substr(0, equals))),
                       percent_encode(unescaped(value)));
  });
  std::ranges::sort(pairs);
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

/// Without outer white space; inner runs, also folded lines, become one space.
std::string folded(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (!is_space(c))
      text += c;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

struct CanonicalHeaders {
  std::string lines;
  std::string names;  // "host;x-amz-date"
};

CanonicalHeaders canonical_headers(const http::Headers& headers) {
  std::map<std::string, std::string> sorted;
  for (const auto& [name, value] : headers) {
    auto key = lower(name);
    if (std::ranges::find(never_signed, key) != never_signed.end()) continue;
    const auto [found, is_new] = sorted.try_emplace(std::move(key));
    if (!is_new) found->second += ',';
    found->second += folded(value);
  }
  CanonicalHeaders result;
  for (const auto& [name, value] : sorted) {
    result.lines += name + ":" + value + "\n";
    if (!result.names.empty()) result.names += ';';
    result.names += name;
  }
  return result;
}

std::string hash_of(std::string_view text) { return crypto::to_hex(crypto::sha256(text)); }

std::string payload_hash(const Signable& request, const SigningRules& rules) {
  return rules.payload == SigningRules::Payload::unsigned_ ? std::string(unsigned_payload)
                                                           : hash_of(request.body);
}

std::string scope_of(const SigningRules& rules) {
  auto scope = to_amz_date(rules.at).substr(0, 8);
  return scope.append("/")
      .append(rules.region)
      .append("/")
      .append(rules.service)
      .append("/aws4_request");
}

std::string signature_of(const crypto::Secret& secret, const SigningRules& rules,
                         std::string_view string_to_sign) {
  std::string first = "AWS4";
  first.reserve(first.size() + secret.size());
  first += secret.reveal();
  auto key = crypto::hmac_sha256(crypto::as_bytes(first), to_amz_date(rules.at).substr(0, 8));
  crypto::wipe(first);
  for (const std::string_view part :
       {rules.region, rules.service, std::string_view("aws4_request")})
    key = crypto::hmac_sha256(key, part);
  auto signature = crypto::to_hex(crypto::hmac_sha256(key, string_to_sign));
  crypto::wipe(std::span<std::uint8_t>(key));
  return signature;
}

struct Target {
  std::string_view path;
  std::string_view query;
};

Target split(std::string_view target) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return {.path = target, .query = {}};
  return {.path = target.substr(0, mark), .query = target.substr(mark + 1)};
}

/// Fills in canonical request, string to sign and signature.
void sign(Signed& made, const Signable& request, const CanonicalHeaders& headers,
          const Credentials& credentials, const SigningRules& rules) {
  const auto target = split(made.target);
  auto& canonical = made.canonical_request;
  canonical.append(request.method).append("\n");
  canonical.append(canonical_path(target.path, rules.path)).append("\n");
  canonical.append(canonical_query(target.query)).append("\n");
  canonical.append(headers.lines).append("\n");
  canonical.append(headers.names).append("\n");
  canonical.append(payload_hash(request, rules));

  auto& text = made.string_to_sign;
  text.append(algorithm).append("\n").append(to_amz_date(rules.at)).append("\n");
  text.append(scope_of(rules)).append("\n").append(hash_of(canonical));
  made.signature = signature_of(credentials.secret_access_key, rules, text);
}

}  // namespace

Signed sign_in_headers(const Signable& request, const Credentials& credentials,
                       const SigningRules& rules) {
  Signed made{.target = std::string(request.target), .headers = request.headers};
  const std::string token(credentials.session_token.reveal());
  const bool is_token_signed = rules.token == SigningRules::Token::is_signed;
  auto to_sign = request.headers;
  if (!token.empty()) made.headers.emplace_back("X-Amz-Security-Token", token);
  if (!token.empty() && is_token_signed) to_sign.emplace_back("X-Amz-Security-Token", token);
  const auto add = [&](std::string_view name, const std::string& value) {
    made.headers.emplace_back(name, value);
    to_sign.emplace_back(name, value);
  };
  add("X-Amz-Date", to_amz_date(rules.at));
  if (rules.payload != SigningRules::Payload::hashed)
    add("x-amz-content-sha256", payload_hash(request, rules));

  const auto headers = canonical_headers(to_sign);
  sign(made, request, headers, credentials, rules);
  made.headers.emplace_back(
      "Authorization", std::string(algorithm) + " Credential=" + credentials.access_key_id + "/" +
                           scope_of(rules) + ", SignedHeaders=" + headers.names +
                           ", Signature=" + made.signature);
  return made;
}

Signed sign_in_query(const Signable& request, const Credentials& credentials,
                     const SigningRules& rules) {
  Signed made{.target = std::string(request.target), .headers = request.headers};
  char separator = request.target.find('?') == std::string_view::npos ? '?' : '&';
  const auto add = [&](std::string_view name, std::string_view value) {
    made.target += separator;
    made.target.append(name).append("=").append(percent_encode(value));
    separator = '&';
  };
  const auto headers = canonical_headers(request.headers);
  add("X-Amz-Algorithm", algorithm);
  add("X-Amz-Credential", credentials.access_key_id + "/" + scope_of(rules));
  add("X-Amz-Date", to_amz_date(rules.at));
  add("X-Amz-SignedHeaders", headers.names);
  add("X-Amz-Expires", std::to_string(rules.valid_for.count()));
  const auto token = credentials.session_token.reveal();
  const bool is_token_signed = rules.token == SigningRules::Token::is_signed;
  if (!token.empty() && is_token_signed) add("X-Amz-Security-Token", token);
  sign(made, request, headers, credentials, rules);
  if (!token.empty() && !is_token_signed) add("X-Amz-Security-Token", token);
  add("X-Amz-Signature", made.signature);
  return made;
}

std::string to_amz_date(Instant instant) {
  auto text = to_iso8601(std::chrono::floor<std::chrono::seconds>(instant));
  std::erase(text, '-');
  std::erase(text, ':');
  return text;
}

}  // namespace mirante::aws
