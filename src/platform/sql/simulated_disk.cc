#include "platform/sql/simulated_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "base/error.h"

namespace mirante::sql {

/// What SQLite sees of an open file: its own header first, then ours. SQLite gives the memory.
struct SimulatedFile {
  sqlite3_file base;
  SimulatedDisk* disk;
  std::shared_ptr<SimulatedDisk::File>* file;
  bool is_deleted_on_close;
};

/// The two tables of C functions that SQLite calls.
struct DiskCalls {
  static SimulatedFile& self(sqlite3_file* file) { return *reinterpret_cast<SimulatedFile*>(file); }
  static SimulatedDisk& disk(sqlite3_vfs* vfs) {
    return *static_cast<SimulatedDisk*>(vfs->pAppData);
  }

  static int close(sqlite3_file* raw) {
    auto& opened = self(raw);
    --(*opened.file)->open;
    if (opened.is_deleted_on_close) (*opened.file)->is_deleted = true;
    std::destroy_at(opened.file);
    sqlite3_free(opened.file);
    opened.file = nullptr;
    return SQLITE_OK;
  }
  static int read(sqlite3_file* raw, void* to, int count, sqlite3_int64 offset) {
    const auto& content = (*self(raw).file)->now;
    const auto from = std::min(static_cast<std::size_t>(offset), content.size());
    const auto there = std::min(static_cast<std::size_t>(count), content.size() - from);
    if (there > 0) std::memcpy(to, content.data() + from, there);
    if (there == static_cast<std::size_t>(count)) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + there, 0, static_cast<std::size_t>(count) - there);
    return SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* raw, const void* from, int count, sqlite3_int64 offset) {
    return self(raw).disk->write(**self(raw).file, static_cast<std::uint64_t>(offset), from,
                                 static_cast<std::uint64_t>(count));
  }
  static int truncate(sqlite3_file* raw, sqlite3_int64 size) {
    return self(raw).disk->truncate(**self(raw).file, static_cast<std::uint64_t>(size));
  }
  static int sync(sqlite3_file* raw, int) { return self(raw).disk->sync(**self(raw).file); }
  static int file_size(sqlite3_file* raw, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>((*self(raw).file)->now.size());
    return SQLITE_OK;
  }
  // One process: locks are always granted.
  static int lock(sqlite3_file*, int) { return SQLITE_OK; }
  static int check_lock(sqlite3_file*, int* is_locked) {
    *is_locked = 0;
    return SQLITE_OK;
  }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return 512; }
  static int characteristics(sqlite3_file*) { return 0; }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* raw, int flags, int* got) {
    static constexpr sqlite3_io_methods methods = {
        .iVersion = 1,
        .xClose = close,
        .xRead = read,
        .xWrite = write,
        .xTruncate = truncate,
        .xSync = sync,
        .xFileSize = file_size,
        .xLock = lock,
        .xUnlock = lock,
        .xCheckReservedLock = check_lock,
        .xFileControl = control,
        .xSectorSize = sector_size,
        .xDeviceCharacteristics = characteristics,
    };
    auto& on = disk(vfs);
    auto& opened = self(raw);
    opened.base.pMethods = nullptr;
    // A file without a name is temporary.
    const std::string name =
        path != nullptr ? path : "temporary-" + std::to_string(on.files_.size());
    auto& slot = on.files_[name];
    const bool is_there = slot && !slot->is_deleted;
    if (!is_there && (flags & SQLITE_OPEN_CREATE) == 0) {
      if (!slot) on.files_.erase(name);
      return SQLITE_CANTOPEN;
    }
    if (!slot) slot = std::make_shared<SimulatedDisk::File>();
    if (slot->is_deleted) {
      // The old content comes back after a crash unless the new one is synced.
      slot->is_deleted = false;
      slot->now.clear();
      slot->unsynced.assign(1, {.is_truncation = true});
    }
    auto* memory = sqlite3_malloc(sizeof(std::shared_ptr<SimulatedDisk::File>));
    if (memory == nullptr) return SQLITE_NOMEM;
    opened.file = new (memory) std::shared_ptr<SimulatedDisk::File>(slot);
    opened.disk = &on;
    opened.is_deleted_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    opened.base.pMethods = &methods;
    ++slot->open;
    if (got != nullptr) *got = flags;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs* vfs, const char* path, int is_synced) {
    return disk(vfs).remove(path, is_synced != 0);
  }
  static int access(sqlite3_vfs* vfs, const char* path, int, int* is_there) {
    *is_there = disk(vfs).find(path) != nullptr ? 1 : 0;
    return SQLITE_OK;
  }
  static int full_path(sqlite3_vfs*, const char* path, int size, char* full) {
    sqlite3_snprintf(size, full, "%s", path);
    return SQLITE_OK;
  }
  // Chance and time that repeat.
  static int randomness(sqlite3_vfs* vfs, int count, char* bytes) {
    auto state = disk(vfs).effect_count_ + 1;
    for (int i = 0; i < count; ++i) {
      state = state * 6364136223846793005 + 1442695040888963407;
      bytes[i] = static_cast<char>(state >> 56);
    }
    return count;
  }
  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
  static int current_time(sqlite3_vfs*, double* day) {
    *day = 2461042.0;  // In 2026.
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

SimulatedDisk::SimulatedDisk(Effects* effects) : effects_(effects) {
  static std::atomic<int> made = 0;
  name_ = "simulated-disk-" + std::to_string(++made);
  vfs_ = std::make_unique<sqlite3_vfs>(sqlite3_vfs{
      .iVersion = 1,
      .szOsFile = sizeof(SimulatedFile),
      .mxPathname = 512,
      .zName = name_.c_str(),
      .pAppData = this,
      .xOpen = DiskCalls::open,
      .xDelete = DiskCalls::remove,
      .xAccess = DiskCalls::access,
      .xFullPathname = DiskCalls::full_path,
      .xRandomness = DiskCalls::randomness,
      .xSleep = DiskCalls::sleep,
      .xCurrentTime = DiskCalls::current_time,
      .xGetLastError = DiskCalls::last_error,
  });
  MIRANTE_CHECK(sqlite3_vfs_register(vfs_.get(), 0) == SQLITE_OK);
}

SimulatedDisk::~SimulatedDisk() { sqlite3_vfs_unregister(vfs_.get()); }

int SimulatedDisk::begin_effect() {
  if (effects_ != nullptr && !effects_->begin()) return SQLITE_IOERR;
  ++effect_count_;
  if (effect_count_ != fault_at_) return SQLITE_OK;
  return fault_ == Fault::full ? SQLITE_FULL : SQLITE_IOERR;
}

void SimulatedDisk::fail_at(std::uint64_t k, Fault fault) {
  fault_at_ = effect_count_ + k;
  fault_ = fault;
}

void SimulatedDisk::apply(std::vector<std::uint8_t>& content, const Change& change) {
  if (change.is_truncation) {
    content.resize(change.offset);
    return;
  }
  const auto end = change.offset + change.bytes.size();
  if (content.size() < end) content.resize(end);
  std::ranges::copy(change.bytes, content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

int SimulatedDisk::write(File& file, std::uint64_t offset, const void* data, std::uint64_t count) {
  const auto growth = offset + count > file.now.size() ? offset + count - file.now.size() : 0;
  if (bytes_max_ && growth > 0 && bytes_used() + growth > *bytes_max_) return SQLITE_FULL;
  if (const int code = begin_effect(); code != SQLITE_OK) return code;
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  file.unsynced.push_back({.offset = offset, .bytes = {bytes, bytes + count}});
  apply(file.now, file.unsynced.back());
  return SQLITE_OK;
}

int SimulatedDisk::truncate(File& file, std::uint64_t size) {
  if (const int code = begin_effect(); code != SQLITE_OK) return code;
  file.unsynced.push_back({.is_truncation = true, .offset = size});
  apply(file.now, file.unsynced.back());
  return SQLITE_OK;
}

int SimulatedDisk::sync(File& file) {
  if (const int code = begin_effect(); code != SQLITE_OK) return code;
  for (const auto& change : file.unsynced) apply(file.durable, change);
  file.unsynced.clear();
  if (!file.is_durable) {
    // SQLite syncs the folder with the first sync of a new file, and with it what was deleted.
    file.is_durable = true;
    std::erase_if(files_, [](const auto& entry) { return entry.second->is_deleted; });
  }
  return SQLITE_OK;
}

int SimulatedDisk::remove(const std::string& path, bool is_synced) {
  File* file = find(path);
  if (file == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  if (const int code = begin_effect(); code != SQLITE_OK) return code;
  file->is_deleted = true;
  if (is_synced || !file->is_durable) files_.erase(path);
  return SQLITE_OK;
}

SimulatedDisk::File* SimulatedDisk::find(const std::string& path) {
  const auto found = files_.find(path);
  return found == files_.end() || found->second->is_deleted ? nullptr : found->second.get();
}

void SimulatedDisk::survive(Loss loss, Effects* next_effects, Rng* rng) {
  for (const auto& [path, file] : files_) MIRANTE_CHECK(file->open == 0);
  MIRANTE_CHECK(loss != Loss::some || rng != nullptr);
  std::erase_if(files_, [&](auto& entry) {
    File& file = *entry.second;
    if (loss == Loss::nothing) return file.is_deleted;
    if (loss == Loss::some) {
      if (!file.is_durable && rng->below(2) == 0) return true;  // The name was not written.
      for (auto& change : file.unsynced) {
        if (rng->below(2) == 0) continue;
        // Whole sectors arrive, in any number.
        if (!change.is_truncation && rng->below(2) == 0)
          change.bytes.resize(rng->below(change.bytes.size() / 512 + 1) * 512);
        apply(file.durable, change);
      }
      file.is_durable = true;
    }
    file.now = file.durable;
    return !file.is_durable;
  });
  for (auto& [path, file] : files_) {
    file->durable = file->now;
    file->unsynced.clear();
    file->is_durable = true;
    file->is_deleted = false;
  }
  effects_ = next_effects;
  fault_at_ = 0;
}

std::uint64_t SimulatedDisk::bytes_used() const {
  std::uint64_t sum = 0;
  for (const auto& [path, file] : files_)
    if (!file->is_deleted) sum += file->now.size();
  return sum;
}

void SimulatedDisk::damage(const std::string& path, std::uint64_t offset, std::uint64_t count) {
  File* file = find(path);
  MIRANTE_CHECK(file != nullptr && offset + count <= file->now.size());
  for (auto at = offset; at < offset + count; ++at) {
    file->now[at] ^= 0x5a;
    file->durable = file->now;
  }
}

}  // namespace mirante::sql
