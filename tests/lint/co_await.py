#!/usr/bin/python3
"""A `co_await` stands alone in its statement: no braces, no lambda that captures by value, not as a function's argument, not as one side of `? :`.

g++ 12 destroys the temporaries of such an expression twice or too early (docs/design.md). Named locals, classes with
constructors, [&] and `co_return T{…}` are safe.
"""

import sources

NOT_CALLS = {"if", "while", "switch", "for", "return", "co_return", "co_await", "and", "or", "not"}


def captures_by_value(tokens, at):
    """Of the lambda that begins at the '[' at `at`."""
    words, level = [], 0
    for token in tokens[at:]:
        level += token.text == "["
        level -= token.text == "]"
        if level == 0:
            break
        words.append(token.text)
    words = words[1:]
    captures = " ".join(words).split(",")
    return any(c.strip() and not c.strip().startswith("&") and c.strip() != "this" for c in captures)


def is_call(tokens, at):
    if at == 0:
        return False
    before = tokens[at - 1].text
    return (before[0].isalpha() or before[0] == "_" or before in (">", "]", ")")) and before not in NOT_CALLS


def faults_of(tokens):
    open_parens, chosen = [], False
    for at, token in enumerate(tokens):
        if token.text == "(":
            open_parens.append(is_call(tokens, at))
        elif token.text == ")" and open_parens:
            open_parens.pop()
        elif token.text == "{":
            yield "braces"
        elif token.text == "[" and sources.starts_lambda(tokens[:at]) and captures_by_value(tokens, at):
            yield "a lambda that captures by value"
        elif token.text == "?":
            chosen = True
        elif token.text == "co_await" and chosen:
            yield "it is one side of a choice"
        elif token.text == "co_await" and any(open_parens):
            yield "it is a function's argument"


def faults(text):
    for statement in sources.parse(text)[0]:
        if any(t.text == "co_await" for t in statement.tokens):
            for fault in dict.fromkeys(faults_of(statement.tokens)):
                line = next(t.line for t in statement.tokens if t.text == "co_await")
                yield line, fault


def check(root):
    for path in sources.files(root, ".h", ".cpp", under=("stackup", "tests")):
        for line, fault in faults(sources.read(path)):
            yield f"{path.relative_to(root)}:{line}: co_await does not stand alone: {fault}; name it first"


GOOD = [
    "auto first = co_await f(a, b);",
    "if (auto done = co_await f(a); !done) co_return fail(done);",
    "if (!co_await is_there(path)) { f(Ev{a}); }",
    "const auto both = co_await (a() || b());",
    "co_await run([&] { return Ev{1, 2}; });",
    "co_await run([&x, &y](int z) { return x + y + z; });",
    "co_return T{1, 2};",
    "while (co_await next(line)) { lines.push_back({line, 1}); }",
    "auto value = (co_await f()).value();",
    "auto job = [s = std::move(s)]() -> Task<void> { co_await f(s); };",
    "for (auto& each : things) co_await each.stop();",
    "const Ev event{s, 1}; co_await g(event);",
    "switch (co_await ask()) { case Answer::yes: break; }",
    'log("co_await g(Ev{1})"); // co_await g(Ev{1})',
    "auto t = values[0]; auto u = co_await f(t);",
    "const auto t = all ? 1 : 2; auto u = co_await f(t);",
]
BAD = [
    ("emit(Ev{s, co_await f()});", ["braces", "it is a function's argument"]),
    ("co_await g(Ev{s, 1});", ["braces"]),
    ("co_await run([s] { return s; });", ["a lambda that captures by value"]),
    ("co_await run([=, &x] { return s; });", ["a lambda that captures by value"]),
    ("auto r = co_await run([p = std::move(p)]() mutable { use(p); });", ["a lambda that captures by value"]),
    ("use(co_await f());", ["it is a function's argument"]),
    ("const auto a = std::max<int>(1, co_await f());", ["it is a function's argument"]),
    ("co_return T{co_await f()};", ["braces"]),
    ("auto x = co_await f({});", ["braces"]),
    ("if (auto r = co_await f(Spec{1}); r) { use(r); }", ["braces"]),
    ("auto r = all ? co_await f() : co_await g();", ["it is one side of a choice"]),
]


def self_test():
    for body in GOOD:
        sources.expect(body, list(faults(f"Task<void> t() {{\n  {body}\n}}\n")), [])
    for body, expected in BAD:
        sources.expect(body, list(faults(f"Task<void> t() {{\n  {body}\n}}\n")), [(2, fault) for fault in expected])


if __name__ == "__main__":
    sources.run(check, self_test)
