//! Names that nobody else draws.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// A random UUID, version 4. Its seed is the operating system's, as it is for hash tables; the process and the time are mixed
/// in, so that a process that was copied while it ran draws others. It is a name, and no secret.
pub(crate) fn uuid() -> String {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let half = |place: u8| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u8(place);
        hasher.write_u32(std::process::id());
        hasher.write_u128(time);
        u128::from(hasher.finish())
    };
    let bits = half(0) << 64 | half(1);
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let text = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::uuid;

    #[test]
    fn each_is_another_one() {
        let drawn: HashSet<String> = (0..10_000).map(|_| uuid()).collect();
        assert_eq!(drawn.len(), 10_000);
        let well_formed = |text: &String| text.len() == 36 && text.as_bytes()[14] == b'4' && b"89ab".contains(&text.as_bytes()[19]);
        assert!(drawn.iter().all(well_formed), "{drawn:?}");
    }
}
