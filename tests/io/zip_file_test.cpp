// Reading ZIP archives.
#include "io/zip_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "io/zip_archive.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Zip : public testing::Test {
 protected:
  std::string read(const std::string& name) const {
    const FlatBuffer<char> content = ZipFile(path).read(name);
    return {content.begin(), content.end()};
  }
  std::string refusal(const std::string& name = "long") const {
    return message_of<DataError>([&] { read(name); });
  }
  // Changes a byte of the archive.
  void damage(const std::string& where, std::size_t behind) const {
    std::string bytes = folder.read("a.zip");
    const std::size_t at = bytes.find(where);
    ASSERT_NE(at, std::string::npos);
    bytes[at + where.size() + behind] ^= 0x55;
    folder.write("a.zip", bytes);
  }
  TemporaryFolder folder;
  const std::filesystem::path path = folder / "a.zip";
  const std::string text = std::string(5000, 'x') + "end";
};

TEST_F(Zip, GivesWhatWasPutIn) {
  for (const bool packed : {false, true}) {
    write_zip(path, {{"long", text}, {"none", ""}, {"sub/short", "abc"}}, packed);
    EXPECT_THAT(ZipFile(path).names(), ElementsAre("long", "none", "sub/short"));
    EXPECT_EQ(read("long"), text);
    EXPECT_EQ(read("none"), "");
    EXPECT_EQ(read("sub/short"), "abc");
  }
}

TEST_F(Zip, SaysWhatIsInItWhereANameIsNot) {
  write_zip(path, {{"x.npy", "1"}, {"y.npy", "2"}}, true);
  EXPECT_EQ(refusal("X.npy"), path.string() + ": expected X.npy in the archive, got x.npy, y.npy");
}

TEST_F(Zip, RefusesWhatIsDamaged) {
  for (const bool packed : {false, true}) {
    write_zip(path, {{"long", text}}, packed);
    damage("long", 5);
    EXPECT_EQ(refusal(), path.string() + ": long: the archive is damaged, or encrypted");
  }
  write_zip(path, {{"long", text}}, true);
  const std::string whole = folder.read("a.zip");
  folder.write("a.zip", whole.substr(0, whole.size() / 2));
  EXPECT_THAT(refusal(), HasSubstr("expected a ZIP archive, got another kind of file, or one cut short"));
  folder.write("a.zip", "a,b\n1,2\n");
  EXPECT_THAT(refusal(), HasSubstr("expected a ZIP archive"));
  EXPECT_THROW(ZipFile(folder / "none"), IoError);
}

// The size is 22 bytes into the entry of the directory that begins "PK\1\2", 4 bytes before its name's.
TEST_F(Zip, DoesNotTakeTheMemoryThatADamagedArchiveNames) {
  write_zip(path, {{"long", text}}, true);
  std::string bytes = folder.read("a.zip");
  const std::size_t entry = bytes.find("PK\x01\x02");
  ASSERT_NE(entry, std::string::npos);
  bytes.replace(entry + 24, 4, "\xff\xff\xff\x7f");
  folder.write("a.zip", bytes);
  EXPECT_THAT(refusal(), HasSubstr("the archive is damaged"));
}

}  // namespace
}  // namespace mlp
