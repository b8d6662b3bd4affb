from guestbook.entries import MESSAGE_LIMIT, NAME_LIMIT, draft


def test_keeps_what_is_fine():
    assert draft(" Ada ", "Hello,\r\nworld\n") == draft("Ada", "Hello,\nworld")
    assert draft("Ada", "Hello,\nworld").errors == {}


def test_asks_for_what_is_missing():
    assert set(draft(None, "  \n").errors) == {"name", "message"}
    assert set(draft(7, ["x"]).errors) == {"name", "message"}


def test_limits_are_exact():
    assert draft("n" * NAME_LIMIT, "m" * MESSAGE_LIMIT).errors == {}
    assert set(draft("n" * (NAME_LIMIT + 1), "m" * (MESSAGE_LIMIT + 1)).errors) == {"name", "message"}


def test_drops_what_can_not_be_stored_or_shown():
    cleaned = draft("A\x00d\na", "a\x00b\x1b[31m\ud800c\nd")
    assert (cleaned.name, cleaned.message) == ("Ada", "ab[31mc\nd")
