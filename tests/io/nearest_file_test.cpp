#include "io/nearest_file.hpp"

#include <gtest/gtest.h>

#include "io/file_descriptor.hpp"
#include "io/mapped_file.hpp"
#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

TEST(NearestFile, MendsTheFirstPartThatIsNotThere) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "runs/iris");
  folder.write("runs/iris/config.json", "{}");
  EXPECT_EQ(nearest_file(folder / "runs/iris/confg.json"), folder / "runs/iris/config.json");
  EXPECT_EQ(nearest_file(folder / "runs/iriss/config.json"), folder / "runs/iris");
  EXPECT_EQ(nearest_file(folder / "run/iris/config.json"), folder / "runs");
}

TEST(NearestFile, IsNothingWhereNothingIsNear) {
  const TemporaryFolder folder;
  folder.write("flowers.csv", "");
  EXPECT_EQ(nearest_file(folder / "quite_another"), std::nullopt);
  EXPECT_EQ(nearest_file(folder / "flowers.csv"), std::nullopt);
  EXPECT_EQ(nearest_file(folder / "flowers.csv/more"), std::nullopt);
  EXPECT_EQ(nearest_file(""), std::nullopt);
}

TEST(NearestFile, IsSaidWhereAFileIsMissing) {
  const TemporaryFolder folder;
  folder.write("flowers.csv", "1");
  EXPECT_EQ(message_of<IoError>([&] { MappedFile file(folder / "flower.csv"); }),
            (folder / "flower.csv").string() +
                ": cannot read: No such file or directory\n  hint: did you mean \"" +
                (folder / "flowers.csv").string() + "\"?");
}

}  // namespace
}  // namespace mlp
