#include "stackup/rig/catalogue_run.h"

#include "stackup/base/text.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <chrono>

namespace stackup {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

constexpr auto longest_test = std::chrono::minutes(15);

class Workers {
 public:
  Workers(CatalogueRun run, Processes& processes) : run_(std::move(run)), processes_(processes), cards_(run_.recipes.size()) {}

  /// As many as there are jobs, each taking the next recipe until none is left.
  Task<void> work(std::size_t workers) {
    if (workers <= 1) {
      co_await work_alone();
      co_return;
    }
    auto first = work_alone();
    auto others = work(workers - 1);
    co_await (std::move(first) && std::move(others));
  }

  std::vector<Card> take_cards() {
    std::erase_if(cards_, [](const Card& card) { return card.recipe.empty(); });
    return std::move(cards_);
  }

 private:
  Task<void> work_alone() {
    while (next_ < run_.recipes.size() && !run_.should_stop()) {
      const auto mine = next_++;
      cards_[mine] = co_await test(run_.recipes[mine]);
      run_.on_card(cards_[mine]);
    }
  }

  Task<Card> test(std::string recipe) {
    RunRequest request;
    request.program.arguments = {run_.program, "recipe", "test", recipe, "--json"};
    request.program.arguments.insert(request.program.arguments.end(), run_.given.begin(), run_.given.end());
    request.program.directory = "/";
    request.program.environment = run_.environment;
    request.timeout = longest_test;
    const auto ran = co_await processes_.run(std::move(request));
    if (ran)
      if (auto card = card_from_json(trimmed(ran->output))) co_return std::move(*card);
    Card failed;
    failed.recipe = recipe;
    failed.findings = {{Promise::comes_up, Verdict::broken, "the test could not be carried out\n" + (ran ? join(ran->tail, "\n") : ran.error().what())}};
    co_return failed;
  }

  CatalogueRun run_;
  Processes& processes_;
  std::vector<Card> cards_;
  std::size_t next_ = 0;
};

}  // namespace

Task<std::vector<Card>> run_catalogue(CatalogueRun run, Processes& processes) {
  const auto jobs = run.jobs;
  Workers workers(std::move(run), processes);
  co_await workers.work(jobs);
  co_return workers.take_cards();
}

}  // namespace stackup
