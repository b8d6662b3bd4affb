"""A recipe from elsewhere runs only after its commands were accepted."""

import unittest

from scenario import Scenario

ELSEWHERE = """
    schema: 1
    name: shop
    summary: a shop
    repository: {url: .}
    steps: {say: {sh: 'echo said >>"$HERE/said"', env: {HERE: "${workspace}"}}}
"""


class Trust(Scenario):
    def setUp(self):
        super().setUp()
        self.write("stackup.yaml", ELSEWHERE, below=self.place / "shop")
        self.tree = self.repository_of(self.place / "shop", "shop.git")
        self.server = self.git_daemon()
        self.url = f"{self.server.url}/shop.git"
        self.said = self.home / "stackup/shop/said"

    def test_it_is_refused_without_a_terminal_and_accepted_with_trust(self):
        refused = self.stackup("up", self.url, "-y", code=None)
        self.assertNotEqual(refused.code, 0)
        for word in ("SU0808", "echo said", "--trust"):
            self.assertIn(word, refused.err, refused)
        self.assertFalse(self.said.exists(), "nothing of it has run")
        self.stackup("up", self.url, "--trust")
        self.assertEqual(self.said.read_text(), "said\n")

    def test_it_is_remembered_until_the_recipe_changes(self):
        self.stackup("up", self.url, "--trust")
        self.stackup("up", "shop")
        self.edit(self.tree / "stackup.yaml", "echo said", "echo changed")
        self.push(self.tree, "another command")
        refused = self.stackup("up", "shop", "--pull", code=None)
        if refused.code == 0:
            refused = self.stackup("up", "shop", code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("SU0808", refused.err)
        self.assertEqual(self.said.read_text(), "said\n")
        self.stackup("trust", "shop", "-y")
        self.stackup("up", "shop")
        self.assertIn("changed", self.said.read_text())

    def test_the_trust_command_accepts_without_running(self):
        self.stackup("up", self.url, code=None)
        self.stackup("trust", "shop", "-y")
        self.assertFalse(self.said.exists())
        self.stackup("up", "shop")
        self.assertEqual(self.said.read_text(), "said\n")

    def test_a_file_of_ones_own_does_not_ask(self):
        self.write("stackup.yaml", ELSEWHERE.replace("    repository: {url: .}\n", ""))
        self.stackup("up")


if __name__ == "__main__":
    unittest.main()
