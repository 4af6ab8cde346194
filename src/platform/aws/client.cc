#include "platform/aws/client.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "platform/aws/endpoints.h"
#include "platform/aws/error_codes.h"
#include "platform/aws/exchange.h"
#include "platform/aws/retry_quotas.h"
#include "platform/aws/sigv4.h"
#include "platform/aws/token_buckets.h"
#include "platform/aws/wire/compression.h"
#include "platform/aws/wire/item_taker.h"
#include "platform/aws/wire/serialize.h"

namespace mirante::aws {
namespace {

// AWS refuses signatures that are five minutes off.
constexpr std::chrono::minutes skew_tolerated{4};
// Services times regions, and then some; callers name the regions, so there is a bound.
constexpr std::size_t endpoints_max = 4096;
// As AWS's own SDKs take it, in bytes.
constexpr std::size_t compressed_from_max = 10'485'760;

std::string user_agent_of(const ClientConfig& config, const CallContext& ctx) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  // CloudTrail keeps it: our own calls are recognised by the operation's id.
  if (ctx.trace.starts_with("op_") && std::ranges::all_of(ctx.trace, is_word))
    return config.user_agent + " op/" + ctx.trace;
  return config.user_agent;
}

/// STS changes nothing, whatever its operations are called.
Repeatable repeatable_of(const wire::Operation& operation) {
  return operation.is_read || operation.service->id == "sts" ? Repeatable::freely
                                                             : Repeatable::without_effect;
}

/// One call, over all its attempts. Lives in the frame of Client::call.
struct Call {
  const CallContext& ctx;
  const Target& target;
  const wire::Operation& operation;
  Output output;
  wire::Serialized request;
  Endpoint endpoint;
  CallCost cost;
  std::string what;  // "ec2:StopInstances in sa-east-1"
  Steady deadline;
  Repeatable repeatable;

  std::chrono::microseconds waited{0};
  bool sent = false;                 // What was last sent may have had its effect.
  bool skew_corrected = false;       // Once a call.
  bool credentials_renewed = false;  // Once a call.
  std::string key_used{};            // Access key id of the last attempt.
  std::optional<Trouble> paid_for{};

  RetryPlace place() const {
    return {target.account, endpoint.signing_region, operation.service->id};
  }
  BucketKey bucket() const {
    return {.account = target.account,
            .region = endpoint.signing_region,
            .service = operation.service->id,
            .operation = cost.is_shared ? std::string_view() : operation.name,
            .of = cost.is_whole_scan ? BucketKey::Of::whole_scans : BucketKey::Of::requests};
  }
};

/// Gives what ended a call from outside (deadline, cancellation) the code that says whether it may
/// have had an effect.
Error with_effect(Error error, const Call& call) {
  const bool from_outside = error.kind == ErrorKind::timeout || error.kind == ErrorKind::cancelled;
  if (from_outside && error.code.empty()) error.code = call.sent ? "aws.no_answer" : "aws.not_sent";
  return error;
}

}  // namespace

struct Client::State {
  Loop& loop;
  Rng& rng;
  http::Transport& transport;
  ClientConfig config;
  std::function<void(const Metered&)> meter;
  TokenBuckets buckets;
  RetryQuotas quotas = {};
  std::map<std::string, std::chrono::microseconds> skews = {};  // By authority: AWS's time - ours.
  // By service and region: the rules give the same each time.
  std::map<std::pair<std::string_view, std::string>, Endpoint> endpoints = {};

  Endpoint endpoint_for(const wire::Operation& operation, const Region& region);
  Task<std::string> attempts(Call& call);
  Task<void> take_tokens(Call& call);
  Task<Exchange> send_once(Call& call);
  http::ClientRequest signed_request(const Call& call, const Credentials& credentials) const;
  Task<bool> repair(Call& call, const Exchange& made);
  void measure(const Call& call, const Exchange& made, const http::ClientRequest& request,
               Steady began) const;
  std::chrono::microseconds skew(const Endpoint& endpoint) const {
    const auto found = skews.find(endpoint.authority());
    return found == skews.end() ? std::chrono::microseconds(0) : found->second;
  }
};

Result<ClientConfig> validate(ClientConfig config) {
  if (!config.endpoint_url.empty())
    if (const auto url = parse_endpoint_url(config.endpoint_url); !url)
      return std::unexpected(url.error());
  if (!config.endpoint_url.empty() && (config.use_fips || config.use_dual_stack))
    return fail_field(
        config.use_fips ? "use_fips" : "use_dual_stack",
        std::string(config.use_fips ? "AWS_USE_FIPS_ENDPOINT" : "AWS_USE_DUALSTACK_ENDPOINT") +
            " and AWS_ENDPOINT_URL exclude each other: one of them chooses the hosts");
  if (config.attempts_max < 1) return fail_field("attempts_max", "attempts_max must be at least 1");
  if (config.call_timeout.count() < 1 || config.attempt_timeout.count() < 1)
    return fail_field(config.call_timeout.count() < 1 ? "call_timeout" : "attempt_timeout",
                      "time-outs of AWS calls must be at least a second");
  if (!(config.bucket_share > 0 && config.bucket_share <= 1))
    return fail_field("bucket_share", "bucket_share must be over 0 and at most 1");
  if (config.answer_bytes_max == 0)
    return fail_field("answer_bytes_max", "answer_bytes_max must be over 0");
  if (config.compressed_from.value_or(0) > compressed_from_max)
    return fail_field("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
                      "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES must be 0 to " +
                          std::to_string(compressed_from_max));
  if (!std::ranges::all_of(config.user_agent, [](char c) { return c >= 0x20 && c < 0x7f; }))
    return fail_field("user_agent", "user_agent may hold printable ASCII only");
  return config;
}

Client::Client(Loop& loop, Rng& rng, http::Transport& transport, ClientConfig config,
               std::function<void(const Metered&)> meter) {
  config = or_throw(validate(std::move(config)));
  const auto share = config.bucket_share;
  state_ = std::make_unique<State>(loop, rng, transport, std::move(config), std::move(meter),
                                   TokenBuckets(loop, share));
}

Client::~Client() = default;

void Client::use_part_of_buckets(double part) {
  state_->buckets.use_share(state_->config.bucket_share * part);
}

Task<std::string> Client::call(CallContext ctx, Target target, const wire::Operation& operation,
                               const void* input, Output output) {
  auto& state = *state_;
  const auto now = state.loop.clock().steady();
  Call call{.ctx = ctx,
            .target = target,
            .operation = operation,
            .output = output,
            .request = or_throw(wire::serialize(operation, input, state.rng)),
            .endpoint = state.endpoint_for(operation, target.region),
            .cost = {},
            .what = std::string(operation.service->id) + ":" + std::string(operation.name) +
                    " in " + target.region.value,
            .deadline = ctx.deadline.value_or(now + state.config.call_timeout),
            .repeatable = repeatable_of(operation)};
  call.cost = cost_of(operation, call.request.body);
  if (state.config.compressed_from)
    wire::compress(operation, *state.config.compressed_from, call.request);
  if (call.deadline <= now)
    throw Failure(Error{.kind = ErrorKind::timeout,
                        .message = call.what + " was not sent: its deadline had passed",
                        .code = "aws.not_sent"});
  try {
    co_return co_await with_deadline(state.loop, call.deadline, call.what, state.attempts(call));
  } catch (const Failure& failure) {
    throw Failure(with_effect(failure.error(), call));
  }
}

Endpoint Client::State::endpoint_for(const wire::Operation& operation, const Region& region) {
  const std::pair key(operation.service->id, region.value);
  if (const auto found = endpoints.find(key); found != endpoints.end()) return found->second;
  auto endpoint = or_throw(endpoint_of(key.first, region,
                                       {.use_fips = config.use_fips,
                                        .use_dual_stack = config.use_dual_stack,
                                        .endpoint_url = config.endpoint_url}));
  if (endpoints.size() >= endpoints_max) endpoints.clear();
  endpoints.emplace(key, endpoint);
  return endpoint;
}

Task<std::string> Client::State::attempts(Call& call) {
  const RetryPolicy policy{.attempts_max = config.attempts_max};
  for (int attempt = 1;;) {
    co_await take_tokens(call);
    auto made = co_await send_once(call);
    if (!made.error) {
      quotas.succeeded(call.place(), call.paid_for);
      co_return std::move(made.request_id);
    }
    if (call.output.value != nullptr) call.output.reset(call.output.value);
    if (call.output.items != nullptr) call.output.items->start_over();
    if (made.trouble == Trouble::throttled) buckets.drain(call.bucket(), call.cost.requests);
    if (co_await repair(call, made)) continue;

    const auto delay = next_delay(policy, made.trouble, call.repeatable, attempt, rng.unit(),
                                  made.error->retry_after);
    const bool in_time = delay && loop.clock().steady() + *delay < call.deadline;
    if (!in_time || !quotas.pay(call.place(), made.trouble)) throw Failure(*std::move(made.error));
    call.paid_for = made.trouble;
    ++attempt;
    co_await sleep_for(loop, *delay);
  }
}

Task<void> Client::State::take_tokens(Call& call) {
  const auto began = loop.clock().steady();
  const auto urgency =
      call.operation.is_read ? TokenBuckets::Urgency::usual : TokenBuckets::Urgency::urgent;
  co_await buckets.take(call.bucket(), call.cost.requests, 1, urgency);
  if (call.cost.resources.capacity > 0) {
    auto key = call.bucket();
    key.of = BucketKey::Of::resources;
    co_await buckets.take(std::move(key), call.cost.resources, call.cost.resource_count, urgency);
  }
  call.waited = loop.clock().steady() - began;
}

Task<Exchange> Client::State::send_once(Call& call) {
  Credentials credentials;
  if (!call.operation.is_unsigned) {
    if (call.target.credentials == nullptr)
      throw Failure(Error{.kind = ErrorKind::unauthorized,
                          .message = call.what + " needs credentials, and there are none",
                          .code = "aws.no_credentials"});
    credentials = co_await call.target.credentials->credentials(call.ctx);
  }
  call.key_used = credentials.access_key_id;
  const auto request = signed_request(call, credentials);
  const auto began = loop.clock().steady();
  const ExchangeRules rules{.operation = call.operation,
                            .repeatable = call.repeatable,
                            .what = call.what,
                            .deadline = std::min(call.deadline, began + config.attempt_timeout),
                            .answer_bytes_max = config.answer_bytes_max};
  auto made = co_await exchange(loop, transport, request, rules, call.output, call.sent);
  // What AWS has refused or put off had no effect.
  if (made.error && !(made.trouble == Trouble::transient || made.trouble == Trouble::timeout) &&
      made.error->kind != ErrorKind::corrupt)
    call.sent = false;
  if (made.error) {
    remove_secret(made.error->message, credentials.session_token.reveal());
    remove_secret(made.error->message, credentials.secret_access_key.reveal());
  }
  measure(call, made, request, began);
  co_return made;
}

http::ClientRequest Client::State::signed_request(const Call& call,
                                                  const Credentials& credentials) const {
  auto endpoint = call.endpoint;
  if (config.endpoint_url.empty()) endpoint.host = call.request.host_prefix + endpoint.host;
  http::ClientRequest request{.method = call.request.method,
                              .tls = endpoint.tls,
                              .host = endpoint.host,
                              .port = endpoint.port,
                              .target = endpoint.path_prefix + call.request.target,
                              .headers = {{"Host", endpoint.authority()}},
                              .body = call.request.body,
                              .stands_for = !config.endpoint_url.empty()
                                                ? std::string(call.operation.service->id) + "." +
                                                      call.endpoint.signing_region
                                                : std::string(),
                              .share = call.target.tenant.text(),
                              .urgent = !call.operation.is_read};
  request.headers.insert(request.headers.end(), call.request.headers.begin(),
                         call.request.headers.end());
  if (!call.operation.is_unsigned) {
    auto made = sign_in_headers({.method = request.method,
                                 .target = request.target,
                                 .headers = request.headers,
                                 .body = request.body},
                                credentials,
                                {.region = call.endpoint.signing_region,
                                 .service = call.operation.service->signing_name,
                                 .at = loop.clock().now() + skew(call.endpoint)});
    request.headers = std::move(made.headers);
  }
  request.headers.emplace_back("User-Agent", user_agent_of(config, call.ctx));
  return request;
}

/// Two troubles are mended at once and without being counted, each once a call: our clock is wrong,
/// or the credentials are over. AWS has refused the request before it looked at it.
Task<bool> Client::State::repair(Call& call, const Exchange& made) {
  if (!call.skew_corrected && made.server_time && may_be_clock_skew(made.error->code)) {
    const auto now = loop.clock().now();
    const auto off = *made.server_time - (now + skew(call.endpoint));
    if (std::chrono::abs(off) > skew_tolerated) {
      call.skew_corrected = true;
      skews[call.endpoint.authority()] = *made.server_time - now;
      log::warning(
          "aws.clock_skew", log::kv("host", call.endpoint.authority()),
          log::kv(
              "seconds",
              std::chrono::duration_cast<std::chrono::seconds>(*made.server_time - now).count()));
      co_return true;
    }
  }
  if (call.operation.is_unsigned || call.credentials_renewed ||
      !are_credentials_over(made.error->code))
    co_return false;
  call.credentials_renewed = true;
  auto& source = *call.target.credentials;
  // Another call may have renewed them meanwhile. Each session has an access key id of its own.
  if ((co_await source.credentials(call.ctx)).access_key_id == call.key_used) source.forget();
  co_return (co_await source.credentials(call.ctx)).access_key_id != call.key_used;
}

void Client::State::measure(const Call& call, const Exchange& made,
                            const http::ClientRequest& request, Steady began) const {
  if (!meter) return;
  meter({.tenant = call.target.tenant,
         .account = call.target.account,
         .region = call.target.region,
         .service = call.operation.service->id,
         .operation = call.operation.name,
         .status = made.status,
         .code = made.error ? made.error->code : std::string(),
         .throttled = made.trouble == Trouble::throttled,
         .bytes_sent = made.trouble == Trouble::not_sent ? 0 : request.body.size(),
         .bytes_received = made.bytes_received,
         .took = loop.clock().steady() - began,
         .waited = call.waited});
}

}  // namespace mirante::aws
