//! Numbers that look random and are the same in every shop: all that is drawn, is drawn here.

/// Another seed is another shop.
const SEED: u64 = 0x00C0_FFEE_5EED;

/// What a number is drawn for. Two draws for one product must not be the same draw.
#[derive(Debug, Clone, Copy)]
pub enum Draw {
    /// When a product was created.
    Created,
    /// Whether a product is busy.
    Rhythm,
    /// How long a product stays as it is.
    Period,
    /// What kind of thing a product is.
    Kind,
    /// In which range of its kind a product is.
    Category,
    /// Whether a product is in the whole department too.
    Department,
    /// Who makes a product.
    Brand,
    /// What a product is praised with.
    Adjective,
    /// What colour a product has.
    Colour,
    /// How far the price is from that of the kind.
    Price,
    /// What a product weighs.
    Weight,
    /// Whether a product is enabled.
    Status,
    /// Whether a product is kept in two sources.
    Sources,
    /// How many there are after so many changes.
    Stock(u64),
    /// When a category was created.
    CategoryCreated,
    /// How long a category stays as it is.
    CategoryPeriod,
    /// Whether a category is shown.
    CategoryActive,
}

impl Draw {
    fn salt(self) -> u64 {
        match self {
            Self::Created => 1,
            Self::Rhythm => 2,
            Self::Period => 3,
            Self::Kind => 4,
            Self::Category => 5,
            Self::Department => 6,
            Self::Brand => 7,
            Self::Adjective => 8,
            Self::Colour => 9,
            Self::Price => 10,
            Self::Weight => 11,
            Self::Status => 12,
            Self::Sources => 13,
            Self::CategoryCreated => 14,
            Self::CategoryPeriod => 15,
            Self::CategoryActive => 16,
            Self::Stock(change) => 1_000 + change,
        }
    }
}

/// A number that looks random and is always the same for the same index and purpose (splitmix64).
pub fn draw(index: u64, purpose: Draw) -> u64 {
    let mut z =
        SEED.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(purpose.salt().wrapping_mul(0xD1B5_4A32_D192_ED03));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A drawn number below `limit`.
pub fn below(index: u64, purpose: Draw, limit: u32) -> u32 {
    u32::try_from(draw(index, purpose) % u64::from(limit.max(1))).unwrap_or(0)
}

/// One of `words`, `steps` places after the drawn one.
pub fn word<T>(words: &[T], index: u64, purpose: Draw, steps: u64) -> &T {
    let place = (draw(index, purpose) % 1_000_000 + steps) % (words.len() as u64);
    &words[usize::try_from(place).unwrap_or(0)]
}

/// The word at a place, beginning again after the last.
pub fn at<T>(words: &[T], place: u64) -> &T {
    &words[usize::try_from(place % words.len() as u64).unwrap_or(0)]
}
