#include "source_folder.hpp"

std::string source_folder() { return MLP_SOURCE_FOLDER; }
