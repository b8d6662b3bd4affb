"""All of OpenStack's projects from source. Run by contrib/check --full: its packages are many."""

import unittest

from openstack import FULL, MORE_PORTS, PORTS, OpenStackScenario
from scenario import SERVERS


class FullOpenStack(OpenStackScenario):
    def test_all_projects_come_up_and_a_migration_of_ones_own_is_seen(self):
        clone = self.place / "mine/nova"
        self.git("clone", "-q", "-b", "zed-eom", self.mirror(FULL) / "nova", clone)
        self.bring_up("--with", "full", "--src", f"nova={clone}", projects=FULL, ports=(*PORTS, *MORE_PORTS))
        checked = {step.removesuffix("/smoke") for step in self.finished() if step.endswith("/smoke")}
        self.assertLessEqual({*FULL, "openstack"}, checked)
        self.assertFalse((self.work / "src/nova").exists(), "the contributor's own clone is used")
        self.expect_an_edit_of_the_own_clone_to_be_served(clone)
        self.expect_many_servers()
        self.expect_a_new_migration_to_be_run()

    def expect_an_edit_of_the_own_clone_to_be_served(self, clone):
        self.edit(clone / "nova/api/openstack/compute/views/versions.py", '"status": version[\'status\'],', '"status": "TRIED",')
        self.stackup("restart", "nova/api")
        self.assertIn("TRIED", self.cloud("from urllib.parse import urljoin", "from openstack_api import ask", "print(ask('GET', urljoin(cloud.places['compute'], '/'))[0])"))

    def expect_many_servers(self):
        active, there, _ = self.stackup("run", "openstack", "--", "python3", SERVERS / "many_openstack_servers.py", timeout=700).out.split()
        self.assertEqual((active, there), ("50", "50"))

    def expect_a_new_migration_to_be_run(self):
        """What is kept of the first start is of other tables then: a reset says so, and makes the data anew."""
        self.write(
            "src/placement/placement/db/sqlalchemy/alembic/versions/ffffffffffff_tried.py",
            """
            from alembic import op
            import sqlalchemy as sa

            revision = "ffffffffffff"
            down_revision = "422ece571366"


            def upgrade():
                op.create_table("tried", sa.Column("id", sa.Integer(), primary_key=True))
            """,
        )
        self.assertIn("placement/sync", self.said("reset", "--data", "-y", timeout=800))
        self.assertIn("tried\n", self.stackup("connect", "mariadb", stdin="show tables from placement;\n").out)


if __name__ == "__main__":
    unittest.main()
