// The move of a running panel's data to another database: `mirante state move` asks for it over the
// socket, the panel ends its work as at any stop, the data move, and the same process goes on over
// the other database (serve.cc). What became of it is told to whoever asks afterwards.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/rng.h"
#include "main/install.h"
#include "platform/http/router.h"
#include "platform/runtime/blocking_pool.h"

namespace mirante {

/// Outlives the panel's end and its new start. The loop's thread only.
class MoveDesk {
 public:
  struct Wish {
    std::string id;
    std::string to;  // "mysql://…"
  };

  /// What is called once there is a wish; the panel's way to end itself.
  void on_wish(std::function<void()> end) { end_ = std::move(end); }
  /// Throws Failure(conflict), code "state.moving", while another one waits.
  void wish(Wish wish);
  /// The wish, once, for whoever carries it out.
  std::optional<Wish> take() { return std::exchange(wish_, std::nullopt); }

  /// "move" or "problem" holds what became of it.
  void ended(const Wish& wish, Json told);
  /// {"id", "move": {"rows", "database", "kept"}} or {"id", "problem": {"code", "detail"}}; null
  /// when none was tried since the process started.
  const Json& last() const { return last_; }

 private:
  std::optional<Wish> wish_;
  Json last_;
  std::function<void()> end_;
};

/// POST and GET /api/v1/state/move, for programs on the panel's machine alone. A wish is refused
/// here where it cannot be carried out: Failure(conflict), codes "state.shared" (other processes
/// may be at work on a MariaDB), "state.simulated" (a demo keeps nothing) and "state.not_empty";
/// what open_store throws. All of it outlives the router.
struct MoveFrom {
  InstallConfig at;
  bool is_simulated = false;
};
void add_move_routes(http::Router& router, MoveDesk& desk, MoveFrom from, Loop& loop,
                     BlockingPool& pool, Rng& rng);

}  // namespace mirante
