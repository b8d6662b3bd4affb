"""Repositories: what is one's own stays, what is missing is listed, what is served elsewhere is found."""

import unittest

from scenario import Scenario


class Sources(Scenario):
    def project(self, *more):
        self.write("stackup.yaml", "\n".join(["schema: 1", "name: shop", "summary: a shop", "repository: {url: .}", *more]) + "\n", below=self.place / "shop")
        self.write("goods.txt", "apples\n", below=self.place / "shop")
        self.write("notes.txt", "none\n", below=self.place / "shop")
        return self.repository_of(self.place / "shop", "shop.git")

    def test_pull_brings_what_is_new_and_keeps_local_edits(self):
        tree, server = self.project(), self.git_daemon()
        self.stackup("up", f"{server.url}/shop.git", "--trust")
        checkout = self.home / "stackup/shop/src/shop"
        self.write("goods.txt", "apples\npears\n", below=tree)
        self.push(tree, "pears")
        self.stackup("up", "shop")
        self.assertEqual((checkout / "goods.txt").read_text(), "apples\n", "without --pull nothing is fetched")
        self.stackup("up", "shop", "--pull")
        self.assertEqual((checkout / "goods.txt").read_text(), "apples\npears\n")
        self.write("notes.txt", "mine\n", below=checkout)
        self.write("goods.txt", "apples\npears\nplums\n", below=tree)
        self.push(tree, "plums")
        self.stackup("up", "shop", "--pull", code=None)
        self.assertEqual((checkout / "notes.txt").read_text(), "mine\n")
        self.assertIn("notes.txt", self.git("status", "--porcelain", cwd=checkout))

    def test_local_commits_are_never_touched(self):
        tree, server = self.project(), self.git_daemon()
        self.stackup("up", f"{server.url}/shop.git", "--trust")
        checkout = self.home / "stackup/shop/src/shop"
        self.write("goods.txt", "my apples\n", below=checkout)
        self.git("commit", "-q", "-a", "-m", "mine", cwd=checkout)
        mine = self.git("rev-parse", "HEAD", cwd=checkout)
        self.write("goods.txt", "their apples\n", below=tree)
        self.push(tree, "theirs")
        self.stackup("up", "shop", "--pull", code=None)
        self.assertEqual(self.git("rev-parse", "HEAD", cwd=checkout), mine)
        self.assertEqual((checkout / "goods.txt").read_text(), "my apples\n")

    def test_reset_code_never_loses_work_unless_told_to(self):
        _, server = self.project(), self.git_daemon()
        self.stackup("up", f"{server.url}/shop.git", "--trust")
        checkout = self.home / "stackup/shop/src/shop"
        self.write("goods.txt", "my apples\n", below=checkout)
        refused = self.stackup("reset", "--code", "-y", "shop", code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("SU0807", refused.err)
        self.assertEqual((checkout / "goods.txt").read_text(), "my apples\n")
        self.stackup("reset", "--code", "-y", "--discard-my-work", "shop")
        self.stackup("up", "shop")
        self.assertEqual((checkout / "goods.txt").read_text(), "apples\n")

    def test_offline_lists_everything_that_is_missing_before_it_begins(self):
        recipes = self.work / "recipes"
        self.write("one.yaml", "{schema: 1, name: one, summary: one, repository: 'git://127.0.0.1:9/one.git', needs: [two], run: echo}\n", below=recipes)
        self.write("two.yaml", "{schema: 1, name: two, summary: two, repository: 'git://127.0.0.1:9/two.git', run: echo}\n", below=recipes)
        missing = self.stackup("up", "one", "--offline", "--recipes", recipes, code=None)
        self.assertNotEqual(missing.code, 0)
        for word in ("SU0407", "one.git", "two.git", "stackup fetch"):
            self.assertIn(word, missing.err)

    def test_fetch_gets_everything_and_starts_nothing(self):
        _, server = self.project('processes: {web: {sh: "echo ready; exec sleep 1000", ready: {log: ready}}}'), self.git_daemon()
        self.stackup("fetch", f"{server.url}/shop.git")
        server.stop()
        self.assertEqual([c for c in self.processes_of_test().values() if "sleep" in c], [])
        self.stackup("up", "shop", "--offline", "--trust")
        self.assertEqual(self.process("shop.web", "shop")["state"], "ready")

    def test_offline_contacts_nobody_where_the_cache_has_it(self):
        self.project()
        server = self.git_http()
        recipes = self.work / "recipes"
        self.write("shop.yaml", f"{{schema: 1, name: shop, summary: a shop, repository: '{server.url}/shop.git'}}\n", below=recipes)
        self.stackup("up", "shop", "--recipes", recipes)
        before = server.contacts()
        self.stackup("up", "shop", "-w", self.work / "second", "--offline", "--recipes", recipes)
        self.assertEqual((self.work / "second/src/shop/goods.txt").read_text(), "apples\n")
        self.assertEqual(server.contacts(), before)
        unknown = self.stackup("up", f"{server.url}/other.git", "--offline", "--trust", code=None)
        self.assertIn("SU0407", unknown.err)
        self.assertEqual(server.contacts(), before)

    def test_a_mirror_stands_in_for_the_address_of_the_recipe(self):
        self.project()
        for server in (self.git_daemon(), self.git_http()):
            name = server.url.split(":")[0]
            recipes = self.work / name
            self.write("shop.yaml", f"{{schema: 1, name: shop-{name}, summary: a shop, repository: 'https://git.example.org/shop.git'}}\n", below=recipes)
            self.stackup("up", f"shop-{name}", "--recipes", recipes, "--mirror", f"https://git.example.org/={server.url}/")
            self.assertEqual((self.home / f"stackup/shop-{name}/src/shop-{name}/goods.txt").read_text(), "apples\n")
            self.assertGreater(server.contacts(), 0)

    def test_a_second_workspace_takes_the_objects_from_the_cache(self):
        self.project()
        server = self.git_http()
        recipes = self.work / "recipes"
        self.write("shop.yaml", f"{{schema: 1, name: shop, summary: a shop, repository: '{server.url}/shop.git'}}\n", below=recipes)
        self.stackup("up", "shop", "--recipes", recipes)
        packs = sum("git-upload-pack" in line and "POST" in line for line in server.log.read_text().splitlines())
        self.stackup("up", "shop", "--recipes", recipes, "-w", self.home / "second")
        again = sum("git-upload-pack" in line and "POST" in line for line in server.log.read_text().splitlines())
        self.assertEqual(again, packs)
        self.assertTrue((self.home / "second/src/shop/goods.txt").exists())

    def test_a_repository_that_does_not_exist_is_told_so_at_once(self):
        server = self.git_daemon()
        failed = self.stackup("up", f"{server.url}/nothing.git", "--trust", code=None)
        self.assertNotEqual(failed.code, 0)
        self.assertRegex(failed.err, "SU0403|SU0409|SU0401")
        self.assertIn("nothing.git", failed.err)


if __name__ == "__main__":
    unittest.main()
