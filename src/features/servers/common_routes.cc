#include "features/servers/common_routes.h"

namespace mirante::servers {

inventory::Reference reference_of(const http::Request& request) {
  request.allow_query({"account", "region"});
  return {.id = request.path_parameter("id"),
          .account = request.query_parameter("account").value_or(""),
          .region = request.query_parameter("region").value_or("")};
}

ListWish list_wish_of(const http::Request& request) {
  request.allow_query({"account", "customer", "region", "state", "type", "name", "tag", "q", "sort",
                       "limit", "offset", "after", "format", "separator", "language"});
  return {.accounts = request.query_parameters("account"),
          .customers = request.query_parameters("customer"),
          .regions = request.query_parameters("region"),
          .states = request.query_parameters("state"),
          .types = request.query_parameters("type"),
          .names = request.query_parameters("name"),
          .tags = request.query_parameters("tag"),
          .search = request.query_parameter("q").value_or(""),
          .sort = request.query_parameter("sort").value_or(""),
          .limit = static_cast<int>(request.query_integer("limit", 1, 1000).value_or(500)),
          .offset = static_cast<int>(request.query_integer("offset", 0, 1'000'000).value_or(0)),
          .after = request.query_parameter("after").value_or("")};
}

}  // namespace mirante::servers
