// An encoding made ready to be run on many rows.
#pragma once

#include <vector>

#include "data/number_transform.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/data/encoding.hpp"

namespace mlp {

class RowEncoder {
 public:
  // Why a row cannot be encoded.
  struct Problem {
    enum class Kind { none, missing, unseen };
    Kind kind = Kind::none;
    Index column = 0;
  };

  explicit RowEncoder(const std::vector<FittedColumn>& columns);

  Index columns() const { return std::ssize(columns_); }
  Index features() const { return features_; }

  // `row`: columns() values; `features`: features() to be written, `row` itself where each column has one.
  // Allocates nothing.  Where there is a problem, what is written is of no use.
  [[nodiscard]] Problem encode(const float* row, float* features) const;

 private:
  enum class Form { number, one_hot, ordinal };

  struct Column {
    Form form = Form::number;
    NumberTransform transform = {};
    bool has_indicator = false;
    bool has_substitute = false;
    float substitute = 0.0f;
    Index categories = 0;  // with a place of their own
    Index known = 0;       // with the rare ones
    bool has_other = false;
    bool others_are_known = false;  // unseen categories are "other"
    bool ignores_unseen = false;
  };

  static Column prepared(const FittedColumn& fitted);
  // The feature's or the place's number, or −1 for no feature at all, or −2 where that is a problem.
  static Index place_of(const Column& column, float code);

  std::vector<Column> columns_;
  Index features_ = 0;
};

}  // namespace mlp
