#pragma once
// What `stackup recipe test` found out about one recipe.

#include "stackup/base/duration.h"
#include "stackup/ui/screen.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// What every service in the catalogue promises, in the order in which it is tried.
enum class Promise {
  comes_up,             ///< alone, in an empty workspace
  passes_smoke,
  is_settled,           ///< nothing is left to do after it
  serves_two,           ///< two dependants get each offer
  exports_work,         ///< a client in the dependant's environment does with the offer what it is for
  keeps_apart,          ///< one dependant's data is not the other's
  survives_kill,        ///< ready again after SIGKILL of each of its processes, with its data
  restarts,             ///< with its data
  resets_claim,         ///< of one dependant alone
  resets,               ///< to the first-start state
  brings_snapshot_back, ///< data that was there when it was saved
  has_second_instance,  ///< beside the first, with data of its own
  takes_other_port,     ///< when its preferred ones are taken
  stays_local,          ///< listens on loopback only
  leaves_no_process,    ///< nor a port that is listened on, after `down`
  leaves_no_file,       ///< outside its workspace
};
/// "is ready again after kill -9", as it stands on a card.
[[nodiscard]] std::string_view to_string(Promise promise);
/// For programs: "survives_kill".
[[nodiscard]] std::string_view name_of(Promise promise);
[[nodiscard]] const std::vector<Promise>& all_promises();

enum class Verdict {
  kept,
  broken,
  not_tried,  ///< there is nothing to try it with, or what comes before it is broken
};

struct Finding {
  Promise promise = Promise::comes_up;
  Verdict verdict = Verdict::not_tried;
  std::string detail;  ///< one line, or the last lines of what failed

  bool operator==(const Finding&) const = default;
};

struct Card {
  std::string recipe;
  std::string version;  ///< of its first package; empty: not known
  std::vector<std::string> offers;
  std::vector<Finding> findings;
  std::optional<Duration> ready;  ///< from the start of its first process until the last one was ready, at the first start
  std::optional<Duration> stop;   ///< `stackup down`
  std::optional<Duration> reset;  ///< `stackup reset --data`, until all is ready and smoke-checked again
  std::uint64_t memory = 0;       ///< of its processes once it is ready, in bytes (PSS)
  Duration took{};                ///< all of it
  std::string left;               ///< the directory that was kept; empty: removed

  /// Nothing is broken.
  [[nodiscard]] bool is_good() const;
  bool operator==(const Card&) const = default;
};

/// For people: one recipe.
[[nodiscard]] std::string card_text(const Card& card, const Screen& screen);
/// For people: several recipes, a line each.
[[nodiscard]] std::string cards_text(const std::vector<Card>& cards, const Screen& screen);
/// docs/catalogue.md.
[[nodiscard]] std::string cards_markdown(const std::vector<Card>& cards);
/// On one line: {"v":1,"kind":"card",…}.
[[nodiscard]] std::string card_json(const Card& card);
/// A card as card_json wrote it; nothing if it is none.
[[nodiscard]] std::optional<Card> card_from_json(std::string_view text);

}  // namespace stackup
