// The sentence of a problem in its reader's language. The rooms speak English, the API's own
// language; who would rather read Portuguese (Accept-Language, RFC 9110 §12.5.4) gets the sentence
// that stands for the problem's code, or for what is wrong with an input. The same tables are the
// web interface's: api/problems.pt-BR.json by code, api/input-problems.pt-BR.json by patterns.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/server.h"

namespace mirante {

/// Whether Portuguese is wanted more than English; not where both are, or none.
bool prefers_portuguese(std::string_view accept_language);

/// `said` is the English sentence, `is_of_input` whether it is about an input. What has no
/// translation is quoted as the panel's own words, so that nothing is lost.
std::string sentence_in_portuguese(std::string_view code, std::string_view said, bool is_of_input);

/// Answers as `handler` does; problems (RFC 9457) have `detail` in the reader's language, which
/// Content-Language names. What is for programs (`code`, `title`, `field`) stays as it is.
http::HttpHandler in_readers_language(http::HttpHandler handler);

}  // namespace mirante
