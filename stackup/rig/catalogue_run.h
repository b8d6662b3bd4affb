#pragma once
// Many recipes, several at a time: each by a `stackup recipe test` of its own, so that they have nothing in common.

#include "stackup/ports/processes.h"
#include "stackup/rig/card.h"

#include <functional>
#include <string>
#include <vector>

namespace stackup {

struct CatalogueRun {
  std::string program;
  std::vector<std::string> recipes;
  std::vector<std::string> given;  ///< words for each: --recipes DIR, --set …
  EnvironmentMap environment;
  std::size_t jobs = 1;
  std::function<void(const Card&)> on_card;  ///< as they come
  std::function<bool()> should_stop;         ///< then no further one is begun
};

/// The cards in the order of the recipes. One whose test could not be carried out has the promise to come up broken, with what was said instead.
Task<std::vector<Card>> run_catalogue(CatalogueRun run, Processes& processes);

}  // namespace stackup
