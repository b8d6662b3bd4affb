#include "stackup/rig/card.h"

#include "stackup/base/text.h"
#include "stackup/ui/human.h"
#include "stackup/ui/table.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace stackup {
namespace {

struct Words {
  Promise promise;
  std::string_view name;
  std::string_view text;
};

constexpr std::array words = {
    Words{Promise::comes_up, "comes_up", "comes up alone"},
    Words{Promise::passes_smoke, "passes_smoke", "passes its smoke check"},
    Words{Promise::is_settled, "is_settled", "has nothing left to do then"},
    Words{Promise::serves_two, "serves_two", "gives each offer to two dependants"},
    Words{Promise::exports_work, "exports_work", "gives what a client can use"},
    Words{Promise::keeps_apart, "keeps_apart", "keeps the dependants apart"},
    Words{Promise::survives_kill, "survives_kill", "is ready again after kill -9"},
    Words{Promise::restarts, "restarts", "restarts"},
    Words{Promise::resets_claim, "resets_claim", "resets one dependant's data alone"},
    Words{Promise::resets, "resets", "resets to its first start"},
    Words{Promise::brings_snapshot_back, "brings_snapshot_back", "brings the data of a snapshot back"},
    Words{Promise::has_second_instance, "has_second_instance", "has a second instance beside it"},
    Words{Promise::takes_other_port, "takes_other_port", "takes another port when its own is taken"},
    Words{Promise::stays_local, "stays_local", "listens on loopback only"},
    Words{Promise::leaves_no_process, "leaves_no_process", "leaves no process after down"},
    Words{Promise::leaves_no_file, "leaves_no_file", "leaves no file outside its workspace"},
};

const Words& words_of(Promise promise) {
  return *std::find_if(words.begin(), words.end(), [&](const Words& each) { return each.promise == promise; });
}

Mark mark_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kept: return Mark::done;
    case Verdict::broken: return Mark::failed;
    case Verdict::not_tried: return Mark::skipped;
  }
  return Mark::skipped;
}

Role role_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kept: return Role::good;
    case Verdict::broken: return Role::bad;
    case Verdict::not_tried: return Role::dim;
  }
  return Role::plain;
}

std::string text_of(const std::optional<Duration>& duration) { return duration ? to_string(*duration) : ""; }

std::size_t count(const Card& card, Verdict verdict) {
  return static_cast<std::size_t>(std::count_if(card.findings.begin(), card.findings.end(), [&](const Finding& finding) { return finding.verdict == verdict; }));
}

std::string promises_text(const Card& card) { return fmt::format("{} of {}", count(card, Verdict::kept), card.findings.size() - count(card, Verdict::not_tried)); }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// In full, of what has more than one line to say.
std::string broken_details(const Card& card) {
  std::string text;
  for (const auto& finding : card.findings) {
    const auto lines = lines_of(finding.detail);
    if (finding.verdict != Verdict::broken || lines.size() < 2) continue;
    text += fmt::format("{}:\n", to_string(finding.promise));
    for (const auto& line : lines) text += "    " + line + "\n";
  }
  return text;
}

std::string measures_line(const Card& card) {
  std::vector<std::string> parts;
  if (card.ready) parts.push_back("ready in " + to_string(*card.ready));
  if (card.stop) parts.push_back("stopped in " + to_string(*card.stop));
  if (card.reset) parts.push_back("reset in " + to_string(*card.reset));
  if (card.memory > 0) parts.push_back(human_bytes(card.memory));
  return join(parts, ", ");
}

}  // namespace

std::string_view to_string(Promise promise) { return words_of(promise).text; }
std::string_view name_of(Promise promise) { return words_of(promise).name; }

const std::vector<Promise>& all_promises() {
  static const std::vector<Promise> all = [] {
    std::vector<Promise> promises;
    for (const auto& each : words) promises.push_back(each.promise);
    return promises;
  }();
  return all;
}

bool Card::is_good() const { return count(*this, Verdict::broken) == 0; }

std::string card_text(const Card& card, const Screen& screen) {
  const auto& style = screen.style;
  std::string text = fmt::format("{} {}\n", painted(card.recipe, Role::strong, style), painted(card.version, Role::dim, style));
  std::vector<TableRow> rows;
  for (const auto& finding : card.findings)
    rows.push_back({{std::string(glyph(mark_of(finding.verdict), style)), role_of(finding.verdict)}, {std::string(to_string(finding.promise))}, {first_line(finding.detail), Role::dim}});
  text += table_text({{}, {}, {}}, rows, screen, 2) + broken_details(card);
  if (const auto measures = measures_line(card); !measures.empty()) text += measures + "\n";
  const auto broken = count(card, Verdict::broken);
  text += broken == 0 ? fmt::format("{} keeps its promises ({}; {}).\n", card.recipe, promises_text(card), to_string(card.took))
                      : fmt::format("{} breaks {} ({}).\n", card.recipe, counted(broken, "promise"), to_string(card.took));
  if (!card.left.empty()) text += fmt::format("What it left is in {}\n", card.left);
  return text;
}

std::string cards_text(const std::vector<Card>& cards, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& card : cards) {
    rows.push_back({{std::string(glyph(card.is_good() ? Mark::done : Mark::failed, screen.style)), card.is_good() ? Role::good : Role::bad},
                    {card.recipe, Role::name},
                    {promises_text(card)},
                    {text_of(card.ready)},
                    {text_of(card.stop)},
                    {text_of(card.reset)},
                    {card.memory > 0 ? human_bytes(card.memory) : ""},
                    {to_string(card.took), Role::dim}});
  }
  return table_text({{}, {"recipe"}, {"promises"}, {"ready", Align::right}, {"stop", Align::right}, {"reset", Align::right}, {"memory", Align::right}, {"took", Align::right}}, rows, screen);
}

std::string cards_markdown(const std::vector<Card>& cards) {
  std::string text = "# The catalogue\n\nWritten by `stackup recipe test --all --markdown FILE`, which brings each service up alone and tries its promises.\n"
                     "Ready: from the start of its first process until the last one answers. Stop: `stackup down`. Reset: `stackup reset --data`, until all of it is\n"
                     "ready and smoke-checked again, with two dependants and what they claim. Memory: its processes once it is ready (PSS).\n\n"
                     "| service | version | offers | ready | stop | reset | memory | promises kept |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const auto& card : cards)
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", card.recipe, card.version, join(card.offers, ", "), text_of(card.ready), text_of(card.stop), text_of(card.reset),
                        card.memory > 0 ? human_bytes(card.memory) : "", promises_text(card));
  return text;
}

}  // namespace stackup
