// The rooms put together over what is outside the program: store, loop, chance, AWS. `mirante
// serve` builds it over real parts, simulations over others; nothing in it knows which.
#pragma once

#include "features/accounts/cached_access.h"
#include "features/accounts/panel.h"
#include "features/audit/read_audit.h"
#include "features/databases/databases_services.h"
#include "features/engines/keep_part.h"
#include "features/firing/scheduler.h"
#include "features/heartbeat/keep_heartbeat.h"
#include "features/identity/set_up.h"
#include "features/inventory/collector.h"
#include "features/live/live_services.h"
#include "features/mails/mails_services.h"
#include "features/mails/sender.h"
#include "features/notices/notifier.h"
#include "features/notices/run_preflights.h"
#include "features/operations/kinds.h"
#include "features/operations/operations_services.h"
#include "features/operations/runner.h"
#include "features/policy/set_brakes.h"
#include "features/prices/keep_prices.h"
#include "features/requests/keyed_routes.h"
#include "features/resizing/resizing_services.h"
#include "features/savings/savings_services.h"
#include "features/schedules/schedules_services.h"
#include "features/servers/servers_services.h"
#include "features/servers/switch_kinds.h"
#include "features/switchers/read_trail.h"
#include "features/switchers/switchers_services.h"
#include "main/link_mails.h"
#include "main/refusals.h"
#include "platform/aws/client.h"
#include "platform/aws/meter.h"
#include "platform/crypto/password_hasher.h"
#include "platform/events/sequencer.h"
#include "platform/http/router.h"
#include "platform/vault/vault.h"

namespace mirante {

/// What is outside. All of it outlives the rooms.
struct Outside {
  sql::Database& db;  // Its tables are there (all_migrations).
  Loop& loop;
  Rng& rng;
  http::Transport& transport;
  vault::Vault& vault;
  BlockingPool& hashing;  // For passwords alone: its threads are how many are hashed at once.
  mail::Mailer* mailer = nullptr;  // None: no mail is written or sent.
  servers::PortProbe probe = {};   // None: no port of a server ever answers.
};

struct RoomsConfig {
  TenantId tenant;  // Of those who ask over the socket.
  accounts::Panel::Config identity;
  aws::ClientConfig aws;
  std::string own_server = {};  // The EC2 server on which this runs; empty: none that is known.
  operations::RunnerConfig runner = {};
  events::SequencerConfig sequencer = {};
  inventory::SweepConfig sweep = {};
  crypto::PasswordCost passwords = {};
  mail::Address mail_from = {};
  std::string panel_address = {};  // For links in mails; empty: not known yet (answer_at).
  /// None: nothing is swept unless it is asked for.
  std::optional<inventory::CollectorConfig> collector = inventory::CollectorConfig{};
  /// False: answers requests alone; another process on the same store carries operations out,
  /// sweeps, sends mails and gives signs of life.
  bool is_engine = true;
  firing::SchedulerConfig scheduler = {};
  notices::NotifierConfig notifier = {};
  notices::PreflightConfig preflight = {};
  /// None: no prices are read from AWS's price list.
  std::optional<prices::KeeperConfig> prices = {};
  /// None: AWS's record of who switches what is not read.
  std::optional<switchers::TrailConfig> trail = {};
  /// None: no signs of life are given.
  std::optional<heartbeat::HeartbeatConfig> heartbeat = {};
  /// Other engines may work over the same store: AWS's quotas are divided among them. None: this
  /// one has them whole.
  std::optional<engines::EnginesConfig> engines = {};
  live::StreamLimits streams = {};
  /// Calls the operator's address after each sign of life; empty: there is none.
  std::function<Task<void>()> heartbeat_call = {};
  /// No other process uses the store: what a dead one was carrying out goes on at once, instead of
  /// after its lease.
  bool is_alone = false;
};

/// Migrations of every room, in their order.
std::vector<sql::Migrations> all_migrations();

class Rooms {
 public:
  Rooms(Outside outside, RoomsConfig config);
  Rooms(const Rooms&) = delete;
  Rooms& operator=(const Rooms&) = delete;

  /// Carries out operations, sweeps, numbers events, until `stop` was called and all rests. A
  /// defect in one of these ends all of them, and is thrown.
  Task<void> work();
  void stop();

  /// Where the web interface is reached, unless the config says it. Before anything is answered.
  void answer_at(std::string address) { link_mails_.answer_at(std::move(address)); }

  /// Adds the routes of every room. The rooms outlive the router.
  void add_routes(http::Router& router);

  const RoomsConfig& config() const { return config_; }
  Outside& outside() { return outside_; }
  const Outside& outside() const { return outside_; }
  accounts::AccountsServices& accounts() { return accounts_; }
  operations::OperationsServices& operations() { return operations_; }
  audit::AuditServices& audit() { return audit_; }
  const firing::SchedulerFigures& fires() const { return scheduler_.figures(); }
  const heartbeat::Heartbeat& heartbeat() const { return heartbeat_; }
  const engines::Standing& engines() const { return quotas_.standing(); }
  mails::MailsServices& mails() { return mails_; }
  identity::IdentityServices& identity() { return people_; }
  const identity::SetUpCode& set_up_code() const { return set_up_code_; }
  const aws::Meter& meter() const { return meter_; }
  const live::Streams& streams() const { return streams_; }
  /// Operations that ended in this process, by kind and state.
  using EndedCounts = std::map<std::pair<std::string, operations::State>, std::uint64_t>;
  const EndedCounts& ended() const { return ended_; }
  Instant began_at() const { return began_at_; }

 private:
  operations::Spine make_spine();
  servers::LookAhead look_ahead();
  Task<servers::Obstacles> obstacles_of(CallContext ctx, AccountId account, Region region,
                                        std::vector<servers::Intended> intended);
  Task<void> or_stop(Task<void> part);
  Task<void> carry_out();
  Task<void> hear_of_others();
  Task<void> tell_who_was_turned_away();

  Outside outside_;
  const RoomsConfig config_;
  const Instant began_at_;
  aws::Meter meter_;
  aws::Client client_;
  crypto::PasswordHasher passwords_;
  identity::LoginThrottle throttle_;
  identity::TurnedAway turned_away_;
  const identity::SetUpCode set_up_code_;
  requests::RequestsServices requests_;
  events::Waker new_mails_;
  mails::Outbox outbox_;
  LinkMails link_mails_;
  identity::IdentityServices people_;
  const accounts::Panel identity_;
  accounts::CachedAccess access_;
  accounts::AccountsServices accounts_;
  policy::PolicyServices policy_;
  audit::AuditServices audit_;
  mails::MailsServices mails_;
  std::optional<mails::Sender> sender_;
  inventory::SweepServices sweeps_;
  events::Waker news_;
  EndedCounts ended_;
  operations::Kinds kinds_;
  operations::Spine spine_;
  operations::OperationsServices operations_;
  servers::ServersServices servers_;
  resizing::ResizingServices resizing_;
  databases::DatabasesServices databases_;
  events::Waker schedule_changes_;
  schedules::SchedulesServices schedules_;
  firing::Scheduler scheduler_;
  notices::NoticesServices notices_;
  events::Waker wanted_checks_;
  notices::Notifier notifier_;
  notices::PreflightRunner preflights_;
  savings::SavingsServices savings_;
  operations::Runner runner_;
  events::Waker stops_;
  bool is_stopping_ = false;
  events::Sequencer sequencer_;
  live::Hub hub_;
  live::Streams streams_;
  live::LiveServices live_;
  Refusals refusals_;
  inventory::Collector collector_;
  heartbeat::Heartbeat heartbeat_;
  engines::PartKeeper quotas_;
  prices::PriceKeeper price_keeper_;
  switchers::SwitchersServices switchers_;
  switchers::TrailReader trail_reader_;
};

}  // namespace mirante
