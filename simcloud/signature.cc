#include "simcloud/signature.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "platform/crypto/hash.h"

namespace mirante::simcloud {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(at, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::unexpected<AwsError> incomplete(std::string message) {
  return refuse("IncompleteSignature", std::move(message), 400);
}

/// "20260302T185900Z"
std::optional<Instant> read_amz_date(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  std::string iso;
  iso.append(text.substr(0, 4)).append("-").append(text.substr(4, 2)).append("-");
  iso.append(text.substr(6, 2)).append("T").append(text.substr(9, 2)).append(":");
  iso.append(text.substr(11, 2)).append(":").append(text.substr(13, 2)).append("Z");
  const auto instant = parse_iso8601(iso);
  if (!instant) return std::nullopt;
  return *instant;
}

std::string format_amz_date(Instant instant) {
  auto text = to_iso8601(std::chrono::floor<std::chrono::seconds>(instant));
  std::erase(text, '-');
  std::erase(text, ':');
  return text;
}

Answered<Signature> read_scope(Signature signature, std::string_view credential) {
  const auto parts = split(credential, '/');
  if (parts.size() != 5 || parts[4] != "aws4_request")
    return incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got '" +
        std::string(credential) + "'");
  signature.access_key = parts[0];
  signature.date = parts[1];
  signature.region = parts[2];
  signature.service = parts[3];
  return signature;
}

Answered<std::optional<Signature>> from_header(const WireRequest& request,
                                               std::string_view authorization) {
  static constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
  if (!authorization.starts_with(algorithm))
    return incomplete("Unsupported AWS 'algorithm': '" +
                      std::string(authorization.substr(0, authorization.find(' '))) + "'.");
  std::map<std::string, std::string> fields;
  for (auto& part : split(authorization.substr(algorithm.size()), ',')) {
    const auto begin = part.find_first_not_of(' ');
    const auto equals = part.find('=');
    if (begin == std::string::npos || equals == std::string::npos) continue;
    fields[part.substr(begin, equals - begin)] = part.substr(equals + 1);
  }
  for (const auto* needed : {"Credential", "Signature", "SignedHeaders"})
    if (!fields.contains(needed))
      return incomplete("Authorization header requires '" + std::string(needed) +
                        "' parameter. Authorization=" + std::string(algorithm));
  auto read = read_scope({}, fields["Credential"]);
  if (!read) return std::unexpected(read.error());
  read->signed_headers = split(fields["SignedHeaders"], ';');
  read->signature = fields["Signature"];
  const auto* date = find_header(request.headers, "x-amz-date");
  const auto signed_at = date == nullptr ? std::nullopt : read_amz_date(*date);
  if (!signed_at)
    return incomplete(
        "Authorization header requires existence of either a 'X-Amz-Date' or a "
        "'Date' header.");
  read->signed_at = *signed_at;
  if (const auto* token = find_header(request.headers, "x-amz-security-token"))
    read->token = *token;
  return std::optional(*std::move(read));
}

Answered<std::optional<Signature>> from_query(
    const std::vector<std::pair<std::string, std::string>>& query) {
  const auto value = [&](std::string_view name) -> std::string {
    for (const auto& [key, text] : query)
      if (key == name) return text;
    return {};
  };
  auto read = read_scope({}, value("X-Amz-Credential"));
  if (!read) return std::unexpected(read.error());
  const auto signed_at = read_amz_date(value("X-Amz-Date"));
  if (!signed_at) return incomplete("X-Amz-Date must be in the ISO8601 format");
  read->in_query = true;
  read->signed_headers = split(value("X-Amz-SignedHeaders"), ';');
  read->signature = value("X-Amz-Signature");
  read->signed_at = *signed_at;
  read->token = value("X-Amz-Security-Token");
  const auto expires = value("X-Amz-Expires");
  if (!expires.empty() && expires.size() < 7 &&
      expires.find_first_not_of("0123456789") == std::string::npos)
    read->valid_for = std::chrono::seconds(std::stol(expires));
  return std::optional(*std::move(read));
}

/// The path with empty and dot segments resolved, each segment encoded once more.
std::string canonical_path(std::string_view path) {
  std::vector<std::string> kept;
  for (auto& segment : split(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else {
      kept.push_back(percent_encode(segment));
    }
  }
  std::string text;
  for (const auto& segment : kept) text += "/" + segment;
  if (text.empty() || path.ends_with('/')) text += "/";
  return text;
}

std::string canonical_query(std::string_view query, bool signature_in_query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [name, value] : read_form(query))
    if (!signature_in_query || name != "X-Amz-Signature")
      pairs.emplace_back(percent_encode(name), percent_encode(value));
  std::ranges::sort(pairs);
  std::string text;
  for (const auto& [name, value] : pairs) text += (text.empty() ? "" : "&") + name + "=" + value;
  return text;
}

/// Inner runs of spaces become one, outer ones go.
std::string trimmed(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == ' ' && (text.empty() || text.back() == ' ')) continue;
    text += c;
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string canonical_headers(const Signature& signature, const Headers& headers) {
  std::string text;
  for (const auto& name : signature.signed_headers) {
    std::string values;
    for (const auto& [key, value] : headers)
      if (lower(key) == name) values += (values.empty() ? "" : ",") + trimmed(value);
    text += name + ":" + values + "\n";
  }
  return text;
}

}  // namespace

const std::string* find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && lower(key) == name) return &value;
  return nullptr;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
      encoded += c;
      continue;
    }
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 0xf];
  }
  return encoded;
}

std::vector<std::pair<std::string, std::string>> read_form(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('&', begin), text.size());
    const auto part = text.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    pairs.emplace_back(percent_decode(part.substr(0, equals), true),
                       equals == part.size() ? "" : percent_decode(part.substr(equals + 1), true));
  }
  return pairs;
}

Answered<std::optional<Signature>> read_signature(const WireRequest& request) {
  if (const auto* authorization = find_header(request.headers, "authorization"))
    return from_header(request, *authorization);
  const auto mark = request.target.find('?');
  if (mark == std::string::npos) return std::nullopt;
  const auto query = read_form(std::string_view(request.target).substr(mark + 1));
  if (std::ranges::any_of(query, [](const auto& p) { return p.first == "X-Amz-Signature"; }))
    return from_query(query);
  return std::nullopt;
}

bool matches(const Signature& signature, const WireRequest& request, std::string_view secret) {
  const auto mark = std::min(request.target.find('?'), request.target.size());
  const auto query =
      mark == request.target.size() ? "" : std::string_view(request.target).substr(mark + 1);
  std::string names;
  for (const auto& name : signature.signed_headers) names += (names.empty() ? "" : ";") + name;
  const auto* declared = find_header(request.headers, "x-amz-content-sha256");
  const auto payload = crypto::to_hex(crypto::sha256(request.body));
  if (declared != nullptr && *declared != payload && *declared != "UNSIGNED-PAYLOAD") return false;

  const auto canonical = request.method + "\n" +
                         canonical_path(std::string_view(request.target).substr(0, mark)) + "\n" +
                         canonical_query(query, signature.in_query) + "\n" +
                         canonical_headers(signature, request.headers) + "\n" + names + "\n" +
                         (declared != nullptr ? *declared : payload);
  const auto scope =
      signature.date + "/" + signature.region + "/" + signature.service + "/aws4_request";
  const auto to_sign = "AWS4-HMAC-SHA256\n" + format_amz_date(signature.signed_at) + "\n" + scope +
                       "\n" + crypto::to_hex(crypto::sha256(canonical));
  const auto first = "AWS4" + std::string(secret);
  auto key = crypto::hmac_sha256(crypto::as_bytes(first), signature.date);
  for (const std::string_view part :
       {std::string_view(signature.region), std::string_view(signature.service),
        std::string_view("aws4_request")})
    key = crypto::hmac_sha256(key, part);
  return crypto::equal_in_constant_time(crypto::to_hex(crypto::hmac_sha256(key, to_sign)),
                                        signature.signature);
}

}  // namespace mirante::simcloud
