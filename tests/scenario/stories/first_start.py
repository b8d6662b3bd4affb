"""The guestbook from a git repository: the first minutes of a newcomer."""

import os
import unittest

from scenario import Scenario, fetch_page


class FirstStart(Scenario):
    def up(self, *words, **more):
        return self.stackup("up", *words, **more)

    def test_one_command_clones_installs_starts_and_checks(self):
        _, _, url = self.guestbook()
        up = self.up(url, "--trust", "-y", *self.settings_for_guestbook())
        workspace = self.home / "stackup/guestbook"
        link = f"http://127.0.0.1:{self.ports[0]}/"
        self.assertIn(link, up.err)
        self.assertIn("stackup status", up.err)
        self.assertIn("secrets", up.err, "where the credentials are")
        self.assertEqual(up.out, "", "people read stderr, programs stdout")
        self.assertIn("Sign the guestbook", fetch_page(link))
        self.assertTrue((workspace / "src/guestbook/pyproject.toml").exists())
        states = {process["state"] for process in self.status("guestbook")["processes"]}
        self.assertEqual(states, {"ready"})
        smoke = [step for step in self.finished(workspace) if "smoke" in step]
        self.assertEqual(len(smoke), 3, "of the guestbook and of each service")
        self.assertEqual(os.stat(workspace / ".stackup/secrets").st_mode & 0o077, 0)
        self.stackup("down", "guestbook")
        self.expect_nothing_left()

    def test_a_second_up_does_nothing_and_contacts_no_remote(self):
        _, server, url = self.guestbook()
        self.up(url, "--trust", "-y", *self.settings_for_guestbook())
        server.stop()
        before = server.contacts(), self.journal(self.home / "stackup/guestbook")
        again = self.up("guestbook")
        self.assertEqual((server.contacts(), self.journal(self.home / "stackup/guestbook")), before)
        self.assertRegex(again.err, "(?i)up to date|nothing to do|everything")
        self.assertLess(again.seconds, 5)
        report = self.up("guestbook", "--json").json
        self.assertEqual((report["kind"], report["done"]), ("success", 0))

    def test_plain_up_inside_a_clone_uses_its_recipe(self):
        _, server, url = self.guestbook()
        self.git("clone", "-q", url, self.work / "mine")
        contacts = server.contacts()
        clone = self.work / "mine"
        (clone / "guestbook/templates/base.html").write_text((clone / "guestbook/templates/base.html").read_text().replace("<body>", "<body><!-- mine -->"))
        self.up("--trust", "-y", *self.settings_for_guestbook(), cwd=clone)
        self.assertEqual(server.contacts(), contacts, "nothing is cloned")
        self.assertIn("<!-- mine -->", fetch_page(f"http://127.0.0.1:{self.ports[0]}/"))
        self.assertEqual(self.git("status", "--porcelain", cwd=clone), "M guestbook/templates/base.html")

    def test_reset_data_gives_the_state_right_after_the_first_start(self):
        _, _, url = self.guestbook()
        self.up(url, "--trust", "-y", *self.settings_for_guestbook())
        link = f"http://127.0.0.1:{self.ports[0]}"
        write = "import sys,urllib.request as u; print(u.build_opener(u.ProxyHandler({})).open(u.Request(sys.argv[1], b'{\"name\":\"Ann\",\"message\":\"was here\"}', {'Content-Type':'application/json'})).read())"
        self.stackup("run", "guestbook", "--", "python3", "-c", write, f"{link}/api/entries", cwd=self.home / "stackup/guestbook")
        self.assertIn("was here", fetch_page(f"{link}/api/entries"))
        self.stackup("reset", "--data", "-y", "guestbook")
        self.up("guestbook")
        self.assertNotIn("was here", fetch_page(f"{link}/api/entries"))
        self.stackup("smoke", "guestbook")

    def test_the_projects_own_tests_run_in_its_environment(self):
        _, _, url = self.guestbook()
        self.up(url, "--trust", "-y", *self.settings_for_guestbook())
        workspace = self.home / "stackup/guestbook"
        tested = self.stackup("test", "guestbook", "--", "-q", cwd=workspace)
        self.assertRegex(tested.out + tested.err, r"\d+ passed")
        self.assertNotIn("skipped", tested.out + tested.err, "the tests that need the databases ran too")
        self.write("test_broken.py", "def test_broken():\n    assert False\n", below=workspace / "src/guestbook/tests")
        self.stackup("test", "guestbook", "--quick", cwd=workspace, code=1)


if __name__ == "__main__":
    unittest.main()
