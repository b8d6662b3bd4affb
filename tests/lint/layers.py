#!/usr/bin/python3
"""A module includes only what its stackup_module() line USES, directly or through others; nothing uses itself in a circle."""

import re
import tempfile

import sources


def modules_of(root):
    found = {}
    for path in sources.files(root, "CMakeLists.txt", under=("stackup",)):
        text = re.sub(r"#.*", "", sources.read(path))
        for body in re.findall(r"stackup_module\(([^)]*)\)", text):
            words = body.split()
            uses, inside = [], False
            for word in words[1:]:
                if word.isupper():
                    inside = word == "USES"
                elif inside:
                    uses.append(word)
            found[words[0]] = uses
    return found


def cycles_of(modules):
    done, circles = set(), []

    def visit(name, path):
        if name in path:
            circles.append(" → ".join(path[path.index(name) :] + [name]))
        elif name not in done:
            for other in modules.get(name, []):
                visit(other, path + [name])
            done.add(name)

    for name in modules:
        visit(name, [])
    return circles


def reach_of(modules, name):
    reached, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += modules.get(one, [])
    return reached


def check(root):
    modules = modules_of(root)
    for circle in cycles_of(modules):
        yield f"stackup/: modules use each other in a circle: {circle}"
    for name, uses in modules.items():
        for other in uses:
            if other not in modules:
                yield f"stackup/{name}/CMakeLists.txt: uses '{other}', which is no module"
    for path in sources.files(root, ".h", ".cpp", ".inc", under=("stackup",)):
        parts = path.relative_to(root).parts
        if len(parts) < 3:
            continue
        allowed = reach_of(modules, parts[1])
        for number, line in enumerate(sources.read(path).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*[<"]stackup/([^/">]+)/', line)
            if match and match.group(1) not in allowed:
                yield f"{path.relative_to(root)}:{number}: '{parts[1]}' does not use '{match.group(1)}'; a new edge is a decision: stackup/{parts[1]}/CMakeLists.txt"


def self_test():
    base = {"stackup/base/CMakeLists.txt": "stackup_module(base\n  SOURCES a.cpp)", "stackup/base/a.cpp": '#include "stackup/base/a.h"\n'}
    plan = {"stackup/plan/CMakeLists.txt": "stackup_module(plan USES base # why\n  HEADERS p.h)"}
    ui = {"stackup/ui/CMakeLists.txt": "stackup_module(ui\n  USES plan SOURCES u.cpp)", "stackup/ui/u.cpp": '#include "stackup/base/a.h"\n#include "stackup/plan/p.h"\n'}
    bad = {"stackup/plan/p.h": '#include <string>\n#include "stackup/ui/u.h"\n'}
    circle = {"stackup/base/CMakeLists.txt": "stackup_module(base USES ui)"}

    def findings(*trees):
        with tempfile.TemporaryDirectory() as folder:
            return [line.split(";")[0] for line in check(sources.tree_of(folder, {k: v for tree in trees for k, v in tree.items()}))]

    sources.expect("a good tree", findings(base, plan, ui), [])
    sources.expect("an include upwards", findings(base, plan, ui, bad), ["stackup/plan/p.h:2: 'plan' does not use 'ui'"])
    sources.expect("a circle", findings(base, plan, ui, circle), ["stackup/: modules use each other in a circle: base → ui → plan → base"])
    sources.expect("an unknown module", findings(plan), ["stackup/plan/CMakeLists.txt: uses 'base', which is no module"])


if __name__ == "__main__":
    sources.run(check, self_test)
