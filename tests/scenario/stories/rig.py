"""`stackup recipe test`: a recipe of one's own is tried in a throw-away workspace, and what it does not keep is named."""

import json
import os
import unittest

from scenario import Scenario

# A server of files, each claim a directory in it.
SHELF = """
    schema: 1
    name: shelf
    summary: a server of files
    packages: {debian: [python3]}
    ports: {http: @0}
    processes:
      server:
        run: [python3, -m, http.server, "${port.http}", --bind, "${host}", --directory, "${data}"]
        ready: {http: /}
    env: {PYTHONDONTWRITEBYTECODE: "1"}
    steps:
      site: {per: data, sh: "mkdir -p \\"$FILES\\"", env: {FILES: "${data}"}}
    offers:
      drawer:
        parameters: {name: identifier}
        probe: {sh: "test -d \\"$DRAWER\\"", env: {DRAWER: "${data}/${param.name}"}}
        create: {sh: "mkdir -p \\"$DRAWER\\"", env: {DRAWER: "${data}/${param.name}"}}
        drop: {sh: "rm -r \\"$DRAWER\\"", env: {DRAWER: "${data}/${param.name}"}}
        exports: {url: "http://${host}:${port.http}/${param.name}/kept", file: "${data}/${param.name}/kept"}
        trial:
          env: {URL: "${export.url}", FILE: "${export.file}"}
          put: echo kept > "$FILE"
          get: curl -fsS "$URL"
    smoke: [{http: /, status: 200}]
"""


class Rig(Scenario):
    def test_a_good_recipe_keeps_every_promise_and_leaves_nothing(self):
        self.shelf()
        card = self.card_of_shelf()
        self.assertEqual(card["good"], True)
        self.assertEqual({finding["verdict"] for finding in card["findings"]}, {"kept"}, card)
        self.assertEqual(card["offers"], ["drawer"])
        self.assertGreater(card["ready_us"], 0)
        self.assertEqual(os.listdir(self.home / ".cache/stackup/rig"), [])

    def test_each_broken_promise_is_named(self):
        self.expect_broken(
            {"stays_local", "passes_smoke", "leaves_no_file"},
            ('--bind, "${host}"', '--bind, "0.0.0.0"'),
            ("smoke: [{http: /, status: 200}]", ""),
            ('sh: "mkdir -p \\"$FILES\\""', 'sh: "mkdir -p \\"$FILES\\"; touch ~/.shelf"'),
        )
        self.expect_broken(
            {"keeps_apart", "resets_claim", "has_second_instance", "takes_other_port"},
            ("${param.name}", "common"),
            ('"${port.http}", --bind', f'"{self.ports[0]}", --bind'),
        )

    def expect_broken(self, promises, *changes):
        self.shelf(*changes)
        card = self.card_of_shelf(code=1)
        self.assertEqual({finding["promise"] for finding in card["findings"] if finding["verdict"] == "broken"}, promises, card)

    def test_several_at_a_time_end_with_a_table(self):
        self.shelf()
        self.shelf(("name: shelf", "name: stool"), ("smoke: [{http: /, status: 200}]", "smoke: [{run: 'false'}]"))
        done = self.stackup("recipe", "test", "shelf", "stool", "--recipes", "recipes", "--markdown", "catalogue.md", code=1)
        self.assertRegex(done.out, r"stool breaks 1 promise|stool +comes up alone|up failed")
        self.assertRegex(done.out, r"✓|ok +shelf")
        self.assertIn("| shelf |", (self.work / "catalogue.md").read_text())

    def test_the_throw_away_directory_is_kept_if_asked(self):
        self.shelf()
        kept = self.card_of_shelf("--keep")["left"]
        self.assertTrue(os.path.isdir(f"{kept}/workspace/.stackup"))

    def test_a_recipe_that_does_not_exist_is_named(self):
        self.assertIn("SU0103", self.stackup("recipe", "test", "redsi", code=2).err)

    def shelf(self, *changes):
        text = SHELF
        for before, after in changes:
            self.assertIn(before, text)
            text = text.replace(before, after)
        name = "stool" if "name: stool" in text else "shelf"
        self.write(f"recipes/{name}.yaml", text.replace("@0", str(self.ports[0])))

    def card_of_shelf(self, *words, code=0):
        return json.loads(self.stackup("recipe", "test", "shelf", "--recipes", "recipes", "--json", *words, code=code).out)


if __name__ == "__main__":
    unittest.main()
