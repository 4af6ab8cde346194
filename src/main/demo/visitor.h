// A person in front of the panel's API, as their browser would speak to it, without a network: what
// they do passes the same routes, permissions and audit.
#pragma once

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "main/demo/people.h"
#include "platform/http/server.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante::demo {

class Visitor {
 public:
  /// What the panel is reached through. All of it outlives the visitor.
  struct Panel {
    SimulatedLoop& loop;
    const http::Router& router;
    http::ContextMaker who;
  };
  Visitor(Panel panel, const Person& person) : panel_(std::move(panel)), person_(person) {}

  /// The answer's document. Throws the Failure of a problem.
  Json get(std::string target) { return ask("GET", std::move(target), nullptr); }
  Json post(std::string target, Json body) { return ask("POST", std::move(target), body); }
  Json put(std::string target, Json body) { return ask("PUT", std::move(target), body); }
  Json remove(std::string target) { return ask("DELETE", std::move(target), nullptr); }

  /// Throws Failure for a wrong password.
  void log_in(std::string_view password);
  void log_in() { log_in(person_.password); }
  void log_out();
  /// With the session of an earlier visit. False: it is over.
  bool go_on(std::string token);
  /// A program of this person's, with an API token of theirs.
  void use_api_token(std::string token) { api_token_ = std::move(token); }
  /// Of the session; empty before a login.
  const std::string& token() const { return token_; }

  /// Switches all servers whose name fits and waits for the outcome, which is recorded whatever it
  /// is. `what`: "start", "stop", "reboot".
  void switch_servers(const std::string& what, const std::string& name, Json wish = Json::object());

  /// A sweep of all accounts; what cannot be read is recorded.
  void look_at_aws() { wait_for(post("/api/v1/sweeps", Json::object())); }

 private:
  void wait_for(const Json& operation);
  Json ask(std::string method, std::string target, const Json& body);

  Panel panel_;
  const Person& person_;
  std::string token_, api_token_;
};

}  // namespace mirante::demo
