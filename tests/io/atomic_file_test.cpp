#include "io/atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// Files cannot grow beyond `bytes` while this lives: the system refuses as it does on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &saved_);
    const rlimit limit{bytes, saved_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &saved_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit saved_{};
  void (*handler_)(int) = nullptr;
};

TEST(AtomicFile, WritesItsPartsOneAfterTheOther) {
  const TemporaryFolder folder;
  write_atomically(folder / "file", {"one ", "", "two"});
  EXPECT_EQ(folder.read("file"), "one two");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, ReplacesWhatStoodThereAndKeepsItsPermissions) {
  const TemporaryFolder folder;
  ASSERT_EQ(::chmod(folder.write("file", "old").c_str(), 0640), 0);
  write_atomically(folder / "file", {"new"});
  EXPECT_EQ(folder.read("file"), "new");
  struct stat status {};
  ASSERT_EQ(::stat((folder / "file").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(AtomicFile, FollowsALink) {
  const TemporaryFolder folder;
  folder.write("file", "old");
  std::filesystem::create_symlink("file", folder / "link");
  write_atomically(folder / "link", {"new"});
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(folder.read("file"), "new");
}

TEST(AtomicFile, WritesTheLongestNameThatIsLegal) {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  write_atomically(folder / name, {"x"});
  EXPECT_EQ(folder.read(name), "x");
}

TEST(AtomicFile, LeavesTheOldFileAndNothingElseWhenItCannotWriteAll) {
  const TemporaryFolder folder;
  folder.write("file", "old");
  const std::string bytes(5000, 'x');
  std::string message;
  {
    const FileSizeLimit limit(4096);
    message = message_of<IoError>([&] { write_atomically(folder / "file", {bytes}); });
  }
  EXPECT_EQ(message, (folder / "file").string() + ": cannot write 5000 bytes: File too large");
  EXPECT_EQ(folder.read("file"), "old");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, NamesAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  EXPECT_EQ(message_of<IoError>([] { write_atomically("/dev/full", {"abc"}); }),
            "/dev/full: cannot write 3 bytes: No space left on device\n"
            "  hint: make room on the disk, or choose a folder on another one");
}

TEST(AtomicFile, WritesToADeviceInsteadOfReplacingIt) {
  write_atomically("/dev/null", {"abc"});
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(AtomicFile, NamesAFolderThatCannotBeWrittenTo) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const TemporaryFolder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0500), 0);
  EXPECT_EQ(message_of<IoError>([&] { write_atomically(folder / "file", {"abc"}); }),
            (folder / "file").string() +
                ": cannot write 3 bytes: Permission denied\n"
                "  hint: look at the permissions of the file and of its folder");
}

TEST(AtomicFile, NamesAMissingFolderAndAFolderInItsPlace) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of<IoError>([&] { write_atomically(folder / "no/file", {"abc"}); }),
            (folder / "no/file").string() +
                ": cannot write 3 bytes: No such file or directory\n"
                "  hint: look for a misspelt folder or file name");
  EXPECT_EQ(
      message_of<IoError>([&] { write_atomically(folder.path(), {"abc"}); }),
      folder.path().string() + ": cannot write 3 bytes: Is a directory\n  hint: give a file, not a folder");
}

}  // namespace
}  // namespace mlp
