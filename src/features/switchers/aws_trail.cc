#include "features/switchers/aws_trail.h"

#include "gen/cloudtrail/lookup_events.h"
#include "platform/aws/client.h"

namespace mirante::switchers {

Task<TrailPages> look_up_calls(aws::Client& client, CallContext ctx, aws::Target target,
                               std::string call, Instant since, int pages_max) {
  gen::cloudtrail::LookupEventsRequest request;
  request.lookup_attributes.push_back(
      {.attribute_key = "EventName", .attribute_value = std::move(call)});
  request.start_time = since;
  request.max_results = 50;  // The most that it gives.
  auto pages = gen::cloudtrail::lookup_events_pages(client, std::move(ctx), std::move(target),
                                                    std::move(request));
  TrailPages found;
  for (int read = 0;;) {
    const auto page = co_await pages.next();
    if (!page) break;
    for (const auto& event : page->value.events) {
      if (event.event_time) found.cut_at = *event.event_time;  // Newest first: the oldest so far.
      if (!event.cloud_trail_event) continue;
      if (auto one = read_event(*event.cloud_trail_event)) found.events.push_back(*std::move(one));
    }
    if (++read == pages_max && page->value.next_token) co_return found;
  }
  found.cut_at.reset();
  co_return found;
}

}  // namespace mirante::switchers
