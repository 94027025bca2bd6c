// Has the system read rows that are soon to be used, where they are on disk: a thread asks for them some way
// ahead of whoever uses them, so that the disk has many requests at once instead of one that is waited for.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <thread>

#include "mlp/data/dataset.hpp"

namespace mlp {

class ReadAhead {
 public:
  // `rows` is on disk and must outlive this.
  explicit ReadAhead(const Dataset& rows);
  ~ReadAhead() { end(); }
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // The rows of `order`, which must stay until end(), are used from place `first` on.
  void begin(std::span<const std::int32_t> order, Index first);
  // Those before `place` have been.
  void reached(Index place);
  // From here on rows are used as they are stored.
  void end();

 private:
  void read(std::span<const std::int32_t> order, Index first);

  const char* const memory_;
  const std::size_t row_bytes_, bytes_;
  const Index ahead_;  // rows
  std::atomic<Index> reached_ = 0;
  std::atomic<bool> ends_ = false;
  std::thread reader_;
};

}  // namespace mlp
