// The key above all keys: a file that only the panel's user may read, never inside a backup of the
// panel. It holds every version that was ever current, oldest first; the last one seals. Lines:
//
//   mirante master keys, keep this file secret and apart from backups
//   1 5c1e…64 hexadecimal digits…
//
// A key's id is its number and a fingerprint ("1-3fa9c0d2"), so that a foreign file with the same
// number is told from the right one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "platform/crypto/seal.h"

namespace mirante::crypto {

/// MIRANTE_MASTER_KEY_FILE if it is set, else `data`/master.key.
std::filesystem::path master_key_file(const std::filesystem::path& data);

class MasterKeys {
 public:
  /// Reads the file. Failure(conflict) with the mend in its message, code:
  ///   "master_key.lost"   there is no such file;
  ///   "master_key.mode"   others than its owner may read it;
  ///   "master_key.file"   it is no such file, or cannot be read.
  static MasterKeys load(const std::filesystem::path& file);
  /// The same of a file's text; `file` is for messages and `store`.
  static MasterKeys parse(const Secret& text, const std::filesystem::path& file);
  /// Makes a new file (mode 0600) with one key, durably. Never overwrites one.
  static MasterKeys create(const std::filesystem::path& file, Rng& rng);
  /// Adds a version, which seals from now on; the old ones stay to open what they sealed. Replaces
  /// the file in one step.
  static MasterKeys add_version(const std::filesystem::path& file, Rng& rng);

  /// Keys that are in no file, for tests and simulations.
  static MasterKeys in_memory(Rng& rng);

  /// Makes the file that `where` names, as `create` does.
  void store() const;
  /// What stands in the file.
  Secret text() const;

  const std::string& current_id() const { return keys_.back().id; }
  const Secret& current() const { return keys_.back().key; }
  /// nullptr: not in the file.
  const Secret* find(std::string_view id) const;
  /// The file, for messages.
  const std::string& where() const { return where_; }

 private:
  struct Key {
    int number = 0;
    std::string id;
    Secret key;
  };

  explicit MasterKeys(std::string where) : where_(std::move(where)) {}
  void add(int number, Secret key);

  std::string where_;
  std::vector<Key> keys_;
};

}  // namespace mirante::crypto
