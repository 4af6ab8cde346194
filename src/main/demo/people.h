// Who works with the panel of the demo. Their passwords are no secret: the program prints two of
// them, and what they protect is simulated.
#pragma once

#include <string_view>

namespace mirante::demo {

struct Person {
  std::string_view name;
  std::string_view email;
  std::string_view password;
  std::string_view language;
  std::string_view address;  // From where they log in.
};

// Of the provider. (Its name comes first among Ana's companies: there her login leads.)
inline constexpr Person ana{"Ana Ribeiro", "ana@altiplano.example", "altiplano azul", "pt-BR",
                            "203.0.113.10"};  // Administrator.
inline constexpr Person bruno{"Bruno Taylor", "bruno@altiplano.example", "altiplano verde", "en",
                              "203.0.113.11"};  // Looks, and changes nothing.
inline constexpr Person carla{"Carla Nunes", "carla@altiplano.example", "altiplano laranja",
                              "pt-BR", "203.0.113.12"};  // Operator.
// Of the company of its own.
inline constexpr Person diego{"Diego Martins", "diego@aurora.example", "aurora de inverno", "pt-BR",
                              "198.51.100.20"};

inline constexpr std::string_view provider = "Altiplano Nuvem";
inline constexpr std::string_view company = "Aurora Comércio";

}  // namespace mirante::demo
