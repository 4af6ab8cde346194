// Files that are part of the program, as the web interface is: a table in memory, nothing of which
// is looked up on a disk, so that no path can lead out of it. Answers in the coding that the
// browser takes (Brotli, gzip, as it is), and with "not modified" for what the browser has.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "platform/http/server.h"

namespace mirante::http {

struct StaticFile {
  std::string_view path;        // "/assets/index-CD9rTySJ.js"
  std::string_view media_type;  // "text/javascript; charset=utf-8"
  std::string_view digest;      // Of the content, for the ETag: hexadecimal digits.
  std::string_view content = {};
  std::string_view brotli = {}, gzip = {};  // Empty where they would not be smaller.
  /// Another content will have another name, so that browsers may keep it for ever.
  bool is_immutable = false;
};

/// A copy of the table's rows, not of what they point to, which must outlive it.
class StaticFiles {
 public:
  /// One of the files is "/index.html", which is also "/" and every address of a page; without any
  /// file nothing is answered.
  explicit StaticFiles(std::span<const StaticFile> files);

  /// Nullopt: it asks for no file and for no page. A page's address is one that a browser opens (it
  /// takes text/html), that does not belong to the API and whose last segment has no dot: the
  /// interface itself says that there is no such page.
  std::optional<Response> answer(const Request& request) const;

 private:
  const StaticFile* find(std::string_view path) const;

  std::vector<StaticFile> files_;  // By path.
};

/// Answers with the files, and leaves the rest to `api`, whose answers no cache may keep unless
/// they say otherwise. The files outlive the handler.
HttpHandler with_files(const StaticFiles& files, HttpHandler api);

}  // namespace mirante::http
