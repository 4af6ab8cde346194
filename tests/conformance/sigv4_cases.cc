// AWS's published vectors of Signature Version 4: each folder holds a request, the context to sign
// it in, and what must come out, in headers and in the query.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "platform/aws/sigv4.h"
#include "tests/conformance/cases.h"

namespace mirante::conformance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Request {
  std::string method;
  std::string target;
  std::string version;
  http::Headers headers;  // Values as written, folded lines and all.
  std::string body;
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string without_last_newlines(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

Request parse_request(const std::string& text) {
  Request request;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);  // May hold spaces itself.
  request.version = line.substr(last + 1);
  while (std::getline(lines, line) && !line.empty()) {
    if ((line[0] == ' ' || line[0] == '\t') && !request.headers.empty()) {
      request.headers.back().second += "\n" + line;
      continue;
    }
    const auto colon = line.find(':');
    request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  std::ostringstream rest;
  rest << lines.rdbuf();
  request.body = rest.str();
  return request;
}

std::string to_text(const Request& request, const aws::Signed& made) {
  std::string text = request.method + " " + made.target + " " + request.version + "\n";
  for (const auto& [name, value] : made.headers) text += name + ":" + value + "\n";
  return text + "\n" + request.body;
}

struct Context {
  aws::Credentials credentials;
  std::string region, service;
  Instant at;
  bool normalize, sign_body, omit_session_token;
  std::chrono::seconds expires;
};

Context parse_context(const std::string& text) {
  const auto document = json::parse(text);
  const auto& credentials = document.at("credentials");
  return {
      .credentials = {.access_key_id = credentials.at("access_key_id"),
                      .secret_access_key =
                          crypto::Secret(credentials.at("secret_access_key").get<std::string>()),
                      .session_token = crypto::Secret(credentials.value("token", std::string()))},
      .region = document.at("region"),
      .service = document.at("service"),
      .at = or_throw(parse_iso8601(document.at("timestamp").get<std::string>())),
      .normalize = document.at("normalize"),
      .sign_body = document.at("sign_body"),
      .omit_session_token = document.value("omit_session_token", false),
      .expires = std::chrono::seconds(document.at("expiration_in_seconds").get<int>())};
}

/// Compares with the file; what differs is added to `problems`.
void compare(const fs::path& file, std::string ours, std::string& problems) {
  const auto theirs = without_last_newlines(read_file(file));
  ours = without_last_newlines(std::move(ours));
  if (ours == theirs) return;
  problems += "  " + file.filename().string() + " is\n" + theirs + "\n  ours\n" + ours + "\n";
}

void compare_all(const fs::path& folder, const std::string& form, const Request& request,
                 const aws::Signed& made, std::string& problems) {
  compare(folder / (form + "-canonical-request.txt"), made.canonical_request, problems);
  compare(folder / (form + "-string-to-sign.txt"), made.string_to_sign, problems);
  compare(folder / (form + "-signature.txt"), made.signature, problems);
  compare(folder / (form + "-signed-request.txt"), to_text(request, made), problems);
}

/// What is wrong; empty: nothing.
std::string run_case(const fs::path& folder) {
  using aws::SigningRules;
  const auto request = parse_request(read_file(folder / "request.txt"));
  const auto context = parse_context(read_file(folder / "context.json"));
  const aws::Signable signable{.method = request.method,
                               .target = request.target,
                               .headers = request.headers,
                               .body = request.body};
  const SigningRules rules{
      .region = context.region,
      .service = context.service,
      .at = context.at,
      .path = context.normalize ? SigningRules::Path::normalized : SigningRules::Path::as_sent,
      .payload = SigningRules::Payload::hashed,
      .token = context.omit_session_token ? SigningRules::Token::is_added
                                          : SigningRules::Token::is_signed,
      .valid_for = context.expires};
  auto in_headers = rules;
  if (context.sign_body) in_headers.payload = SigningRules::Payload::declared;

  std::string problems;
  compare_all(folder, "header", request,
              aws::sign_in_headers(signable, context.credentials, in_headers), problems);
  compare_all(folder, "query", request, aws::sign_in_query(signable, context.credentials, rules),
              problems);
  return problems;
}

/// Why a folder cannot be run; nullopt if it can.
std::optional<std::string> missing(const fs::path& folder) {
  for (const auto* form : {"header", "query"})
    for (const auto* part :
         {"canonical-request", "string-to-sign", "signature", "signed-request"}) {
      const auto name = std::string(form) + "-" + part + ".txt";
      if (!fs::exists(folder / name)) return name + " is missing";
    }
  return std::nullopt;
}

}  // namespace

int run_sigv4(const fs::path& root) {
  std::vector<fs::path> folders;
  if (fs::exists(root / "request.txt")) folders.push_back(root);
  if (fs::is_directory(root))
    for (const auto& entry : fs::directory_iterator(root))
      if (fs::exists(entry.path() / "request.txt") && fs::exists(entry.path() / "context.json"))
        folders.push_back(entry.path());
  std::ranges::sort(folders);

  int passed = 0, failed = 0, skipped = 0;
  for (const auto& folder : folders) {
    const auto name = folder.filename().string();
    if (const auto reason = missing(folder)) {
      ++skipped;
      std::cout << "skipped " << name << ": " << *reason << "\n";
      continue;
    }
    std::string problems;
    try {
      problems = run_case(folder);
    } catch (const std::exception& broken) {
      problems = std::string("  ") + broken.what() + "\n";
    }
    problems.empty() ? ++passed : ++failed;
    if (!problems.empty()) std::cout << "failed " << name << "\n" << problems;
  }
  if (folders.empty()) std::cout << "no cases in " << root.string() << "\n";
  std::cout << passed << " passed, " << failed << " failed, " << skipped << " skipped\n";
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace mirante::conformance
