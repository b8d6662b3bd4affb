#!/usr/bin/python3
"""One name, one type: the namespace is flat, and two types of one name in two files are undefined behaviour that no linker reports."""

import tempfile

import sources

KINDS = {"struct", "class", "union", "enum"}


def scope_names(block):
    """Of the blocks around it, outermost first: '' is an unnamed namespace, None a function or the like."""
    names = []
    while block.parent:
        block = block.parent
        words = [t.text for t in block.header]
        if words[:1] == ["namespace"] or words[:2] == ["inline", "namespace"]:
            names.append("".join(words[words.index("namespace") + 1 :]))
        elif sources.is_scope(block):
            names.append(type_name(words))
        else:
            names.append(None)
    return names[::-1]


def type_name(words):
    """struct A::B final : C → A::B; a specialization keeps its arguments."""
    at = next(i for i, w in enumerate(words) if w in KINDS and words[i - 1] not in ("<", ","))
    name = words[at + 1 :]
    name = name[1:] if name[:1] in (["class"], ["struct"]) else name
    return "".join(name[: name.index(":")] if ":" in name else name).removesuffix("final")


def types_of(text):
    for block in sources.parse(text)[1]:
        words = [t.text for t in block.header]
        if block.is_lambda or not KINDS & set(words) or "(" in words or words[:1] == ["extern"]:
            continue
        scope = scope_names(block)
        name = type_name(words)
        if "" not in scope and None not in scope and name:
            yield "::".join([*scope, name]), block.header[0].line


def check(root):
    found = {}
    for path in sources.files(root, ".h", ".cpp", under=("stackup",)):
        for name, line in types_of(sources.read(path)):
            found.setdefault(name, []).append(f"{path.relative_to(root)}:{line}")
    for name, places in found.items():
        if len(places) > 1:
            yield f"{places[1]}: {name} is also defined at {places[0]}; name one anew, or put it into an unnamed namespace"


def self_test():
    def findings(first, second):
        with tempfile.TemporaryDirectory() as folder:
            return len(list(check(sources.tree_of(folder, {"stackup/a/a.h": first, "stackup/b/b.cpp": second}))))

    place = "namespace stackup {\nstruct Place {\n  int a;\n};\n}\n"
    sources.expect("two types of one name", findings(place, place), 1)
    sources.expect("a class and an enum", findings(place, "namespace stackup {\nenum class Place { a, b };\n}\n"), 1)
    sources.expect("one in an unnamed namespace", findings(place, "namespace stackup {\nnamespace {\nstruct Place {\n  int a;\n};\n}\n}\n"), 0)
    sources.expect("one within another type", findings(place, "namespace stackup {\nstruct Shop {\n  struct Place {\n    int a;\n  };\n};\n}\n"), 0)
    sources.expect("a declaration", findings(place, "namespace stackup {\nstruct Place;\nPlace f();\n}\n"), 0)
    sources.expect("one within a function", findings(place, "namespace stackup {\nvoid f() {\n  struct Place {\n    int a;\n  };\n}\n}\n"), 0)
    sources.expect("a nested type defined later", findings("namespace stackup {\nclass A {\n  struct Parts;\n};\n}\n", "namespace stackup {\nstruct A::Parts {\n};\nstruct B::Parts {\n};\n}\n"), 0)


if __name__ == "__main__":
    sources.run(check, self_test)
