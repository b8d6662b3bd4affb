// A journal as a kill, a full disk or anybody may have left it.
#include "tests/fuzz/fuzz.h"

#include "stackup/event/event_json.h"
#include "stackup/store/compaction.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackup;
  const auto text = fuzz::text_of(data, size);
  const auto state = fold_text({}, text);
  for (const auto& [id, record] : state.done) fuzz::require(!state.unfinished.contains(id), "no step is done and unfinished");
  const auto shorter = compacted(text);
  fuzz::require(fold_text({}, shorter) == state, "compacting does not change the fold");
  fuzz::require(shorter.size() <= text.size() && compacted(shorter) == shorter, "compacting makes it shorter, once");
  fuzz::require(fold_text({}, compacted(text, size / 2)) == state, "nor does compacting the older half");
  auto rest = text;
  while (!rest.empty()) {
    const auto event = from_json_line(fuzz::first_line(rest));
    if (!event) continue;
    const auto again = from_json_line(to_json_line(*event));  // without what makes no sense, such as the tail of a log without a path
    fuzz::require(again && from_json_line(to_json_line(*again)) == again, "what is written is read as the same");
  }
  return 0;
}
