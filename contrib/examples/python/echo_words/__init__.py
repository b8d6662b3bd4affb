"""Answers in capitals."""


def answer(word):
    return word.upper()
