// A small AWS client for tests of the World: signs query calls by itself and looks into the XML of
// the answers with plain text searches. Not used outside tests.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "platform/crypto/hash.h"
#include "simcloud/estate.h"
#include "simcloud/signature.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Keys {
  std::string id, secret, token;
};

struct Reply {
  WireAnswer answer;
  /// The text of the first element of this name, anywhere; empty if there is none.
  std::string text(std::string_view element) const {
    const auto all = texts(element);
    return all.empty() ? "" : all.front();
  }
  std::vector<std::string> texts(std::string_view element) const {
    std::vector<std::string> found;
    const auto open = "<" + std::string(element) + ">", close = "</" + std::string(element) + ">";
    for (auto at = answer.body.find(open); at != std::string::npos;
         at = answer.body.find(open, at + 1)) {
      const auto begin = at + open.size();
      found.push_back(answer.body.substr(begin, answer.body.find(close, begin) - begin));
    }
    return found;
  }
  /// "200", or "403 UnauthorizedOperation".
  std::string outcome() const {
    const auto code = text("Code");
    return std::to_string(answer.status) + (code.empty() ? "" : " " + code);
  }
};

/// A World with an estate, a clock and callers.
class TestWorld {
 public:
  explicit TestWorld(std::string_view estate_json = "{}", std::uint64_t seed = 1)
      : world({.seed = seed, .start = now}) {
    auto estate = parse_estate(estate_json);
    EXPECT_TRUE(estate) << estate.error().field << ": " << estate.error().message;
    const auto settled = world.settle(*estate);
    EXPECT_TRUE(settled) << settled.error().field << ": " << settled.error().message;
    control("POST", "/_simcloud/pace", {{"late_visibility", 0}});
  }

  Keys panel() const { return keys_of(world.credentials()["panel"]); }
  Keys admin(const std::string& account) const {
    for (const auto& entry : world.credentials()["accounts"])
      if (entry["id"] == account) return keys_of(entry["admin"]);
    ADD_FAILURE() << "no account " << account;
    return {};
  }

  WireRequest sign(const Keys& keys, const std::string& service, const std::string& region,
                   const std::string& action, const Parameters& parameters) const {
    auto body = "Action=" + action + "&Version=" + version_of(service);
    for (const auto& [name, value] : parameters)
      body += "&" + percent_encode(name) + "=" + percent_encode(value);
    return sign_body(keys, service, region, "application/x-www-form-urlencoded; charset=utf-8",
                     std::move(body));
  }

  WireRequest sign_body(const Keys& keys, const std::string& service, const std::string& region,
                        const std::string& type, std::string body) const {
    WireRequest request{.method = "POST", .target = "/", .body = std::move(body)};
    auto stamp = to_iso8601(std::chrono::floor<std::chrono::seconds>(now));
    std::erase(stamp, '-');
    std::erase(stamp, ':');
    const auto date = stamp.substr(0, 8);
    request.headers = {{"Host", service + "." + region + ".amazonaws.com"},
                       {"Content-Type", type},
                       {"X-Amz-Date", stamp},
                       {"User-Agent", "test"}};
    std::string names = "content-type;host;x-amz-date";
    std::string values = "content-type:" + type + "\nhost:" + request.headers[0].second +
                         "\nx-amz-date:" + stamp + "\n";
    if (!keys.token.empty()) {
      request.headers.emplace_back("X-Amz-Security-Token", keys.token);
      names += ";x-amz-security-token";
      values += "x-amz-security-token:" + keys.token + "\n";
    }
    const auto canonical =
        "POST\n/\n\n" + values + "\n" + names + "\n" + crypto::to_hex(crypto::sha256(request.body));
    const auto scope = date + "/" + region + "/" + service + "/aws4_request";
    const auto text = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" +
                      crypto::to_hex(crypto::sha256(canonical));
    const auto first = "AWS4" + keys.secret;
    auto key = crypto::hmac_sha256(crypto::as_bytes(first), date);
    key = crypto::hmac_sha256(key, region);
    key = crypto::hmac_sha256(key, service);
    key = crypto::hmac_sha256(key, std::string_view("aws4_request"));
    request.headers.emplace_back(
        "Authorization", "AWS4-HMAC-SHA256 Credential=" + keys.id + "/" + scope +
                             ", SignedHeaders=" + names +
                             ", Signature=" + crypto::to_hex(crypto::hmac_sha256(key, text)));
    return request;
  }

  Reply call(const Keys& keys, const std::string& service, const std::string& region,
             const std::string& action, const Parameters& parameters = {}) {
    return {world.handle(sign(keys, service, region, action, parameters), now)};
  }

  /// A call in JSON; `target` is "TrentService.CreateKey". The answer has "outcome" besides: "200",
  /// or "400 NotFoundException".
  Json call_json(const Keys& keys, const std::string& service, const std::string& region,
                 const std::string& target, const Json& parameters = Json::object()) {
    auto request =
        sign_body(keys, service, region, "application/x-amz-json-1.1", parameters.dump());
    request.headers.emplace_back("X-Amz-Target", target);
    const auto answer = world.handle(request, now);
    auto json = Json::parse(answer.body.empty() ? "{}" : answer.body);
    const auto code = json.value("__type", "");
    json["outcome"] = std::to_string(answer.status) + (code.empty() ? "" : " " + code);
    return json;
  }

  Keys assume(const Keys& keys, const std::string& role_arn, const std::string& external_id,
              const Parameters& more = {}) {
    Parameters parameters{{"RoleArn", role_arn}, {"RoleSessionName", "teste"}};
    if (!external_id.empty()) parameters.emplace_back("ExternalId", external_id);
    parameters.insert(parameters.end(), more.begin(), more.end());
    const auto reply = call(keys, "sts", "sa-east-1", "AssumeRole", parameters);
    EXPECT_EQ(reply.outcome(), "200") << reply.answer.body;
    return {reply.text("AccessKeyId"), reply.text("SecretAccessKey"), reply.text("SessionToken")};
  }

  Json control(const std::string& method, const std::string& target, const Json& body = {}) {
    WireRequest request{.method = method, .target = target};
    if (!body.is_null()) request.body = body.dump();
    const auto answer = world.handle(request, now);
    EXPECT_EQ(answer.status, 200) << method << " " << target << ": " << answer.body;
    return Json::parse(answer.body);
  }

  void wait(std::chrono::microseconds duration) { now += duration; }

  Instant now = parse_iso8601("2026-03-02T12:00:00Z").value();
  World world;

 private:
  static Keys keys_of(const Json& json) {
    return {json["access_key_id"], json["secret_access_key"], ""};
  }
  static std::string version_of(const std::string& service) {
    if (service == "ec2") return "2016-11-15";
    if (service == "monitoring") return "2010-08-01";
    if (service == "rds") return "2014-10-31";
    if (service == "elasticloadbalancing") return "2015-12-01";
    return service == "sts" ? "2011-06-15" : "2010-05-08";
  }
};

}  // namespace mirante::simcloud
