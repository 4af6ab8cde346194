#include "simcloud/rds/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_database_calls(Operations& operations);
void add_database_power_calls(Operations& operations);
void add_database_change_calls(Operations& operations);
void add_database_cluster_calls(Operations& operations);
void add_database_snapshot_calls(Operations& operations);
void add_database_tag_calls(Operations& operations);
void add_database_engine_calls(Operations& operations);
void add_database_event_calls(Operations& operations);
void add_blue_green_calls(Operations& operations);

void add_rds_calls(Operations& operations) {
  for (auto* add : {add_database_calls, add_database_power_calls, add_database_change_calls,
                    add_database_cluster_calls, add_database_snapshot_calls, add_database_tag_calls,
                    add_database_engine_calls, add_database_event_calls, add_blue_green_calls})
    add(operations);
}

}  // namespace mirante::simcloud
