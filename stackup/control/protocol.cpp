#include "stackup/control/protocol.h"

#include "stackup/base/json_limits.h"
#include "stackup/base/untrusted_json.h"
#include "stackup/control/spec_json.h"
#include "stackup/control/status_json.h"
#include "stackup/event/event_json.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<Command, std::string_view>, 11> commands = {{{Command::hello, "hello"},
                                                                           {Command::start, "start"},
                                                                           {Command::await_ready, "await_ready"},
                                                                           {Command::stop, "stop"},
                                                                           {Command::restart, "restart"},
                                                                           {Command::status, "status"},
                                                                           {Command::freeze, "freeze"},
                                                                           {Command::thaw, "thaw"},
                                                                           {Command::settle, "settle"},
                                                                           {Command::shut_down, "shut_down"},
                                                                           {Command::hand_over, "hand_over"}}};

std::string_view name_of(Command command) {
  for (const auto& [known, name] : commands)
    if (known == command) return name;
  return "hello";
}

std::optional<Command> command_from(std::string_view name) {
  for (const auto& [command, known] : commands)
    if (known == name) return command;
  return std::nullopt;
}

std::string line_of(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"; }

std::optional<Request> request_from(const json& j) {
  Request request;
  request.version = j.at("v");
  const auto command = command_from(j.at("do").get<std::string>());
  if (!command) return std::nullopt;
  request.command = *command;
  request.ids = j.value("ids", std::vector<std::string>{});
  request.at_most = std::chrono::milliseconds(limited_milliseconds(j.value("at_most_ms", std::int64_t{0})));
  if (j.contains("spec")) {
    request.spec = spec_from_json(j["spec"].dump());
    if (!request.spec) return std::nullopt;
  }
  return request;
}

std::optional<Reply> reply_from(const json& j) {
  Reply reply;
  reply.version = j.at("v");
  reply.program_version = j.value("program", "");
  reply.is_ending = j.value("ending", false);
  if (j.contains("error")) reply.error = error_from_json(j["error"].dump());
  const auto statuses = statuses_from_json(j.value("processes", json::array()).dump());
  if (!statuses) return std::nullopt;
  reply.statuses = *statuses;
  return reply;
}

}  // namespace

std::string to_line(const Request& request) {
  json j = {{"v", request.version}, {"do", name_of(request.command)}};
  if (!request.ids.empty()) j["ids"] = request.ids;
  if (request.at_most != Duration{}) j["at_most_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(request.at_most).count();
  if (request.spec) j["spec"] = json::parse(spec_json(*request.spec));
  return line_of(j);
}

std::string to_line(const Reply& reply) {
  json j = {{"v", reply.version}, {"program", reply.program_version}};
  if (reply.is_ending) j["ending"] = true;
  if (reply.error) j["error"] = json::parse(error_json(*reply.error));
  if (!reply.statuses.empty()) j["processes"] = json::parse(statuses_json(reply.statuses));
  return line_of(j);
}

std::optional<Request> request_from_line(std::string_view line) {
  const json j = untrusted_json(line);
  if (!j.is_object()) return std::nullopt;
  try {
    return request_from(j);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<Reply> reply_from_line(std::string_view line) {
  const json j = untrusted_json(line);
  if (!j.is_object()) return std::nullopt;
  try {
    return reply_from(j);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace stackup
