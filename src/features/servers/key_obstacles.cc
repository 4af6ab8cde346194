#include "features/servers/key_obstacles.h"

#include "features/servers/aws_disk_keys.h"
#include "platform/aws/client.h"

namespace mirante::servers {

Task<Obstacles> key_obstacles(aws::Client& client, CallContext ctx, aws::Target target,
                              std::vector<std::string> servers) {
  if (servers.empty()) co_return Obstacles{};
  co_return judge_keys(co_await read_disk_keys(client, ctx, target, std::move(servers)));
}

Task<Obstacles> key_obstacles_of(aws::Client& client, CallContext ctx, aws::Target target,
                                 std::map<std::string, std::string> things) {
  co_return judge_keys(co_await read_keys_of(client, ctx, target, std::move(things)));
}

}  // namespace mirante::servers
