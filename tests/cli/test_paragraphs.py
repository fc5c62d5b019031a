"""Texts on a terminal: every word in order, no line too long, items hanging together."""

from hypothesis import given
from hypothesis import strategies as st

from coreanalytics.cli.paragraphs import wrap, write_paragraphs

words = st.text(st.sampled_from("abcé–“”1,"), min_size=1, max_size=12)
texts = st.lists(st.lists(words, max_size=40).map(" ".join), max_size=6).map("\n".join)


@given(texts, st.integers(1, 300))
def test_no_word_is_lost_and_no_line_is_too_long(text, columns):
    told = wrap(text, columns)
    assert told.split() == text.split()
    assert max(map(len, told.split("\n"))) <= 100
    assert max(map(len, told.split("\n"))) <= max(columns - 1, 40)


def test_what_belongs_to_an_item_stands_under_it():
    told = wrap("Failed\n- " + "word " * 30 + "\n\nC1  " + "claim " * 20, 60).split("\n")
    assert told[0] == "Failed"
    assert told[2].startswith("  word")
    assert "" in told
    assert told[-1].startswith("    claim")


def test_a_program_gets_the_text_as_it_is(capsys):
    text = "word " * 60 + "end"
    write_paragraphs(text)
    assert capsys.readouterr().out == text + "\n"
