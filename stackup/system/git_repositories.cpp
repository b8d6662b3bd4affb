#include "stackup/system/git_repositories.h"

#include "stackup/system/git_backup.h"
#include "stackup/system/git_clone.h"
#include "stackup/system/git_library.h"
#include "stackup/system/git_state.h"
#include "stackup/system/git_update.h"
#include "stackup/system/run_blocking.h"

#include <array>

namespace stackup {

namespace {

constexpr std::array delays{std::chrono::seconds(1), std::chrono::seconds(2), std::chrono::seconds(4)};

}  // namespace

GitRepositories::GitRepositories(boost::asio::thread_pool& pool, Clock& clock, EnvironmentMap environment)
    : pool_(pool), clock_(clock), environment_(std::move(environment)) {}

GitRepositories::~GitRepositories() = default;

void GitRepositories::load_library() const {
  if (!library_) library_ = std::make_shared<GitLibrary>(environment_);
}

template <class T>
Task<Result<T>> GitRepositories::run(Work<T> work, ProgressSink progress) {
  load_library();
  std::function<Result<T>(const JobControl&)> job = [work = std::move(work), progress = std::move(progress), environment = environment_,
                                                     library = library_](const JobControl& control) {
    const auto program = GitProgram::find(environment);
    GitProgress reported(control, progress);
    GitJob git{program ? &*program : nullptr, control, reported};
    return work(git);
  };
  auto running = run_blocking<Result<T>>(pool_, std::move(job));
  auto result = co_await std::move(running);
  co_return result;
}

template <class T>
Task<Result<T>> GitRepositories::run_persistently(Work<T> work, ProgressSink progress) {
  for (const auto delay : delays) {
    auto first = run<T>(work, progress);
    auto result = co_await std::move(first);
    if (result || !is_transient(result.error())) co_return result;
    co_await clock_.sleep_for(delay);
  }
  auto last = run<T>(work, progress);
  auto result = co_await std::move(last);
  co_return result;
}

Task<Result<CheckoutState>> GitRepositories::clone(CheckoutRequest request, ProgressSink progress) {
  Work<CheckoutState> work = [request = std::move(request)](GitJob& job) { return clone_checkout(request, job); };
  return run_persistently<CheckoutState>(std::move(work), std::move(progress));
}

Task<Result<UpdateOutcome>> GitRepositories::update(CheckoutRequest request, ProgressSink progress) {
  Work<UpdateOutcome> work = [request = std::move(request)](GitJob& job) { return update_checkout(request, job); };
  return run_persistently<UpdateOutcome>(std::move(work), std::move(progress));
}

Task<Result<void>> GitRepositories::fetch_to_cache(CheckoutRequest request, ProgressSink progress) {
  Work<void> work = [request = std::move(request)](GitJob& job) { return fill_cache(request, job); };
  return run_persistently<void>(std::move(work), std::move(progress));
}

bool GitRepositories::is_cached(const CheckoutRequest& request) const {
  load_library();
  return has_all_in_cache(request);
}

Task<Result<CheckoutState>> GitRepositories::inspect(std::filesystem::path directory) {
  Work<CheckoutState> work = [directory = std::move(directory)](GitJob& job) { return inspect_checkout(directory, job); };
  return run<CheckoutState>(std::move(work), {});
}

std::string GitRepositories::head_of(const std::filesystem::path& directory) const { return head_commit_on_disk(directory); }

Task<Result<std::string>> GitRepositories::back_up(std::filesystem::path directory, std::filesystem::path into, std::string name) {
  Work<std::string> work = [directory = std::move(directory), into = std::move(into), name = std::move(name)](GitJob& job) {
    return back_up_checkout(directory, into, name, job);
  };
  return run<std::string>(std::move(work), {});
}

}  // namespace stackup
