#include "stackup/base/json_limits.h"
#include "stackup/base/untrusted_json.h"
#include "stackup/rig/card.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<Verdict, std::string_view>, 3> verdicts = {{{Verdict::kept, "kept"}, {Verdict::broken, "broken"}, {Verdict::not_tried, "not_tried"}}};

std::string_view name_of(Verdict verdict) {
  return std::find_if(verdicts.begin(), verdicts.end(), [&](const auto& each) { return each.first == verdict; })->second;
}

json microseconds_of(Duration duration) { return std::chrono::duration_cast<std::chrono::microseconds>(duration).count(); }

json microseconds(const std::optional<Duration>& duration) { return duration ? microseconds_of(*duration) : json(nullptr); }

std::optional<Duration> duration_from(const json& j) {
  return j.is_null() ? std::nullopt : std::optional(duration_of_microseconds(j.get<std::int64_t>()));
}

Finding finding_from(const json& j) {
  Finding finding;
  const auto promise = j.at("promise").get<std::string>();
  for (const auto each : all_promises())
    if (name_of(each) == promise) finding.promise = each;
  for (const auto& [verdict, name] : verdicts)
    if (name == j.at("verdict").get<std::string>()) finding.verdict = verdict;
  finding.detail = j.at("detail");
  return finding;
}

Card card_from(const json& j) {
  Card card;
  card.recipe = j.at("recipe");
  card.version = j.at("version");
  card.offers = j.at("offers").get<std::vector<std::string>>();
  for (const auto& each : j.at("findings")) card.findings.push_back(finding_from(each));
  card.ready = duration_from(j.at("ready_us"));
  card.stop = duration_from(j.at("stop_us"));
  card.reset = duration_from(j.at("reset_us"));
  card.memory = j.at("memory");
  card.took = duration_of_microseconds(j.at("took_us"));
  card.left = j.at("left");
  return card;
}

}  // namespace

std::string card_json(const Card& card) {
  json findings = json::array();
  for (const auto& finding : card.findings) findings.push_back({{"promise", name_of(finding.promise)}, {"verdict", name_of(finding.verdict)}, {"detail", finding.detail}});
  const json j = {{"v", 1},
                  {"kind", "card"},
                  {"recipe", card.recipe},
                  {"version", card.version},
                  {"offers", card.offers},
                  {"good", card.is_good()},
                  {"findings", std::move(findings)},
                  {"ready_us", microseconds(card.ready)},
                  {"stop_us", microseconds(card.stop)},
                  {"reset_us", microseconds(card.reset)},
                  {"memory", card.memory},
                  {"took_us", microseconds_of(card.took)},
                  {"left", card.left}};
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<Card> card_from_json(std::string_view text) {
  const json j = untrusted_json(text);
  if (!j.is_object() || j.value("kind", "") != "card") return std::nullopt;
  try {
    return card_from(j);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace stackup
