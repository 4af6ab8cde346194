// mirante-simcloud: the simulated AWS as a program. README.md lists the options.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error_table.h"
#include "platform/runtime/stop_signals.h"
#include "simcloud/estate.h"
#include "simcloud/server.h"

namespace mirante::simcloud {
namespace {

struct Options {
  std::uint16_t port = 0;
  std::uint64_t seed = 1;
  double speed = 1.0;
  std::string estate = "empty";
  std::string script;
  bool print_credentials = false;
};

void add_options(CLI::App& cli, Options& options) {
  cli.add_option("--port", options.port, "Port on 127.0.0.1; 0 takes any free one")
      ->capture_default_str();
  cli.add_option("--seed", options.seed, "The same seed and calls give the same bytes")
      ->capture_default_str();
  cli.add_option("--speed", options.speed, "Seconds of the simulation for each real second")
      ->check(CLI::Range(0.001, 1e6))
      ->capture_default_str();
  cli.add_option("--estate", options.estate,
                 "empty, small, big:<accounts>x<regions>x<servers>, or a JSON file")
      ->capture_default_str();
  cli.add_option("--script", options.script, "JSON file of what happens by plan; see README.md");
  cli.add_flag("--print-credentials", options.print_credentials,
               "First print one line of JSON: endpoint, keys, roles");
}

/// Plans the script of the file; throws Failure that names file, step and field.
void plan_script(World& world, const std::string& path) {
  std::ifstream file(path);
  if (!file) throw wrong_field(path, "cannot be read");
  const auto json = Json::parse(file, nullptr, /*allow_exceptions=*/false,
                                /*ignore_comments=*/true);
  if (json.is_discarded()) throw wrong_field(path, "is not JSON");
  if (const auto id = world.add_script(json); !id)
    throw wrong_field(path + ": " + id.error().field, id.error().message);
}

int serve(const Options& options) {
  RealLoop loop;
  StopSignals stop(loop);
  World world({.seed = options.seed, .start = loop.clock().now(), .speed = options.speed});
  or_throw(world.settle(or_throw(find_estate(options.estate))));
  if (!options.script.empty()) plan_script(world, options.script);
  BlockingPool pool({.threads = 1});
  Server server(loop, pool, world);
  const auto url = "http://127.0.0.1:" + std::to_string(server.listen(options.port));
  if (options.print_credentials) {
    auto credentials = world.credentials();
    credentials["endpoint"] = url;
    std::cout << credentials.dump() << '\n';
  }
  std::cout << "listening on " << url << std::endl;
  loop.run(stop.wait());
  loop.run(server.stop());
  return 0;
}

}  // namespace
}  // namespace mirante::simcloud

int main(int argc, char** argv) {
  using namespace mirante;
  CLI::App cli("The simulated AWS. Nothing in it is real, and nothing costs anything.",
               "mirante-simcloud");
  simcloud::Options options;
  simcloud::add_options(cli, options);
  try {
    cli.parse(argc, argv);
    return simcloud::serve(options);
  } catch (const CLI::CallForHelp& help) {
    return cli.exit(help);
  } catch (const CLI::ParseError& wrong) {
    std::cerr << "mirante-simcloud: " << wrong.what() << "; --help lists the options\n";
    return 2;
  } catch (const Failure& failure) {
    const auto& error = failure.error();
    std::cerr << "mirante-simcloud: " << (error.field.empty() ? "" : error.field + ": ")
              << error.message << '\n';
    return meaning_of(error.kind).exit_code;
  }
}
