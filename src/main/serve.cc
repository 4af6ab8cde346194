#include "main/serve.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <ostream>
#include <thread>

#include "base/log.h"
#include "features/accounts/role_template.h"
#include "features/identity/routes.h"
#include "main/about_routes.h"
#include "main/clock_routes.h"
#include "main/commands/session.h"
#include "main/doctor.h"
#include "main/heartbeat_call.h"
#include "main/install.h"
#include "main/local_context.h"
#include "main/mail_set_up.h"
#include "main/metrics_routes.h"
#include "main/move_desk.h"
#include "main/moving.h"
#include "main/open_files.h"
#include "main/problem_words.h"
#include "main/rooms.h"
#include "main/serve_options.h"
#include "main/state.h"
#include "main/sweep_routes.h"
#include "platform/aws/credentials_chain.h"
#include "platform/http/client.h"
#include "platform/http/guard.h"
#include "platform/http/port_probe.h"
#include "platform/http/security_headers.h"
#include "platform/http/server.h"
#include "platform/runtime/stop_signals.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;

constexpr auto probe_timeout = 3s;
// Of answers that are given again while nothing has changed: some hundred open pages' lists.
constexpr std::size_t kept_bytes_max = 4 << 20;
constexpr auto request_grace = 5s;  // Running requests may end; those that only wait are cut off.

Task<bool> answers_at_once() { co_return true; }

/// Servers of the simulated AWS stand nowhere: their ports answer as soon as they run.
servers::PortProbe probe_of(RealLoop& loop, bool is_simulated) {
  return [&loop, is_simulated](std::string address, int port) {
    return is_simulated ? answers_at_once()
                        : http::port_answers(loop, std::move(address), port, probe_timeout);
  };
}

/// The EC2 server on which this program runs, as its firmware tells without being asked over the
/// network (Nitro systems put the instance id there); empty elsewhere.
std::string own_server() {
  std::ifstream file("/sys/devices/virtual/dmi/id/board_asset_tag");
  std::string text;
  std::getline(file, text);
  return text.starts_with("i-") ? text : "";
}

/// In bytes.
std::size_t least_compressed() {
  const std::string name = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
  const auto text = from_environment(name.c_str());
  if (text.empty()) return aws::wire::compressed_from;
  std::size_t least = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), least);
  if (error != std::errc() || end != text.data() + text.size())
    throw wrong_field(name, name + " must be a number of bytes, 0 to 10485760");
  return least;
}

aws::ClientConfig client_config(const std::string& version) {
  const auto is_on = [](const char* name) {
    const auto text = from_environment(name);
    if (text != "" && text != "true" && text != "false")
      throw wrong_field(name, std::string(name) + " is neither true nor false");
    return text == "true";
  };
  return {.user_agent = "mirante/" + version,
          .endpoint_url = from_environment("AWS_ENDPOINT_URL"),
          .use_fips = is_on("AWS_USE_FIPS_ENDPOINT"),
          .use_dual_stack = is_on("AWS_USE_DUALSTACK_ENDPOINT"),
          .compressed_from = is_on("AWS_DISABLE_REQUEST_COMPRESSION")
                                 ? std::nullopt
                                 : std::optional(least_compressed())};
}

/// In the simulated AWS.
accounts::Panel::Config identity_in(const Install& install, const SimulatedAws::Reach& reach) {
  return {.install = install.name,
          .home = reach.home,
          .source = "the simulated AWS",
          .credentials = aws::fixed_credentials(reach.panel.clone())};
}

accounts::Panel::Config identity_of(const Install& install, const aws::ChainTools& tools,
                                    const std::string& template_url) {
  auto found = aws::find_credentials(tools);
  accounts::Panel::Config identity{.install = install.name,
                                   .source = std::move(found.source),
                                   .credentials = std::move(found.provider),
                                   .template_url = template_url};
  if (found.region) identity.home = *found.region;
  return identity;
}

/// What is asked at the address that the operator chose, if there is one.
std::optional<http::ClientRequest> heartbeat_of(const ServeOptions& options) {
  if (options.heartbeat_url.empty()) return std::nullopt;
  return or_throw(heartbeat_request(options.heartbeat_url));
}

/// Of the client that calls addresses that people chose. AWS is called by another one: its hosts
/// come from AWS's own rules and may well be private (an endpoint in the operator's own network).
http::HttpClientConfig guarded_config(const http::ClientRequest& heartbeat) {
  return {.connections_max = 32,
          .reserved = 0,
          .judge = http::only_public({{.host = heartbeat.host, .port = heartbeat.port}})};
}

RoomsConfig rooms_config(const ServeOptions& options, const Install& install,
                         accounts::Panel::Config identity, aws::ClientConfig aws,
                         const mail::MailSettings& mail, std::size_t connections,
                         std::function<Task<void>()> on_heartbeat) {
  RoomsConfig config{.tenant = install.tenant,
                     .identity = std::move(identity),
                     .aws = std::move(aws),
                     .own_server = own_server(),
                     .mail_from = mail.from,
                     .panel_address = public_address(options.mail.public_url),
                     .is_engine = options.role != "web",
                     .prices = prices::KeeperConfig{},
                     .trail = switchers::TrailConfig{},
                     .heartbeat = heartbeat::HeartbeatConfig{},
                     .streams = live::limits_within(connections),
                     .heartbeat_call = std::move(on_heartbeat),
                     // The data folder's lock sees to that; on MariaDB others may be at work.
                     .is_alone = options.database.empty()};
  if (!config.is_alone) config.engines = engines::EnginesConfig{};
  config.collector->interval = std::chrono::seconds(options.sweep_every);
  return config;
}

/// Throws Failure(invalid) for more than the system lets this process open.
std::size_t connections_of(const ServeOptions& options) {
  const auto most = connections_within(raise_open_files());
  if (options.connections_max > most)
    throw wrong_field("connections-max",
                      "is more than this process may open: at most " + std::to_string(most) +
                          ", or raise the limit on open files (ulimit -n, LimitNOFILE)");
  return options.connections_max == 0 ? most : options.connections_max;
}

/// For commands, over the socket, and for browsers.
struct Servers {
  http::HttpServer local;
  http::HttpServer web;

  /// Both at once: each has the whole grace.
  Task<void> stop(Loop& loop) {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(local.stop(request_grace));
    group.spawn(web.stop(request_grace));
    co_await group.join();
  }
};

Task<void> end_at_signal(Loop& loop, StopSignals& signals, Rooms& rooms, Servers& servers) {
  const int signal = co_await signals.wait();
  log::info("serve.stopping", log::kv("signal", signal));
  rooms.stop();
  co_await servers.stop(loop);
}

struct Place {
  std::string address;
  std::uint16_t port = 0;
};

/// "127.0.0.1:7080", "[::]:443".
Place place_of(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const auto wrong = wrong_field("listen", "must be an address and a port, as 127.0.0.1:7080");
  if (colon == std::string::npos) throw wrong;
  Place place{.address = listen.substr(0, colon)};
  if (place.address.starts_with('[') && place.address.ends_with(']'))
    place.address = place.address.substr(1, place.address.size() - 2);
  const auto digits = std::string_view(listen).substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), place.port);
  if (error != std::errc() || end != digits.end()) throw wrong;
  return place;
}

std::vector<http::Network> networks_of(const std::vector<std::string>& texts) {
  std::vector<http::Network> networks;
  for (const auto& text : texts) {
    auto network = http::Network::parse(text);
    if (!network) throw wrong_field("trusted-proxy", network.error().message);
    networks.push_back(*std::move(network));
  }
  return networks;
}

bool is_for_browsers(const ServeOptions& options) {
  return options.listen != "none" && options.role != "engine";
}

/// Where it listens: the same again after a move, also where any port was taken.
std::string listen_for_browsers(const ServeOptions& options, http::HttpServer& web) {
  auto place = place_of(options.listen);
  place.port = web.listen_tcp(place.address, place.port);
  const auto host = place.address.contains(':') ? "[" + place.address + "]" : place.address;
  return host + ":" + std::to_string(place.port);
}

http::ServerConfig web_config(const ServeOptions& options, std::size_t connections) {
  return or_throw(http::validate({.connections_max = connections,
                                  .certificate_file = options.certificate,
                                  .private_key_file = options.private_key,
                                  .headers = http::security_headers(),
                                  .kept_bytes_max = kept_bytes_max}));
}

std::filesystem::path socket_of(const ServeOptions& options) {
  return options.socket.empty() ? commands::socket_of(options.data)
                                : std::filesystem::path(options.socket);
}

/// Listens for browsers, and says where, and how the first of them gets in.
Task<void> open_web(ServeOptions& options, Rooms& rooms, http::HttpServer& web,
                    commands::Terminal& terminal) {
  if (!is_for_browsers(options)) co_return;
  options.listen = listen_for_browsers(options, web);
  const auto place = place_of(options.listen);
  const auto url = (options.certificate.empty() ? "http://" : "https://") + options.listen;
  // Nobody can follow a link to "every address".
  if (place.address != "0.0.0.0" && place.address != "::") rooms.answer_at(url);
  log::info("serve.web", log::kv("url", url));
  terminal.out << "Mirante answers at " << url << "\n";
  if (co_await identity::needs_set_up(rooms.identity())) {
    log::info("serve.set_up", log::kv("code", rooms.set_up_code().text()),
              log::kv("url", url + "/set-up"));
    terminal.out << "Nobody can log in yet: open " << url << "/set-up and give the code "
                 << rooms.set_up_code().text() << "\n";
  }
  terminal.out.flush();
}

/// Where everything is kept and what a start needs, as whoever installs the panel wants to know it.
void tell_machine(const ServeOptions& options, const std::filesystem::path& data,
                  const mail::Mailer& mailer, const Rooms& rooms, commands::Terminal& terminal) {
  if (options.simulated != nullptr || options.listen == "none") return;
  terminal.out << "Data folder: " << data.string() << "\n";
  for (const auto& one : examine_machine(rooms, data, identity::Language::english))
    terminal.out << "  " << one.title << ": " << one.text
                 << (one.mend.empty() ? "" : "; " + one.mend) << "\n";
  terminal.out << "  mail: "
               << (options.mail.url.empty() ? "not configured (optional); mails are written to "
                                            : "sent by ")
               << mailer.place() << "\n";
  terminal.out.flush();
}

/// Works until the first signal, then ends gracefully.
Task<void> work_until_signal(RealLoop& loop, StopSignals& signals, Rooms& rooms, Servers& servers) {
  TaskGroup group(loop, co_await current_scope());
  group.spawn(end_at_signal(loop, signals, rooms, servers));
  co_await rooms.work();
  co_await group.join();
}

/// At most two hashes at once, which take 38 MiB, and on at most half of the cores: the other half
/// is for those who are logged in, however many guess passwords.
std::size_t hashing_threads() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 2);
}

/// Until a signal, or until the desk has a wish that needs the panel to end.
void serve_install(ServeOptions& options, const Program& program, MoveDesk& desk,
                   commands::Terminal& terminal) {
  const auto& version = program.version;
  RealLoop loop;
  BlockingPool pool;
  http::HttpClient transport(loop, pool);
  // What is wrong is told before anything is opened.
  auto mail = mail_settings(options.mail);
  public_address(options.mail.public_url);
  if (!options.template_url.empty()) or_throw(accounts::parse_template_url(options.template_url));
  const auto connections = connections_of(options);
  std::optional<http::HttpClient> guarded;  // Reading the authorities takes time at the start.
  std::function<Task<void>()> on_heartbeat;
  if (const auto heartbeat = heartbeat_of(options)) {
    guarded.emplace(loop, pool, guarded_config(*heartbeat));
    on_heartbeat = heartbeat_call(*guarded, *heartbeat);
  }
  SystemRng rng;
  const InstallConfig place{.data = options.data, .database = options.database};
  auto install = open_install(place, rng);
  StopSignals signals(loop);
  desk.on_wish([&signals] { signals.stop(); });
  auto db = install.engine->attach(loop);
  BlockingPool hashing({.threads = hashing_threads(), .waiting_max = 100});
  BlockingPool mailing({.threads = 2});  // One sends, one tries.
  const mail::FolderKeeps keeps{.age = std::chrono::days(options.mail.keep_days)};
  const auto mailer = make_mailer(mail, install.folder->path(), keeps, loop, mailing);
  std::optional<SimulatedAws::Reach> simulated;
  if (options.simulated != nullptr) simulated = options.simulated->begin(loop);
  const auto aws_config = simulated ? aws::ClientConfig{.user_agent = "mirante/" + version,
                                                        .endpoint_url = simulated->url}
                                    : client_config(version);
  // Gets the panel's own credentials, with which all else is called.
  aws::Client sts(loop, rng, transport, aws_config);
  const aws::ChainTools chain{.surroundings = aws::real_surroundings(),
                              .client = sts,
                              .loop = loop,
                              .transport = transport};
  Rooms rooms({.db = *db,
               .loop = loop,
               .rng = rng,
               .transport = transport,
               .vault = *install.vault,
               .hashing = hashing,
               .mailer = mailer.get(),
               .probe = probe_of(loop, simulated.has_value())},
              rooms_config(options, install,
                           simulated ? identity_in(install, *simulated)
                                     : identity_of(install, chain, options.template_url),
                           aws_config, mail, connections, std::move(on_heartbeat)));
  http::RequestMeter requests;
  http::Router router;
  router.measure(requests, loop.clock());
  rooms.add_routes(router);
  add_sweep_routes(router, rooms.operations());
  add_about_routes(router, rooms,
                   {.version = version,
                    .database = install.database,
                    .data = install.folder->path(),
                    .is_simulated = simulated.has_value()});
  add_clock_routes(router, rooms, simulated.has_value());
  add_metrics_routes(router, rooms, requests, version);
  add_move_routes(router, desk, {.at = place, .is_simulated = simulated.has_value()}, loop, pool,
                  rng);
  auto web_context = with_metrics_token(identity::web_context(rooms.identity()), install.tenant,
                                        from_environment("MIRANTE_METRICS_TOKEN"));
  const http::StaticFiles files(program.web_files);
  Servers servers{
      .local = {loop,
                {},
                in_readers_language(http::routed(router, local_context(*db, install.tenant)))},
      .web = {
          loop, web_config(options, connections),
          http::with_files(files, in_readers_language(http::routed(
                                      router, std::move(web_context),
                                      {.version = [&install] { return install.engine->version(); },
                                       .clock = &loop.clock()}))),
          networks_of(options.trusted_proxies)}};
  const auto socket = socket_of(options);
  servers.local.listen_unix(socket);
  loop.run(open_web(options, rooms, servers.web, terminal));
  tell_machine(options, install.folder->path(), *mailer, rooms, terminal);
  log::info("serve.ready", log::kv("version", version), log::kv("socket", socket.string()),
            log::kv("database", install.database));
  loop.run(work_until_signal(loop, signals, rooms, servers));
  if (options.simulated != nullptr) loop.run(options.simulated->end());
  log::info("serve.stopped");
}

/// A place where nobody can be told keeps no data from moving, nor others from being told.
void listen_meanwhile(const ServeOptions& options, Servers& servers) {
  const auto try_to = [](auto&& listen) {
    try {
      listen();
    } catch (const Failure& failure) {
      log::warning("state.nobody_told", log::kv("why", failure.error().message));
    }
  };
  try_to([&] { servers.local.listen_unix(socket_of(options)); });
  if (is_for_browsers(options)) try_to([&] { listen_for_browsers(options, servers.web); });
}

/// Whoever asks meanwhile is told that the data move.
Json move_and_tell(const MoveDesk::Wish& wish, const ServeOptions& options) {
  RealLoop loop;
  BlockingPool pool({.threads = 1});
  Servers servers{.local = {loop, {}, moving_handler()},
                  .web = {loop, web_config(options, connections_of(options)), moving_handler()}};
  listen_meanwhile(options, servers);
  auto moved = loop.run(pool.run(loop, [data = options.data, from = options.database,
                                        to = wish.to] { return move_state(data, from, to); }));
  loop.run(servers.stop(loop));
  return moved;
}

/// The data move while nobody uses them; where they then are. Where that fails they are where they
/// were.
std::string carry_out(const MoveDesk::Wish& wish, const ServeOptions& options, MoveDesk& desk) {
  try {
    auto moved = move_and_tell(wish, options);
    log::info("state.moved", log::kv("database", moved["database"].get<std::string>()));
    desk.ended(wish, {{"move", std::move(moved)}});
    return wish.to;
  } catch (const Failure& failure) {
    log::error("state.not_moved", log::kv("why", failure.error().message));
    desk.ended(
        wish, {{"problem", {{"code", failure.error().code}, {"detail", failure.error().message}}}});
    return options.database;
  }
}

/// Serves, and goes on over another database after each move.
int serve_and_move(ServeOptions options, const Program& program, commands::Terminal& terminal) {
  MoveDesk desk;
  for (;;) {
    serve_install(options, program, desk, terminal);
    const auto wish = desk.take();
    if (!wish) return 0;
    options.database = carry_out(*wish, options, desk);
  }
}

}  // namespace

int serve_simulated(const SimulatedServe& wish, commands::Terminal& terminal,
                    const Program& program) {
  return serve_and_move({.data = wish.data,
                         .listen = wish.listen,
                         .sweep_every = 120,  // What somebody else changes shows soon.
                         .simulated = &wish.aws},
                        program, terminal);
}

int serve(std::vector<std::string> arguments, commands::Terminal& terminal,
          const Program& program) {
  auto options = serve_options(std::move(arguments), terminal);
  if (!options) return options.error();
  return serve_and_move(*std::move(options), program, terminal);
}

}  // namespace mirante
