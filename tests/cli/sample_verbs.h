#pragma once
// A small table of verbs with every kind of word and option, so that these tests do not change when stackup gets another verb.

#include "stackup/cli/verb.h"

#include <vector>

namespace stackup::testing {

inline std::vector<Option> with_stack_options(std::vector<Option> options) {
  options.insert(options.end(), stack_options().begin(), stack_options().end());
  return options;
}

inline const std::vector<Verb>& sample_verbs() {
  static const std::vector<Verb> verbs = {
      {"up",
       VerbGroup::start,
       "Get, build and start everything that NAME needs",
       "Makes a plan, shows it, and carries it out: clones, packages, one-time steps, processes, checks. What is already done is not done "
       "again, so it is safe "
       "to run at any moment.\n\nCtrl-C stops the work and leaves what is ready running; the same command goes on from there.",
       {{"NAME", "Recipes to start; otherwise those of the last time", 0, -1, Completes::recipes}},
       with_stack_options({{"--yes", "-y", "", "Do not ask before root is used"},
                           {"--pull", "", "", "Also fetch what is new in the repositories"},
                           {"--jobs", "-j", "N", "How many steps may run at once"}}),
       {{"stackup up guestbook", "Start the guestbook and the PostgreSQL and Redis that it needs."},
        {"stackup up shop --set shop.greeting=hello", "Set a parameter of the recipe."}},
       nullptr},
      {"down",
       VerbGroup::start,
       "Stop all of it",
       "",
       {{"NAME", "Units to stop; otherwise all", 0, -1, Completes::units}},
       {},
       {{"stackup down", "Leave nothing running."}},
       nullptr},
      {"status",
       VerbGroup::look,
       "Show what runs, since when, and how to reach it",
       "",
       {},
       {},
       {{"stackup status", "Everything in this workspace."}},
       nullptr},
      {"logs",
       VerbGroup::look,
       "Show what a process has written",
       "",
       {{"NAME", "Processes, units or UNIT/STEP", 1, -1, Completes::processes}},
       {{"--follow", "-f", "", "Go on showing what is written"}, {"--lines", "-n", "N", "How many lines of each"}},
       {{"stackup logs postgresql -f", "Follow the database's log."}},
       nullptr},
      {"run",
       VerbGroup::change,
       "Run a command in a unit's environment",
       "",
       {{"UNIT", "Whose environment", 1, 1, Completes::units}, {"-- COMMAND", "The command and its arguments", 1, -1, Completes::nothing}},
       {},
       {{"stackup run keystone -- openstack user list", "As the unit's own commands would run."}},
       nullptr},
      {"explain",
       VerbGroup::other,
       "Explain an error code",
       "",
       {{"CODE", "SU0302, or 302", 0, 1, Completes::error_codes}},
       {},
       {{"stackup explain SU0302", "What it means."}},
       nullptr},
      {"completion",
       VerbGroup::other,
       "Print a completion script for a shell",
       "",
       {{"SHELL", "bash, zsh or fish", 1, 1, Completes::shells}},
       {},
       {{"stackup completion bash", "For bash."}},
       nullptr},
      {"check",
       VerbGroup::recipes,
       "Check recipe files",
       "",
       {{"FILE", "Recipe files", 1, -1, Completes::files}},
       {{"--schema", "", "FILE", "Check against this schema"}},
       {{"stackup check shop.yaml", "Every mistake at once."}},
       nullptr},
      {"help",
       VerbGroup::other,
       "Show help",
       "",
       {{"COMMAND", "The command to explain", 0, 1, Completes::verbs}},
       {},
       {{"stackup help up", "All about up."}},
       nullptr},
      {"__complete",
       VerbGroup::internal,
       "Words for completion",
       "",
       {{"KIND", "recipes, units or processes", 1, 1, Completes::nothing}},
       {},
       {},
       nullptr},
  };
  return verbs;
}

}  // namespace stackup::testing
