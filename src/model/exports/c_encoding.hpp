// Columns of a table to the features of the first layer, and targets back from what was learned in their
// place, as C statements (data/row_encoder.hpp, data/number_transform.hpp).
#pragma once

#include <string>
#include <vector>

#include "mlp/model/model.hpp"
#include "model/exports/c_text.hpp"

namespace mlp {

// From `inputs`, a number per column, to the array `values`.  What the model refuses, a missing value or an
// unseen category, becomes NaN, and with it every output.  REQUIRES: the encoding is not the identity.
void add_c_encoding(CText& text, const InputEncoding& encoding, const std::string& values);

// The numbers in the array `values`, a number for each target, before their transforms.
void add_c_decoding(CText& text, const std::vector<FittedColumn>& targets, const std::string& values);

// A comment of the columns that are not simply numbers: what a caller has to write for them.
std::string c_columns_comment(const Model& model);

}  // namespace mlp
