// Reads the prices of what there is, each once a day, beside everything else that a process does
// which carries out work. It asks with the panel's own credentials or, where these may not, with
// those of a connected account: prices are public, whoever may ask gets the same answer. Beside
// them it reads what each account has reserved and which savings plans it has, as hours that are
// paid for already have no price.
#pragma once

#include <chrono>
#include <set>

#include "base/context.h"
#include "base/loop.h"
#include "features/prices/price_list.h"
#include "features/prices/price_store.h"
#include "features/prices/reservation_store.h"
#include "features/prices/savings_plan_store.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws
namespace mirante::accounts {
class AccountAccess;
class Panel;
}  // namespace mirante::accounts

namespace mirante::prices {

struct KeeperConfig {
  std::chrono::seconds poll{20};            // How soon what is new is read.
  std::chrono::seconds age_max{24 * 3600};  // Then a price is read again.
  std::chrono::seconds retry_after{3600};   // After no permission, no answer, no such product.
};
Result<KeeperConfig> validate(KeeperConfig config);

/// What the room needs of the process; made by main, outlives the keeper.
struct PricesServices {
  sql::Database& db;
  Loop& loop;
  aws::Client& client;
  accounts::AccountAccess& access;
  const accounts::Panel& panel;
};

class PriceKeeper {
 public:
  /// Throws Failure(invalid) for a config that `validate` refuses.
  explicit PriceKeeper(PricesServices services, KeeperConfig config = {});

  /// Runs until it is cancelled, then throws that Failure. A store that fails is tried again.
  Task<void> run();

  /// Reads what is due, once.
  Task<void> read_due();

 private:
  /// Somebody whose credentials may ask.
  struct Reader {
    CallContext ctx;
    std::optional<AccountId> account;  // None: the panel itself.
  };

  /// A place whose reserved instances are to be read.
  struct DuePlace {
    TenantId tenant;
    Place place;
  };

  /// An account whose savings plans are to be read, with the servers that its company has.
  struct DuePlans {
    TenantId tenant;
    AccountId account;
    std::set<Product> servers = {};
  };

  Task<std::vector<Product>> due_products();
  Task<std::vector<DuePlace>> due_places();
  Task<void> read_reservations(DuePlace due);
  Task<std::vector<DuePlans>> due_plans();
  Task<void> read_plans(DuePlans due);
  Task<std::vector<Reader>> readers();
  Task<aws::Target> target_of(const Reader& reader);
  Task<void> read(std::vector<Product> due);
  Task<void> store(std::vector<Product> products, std::vector<Listed> listed);
  Task<void> store_unknown(std::vector<Product> products, Unknown why);

  const PricesServices services_;
  const KeeperConfig config_;
  std::int64_t revision_ = -1;  // Of the inventory, when `wanted_` was read.
  std::set<Product> wanted_;
};

}  // namespace mirante::prices
