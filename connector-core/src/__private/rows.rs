//! Several columns at once: one call for the compiler to look at, and not one a field with a way out of each.

use super::Column;
use crate::{Field, ReadError, RowRead, RowWrite};

/// Reads one value: of a draft, the one that is given; of every other row, the one that is stored.
fn read<T: 'static>(column: &Column<T>, row: &mut dyn RowRead) -> Result<T, ReadError> {
    let mut given: Option<T> = None;
    if let Some(draft) = row.draft() {
        draft.take(&mut given);
    }
    match given {
        Some(given) => Ok(given),
        None => (column.read)(row),
    }
}

/// A function to write, one to read, and one to describe, for each number of columns.
macro_rules! rows {
    ($($count:literal: $write:ident $read:ident $fields:ident { $($letter:ident $place:tt)* })*) => {$(
        #[doc = concat!("Writes ", $count, " values.")]
        #[allow(clippy::many_single_char_names, non_snake_case, clippy::too_many_arguments)]
        pub fn $write<$($letter),*>(columns: &($(Column<$letter>,)*), values: ($(&$letter,)*), row: &mut dyn RowWrite) {
            $((columns.$place.write)(values.$place, row);)*
        }

        #[doc = concat!("Reads ", $count, " values.")]
        ///
        /// # Errors
        /// [`ReadError`] when a stored value is not one of its field's type.
        pub fn $read<$($letter: 'static),*>(columns: &($(Column<$letter>,)*), row: &mut dyn RowRead) -> Result<($($letter,)*), ReadError> {
            Ok(($(read(&columns.$place, row)?,)*))
        }

        #[doc = concat!("What a model says of ", $count, " fields.")]
        #[must_use]
        pub const fn $fields<$($letter),*>(columns: &($(Column<$letter>,)*)) -> [Field; $count] {
            [$(columns.$place.field),*]
        }
    )*};
}

rows! {
    1: write_1 read_1 fields_1 { A 0 }
    2: write_2 read_2 fields_2 { A 0 B 1 }
    3: write_3 read_3 fields_3 { A 0 B 1 C 2 }
    4: write_4 read_4 fields_4 { A 0 B 1 C 2 D 3 }
    5: write_5 read_5 fields_5 { A 0 B 1 C 2 D 3 E 4 }
    6: write_6 read_6 fields_6 { A 0 B 1 C 2 D 3 E 4 F 5 }
    7: write_7 read_7 fields_7 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 }
    8: write_8 read_8 fields_8 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 }
    9: write_9 read_9 fields_9 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 }
    10: write_10 read_10 fields_10 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 }
    11: write_11 read_11 fields_11 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 }
    12: write_12 read_12 fields_12 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 }
    13: write_13 read_13 fields_13 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 }
    14: write_14 read_14 fields_14 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 }
    15: write_15 read_15 fields_15 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 }
    16: write_16 read_16 fields_16 { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 }
}
