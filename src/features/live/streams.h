// How many streams are open, and how many may be: each holds a connection for as long as a page is
// open. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/context.h"

namespace mirante::live {

struct StreamLimits {
  std::size_t of_person = 24;   // In all of their sessions.
  std::size_t of_tenant = 600;  // A company cannot take all of the others' connections.
  std::size_t in_all = 800;     // Under the server's connections: the rest is for requests.
};

/// Of a server that holds so many connections: four fifths may be streams, three quarters of those
/// one company's.
StreamLimits limits_within(std::size_t connections);

class Streams {
 public:
  explicit Streams(StreamLimits limits = {}) : limits_(limits) {}
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  /// One stream; gives its place back when it ends. The streams outlive it.
  class Place {
   public:
    Place(Streams& streams, TenantId tenant, std::string person);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    Streams& streams_;
    const TenantId tenant_;
    const std::string person_;
  };
  /// Throws Failure(limit) "events.too_many". Shared by the copies of one answer.
  std::shared_ptr<Place> open(const CallContext& ctx);

  std::size_t count() const { return all_; }

 private:
  const StreamLimits limits_;
  std::size_t all_ = 0;
  std::map<TenantId, std::size_t> of_tenant_;
  std::map<std::string, std::size_t> of_person_;
};

}  // namespace mirante::live
