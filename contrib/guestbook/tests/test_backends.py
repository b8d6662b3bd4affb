import pytest

from guestbook.app import create_app
from guestbook.cache import Cache
from guestbook.entries import PAGE, Draft, Entries, Unavailable

pytestmark = pytest.mark.backends


def test_entries_are_kept_newest_first(postgresql):
    made = [postgresql.add(Draft("Ada", f"{n} 'quoted' ☃", {})) for n in range(PAGE + 1)]
    assert postgresql.count() == PAGE + 1
    assert [e.id for e in postgresql.page()] == [e.id for e, _ in reversed(made)][:PAGE]
    assert postgresql.page(before=made[1][0].id) == [made[0][0]]
    assert postgresql.find(made[3][0].id) == made[3][0]
    assert postgresql.find(0) is None


def test_the_key_removes(postgresql):
    entry, key = postgresql.add(Draft("Ada", "Hello", {}))
    assert not postgresql.remove(entry.id, "another")
    assert postgresql.remove(entry.id, key)
    assert not postgresql.remove(entry.id, key)


def test_a_missing_table_is_explained(postgresql, schema):
    with postgresql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("drop table entries")
    with pytest.raises(Unavailable, match="python3 -m guestbook migrate"):
        postgresql.count()


def test_the_cache_answers_until_something_is_written(cache):
    answers = iter("abc")
    read = lambda: next(answers)
    assert [cache.remember(read), cache.remember(read)] == ["a", "a"]
    cache.forget()
    assert [cache.remember(read), cache.remember(read)] == ["b", "b"]


def test_a_reader_that_was_overtaken_does_not_bring_the_old_list_back(cache):
    def slow():
        cache.forget()
        return "old"
    assert cache.remember(slow) == "old"
    assert cache.remember(lambda: "new") == "new"


def test_visits_are_counted(cache):
    assert [cache.count_visit(), cache.count_visit()] == [1, 2]


def test_the_whole(postgresql, cache):
    client = create_app(postgresql, cache).test_client()
    assert client.get("/healthz").json == {"status": "ok", "postgresql": "ok", "redis": "ok"}
    assert "1 visit<" in client.get("/").text
    assert client.post("/", data={"name": "Ada", "message": "<3"}).status_code == 303
    page = client.get("/").text
    assert "&lt;3" in page and "2 visits" in page
    assert client.get("/?before=99999999999999999999").status_code == 200


def test_without_redis_it_goes_on(postgresql):
    client = create_app(postgresql, Cache("redis://127.0.0.1:1/0", "x:")).test_client()
    assert client.post("/", data={"name": "Ada", "message": "Hello"}).status_code == 303
    assert "Hello" in client.get("/").text
    health = client.get("/healthz")
    assert health.status_code == 503 and health.json["postgresql"] == "ok" and "refused" in health.json["redis"]


def test_without_postgresql_it_says_so(cache):
    client = create_app(Entries("postgresql://127.0.0.1:1/x"), cache).test_client()
    answer = client.get("/")
    assert answer.status_code == 503 and "The guestbook can&#39;t reach its database." in answer.text and "refused" in answer.text
