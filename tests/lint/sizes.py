#!/usr/bin/python3
"""Functions have at most 40 lines, coroutines 25, files 400 and main() 40. What was longer when this became law stands in
sizes.ratchet and may only become shorter."""

import tempfile

import sources

FUNCTION, COROUTINE, FILE, MAIN = 40, 25, 400, 40


def sizes(root):
    """(key, size, limit, where)"""
    for path in sources.files(root, ".h", ".cpp", under=("stackup", "tests")):
        name = str(path.relative_to(root))
        text = sources.read(path)
        yield name, len(text.splitlines()), FILE, name
        if name.startswith("tests/"):
            continue  # a test is as long as its story
        for function in sources.functions_of(text):
            limit = MAIN if function.name == "main" else COROUTINE if function.is_coroutine else FUNCTION
            yield f"{name}:{function.name}", function.lines, limit, f"{name}:{function.first}: {function.name}()"


def check(root, ratchet=None):
    ratchet = sources.read_ratchet("sizes.ratchet") if ratchet is None else ratchet
    largest = {}
    for key, size, limit, where in sizes(root):
        if size > largest.get(key, (0,))[0]:
            largest[key] = (size, limit, where)
    for key, (size, limit, where) in largest.items():
        allowed = int(ratchet[key][0]) if key in ratchet else limit
        if size > max(allowed, limit):
            yield f"{where} has {size} lines, of {max(allowed, limit)} allowed"
    for key in ratchet:
        if key not in largest or largest[key][0] <= largest[key][1]:
            yield f"note: tests/lint/sizes.ratchet: {key} is short by now; take its line out"


def self_test():
    def function(name, lines, body="  f();"):
        return f"int {name}(int a) {{\n" + f"{body}\n" * (lines - 2) + "}\n"

    def findings(text, name="stackup/a/a.cpp", ratchet=None):
        with tempfile.TemporaryDirectory() as folder:
            return list(check(sources.tree_of(folder, {name: text}), ratchet or {}))

    where = "stackup/a/a.cpp:1: f()"
    sources.expect("a function of 40 lines", findings(function("f", 40)), [])
    sources.expect("a function of 41 lines", findings(function("f", 41)), [f"{where} has 41 lines, of 40 allowed"])
    sources.expect("a coroutine of 26 lines", findings(function("f", 26, "  co_await f();")), [f"{where} has 26 lines, of 25 allowed"])
    sources.expect("a lambda's co_await is its own", findings(function("f", 26, "  g([&] { co_await f(); });")), [])
    method = "namespace n {\nclass C final : public B {\n int f() const override {\n" + "  g();\n" * 40 + "}\n};\n}\n"
    sources.expect("a method", findings(method), ["stackup/a/a.cpp:3: f() has 42 lines, of 40 allowed"])
    sources.expect("a struct is no function", findings("struct S {\n" + "  int a = 0;\n" * 60 + "};\n"), [])
    sources.expect("a table is no function", findings("const T t[] = {\n" + "  {1, 2},\n" * 60 + "};\n"), [])
    sources.expect("a file of 401 lines", findings("int a;\n" * 401), ["stackup/a/a.cpp has 401 lines, of 400 allowed"])
    sources.expect("an old offender", findings(function("f", 50), ratchet={"stackup/a/a.cpp:f": ["50"]}), [])
    sources.expect("an old offender that grew", findings(function("f", 51), ratchet={"stackup/a/a.cpp:f": ["50"]}), [f"{where} has 51 lines, of 50 allowed"])
    improved = ["note: tests/lint/sizes.ratchet: stackup/a/a.cpp:f is short by now; take its line out"]
    sources.expect("an old offender that improved", findings(function("f", 30), ratchet={"stackup/a/a.cpp:f": ["50"]}), improved)


if __name__ == "__main__":
    sources.run(check, self_test)
