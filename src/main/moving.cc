#include "main/moving.h"

namespace mirante {
namespace {

constexpr std::chrono::seconds again_after{5};

/// Without style or script of its own: the security policy has no exception for what stands in a
/// page.
constexpr std::string_view page = R"html(<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Mirante</title>
</head>
<body>
<main>
<h1>O painel está mudando de banco de dados</h1>
<p>Enquanto os dados são copiados, nada pode ser visto nem mudado aqui. O que tiver de ser feito nesse
tempo é feito logo depois, se não for tarde demais; o histórico diz o que foi pulado. Esta página
tenta de novo sozinha a cada 5 segundos.</p>
<section lang="en">
<h2>The panel is moving to another database</h2>
<p>While its data are copied nothing can be seen or changed here. What is due meanwhile is done right
afterwards where it is not too late; its history tells what was skipped. This page tries again by
itself every 5 seconds.</p>
</section>
</main>
</body>
</html>
)html";

bool wants_page(const http::Request& request) {
  return request.verb == http::Verb::get && !request.path.starts_with("/api/") &&
         request.header("Accept").contains("text/html");
}

Task<http::Response> answer(http::Request request) {
  // Whoever watches the process by it must not end it in the middle of the copy.
  if (request.path == "/healthz") co_return http::Response::json(200, {{"alive", true}});
  auto response = http::problem({.kind = ErrorKind::unavailable,
                                 .message = "the panel's data are being moved to another database; "
                                            "try again in a few seconds",
                                 .code = "state.moving",
                                 .retry_after = again_after});
  if (wants_page(request)) {
    response.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    response.body = page;
  }
  response.headers.emplace_back("Retry-After", std::to_string(again_after.count()));
  response.headers.emplace_back("Cache-Control", "no-store");
  co_return response;
}

}  // namespace

http::HttpHandler moving_handler() {
  return [](http::Request request, const http::Peer&) { return answer(std::move(request)); };
}

}  // namespace mirante
