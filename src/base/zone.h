// Time zones by name, from the system's tzdata. Only rules and people use them; what is stored is
// UTC.
#pragma once

#include <string>

namespace mirante {

/// "America/Sao_Paulo": whether tzdata has such a zone.
bool is_zone(const std::string& name);

}  // namespace mirante
