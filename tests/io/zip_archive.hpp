// ZIP archives for tests.
#pragma once

#include <minizip/zip.h>
#include <zlib.h>

#include <filesystem>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace mlp {

// Writes the files, each under its name, packed or as they are.
inline void write_zip(const std::filesystem::path& path, const std::map<std::string, std::string>& files,
                      bool packed) {
  const zipFile archive = ::zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  for (const auto& [name, content] : files) {
    const zip_fileinfo info{};
    ASSERT_EQ(::zipOpenNewFileInZip64(archive, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                                      packed ? Z_DEFLATED : 0, Z_DEFAULT_COMPRESSION, 0),
              ZIP_OK);
    ASSERT_EQ(::zipWriteInFileInZip(archive, content.data(), static_cast<unsigned>(content.size())), ZIP_OK);
    ASSERT_EQ(::zipCloseFileInZip(archive), ZIP_OK);
  }
  ASSERT_EQ(::zipClose(archive, nullptr), ZIP_OK);
}

}  // namespace mlp
