#include "stackup/event/needed_events.h"

#include "stackup/event/run_state.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace stackup {
namespace {

using Pair = std::pair<std::string, std::string>;

const std::size_t first_of_supervisor = Event(ProcessStarting{}).index();  // all from there on are

template <class Key>
using Places = std::map<Key, std::size_t>;

/// Where each thing was last spoken of.
class Latest {
 public:
  void note(const Event& event, std::size_t place) {
    kind_ = event.index();
    place_ = place;
    std::visit(*this, event);
  }

  void operator()(const StepFinished& e) { finished_[e.id] = place_; }
  void operator()(const StepStarted& e) { started_[e.id] = place_; }
  void operator()(const PortKept& e) { kept_[{e.unit, e.name}] = place_; }
  void operator()(const SecretMade& e) { secrets_[{e.owner, e.name}] = place_; }
  void operator()(const ThingMade& e) { made_[{e.kind, e.name}] = place_; }
  template <class Other>
  void operator()(const Other& e) {
    if constexpr (requires { e.id; })
      if (kind_ >= first_of_supervisor) processes_[{kind_, e.id}] = place_;
  }

  /// What `state`, the fold of all that was noted, rests on.
  [[nodiscard]] std::vector<std::size_t> needed_for(const RunState& state) const {
    std::vector<std::size_t> places;
    for (const auto& [id, record] : state.done) places.push_back(finished_.at(id));
    for (const auto& id : state.unfinished) places.push_back(started_.at(id));
    for (const auto& thing : state.things) places.push_back(made_.at(thing));
    for (const auto& [key, place] : kept_) places.push_back(place);
    for (const auto& [key, place] : secrets_) places.push_back(place);
    // A process's record is made of registers, and an event of one kind always writes the same of them: so the last writer of each register is the last
    // event of some kind.
    for (const auto& [key, place] : processes_) places.push_back(place);
    std::sort(places.begin(), places.end());
    return places;
  }

 private:
  std::size_t kind_ = 0, place_ = 0;
  Places<StepId> finished_, started_;
  Places<Pair> kept_, secrets_, made_;
  Places<std::pair<std::size_t, std::string>> processes_;
};

/// The last run is the one that is shown: all of it is needed, and nothing of its view comes from before it.
std::size_t begin_of_last_run(const std::vector<TimedEvent>& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const TimedEvent& timed) { return std::holds_alternative<RunStarted>(timed.event); });
  return last == events.rend() ? events.size() : static_cast<std::size_t>(events.rend() - last) - 1;
}

}  // namespace

std::vector<std::size_t> needed_events(const std::vector<TimedEvent>& events) {
  const auto last_run = begin_of_last_run(events);
  RunState state;
  Latest latest;
  for (std::size_t place = 0; place < last_run; ++place) {
    state = apply(std::move(state), events[place].event, events[place].at);
    latest.note(events[place].event, place);
  }
  auto places = latest.needed_for(state);
  for (std::size_t place = last_run; place < events.size(); ++place) places.push_back(place);
  return places;
}

}  // namespace stackup
