#pragma once
// Regular expressions (ECMAScript, over bytes) that take time proportional to the text and no stack, whatever the text is: what they are held against comes
// from programs that nobody controls. std::regex recurses once a byte, so that 100 KB end the process, and takes exponential time for (a+)+$.
// Left out, because they can't be had at that price: looking ahead and references back.

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

class RegularExpression {
 public:
  explicit RegularExpression(std::string_view pattern);

  /// Why the pattern is none, in words; empty if it is one. One that is none fits nothing.
  [[nodiscard]] const std::string& mistake() const { return mistake_; }
  [[nodiscard]] bool is_found_in(std::string_view text) const { return runs_through(text, Anchored::no); }
  /// From the first to the last letter.
  [[nodiscard]] bool fits(std::string_view text) const { return runs_through(text, Anchored::yes); }

  using Letters = std::bitset<256>;
  enum class Op : std::uint8_t { letter, split, jump, begin, end, boundary, no_boundary };
  /// One instruction of a nondeterministic machine; targets are relative, so that pieces can be put together and repeated.
  struct Instruction {
    Op op = Op::letter;
    int first = 1;   ///< where to go on
    int second = 0;  ///< split: where else
    Letters letters;
  };
  using Piece = std::vector<Instruction>;

 private:
  enum class Anchored { no, yes };
  class Machine;

  [[nodiscard]] bool runs_through(std::string_view text, Anchored anchored) const;

  std::string mistake_;
  Piece program_;          ///< its end is the match
  Letters first_letters_;  ///< that a match can begin with
  bool may_be_empty_ = false;
};

}  // namespace stackup
