//! A set of rows, in little memory.

use std::collections::BTreeMap;

/// How many rows share a part.
const PART: i64 = 1 << 16;

/// Numbers of rows, a bit each: those of a million rows after each other are 125 kilobytes, whatever else is kept of them.
#[derive(Debug, Default)]
pub(super) struct Rows {
    parts: BTreeMap<i64, Box<[u64]>>,
}

impl Rows {
    /// The part of a row, and the word and the bit in it.
    fn place(row: i64) -> (i64, usize, u64) {
        let bit = usize::try_from(row.rem_euclid(PART)).unwrap_or_default();
        (row.div_euclid(PART), bit / 64, 1 << (bit % 64))
    }

    pub(super) fn insert(&mut self, row: i64) {
        let (part, word, bit) = Self::place(row);
        let words = usize::try_from(PART / 64).unwrap_or_default();
        self.parts.entry(part).or_insert_with(|| vec![0; words].into())[word] |= bit;
    }

    pub(super) fn remove(&mut self, row: i64) {
        let (part, word, bit) = Self::place(row);
        if let Some(words) = self.parts.get_mut(&part) {
            words[word] &= !bit;
        }
    }

    pub(super) fn contains(&self, row: i64) -> bool {
        let (part, word, bit) = Self::place(row);
        self.parts.get(&part).is_some_and(|words| words[word] & bit != 0)
    }

    /// All of them, the smallest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = i64> {
        let bits = |word: u64| (0..64_i64).filter(move |bit| word >> bit & 1 == 1);
        let words = self.parts.iter().flat_map(|(part, words)| {
            let first = part * PART;
            words.iter().zip((0_i64..).step_by(64)).map(move |(word, place)| (first + place, *word))
        });
        words.filter(|(_, word)| *word != 0).flat_map(move |(first, word)| bits(word).map(move |bit| first + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn rows_are_kept_apart_and_in_order() {
        let mut rows = Rows::default();
        let some = [-70_000, -1, 0, 1, 63, 64, 65_535, 65_536, 1 << 40];
        some.iter().rev().for_each(|row| rows.insert(*row));
        assert_eq!(rows.iter().collect::<Vec<_>>(), some);
        assert!(some.iter().all(|row| rows.contains(*row)));
        assert!([-70_001, 2, 62, 65, 65_537, (1 << 40) + 1].iter().all(|row| !rows.contains(*row)));
        rows.remove(64);
        rows.remove(5);
        assert!(!rows.contains(64) && rows.contains(63) && rows.iter().count() == some.len() - 1);
    }
}
