#include "stackup/system/git_refs.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/system/git_url.h"

#include <git2.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace stackup {

namespace {

const std::string heads = "refs/heads/";
const std::string tags = "refs/tags/";

std::vector<std::string> short_names(const GitRefs& refs, const std::string& prefix) {
  std::vector<std::string> names;
  for (const auto& [name, ref] : refs) {
    if (name.rfind(prefix, 0) == 0) names.push_back(name.substr(prefix.size()));
  }
  return names;
}

std::string counted_kind(std::size_t count, const std::string& kind) {
  return std::to_string(count) + " " + kind + (count == 1 ? "" : kind == "branch" ? "es" : "s");
}

std::string first_few(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 6;
  auto few = names;
  if (few.size() > shown) few.resize(shown);
  return join(few, ", ") + (names.size() > shown ? ", …" : "");
}

/// What the repository has instead, and the nearest name of all branches and tags.
Error unknown_name(const GitRefs& refs, const std::string& kind, const std::string& name, const std::string& url) {
  const auto same = short_names(refs, kind == "tag" ? tags : heads);
  const auto other = short_names(refs, kind == "tag" ? heads : tags);
  const std::string other_kind = kind == "tag" ? "branch" : "tag";
  Error error(ErrorCode::fetch_not_found, shown_url(url) + " has no " + kind + " '" + name + "'");
  error.because(same.empty() ? "it has none at all" : "it has " + counted_kind(same.size(), kind) + ": " + first_few(same));
  if (std::find(other.begin(), other.end(), name) != other.end())
    return error.try_("there is a " + other_kind + " of that name: write " + other_kind + ": " + name);
  if (const auto near = closest_match(name, same)) return error.try_("did you mean '" + *near + "'?");
  if (const auto near = closest_match(name, other)) return error.try_("did you mean the " + other_kind + " '" + *near + "'?");
  return error.try_("see what there is: git ls-remote " + shown_url(url));
}

Error unknown_names(const GitRefs& refs, const FirstOf& first, const std::string& url) {
  std::string wanted;
  for (const auto& name : first.names) wanted += (wanted.empty() ? "'" : ", '") + name + "'";
  const auto branches = short_names(refs, heads), all_tags = short_names(refs, tags);
  return Error(ErrorCode::fetch_not_found, shown_url(url) + " has no branch or tag " + wanted)
      .because("it has " + counted_kind(branches.size(), "branch") + " and " + counted_kind(all_tags.size(), "tag"))
      .try_("see what there is: git ls-remote " + shown_url(url));
}

Result<FoundRevision> find_branch(git_repository* source, const std::string& name, const std::string& url) {
  git_oid id;
  if (git_reference_name_to_id(&id, source, (heads + name).c_str()) != 0)
    return fail(unknown_name(refs_below(source, "refs/"), "branch", name, url));
  return FoundRevision{to_hex(&id), name};
}

Result<FoundRevision> find_default(git_repository* source, const std::string& url) {
  const auto head = git_owned<git_reference>([&](git_reference** out) { return git_reference_lookup(out, source, "HEAD"); });
  const char* target = head ? git_reference_symbolic_target(head.get()) : nullptr;
  if (target != nullptr && std::string(target).rfind(heads, 0) == 0) {
    auto found = find_branch(source, std::string(target).substr(heads.size()), url);
    if (found) return found;
  }
  git_oid id;
  if (git_reference_name_to_id(&id, source, "HEAD") == 0) return FoundRevision{to_hex(&id), ""};
  return fail(unknown_revision(refs_below(source, "refs/"), DefaultBranch{}, url));
}

}  // namespace

GitRefs refs_below(git_repository* repository, const std::string& prefix) {
  GitRefs refs;
  git_reference_iterator* iterator = nullptr;
  if (git_reference_iterator_glob_new(&iterator, repository, (prefix + "*").c_str()) != 0) return refs;
  git_reference* raw = nullptr;
  while (git_reference_next(&raw, iterator) == 0) {
    const GitOwned<git_reference> reference(raw);
    const git_oid* target = git_reference_target(raw);
    if (target == nullptr) continue;
    GitRef ref{to_hex(target), ""};
    const git_oid* peeled = git_reference_target_peel(raw);
    if (peeled != nullptr) ref.peeled = to_hex(peeled);
    const bool is_tag = std::string(git_reference_name(raw)).rfind(tags, 0) == 0;
    if (is_tag && ref.peeled.empty()) ref.peeled = commit_of(repository, ref.id);
    if (ref.peeled == ref.id) ref.peeled.clear();
    refs.emplace(git_reference_name(raw), ref);
  }
  git_reference_iterator_free(iterator);
  return refs;
}

std::string packed_refs_text(const GitRefs& refs) {
  std::string text = "# pack-refs with: peeled fully-peeled sorted \n";
  for (const auto& [name, ref] : refs) {
    text += ref.id + " " + name + "\n";
    if (!ref.peeled.empty()) text += "^" + ref.peeled + "\n";
  }
  return text;
}

Result<void> write_whole(const std::filesystem::path& file, const std::string& text) {
  auto temporary = file;
  temporary += ".new";
  std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  const int reason = errno;
  std::error_code failed;
  if (stream) std::filesystem::rename(temporary, file, failed);
  if (stream && !failed) return {};
  return fail(
      Error(reason == ENOSPC ? ErrorCode::disk_full : ErrorCode::fetch_failed, "the file " + file.string() + " could not be written")
          .because(failed ? failed.message() : std::strerror(reason)));
}

Result<void> replace_refs(const std::filesystem::path& bare, const GitRefs& refs, const std::string& head) {
  if (auto written = write_whole(bare / "packed-refs", packed_refs_text(refs)); !written) return written;
  std::error_code ignored;
  for (const char* folder : {"refs/heads", "refs/tags"}) {  // loose refs would win over the packed ones
    std::filesystem::remove_all(bare / folder, ignored);
    std::filesystem::create_directories(bare / folder, ignored);
  }
  return head.empty() ? Result<void>{} : write_whole(bare / "HEAD", "ref: " + head + "\n");
}

std::optional<std::set<std::string>> fetched_tags(const std::filesystem::path& data) {
  std::ifstream stream(data / "stackup" / "fetched-tags");
  if (!stream) return std::nullopt;
  std::set<std::string> commits;
  for (std::string line; std::getline(stream, line);) commits.insert(line);
  return commits;
}

Result<void> note_fetched_tags(const std::filesystem::path& data, git_repository* source) {
  auto commits = fetched_tags(data).value_or(std::set<std::string>{});
  const auto before = commits.size();
  for (const auto& [name, ref] : refs_below(source, tags)) commits.insert(ref.peeled.empty() ? ref.id : ref.peeled);
  const auto file = data / "stackup" / "fetched-tags";
  std::error_code ignored;
  if (commits.size() == before && std::filesystem::exists(file, ignored)) return {};
  std::filesystem::create_directories(file.parent_path(), ignored);
  std::string text;
  for (const auto& commit : commits) text += commit + "\n";
  return write_whole(file, text);
}

Error unknown_revision(const GitRefs& refs, const Revision& revision, const std::string& url) {
  if (const auto* branch = std::get_if<Branch>(&revision)) return unknown_name(refs, "branch", branch->name, url);
  if (const auto* tag = std::get_if<Tag>(&revision)) return unknown_name(refs, "tag", tag->name, url);
  if (const auto* first = std::get_if<FirstOf>(&revision)) return unknown_names(refs, *first, url);
  return Error(ErrorCode::fetch_not_found, shown_url(url) + " is empty, or its default branch does not exist")
      .because("it has " + counted_kind(short_names(refs, heads).size(), "branch"))
      .try_("name a branch, tag or commit in the recipe's repository section");
}

namespace {

Result<FoundRevision> find_tag(git_repository* source, const Tag& tag, const std::string& url) {
  git_oid id;
  if (git_reference_name_to_id(&id, source, (tags + tag.name).c_str()) != 0) return fail(unknown_revision(refs_below(source, "refs/"), tag, url));
  const auto commit = commit_of(source, to_hex(&id));
  if (!commit.empty()) return FoundRevision{commit, ""};
  return fail(Error(ErrorCode::fetch_not_found, "the tag '" + tag.name + "' of " + shown_url(url) + " names no commit"));
}

/// A branch before a tag of the same name, as git itself does it.
Result<FoundRevision> find_first(git_repository* source, const FirstOf& first, const std::string& url) {
  git_oid id;
  for (const auto& name : first.names) {
    if (git_reference_name_to_id(&id, source, (heads + name).c_str()) == 0) return find_branch(source, name, url);
    if (git_reference_name_to_id(&id, source, (tags + name).c_str()) == 0) return find_tag(source, Tag{name}, url);
  }
  return fail(unknown_revision(refs_below(source, "refs/"), first, url));
}

}  // namespace

Result<FoundRevision> find_revision(git_repository* source, const Revision& revision, const std::string& url) {
  if (std::holds_alternative<DefaultBranch>(revision)) return find_default(source, url);
  if (const auto* branch = std::get_if<Branch>(&revision)) return find_branch(source, branch->name, url);
  if (const auto* tag = std::get_if<Tag>(&revision)) return find_tag(source, *tag, url);
  if (const auto* first = std::get_if<FirstOf>(&revision)) return find_first(source, *first, url);
  const auto& wanted = std::get<Commit>(revision).id;
  const auto commit = commit_of(source, wanted);
  if (!commit.empty()) return FoundRevision{commit, ""};
  return fail(Error(ErrorCode::fetch_not_found, shown_url(url) + " has no commit " + wanted)
                  .because("it is on none of the branches and tags")
                  .try_("check the 40 digits; a commit of a fork or a pull request has to be on a branch or tag"));
}

}  // namespace stackup
