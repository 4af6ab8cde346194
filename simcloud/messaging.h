// How well messages travel: on request they come twice, or in another order. Set through the
// control API, for the whole World.
#pragma once

namespace mirante::simcloud {

struct Messaging {
  double sns_twice = 0;  // Share of HTTP notifications that are sent twice.
  double sns_late = 0;   // Share of HTTP notifications that come some seconds later than others.
  double sqs_twice = 0;  // Share of receives from standard queues that leave the message visible.
  double sqs_mixed =
      0;  // Share of receives from standard queues that take any message, not the first.
};

}  // namespace mirante::simcloud
