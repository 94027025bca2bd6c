// Tables of text that were converted to numbers once, for data larger than memory: FOLDER/KEY.safetensors
// with
//
//   inputs   F32 [rows, features]
//   classes  I32 [rows], or numbers F32 [rows, outputs]
//   weights  F32 [rows], lines I64 [rows]      where the table has them
//
// and what its columns are in the metadata.  KEY is the SHA-256 of the text and of the rules by which it was
// read, so that a file that changed, or is read in another way, is converted anew.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mlp/data/load.hpp"

namespace mlp {

// Of the files' digests and of whatever changes what read_csv() makes of them.
std::string table_key(const std::vector<std::string>& digests, const CsvSource& source,
                      const ColumnPlan& plan);

class TableCache {
 public:
  TableCache(std::filesystem::path folder, const std::string& key);

  // The table, its inputs on disk; none where it is not there, or not as it was written.
  std::optional<Dataset> find() const;
  // Writes a table and gives it back, its inputs on disk.  Throws IoError.
  Dataset keep(const Dataset& table) const;

 private:
  const std::filesystem::path folder_, path_;
};

}  // namespace mlp
