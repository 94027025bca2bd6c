#include "data/read_ahead.hpp"

#include <algorithm>

#include "io/disk_numbers.hpp"

namespace mlp {
namespace {

// Enough requests for any disk; little beside what training itself needs.
constexpr std::size_t bytes_ahead = std::size_t{32} << 20;
constexpr std::size_t least_bytes_read = 4096;

const char* memory_of(const Dataset& rows) {
  return rows.has_bytes() ? reinterpret_cast<const char*>(rows.bytes.data())
                          : reinterpret_cast<const char*>(rows.values.data());
}

std::size_t row_bytes_of(const Dataset& rows) {
  return static_cast<std::size_t>(rows.features) * (rows.has_bytes() ? 1 : sizeof(float));
}

}  // namespace

ReadAhead::ReadAhead(const Dataset& rows)
    : memory_(memory_of(rows)),
      row_bytes_(row_bytes_of(rows)),
      bytes_(row_bytes_ * static_cast<std::size_t>(rows.rows)),
      ahead_(static_cast<Index>(std::max<std::size_t>(1, bytes_ahead / (row_bytes_ + least_bytes_read)))) {}

void ReadAhead::begin(std::span<const std::int32_t> order, Index first) {
  announce(ReadingOrder::at_random, memory_, bytes_);
  reached_ = first;
  ends_ = false;
  reader_ = std::thread([this, order, first] { read(order, first); });
}

void ReadAhead::read(std::span<const std::int32_t> order, Index first) {
  for (Index place = first; place < std::ssize(order) && !ends_;) {
    const Index reached = reached_;
    const Index end = std::min(std::ssize(order), reached + ahead_);
    if (place >= end) reached_.wait(reached);
    for (; place < end; ++place) {
      const auto row = static_cast<std::size_t>(order[static_cast<std::size_t>(place)]);
      begin_reading(memory_ + row * row_bytes_, row_bytes_);
    }
  }
}

void ReadAhead::reached(Index place) {
  reached_ = place;
  reached_.notify_one();
}

void ReadAhead::end() {
  if (!reader_.joinable()) return;
  ends_ = true;
  reached(reached_ + ahead_);  // another value, so that it wakes
  reader_.join();
  announce(ReadingOrder::as_stored, memory_, bytes_);
}

}  // namespace mlp
