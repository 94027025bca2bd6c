// Where the time of a training's steps went, as a table for people.
#pragma once

#include <string>

#include "mlp/nn/profile.hpp"

std::string profile_text(const mlp::Profile& profile);
