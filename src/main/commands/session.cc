#include "main/commands/session.h"

#include <cstdlib>
#include <ostream>

namespace mirante::commands {

namespace {

std::string set(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Session::Session(Terminal& terminal, Connect connect)
    : terminal_(terminal),
      connect_(std::move(connect)),
      data_(default_data_folder().string()),
      socket_(set("MIRANTE_SOCKET")),
      tenant_(set("MIRANTE_TENANT")) {}

void Session::add_panel_options(CLI::App& command) {
  command.add_flag("--json", wants_json_, "Print the API's JSON instead of text");
  // Not CLI11's environment names: it would give them to every command's option, and all of these
  // are one variable.
  command.add_option("--data", data_, "The panel's data folder (MIRANTE_DATA)")
      ->capture_default_str();
  command.add_option("--socket", socket_,
                     "Where the panel listens (MIRANTE_SOCKET); default: mirante.sock in --data");
}

void Session::add_common_options(CLI::App& command) {
  add_panel_options(command);
  command.add_option("--tenant", tenant_,
                     "The company that is meant (MIRANTE_TENANT): name or id; default: the first");
}

ApiClient& Session::api() {
  if (!api_) api_ = connect_(reach());
  return *api_;
}

Reach Session::reach() const {
  const std::filesystem::path data(data_);
  return {.data = data,
          .socket = socket_.empty() ? socket_of(data) : std::filesystem::path(socket_),
          .tenant = tenant_};
}

void Session::answer(const Json& document, const std::function<std::string(const Json&)>& render) {
  if (wants_json_)
    terminal_.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  else
    terminal_.out << render(document);
  terminal_.out << std::flush;
}

std::filesystem::path default_data_folder() {
  if (const auto named = set("MIRANTE_DATA"); !named.empty()) return named;
  if (const auto xdg = set("XDG_DATA_HOME"); !xdg.empty())
    return std::filesystem::path(xdg) / "mirante";
  if (const auto home = set("HOME"); !home.empty())
    return std::filesystem::path(home) / ".local/share/mirante";
  return "/var/lib/mirante";
}

std::filesystem::path socket_of(const std::filesystem::path& data) { return data / "mirante.sock"; }

}  // namespace mirante::commands
