// The past of servers and volumes, as their metrics need it: when a server ran, which type and
// which kind of monitoring it had, what ailed it, which volumes were attached. Taken from the
// ledger's changes and from the little that `Watch` remembers. The `remember` functions are called
// by whoever changes such a thing, before the change; points of the past must not change with the
// present.
#pragma once

#include <map>
#include <vector>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// When a server's type, tags or monitoring are about to change.
void remember_profile(Cloud& cloud, const Place& place, const Instance& instance);
/// When a volume is about to be detached or to go.
void remember_attachment(Cloud& cloud, const Place& place, const Volume& volume);
/// When Describe calls are about to forget a server.
void remember_server(Cloud& cloud, const Place& place, const Instance& instance);
/// From now on; `thing` is a server or a volume.
void note_ailments(Cloud& cloud, const Place& place, std::uint64_t thing, Ailments ailments);
/// What was noted last.
Ailments ailments_now(const Cloud& cloud, const Place& place, std::uint64_t thing);

struct RunningSpan {
  Instant begin, end;
};

/// One server over a stretch of time.
struct ServerHistory {
  std::uint64_t id = 0;
  RegionIndex region = 0;
  std::vector<RunningSpan> spans;  // In order.
  std::vector<Past<ServerProfile>> profiles;
  ServerProfile profile;  // Now, or at the end.
  std::vector<Since<Ailments>> ailments;
  std::vector<Attachment> attachments;

  /// Whether it ran for all of the minute.
  bool ran(Minute minute) const;
  const ServerProfile& profile_at(Minute minute) const;
  Ailments ailments_at(Minute minute) const;
};

/// The servers of one place from `from` on; the ledger is read once for all of them.
class ServerHistories {
 public:
  ServerHistories(const Cloud& cloud, std::uint16_t account, RegionIndex region, Instant from);

  /// Null for a server that never was.
  const ServerHistory* find(std::uint64_t instance);
  /// Those that a volume was attached to, in order.
  std::vector<Attachment> attachments_of(std::uint64_t volume) const;
  std::vector<Since<Ailments>> ailments_of(std::uint64_t thing) const;
  Instant from() const { return from_; }
  std::uint16_t account() const { return account_; }
  RegionIndex region() const { return region_; }

 private:
  ServerHistory build(std::uint64_t instance, const ServerProfile& profile, Instant born,
                      const Instance* present) const;

  const Cloud& cloud_;
  std::uint16_t account_;
  RegionIndex region_;
  Instant from_;
  const Place* place_;
  const Watch* watch_;
  std::map<std::uint64_t, std::vector<const ChangeRecord*>> changes_;
  std::map<std::uint64_t, ServerHistory> made_;
};

/// When the server was first made.
Instant born(const Place& place, const Instance& instance);
ServerProfile profile_of(const Cloud& cloud, const Instance& instance);

}  // namespace mirante::simcloud
