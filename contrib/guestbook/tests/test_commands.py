import threading

import pytest
from werkzeug.serving import make_server

from guestbook import config
from guestbook.__main__ import main
from guestbook.check import CheckFailed, check


@pytest.fixture
def url(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_check_leaves_nothing_behind(url, store):
    assert check(url) == "ok: entry 1 written, read back and removed"
    assert store.count() == 0


def test_check_says_what_fails(url, store, monkeypatch, capsys):
    monkeypatch.setattr(store, "page", lambda before=None: [])
    with pytest.raises(CheckFailed, match="does not show the entry"):
        check(url)
    assert store.count() == 0
    assert main(["check", "http://127.0.0.1:1"]) == 1
    assert "refused" in capsys.readouterr().err


def test_missing_settings_are_named(monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1/0")
    assert main(["serve"]) == 1
    assert "DATABASE_URL not set" in capsys.readouterr().err


def test_a_port_is_a_number():
    urls = {"DATABASE_URL": "postgresql:///x", "REDIS_URL": "redis://127.0.0.1/0"}
    assert config.from_environment(urls | {"PORT": "80"}).port == 80
    for wrong in ("", "x", "-1", "65536"):
        with pytest.raises(config.ConfigError, match="not a port number"):
            config.from_environment(urls | {"PORT": wrong})
