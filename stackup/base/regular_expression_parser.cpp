#include "stackup/base/regular_expression_parser.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

using Op = RegularExpression::Op;
using Instruction = RegularExpression::Instruction;
using Letters = RegularExpression::Letters;
using Piece = RegularExpression::Piece;

constexpr std::size_t longest_pattern = 1000;
constexpr std::size_t longest_program = 5000;
constexpr int deepest_groups = 100;

Letters letters_that(int (*fits)(int)) {
  Letters letters;
  for (int c = 0; c < 128; ++c) letters[static_cast<std::size_t>(c)] = fits(c) != 0;
  return letters;
}

Letters one_letter(unsigned char c) { return Letters().set(c); }

Letters word_letters() { return letters_that(std::isalnum).set('_'); }

Letters all_but_line_ends() { return ~(one_letter('\n') | one_letter('\r')); }

Piece taking(Letters letters) { return {{Op::letter, 1, 0, letters}}; }

Piece together(Piece first, const Piece& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

int length_of(const Piece& piece) { return static_cast<int>(piece.size()); }

Piece either(const Piece& one, const Piece& other) {
  Piece piece = {{Op::split, 1, length_of(one) + 2, {}}};
  piece = together(std::move(piece), one);
  piece.push_back({Op::jump, length_of(other) + 1, 0, {}});
  return together(std::move(piece), other);
}

Piece optional(const Piece& piece) { return together({{Op::split, 1, length_of(piece) + 1, {}}}, piece); }

Piece any_number_of(const Piece& piece) {
  auto loop = together({{Op::split, 1, length_of(piece) + 2, {}}}, piece);
  loop.push_back({Op::jump, -length_of(piece) - 1, 0, {}});
  return loop;
}

}  // namespace

Piece RegularExpressionParser::parse() {
  if (text_.size() > longest_pattern) {
    wrong("it is longer than 1000 letters");
    return {};
  }
  auto piece = alternatives();
  if (!is_at_end()) wrong("a ')' closes nothing");
  return mistake_.empty() ? std::move(piece) : Piece{};
}

bool RegularExpressionParser::takes(std::string_view words) {
  if (!sees(words)) return false;
  at_ += words.size();
  return true;
}

void RegularExpressionParser::wrong(std::string_view what) {
  if (mistake_.empty()) mistake_ = what;
}

Piece RegularExpressionParser::alternatives() {
  auto piece = sequence();
  while (mistake_.empty() && takes("|")) piece = either(piece, sequence());
  return piece;
}

Piece RegularExpressionParser::sequence() {
  Piece piece;
  while (!is_at_end() && !sees("|") && !sees(")")) {
    const auto one = atom();
    const auto times = count();
    if (mistake_.empty()) piece = together(std::move(piece), times ? repeated(one, *times) : one);
    if (piece.size() > longest_program) wrong("it stands for too many states");
  }
  return piece;
}

Piece RegularExpressionParser::atom() {
  if (takes("^")) return {{Op::begin, 1, 0, {}}};
  if (takes("$")) return {{Op::end, 1, 0, {}}};
  if (takes(".")) return taking(all_but_line_ends());
  if (takes("(")) return group();
  if (takes("[")) return taking(letter_class());
  if (takes("\\")) return escape();
  const char c = text_[at_++];
  if (c == '*' || c == '+' || c == '?' || c == '{') wrong(fmt::format("there is nothing before '{}' that could be repeated", c));
  return taking(one_letter(static_cast<unsigned char>(c)));
}

Piece RegularExpressionParser::group() {
  if (sees("?=") || sees("?!") || sees("?<")) wrong("looking ahead or back is not supported");
  takes("?:");
  if (++depth_ > deepest_groups) wrong("its groups are nested too deep");
  auto piece = mistake_.empty() ? alternatives() : Piece{};
  --depth_;
  if (mistake_.empty() && !takes(")")) wrong("a '(' is not closed");
  return piece;
}

Piece RegularExpressionParser::escape() {
  if (takes("b")) return {{Op::boundary, 1, 0, {}}};
  if (takes("B")) return {{Op::no_boundary, 1, 0, {}}};
  if (at_ < text_.size() && text_[at_] >= '1' && text_[at_] <= '9') wrong("references to groups are not supported");
  return taking(escaped().letters);
}

RegularExpressionParser::Member RegularExpressionParser::escaped() {
  if (at_ == text_.size()) {
    wrong("it ends with a '\\'");
    return {};
  }
  const char c = text_[at_++];
  switch (c) {
    case 'd': return {letters_that(std::isdigit), {}};
    case 'D': return {~letters_that(std::isdigit), {}};
    case 'w': return {word_letters(), {}};
    case 'W': return {~word_letters(), {}};
    case 's': return {letters_that(std::isspace), {}};
    case 'S': return {~letters_that(std::isspace), {}};
    default: break;
  }
  static constexpr std::array<std::pair<char, char>, 6> controls = {{{'t', '\t'}, {'n', '\n'}, {'r', '\r'}, {'f', '\f'}, {'v', '\v'}, {'0', '\0'}}};
  auto single = static_cast<unsigned char>(c);
  if (const auto control = std::find_if(controls.begin(), controls.end(), [&](const auto& pair) { return pair.first == c; }); control != controls.end()) {
    single = static_cast<unsigned char>(control->second);
  } else if (c == 'x' || c == 'u') {
    single = hexadecimal(c == 'x' ? 2 : 4);
  } else if (std::isalnum(single) != 0) {
    wrong(fmt::format("'\\{}' has no meaning", c));
  }
  return {one_letter(single), single};
}

unsigned char RegularExpressionParser::hexadecimal(int digits) {
  unsigned number = 256;
  const auto text = text_.substr(at_, static_cast<std::size_t>(digits));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc{} || end != text.data() + digits || number > 255) {
    wrong(fmt::format("{} hexadecimal digits of one byte are expected after '\\{}'", digits, digits == 2 ? 'x' : 'u'));
    return 0;
  }
  at_ += text.size();
  return static_cast<unsigned char>(number);
}

Letters RegularExpressionParser::letter_class() {
  const bool is_negated = takes("^");
  Letters letters;
  bool is_closed = false;
  while (!is_at_end() && !(is_closed = takes("]"))) {
    const auto from = class_member();
    letters |= from.letters;
    if (!from.single || !sees("-") || sees("-]")) continue;
    takes("-");
    const auto to = class_member();
    letters |= to.letters;
    if (!to.single) {
      letters.set('-');
    } else if (*to.single < *from.single) {
      wrong("a range of letters goes backwards");
    } else {
      for (unsigned c = *from.single; c <= *to.single; ++c) letters.set(c);
    }
  }
  if (!is_closed) wrong("a '[' is not closed");
  return is_negated ? ~letters : letters;
}

RegularExpressionParser::Member RegularExpressionParser::class_member() {
  if (is_at_end()) return {};
  if (takes("[:")) return {named_class(), {}};
  if (takes("\\b")) return {one_letter('\b'), '\b'};
  if (takes("\\")) return escaped();
  const auto c = static_cast<unsigned char>(text_[at_++]);
  return {one_letter(c), c};
}

Letters RegularExpressionParser::named_class() {
  static constexpr std::array<std::pair<std::string_view, int (*)(int)>, 12> known = {{{"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank},
                                                                                       {"cntrl", std::iscntrl}, {"digit", std::isdigit}, {"graph", std::isgraph},
                                                                                       {"lower", std::islower}, {"print", std::isprint}, {"punct", std::ispunct},
                                                                                       {"space", std::isspace}, {"upper", std::isupper}, {"xdigit", std::isxdigit}}};
  for (const auto& [name, fits] : known)
    if (takes(fmt::format("{}:]", name))) return letters_that(fits);
  wrong("there is no class of letters of that name");
  return {};
}

std::optional<RegularExpressionParser::Count> RegularExpressionParser::count() {
  std::optional<Count> times;
  if (takes("*")) times = {0, -1};
  else if (takes("+")) times = {1, -1};
  else if (takes("?")) times = {0, 1};
  else if (takes("{")) times = count_in_braces();
  if (times) takes("?");  // lazy or not, it is found or not
  return times;
}

std::optional<RegularExpressionParser::Count> RegularExpressionParser::count_in_braces() {
  const auto least = number();
  auto most = least;
  if (least && takes(",")) most = sees("}") ? -1 : number();
  if (!least || !most || !takes("}")) wrong("a '{' is not followed by how often: {3}, {3,} or {3,5}");
  else if (*most != -1 && *most < *least) wrong("a count goes backwards");
  return Count{least.value_or(0), most.value_or(0)};
}

std::optional<int> RegularExpressionParser::number() {
  int value = 0;
  const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
  if (error != std::errc{} || value < 0 || value > static_cast<int>(longest_program)) return std::nullopt;
  at_ = static_cast<std::size_t>(end - text_.data());
  return value;
}

Piece RegularExpressionParser::repeated(const Piece& piece, Count count) {
  const auto copies = static_cast<std::size_t>(std::max({count.least, count.most, 1}));
  if (copies * (piece.size() + 2) > longest_program) {
    wrong("it stands for too many states");
    return {};
  }
  Piece rest;
  if (count.most == -1) rest = any_number_of(piece);
  for (int more = count.least; more < count.most; ++more) rest = optional(together(piece, rest));
  Piece all;
  for (int i = 0; i < count.least; ++i) all = together(std::move(all), piece);
  return together(std::move(all), rest);
}

}  // namespace stackup
