// Botocore as an oracle (tests/oracle/botocore_test.py): reads questions, one JSON object a line,
// and answers each with one line: what our serialisers and signer make of these parameters, or what
// our parsers read in this answer. The models are those that botocore comes with.
#include <fstream>
#include <iostream>

#include "base/rng.h"
#include "platform/aws/sigv4.h"
#include "platform/aws/wire/parse.h"
#include "platform/aws/wire/serialize.h"
#include "tests/conformance/cases.h"
#include "tests/conformance/subject.h"

namespace mirante::conformance {
namespace {

namespace wire = aws::wire;

/// What is asked about one operation.
class Question {
 public:
  Question(const Subject& subject, const json& asked)
      : asked_(asked), operation_(subject.operation) {}

  json answer() { return asked_.contains("params") ? request() : reply(); }

 private:
  json request() {
    Value input;
    read_json(input, *operation_.input, asked_.at("params"));
    SeededRng tokens(1);
    const auto made = wire::serialize(operation_, part_of(input, *operation_.input), tokens);
    if (!made) return {{"failure", made.error().field + " " + made.error().message}};
    http::Headers headers{{"Host", asked_.at("host").get<std::string>()}};
    headers.insert(headers.end(), made->headers.begin(), made->headers.end());
    const aws::Credentials credentials{
        .access_key_id = "AKIDEXAMPLE",
        .secret_access_key =
            crypto::Secret(std::string("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
        .session_token = crypto::Secret(asked_.at("token").get<std::string>())};
    const auto sent = aws::sign_in_headers(
        {.method = made->method, .target = made->target, .headers = headers, .body = made->body},
        credentials,
        {.region = "sa-east-1",
         .service = operation_.service->signing_name,
         .at = from_micros(asked_.at("at").get<std::int64_t>() * 1'000'000)});
    auto listed = json::array();
    for (const auto& [name, value] : sent.headers) listed.push_back({name, value});
    return {{"method", made->method},
            {"target", sent.target},
            {"headers", std::move(listed)},
            {"body", made->body}};
  }

  json reply() {
    Value output;
    void* into = nullptr;
    if (operation_.output != nullptr) {
      output.members.resize(operation_.output->members.size());
      into = part_of(output, *operation_.output);
    }
    http::Headers headers;
    for (const auto& [name, value] : asked_.at("headers").items())
      headers.emplace_back(name, value.get<std::string>());
    wire::ReplyParser parser(operation_, into, asked_.at("status"), headers);
    const std::string body = asked_.at("body");
    const auto piece = asked_.at("piece").get<std::size_t>();
    for (std::size_t at = 0; at < body.size(); at += piece)
      parser.feed(std::string_view(body).substr(at, piece));
    const auto parsed = parser.finish();
    json answer{{"request_id", parsed.request_id}};
    if (parsed.error)
      answer["error"] = {{"code", parsed.error->code}, {"message", parsed.error->message}};
    else
      answer["result"] = into == nullptr ? json::object() : write_json(output, *operation_.output);
    return answer;
  }

  const json& asked_;
  const wire::Operation& operation_;
};

}  // namespace

int run_oracle(const std::filesystem::path& models_file) {
  std::ifstream file(models_file);
  const auto models = json::parse(file);
  std::map<std::string, Subject> subjects;
  for (const auto& [service, model] : models.items())
    for (const auto& [name, operation] : model.at("operations").items())
      subjects.try_emplace(service + " " + name, model, operation,
                           protocol_of(model.at("metadata")).value());
  for (std::string line; std::getline(std::cin, line);) {
    json answer;
    try {
      const auto asked = json::parse(line);
      const auto name =
          asked.at("service").get<std::string>() + " " + asked.at("operation").get<std::string>();
      answer = Question(subjects.at(name), asked).answer();
    } catch (const std::exception& broken) {
      answer = {{"failure", broken.what()}};
    }
    std::cout << answer.dump(-1, ' ', true, json::error_handler_t::replace) << "\n";
  }
  return 0;
}

}  // namespace mirante::conformance
