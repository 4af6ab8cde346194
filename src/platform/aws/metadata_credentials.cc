#include "platform/aws/metadata_credentials.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "base/percent.h"
#include "platform/aws/error_codes.h"
#include "platform/aws/renewed_credentials.h"
#include "platform/aws/text_fetch.h"

namespace mirante::aws {
namespace {

// Six hours, as long as the service allows.
constexpr std::string_view token_seconds = "21600";
constexpr std::string_view role_path = "/latest/meta-data/iam/security-credentials/";
constexpr std::string_view agent_address = "169.254.170.2";
constexpr std::size_t role_name_max = 64;

[[noreturn]] void refuse(ErrorKind kind, std::string message, std::string code) {
  throw Failure(Error{.kind = kind, .message = std::move(message), .code = std::move(code)});
}

std::string text_of(const nlohmann::json& answer, const char* name) {
  const auto found = answer.find(name);
  return found != answer.end() && found->is_string() ? found->get<std::string>() : "";
}

/// {AccessKeyId, SecretAccessKey, Token, Expiration}; anything else is a refusal or no answer of
/// AWS.
Session read_session(std::string text, const std::string& what, Instant now) {
  const auto answer = read_foreign_json(text);
  crypto::wipe(text);
  if (!answer.is_object())
    refuse(ErrorKind::corrupt, what + ": the answer is no JSON object", "aws.not_aws");
  const auto said = text_of(answer, "Code");
  if (!said.empty() && said != "Success")
    refuse(ErrorKind::unauthorized,
           what + ": " + presentable(said + " " + text_of(answer, "Message")), "aws.agent_refused");
  Credentials credentials{
      .access_key_id = text_of(answer, "AccessKeyId"),
      .secret_access_key = crypto::Secret::take(text_of(answer, "SecretAccessKey")),
      .session_token = crypto::Secret::take(text_of(answer, "Token"))};
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
    refuse(ErrorKind::corrupt, what + ": the answer holds no keys", "aws.not_aws");
  if (const auto end = text_of(answer, "Expiration"); !end.empty()) {
    const auto read = parse_iso8601(end);
    if (!read) refuse(ErrorKind::corrupt, what + ": \"Expiration\" is no instant", "aws.not_aws");
    credentials.expires_at = *read;
  }
  const auto lasts = lasts_until(credentials.expires_at, now);
  return {.credentials = std::move(credentials), .lasts = lasts};
}

class InstanceSource final : public SessionSource {
 public:
  InstanceSource(Loop& loop, http::Transport& transport, Endpoint service)
      : loop_(loop),
        transport_(transport),
        service_(std::move(service)),
        what_("the metadata of this EC2 instance at " + service_.authority()) {}

  Task<Session> ask(CallContext) override {
    const auto token = co_await fetch_token();
    const auto role = co_await fetch_role(token);
    auto answer = co_await fetch(token, std::string(role_path) + percent_encode(role));
    if (answer.status != 200) no_answer(answer.status);
    co_return read_session(std::move(answer.body), what_, loop_.clock().now());
  }

 private:
  Task<std::string> fetch_token() {
    auto request =
        request_to(service_, "PUT", "/latest/api/token",
                   {{"X-aws-ec2-metadata-token-ttl-seconds", std::string(token_seconds)}});
    FetchedText answer;
    try {
      answer = co_await fetch_text(loop_, transport_, std::move(request), what_);
    } catch (const Failure& failure) {
      auto error = failure.error();
      if (error.code == "aws.no_answer")
        error.message +=
            "; if the panel runs in a container, raise the hop limit of the instance's metadata to "
            "2 (`aws ec2 modify-instance-metadata-options --http-put-response-hop-limit 2`)";
      throw Failure(std::move(error));
    }
    if (answer.status == 403)
      refuse(ErrorKind::unauthorized,
             what_ + " is switched off; switch it on, or give the panel keys in its environment",
             "aws.no_credentials");
    const bool is_word =
        std::ranges::all_of(answer.body, [](char c) { return c > 0x20 && c < 0x7f; });
    if (answer.status != 200 || answer.body.empty() || !is_word) no_answer(answer.status);
    co_return std::move(answer.body);
  }

  Task<std::string> fetch_role(const std::string& token) {
    auto answer = co_await fetch(token, std::string(role_path));
    if (answer.status == 404)
      refuse(ErrorKind::unauthorized,
             what_ + " knows no role; attach an instance profile to the instance",
             "aws.no_credentials");
    auto role = answer.body.substr(0, answer.body.find('\n'));
    if (answer.status != 200 || role.empty() || role.size() > role_name_max)
      no_answer(answer.status);
    co_return role;
  }

  Task<FetchedText> fetch(const std::string& token, std::string target) {
    co_return co_await fetch_text(
        loop_, transport_,
        request_to(service_, "GET", std::move(target), {{"X-aws-ec2-metadata-token", token}}),
        what_);
  }

  [[noreturn]] void no_answer(int status) const {
    refuse(ErrorKind::corrupt,
           what_ + " answered with status " + std::to_string(status) +
               " and not as version 2 of the service does",
           "aws.not_aws");
  }

  Loop& loop_;
  http::Transport& transport_;
  const Endpoint service_;
  const std::string what_;
};

class AgentSource final : public SessionSource {
 public:
  AgentSource(Loop& loop, http::Transport& transport, ContainerAgent agent)
      : loop_(loop),
        transport_(transport),
        agent_(std::move(agent)),
        what_("the container's credentials at " + agent_.endpoint.authority()) {}

  Task<Session> ask(CallContext) override {
    http::Headers headers{{"Accept", "application/json"}};
    if (agent_.read_authorization)
      if (auto value = agent_.read_authorization(); !value.empty())
        headers.emplace_back("Authorization", std::move(value));
    auto answer = co_await fetch_text(
        loop_, transport_, request_to(agent_.endpoint, "GET", agent_.target, std::move(headers)),
        what_);
    if (answer.status != 200)
      refuse(ErrorKind::unauthorized,
             what_ + " were refused with status " + std::to_string(answer.status),
             "aws.agent_refused");
    co_return read_session(std::move(answer.body), what_, loop_.clock().now());
  }

 private:
  Loop& loop_;
  http::Transport& transport_;
  const ContainerAgent agent_;
  const std::string what_;
};

/// This machine, and where ECS and EKS put their agents.
bool is_near(std::string_view host) {
  static constexpr std::array near{std::string_view("localhost"), agent_address,
                                   std::string_view("169.254.170.23"), std::string_view("::1"),
                                   std::string_view("fd00:ec2::23")};
  const bool is_number =
      std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return std::ranges::find(near, host) != near.end() || (is_number && host.starts_with("127."));
}

bool is_target(std::string_view text) {
  return text.starts_with('/') &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

}  // namespace

Endpoint usual_metadata_service() { return {.tls = false, .host = "169.254.169.254", .port = 80}; }

std::shared_ptr<CredentialsProvider> instance_credentials(Loop& loop, http::Transport& transport,
                                                          Endpoint service) {
  return renewed_credentials(loop,
                             std::make_unique<InstanceSource>(loop, transport, std::move(service)));
}

std::shared_ptr<CredentialsProvider> container_credentials(Loop& loop, http::Transport& transport,
                                                           ContainerAgent agent) {
  return renewed_credentials(loop,
                             std::make_unique<AgentSource>(loop, transport, std::move(agent)));
}

Result<ContainerAgent> parse_agent_url(std::string_view url) {
  static constexpr std::string_view variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
  const auto scheme = url.find("://");
  const auto path = scheme == std::string_view::npos
                        ? url.size()
                        : std::min(url.find('/', scheme + 3), url.size());
  auto endpoint = parse_endpoint_url(url.substr(0, path), variable);
  if (!endpoint) return std::unexpected(endpoint.error());
  const std::string target(path == url.size() ? "/" : url.substr(path));
  if (!is_target(target))
    return fail_field(std::string(variable),
                      std::string(variable) + " has a path with characters that must be encoded");
  if (!endpoint->tls && !is_near(endpoint->host))
    return fail_field(std::string(variable),
                      std::string(variable) + " leads to " + endpoint->host +
                          " without TLS; use https, or an address of this machine "
                          "(127.0.0.1) or of AWS's agents (169.254.170.2, 169.254.170.23)");
  return ContainerAgent{.endpoint = *std::move(endpoint), .target = target};
}

Result<ContainerAgent> parse_agent_path(std::string_view path) {
  static constexpr std::string_view variable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
  if (!is_target(path))
    return fail_field(std::string(variable),
                      std::string(variable) + " must be a path that begins with \"/\"");
  return ContainerAgent{.endpoint = {.tls = false, .host = std::string(agent_address), .port = 80},
                        .target = std::string(path)};
}

}  // namespace mirante::aws
