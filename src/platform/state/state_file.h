// A file of lines that can be kept for years: gzip, so that `zcat` shows it, readable by its owner
// alone, and checked as a whole before anybody believes a line of it.
//
// Its last line is {"sha256": "…"} over all lines before it, each with its "\n".
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "platform/state/rows_copy.h"

namespace mirante::state {

/// Writes beside the wished name first: what carries that name is whole and on the disk.
class StateWriter {
 public:
  /// Failure(conflict), code "state.exists", when there is such a file; (unavailable), code
  /// "state.file", when it cannot be made.
  explicit StateWriter(std::filesystem::path file);
  /// Without `finish` nothing is left.
  ~StateWriter();
  StateWriter(const StateWriter&) = delete;
  StateWriter& operator=(const StateWriter&) = delete;

  /// Failure(unavailable), code "state.file": the disk is full and its like.
  void put(std::string_view line);
  void finish();

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

class StateReader {
 public:
  /// Reads the whole file once. Failure(corrupt), code "state.damaged", when it was cut or changed;
  /// (not_found), code "state.file", when there is none.
  explicit StateReader(const std::filesystem::path& file);
  ~StateReader();
  StateReader(const StateReader&) = delete;
  StateReader& operator=(const StateReader&) = delete;

  /// The first line.
  const std::string& header() const;
  /// The lines after the header, from the first; may be asked for again. Refers to this reader.
  NextLine lines();

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

}  // namespace mirante::state
