// The web interface, as part of the program: what Vite built of ui/ stands in the binary with its
// compressed forms (ui/pack.mjs makes the table, cmake/web_interface.cmake says when).
#pragma once

#include <span>

#include "platform/http/static_files.h"

namespace mirante {

std::span<const http::StaticFile> web_files();

}  // namespace mirante
