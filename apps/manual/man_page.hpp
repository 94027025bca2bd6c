// The pages of man(1), in roff: mlp.1 and one for each verb, mlp-train.1.
#pragma once

#include <string>

#include "manual/manual.hpp"

// "mlp-train" of "mlp train".
std::string man_page_name(const Manual& manual);

// Of the program, or of one verb.
std::string man_page(const Manual& manual);
