// /metrics: the panel's own figures for Prometheus. They are of the whole installation, so they go
// to those who run it; no company's name or id is among them.
#pragma once

#include "main/rooms.h"
#include "platform/http/request_meter.h"
#include "platform/http/server.h"

namespace mirante {

/// All outlive the router.
void add_metrics_routes(http::Router& router, Rooms& rooms, const http::RequestMeter& requests,
                        std::string version);

/// Lets who shows `token` see /metrics, and nothing else; empty: nobody. Throws Failure(invalid)
/// for one that could be guessed.
http::ContextMaker with_metrics_token(http::ContextMaker others, TenantId tenant,
                                      std::string token);

}  // namespace mirante
