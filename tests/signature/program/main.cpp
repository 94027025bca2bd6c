// mlp_signature [THREADS [SIMD]]: trains every case of the table and writes the bits that come out to
// standard output, for the host to hash.
//
// It is built for other processors and run under emulators (tests/proof.sh), so it needs nothing but
// the C++ library and Highway's headers: no files, no compression, no digest, no JSON.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "kernels/target_choice.hpp"
#include "signature/signature.hpp"

static void write(const std::string& bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size()) std::exit(5);
}

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
  try {
    if (argc > 2) mlp::limit_simd_target(argv[2]);
    for (const mlp::SignatureCase& one : mlp::all_signature_cases()) {
      write(mlp::signature_of(one, threads).all());
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mlp_signature: %s\n", error.what());
    return 1;
  }
  std::fprintf(stderr, "%s\n", mlp::simd_target().c_str());
  return std::fflush(stdout) == 0 ? 0 : 5;
}
