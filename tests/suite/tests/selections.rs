//! Selections seen from outside: labels of another crate's, values that are gone, and what contradicts itself.
#![allow(clippy::unwrap_used)] // In what the tests share, too.

use connector_core::{
    Backend, Changes, Extensible, Model, Record, Removed, Schema, Selection, SelectionOption, UnknownValue, Value, ValueReader, schema,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection(removed("1.5", become = V1_7), removed("1.6", become = Self::V1_7))]
#[selection(removed("beta", become = Version::Next))]
enum Version {
    #[selection("1.7", label = "Magento 1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
    #[selection("next")]
    Next,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Magento 1.7 (long-term)", Version::Next = "Next (Acme's)"))]
#[selection(removed("1.7-old", become = Long), removed("2.0-acme", become = Version::V2_0))]
#[selection_add(Version)]
enum Acme {
    #[selection("1.7-acme", parent = Version::V1_7, after = Version::V1_7)]
    Long,
    /// As a variant of the base, which `relabel` names by the base's name.
    #[selection("acme-next", parent = Version::Next)]
    Next,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "selections.open")]
struct Open {
    name: String,
    version: Extensible<Version>,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "selections.closed")]
struct Closed {
    name: String,
    version: Option<Version>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "selections.item")]
struct Item {
    open: Option<Extensible<Version>>,
    closed: Version,
    ours: Acme,
}

schema! {
    static ALL = [Open, Closed, Item, Acme];
}

fn pairs(options: Vec<SelectionOption>) -> Vec<(&'static str, &'static str)> {
    options.into_iter().map(|option| (option.value, option.label)).collect()
}

fn options_of<T: Model>(field: &str) -> Vec<(&'static str, &'static str)> {
    pairs(T::META.field(field).unwrap().options.unwrap()())
}

fn removed_of<T: Model>(field: &str) -> Vec<(&'static str, &'static str)> {
    let removed: Vec<Removed> = T::META.field(field).unwrap().removed.unwrap()();
    removed.into_iter().map(|removed| (removed.value, removed.became().value)).collect()
}

const KNOWN: [(&str, &str); 5] =
    [("1.7", "Magento 1.7 (long-term)"), ("1.7-acme", "Long"), ("2.0", "V2 0"), ("next", "Next (Acme's)"), ("acme-next", "Next")];

#[test]
fn another_label_shows_where_the_selection_is_open() {
    ALL.check().unwrap();
    assert_eq!(Extensible::from(Version::V1_7).label(), "Magento 1.7 (long-term)");
    assert_eq!("next".parse::<Extensible<Version>>().unwrap().label(), "Next (Acme's)");
    assert_eq!(Extensible::from(Acme::Next).label(), "Next");
    assert_eq!(pairs(Extensible::<Version>::options()), KNOWN);
    assert_eq!(options_of::<Open>("version"), KNOWN);
    assert_eq!(options_of::<Item>("open"), KNOWN);
    // What is closed is as declared.
    assert_eq!((Version::V1_7.label(), Version::Next.label()), ("Magento 1.7", "Next"));
    let declared = [("1.7", "Magento 1.7"), ("2.0", "V2 0"), ("next", "Next")];
    assert_eq!(options_of::<Closed>("version"), declared);
    assert_eq!(options_of::<Item>("closed"), declared);
    assert_eq!(options_of::<Item>("ours"), [("1.7-acme", "Long"), ("acme-next", "Next")]);
    let variants: Vec<&str> = Extensible::<Version>::options().iter().map(|option| option.variant).collect();
    assert_eq!(variants, ["V1_7", "Long", "V2_0", "Next", "Next"]);
    assert!(Version::PATH.ends_with("::Version") && Acme::PATH.ends_with("::Acme"), "{}", Version::PATH);
}

#[test]
fn what_is_gone_is_read_as_what_it_became() {
    assert_eq!(["1.5", "1.6", "beta"].map(|gone| gone.parse::<Version>().unwrap()), [Version::V1_7, Version::V1_7, Version::Next]);
    assert_eq!("1.7-old".parse(), Ok(Acme::Long));
    let read = |gone: &str| gone.parse::<Extensible<Version>>().unwrap();
    assert_eq!(read("1.6"), Version::V1_7.into());
    assert_eq!(read("1.7-old"), Acme::Long.into());
    assert_eq!(read("2.0-acme"), Version::V2_0.into());
    // Documents.
    assert_eq!(serde_json::from_str::<Version>("\"1.6\"").unwrap(), Version::V1_7);
    assert_eq!(serde_json::from_str::<Extensible<Version>>("\"1.7-old\"").unwrap(), Acme::Long.into());
    // Rows.
    let row = ["1.7-old", "beta", "1.7-old"].map(|text| Value::Text(text.into()));
    let item = Item::read_from(&mut ValueReader::new(&row)).unwrap();
    assert_eq!(item, Item { open: Some(Acme::Long.into()), closed: Version::Next, ours: Acme::Long });
    let row = ["main", "1.6"].map(|text| Value::Text(text.into()));
    assert_eq!(Closed::read_from(&mut ValueReader::new(&row)).unwrap().version, Some(Version::V1_7));
    assert_eq!(Open::read_from(&mut ValueReader::new(&row)).unwrap().version, Version::V1_7.into());
    // It is written as what it is now.
    assert_eq!(Value::all_of(&item), ["1.7-acme", "next", "1.7-acme"].map(|text| Value::Text(text.into())));
    let changes = Changes::<Item>::new().set("closed", &"1.6".to_owned()).unwrap();
    assert_eq!(changes.get("closed"), Some(&Value::Text("1.7".into())));
}

#[test]
fn what_is_gone_is_no_live_value() {
    assert_eq!(Version::OPTIONS.len(), 3);
    assert_eq!((Version::from_value("1.6"), Acme::from_value("1.7-old")), (None, None));
    // What became a value of the base's is no value of the addition's alone; what the base removed is none either.
    assert!("2.0-acme".parse::<Acme>().is_err());
    assert!("1.6".parse::<Acme>().is_err());
    assert!("1.7-old".parse::<Version>().is_err());
    let base = [("1.5", "1.7"), ("1.6", "1.7"), ("beta", "next")];
    assert_eq!(removed_of::<Closed>("version"), base);
    assert_eq!(removed_of::<Item>("ours"), [("1.7-old", "1.7-acme")]);
    assert_eq!(removed_of::<Open>("version"), [base.as_slice(), &[("1.7-old", "1.7-acme"), ("2.0-acme", "2.0")]].concat());
    assert_eq!(format!("{:?}", Version::REMOVED[0]), "Removed { value: \"1.5\", became: \"1.7\" }");
}

#[test]
fn an_unknown_value_is_told_with_what_is_known() {
    let closed: Result<Version, UnknownValue> = "1.8".parse();
    assert_eq!(closed.unwrap_err().to_string(), "\"1.8\" is no value of `Version`, which has \"1.7\", \"2.0\", \"next\"");
    let open = "1.8".parse::<Extensible<Version>>().unwrap_err().to_string();
    assert_eq!(
        open,
        "\"1.8\" is no value of `Version`, which has \"1.7\", \"1.7-acme\", \"2.0\", \"next\", \"acme-next\"; if another crate adds \
         it, that crate is not linked: list its enum in `schema!`, or `use` it"
    );
    let json = serde_json::from_str::<Extensible<Version>>("\"1.8\"").unwrap_err().to_string();
    assert!(json.starts_with(&open), "{json}");
    assert!(serde_json::from_str::<Extensible<Version>>("17").is_err());
}

#[test]
fn json_and_back() {
    for option in Extensible::<Version>::options() {
        let value: Extensible<Version> = option.value.parse().unwrap();
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(text, format!("{:?}", option.value));
        assert_eq!(serde_json::from_str::<Extensible<Version>>(&text).unwrap(), value);
    }
    let values: Vec<Extensible<Version>> = serde_json::from_str("[\"1.7\", \"1.7-acme\", \"1.6\"]").unwrap();
    assert_eq!(serde_json::to_string(&values).unwrap(), "[\"1.7\",\"1.7-acme\",\"1.7\"]");
}

mod contradictions {
    use super::Selection;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection(removed("none", become = Low))]
    pub enum Level {
        #[selection("low")]
        Low,
        #[selection("high")]
        High,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection(relabel(High = "Ours"))]
    #[selection_add(Level)]
    pub enum Ours {
        #[selection("a", parent = Theirs::B, after = Theirs::D)]
        A,
        #[selection("c", parent = Level::Low)]
        C,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection(relabel(High = "Theirs"))]
    #[selection_add(Level)]
    pub enum Theirs {
        #[selection("b", parent = Ours::A)]
        B,
        #[selection("d", parent = B, after = Ours::A)]
        D,
    }
}
use contradictions::{Level, Ours, Theirs};

#[derive(Debug, Clone, Record)]
#[record(name = "selections.leveled")]
struct Leveled {
    level: Extensible<Level>,
}

#[test]
fn circles_and_labels_that_span_enums_are_faults_of_the_schema() {
    let faults = [
        "`Level::High` is relabelled by both `Ours` and `Theirs`: one of them must go",
        "`parent` goes in a circle: `Theirs::B` -> `Ours::A` -> `Theirs::B`; remove one `parent` of the circle",
        "`after` goes in a circle: `Ours::A` -> `Theirs::D` -> `Ours::A`; remove one `after` of the circle",
    ];
    for schema in [
        Schema::new().add::<Ours>().add::<Theirs>(),
        Schema::new().add::<Theirs>(),
        Schema::new().add::<Leveled>(),
        Schema::new().add::<Leveled>().add::<Ours>().add::<Theirs>(),
    ] {
        assert_eq!(schema.check().unwrap_err().faults, faults);
    }
    // Reading goes on: no text says two things.
    assert_eq!("high".parse::<Extensible<Level>>().unwrap().label(), "Ours");
    let circle: Extensible<Level> = Ours::A.into();
    assert_eq!((circle.base(), circle.chain().take(3).last()), (None, Some(circle)));
    let values: Vec<&str> = Extensible::<Level>::options().iter().map(|option| option.value).collect();
    assert_eq!(values, ["low", "high", "c", "b", "a", "d"]);
}

/// A field that cannot hold what another crate adds to its selection.
#[derive(Debug, Clone, Record)]
#[record(name = "selections.lit")]
struct Lit {
    switch: Option<Switch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Switch)]
enum Dimmed {
    #[selection("dimmed", parent = Switch::On)]
    Dimmed,
}

#[derive(Debug, Clone, Record)]
#[record(name = "selections.lamp")]
struct Lamp {
    switch: Option<Extensible<Switch>>,
}

#[test]
fn an_addition_that_no_field_takes_is_a_fault_of_the_schema() {
    let fault = "Dimmed adds to Switch, and `switch` of selections.lit takes no added value: declare it as `Extensible<Switch>`";
    assert_eq!(Schema::new().add::<Lit>().add::<Dimmed>().check().unwrap_err().faults, [fault]);
    // One that takes it is enough, and none at all is nobody's mistake.
    Schema::new().add::<Lit>().add::<Lamp>().add::<Dimmed>().check().unwrap();
    Schema::new().add::<Dimmed>().check().unwrap();
}

/// A text of its own in documents: serde is the user's business, `FromStr` and rows are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, Selection)]
#[selection(serde = false, removed("lit", become = On))]
#[serde(rename_all = "UPPERCASE")]
enum Switch {
    #[selection("on", label = "Switched on")]
    On,
    #[selection("off")]
    SwitchedOff,
}

#[test]
fn serde_of_its_own() {
    assert_eq!(serde_json::to_string(&Switch::SwitchedOff).unwrap(), "\"SWITCHEDOFF\"");
    assert_eq!(serde_json::from_str::<Switch>("\"ON\"").unwrap(), Switch::On);
    assert!(serde_json::from_str::<Switch>("\"on\"").is_err());
    assert_eq!((Switch::SwitchedOff.to_string().as_str(), "lit".parse()), ("off", Ok(Switch::On)));
    assert_eq!((Switch::On.label(), Switch::SwitchedOff.label()), ("Switched on", "Switched Off"));
}

mod another_crate {
    use super::Selection;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection(relabel(V2_4 = "Magento 2.4 (ours)"), removed("2.3", become = golden::MagentoVersion::V2_4))]
    #[selection_add(golden::MagentoVersion)]
    pub enum Ours {
        #[selection("2.4-ours", parent = golden::acme::AcmeVersion::V1_7Acme, after = golden::MagentoVersion::V2_0)]
        V2_4Ours,
    }
}

#[test]
fn a_base_in_another_crate() {
    use golden::{MagentoVersion, acme::AcmeVersion};

    Schema::new().add::<another_crate::Ours>().add::<AcmeVersion>().check().unwrap();
    let options = pairs(Extensible::<MagentoVersion>::options());
    let labels = [
        ("1.7", "Magento 1.7"),
        ("1.7-acme", "Magento 1.7 (Acme)"),
        ("2.0", "Magento 2.0"),
        ("2.4-ours", "V2 4 Ours"),
        ("2.4", "Magento 2.4 (ours)"),
    ];
    assert_eq!(options, labels);
    assert_eq!(MagentoVersion::V2_4.label(), "Magento 2.4");
    // A parent of another addition leads back to the base as well.
    assert_eq!(Extensible::from(another_crate::Ours::V2_4Ours).base(), Some(MagentoVersion::V1_7));
    assert_eq!("2.3".parse(), Ok(Extensible::from(MagentoVersion::V2_4)));
    assert!("2.3".parse::<MagentoVersion>().is_err(), "an addition removes nothing from a closed field");
}
