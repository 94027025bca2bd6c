#include "data/batches.hpp"

#include <array>
#include <cassert>
#include <utility>

#include "mlp/base/random.hpp"

namespace mlp {

Shuffler::Shuffler(Index rows)
    : drawn_(static_cast<std::size_t>(rows)), scratch_(static_cast<std::size_t>(rows)) {}

// A stable radix sort, least significant digit first, of the draws' upper 33 bits in three digits
// of 11; draws that agree in these are rare and already neighbours, so that one insertion pass over
// the whole draws ends the sort.
void Shuffler::shuffle(std::uint64_t seed, std::uint32_t epoch, std::span<const std::int32_t> rows,
                       std::span<std::int32_t> order) {
  assert(rows.size() == drawn_.size() && order.size() == drawn_.size());
  constexpr int digit_bits = 11;
  constexpr std::size_t digits = std::size_t{1} << digit_bits;
  constexpr std::array<int, 3> shifts{64 - 3 * digit_bits, 64 - 2 * digit_bits, 64 - digit_bits};
  const auto digit = [](std::uint64_t draw, int shift) {
    return static_cast<std::size_t>(draw >> shift) % digits;
  };

  std::array<std::array<std::uint32_t, digits>, shifts.size()> places{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t draw =
        draw_64(seed, {.purpose = Purpose::shuffle, .sample = static_cast<std::uint32_t>(i), .epoch = epoch});
    drawn_[i] = {draw, rows[i]};
    for (std::size_t pass = 0; pass < shifts.size(); ++pass) ++places[pass][digit(draw, shifts[pass])];
  }
  for (std::size_t pass = 0; pass < shifts.size(); ++pass) {
    std::uint32_t place = 0;
    for (std::uint32_t& entry : places[pass]) place += std::exchange(entry, place);
    for (const Drawn& one : drawn_) scratch_[places[pass][digit(one.draw, shifts[pass])]++] = one;
    std::swap(drawn_, scratch_);
  }
  for (std::size_t i = 1; i < drawn_.size(); ++i) {
    const Drawn one = drawn_[i];
    std::size_t place = i;
    for (; place > 0 && one.draw < drawn_[place - 1].draw; --place) drawn_[place] = drawn_[place - 1];
    drawn_[place] = one;
  }
  for (std::size_t i = 0; i < drawn_.size(); ++i) order[i] = drawn_[i].row;
}

}  // namespace mlp
