#pragma once
// What the supervisor is told about a process: values only.

#include "stackup/base/duration.h"
#include "stackup/ports/program.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace stackup {

/// What an answer must be like.
struct Expectation {
  enum class Kind { anything, substring, exact, match, json };
  Kind kind = Kind::anything;
  std::string text;  ///< for json: the JSON text that the answer must contain

  bool operator==(const Expectation&) const = default;
};

struct StartedProbe { bool operator==(const StartedProbe&) const = default; };
struct NotifyProbe { bool operator==(const NotifyProbe&) const = default; };  ///< READY=1, sd_notify(3)
struct TcpProbe {
  std::string host;
  int port = 0;
  std::string send;    ///< what is said after connecting, byte for byte; may be empty
  Expectation expect;  ///< of what is answered within a second; anything: connecting is enough, or if something was sent, any answer
  bool operator==(const TcpProbe&) const = default;

  [[nodiscard]] bool listens() const { return !send.empty() || expect.kind != Expectation::Kind::anything; }  ///< to an answer
};
struct HttpProbe {
  std::string url;
  int port = 0;        ///< the port in `url`, whose listener must be ours; 0: do not check
  int status = 200;
  Expectation expect;
  bool operator==(const HttpProbe&) const = default;
};
struct RunProbe {
  Program program;
  Expectation expect;
  bool operator==(const RunProbe&) const = default;
};
struct LogProbe { std::string pattern; bool operator==(const LogProbe&) const = default; };  ///< ECMAScript regular expression, a line at a time
using Probe = std::variant<StartedProbe, NotifyProbe, TcpProbe, HttpProbe, RunProbe, LogProbe>;

enum class RestartWhen { never, on_failure, always };

struct RestartPolicy {
  RestartWhen when = RestartWhen::on_failure;
  Duration delay = std::chrono::milliseconds(500);   ///< before the first restart; doubles each time
  Duration max_delay = std::chrono::seconds(30);
  Duration reset_after = std::chrono::seconds(60);   ///< a run of at least this length starts the count anew
  int limit = 10;                                     ///< restarts in a row before it gives up

  bool operator==(const RestartPolicy&) const = default;
};

struct StopPolicy {
  int signal = 15;
  Duration grace = std::chrono::seconds(10);  ///< then SIGKILL to the whole tree

  bool operator==(const StopPolicy&) const = default;
};

/// What becomes of a process when one that it depends on was restarted.
enum class UpstreamRestart { keep_running, restart };

/// While it runs: how often its readiness is asked for again, and how many failures in a row restart it. interval 0: never.
struct HealthPolicy {
  Duration interval{};
  int retries = 3;

  bool operator==(const HealthPolicy&) const = default;
};

/// A process to keep running, completely resolved: the supervisor knows no recipes.
struct ProcessSpec {
  std::string id;    ///< UNIT/PROCESS or UNIT/PROCESS.INSTANCE
  std::string unit;
  Program program;
  std::filesystem::path log;
  Probe ready;
  Duration ready_timeout = std::chrono::seconds(60);
  HealthPolicy health;
  std::vector<int> ports;  ///< ports of its unit, for messages and for the ownership check
  RestartPolicy restart;
  StopPolicy stop;
  std::vector<std::string> after;  ///< ids of those that it depends on, which are stopped only after this one
  UpstreamRestart on_upstream_restart = UpstreamRestart::keep_running;
  std::string digest;              ///< of the start step that made it

  bool operator==(const ProcessSpec&) const = default;
};

}  // namespace stackup
