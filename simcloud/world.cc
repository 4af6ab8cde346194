#include "simcloud/world.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "base/http_date.h"
#include "simcloud/asked.h"
#include "simcloud/cloudtrail/recording.h"
#include "simcloud/cloudwatch/alarms.h"
#include "simcloud/compressed.h"
#include "simcloud/control.h"
#include "simcloud/front_door.h"
#include "simcloud/money/meter.h"
#include "simcloud/operations.h"
#include "simcloud/organizations/founding.h"
#include "simcloud/rds/life.h"
#include "simcloud/scripts.h"
#include "simcloud/settle.h"
#include "simcloud/shown_parameters.h"
#include "simcloud/sns/anybody.h"
#include "simcloud/sns/publish.h"
#include "simcloud/sts/web_identity.h"

namespace mirante::simcloud {
namespace {

using aws::wire::Form;

std::string value_of(const Form& form, std::string_view name) {
  const auto found = std::ranges::find(form, name, &Form::value_type::first);
  return found == form.end() ? "" : found->second;
}

std::uint64_t hash_of_form(const Form& form) {
  std::uint64_t sum = 0;  // In whatever order they come.
  for (const auto& [name, value] : form) sum += mix(hash_of(name) ^ mix(hash_of(value)));
  return sum;
}

/// Whether a Describe call of EC2 says which things it wants, or page by page; to other services it
/// is all the same.
Scan scan_of(std::string_view service, const Form& form) {
  if (service != "ec2") return Scan::narrowed;
  const bool narrowed = std::ranges::any_of(form, [](const auto& pair) {
    return pair.first == "MaxResults" || pair.first.starts_with("Filter.") ||
           pair.first.find(".1") != std::string::npos;
  });
  return narrowed ? Scan::narrowed : Scan::whole;
}

/// How often a call that waits is asked again whether it has its answer.
constexpr auto waiting_step = std::chrono::milliseconds(100);

/// What was asked, for the ledger.
std::string parameters_json(const Form& form, const std::string& body,
                            aws::wire::Protocol protocol) {
  Json json = Json::object();
  if (is_json(protocol)) json = read_foreign_json(body.empty() ? "{}" : body);
  if (!json.is_object()) json = Json::object();
  for (const auto& [name, value] : form)
    if (name != "Action" && name != "Version") json[name] = value;
  return shown_parameters(std::move(json));
}

/// Bytes that are nothing, under the type that an answer in this protocol has.
WireAnswer garbage(aws::wire::Protocol protocol) {
  if (is_json(protocol))
    return {.headers = {{"content-type", std::string(json_content_type(protocol))}},
            .body = "\x01\x02{\"Answer\": {{[, \xff\xfe"};
  return {.headers = {{"content-type", "text/xml"}},
          .body = "\x01\x02<DescribeInstancesResponse <<>& \xff\xfe"};
}

/// One request on its way; keeps what the ledger and the error's style need.
class Passage {
 public:
  Passage(Cloud& cloud, const WireRequest& request, Instant wire_now)
      : cloud_(cloud),
        sent_(request),
        unpacked_(unpack(request)),
        request_(unpacked_ && *unpacked_ ? **unpacked_ : request),
        wire_now_(wire_now),
        signature_(read_signature(request)),
        asked_(read_asked(request_, signature_ && *signature_ ? (*signature_)->service : "")),
        record_(cloud.ledger.find(request.again ? request.again->call : 0)) {
    if (record_ != nullptr) return;
    record_ = &cloud.ledger.add(CallRecord{});
    record_->at = cloud.now;
    record_->request_id = format_uuid(cloud.draws.at(Purpose::request_id, {record_->number, 1}),
                                      cloud.draws.at(Purpose::request_id, {record_->number, 2}));
    record_->source = request.source;
    record_->service = asked_.service;
    record_->action = asked_.action;
    record_->parameters = parameters_json(asked_.form, request_.body, asked_.protocol);
    if (const auto* agent = find_header(request.headers, "user-agent"))
      record_->user_agent = *agent;
  }

  WireAnswer run() {
    auto answer = answer_or_refusal();
    answer.headers.emplace_back("x-amzn-requestid", record_->request_id);
    answer.headers.emplace_back("date", to_http_date(wire_now_ + cloud_.clock_skew));
    answer.headers.emplace_back("server", "mirante-simcloud");
    answer.delay += planned_.latency;
    record_->status = answer.status;
    record_->latency = planned_.latency;
    if (planned_.rule) spoil(answer);
    return answer;
  }

 private:
  WireAnswer answer_or_refusal() {
    if (!signature_) return refused(signature_.error());
    if (!*signature_) {
      if (const auto visitor = let_anybody_in(cloud_, asked_, request_.source)) {
        return handle_unsigned(*visitor);
      }
      const auto visitor = let_web_identity_in(cloud_, asked_, request_);
      if (!visitor) return refused(visitor.error());
      if (*visitor) return handle_web_identity(**visitor);
      return refused({"MissingAuthenticationToken", "Request is missing Authentication Token",
                      record_->service == "ec2" ? 401 : 403});
    }
    const auto& signature = **signature_;
    record_->region = signature.region;
    record_->access_key = signature.access_key;
    if (!request_.again) plan_fault(account_of(signature));
    if (auto spoiled = fault_before()) return *std::move(spoiled);
    auto visitor = let_in(cloud_, sent_, signature, wire_now_);
    if (!visitor) return refused(visitor.error());
    record_->account = cloud_.accounts[visitor->caller.account].id;
    record_->actor = visitor->caller.arn;
    if (const auto session = cloud_.sessions.find(signature.access_key);
        session != cloud_.sessions.end())
      record_->session_by = session->second.made_by;
    auto answer = unpacked_ ? handle(*visitor) : refused(unpacked_.error());
    if (asked_.operation != nullptr) record_in_trail(*visitor);
    return answer;
  }

  void record_in_trail(const Visitor& visitor) {
    record_call(cloud_,
                {.caller = visitor.caller,
                 .service = record_->service,
                 .action = record_->action,
                 .region = visitor.region,
                 .request_id = record_->request_id,
                 .global_endpoint = is_global_endpoint(),
                 .error_code = record_->code,
                 .error_message = record_->message},
                note_);
  }

  WireAnswer handle_unsigned(const Visitor& visitor) {
    record_->account = cloud_.accounts[visitor.caller.account].id;
    record_->actor = visitor.caller.arn;
    record_->region = visitor.caller.region;
    return handle(visitor);
  }

  /// Nobody signed it, but it is a call as any other: faults hit it, and the trail has it.
  WireAnswer handle_web_identity(const Visitor& visitor) {
    record_->region = visitor.caller.region;
    plan_fault(cloud_.accounts[visitor.caller.account].id);
    if (auto spoiled = fault_before()) return *std::move(spoiled);
    auto answer = handle_unsigned(visitor);
    record_in_trail(visitor);
    return answer;
  }

  /// Faults know the account before the signature is judged: an outage asks no one who he is.
  std::string account_of(const Signature& signature) const {
    if (const auto owner = cloud_.key_owners.find(signature.access_key);
        owner != cloud_.key_owners.end())
      return cloud_.accounts[owner->second.account].id;
    const auto session = cloud_.sessions.find(signature.access_key);
    return session == cloud_.sessions.end() ? "" : cloud_.accounts[session->second.account].id;
  }

  void plan_fault(const std::string& account) {
    planned_ = cloud_.faults.plan({account, record_->region, record_->service, record_->action},
                                  record_->number, cloud_.now, cloud_.draws);
    if (planned_.rule) record_->fault = to_string(planned_.rule->kind);
  }

  /// The faults that keep the call from being done at all.
  std::optional<WireAnswer> fault_before() {
    if (!planned_.rule) return std::nullopt;
    const auto& rule = *planned_.rule;
    switch (rule.kind) {
      case FaultKind::throttle: return refused(throttled(record_->service));
      case FaultKind::error_500: return refused(broken(record_->service, 500));
      case FaultKind::error_503: return refused(broken(record_->service, 503));
      case FaultKind::error: return refused({rule.code, rule.message, rule.status});
      case FaultKind::html:
        record_->code = "BadGateway";
        return WireAnswer{.status = 502,
                          .headers = {{"content-type", "text/html"}},
                          .body =
                              "<html><head><title>502 Bad Gateway</title></head><body><h1>502 "
                              "Bad Gateway</h1></body></html>"};
      case FaultKind::garbage: record_->code = "Garbage"; return garbage(asked_.protocol);
      case FaultKind::hang_before:
      case FaultKind::reset_before:
      case FaultKind::outage:
        record_->code = "NotReached";
        return WireAnswer{.delivery = rule.kind == FaultKind::hang_before
                                          ? WireAnswer::Delivery::never
                                          : WireAnswer::Delivery::reset};
      case FaultKind::lost_answer:
      case FaultKind::truncate:
      case FaultKind::slow:
      case FaultKind::hang:
      case FaultKind::reset:
      case FaultKind::latency: return std::nullopt;
    }
    return std::nullopt;
  }

  /// The faults that spoil an answer after the work was done.
  void spoil(WireAnswer& answer) const {
    switch (planned_.rule->kind) {
      case FaultKind::lost_answer: {
        answer = error_answer(asked_, in_words_of(asked_.protocol, broken(record_->service, 500)),
                              record_->request_id);
        break;
      }
      case FaultKind::truncate: answer.delivery = WireAnswer::Delivery::truncated; break;
      case FaultKind::slow: answer.delivery = WireAnswer::Delivery::slow; break;
      case FaultKind::hang: answer.delivery = WireAnswer::Delivery::never; break;
      case FaultKind::reset: answer.delivery = WireAnswer::Delivery::reset; break;
      default: break;
    }
  }

  WireAnswer handle(const Visitor& visitor) {
    const auto& service = record_->service;
    const auto* operation = asked_.operation;
    if (operation == nullptr) return refused(unknown_operation());
    auto& place = cloud_.place(visitor.caller.account, visitor.region);
    const auto scan = scan_of(service, asked_.form);
    record_->whole_scan = scan == Scan::whole;
    const auto bucket = request_bucket(service, record_->action, scan);
    const auto name = service + ":" + std::string(bucket_of(service, record_->action));
    if (cloud_.throttling && !request_.again && !place.buckets.take(name, bucket, 1, cloud_.now))
      return refused(throttled(service));
    Call call{.cloud = cloud_,
              .caller = visitor.caller,
              .service = operation->service,
              .action = operation->name,
              .region = visitor.region,
              .number = record_->number,
              .request_id = record_->request_id,
              .parameters_hash = hash_of_form(asked_.form) ^ hash_of(body_without_form()),
              .wire_now = wire_now_,
              .global_endpoint = is_global_endpoint()};
    if (request_.again) call.waits_until = request_.again->until;
    auto reply = operation->invoke(call, {.protocol = asked_.protocol,
                                          .form = asked_.form,
                                          .body = request_.body,
                                          .path = path_of(request_),
                                          .headers = request_.headers});
    note_ = std::move(call.note);
    if (!reply) return refused(reply.error());
    // A call that a fault spoils does not wait.
    if (call.nothing_yet && !planned_.rule)
      return {.again = Again{.call = record_->number, .until = *call.waits_until}};
    return {.status = reply->status,
            .headers = std::move(reply->headers),
            .body = std::move(reply->body)};
  }

  std::string_view body_without_form() const {
    return asked_.form.empty() ? std::string_view(request_.body) : std::string_view();
  }

  bool is_global_endpoint() const {
    const auto* host = find_header(request_.headers, "host");
    return host != nullptr && host->starts_with("sts.amazonaws.com");
  }

  AwsError unknown_operation() const {
    const auto& action = record_->action;
    if (asked_.is_cbor)
      return {"UnknownOperationException",
              "The simulated AWS does not speak CBOR: ask in one of the service's other protocols.",
              404};
    if (all_operations().signed_as((*signature_)->service).empty())
      return {"UnknownOperationException",
              "The simulated AWS does not have the service " + record_->service + ".", 404};
    if (is_json(asked_.protocol) || is_rest(asked_.protocol))
      return {"UnknownOperationException",
              "The simulated AWS has no such operation of " + record_->service + ": " +
                  (action.empty() ? request_.method + " " + request_.target : action),
              404};
    if (action.empty())
      return {"MissingAction", "The request must contain the parameter Action", 400};
    if (record_->service == "ec2")
      return {"InvalidAction", "The action " + action + " is not valid for this web service.", 400};
    return {
        "InvalidAction",
        "Could not find operation " + action + " for version " + value_of(asked_.form, "Version"),
        400};
  }

  WireAnswer refused(const AwsError& refusal) {
    const auto error = in_words_of(asked_.protocol, refusal);
    record_->code = error.code;
    record_->message = error.message;
    return error_answer(asked_, error, record_->request_id);
  }

  Cloud& cloud_;
  const WireRequest& sent_;  // What was signed.
  Answered<std::optional<WireRequest>> unpacked_;
  const WireRequest& request_;
  Instant wire_now_;
  Answered<std::optional<Signature>> signature_;
  Asked asked_;
  CallRecord* record_;  // In the ledger; the newest one stays where it is.
  PlannedFault planned_;
  TrailNote note_;
};

/// Each service lets happen what is planned of its things.
void happen_to_whom(Cloud& cloud, const Due& due) {
  switch (due.what) {
    case Due::What::instance_transition:
    case Due::What::instance_forgotten:
    case Due::What::volume_ready:
    case Due::What::volume_gone:
    case Due::What::scheduled_event:
    case Due::What::group_replaces: return happen(cloud, due);
    case Due::What::database_transition:
    case Due::What::database_restart:
    case Due::What::database_window:
    case Due::What::database_backup:
    case Due::What::cluster_transition:
    case Due::What::cluster_restart:
      return happen_to_databases(cloud, cloud.place(due.account, due.region), due);
    case Due::What::account_made: return finish_account(cloud, due);
    case Due::What::alarm_evaluation: return evaluate_alarm(cloud, due);
  }
}

}  // namespace

World::World(WorldOptions options)
    : cloud_(std::make_unique<Cloud>(options.seed)),
      scripts_(std::make_unique<Scripts>()),
      anchor_world_(options.start),
      anchor_wall_(options.start),
      speed_(options.speed),
      latest_wall_(options.start) {
  cloud_->now = options.start;
}

World::~World() = default;

Result<void> World::settle(const Estate& estate) {
  MIRANTE_CHECK(cloud_->accounts.empty());
  return simcloud::settle(*cloud_, estate);
}

Instant World::time_on_wall() const {
  const auto passed = latest_wall_ - anchor_wall_;
  if (speed_ == 1.0) return anchor_world_ + passed;
  return anchor_world_ + std::chrono::microseconds(static_cast<std::int64_t>(
                             static_cast<double>(passed.count()) * speed_));
}

void World::run_to(Instant now) {
  latest_wall_ = std::max(latest_wall_, now);
  for (;;) {
    const auto target = std::max(time_on_wall(), cloud_->now);
    const auto planned = cloud_->agenda.next(), scripted = scripts_->next();
    const auto at = std::min(planned, scripted);
    read_meters(*cloud_);
    if (at > target) {
      cloud_->now = target;
      return;
    }
    cloud_->now = std::max(cloud_->now, at);
    if (planned <= scripted)
      happen_to_whom(*cloud_, cloud_->agenda.take());
    else if (const auto step = scripts_->do_next(*cloud_, latest_wall_))
      turn_clock(*step);
  }
}

/// A step turns the clock at its own moment, whenever the World comes to run so far: speed counts
/// from there. A jump that falls into another one, or onto its end, is left out, as jumps that
/// beget jumps would never end.
void World::turn_clock(const TimeStep& step) {
  const auto now = cloud_->now;
  if (now > anchor_world_) {
    anchor_wall_ += std::chrono::microseconds(
        static_cast<std::int64_t>(static_cast<double>((now - anchor_world_).count()) / speed_));
    anchor_wall_ = std::min(anchor_wall_, latest_wall_);
    anchor_world_ = now;
  }
  if (step.speed) speed_ = *step.speed;
  if (step.jump && now > jumped_to_) anchor_world_ = jumped_to_ = now + *step.jump;
}

WireAnswer World::handle(const WireRequest& request, Instant now) {
  run_to(now);
  if (Control::is_for_control(request.target)) return Control(*this).handle(request);
  if (auto certificate = certificate_answer(*cloud_, request)) return *std::move(certificate);
  auto answer = Passage(*cloud_, request, latest_wall_).run();
  if (answer.again)
    answer.again->at = std::min(wall_of(answer.again->until), latest_wall_ + waiting_step);
  return answer;
}

Instant World::wall_of(Instant time) const {
  const auto ahead = static_cast<double>((time - cloud_->now).count()) / speed_;
  return latest_wall_ + std::chrono::microseconds(static_cast<std::int64_t>(std::max(0.0, ahead)));
}

void World::advance(Instant to) {
  anchor_world_ = jumped_to_ = std::max(to, cloud_->now);
  anchor_wall_ = latest_wall_;
  run_to(latest_wall_);
}

Instant World::time() const { return cloud_->now; }
Instant World::next_event() const { return std::min(cloud_->agenda.next(), scripts_->next()); }

Result<std::uint64_t> World::add_script(const Json& json) {
  auto script = parse_script(json, *cloud_);
  if (!script) return fail(script.error());
  return scripts_->add(*cloud_, *std::move(script));
}

void World::set_endpoint(std::string url) { cloud_->endpoint = std::move(url); }

std::vector<OutgoingMessage> World::take_outgoing(Instant now) {
  run_to(now);
  return cloud_->outbox.take_due(cloud_->now);
}

void World::told_of_outgoing(std::uint64_t id, int status, Instant now) {
  run_to(now);
  told_of_delivery(*cloud_, id, status);
}

Instant World::next_outgoing() const {
  const auto next = cloud_->outbox.next();
  return next == Instant::max() ? next : wall_of(next);
}

Json World::credentials() const { return credentials_of(*cloud_); }

}  // namespace mirante::simcloud
