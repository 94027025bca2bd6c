# Makes the comments of our headers Doxygen's: "//" lines become "///", those at the end of a line "///<".
# The first block of a header, up to #pragma once, is about the file.
NR == 1 && /^\/\// { print "/// @file" }
/^ *\/\/ ?-+ / { print ""; next }           # a line that only parts a long header
/^ *\/\// { sub(/\/\//, "///"); print; next }
/[;,{}]  \/\/ / { sub(/  \/\/ /, "  ///< "); print; next }
{ print }
