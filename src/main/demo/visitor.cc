#include "main/demo/visitor.h"

#include <chrono>

namespace mirante::demo {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view agent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36";
constexpr std::string_view cookie = "mirante=";
constexpr auto looks_every = 10s;

/// The session's token, where the answer gives one.
std::string token_in(const http::Headers& headers) {
  const auto text = http::header_text(headers, "Set-Cookie");
  if (!text.starts_with(cookie)) return "";
  return text.substr(cookie.size(), text.find(';') - cookie.size());
}

}  // namespace

Json Visitor::ask(std::string method, std::string target, const Json& body) {
  http::Headers headers{{"User-Agent", std::string(agent)}, {"Sec-Fetch-Site", "same-origin"}};
  if (!api_token_.empty())
    headers.emplace_back("Authorization", "Bearer " + api_token_);
  else if (!token_.empty())
    headers.emplace_back("Cookie", std::string(cookie) + token_);
  auto request = or_throw(
      http::parse_request(method, target, std::move(headers), body.is_null() ? "" : body.dump()));
  request.client = {.address = std::string(person_.address)};
  const auto who =
      panel_.loop.run(panel_.who(request, http::Peer{.address = std::string(person_.address)}));
  const auto answer = panel_.loop.run(panel_.router.answer(who.context, std::move(request)));
  auto document = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  if (answer.status >= 400) {
    auto error = http::error_of_problem(answer.status, document);
    if (!error) throw Failure(ErrorKind::internal, method + " " + target + ": no problem");
    throw Failure(*std::move(error));
  }
  if (auto token = token_in(answer.headers); !token.empty()) token_ = std::move(token);
  return document;
}

void Visitor::log_in(std::string_view password) {
  token_.clear();
  post("/api/v1/session", {{"email", person_.email}, {"password", password}});
}

void Visitor::log_out() {
  remove("/api/v1/session");
  token_.clear();
}

bool Visitor::go_on(std::string token) {
  token_ = std::move(token);
  if (token_.empty()) return false;
  try {
    get("/api/v1/session");
    return true;
  } catch (const Failure& failure) {
    if (failure.error().kind != ErrorKind::unauthorized) throw;
    token_.clear();
    return false;
  }
}

void Visitor::switch_servers(const std::string& what, const std::string& name, Json wish) {
  wish["servers"] = Json::array();
  for (const auto& server : get("/api/v1/servers?name=" + name)["servers"])
    wish["servers"].push_back(server["id"]);
  if (wish["servers"].empty()) throw Failure(ErrorKind::internal, "no server is called " + name);
  wait_for(post("/api/v1/servers/" + what, std::move(wish)));
}

void Visitor::wait_for(const Json& operation) {
  const auto id = operation["id"].get<std::string>();
  while (get("/api/v1/operations/" + id)["state"] == "running")
    panel_.loop.run(sleep_for(panel_.loop, looks_every));
}

}  // namespace mirante::demo
