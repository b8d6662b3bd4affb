"""The toolchains `node`, `cmake`, `make` and `python` with the projects of contrib/examples. Packages of npm come from a registry on loopback."""

import json
import re
import shutil
import sys
import unittest

from scenario import SERVERS, SOURCE, Scenario, fetch_page

sys.path.insert(0, str(SERVERS))
from npm_registry import pack  # noqa: E402

ESCAPE = """module.exports = text => String(text).replace(/[&<>"]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);"""
MS = """module.exports = time => time >= 60000 ? Math.round(time / 60000) + ' minutes' : Math.round(time / 1000) + UNIT;"""


class Toolchains(Scenario):
    def example(self, folder, name):
        """→ (its tree, the address of its repository)"""
        tree = self.repository_of(SOURCE / "contrib/examples" / folder, f"{name}.git")
        self.daemon = self.git_daemon()
        return tree, f"{self.daemon.url}/{name}.git"

    def registry(self, tree):
        """Our own packages under the names of those that the example needs; its lock file tells of them."""
        packages = self.place / "npm"
        lock = tree / "package-lock.json"
        content = json.loads(lock.read_text())
        content["packages"]["node_modules/escape-html"]["integrity"] = pack(packages, "escape-html", "1.0.3", {"index.js": ESCAPE})
        content["packages"]["node_modules/ms"]["integrity"] = pack(packages, "ms", "2.1.3", {"index.js": MS.replace("UNIT", "' seconds'")})
        lock.write_text(json.dumps(content, indent=2))
        self.push(tree, "packages of the test")
        server = self.serve(sys.executable, "-B", SERVERS / "npm_registry.py", packages)
        self.write(".npmrc", f"registry=http://127.0.0.1:{server.port}/\n", below=self.home)
        return server

    def newer_package(self, checkout):
        """What a pull of a changed lock file would bring."""
        new = pack(self.place / "npm", "ms", "2.1.4", {"index.js": MS.replace("UNIT", "' s'")})
        lock = checkout / "package-lock.json"
        content = json.loads(lock.read_text())
        content["packages"]["node_modules/ms"].update(version="2.1.4", resolved="https://registry.npmjs.org/ms/-/ms-2.1.4.tgz", integrity=new)
        lock.write_text(json.dumps(content, indent=2))

    def up(self, name, *words, **more):
        return self.stackup("up", *words, "--trust", "-y", "--set", f"{name}.ports.{'tcp' if name == 'words' else 'web'}={self.ports[0]}", **more)

    def page(self):
        return fetch_page(f"http://127.0.0.1:{self.ports[0]}/?name=Ann")

    @unittest.skipUnless(shutil.which("npm"), "there is no npm")
    def test_a_node_project_is_installed_by_its_lock_file_and_again_only_for_another_one(self):
        tree, url = self.example("node", "greeter")
        registry = self.registry(tree)
        up = self.up("greeter", url)
        self.assertNotRegex(up.err, "(?i)funding|vulnerabilit|npm notice")
        workspace = self.home / "stackup/greeter"
        checkout = workspace / "src/greeter"
        self.assertRegex(self.page(), "Hello, Ann!.* seconds")
        self.assertEqual(self.git("status", "--porcelain", cwd=checkout), "")
        self.assertFalse((self.home / ".npm/_cacache").exists(), "the cache is stackup's own")
        asked = registry.contacts()
        self.assertEqual(asked, 2, "an archive for each package, and nothing else")
        self.assertEqual(self.steps_to_do("greeter"), [])
        # The page is no package: its script alone is run again.
        self.edit(checkout / "src/page.html", "Hello", "Welcome")
        self.up("greeter", "greeter")
        self.assertIn("Welcome, Ann!", self.page())
        self.assertEqual((workspace / ".stackup/logs/greeter/install.log").read_text().count("added 2 packages"), 1)
        self.newer_package(checkout)
        self.up("greeter", "greeter")
        self.assertRegex(self.page(), r"\d s\.")
        self.assertEqual(registry.contacts(), asked + 1)
        tested = self.stackup("test", "greeter")
        self.assertRegex(tested.out, "pass 2")

    @unittest.skipUnless(shutil.which("npm"), "there is no npm")
    def test_fetched_packages_need_no_registry_and_no_network_in_any_workspace(self):
        tree, url = self.example("node", "greeter")
        registry = self.registry(tree)
        self.stackup("fetch", url, "--trust")
        self.assertFalse((self.home / "stackup/greeter/src/greeter/node_modules").exists(), "fetch leaves the checkout as it is")
        registry.stop()
        self.daemon.stop()
        self.up("greeter", "greeter", "--offline")
        self.stackup("down", "greeter")
        clone = self.home / "second"
        shutil.copytree(tree, clone)
        self.up("greeter", "--offline", cwd=clone)
        self.assertIn("Hello, Ann!", self.page())
        self.assertTrue((clone / "node_modules/ms").exists())

    @unittest.skipUnless(shutil.which("npm"), "there is no npm")
    def test_node_modules_of_a_clone_of_ones_own_comes_back(self):
        tree, _ = self.example("node", "greeter")
        self.registry(tree)
        clone = self.home / "mine"
        shutil.copytree(tree, clone)
        self.write("node_modules/mine/index.js", "mine", below=clone)
        self.assertIn("is kept in", self.up("greeter", cwd=clone).err)
        self.assertFalse((clone / "node_modules/mine").exists())
        reset = self.stackup("reset", "--all", "-y", cwd=clone)
        self.assertRegex(reset.err, f"packages +{clone}/node_modules")
        self.assertEqual([path.name for path in (clone / "node_modules").iterdir()], ["mine"])
        (clone / "package-lock.json").unlink()
        failed = self.up("greeter", cwd=clone, code=1)
        self.assertIn("SU0511", failed.err)
        self.assertIn("npm install --package-lock-only", failed.err)

    def test_a_c_plus_plus_project_is_built_out_of_tree_and_built_again_for_a_changed_source(self):
        _, url = self.example("cpp", "words")
        self.up("words", url)
        workspace = self.home / "stackup/words"
        checkout = workspace / "src/words"
        self.assertEqual(self.git("status", "--porcelain", "--ignored", cwd=checkout), "")
        self.assertEqual(self.steps_to_do("words"), [])
        first = self.process("words/server", "words")["pid"]
        self.write("NOTES.md", "not a source\n", below=checkout)
        self.assertEqual(self.steps_to_do("words"), [])
        log = workspace / ".stackup/logs/words/build.log"
        built = len(log.read_text())
        self.edit(checkout / "src/server.cpp", "count_words(read_line(client))", "count_words(read_line(client)) + 40")
        self.assertIn("inputs changed", self.stackup("plan", "words").out)
        failed = self.up("words", "words", code=1)
        self.assertIn("43", failed.err, "the smoke check sees the new program")
        self.assertNotEqual(self.process("words/server", "words")["pid"], first)
        self.assertNotIn("count.cpp.o", log.read_text()[built:], "what did not change is not compiled again")
        # A mistake in the source is the compiler's to tell, and costs no running process.
        running = self.process("words/server", "words")["pid"]
        self.edit(checkout / "src/server.cpp", " + 40", " + forty")
        self.assertRegex(self.up("words", "words", code=1).err, "forty.* (was not declared|undeclared)")
        self.assertEqual(self.process("words/server", "words")["pid"], running)
        self.edit(checkout / "src/server.cpp", " + forty", "")
        self.up("words", "words")
        self.assertRegex(self.stackup("test", "words").out, "100% tests passed")

    def test_a_python_project_is_editable_so_a_changed_source_needs_no_step(self):
        _, url = self.example("python", "echo-words")
        self.up("echo-words", url)
        self.assertEqual(fetch_page(f"http://127.0.0.1:{self.ports[0]}/hello"), "HELLO")
        checkout = self.home / "stackup/echo-words/src/echo-words"
        self.edit(checkout / "echo_words/__init__.py", "word.upper()", "word.upper() + '!'")
        self.assertEqual(self.steps_to_do("echo-words"), [])
        self.stackup("restart", "echo-words")
        self.assertEqual(fetch_page(f"http://127.0.0.1:{self.ports[0]}/hello"), "HELLO!")
        self.stackup("test", "echo-words", code=1)
        self.edit(checkout / "echo_words/__init__.py", " + '!'", "")
        self.assertIn("Ran 2 tests", self.stackup("test", "echo-words").err)
        self.edit(checkout / "pyproject.toml", 'version = "1.0"', 'version = "1.1"')
        self.assertIn("echo-words/install", self.steps_to_do("echo-words"))

    def test_make_is_asked_again_when_a_source_changed(self):
        self.write("tool/Makefile", "all: $(OUT)/words.txt\n$(OUT)/words.txt: words.in\n\tmkdir -p $(OUT)\n\ttr a-z A-Z < words.in > $@\n")
        self.write("tool/words.in", "one\n")
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            steps:
              words: {make: {directory: "${workspace}/tool", variables: {OUT: "${build}"}}}
              look: {run: "cat ${build}/words.txt", after: words, expect: ONE}
            """
        )
        self.stackup("up")
        self.assertEqual(self.steps_to_do(), [])
        self.edit(self.work / "tool/words.in", "one", "one two")
        self.assertEqual(self.steps_to_do(), ["shop/look", "shop/words"])
        self.stackup("up")
        self.assertEqual((self.work / ".stackup/build/shop/words.txt").read_text(), "ONE TWO\n")
        (self.work / "tool/Makefile").unlink()
        failed = self.stackup("up", code=1)
        self.assertTrue(re.search("SU0511.*no Makefile in", failed.err), failed)


if __name__ == "__main__":
    unittest.main()
