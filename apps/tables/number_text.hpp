// Numbers for people to read, and exact ones for files.
#pragma once

#include <string>

#include "mlp/base/memory.hpp"
#include "mlp/train/observer.hpp"

// "1,234,567".
std::string count_text(mlp::Index count);
// "1 row", "2,000 rows"; `plural` where it is not the noun with an s.
std::string count_text(mlp::Index count, const std::string& noun, const std::string& plural = {});

// A loss, a metric or a weight, to about four digits: "0.0712", "54.31", "1.20e-06".
std::string value_text(double value);

// "640 bytes", "12.3 kB", "1.9 MB".
std::string memory_text(double bytes);

// "25 us", "3.1 ms", "0.31 s", "12 s", "2 min 05 s", "1 h 02 min".
std::string duration_text(double seconds);

// "212,000": to three digits, as no more can be trusted.
std::string rate_text(double per_second);

// "loss 0.0712, accuracy 0.9812".
std::string scores_text(const mlp::Scores& scores);

// The shortest text that reads back to the same number: "0.1", "1e-12", "inf", "nan".
std::string exact_text(double value);
std::string exact_text(float value);
