#include "features/live/streams.h"

namespace mirante::live {
namespace {

Failure too_many(const std::string& whose, std::size_t limit, const std::string& mend) {
  return Failure(Error{.kind = ErrorKind::limit,
                       .message = whose + " " + std::to_string(limit) +
                                  " streams of events open, which is as many as there may be; " +
                                  mend,
                       .code = "events.too_many"});
}

template <class Key>
std::size_t count_of(const std::map<Key, std::size_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

template <class Key>
void take_one(std::map<Key, std::size_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  if (--found->second == 0) counts.erase(found);
}

}  // namespace

StreamLimits limits_within(std::size_t connections) {
  const auto in_all = connections * 4 / 5;
  return {.of_tenant = in_all * 3 / 4, .in_all = in_all};
}

Streams::Place::Place(Streams& streams, TenantId tenant, std::string person)
    : streams_(streams), tenant_(tenant), person_(std::move(person)) {
  ++streams_.all_;
  ++streams_.of_tenant_[tenant_];
  ++streams_.of_person_[person_];
}

Streams::Place::~Place() {
  --streams_.all_;
  take_one(streams_.of_tenant_, tenant_);
  take_one(streams_.of_person_, person_);
}

std::shared_ptr<Streams::Place> Streams::open(const CallContext& ctx) {
  const auto person = std::string(to_string(ctx.actor.kind)) + " " + ctx.actor.id;
  if (count_of(of_person_, person) >= limits_.of_person)
    throw too_many("you have", limits_.of_person, "close pages or programs that follow events");
  if (count_of(of_tenant_, ctx.tenant) >= limits_.of_tenant)
    throw too_many("your company has", limits_.of_tenant,
                   "pages go on without, by asking every few seconds");
  if (all_ >= limits_.in_all)
    throw too_many("this panel has", limits_.in_all,
                   "pages go on without, by asking every few seconds");
  return std::make_shared<Place>(*this, ctx.tenant, person);
}

}  // namespace mirante::live
