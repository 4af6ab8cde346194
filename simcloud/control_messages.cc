// The control API's view of messages: how well they travel.
#include <nlohmann/json.hpp>

#include "simcloud/control.h"
#include "simcloud/control_reading.h"

namespace mirante::simcloud {

Result<Json> Control::set_messaging(const Json& body) {
  JsonReader read(body);
  auto messaging = world_.cloud().messaging;
  const std::pair<std::string_view, double*> shares[] = {{"sns_late", &messaging.sns_late},
                                                         {"sns_twice", &messaging.sns_twice},
                                                         {"sqs_mixed", &messaging.sqs_mixed},
                                                         {"sqs_twice", &messaging.sqs_twice}};
  for (const auto& [name, share] : shares) {
    *share = read.number(name, *share);
    if (*share < 0 || *share > 1) return fail_field(std::string(name), "must be from 0 to 1");
  }
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  world_.cloud().messaging = messaging;
  return Json{{"sns_late", messaging.sns_late},
              {"sns_twice", messaging.sns_twice},
              {"sqs_mixed", messaging.sqs_mixed},
              {"sqs_twice", messaging.sqs_twice},
              {"outgoing", world_.cloud().outbox.size()}};
}

}  // namespace mirante::simcloud
