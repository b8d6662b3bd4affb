import pytest

from guestbook.app import BODY_LIMIT
from guestbook.entries import PAGE, Draft


def fill(store, count):
    for number in range(count):
        store.add(Draft("Ada", f"message {number + 1}.", {}))


def test_an_entry_is_shown_after_it_was_written(client):
    answer = client.post("/", data={"name": "Ada", "message": "Hello"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    page = client.get("/").text
    assert "Ada" in page and "Hello" in page and "1 entry" in page and "29 February 2024, 12:30 UTC" in page


def test_markup_is_shown_as_it_was_typed(client):
    client.post("/", data={"name": "<b>Ada</b>", "message": "<script>alert(1)</script>"})
    page = client.get("/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page and "<b>" not in page


def test_a_refused_form_keeps_what_was_typed(client, store):
    answer = client.post("/", data={"name": "", "message": "a \"long\" story"})
    assert answer.status_code == 422
    assert "Please tell your name." in answer.text and "a &#34;long&#34; story</textarea>" in answer.text
    assert store.count() == 0


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
@pytest.mark.parametrize("path", ["/", "/api/entries"])
def test_other_sites_can_not_write(client, store, path, headers):
    assert client.post(path, data={"name": "Eve", "message": "spam"}, headers=headers).status_code == 403
    assert store.count() == 0


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
def test_its_own_page_can_write(client, headers):
    assert client.post("/", data={"name": "Ada", "message": "Hello"}, headers=headers).status_code == 303


def test_old_entries_are_on_further_pages(client, store):
    fill(store, PAGE + 1)
    first = client.get("/").text
    assert f"message {PAGE + 1}." in first and "message 1." not in first and 'href="/?before=2"' in first
    last = client.get("/?before=2").text
    assert "message 1." in last and "message 2." not in last and 'href="/"' in last
    assert "before that" in client.get("/?before=1").text


def test_json_says_the_same(client):
    made = client.post("/api/entries", json={"name": "Ada", "message": "Hello"})
    assert (made.status_code, made.headers["Location"]) == (201, "/api/entries/1")
    entry = {"id": 1, "name": "Ada", "message": "Hello", "written_at": "2024-02-29T12:30:00+00:00"}
    assert made.json == entry | {"removal_key": "key-1"}
    assert client.get("/api/entries/1").json == entry
    assert client.get("/api/entries").json == {"entries": [entry], "total": 1}


def test_only_the_key_removes_an_entry(client, store):
    fill(store, 1)
    assert client.delete("/api/entries/1").status_code == 404
    assert client.delete("/api/entries/1", headers={"X-Removal-Key": "key-2"}).status_code == 404
    assert client.delete("/api/entries/1", headers={"X-Removal-Key": "key-1"}).status_code == 204
    assert store.count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"'])
def test_what_is_no_object_is_refused(client, body):
    assert client.post("/api/entries", data=body, content_type="application/json").status_code == 400


def test_json_errors_name_the_field(client):
    answer = client.post("/api/entries", json={"name": "Ada"})
    assert (answer.status_code, answer.json["errors"]) == (422, {"message": "Please write something."})


def test_refusals_have_the_form_of_what_was_asked(client):
    assert client.get("/api/entries/9").json == {"error": "There is no entry 9."}
    assert client.get("/api/nothing").json == {"error": "There is no such page."}
    assert "There is no such page." in client.get("/nothing").text
    assert client.put("/").status_code == 405
    assert client.post("/", data={"message": "x" * BODY_LIMIT}).status_code == 413


def test_health_says_which_backend_fails(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "failing", "postgresql": "there is no database here", "redis": "there is no Redis here"})


def test_nothing_from_elsewhere_is_loaded(client):
    answer = client.get("/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "//" not in answer.text.replace("<!doctype html>", "")
    assert client.get("/static/style.css").status_code == 200
