//! External IDs of several fields: one text, both ways, in the order of the struct.
#![cfg(feature = "derive")]
#![allow(clippy::panic)] // In what the tests share, too.

use connector_core::{EXTERNAL_ID_BYTES, ExternalId, ExternalValue};
use proptest::prelude::*;

/// The smallest one of two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct Texts(String, String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct Group(i64);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct Variant {
    product: u32,
    texts: Texts,
    group: Group,
    r#type: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct Numbers(i64, i8);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct Around(Variant);

fn kept<E: ExternalId>(id: &E) -> String {
    match id.to_external() {
        ExternalValue::Text(text) => text.into_owned(),
        ExternalValue::Int(value) => panic!("{value} is no text"),
    }
}

fn read<E: ExternalId>(text: &str) -> Result<E, String> {
    E::from_external(ExternalValue::Text(text.into())).map_err(|error| error.to_string())
}

/// Each ID comes back, and the texts are in the order of the IDs.
fn law<E: ExternalId>(a: &E, b: &E) -> Result<(), TestCaseError> {
    let (x, y) = (kept(a), kept(b));
    let again = read::<E>(&x);
    prop_assert_eq!(again.as_ref(), Ok(a));
    prop_assert_eq!(x.as_bytes().cmp(y.as_bytes()), a.cmp(b), "{:?} {:?}", x, y);
    prop_assert!(!x.contains('\0') && !x.is_empty());
    Ok(())
}

/// Texts of the characters around separator and escape, of which many have a common beginning.
fn text() -> impl Strategy<Value = String> {
    let characters = proptest::sample::select(vec!['\0', '\u{1}', '\n', '\u{1f}', ' ', '!', '"', '#', '?', '_', '`', 'a', 'b', 'é', '🪑']);
    prop_oneof![
        4 => proptest::collection::vec(characters, 0..4).prop_map(|characters| characters.into_iter().collect()),
        1 => any::<String>(),
    ]
}

fn number() -> impl Strategy<Value = i64> {
    let bounds = vec![i64::MIN, i64::MIN + 1, -1_000, -100, -99, -11, -10, -9, -1, 0, 1, 9, 10, 99, 100, i64::MAX - 1, i64::MAX];
    prop_oneof![proptest::sample::select(bounds), any::<i64>(), -200..200_i64]
}

prop_compose! {
    fn variant()(product in prop_oneof![any::<u32>(), 0..3_u32], a in text(), b in text(), group in number(), r#type in text()) -> Variant {
        Variant { product, texts: Texts(a, b), group: Group(group), r#type }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn texts_in_the_order_of_the_struct(a in (text(), text()), b in (text(), text())) {
        law(&Texts(a.0, a.1), &Texts(b.0, b.1))?;
    }

    #[test]
    fn numbers_in_the_order_of_the_struct(a in (number(), any::<i8>()), b in (number(), any::<i8>())) {
        law(&Numbers(a.0, a.1), &Numbers(b.0, b.1))?;
    }

    #[test]
    fn one_inside_of_the_other(a in variant(), b in variant()) {
        law(&a, &b)?;
        law(&Around(a), &Around(b))?;
    }

    /// What is read is what would be written: there is no second text of any ID.
    #[test]
    fn one_text_for_each_id(text in "[!\"#_`aZbY0-9 ]{0,8}") {
        if let Ok(id) = read::<Texts>(&text) {
            prop_assert_eq!(kept(&id), text.clone());
        }
        if let Ok(id) = read::<Numbers>(&text) {
            prop_assert_eq!(kept(&id), text.clone());
        }
        if let Ok(id) = read::<Variant>(&text) {
            prop_assert_eq!(kept(&id), text);
        }
    }
}

#[test]
fn an_operator_can_read_it() {
    assert_eq!(kept(&Numbers(1_234_567, -7)), "g1234567!Z2");
    assert_eq!(kept(&Numbers(i64::MIN, 0)), "H0776627963145224191!a0");
    assert_eq!(kept(&Numbers(i64::MAX, 9)), "s9223372036854775807!a9");
    assert_eq!(kept(&Texts("red chair!".into(), "\"\0".into())), "red\"_chair\"`!\"a\"?");
    assert_eq!(kept(&Texts(String::new(), String::new())), "!");
    let variant = Variant { product: 5, texts: Texts("a".into(), "b".into()), group: Group(-1), r#type: "x y".into() };
    assert_eq!(kept(&variant), "a5!a\"`b!Z8!x\"_y");
    assert_eq!(kept(&Around(variant.clone())), kept(&variant));
}

#[test]
fn what_nobody_wrote_is_refused() {
    for (text, words) in [
        ("", "component 1 is no integer"),
        ("a1", "component 2 is missing"),
        ("a1!a2!a3", "more than 2 components"),
        ("b07!a1", "component 1 is no integer"),
        ("a12!a1", "component 1 is no integer"),
        ("Z9!a1", "component 1 is no integer"),
        ("a+!a1", "component 1 is no integer"),
        ("s9999999999999999999!a1", "component 1 is no integer"),
        ("é1!a1", "component 1 is no integer"),
        ("a1!c300", "component 2 is refused"),
    ] {
        let error = read::<Numbers>(text).unwrap_err();
        assert!(error.contains(words) && error.contains(&format!("{text:?}")), "{text:?}: {error}");
    }
    for text in ["a b!c", "a\"!c", "a\"z!c", "a\"\"!c", "\"é!c", "\n!c"] {
        assert!(read::<Texts>(text).unwrap_err().contains("component 1 is no text"), "{text:?}");
    }
    assert!(Texts::from_external(ExternalValue::Int(1)).unwrap_err().to_string().contains("expected an external ID of several components"));
}

#[test]
fn the_limit_is_that_of_the_whole() {
    let half = "x".repeat(EXTERNAL_ID_BYTES / 2);
    assert_eq!(Texts(half.clone(), half[1..].to_owned()).to_external().fault(), None);
    assert!(Texts(half.clone(), half).to_external().fault().is_some());
    assert_eq!(Texts(String::new(), String::new()).to_external().fault(), None, "a part may be empty, the whole is not");
    assert_eq!(Texts("\0".into(), String::new()).to_external().fault(), None, "what is kept has no NUL");
}

#[cfg(feature = "uuid")]
#[test]
fn a_uuid_is_an_id_and_a_component() {
    use uuid::Uuid;

    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
    struct Line(Uuid, u32);

    let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let id = Uuid::parse_str(text).unwrap();
    assert_eq!(kept(&id), text);
    assert_eq!(read::<Uuid>(text), Ok(id));
    assert!(read::<Uuid>(&text.to_uppercase()).unwrap_err().contains("expected a UUID in lower case, with hyphens"));
    assert_eq!(kept(&Line(id, 3)), format!("{text}!a3"));
    assert_eq!(read::<Line>(&kept(&Line(id, 3))), Ok(Line(id, 3)));
}
