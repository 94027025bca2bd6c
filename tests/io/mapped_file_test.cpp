#include "io/mapped_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

TEST(MappedFile, HoldsTheFilesBytes) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b", 3);
  EXPECT_EQ(MappedFile(folder.write("file", bytes)).bytes(), bytes);
}

TEST(MappedFile, MayBeEmpty) {
  const TemporaryFolder folder;
  EXPECT_EQ(MappedFile(folder.write("file", "")).bytes(), "");
}

TEST(MappedFile, MovesItsBytes) {
  const TemporaryFolder folder;
  MappedFile first(folder.write("first", "first"));
  MappedFile second(folder.write("second", "second"));
  second = std::move(first);
  EXPECT_EQ(second.bytes(), "first");
  const MappedFile third(std::move(second));
  EXPECT_EQ(third.bytes(), "first");
}

TEST(MappedFile, ReadsAPipeToItsEnd) {
  const TemporaryFolder folder;
  const std::filesystem::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string bytes(200'000, 'x');  // more than a pipe holds
  std::thread writer([&] { folder.write("pipe", bytes); });
  const MappedFile file(pipe);
  writer.join();
  EXPECT_EQ(file.bytes(), bytes);
}

TEST(MappedFile, NamesAMissingFile) {
  EXPECT_EQ(message_of<IoError>([] { MappedFile("no/such/file.csv"); }),
            "no/such/file.csv: cannot read: No such file or directory\n"
            "  hint: look for a misspelt folder or file name");
}

TEST(MappedFile, NamesAFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of<IoError>([&] { MappedFile{folder.path()}; }),
            folder.path().string() + ": cannot read: Is a directory\n  hint: give a file, not a folder");
}

}  // namespace
}  // namespace mlp
