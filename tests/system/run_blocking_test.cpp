#include "stackup/system/run_blocking.h"

#include <gtest/gtest.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

namespace stackup::testing {
namespace {

namespace asio = boost::asio;

class RunBlockingTest : public ::testing::Test {
 protected:
  RunBlockingTest() { EXPECT_EQ(::pipe(silent_.data()), 0); }
  ~RunBlockingTest() override {
    pool_.join();
    for (const int end : silent_) ::close(end);
  }

  /// Runs the job as a caller would; what it threw, if it did.
  std::exception_ptr run(std::function<std::string(const JobControl&)> job) {
    std::exception_ptr thrown;
    asio::co_spawn(loop_, store(std::move(job)),
                   asio::bind_cancellation_slot(cancel_.slot(), [&](std::exception_ptr exception) { thrown = exception; }));
    loop_.run();
    return thrown;
  }
  Task<void> store(std::function<std::string(const JobControl&)> job) {
    auto running = run_blocking<std::string>(pool_, std::move(job));
    result_ = co_await std::move(running);
    resumed_on_ = std::this_thread::get_id();
  }
  /// Blocks in a system call that nobody ever ends.
  void read_for_ever(const JobControl& control) {
    char byte = 0;
    while (!control.must_end()) {
      const auto count = ::read(silent_[0], &byte, 1);
      EXPECT_EQ(count < 0 ? errno : 0, EINTR);
    }
  }

  asio::thread_pool pool_{2};
  asio::io_context loop_{1};
  asio::cancellation_signal cancel_;
  std::array<int, 2> silent_{};
  std::string result_;
  std::thread::id resumed_on_;
};

TEST_F(RunBlockingTest, GivesTheValueAtHome) {
  std::thread::id worked_on;
  EXPECT_FALSE(run([&](const JobControl&) {
    worked_on = std::this_thread::get_id();
    return "value";
  }));
  EXPECT_EQ(result_, "value");
  EXPECT_EQ(resumed_on_, std::this_thread::get_id());
  EXPECT_NE(worked_on, std::this_thread::get_id());
}

TEST_F(RunBlockingTest, CarriesAnExceptionHome) {
  const auto thrown = run([](const JobControl&) -> std::string { throw std::runtime_error("bug"); });
  ASSERT_TRUE(thrown);
  EXPECT_THROW(std::rethrow_exception(thrown), std::runtime_error);
}

TEST_F(RunBlockingTest, PostsHomeBeforeItResumes) {
  std::vector<std::string> seen;
  EXPECT_FALSE(run([&](const JobControl& control) {
    control.post_home([&] { seen.push_back("posted before " + result_ + "end"); });
    return "the ";
  }));
  EXPECT_EQ(seen, std::vector<std::string>{"posted before end"});
}

TEST_F(RunBlockingTest, CancellingInterruptsAJobAndWaitsForItsEnd) {
  std::atomic<bool> has_ended = false;
  const auto thrown = run([&](const JobControl& control) {
    control.post_home([&] { cancel_.emit(asio::cancellation_type::terminal); });
    read_for_ever(control);
    has_ended = true;
    return "late";
  });
  EXPECT_TRUE(has_ended);
  EXPECT_EQ(result_, "");
  ASSERT_TRUE(thrown);
  EXPECT_THROW(std::rethrow_exception(thrown), boost::system::system_error);
}

TEST_F(RunBlockingTest, NoticesAJobThatStalls) {
  EXPECT_FALSE(run([&](const JobControl& control) {
    control.expect_life_within(std::chrono::milliseconds(1));
    read_for_ever(control);
    return control.is_stalled() && !control.is_cancelled() ? "stalled" : "?";
  }));
  EXPECT_EQ(result_, "stalled");
}

}  // namespace
}  // namespace stackup::testing
