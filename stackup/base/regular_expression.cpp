#include "stackup/base/regular_expression.h"

#include "stackup/base/regular_expression_parser.h"

#include <utility>

namespace stackup {

namespace {

bool is_word_letter(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

}  // namespace

/// All states that the program can be in at one place of the text, stepped from letter to letter (Thompson's simulation).
class RegularExpression::Machine {
 public:
  Machine(const Piece& program, std::string_view text) : program_(program), text_(text), seen_(program.size() + 1, 0) {}

  /// At a place of the text: everything that can be reached from `state` without taking a letter.
  void enter(std::size_t state, std::size_t place) {
    pending_.push_back(state);
    while (!pending_.empty()) {
      const auto at = pending_.back();
      pending_.pop_back();
      if (std::exchange(seen_[at], place + 1) == place + 1) continue;
      if (at == program_.size()) {
        has_match_ = true;
      } else {
        follow(at, place);
      }
    }
  }

  /// Takes the letter at `place`; the machine is at the next one then.
  void step(std::size_t place) {
    states_.swap(before_);
    states_.clear();
    has_match_ = false;
    const auto letter = static_cast<unsigned char>(text_[place]);
    for (const auto at : before_)
      if (program_[at].letters[letter]) enter(at + 1, place + 1);
  }

  [[nodiscard]] bool has_match() const { return has_match_; }
  [[nodiscard]] bool is_idle() const { return states_.empty(); }

 private:
  void follow(std::size_t at, std::size_t place) {
    const auto& instruction = program_[at];
    const auto target = [&](int offset) { return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + offset); };
    switch (instruction.op) {
      case Op::letter: states_.push_back(at); return;
      case Op::split: pending_.push_back(target(instruction.second)); [[fallthrough]];
      case Op::jump: pending_.push_back(target(instruction.first)); return;
      case Op::begin: if (place == 0) pending_.push_back(at + 1); return;
      case Op::end: if (place == text_.size()) pending_.push_back(at + 1); return;
      case Op::boundary: if (is_boundary(place)) pending_.push_back(at + 1); return;
      case Op::no_boundary: if (!is_boundary(place)) pending_.push_back(at + 1); return;
    }
  }
  [[nodiscard]] bool is_boundary(std::size_t place) const {
    const bool before = place > 0 && is_word_letter(text_[place - 1]);
    const bool after = place < text_.size() && is_word_letter(text_[place]);
    return before != after;
  }

  const Piece& program_;
  std::string_view text_;
  std::vector<std::size_t> states_, before_, pending_;
  std::vector<std::size_t> seen_;  ///< of each state, one more than the place where it was last entered
  bool has_match_ = false;
};

RegularExpression::RegularExpression(std::string_view pattern) {
  RegularExpressionParser parser(pattern);
  program_ = parser.parse();
  mistake_ = parser.mistake();
  std::vector<std::size_t> pending = {0};
  for (std::vector<bool> seen(program_.size() + 1, false); !pending.empty();) {
    const auto at = pending.back();
    pending.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    if (at == program_.size()) {
      may_be_empty_ = true;
    } else if (program_[at].op == Op::letter) {
      first_letters_ |= program_[at].letters;
    } else {
      for (const int offset : {program_[at].first, program_[at].second})
        if (offset != 0) pending.push_back(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + offset));
    }
  }
}

bool RegularExpression::runs_through(std::string_view text, Anchored anchored) const {
  if (!mistake_.empty()) return false;
  Machine machine(program_, text);
  if (anchored == Anchored::yes) machine.enter(0, 0);
  for (std::size_t place = 0;; ++place) {
    const bool can_begin = may_be_empty_ || (place < text.size() && first_letters_[static_cast<unsigned char>(text[place])]);
    if (anchored == Anchored::no && can_begin) machine.enter(0, place);
    if (machine.has_match() && (anchored == Anchored::no || place == text.size())) return true;
    if (place == text.size() || (anchored == Anchored::yes && machine.is_idle())) return false;
    if (!machine.is_idle()) machine.step(place);
  }
}

}  // namespace stackup
