// What the simulated AWS sends out by itself: notifications over HTTP. The World only puts them
// here, due at an instant of its own time; whoever runs the World takes what is due, sends it, and
// tells the World how it went. What was taken and never told of is lost, as on a wire.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "simcloud/catalog.h"

namespace mirante::simcloud {

/// A POST.
struct OutgoingMessage {
  std::uint64_t id = 0;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Outgoing {
  OutgoingMessage message;
  std::uint16_t account = 0;
  RegionIndex region = 0;
  std::string subscription;  // ARN; whose attempts these are.
  int attempt = 1;
};

class Outbox {
 public:
  void put(Instant due, Outgoing outgoing) {
    if (outgoing.message.id == 0) outgoing.message.id = ++made_;
    due_.emplace(due, std::move(outgoing));
  }
  /// Everything that is due, in order; it waits for `told` from then on.
  std::vector<OutgoingMessage> take_due(Instant now) {
    std::vector<OutgoingMessage> taken;
    for (auto first = due_.begin(); first != due_.end() && first->first <= now;
         first = due_.erase(first)) {
      taken.push_back(first->second.message);
      under_way_[first->second.message.id] = std::move(first->second);
    }
    return taken;
  }
  /// What was sent, now that its fate is known; nothing if it is not under way.
  std::optional<Outgoing> told(std::uint64_t id) {
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return std::nullopt;
    auto outgoing = std::move(found->second);
    under_way_.erase(found);
    return outgoing;
  }
  Instant next() const { return due_.empty() ? Instant::max() : due_.begin()->first; }
  std::size_t size() const { return due_.size() + under_way_.size(); }

 private:
  std::multimap<Instant, Outgoing> due_;
  std::map<std::uint64_t, Outgoing> under_way_;
  std::uint64_t made_ = 0;
};

}  // namespace mirante::simcloud
