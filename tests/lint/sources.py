"""What the lints share: the tree's files, C++ without comments and texts, its tokens, statements and functions."""

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

SKIPPED = {"build", ".git", ".cache", "__pycache__", ".stackup", ".pytest_cache"}


def files(root, *suffixes, under=("",)):
    for top in under:
        for folder, folders, names in os.walk(Path(root) / top):
            folders[:] = sorted(f for f in folders if f not in SKIPPED)
            for name in sorted(set(names) - SKIPPED):
                if not suffixes or name.endswith(suffixes):
                    path = Path(folder) / name
                    if path.is_file():
                        yield path


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


BLANKED = re.compile(
    r'R"(?P<d>[^()\\\s]{0,16})\(.*?\)(?P=d)"' r'|//(?:[^\n\\]|\\.|\\\n)*' r"|/\*.*?\*/" r'|"(?:[^"\\\n]|\\.)*"' r"|(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)+'",
    re.S,
)


def blanked(text):
    """The text with comments, string and character literals blanked out, every line where it was."""

    def blank(match):
        found = match.group()
        quotes = found.startswith(('"', "R", "'"))
        middle = re.sub(r"[^\n]", " ", found)
        return '"' + middle[1:-1] + '"' if quotes and len(found) > 1 else middle

    return BLANKED.sub(blank, text)


@dataclass
class Token:
    text: str
    line: int
    spaced: bool  # white space stands before it


def tokens_of(text):
    text = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: re.sub(r"[^\n]", " ", m.group()), blanked(text), flags=re.M)
    line, last = 1, 0
    for match in re.finditer(r"[A-Za-z_]\w*|\d[\w.']*|::|->|&&|\|\||[-+*/%&|^!=<>]=|\S", text):
        gap = text[last : match.start()]
        line += gap.count("\n")
        yield Token(match.group(), line, bool(gap) or last == 0)
        line += match.group().count("\n")
        last = match.end()


@dataclass
class Statement:
    """Tokens up to ';' or to a block; the bodies of lambdas are statements of their own."""

    tokens: list = field(default_factory=list)
    depth: int = 0  # how many blocks it is in

    @property
    def line(self):
        return self.tokens[0].line


@dataclass
class Block:
    header: list  # the tokens before '{'
    first: int
    last: int = 0
    parent: object = None
    words: set = field(default_factory=set)  # co_await, co_return, co_yield that stand in it, not in a lambda within
    is_lambda: bool = False


BEFORE_VALUE = {"=", ",", "(", "return", "co_return", "co_yield", "{", "?", ":", "<", "&&", "||", "co_await"}


def starts_lambda(tokens):
    """Whether '[' after these tokens begins a lambda."""
    return not tokens or tokens[-1].text in BEFORE_VALUE | {"!", ";"}


def parse(text):
    """→ (statements, blocks) of a C++ file, by its brackets alone."""
    statements, blocks = [], []
    current, block = [], None
    open_brackets = []  # (kind, what to go back to)
    lambda_levels = []  # how many brackets were open where a lambda waits for its body

    def finish():
        nonlocal current
        if current:
            statements.append(Statement(current, len([b for b in open_brackets if b[0] == "block"])))
        current = []

    for token in tokens_of(text):
        kind = token.text
        if kind in "([" and len(kind) == 1:
            if kind == "[" and starts_lambda(current):
                lambda_levels.append(len(open_brackets))
            current.append(token)
            open_brackets.append((kind, None))
        elif kind in (")", "]"):
            current.append(token)
            if open_brackets and open_brackets[-1][0] in "([":
                open_brackets.pop()
        elif kind == "{":
            awaited = bool(lambda_levels) and lambda_levels[-1] == len(open_brackets)
            previous = current[-1].text if current else ";"
            value = not awaited and current and (not token.spaced or previous in BEFORE_VALUE)
            inside = bool(open_brackets) and open_brackets[-1][0] != "block"
            if value or (inside and not awaited):
                current.append(token)
                open_brackets.append(("value", None))
            else:
                new = Block(list(current), token.line, parent=block, is_lambda=awaited)
                blocks.append(new)
                if awaited:
                    lambda_levels.pop()
                    open_brackets.append(("block", (current, block)))
                    current = []
                else:
                    finish()
                    open_brackets.append(("block", (None, block)))
                block = new
        elif kind == "}":
            if open_brackets and open_brackets[-1][0] == "value":
                current.append(token)
                open_brackets.pop()
            elif open_brackets:
                finish()
                _, (outer, before) = open_brackets.pop()
                block.last = token.line
                block = before
                current = outer if outer is not None else []
        elif kind == ";" and (not open_brackets or open_brackets[-1][0] == "block"):
            finish()
            lambda_levels = [level for level in lambda_levels if level < len(open_brackets)]
        else:
            current.append(token)
            if kind in ("co_await", "co_return", "co_yield"):
                here = block
                while here:
                    here.words.add(kind)
                    if here.is_lambda:
                        break
                    here = here.parent
    finish()
    return statements, blocks


@dataclass
class Function:
    name: str
    first: int
    last: int
    is_coroutine: bool

    @property
    def lines(self):
        return self.last - self.first + 1


def is_scope(block):
    words = [t.text for t in block.header]
    return not block.is_lambda and bool({"namespace", "class", "struct", "union", "enum", "extern"} & set(words)) and "(" not in words


def functions_of(text):
    for block in parse(text)[1]:
        outer = block.parent
        if block.is_lambda or is_scope(block) or (outer and not is_scope(outer)) or "(" not in [t.text for t in block.header]:
            continue
        yield Function(name_of(block.header), block.header[0].line, block.last, bool(block.words))


def name_of(header):
    words = [t.text for t in header]
    at = words.index("(")
    if at and words[at - 1] == "operator":  # operator()
        return "operator()"
    name = words[at - 1] if at else "?"
    return words[at - 2] + name if at > 1 and words[at - 2] == "operator" else name


def read_ratchet(name):
    """KEY VALUE… a line: what was there before the law, and may only become less."""
    path = Path(__file__).parent / name
    lines = [line.split() for line in read(path).splitlines()] if path.exists() else []
    return {words[0]: words[1:] for words in lines if words and not words[0].startswith("#")}


def run(check, self_test):
    """python3 LINT ROOT, or python3 LINT --self-test."""
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        print("self-test: ok")
        return
    told = list(check(Path(sys.argv[1]).resolve()))
    findings = [line for line in told if not line.startswith("note: ")]
    print(*told, f"{len(findings)} findings", sep="\n")
    sys.exit(1 if findings else 0)


def tree_of(folder, contents):
    """Files for a self-test: {path: text} below folder."""
    for name, text in contents.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Path(folder)


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"self-test: {what}\n  found    {found}\n  expected {expected}")
