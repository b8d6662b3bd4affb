#include "count.h"

#include <cstdio>

namespace {

int failures = 0;

void expect(std::size_t wanted, const char* text) {
  const auto counted = count_words(text);
  if (counted == wanted) return;
  std::printf("'%s' has %zu words, not %zu\n", text, wanted, counted);
  ++failures;
}

}  // namespace

int main() {
  expect(0, "");
  expect(0, " \t ");
  expect(1, "one");
  expect(3, "  one two\tthree ");
  return failures == 0 ? 0 : 1;
}
