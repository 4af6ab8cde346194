// What makes a file outlive a loss of power besides its own fsync.
#pragma once

#include <filesystem>

namespace mirante {

/// Syncs the folder in which `file` is, so that its new name is durable. What cannot be synced is
/// left as it is: the file itself is whole either way.
void sync_folder_of(const std::filesystem::path& file);

}  // namespace mirante
