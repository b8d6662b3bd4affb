#pragma once
// Repositories with libgit2, and with the git program for what libgit2 1.5 can't do. Every function does its work on the pool; nothing here
// ever asks for a password or changes a file that a person wrote.

#include "stackup/ports/clock.h"
#include "stackup/ports/program.h"
#include "stackup/ports/repositories.h"

#include <memory>

namespace boost::asio {
class thread_pool;
}

namespace stackup {

class GitLibrary;
class GitProgram;
struct GitJob;

class GitRepositories final : public Repositories {
 public:
  /// `environment` is the user's: git is looked up in its PATH, configuration below its HOME. The pool must end before the loop and before
  /// this object.
  GitRepositories(boost::asio::thread_pool& pool, Clock& clock, EnvironmentMap environment);
  ~GitRepositories() override;

  Task<Result<CheckoutState>> clone(CheckoutRequest request, ProgressSink progress) override;
  Task<Result<UpdateOutcome>> update(CheckoutRequest request, ProgressSink progress) override;
  Task<Result<void>> fetch_to_cache(CheckoutRequest request, ProgressSink progress) override;
  [[nodiscard]] bool is_cached(const CheckoutRequest& request) const override;
  Task<Result<CheckoutState>> inspect(std::filesystem::path directory) override;
  [[nodiscard]] std::string head_of(const std::filesystem::path& directory) const override;
  Task<Result<std::string>> back_up(std::filesystem::path directory, std::filesystem::path into, std::string name) override;

 private:
  template <class T>
  using Work = std::function<Result<T>(GitJob&)>;

  /// Runs the work on the pool.
  template <class T>
  Task<Result<T>> run(Work<T> work, ProgressSink progress);
  /// Runs it again after 1, 2 and 4 seconds if the network failed.
  template <class T>
  Task<Result<T>> run_persistently(Work<T> work, ProgressSink progress);
  void load_library() const;

  boost::asio::thread_pool& pool_;
  Clock& clock_;
  EnvironmentMap environment_;
  mutable std::shared_ptr<GitLibrary> library_;
};

}  // namespace stackup
