#pragma once
// A GitRepositories with a loop, a pool, a clock that records waits instead of waiting, and real repositories to fetch from.

#include "server_fixture.h"

#include "stackup/system/git_repositories.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <exception>
#include <map>
#include <memory>
#include <optional>

namespace stackup::testing {

class RecordingClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return {}; }
  [[nodiscard]] WallTime wall_now() const override { return {}; }
  Task<void> sleep_for(Duration duration) override {
    waits.push_back(duration);
    co_return;
  }

  std::vector<Duration> waits;
};

class GitTest : public ::testing::Test {
 protected:
  GitTest() {
    for (const char* name : {"home", "served", "work", "cache"}) std::filesystem::create_directories(root() / name);
    std::ofstream(root() / "home" / ".gitconfig") << "[user]\n  name = Ada\n  email = ada@example.org\n[init]\n  defaultBranch = main\n"
                                                     "[protocol \"file\"]\n  allow = always\n[advice]\n  detachedHead = false\n";
    environment = {{"PATH", std::getenv("PATH")}, {"HOME", (root() / "home").string()}, {"GIT_CONFIG_NOSYSTEM", "1"}};
    repositories = std::make_unique<GitRepositories>(pool_, clock, environment);
  }
  ~GitTest() override {
    pool_.stop();
    pool_.join();
  }

  [[nodiscard]] const std::filesystem::path& root() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path work(const std::string& name) const { return root() / "work" / name; }
  [[nodiscard]] std::filesystem::path served(const std::string& name) const { return root() / "served" / (name + ".git"); }

  /// GitRepositories that find no git program.
  void hide_git() {
    environment["PATH"] = (root() / "nothing").string();
    start_with(environment);
  }
  void start_with(EnvironmentMap changed) {
    environment = std::move(changed);
    repositories = std::make_unique<GitRepositories>(pool_, clock, environment);
  }

  /// Runs a shell script in `directory` as the user Ada; its output without the last newline.
  std::string sh(const std::filesystem::path& directory, const std::string& script) {
    const auto output = root() / "sh.out";
    const auto command = "cd '" + directory.string() + "' && export HOME='" + (root() / "home").string() +
                         "' GIT_CONFIG_NOSYSTEM=1 && { set -e; " + script + "\n} > '" + output.string() + "' 2>&1";
    const int code = std::system(command.c_str());
    auto text = text_of(output);
    EXPECT_EQ(code, 0) << script << "\n" << text;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }

  /// A bare repository in served/ with main (three commits), branch next, tags v1 (annotated, on the first commit) and light.
  void serve(const std::string& name) {
    std::ofstream(root() / "import") << R"(commit refs/heads/main
mark :1
committer Ada <ada@example.org> 1700000000 +0000
data <<.
first
.
M 644 inline a.txt
data <<.
one
.
M 644 inline sub/b.txt
data <<.
two
.
tag v1
from :1
tagger Ada <ada@example.org> 1700000000 +0000
data <<.
first release
.
commit refs/heads/main
mark :2
committer Ada <ada@example.org> 1700000100 +0000
data <<.
second
.
M 644 inline a.txt
data <<.
one
more
.
reset refs/tags/light
from :2

commit refs/heads/main
committer Ada <ada@example.org> 1700000200 +0000
data <<.
third
.
M 644 inline a.txt
data <<.
one
more
last
.
commit refs/heads/next
committer Ada <ada@example.org> 1700000300 +0000
data <<.
next
.
from :2
M 644 inline n.txt
data <<.
next
.
)";
    const auto place = served(name).string();
    sh(root(), "git init -q --bare '" + place + "' && git -C '" + place + "' fast-import --quiet < import && git clone -q '" + place +
                   "' seed-" + name + " && git -C seed-" + name + " branch -q next origin/next");
  }
  /// One more commit on the served main.
  std::string advance(const std::string& name, const std::string& file = "more.txt") {
    return sh(root() / ("seed-" + name), "git checkout -q main && echo x >> " + file + " && git add . && git commit -qm 'more in " + file +
                                             "' && git push -q origin main && git rev-parse HEAD");
  }
  /// Some megabytes that do not compress, so that a transfer has a middle.
  void make_large(const std::string& name) {
    sh(root() / ("seed-" + name),
       "for i in 1 2 3 4 5 6 7 8; do head -c 500000 /dev/urandom > large$i.bin; done; git add . && git commit -qm large && git push -q "
       "origin main");
  }
  std::string commit_of(const std::string& name, const std::string& revision) {
    return sh(served(name), "git rev-parse '" + revision + "^{commit}'");
  }

  std::unique_ptr<TestServer> start_http(std::vector<std::string> options = {}) {
    const auto log = root() / ("http" + std::to_string(++servers_) + ".log");
    std::vector<std::string> words{"python3", server_script("git_http.py").string(), (root() / "served").string(), "--log", log.string()};
    words.insert(words.end(), options.begin(), options.end());
    return std::make_unique<TestServer>(words, log);
  }
  std::unique_ptr<TestServer> start_inetd(std::vector<std::string> command) {
    const auto log = root() / ("inetd" + std::to_string(++servers_) + ".log");
    std::vector<std::string> words{"python3", server_script("inetd.py").string(), "--log", log.string(), "--"};
    words.insert(words.end(), command.begin(), command.end());
    return std::make_unique<TestServer>(words, log);
  }
  std::unique_ptr<TestServer> start_git_daemon() {
    return start_inetd(
        {"git", "-c", "safe.directory=*", "daemon", "--inetd", "--export-all", "--base-path=" + (root() / "served").string()});
  }

  CheckoutRequest request(const std::string& url, const std::string& directory, Revision revision = DefaultBranch{}) {
    CheckoutRequest result;
    result.url = url;
    result.revision = std::move(revision);
    result.directory = work(directory);
    result.cache = root() / "cache";
    return result;
  }
  static std::string http_url(const TestServer& server, const std::string& name) {
    return "http://" + server.address() + "/" + name + ".git";
  }

  /// Runs tasks to their ends, all at once.
  template <class T>
  std::vector<Result<T>> run_all(std::vector<Task<Result<T>>> tasks) {
    std::vector<std::optional<Result<T>>> results(tasks.size());
    boost::asio::io_context loop(1);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      boost::asio::co_spawn(loop, into(std::move(tasks[i]), results[i]), [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
    }
    loop.run();
    std::vector<Result<T>> values;
    for (auto& result : results) values.push_back(std::move(result.value()));
    return values;
  }

  Result<CheckoutState> clone(const CheckoutRequest& request, ProgressSink progress = {}) {
    return run_one(repositories->clone(request, std::move(progress)));
  }
  Result<UpdateOutcome> update(const CheckoutRequest& request) { return run_one(repositories->update(request, {})); }
  Result<CheckoutState> inspect(const std::string& directory) { return run_one(repositories->inspect(work(directory))); }

  template <class T>
  Result<T> run_one(Task<Result<T>> task) {
    std::optional<Result<T>> result;
    std::exception_ptr thrown;
    boost::asio::io_context loop(1);
    boost::asio::co_spawn(loop, into(std::move(task), result), [&](std::exception_ptr exception) { thrown = exception; });
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(result.value());
  }

  TestFolder folder_;
  boost::asio::thread_pool pool_{4};
  RecordingClock clock;
  EnvironmentMap environment;
  std::unique_ptr<GitRepositories> repositories;

 private:
  /// co_spawn wants default-constructible results; Result is none.
  template <class T>
  static Task<void> into(Task<Result<T>> task, std::optional<Result<T>>& result) {
    auto value = co_await std::move(task);
    result.emplace(std::move(value));
  }

  int servers_ = 0;
};

}  // namespace stackup::testing
