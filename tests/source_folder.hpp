// Where the repository lies, for tests that read its files.  Known to one source file only, so that a
// compiler's cache serves every checkout.
#pragma once

#include <string>

std::string source_folder();
