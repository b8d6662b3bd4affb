// What comes over the control socket, in either direction, and the specs that the supervisor reads from its files.
#include "tests/fuzz/fuzz.h"

#include "stackup/control/protocol.h"
#include "stackup/control/spec_json.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackup;
  const auto text = fuzz::text_of(data, size);
  if (const auto request = request_from_line(text)) fuzz::require(request_from_line(to_line(*request)) == request, "a request comes back as it was");
  if (const auto reply = reply_from_line(text)) fuzz::require(reply_from_line(to_line(*reply)) == reply, "a reply comes back as it was");
  if (const auto spec = spec_from_json(text)) fuzz::require(spec_from_json(spec_json(*spec)) == spec, "a spec comes back as it was");
  return 0;
}
