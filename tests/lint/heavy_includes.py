#!/usr/bin/python3
"""Only the files of this table include a heavy library, so that a change elsewhere does not cost its compile time.

Every third-party header needs a row. The first row whose header fits decides. A file that no longer needs its place is to be taken out.
"""

import fnmatch
import re
import tempfile

import sources

ANY_SOURCE = ["stackup/*.cpp"]
ANY = ["stackup/*.cpp", "stackup/*.h"]
TABLE = [
    ("yaml-cpp/*", ["stackup/recipe/yaml.cpp"]),
    ("git2*", ["stackup/system/git_*.cpp"]),
    ("CLI/*", ["stackup/cli/parse.cpp"]),
    ("nlohmann/json_fwd.hpp", ["stackup/base/untrusted_json.h"]),
    ("nlohmann/*", ["stackup/*_json.cpp", "stackup/control/protocol.cpp", "stackup/steps/expectation.cpp"]),
    ("spdlog/*", ["stackup/ui/log_sink.cpp"]),
    ("sodium*", ["stackup/base/digest.cpp"]),
    ("boost/beast/*", ["stackup/system/asio_network.cpp"]),
    ("boost/process/*", ["stackup/system/child.h", "stackup/system/launch.cpp"]),
    # What a header may name of asio: the coroutine type, an executor, and in two places more than that.
    ("boost/asio/awaitable.hpp", ["stackup/ports/task.h"]),
    ("boost/asio/any_io_executor.hpp", ANY),
    ("boost/asio/steady_timer.hpp", ["stackup/engine/flag.h", "stackup/engine/*.cpp", "stackup/system/*.cpp"]),
    ("boost/asio/io_context.hpp", ["stackup/supervisor/run_supervisor.h", "stackup/cli/world.cpp", "stackup/cli/loop.cpp", "stackup/cli/logs.cpp"]),
    ("boost/asio/*", ["stackup/engine/*.cpp", "stackup/control/*.cpp", "stackup/system/*.cpp", "stackup/supervisor/*.cpp", "stackup/cli/world.cpp", "stackup/cli/loop.cpp",
                       "stackup/cli/run_plan.cpp", "stackup/cli/log_view.cpp", "stackup/rig/catalogue_run.cpp"]),
    ("boost/system/*", ANY_SOURCE),
    ("fmt/*", ANY_SOURCE),
    ("tl/expected.hpp", ["stackup/base/result.h"]),
]
OF_THE_SYSTEM = re.compile(r"(sys|linux|arpa|net|netinet|asm|bits)/|[^/]+$")


def row_of(header):
    return next(((pattern, places) for pattern, places in TABLE if fnmatch.fnmatchcase(header, pattern)), None)


def check(root):
    for path in sources.files(root, ".h", ".cpp", ".inc", under=("stackup",)):
        name = str(path.relative_to(root))
        for number, line in enumerate(sources.read(path).splitlines(), 1):
            match = re.match(r"\s*#\s*include\s*<([^>]+)>", line)
            if not match:
                continue
            row = row_of(match.group(1))
            if row is None:
                if not OF_THE_SYSTEM.match(match.group(1)):
                    yield f"{name}:{number}: <{match.group(1)}> has no row in {__file__.rsplit('/', 1)[1]}"
            elif not any(fnmatch.fnmatchcase(name, place) for place in row[1]):
                yield f"{name}:{number}: <{match.group(1)}> belongs into {', '.join(row[1])}"


def self_test():
    def findings(name, text):
        with tempfile.TemporaryDirectory() as folder:
            return len(list(check(sources.tree_of(folder, {name: text}))))

    good = [
        ("stackup/recipe/yaml.cpp", "#include <yaml-cpp/parser.h>\n#include <string>\n#include <sys/wait.h>\n"),
        ("stackup/system/git_state.cpp", "#include <git2.h>\n#include <git2/sys/repository.h>\n"),
        ("stackup/ui/status_report_json.cpp", "#include <nlohmann/json.hpp>\n"),
        ("stackup/ports/task.h", "#include <boost/asio/awaitable.hpp>\n"),
        ("stackup/engine/flag.h", "#include <boost/asio/steady_timer.hpp>\n"),
    ]
    bad = [
        ("stackup/recipe/node.h", "#include <yaml-cpp/node.h>\n"),
        ("stackup/cli/up.cpp", "#include <git2.h>\n"),
        ("stackup/ui/table.cpp", "#  include <nlohmann/json.hpp>\n"),
        ("stackup/ui/table.h", "#include <fmt/format.h>\n"),
        ("stackup/system/asio_network.h", "#include <boost/asio/ip/tcp.hpp>\n"),
        ("stackup/plan/plan.cpp", "#include <boost/asio/co_spawn.hpp>\n"),
        ("stackup/base/text.cpp", "#include <absl/strings/str_cat.h>\n"),
        ("stackup/system/launch.cpp", "#include <boost/json.hpp>\n"),
    ]
    for name, text in good:
        sources.expect(f"{name}: {text}", findings(name, text), 0)
    for name, text in bad:
        sources.expect(f"{name}: {text}", findings(name, text), 1)


if __name__ == "__main__":
    sources.run(check, self_test)
