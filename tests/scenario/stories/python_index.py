"""The toolchain `python` with an index on loopback."""

import subprocess
import sys
import unittest

from scenario import SERVERS, Scenario


class PythonIndex(Scenario):
    def index(self):
        wheels = self.place / "wheels"
        subprocess.run([sys.executable, "-B", SERVERS / "make_wheels.py", wheels], check=True, capture_output=True, env=self.environment)
        return self.serve(sys.executable, "-B", SERVERS / "package_index.py", wheels)

    def recipe_with(self, index, extra=""):
        self.write("requirements.txt", "shout\n")
        self.write("constraints.txt", "greeting==1.0\n")
        return self.recipe(
            f"""
            schema: 1
            name: shop
            summary: a shop
            steps:
              install: {{python: {{requirements: ["${{workspace}}/requirements.txt"], constraints: "${{workspace}}/constraints.txt", index: "http://127.0.0.1:{index.port}/simple/", isolated: true}}}}
              say: {{run: python3 -c "import shout; print(shout.hello())", after: install, expect: GREETING 1.0}}
            """
        )

    def test_requirements_come_from_the_index_as_the_constraints_say(self):
        index = self.index()
        self.recipe_with(index)
        self.stackup("up")
        asked = index.contacts()
        self.assertGreater(asked, 0)
        self.stackup("up")
        self.assertEqual(index.contacts(), asked)
        self.assertIn("1.0", self.stackup("run", "shop", "--", "python3", "-c", "import shout; print(shout.hello())").out)

    def test_a_changed_requirement_is_installed_and_nothing_else_is_done(self):
        index = self.index()
        self.recipe_with(index)
        self.stackup("up")
        self.edit(self.work / "constraints.txt", "1.0", "2.0")
        failed = self.stackup("up", code=1)
        self.assertIn("SU0507", failed.err, "the check of the output now sees version 2.0")
        self.assertIn("2.0", self.stackup("run", "shop", "--", "python3", "-c", "import shout; print(shout.hello())").out)

    def test_a_package_that_does_not_build_shows_its_own_words(self):
        index = self.index()
        self.recipe_with(index)
        self.write("requirements.txt", "broken-build\n")
        failed = self.stackup("up", code=1)
        self.assertIn("the compiler is missing", failed.err)


if __name__ == "__main__":
    unittest.main()
