// What the panel says of itself over HTTP: what it is, whether it is well, what it asked of AWS.
#pragma once

#include <filesystem>
#include <string>

#include "main/rooms.h"

namespace mirante {

/// What `about` tells besides what the rooms know.
struct About {
  std::string version;
  std::string database;  // For people.
  std::filesystem::path data;
  bool is_simulated = false;  // AWS is; a banner says so.
};

/// /healthz, /readyz, /api/v1/about, /api/v1/usage, /api/v1/doctor. The rooms outlive the router.
void add_about_routes(http::Router& router, Rooms& rooms, About about);

}  // namespace mirante
