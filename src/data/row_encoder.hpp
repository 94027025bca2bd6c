// An encoding made ready to be run on many rows.
#pragma once

#include <array>
#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/data/encoding.hpp"

namespace mlp {

// z + (v − x)·slope, from v = x on to the next segment's.
struct LineSegment {
  float x, z, slope;
};

// A segment for each knot; the last one's slope is 0.
std::vector<LineSegment> line_through(const std::vector<std::array<double, 2>>& knots);

class RowEncoder {
 public:
  // Why a row cannot be encoded.
  struct Problem {
    enum class Kind { none, missing, unseen };
    Kind kind = Kind::none;
    Index column = 0;
  };

  explicit RowEncoder(const InputEncoding& encoding);

  Index columns() const { return std::ssize(columns_); }
  Index features() const { return features_; }

  // `row`: columns() values; `features`: features() to be written.  Allocates nothing.  Where there is a
  // problem, what is written is of no use.
  [[nodiscard]] Problem encode(const float* row, float* features) const;

 private:
  enum class Form { number, one_hot, ordinal };

  struct Column {
    Form form = Form::number;
    bool is_log = false;
    bool has_indicator = false;
    bool has_substitute = false;
    bool has_clip = false;
    float substitute = 0.0f;
    float lowest = 0.0f, highest = 0.0f;
    std::vector<LineSegment> segments = {};  // of a line through quantiles
    Index categories = 0;                    // with a place of their own
    Index known = 0;                         // with the rare ones
    bool has_other = false;
    bool others_are_known = false;  // unseen categories are "other"
    bool ignores_unseen = false;
  };

  static Column prepared(const FittedColumn& fitted);
  static float transformed(const Column& column, float x);
  // The feature's or the place's number, or −1 for no feature at all, or −2 where that is a problem.
  static Index place_of(const Column& column, float code);

  std::vector<Column> columns_;
  Index features_ = 0;
};

}  // namespace mlp
