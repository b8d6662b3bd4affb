#include "stackup/system/git_fetch.h"

#include "stackup/system/git_refs.h"
#include "stackup/system/git_url.h"

#include <git2.h>

namespace stackup {

namespace {

constexpr std::chrono::seconds stall_limit{60};

struct Calls {
  GitJob& job;
  bool agent_was_asked = false;
};

int on_transfer(const git_indexer_progress* progress, void* payload) {
  auto& calls = *static_cast<Calls*>(payload);
  calls.job.progress.received(progress->received_objects, progress->total_objects, progress->received_bytes);
  return calls.job.control.must_end() ? GIT_EUSER : 0;
}

int on_sideband(const char*, int, void* payload) {
  const auto& calls = *static_cast<Calls*>(payload);
  calls.job.control.alive();
  return calls.job.control.must_end() ? GIT_EUSER : 0;
}

int refuse(const char* words, int code) {
  git_error_set_str(GIT_ERROR_NET, words);
  return code;
}

/// The ssh agent, once: libgit2 would ask for ever.
int on_credentials(git_credential** out, const char*, const char* user, unsigned allowed, void* payload) {
  auto& calls = *static_cast<Calls*>(payload);
  const char* name = user != nullptr ? user : "git";
  if ((allowed & GIT_CREDENTIAL_USERNAME) != 0) return git_credential_username_new(out, name);
  if ((allowed & GIT_CREDENTIAL_SSH_KEY) == 0)
    return refuse("authentication required: the server asks for a user name and a password", GIT_EAUTH);
  if (calls.agent_was_asked) return refuse("authentication failed: the server accepts none of the keys in the ssh agent", GIT_EAUTH);
  calls.agent_was_asked = true;
  return git_credential_ssh_key_from_agent(out, name);
}

/// `is_valid` is libgit2's own verdict: the system's certificates, or ~/.ssh/known_hosts.
int on_certificate(git_cert* certificate, int is_valid, const char*, void*) {
  if (is_valid != 0) return 0;
  if (certificate->cert_type == GIT_CERT_HOSTKEY_LIBSSH2)
    return refuse("host key verification failed: the server's key is not in ~/.ssh/known_hosts", GIT_ECERTIFICATE);
  return refuse("the server certificate is not signed by an authority that this machine trusts", GIT_ECERTIFICATE);
}

struct Listing {
  GitRefs refs;
  std::string head;  ///< the default branch, refs/heads/…; empty: none
};

bool is_wanted(const std::string& name) { return name.rfind("refs/heads/", 0) == 0 || name.rfind("refs/tags/", 0) == 0; }

Listing listing_of(git_remote* remote) {
  Listing listing;
  const git_remote_head** heads = nullptr;
  std::size_t count = 0;
  if (git_remote_ls(&heads, &count, remote) != 0) return listing;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = heads[i]->name;
    const bool is_peeled = name.size() > 3 && name.compare(name.size() - 3, 3, "^{}") == 0;
    if (is_peeled) name.resize(name.size() - 3);
    if (!is_wanted(name)) continue;
    auto& ref = listing.refs[name];
    (is_peeled ? ref.peeled : ref.id) = to_hex(&heads[i]->oid);
  }
  git_buf branch{};
  if (git_remote_default_branch(&branch, remote) == 0) listing.head = branch.ptr;
  git_buf_dispose(&branch);
  return listing;
}

bool has_all(git_repository* bare, const GitRefs& refs) {
  for (const auto& [name, ref] : refs) {
    if (!has_object(bare, ref.id)) return false;
  }
  return true;
}

Error library_error(const std::string& url, const GitJob& job) {
  if (job.control.is_cancelled()) return interrupted_error(url);
  if (job.control.is_stalled()) return stalled_error(url);
  return fetch_error(url, last_git_message());
}

/// Connects, lists and downloads what is missing; the refs are left for the caller.
Result<Listing> download(git_repository* bare, const std::string& url, GitJob& job) {
  const auto remote = git_owned<git_remote>([&](git_remote** out) { return git_remote_create_anonymous(out, bare, url.c_str()); });
  if (!remote) return fail(library_error(url, job));
  Calls calls{job};
  git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  options.proxy_opts.type = GIT_PROXY_AUTO;
  options.callbacks.payload = &calls;
  options.callbacks.transfer_progress = on_transfer;
  options.callbacks.sideband_progress = on_sideband;
  options.callbacks.credentials = on_credentials;
  options.callbacks.certificate_check = on_certificate;
  if (git_remote_connect(remote.get(), GIT_DIRECTION_FETCH, &options.callbacks, &options.proxy_opts, nullptr) != 0)
    return fail(library_error(url, job));
  auto listing = listing_of(remote.get());
  if (has_all(bare, listing.refs)) return listing;
  char heads[] = "+refs/heads/*:refs/heads/*";
  char tags[] = "+refs/tags/*:refs/tags/*";
  char* specs[] = {heads, tags};
  const git_strarray wanted{specs, 2};
  if (git_remote_download(remote.get(), &wanted, &options) != 0) return fail(library_error(url, job));
  return listing;
}

struct CredentialSearch {
  std::string host;
  bool is_found = false;
};

/// credential.helper, http.extraHeader and the like, for every host or (credential.https://HOST.helper) for this one.
int note_credentials(const git_config_entry* entry, void* payload) {
  auto& search = *static_cast<CredentialSearch*>(payload);
  const std::string name = entry->name;
  const auto first = name.find('.');
  const auto last = name.rfind('.');
  const auto section = name.substr(0, first);
  const auto key = name.substr(last + 1);
  const bool is_credential = (section == "credential" && key == "helper") ||
                             (section == "http" && (key == "extraheader" || key == "cookiefile" || key == "sslcert"));
  if (!is_credential) return 0;
  const auto host = last > first ? host_of(name.substr(first + 1, last - first - 1)) : std::string();
  if (host.empty() || host == search.host || host.front() == '*') search.is_found = true;
  return 0;
}

/// Whether the user told git how to log in there: libgit2 knows nothing of that.
bool has_credentials_for_git(git_repository* repository, const std::string& url) {
  const auto config = git_owned<git_config>([&](git_config** out) { return git_repository_config_snapshot(out, repository); });
  CredentialSearch search{host_of(url)};
  if (config) git_config_foreach(config.get(), note_credentials, &search);
  return search.is_found;
}

bool needs_program(const std::filesystem::path& bare, const FetchOrder& order, const GitJob& job) {
  if (order.depth > 0 || !order.filter.empty()) return true;
  const auto transport = transport_of(order.url);
  if (job.program == nullptr) return false;
  if (transport == GitTransport::ssh) return true;  // ssh_config, agent forwarding and known_hosts are ssh's own business
  const auto repository = open_bare(bare);
  return transport == GitTransport::http && repository && has_credentials_for_git(repository->get(), order.url);
}

Error missing_program(const FetchOrder& order) {
  return needs_git_error(order.url, order.depth > 0 ? "a shallow clone (depth: " + std::to_string(order.depth) + ")"
                                                    : "a partial clone (filter: " + order.filter + ")");
}

}  // namespace

StallWatch::StallWatch(const JobControl& control) : control_(control) { control_.expect_life_within(stall_limit); }
StallWatch::~StallWatch() { control_.expect_life_within(Duration::zero()); }

Result<void> fetch_with_library(const std::filesystem::path& bare, const FetchOrder& order, GitJob& job) {
  const auto repository = open_bare(bare);
  if (!repository) return fail(repository);
  const auto listing = download(repository->get(), order.url, job);
  if (!listing) return fail(listing);
  return replace_refs(bare, listing->refs, listing->head);
}

Result<void> fetch_into(const std::filesystem::path& bare, const FetchOrder& order, GitJob& job) {
  if (transport_of(order.url) == GitTransport::unknown) {
    return fail(Error(ErrorCode::fetch_not_found, "this is no address of a repository: " + shown_url(order.url))
                    .because("stackup fetches over https, http, ssh and git, and from local directories"));
  }
  const StallWatch watch(job.control);
  if (needs_program(bare, order, job)) {
    return job.program != nullptr ? fetch_with_program(bare, order, job) : Result<void>(fail(missing_program(order)));
  }
  auto fetched = fetch_with_library(bare, order, job);
  if (fetched || job.program == nullptr || !git_may_do_better(fetched.error())) return fetched;
  return fetch_with_program(bare, order, job);
}

}  // namespace stackup
