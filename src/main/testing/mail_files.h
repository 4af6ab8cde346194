// Mails as the folder of .eml files has them, read as a mail program reads them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace mirante::testing {

/// Quoted-printable undone; what is none is left as it is.
inline std::string decoded_mail(const std::string& bytes) {
  const auto is_hex = [](char c) { return ('0' <= c && c <= '9') || ('A' <= c && c <= 'F'); };
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto pair = bytes[i] == '=' ? bytes.substr(i + 1, 2) : "";
    const bool is_byte = pair.size() == 2 && is_hex(pair[0]) && is_hex(pair[1]);
    if (is_byte) text += static_cast<char>(std::stoi(pair, nullptr, 16));
    if (is_byte || pair == "\r\n")
      i += 2;
    else
      text += bytes[i];
  }
  return text;
}

/// Oldest first.
inline std::vector<std::string> mails_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::exists(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".eml") files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> mails;
  for (const auto& file : files) {
    std::stringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    mails.push_back(decoded_mail(bytes.str()));
  }
  return mails;
}

}  // namespace mirante::testing
