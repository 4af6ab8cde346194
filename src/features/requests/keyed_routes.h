// Creations over HTTP that may be sent again with the header Idempotency-Key: the first answer is
// given again. One place for all rooms: what a route answers with is wrapped here, and no room
// knows of it. (Operations and schedules keep keys of their own, in the transaction that makes
// them.)
#pragma once

#include "features/requests/answer_once.h"
#include "platform/http/router.h"

namespace mirante::requests {

/// The services outlive it. A request without a key, or of nobody in particular, is answered as if
/// this were not there.
http::Handler answered_once(RequestsServices& services, http::Handler handler);

}  // namespace mirante::requests
