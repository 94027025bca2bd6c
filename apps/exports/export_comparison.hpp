// What an exported network says of rows, beside what the model says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mlp/model/model.hpp"

class ExportComparison {
 public:
  // `tolerance` is for values up to 1, and relative beyond; 0 asks for the same bits.  The model must outlive
  // this.
  ExportComparison(const mlp::Model& model, const mlp::Dataset& data, float tolerance);

  // `values` are rows × columns of model/prediction_table.hpp; `classes` one per row, or none.
  // Throws mlp::Error (check_failed) that names file, row and column where they differ.
  void check(const std::string& file, const std::vector<float>& values,
             const std::vector<std::int32_t>& classes);

  // "verified: 30 rows through cc, the same bits".  REQUIRES: check() has passed.
  std::string verdict(const std::string& how) const;

 private:
  bool is_same(float ours, float theirs) const;
  bool is_same_class(mlp::Index row, std::int32_t theirs) const;

  const mlp::Model& model_;
  const std::vector<std::string> columns_;
  const mlp::Predictions predictions_;
  const mlp::FlatBuffer<float> table_;
  const float tolerance_;
  float largest_ = 0.0f;  // difference seen
};
