"""Something no one here wrote: Django from a mirror of its repository."""

import os
import shutil
import unittest
from pathlib import Path

from scenario import SOURCE, Scenario, fetch_page


class Django(Scenario):
    def mirror(self):
        """Made once a machine: fetching Debian's source package takes a while."""
        kept = Path(os.environ.get("STACKUP_DJANGO_MIRROR", f"/tmp/stackup-django-{os.getuid()}/django.git"))
        self.made_once(kept, SOURCE / "contrib/django-mirror", kept)
        (self.place / "served").mkdir()
        shutil.copytree(kept, self.place / "served/django.git")

    def up(self, server):
        self.write("stackup.yaml", f'{{schema: 1, name: mine, summary: mine, needs: [django], mirrors: {{"https://github.com/django/": "{server.url}/"}}}}\n')
        settings = {"django.ports.web": 0, "postgresql.ports.sql": 1}
        self.stackup("up", "-y", *(word for key, n in settings.items() for word in ("--set", f"{key}={self.ports[n]}")), timeout=800)
        self.assertIn("Django administration", fetch_page(f"http://127.0.0.1:{self.ports[0]}/admin/login/"))

    def test_it_is_cloned_over_smart_http_and_passes_some_of_its_own_tests(self):
        self.mirror()
        server = self.git_http()
        self.up(server)
        tested = self.stackup("test", "django", "--quick", timeout=800)
        self.assertRegex(tested.out + tested.err, r"Ran \d{3,} tests")
        contacts = server.contacts()
        self.stackup("up")
        self.assertEqual(server.contacts(), contacts)

    def test_it_is_cloned_over_the_git_protocol(self):
        self.mirror()
        self.up(self.git_daemon())


if __name__ == "__main__":
    unittest.main()
