"""The parts of the search: sums over sets, spelling, the compiled file."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import Catalog
from catalog.seal import clear_old, seal
from catalog.search.bitmap import Bitmap, Sums, members, packed, unpacked
from catalog.search.spelling import deletes, distance

_SETS = st.lists(
    st.tuples(st.frozensets(st.integers(0, 300), max_size=40), st.integers(1, 20)), max_size=6
)
_WORDS = st.text("abc", max_size=7)


@given(st.frozensets(st.integers(0, 5_000)))
def test_a_packed_set_holds_what_was_put_in(numbers: frozenset[int]) -> None:
    kept = unpacked(packed(numbers))
    assert list(members(kept.whole)) == sorted(numbers)
    assert {n for n in range(5_001) if n in kept} == numbers


@given(_SETS, st.frozensets(st.integers(0, 300)))
def test_sums_are_those_of_plain_addition(
    sets: list[tuple[frozenset[int], int]], among: frozenset[int]
) -> None:
    def whole(numbers: frozenset[int]) -> int:
        return sum(1 << number for number in numbers)

    expected: dict[int, int] = {}
    for numbers, weight in sets:
        for number in numbers & among:
            expected[number] = expected.get(number, 0) + weight
    found = list(Sums((whole(n), w) for n, w in sets).heaviest(whole(among)))
    assert {n: total for total, held in found for n in members(held)} == expected
    assert [total for total, _ in found] == sorted(set(expected.values()), reverse=True)


@given(_WORDS, _WORDS)
def test_the_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@given(st.text("abcd", min_size=2, max_size=7), st.data())
def test_a_word_with_one_fault_shares_a_form_with_the_right_one(
    word: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcd"))
    before, here, there, after = word[:place], word[place], word[place + 1], word[place + 2 :]
    for faulty in (
        before + there + after,
        before + here + letter + there + after,
        before + letter + there + after,
        before + there + here + after,
    ):
        assert deletes(faulty) & deletes(word)
        assert distance(faulty, word) <= 1


def test_a_set_has_no_number_beyond_its_end() -> None:
    assert 9 not in Bitmap(b"\x01")


@pytest.mark.parametrize("damage", ["cut short", "a bit flipped"])
def test_a_damaged_search_file_is_made_again(damage: str, tmp_path: Path, catalog: Catalog) -> None:
    day = date(2026, 5, 4)
    with Catalog.open(tmp_path) as first:
        expected = first.on(day).search("knee pain", 5)
    (file,) = tmp_path.glob("search-*.sqlite")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content[:5_000] if damage == "cut short" else content)
    with Catalog.open(tmp_path) as again:
        assert again.on(day).search("knee pain", 5) == expected


def test_a_file_that_nobody_opened_for_long_makes_room(tmp_path: Path) -> None:
    old, new = tmp_path / "search-old.sqlite", tmp_path / "search-new.sqlite"
    for path in (old, new):
        path.write_bytes(b"compiled")
        seal(path)
    os.utime(old, (0, 0))
    clear_old(tmp_path, "search-*.sqlite", days=30)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "search-new.seal.json",
        "search-new.sqlite",
    ]
