// What people and programs are told while the panel's data move to another database: nobody can
// read or change anything then, as the copy is of one moment and what is written afterwards would
// be lost. They are asked to come again, instead of finding nobody.
#pragma once

#include "platform/http/server.h"

namespace mirante {

/// 503 with Retry-After to everything: to browsers that open a page one in both languages, which
/// looks again by itself, to all else a problem with code "state.moving".
http::HttpHandler moving_handler();

}  // namespace mirante
