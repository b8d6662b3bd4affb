import unittest

from echo_words import answer


class AnswerTest(unittest.TestCase):
    def test_words_are_answered_in_capitals(self):
        self.assertEqual(answer("hello"), "HELLO")

    def test_what_has_no_capitals_stays(self):
        self.assertEqual(answer("1 + 1"), "1 + 1")
