#include "count.h"

#include <cctype>

std::size_t count_words(const std::string& text) {
  std::size_t words = 0;
  bool within = false;
  for (const unsigned char letter : text) {
    const bool is_space = std::isspace(letter) != 0;
    if (!is_space && !within) ++words;
    within = !is_space;
  }
  return words;
}
