#include "features/prices/reservation.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace mirante::prices {
namespace {

constexpr std::int64_t xlarge_quarters = 32;

struct Size {
  std::string_view name;
  std::int64_t quarters;
};
constexpr std::array<Size, 6> sizes{{{"nano", 1},
                                     {"micro", 2},
                                     {"small", 4},
                                     {"medium", 8},
                                     {"large", 16},
                                     {"xlarge", xlarge_quarters}}};

std::string_view family_of(std::string_view type) { return type.substr(0, type.find('.')); }

bool covers_any_size(const Reservation& one) {
  return one.zone.empty() && one.tenancy.empty() && one.platform == "Linux/UNIX" &&
         quarters_of(one.type).has_value();
}

}  // namespace

bool may_cover(const Reservation& reservation, const Coverable& server) {
  if (reservation.region != server.region || reservation.platform != server.platform ||
      reservation.tenancy != server.tenancy)
    return false;
  if (!reservation.zone.empty() && reservation.zone != server.zone) return false;
  if (covers_any_size(reservation) && quarters_of(server.type))
    return family_of(reservation.type) == family_of(server.type);
  return reservation.type == server.type;
}

std::optional<std::int64_t> quarters_of(std::string_view type) {
  const auto point = type.find('.');
  if (point == std::string_view::npos) return std::nullopt;
  const auto size = type.substr(point + 1);
  const auto found = std::ranges::find(sizes, size, &Size::name);
  if (found != sizes.end()) return found->quarters;
  if (!size.ends_with("xlarge")) return std::nullopt;
  std::int64_t times = 0;
  const auto* end = size.data() + size.size() - std::string_view("xlarge").size();
  if (const auto read = std::from_chars(size.data(), end, times);
      read.ec != std::errc() || read.ptr != end || times < 2 || times > 1'000)
    return std::nullopt;
  return times * xlarge_quarters;
}

}  // namespace mirante::prices
