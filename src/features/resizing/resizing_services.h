// What the resizing room needs of the process; made by main, outlives all calls.
#pragma once

#include "features/servers/servers_services.h"
#include "features/servers/switch_rules.h"

namespace mirante::aws {
class Client;
}
namespace mirante::accounts {
class AccountAccess;
}

namespace mirante::resizing {

struct ResizingServices {
  servers::ServersServices& servers;
  aws::Client& client;
  accounts::AccountAccess& access;
  servers::OwnServer own_server;
};

}  // namespace mirante::resizing
