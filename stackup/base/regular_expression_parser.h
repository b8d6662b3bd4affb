#pragma once
// From the text of a regular expression to a program for RegularExpression.

#include "stackup/base/regular_expression.h"

#include <optional>
#include <string>
#include <string_view>

namespace stackup {

class RegularExpressionParser {
 public:
  explicit RegularExpressionParser(std::string_view pattern) : text_(pattern) {}

  /// Call it once; empty if there is a mistake.
  [[nodiscard]] RegularExpression::Piece parse();
  [[nodiscard]] const std::string& mistake() const { return mistake_; }

 private:
  using Piece = RegularExpression::Piece;
  using Letters = RegularExpression::Letters;
  struct Count {
    int least = 1;
    int most = 1;  ///< -1: any number
  };

  Piece alternatives();
  Piece sequence();
  Piece atom();
  Piece group();
  Piece escape();
  Piece repeated(const Piece& piece, Count count);
  std::optional<Count> count();
  std::optional<Count> count_in_braces();
  std::optional<int> number();
  Letters letter_class();
  /// One member of a class: a letter (then `single` has it) or a whole set.
  struct Member {
    Letters letters;
    std::optional<unsigned char> single;
  };
  Member class_member();
  Member escaped();
  Letters named_class();
  unsigned char hexadecimal(int digits);

  [[nodiscard]] bool is_at_end() const { return at_ == text_.size() || !mistake_.empty(); }
  [[nodiscard]] bool sees(std::string_view words) const { return text_.substr(at_).starts_with(words); }
  bool takes(std::string_view words);
  void wrong(std::string_view what);

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string mistake_;
};

}  // namespace stackup
