#include "stackup/base/text.h"
#include "stackup/system/git_fetch.h"
#include "stackup/system/git_refs.h"

namespace stackup {

namespace {

const std::vector<std::string> quietly{"-c", "gc.auto=0",
                                       "-c", "fetch.unpackLimit=1",
                                       "-c", "maintenance.auto=false",
                                       "-c", "fetch.recurseSubmodules=false",
                                       "-c", "core.hooksPath=/dev/null"};

Result<std::string> run_git(const std::filesystem::path& bare, const std::vector<std::string>& arguments, const std::string& url,
                            GitJob& job) {
  auto words = quietly;
  words.insert(words.end(), arguments.begin(), arguments.end());
  const std::function<void(std::string_view)> on_line = [&job](std::string_view line) { job.progress.git_said(line); };
  auto outcome = job.program->run(words, bare, job.control, on_line);
  if (!outcome) return fail(outcome);
  if (!outcome->exit.success() || job.control.must_end()) return fail(program_error(url, *outcome, job));
  return outcome->output;
}

/// The remote's default branch: "ref: refs/heads/main\tHEAD".
Result<std::string> remote_head(const std::filesystem::path& bare, const std::string& url, GitJob& job) {
  const auto listed = run_git(bare, {"ls-remote", "--symref", "--", url, "HEAD"}, url, job);
  if (!listed) return fail(listed);
  for (const auto& line : lines_of(*listed)) {
    const auto tab = line.find('\t');
    if (line.rfind("ref: ", 0) == 0 && tab != std::string::npos) return line.substr(5, tab - 5);
  }
  return std::string();
}

std::vector<std::string> refspecs_of(const FetchOrder& order, const std::string& head) {
  if (order.depth == 0) return {"+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"};
  const auto itself = [](const std::string& name) { return std::vector<std::string>{"+" + name + ":" + name}; };
  if (const auto* branch = std::get_if<Branch>(&order.revision)) return itself("refs/heads/" + branch->name);
  if (const auto* tag = std::get_if<Tag>(&order.revision)) return itself("refs/tags/" + tag->name);
  if (const auto* commit = std::get_if<Commit>(&order.revision)) return {"+" + commit->id + ":refs/stackup/pinned/" + commit->id};
  return itself(head);
}

/// A wanted ref that a shallow fetch did not find, told with the names that the remote has.
Error unknown_in_shallow(const std::filesystem::path& bare, const FetchOrder& order, GitJob& job, Error error) {
  if (error.code() != ErrorCode::fetch_not_found || std::holds_alternative<Commit>(order.revision)) return error;
  const auto listed = run_git(bare, {"ls-remote", "--refs", "--heads", "--tags", "--", order.url}, order.url, job);
  if (!listed) return listed.error();
  GitRefs refs;
  for (const auto& line : lines_of(*listed)) {
    if (const auto tab = line.find('\t'); tab != std::string::npos) refs[line.substr(tab + 1)] = GitRef{line.substr(0, tab), ""};
  }
  return unknown_revision(refs, order.revision, order.url);
}

Result<void> prepare_partial(const std::filesystem::path& bare, const FetchOrder& order) {
  const auto repository = open_bare(bare);
  if (!repository) return fail(repository);
  const std::vector<std::pair<std::string, std::string>> settings{
      {"remote.origin.url", order.url}, {"remote.origin.promisor", "true"}, {"remote.origin.partialclonefilter", order.filter}};
  for (const auto& [key, value] : settings) {
    if (auto set = set_config(repository->get(), key, value); !set) return set;
  }
  return {};
}

std::vector<std::string> fetch_command(const std::filesystem::path& bare, const FetchOrder& order, const std::string& head) {
  std::vector<std::string> words{"fetch", "--progress", "--force", "--no-tags", "--no-write-fetch-head", "--update-head-ok"};
  // A later fetch of a shallow repository goes on from its boundary, so that its history stays in one piece.
  if (order.depth > 0 && !std::filesystem::exists(bare / "shallow")) words.push_back("--depth=" + std::to_string(order.depth));
  if (order.depth == 0) words.emplace_back("--prune");
  if (!order.filter.empty()) words.push_back("--filter=" + order.filter);
  words.emplace_back("--");
  words.push_back(order.filter.empty() ? order.url : "origin");
  for (auto& spec : refspecs_of(order, head)) words.push_back(std::move(spec));
  return words;
}

}  // namespace

Error program_error(const std::string& url, const GitOutcome& outcome, const GitJob& job) {
  if (job.control.is_cancelled()) return interrupted_error(url);
  if (job.control.is_stalled()) return stalled_error(url);
  return fetch_error(url, outcome.errors.empty() ? "git ended with " + to_string(outcome.exit) : outcome.errors);
}

Result<void> fetch_with_program(const std::filesystem::path& bare, const FetchOrder& order, GitJob& job) {
  const auto head = remote_head(bare, order.url, job);
  if (!head) return fail(head);
  if (!order.filter.empty()) {
    if (auto prepared = prepare_partial(bare, order); !prepared) return prepared;
  }
  const auto fetched = run_git(bare, fetch_command(bare, order, *head), order.url, job);
  if (!fetched) return fail(order.depth > 0 ? unknown_in_shallow(bare, order, job, fetched.error()) : fetched.error());
  return head->empty() ? Result<void>{} : write_whole(bare / "HEAD", "ref: " + *head + "\n");
}

}  // namespace stackup
