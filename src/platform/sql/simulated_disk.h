// A disk in memory for simulations: a SQLite file system layer that knows what was synced. Every
// write, truncation, sync and deletion is an effect (base/effects.h), so a simulated process can
// die at any of them; `survive` then leaves what a real disk would have. Faults can be planned: a
// full disk, an effect that fails.
//
//   SimulatedDisk disk(&effects);
//   auto engine = open_sqlite({.path = "panel.db", .running = Running::inline_, .disk = &disk,
//                              .effects = &effects});
//   …crash: drop the engine…
//   disk.survive(SimulatedDisk::Loss::unsynced, &next_effects);
//
// One process at a time, one thread. The disk must outlive every engine on it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/effects.h"
#include "base/rng.h"

struct sqlite3_vfs;

namespace mirante::sql {

class SimulatedDisk {
 public:
  /// `effects` may be null: then only faults planned here happen.
  explicit SimulatedDisk(Effects* effects = nullptr);
  ~SimulatedDisk();
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  /// Under which SQLite knows this disk.
  const std::string& name() const { return name_; }

  enum class Loss : std::uint8_t {
    nothing,   // Only the process died; the machine wrote everything later.
    unsynced,  // Power was cut: nothing that was not synced is there.
    some,      // Power was cut: of what was not synced, some writes are there, some in part.
  };
  /// The state after a crash, for the next process. No file may be open. `rng` decides for `some`.
  void survive(Loss loss, Effects* next_effects = nullptr, Rng* rng = nullptr);

  enum class Fault : std::uint8_t { full, io_error };
  /// The `k`-th effect from now (first is 1) fails and changes nothing; the ones after it work
  /// again.
  void fail_at(std::uint64_t k, Fault fault);
  /// Writes that would make the files longer than this in sum fail as on a full disk.
  void limit_bytes(std::optional<std::uint64_t> bytes) { bytes_max_ = bytes; }

  std::uint64_t effects_so_far() const { return effect_count_; }
  std::uint64_t bytes_used() const;
  /// Overwrites stored bytes, as a failing disk would; the file must be there.
  void damage(const std::string& file, std::uint64_t offset, std::uint64_t count);

 private:
  friend struct SimulatedFile;
  friend struct DiskCalls;

  /// One write or truncation that is not synced.
  struct Change {
    bool is_truncation = false;
    std::uint64_t offset = 0;  // Of the write; the new size of a truncation.
    std::vector<std::uint8_t> bytes;
  };
  struct File {
    std::vector<std::uint8_t> now;      // As the process sees it.
    std::vector<std::uint8_t> durable;  // As of the last sync.
    std::vector<Change> unsynced;
    bool is_durable = false;  // Its name is on the disk.
    bool is_deleted = false;  // Not visible; on the disk until the deletion is synced.
    int open = 0;
  };

  /// An SQLite result code: OK, or why the effect does not happen.
  int begin_effect();
  int write(File& file, std::uint64_t offset, const void* data, std::uint64_t count);
  int truncate(File& file, std::uint64_t size);
  int sync(File& file);
  int remove(const std::string& path, bool is_synced);
  File* find(const std::string& path);
  static void apply(std::vector<std::uint8_t>& content, const Change& change);

  std::string name_;
  std::unique_ptr<sqlite3_vfs> vfs_;
  Effects* effects_;
  std::map<std::string, std::shared_ptr<File>> files_;  // Shared with open files.
  std::uint64_t effect_count_ = 0;
  std::uint64_t fault_at_ = 0;  // 0: none.
  Fault fault_ = Fault::full;
  std::optional<std::uint64_t> bytes_max_;
};

}  // namespace mirante::sql
