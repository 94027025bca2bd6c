// The table that grows by a line an epoch while a network trains.
//
//               training              validation
//    epoch       loss   accuracy       loss   accuracy     samples/s      time
//     1/10     0.2987     0.9101     0.1213     0.9632       212,000    0.26 s   best
#pragma once

#include <string>
#include <vector>

#include "mlp/train/observer.hpp"

class EpochTable {
 public:
  // Every line is narrower than `width`: where all columns do not fit, the training metrics go first.  Below
  // twenty columns even the epoch and its loss may be wider.
  EpochTable(const std::vector<std::string>& metrics, bool has_validation, mlp::Index epochs, int width);

  // The two lines above the first epoch's.
  std::string head() const;
  std::string line(const mlp::EpochReport& report, mlp::Index samples) const;

 private:
  struct Column {
    std::string group;
    std::string title;
    int width = 0;
  };
  int width_of_all() const;

  mlp::Index epochs_;
  int epoch_width_;
  bool has_training_metrics_ = true;
  bool has_speed_ = true;
  bool has_validation_metrics_ = true;
  bool has_mark_ = true;
  bool has_total_ = true;
  std::vector<Column> columns_;
};
