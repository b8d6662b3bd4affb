#!/usr/bin/python3
"""Every code of stackup/base/errors.inc stands there once, is reported by some source, and is shown or asserted by some test.

error_codes.ratchet holds, with the word unused or unshown, those that are not there yet; it may only become shorter:
python3 error_codes.py ROOT --shorten takes out what is not needed any more.
"""

import re
import sys
import tempfile
from pathlib import Path

import sources

LINE = re.compile(r"^STACKUP_ERROR\((\d{4}), (\w+), ", re.M)


def check(root, ratchet=None):
    ratchet = sources.read_ratchet("error_codes.ratchet") if ratchet is None else ratchet
    entries = LINE.findall(sources.read(root / "stackup/base/errors.inc"))
    for what, values in (("code", [code for code, _ in entries]), ("name", [name for _, name in entries])):
        for value in sorted({v for v in values if values.count(v) > 1}):
            yield f"stackup/base/errors.inc: the {what} {value} stands there twice"
    used, shown = words_of(root, "stackup", "errors.inc"), words_of(root, "tests", "")
    for code, name in entries:
        faults = set()
        if f"ErrorCode::{name}" not in used:
            faults.add("unused")
        if f"ErrorCode::{name}" not in shown and f"SU{code}" not in shown:
            faults.add("unshown")
        pardoned = set(ratchet.get(f"SU{code}", []))
        for fault in sorted(faults - pardoned):
            hint = "no source reports it" if fault == "unused" else "no test shows or expects it"
            yield f"stackup/base/errors.inc: SU{code} {name}: {hint}"
        for fault in sorted(pardoned - faults):
            yield f"note: tests/lint/error_codes.ratchet: SU{code} is not {fault} any more; take the word out"


def words_of(root, top, without):
    words = set()
    for path in sources.files(root, ".cpp", ".h", ".expected", ".py", under=(top,)):
        if path.name != without and "lint" not in path.parts:
            words.update(re.findall(r"ErrorCode::\w+|SU\d{4}", sources.read(path)))
    return words


def self_test():
    def findings(catalogue, ratchet=None):
        tree = {
            "stackup/base/errors.inc": "\n".join(f'STACKUP_ERROR({code}, {name}, "Text", "More")' for code, name in catalogue),
            "stackup/a/a.cpp": "return fail({ErrorCode::first});\nreturn fail({ErrorCode::second});\n",
            "tests/golden/errors/first.expected": "error[SU0101]: no\n",
            "tests/a/a_test.cpp": "EXPECT_EQ(e.code(), ErrorCode::second);\n",
        }
        with tempfile.TemporaryDirectory() as folder:
            return list(check(sources.tree_of(folder, tree), ratchet or {}))

    place = "stackup/base/errors.inc: "
    sources.expect("good", findings([("0101", "first"), ("0102", "second")]), [])
    sources.expect("a code twice", findings([("0101", "first"), ("0101", "second")]), [place + "the code 0101 stands there twice"])
    both = [place + "SU0103 third: no test shows or expects it", place + "SU0103 third: no source reports it"]
    sources.expect("a dead code", findings([("0103", "third")]), both)
    sources.expect("pardoned", findings([("0103", "third")], {"SU0103": ["unused", "unshown"]}), [])
    stale = ["note: tests/lint/error_codes.ratchet: SU0101 is not unshown any more; take the word out"]
    sources.expect("pardoned for nothing", findings([("0101", "first")], {"SU0101": ["unshown"]}), stale)


def shorten(root):
    path = root / "tests/lint/error_codes.ratchet"
    needed = {}
    for finding in check(root, {}):
        if match := re.search(r"(SU\d{4}) \w+: (no source|no test)", finding):
            needed.setdefault(match[1], set()).add("unused" if match[2] == "no source" else "unshown")
    lines = [line for line in sources.read(path).splitlines() if line.startswith("#")]
    for code, words in sources.read_ratchet(path.name).items():
        kept = [word for word in words if word in needed.get(code, ())]
        lines += [" ".join([code, *kept])] if kept else []
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    if sys.argv[2:] == ["--shorten"]:
        shorten(Path(sys.argv[1]).resolve())
    else:
        sources.run(check, self_test)
