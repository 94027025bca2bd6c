// Every key of a config, told: docs/config-reference.md, and what --set may name.
#pragma once

#include <string>
#include <vector>

// A page of Markdown with a section for each object and each choice.
std::string config_reference();

// The JSON pointers that --set may name, sorted; what stands in lists is left out.
std::vector<std::string> setting_names();
