#include "stackup/cli/take_turn.h"

#include "stackup/cli/renderer_for.h"
#include "stackup/cli/world.h"
#include "stackup/event/event_json.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/files.h"
#include "stackup/store/run_directory.h"

#include <csignal>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr Duration between_looks = std::chrono::milliseconds(100);
constexpr std::size_t most_at_once = 1 << 20;

/// Shows what another command writes into its journal.
class Follower {
 public:
  Follower(std::filesystem::path journal, std::unique_ptr<Renderer> renderer, World& world) : journal_(std::move(journal)), renderer_(std::move(renderer)), world_(world) {}

  void look() {
    const auto more = world_.files().read_part(journal_, offset_, most_at_once);
    if (!more) return;
    const auto complete = more->rfind('\n') + 1;  // npos + 1: none
    std::string_view text(more->data(), complete);
    offset_ += complete;
    while (!text.empty()) {
      const auto end = text.find('\n');
      if (const auto event = from_json_line(text.substr(0, end))) [[maybe_unused]] const auto shown = renderer_->emit(event->event);
      text.remove_prefix(end + 1);
    }
    renderer_->tick(world_.clock().wall_now());
  }
  void close() { renderer_->close(); }

 private:
  std::filesystem::path journal_;
  std::unique_ptr<Renderer> renderer_;
  World& world_;
  std::uint64_t offset_ = 0;
};

bool can_be_cancelled(const std::string& holder) { return holder.starts_with("stackup up,") || holder.starts_with("stackup fetch,"); }

class Turn {
 public:
  Turn(const Place& place, std::string verb, const Arguments& arguments, World& world, Flag& stop)
      : directory_(place.state()), verb_(std::move(verb)), arguments_(arguments), world_(world), stop_(stop) {}

  Task<Result<std::optional<FileLock>>> take(WhileBusy what) {
    auto lock = directory_.lock(verb_);
    if (lock) co_return std::optional(std::move(*lock));
    if (lock.error().code() != ErrorCode::workspace_busy) co_return fail(lock);
    const std::string holder = lock.error().why();
    if (what == WhileBusy::cancel && can_be_cancelled(holder)) {
      world_.console().err(fmt::format("Ending `{}` first.\n", holder));
      directory_.signal_lock_holder(SIGTERM);
    } else {
      world_.console().err(fmt::format("Another command is at work in this workspace ({}). Following it; Ctrl-C leaves it alone.\n", holder));
    }
    auto taken = co_await follow(what);
    co_return taken;
  }

 private:
  Task<Result<std::optional<FileLock>>> follow(WhileBusy what) {
    const auto runs = directory_.runs();
    std::optional<Follower> follower;
    const bool has_news = what == WhileBusy::follow && !runs.empty();
    if (has_news) follower.emplace(runs.back(), renderer_for(arguments_, world_.console(), [this] { return world_.clock().wall_now(); }), world_);
    while (!stop_.is_set()) {
      co_await world_.clock().sleep_for(between_looks);
      if (follower) follower->look();
      auto lock = directory_.lock(verb_);
      if (!lock && lock.error().code() == ErrorCode::workspace_busy) continue;
      if (follower) follower->close();
      if (!lock) co_return fail(lock);
      co_return std::optional(std::move(*lock));
    }
    co_return std::optional<FileLock>();
  }

  RunDirectory directory_;
  std::string verb_;
  const Arguments& arguments_;
  World& world_;
  Flag& stop_;
};

}  // namespace

Task<Result<std::optional<FileLock>>> take_turn(const Place& place, std::string verb, WhileBusy what, const Arguments& arguments, World& world, Flag& stop) {
  Turn turn(place, std::move(verb), arguments, world, stop);
  auto taken = co_await turn.take(what);
  co_return taken;
}

}  // namespace stackup
