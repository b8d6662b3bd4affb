"""Several workspaces, external services, the workspace's own settings."""

import shutil
import subprocess
import unittest

from scenario import Scenario, eventually, fetch_page, is_listening

SHOP = """
    schema: 1
    name: shop
    summary: a shop
    needs: [redis]
    ports: {web: @0}
    processes:
      web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", ready: {http: /}}
    overrides: {redis: {ports: {redis: @1}}}
"""


class Workspaces(Scenario):
    def test_two_workspaces_of_one_stack_run_side_by_side(self):
        self.recipe(SHOP)
        other = self.home / "other"
        other.mkdir()
        shutil.copy(self.work / "stackup.yaml", other)
        self.stackup("up")
        self.stackup("up", cwd=other)
        first, second = self.port("shop", "web"), self.port("shop", "web", cwd=other)
        self.assertNotEqual(first, second)
        for cwd, port in ((self.work, first), (other, second)):
            fetch_page(f"http://127.0.0.1:{port}/")
            self.stackup("smoke", cwd=cwd)
        self.stackup("down", cwd=other)
        fetch_page(f"http://127.0.0.1:{first}/")
        self.stackup("smoke")

    def test_a_workspace_is_the_same_whatever_it_is_called(self):
        self.recipe("{schema: 1, name: one, summary: one, processes: {p: {run: sleep 1000}}}")
        self.stackup("up", "-w", ".")
        pid = self.process("one/p")["pid"]
        (self.home / "link").symlink_to(self.work)
        for name in (self.work, f"{self.work}/", "work/.", "link", "../home/work"):
            self.assertEqual(self.process("one/p", "-w", name, cwd=self.home)["pid"], pid, name)
            self.assertIn("nothing to do", self.stackup("up", "-w", name, cwd=self.home).err)

    def test_a_workspace_from_a_repository_has_that_ones_name_whatever_the_recipe_says(self):
        _, server, _ = self.guestbook()
        shutil.copytree(self.place / "served/guestbook.git", self.place / "served/gb.git")
        self.stackup("up", f"{server.url}/gb.git", "--trust", "-y", *self.settings_for_guestbook(), cwd=self.home)
        self.assertTrue((self.home / "stackup/gb/.stackup").is_dir())
        self.assertIn("nothing to do", self.stackup("up", "gb", cwd=self.home).err)

    def test_directories_on_the_command_line_are_those_of_where_it_was_given(self):
        self.write("here/recipes/tool.yaml", "{schema: 1, name: tool, summary: a tool, repository: {url: 'https://example.org/tool'}, steps: {look: {run: cat word}}}")
        self.write("here/mine/word", "found")
        for words in (("init", "-q"), ("add", "word"), ("commit", "-q", "-m", "first")):
            self.git(*words, cwd=self.work / "here/mine")
        self.stackup("up", "tool", "-w", self.work, "--recipes", "recipes", "--src", "tool=mine", cwd=self.work / "here")
        self.stackup("plan", "--exit-code", code=0)
        self.stackup("up", "--src", "tool=~/work/here/mine")

    def test_two_instances_of_one_service_have_data_of_their_own(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            needs:
              cache: {redis: {as: cache, env: {CACHE_URL: "${export.url}"}}}
              queue: {redis: {as: queue, env: {QUEUE_URL: "${export.url}"}}}
            steps:
              write:
                sh: |
                  python3 - <<'PYTHON'
                  import os, redis
                  for name in ("CACHE_URL", "QUEUE_URL"):
                      redis.from_url(os.environ[name]).set("name", name)
                  assert redis.from_url(os.environ["CACHE_URL"]).get("name") == b"CACHE_URL"
                  PYTHON
            """
        )
        self.stackup("up")
        units = {process["unit"] for process in self.status()["processes"]}
        self.assertEqual(units, {"cache", "queue"})
        self.assertNotEqual(self.port("cache", "redis"), self.port("queue", "redis"))

    def test_an_optional_need_is_taken_only_if_asked_for(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            needs: {cache: {redis: {optional: true}}}
            steps: {say: {sh: 'echo "url=$URL" >"$HERE/said"', env: {HERE: "${workspace}", URL: "${need.cache.url:-none}"}}}
            overrides: {redis: {ports: {redis: @1}}}
            """
        )
        self.stackup("up")
        self.assertEqual((self.work / "said").read_text(), "url=none\n")
        self.assertEqual(self.status()["processes"], [])
        self.stackup("up", "--with", "redis")
        self.assertIn(f"127.0.0.1:{self.ports[1]}", (self.work / "said").read_text())
        self.assertEqual(self.process("redis.server")["state"], "ready")

    def test_a_profile_adds_its_needs(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            profiles: {fast: [redis]}
            steps: {say: {run: echo hello}}
            overrides: {redis: {ports: {redis: @1}}}
            """
        )
        self.stackup("up")
        self.assertEqual(self.status()["processes"], [])
        self.stackup("up", "--with", "fast")
        self.assertEqual(self.process("redis.server")["state"], "ready")

    def test_set_and_the_env_file_change_values(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            parameters: {greeting: hello}
            steps: {say: {sh: 'echo "$GREETING $NAME" >"$HERE/said"', env: {HERE: "${workspace}", GREETING: "${param.greeting}", NAME: "${env.CUSTOMER:-nobody}"}}}
            """
        )
        self.stackup("up")
        self.assertEqual((self.work / "said").read_text(), "hello nobody\n")
        self.write(".env", "CUSTOMER=Ann\n")
        self.stackup("up")
        self.assertEqual((self.work / "said").read_text(), "hello Ann\n")
        self.stackup("up", "--set", "shop.greeting=good day")
        self.assertEqual((self.work / "said").read_text(), "good day Ann\n")
        self.stackup("up")
        self.assertEqual((self.work / "said").read_text(), "good day Ann\n", "settings are remembered")
        self.assertEqual(self.steps_to_do(), [])

    def test_files_are_rendered_merged_and_private(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            secrets: [key]
            files:
              app.conf: {ini: {web: {key: "${secret.key}", colour: red}}}
            steps: {look: {sh: 'cp "$CONF" "$HERE/seen"', env: {HERE: "${workspace}", CONF: "${file.app.conf}"}}}
            """
        )
        self.stackup("up", "--set", "shop.files={app.conf: {ini: {web: {colour: blue}}}}")
        seen = (self.work / "seen").read_text()
        self.assertRegex(seen, r"colour\s*=\s*blue")
        self.assertRegex(seen, r"key\s*=\s*\S{8,}")
        rendered = next((self.work / ".stackup/files").rglob("app.conf"))
        self.assertEqual(rendered.stat().st_mode & 0o777, 0o600)

    def test_an_external_service_is_used_as_it_is(self):
        data, port = self.place / "external", self.ports[5]
        tools = "/usr/lib/postgresql/15/bin/"
        self.write("password", "hunter22\n", below=self.place)
        subprocess.run([tools + "initdb", "-D", data, "-U", "stack", "-A", "scram-sha-256", "--pwfile", self.place / "password", "--no-sync"], check=True, capture_output=True, env=self.environment)
        server = subprocess.Popen([tools + "postgres", "-D", data, "-p", str(port), "-k", self.place, "-c", "dynamic_shared_memory_type=mmap"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
        self.addCleanup(lambda: (server.kill(), server.wait()))
        self.servers.append(type("External", (), {"process": server, "stop": lambda self: (server.kill(), server.wait())})())
        eventually("PostgreSQL listens", lambda: is_listening(port))
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            needs: {db: {postgresql.database: {name: shop}}}
            steps: {ask: {sh: 'psql -XtAc "select current_user, current_database()" "$DATABASE_URL" >"$HERE/answer"', env: {HERE: "${workspace}"}}}
            overrides: {postgresql: {external: {host: 127.0.0.1, ports: {sql: @5}, secrets: {password: "${env.PGPASSWORD}"}}}}
            """
        )
        self.write(".env", "PGPASSWORD=hunter22\n")
        self.stackup("up")
        self.assertEqual((self.work / "answer").read_text(), "shop|shop\n")
        self.assertEqual([process for process in self.status()["processes"] if process["unit"] == "postgresql"], [])
        self.assertIn("postgresql runs elsewhere", self.stackup("snapshot", "save", "one", code=2).err)
        self.stackup("down")
        self.assertIsNone(server.poll(), "what stackup did not start it does not stop")

    def test_src_uses_ones_own_clone_as_it_is(self):
        tree, server, url = self.guestbook()
        mine = self.work / "mine"
        shutil.copytree(tree, mine)
        before = server.contacts(), self.git("rev-parse", "HEAD", cwd=mine)
        recipes = self.work / "recipes"
        recipes.mkdir()
        text = (mine / "stackup.yaml").read_text().replace("{url: .}", f"{{url: '{url}'}}")
        (recipes / "guestbook.yaml").write_text(text)
        self.stackup("up", "guestbook", "--recipes", recipes, "--src", f"guestbook={mine}", "-y", *self.settings_for_guestbook())
        self.assertEqual((server.contacts(), self.git("rev-parse", "HEAD", cwd=mine)), before)
        self.assertEqual(self.git("status", "--porcelain", "--untracked-files=no", cwd=mine), "")


if __name__ == "__main__":
    unittest.main()
