#pragma once

#include <cstddef>
#include <string>

/// Words are what stands between white space.
std::size_t count_words(const std::string& text);
