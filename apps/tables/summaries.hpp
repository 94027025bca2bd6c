// What a network and its data are, as tables for people.
#pragma once

#include <string>

#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/recipe.hpp"

// Layers with their sizes, activations and numbers of parameters.
std::string layers_text(const mlp::Architecture& architecture);

// The layers, and the memory that the parameters and a training on `rows` rows take.
std::string model_summary(const mlp::Architecture& architecture, const mlp::Recipe& recipe, mlp::Index rows);

// About how many bytes a training on `rows` rows takes besides the data.
double training_bytes(const mlp::Architecture& architecture, const mlp::Recipe& recipe, mlp::Index rows);

// One line: how many rows each split has.
std::string rows_text(const mlp::Splits& splits);

// Rows of each split, inputs, and classes with their counts or numbers with their range.
std::string data_summary(const mlp::Splits& splits);

// "sepal_length, sepal_width, …"; a long list is cut.
std::string names_text(const std::vector<std::string>& names);
