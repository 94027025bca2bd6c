// A CSV source as a whole: its files, from memory or by way of the disk.
#pragma once

#include "data/file_reader.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

// Of one file, or of several as one; with source.on_disk the inputs stay on disk, converted now or before
// (data/table_cache.hpp).  Throws as read_source().
Dataset read_csv_source(const CsvSource& source, const ColumnPlan& plan, const FileReader& files);

}  // namespace mlp
