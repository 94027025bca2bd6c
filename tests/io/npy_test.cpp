// NumPy's format: bytes as the specification has them, and back.
#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "io/npy.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

const std::vector<float> six{0.0f, 1.0f, -2.5f, 3e-39f, 1e38f, 0.1f};

class Npy : public testing::Test {
 protected:
  TemporaryFolder folder;
};

TEST_F(Npy, WritesTheHeaderThatNumpyWrites) {
  write_npy(folder / "a.npy", {2, 3}, six);
  const std::string bytes = folder.read("a.npy");
  // As numpy.save(…, numpy.zeros((2, 3), '<f4')) writes it.
  std::string expected("\x93NUMPY\x01\x00\x76\x00", 10);
  expected += "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  expected.append(127 - expected.size(), ' ');
  expected += '\n';
  EXPECT_EQ(bytes.substr(0, 128), expected);
  EXPECT_EQ(bytes.size(), 128 + 6 * sizeof(float));
}

TEST_F(Npy, ReadsBackTheSameBits) {
  for (const std::vector<Index>& shape : {std::vector<Index>{6}, {2, 3}, {1, 6, 1}}) {
    write_npy(folder / "a.npy", shape, six);
    const FlatBuffer<float> read = read_npy(folder / "a.npy", shape);
    EXPECT_TRUE(std::equal(read.begin(), read.end(), six.begin(), six.end()));
  }
}

TEST_F(Npy, ASingleNumberHasAnEmptyShape) {
  write_npy(folder / "a.npy", {}, std::vector<float>{4.0f});
  EXPECT_NE(folder.read("a.npy").find("'shape': (), }"), std::string::npos);
  EXPECT_EQ(read_npy(folder / "a.npy", {})[0], 4.0f);
}

TEST_F(Npy, RefusesAnotherShapeAndACutFile) {
  const std::filesystem::path path = folder / "a.npy";
  write_npy(path, {2, 3}, six);
  const std::string refusal = path.string() +
                              ": expected an array of float32 of shape (3, 2), got another file\n"
                              "  hint: the file is damaged or was written by another program";
  EXPECT_EQ(message_of<CorruptFile>([&] { read_npy(path, {3, 2}); }), refusal);
  const std::string whole = folder.read("a.npy");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    folder.write("cut.npy", whole.substr(0, size));
    EXPECT_THROW(read_npy(folder / "cut.npy", {2, 3}), CorruptFile) << size;
  }
}

}  // namespace
}  // namespace mlp
