#include "stackup/cli/logs.h"

#include "stackup/engine/flag.h"
#include "stackup/system/file_watch.h"
#include "stackup/system/posix_files.h"
#include "tests/cli/run_verb.h"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

namespace stackup {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto shop = "schema: 1\nname: shop\nsummary: my shop\nneeds: [redis]\nprocesses: {web: {run: serve}, worker: {run: work}}\nsteps: {build: {run: make}}\n";

/// `modified` counts seconds, so that the order of files is known.
void write_log(const testing::TemporaryDirectory& directory, const std::string& name, const std::string& text, int modified = 0) {
  directory.write(".stackup/logs/" + name + ".log", text);
  const timespec times[2] = {{1'700'000'000 + modified, 0}, {1'700'000'000 + modified, 0}};
  utimensat(AT_FDCWD, (directory.path() / ".stackup/logs" / (name + ".log")).c_str(), times, 0);
}

testing::Said logs(const testing::TemporaryDirectory& directory, std::vector<std::string> words, std::map<std::string, std::vector<std::string>, std::less<>> options = {}) {
  return testing::run_in(logs_verb(), directory, {.words = std::move(words), .rest = {}, .options = std::move(options)});
}

TEST(Logs, ShowsTheLogLastWrittenToLast) {
  const testing::TemporaryDirectory directory;
  write_log(directory, "shop/web", "one\ntwo\nthr", 1);
  write_log(directory, "packages", "installed\n", 2);
  write_log(directory, "db/server", "ready\n", 0);
  EXPECT_EQ(logs(directory, {}).out,
            "db/server | ready\n"
            "shop/web  | one\n"
            "shop/web  | two\n"
            "shop/web  | thr\n"
            "packages  | installed\n");
}

TEST(Logs, ShowsOneLogWithoutItsName) {
  const testing::TemporaryDirectory directory;
  write_log(directory, "shop/web", "one\ntwo\nthree\n");
  write_log(directory, "shop/worker", "x\n");
  EXPECT_EQ(logs(directory, {"web"}, {{"--lines", {"2"}}}).out, "two\nthree\n");
  EXPECT_EQ(logs(directory, {"shop/web"}, {{"--grep", {"o"}}}).out, "one\ntwo\n");
  EXPECT_EQ(logs(directory, {"shop/web"}, {{"--since", {"10m"}}}).out, "");  // not written to for long
  EXPECT_EQ(logs(directory, {"worker"}, {{"--json", {""}}}).out, "{\"v\":1,\"kind\":\"log\",\"name\":\"shop/worker\",\"text\":\"x\"}\n");
}

TEST(Logs, SuggestsTheClosestNameAndTakesOnesThatHaveNotWrittenYet) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", shop);
  write_log(directory, "shop/web", "one\n");
  const auto unknown = logs(directory, {"worer"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("SU0103"), HasSubstr("did you mean 'stackup logs worker'?")));
  for (const auto* word : {"shop/worker", "worker", "redis", "redis/server", "build", "supervisor"}) {
    const auto said = logs(directory, {word});
    EXPECT_EQ(said.code, 0) << word;
    EXPECT_THAT(said.err, HasSubstr("has written anything yet")) << word;
  }
}

TEST(Logs, TakesTheNameOfTheWorkspaceForAllOfIt) {
  const testing::TemporaryDirectory directory;
  write_log(directory, "shop/web", "one\n");
  EXPECT_EQ(logs(directory, {directory.path().filename().string()}).out, "one\n");
}

TEST(Logs, SaysWhenThereIsNothingYet) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", shop);
  const auto said = logs(directory, {});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err, HasSubstr("Nothing in this workspace has written anything yet"));
}

TEST(Logs, RefusesOptionsThatItDoesNotUnderstand) {
  const testing::TemporaryDirectory directory;
  EXPECT_EQ(logs(directory, {}, {{"--lines", {"few"}}}).code, 2);
  EXPECT_EQ(logs(directory, {}, {{"--since", {"yesterday"}}}).code, 2);
}

/// Follows the logs of a directory; after each change the loop runs until nothing is left to do.
class Following {
 public:
  explicit Following(const testing::TemporaryDirectory& directory, LogRequest request = {})
      : watch_(context_.get_executor()), stop_(context_.get_executor()), view_(with_directory(std::move(request), directory), files_, watch_, line, [this](std::string_view text) { out += text; }) {
    view_.show_last(LogView::Unfinished::wait_for_its_end);
    boost::asio::co_spawn(context_, follow_logs(view_, watch_, stop_), [this](std::exception_ptr thrown, Result<void> result) { ended = !thrown && result; });
    run();
  }
  ~Following() {
    stop_.set();
    run();
    EXPECT_TRUE(ended);
  }
  Following(const Following&) = delete;
  Following& operator=(const Following&) = delete;

  std::string next() {
    run();
    return std::exchange(out, "");
  }

  std::string out;
  bool ended = false;

 private:
  static std::string line(const LogLine& each) { return each.name + ": " + each.text + "\n"; }
  static LogRequest with_directory(LogRequest request, const testing::TemporaryDirectory& directory) {
    request.directory = directory.path() / ".stackup" / "logs";
    return request;
  }
  void run() {
    context_.restart();
    context_.poll();
  }

  boost::asio::io_context context_{1};
  PosixFiles files_;
  InotifyFileWatch watch_;
  Flag stop_;
  LogView view_;
};

TEST(Logs, FollowsWhatIsWrittenInTheOrderOfItsArrival) {
  const testing::TemporaryDirectory directory;
  write_log(directory, "shop/web", "one\n");
  write_log(directory, "db/server", "ready\n", 1);
  Following following(directory);
  EXPECT_EQ(following.next(), "shop/web: one\ndb/server: ready\n");
  directory.append(".stackup/logs/shop/web.log", "two\nthr");
  EXPECT_EQ(following.next(), "shop/web: two\n");
  directory.append(".stackup/logs/db/server.log", "busy\n");
  EXPECT_EQ(following.next(), "db/server: busy\n");
  directory.append(".stackup/logs/shop/web.log", "ee\n");
  EXPECT_EQ(following.next(), "shop/web: three\n");
}

TEST(Logs, FollowsLogsThatAreCutOffOrReplaced) {
  const testing::TemporaryDirectory directory;
  write_log(directory, "shop/web", "one\n");
  const auto log = directory.path() / ".stackup/logs/shop/web.log";
  Following following(directory);
  EXPECT_EQ(following.next(), "shop/web: one\n");
  std::filesystem::resize_file(log, 0);
  directory.append(log, "2\n");
  EXPECT_EQ(following.next(), "shop/web: 2\n");
  directory.append(log, "the last\n");
  std::filesystem::rename(log, log.string() + ".1");
  directory.append(log.string() + ".1", "the very last");
  directory.write(log, "new\n");
  EXPECT_EQ(following.next(), "shop/web: the last\nshop/web: the very last\nshop/web: new\n");
}

TEST(Logs, FollowsLogsThatAreMadeLater) {
  const testing::TemporaryDirectory directory;
  Following following(directory, {.directory = {}, .words = {"shop"}, .filter = {"hit", std::nullopt, std::nullopt}, .lines = std::nullopt});
  write_log(directory, "shop/web", "hit 1\nmiss\n");
  write_log(directory, "db/server", "hit\n");
  EXPECT_EQ(following.next(), "shop/web: hit 1\n");
  directory.append(".stackup/logs/shop/web.log", "hit 2\n");
  EXPECT_EQ(following.next(), "shop/web: hit 2\n");
}

}  // namespace
}  // namespace stackup
