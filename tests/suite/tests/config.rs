//! Backends from configurations, and the JSON Schema of them: what one accepts, the other accepts.
#![allow(clippy::unwrap_used, clippy::too_many_lines)] // In what the tests share, too; a table is one list.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use connector_core::{
    Backend, BackendId, ConfigError, ConfigFault, Extensible, ExternalId, Fault, Json, Model, Record, RecordId, Related, Schema, Secret,
    Selection, Translated, Value,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::{Value as Document, json};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection(removed("0.9", become = V1))]
enum Version {
    #[selection("1.0", label = "First")]
    V1,
    #[selection("2.0")]
    V2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("2.0-acme", label = "Second (Acme)", parent = Version::V2)]
    Acme,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, ExternalId)]
struct GroupId(u32);

/// A category.
#[derive(Debug, PartialEq, Record)]
#[record(name = "config.category")]
struct Category {
    name: String,
}

/// A person of the application.
#[derive(Debug, PartialEq, Record)]
#[record(name = "config.person", table = "people", foreign, id = Uuid)]
struct Person;

/// A backend with a field of every kind.
#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "config.every", description = "Every Kind")]
struct Every {
    /// How people call it.
    #[field(size = 8)]
    name: String,
    version: Extensible<Version>,
    closed: Option<Version>,
    active: bool,
    #[field(default = true)]
    checked: bool,
    small: u8,
    wide: Option<i64>,
    group: Option<GroupId>,
    factor: Option<f64>,
    narrow: Option<f32>,
    note: Option<String>,
    #[field(label = "Currency", selection = repeated, default = "EUR")]
    currency: String,
    #[field(selection = currencies)]
    second_currency: Option<String>,
    /// Without a limit where nothing is said, which no document can say.
    #[field(default = f64::INFINITY)]
    unlimited: Option<f64>,
    #[field(default = f32::MAX)]
    widest: f32,
    bytes: Option<Vec<u8>>,
    from: Option<DateTime<Utc>>,
    #[field(default = NaiveDate::from_ymd_opt(2020, 1, 31))]
    day: Option<NaiveDate>,
    at: Option<NaiveTime>,
    #[field(translate, size = 5)]
    title: Translated,
    #[field(translate)]
    subtitle: Option<Translated>,
    more: Option<Json<Document>>,
    key: Option<Uuid>,
    #[field(default = Decimal::new(15, 1))]
    price: Decimal,
    category: Option<RecordId<Category>>,
    person: Option<RecordId<Person>>,
    parent: Option<BackendId<Self>>,
    #[field(related = parent.note)]
    parent_note: Related<Option<String>>,
    /// Nobody sees it.
    password: Option<Secret>,
    #[field(skip)]
    #[serde(default)]
    cache: Vec<String>,
}

fn currencies() -> Vec<(String, String)> {
    vec![("EUR".into(), "Euro".into()), ("CHF".into(), "Swiss franc".into())]
}

/// With one of them twice, as a query may give it.
fn repeated() -> Vec<(String, String)> {
    [currencies(), vec![("EUR".into(), "Euro, again".into())]].concat()
}

/// The least that is a configuration.
fn least() -> Document {
    json!({"name": "Basel", "version": "1.0", "active": true, "small": 0, "title": "Shop"})
}

/// The least, with something else.
fn with(other: &Document) -> Document {
    let mut document = least();
    let (fields, other) = (document.as_object_mut().unwrap(), other.as_object().unwrap());
    for (key, value) in other {
        fields.insert(key.clone(), value.clone());
    }
    document
}

/// The least, without a field.
fn without(field: &str) -> Document {
    let mut document = least();
    document.as_object_mut().unwrap().remove(field).unwrap();
    document
}

fn faults(error: &ConfigError) -> Vec<String> {
    error.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn defaults_stand_in_for_what_is_not_there() {
    let every = Every::from_config(least()).unwrap();
    assert_eq!(
        every,
        Every {
            name: "Basel".into(),
            version: Version::V1.into(),
            closed: None,
            active: true,
            checked: true,
            small: 0,
            wide: None,
            group: None,
            factor: None,
            narrow: None,
            note: None,
            currency: "EUR".into(),
            second_currency: None,
            unlimited: None,
            widest: f32::MAX,
            bytes: None,
            from: None,
            day: NaiveDate::from_ymd_opt(2020, 1, 31),
            at: None,
            title: "Shop".into(),
            subtitle: None,
            more: None,
            key: None,
            price: "1.5".parse().unwrap(),
            category: None,
            person: None,
            parent: None,
            parent_note: Related::default(),
            password: None,
            cache: Vec::new(),
        }
    );
    assert_eq!(Every::from_config(with(&json!({"day": null}))).unwrap().day, None, "null is said");
}

#[test]
fn every_kind_of_value_is_read() {
    let key = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let document = with(&json!({
        "version": "2.0-acme", "closed": "2.0", "checked": false, "small": 255, "wide": i64::MIN, "group": 7, "factor": 3, "narrow": 0.5,
        "note": "", "currency": "CHF", "second_currency": "EUR", "bytes": [0, 255], "from": "2026-01-31T12:00:00+01:00", "day": "2026-02-28",
        "at": "23:59:59.5", "title": {"": "Shop", "fr": "Magas"}, "subtitle": "x", "more": {"a": [1]}, "key": key, "price": "12.50",
        "category": 3, "person": key, "parent": 4, "password": "hunter2",
    }));
    let every = Every::from_config(document).unwrap();
    assert_eq!(every.version, Added::Acme.into());
    assert_eq!((every.closed, every.checked, every.small, every.wide), (Some(Version::V2), false, 255, Some(i64::MIN)));
    assert_eq!((every.group, every.factor, every.narrow), (Some(GroupId(7)), Some(3.0), Some(0.5)));
    assert_eq!(every.from.unwrap().to_rfc3339(), "2026-01-31T11:00:00+00:00");
    assert_eq!(every.at, NaiveTime::from_hms_milli_opt(23, 59, 59, 500));
    assert_eq!(every.title.get("fr"), "Magas");
    assert_eq!(every.person.unwrap().get(), Some(Uuid::parse_str(key).unwrap()));
    assert_eq!((every.category.unwrap().get(), every.parent.unwrap().get()), (Some(3), 4));
    assert_eq!(every.price, Decimal::new(125, 1));
    assert_eq!(every.password.unwrap().expose().unwrap(), "hunter2");
}

#[test]
fn all_faults_are_told_at_once() {
    let document = json!({
        "nmae": "Basel", "colour": "red", "cache": [], "version": "3.0", "small": 256, "title": {"": "", "fr fr": "abc"}, "active": "yes",
        "second_currency": "USD", "day": "tomorrow", "category": "three", "from": null, "wide": 1.5,
    });
    let error = Every::from_config(document).unwrap_err();
    let found = faults(&error);
    let expected = [
        "`cache` is no field: ",
        "`colour` is no field: the fields are `name`, `version`, `closed`, ",
        "`nmae` is no field: did you mean `name`?",
        "`name` (Name) is missing",
        "`version` (Version): \"3.0\" is no value of `Version`, which has \"1.0\", \"2.0\", \"2.0-acme\"",
        "`active` (Active): expected `true` or `false`, and this is a text, found \"yes\"",
        "`small` (Small): expected an integer from 0 to 255, found \"256\"",
        "`wide` (Wide): expected an integer that fits 64 bits, and this is a number, found \"1.5\"",
        "`second_currency` (Second Currency): one of \"EUR\", \"CHF\", found \"USD\"",
        "`day` (Day): expected a date like \"2026-01-31\", and this is a text, found \"tomorrow\"",
        "`title` (Title): its default text must not be empty",
        "`title` (Title): a language is a code of letters, digits, ",
        "`category` (Category): expected an integer that fits 64 bits, and this is a text, found \"three\"",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
    assert_eq!(error.model, "config.every");
    assert!(error.to_string().starts_with("the configuration of config.every is refused: `cache` is no field"));
    assert!(matches!(error.faults[3], ConfigFault::Missing { field: "name", label: "Name" }));
    assert!(matches!(&error.faults[6], ConfigFault::Value(Fault { field: "small", .. })));
}

#[test]
fn what_is_no_object_is_no_configuration() {
    for (document, kind) in [(json!("hunter2"), "a text"), (json!([1]), "a list"), (json!(null), "null"), (json!(12345), "a number")] {
        let error = Every::from_config(document).unwrap_err().to_string();
        assert!(error.ends_with(&format!("and this is {kind}")), "{error}");
        assert!(!error.contains("hunter2") && !error.contains("12345"));
    }
}

/// A secret of its own kind, whose author was not careful.
#[derive(Debug, PartialEq)]
struct Careless(Secret);

impl<'de> Deserialize<'de> for Careless {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() < 12 { Err(serde::de::Error::custom(format!("{text} is too short"))) } else { Ok(Self(text.into())) }
    }
}

impl connector_core::FieldValue for Careless {
    const TYPE: connector_core::FieldType = connector_core::FieldType::Secret;
    fn write_to(&self, row: &mut dyn connector_core::RowWrite) {
        self.0.write_to(row);
    }
    fn read_from(row: &mut dyn connector_core::RowRead) -> Result<Self, connector_core::ReadError> {
        Secret::read_from(row).map(Self)
    }
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "config.secrets")]
struct Secrets {
    name: String,
    token: Secret,
    careless: Option<Careless>,
}

#[test]
fn a_secret_is_never_told() {
    for document in [
        json!({"name": "a", "token": 12345}),
        json!({"name": "a", "token": [12345]}),
        json!({"name": "a", "token": {"value": "12345"}}),
        json!({"name": "a", "token": true, "careless": 12345}),
        json!({"name": "a", "tokne": "12345"}),
        json!({"name": "a", "token": "b", "careless": "12345"}),
        json!({"token": "12345", "careless": 1}),
    ] {
        let error = Secrets::from_config(document).unwrap_err();
        assert!(!format!("{error} {error:?} {error:#?}").contains("12345"), "{error:?}");
    }
    let short = Secrets::from_config(json!({"name": "a", "token": "b", "careless": "12345"})).unwrap_err();
    assert_eq!(faults(&short), ["`careless`: its value is refused, and is not shown"]);
    let number = Secrets::from_config(json!({"name": "a", "token": 12345})).unwrap_err();
    assert_eq!(faults(&number), ["`token` (Token): expected a text, and this is a number"]);
}

/// What only its serde knows.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(try_from = "i64")]
struct Even(i64);

impl TryFrom<i64> for Even {
    type Error = String;
    fn try_from(value: i64) -> Result<Self, String> {
        if value % 2 == 0 { Ok(Self(value)) } else { Err(format!("{value} is odd")) }
    }
}

impl connector_core::FieldValue for Even {
    const TYPE: connector_core::FieldType = connector_core::FieldType::Int;
    fn write_to(&self, row: &mut dyn connector_core::RowWrite) {
        row.int(self.0);
    }
    fn read_from(row: &mut dyn connector_core::RowRead) -> Result<Self, connector_core::ReadError> {
        row.int().map(Self)
    }
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "config.own")]
struct Own {
    name: String,
    first: Even,
    second: Even,
    counts: Option<Json<Vec<u8>>>,
    #[field(skip)]
    cache: Vec<String>,
}

#[test]
fn what_only_serde_knows_names_the_field() {
    let error = Own::from_config(json!({"name": "a", "first": 2, "second": 3})).unwrap_err();
    assert_eq!(faults(&error), ["`second`: 3 is odd"]);
    let error = Own::from_config(json!({"name": "a", "first": 2, "second": 4})).unwrap_err();
    assert_eq!(faults(&error), ["missing field `cache`"], "a skipped field needs `#[serde(default)]`");
    let error = Own::from_config(json!({"name": "a", "first": 2, "second": 4, "counts": [1, 256]})).unwrap_err();
    assert_eq!(faults(&error), ["`counts` (Counts): expected JSON of another shape"]);
}

/// Documents, and whether they are configurations.
fn documents() -> Vec<(Document, bool)> {
    let uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let mut documents = vec![(least(), true), (json!({}), false), (json!([]), false), (json!("a"), false), (json!(null), false)];
    for field in ["name", "version", "active", "small", "title"] {
        documents.push((without(field), false));
        documents.push((with(&json!({field: null})), false));
    }
    for (changed, accepted) in [
        (json!({"colour": "red"}), false),
        (json!({"cache": []}), false),
        (json!({"parent_note": "a"}), false),
        (json!({"name": ""}), false),
        (json!({"name": "12345678"}), true),
        (json!({"name": "äöüßéèàç"}), true),
        (json!({"name": "123456789"}), false),
        (json!({"name": "a\u{0}b"}), false),
        (json!({"name": 5}), false),
        (json!({"version": "2.0-acme"}), true),
        (json!({"version": "3.0"}), false),
        (json!({"version": "0.9"}), true),
        (json!({"closed": "0.9"}), true),
        (json!({"version": 2.0}), false),
        (json!({"closed": "2.0"}), true),
        (json!({"closed": "2.0-acme"}), false),
        (json!({"closed": null}), true),
        (json!({"active": "true"}), false),
        (json!({"active": 1}), false),
        (json!({"checked": false}), true),
        (json!({"checked": null}), false),
        (json!({"small": 255}), true),
        (json!({"small": 256}), false),
        (json!({"small": -1}), false),
        (json!({"small": 3.0}), true),
        (json!({"small": 3.5}), false),
        (json!({"small": "3"}), false),
        (json!({"wide": i64::MAX}), true),
        (json!({"wide": i64::MIN}), true),
        (json!({"wide": u64::MAX}), false),
        (json!({"wide": 1e30}), false),
        (json!({"group": 4_294_967_295_u32}), true),
        (json!({"group": 4_294_967_296_i64}), false),
        (json!({"factor": 1}), true),
        (json!({"factor": -1.5e300}), true),
        (json!({"factor": "1"}), false),
        (json!({"narrow": 0.1}), true),
        (json!({"narrow": f32::MAX}), true),
        (json!({"narrow": 3.402_823_5e38}), true),
        (json!({"narrow": 3.402_823_567_797_336_2e38}), true),
        (json!({"narrow": 3.402_823_567_797_336_6e38}), false),
        (json!({"narrow": -3.402_823_567_797_336_2e38}), true),
        (json!({"narrow": -3.402_823_567_797_336_6e38}), false),
        (json!({"narrow": 1e300}), false),
        (json!({"widest": -1e39}), false),
        (json!({"widest": null}), false),
        (json!({"unlimited": 1e300}), true),
        (json!({"unlimited": null}), true),
        (json!({"note": ""}), true),
        (json!({"note": null}), true),
        (json!({"note": ["a"]}), false),
        (json!({"currency": "CHF"}), true),
        (json!({"currency": "EUR"}), true),
        (json!({"currency": "USD"}), false),
        (json!({"currency": null}), false),
        (json!({"second_currency": null}), true),
        (json!({"second_currency": ""}), false),
        (json!({"bytes": []}), true),
        (json!({"bytes": [0, 255, 7.0]}), true),
        (json!({"bytes": [256]}), false),
        (json!({"bytes": "AAA="}), false),
        (json!({"from": "2026-01-31T12:00:00Z"}), true),
        (json!({"from": "2026-01-31t12:00:00.123456789+05:30"}), true),
        (json!({"from": "2026-01-31 12:00:00Z"}), false),
        (json!({"from": "2026-01-31T12:00:00"}), false),
        (json!({"from": "2026-02-30T12:00:00Z"}), false),
        (json!({"from": 0}), false),
        (json!({"day": "2024-02-29"}), true),
        (json!({"day": "2026-02-29"}), false),
        (json!({"day": "2026-2-3"}), false),
        (json!({"day": null}), true),
        (json!({"at": "00:00:00"}), true),
        (json!({"at": "23:59:59.999999999"}), true),
        (json!({"at": "24:00:00"}), false),
        (json!({"at": "12:00"}), false),
        (json!({"at": "12:00:00Z"}), false),
        (json!({"at": "12:00:60"}), false),
        (json!({"at": "12:00:00."}), false),
        (json!({"title": {"": "a", "de_CH": "b", "sr@latin": "c"}}), true),
        (json!({"title": {"fr": "a"}}), false),
        (json!({"title": {"": ""}}), false),
        (json!({"title": ""}), false),
        (json!({"title": {"": "a", "fr fr": "b"}}), false),
        (json!({"title": {"": "a", "fr": "123456"}}), false),
        (json!({"title": {"": "a", "fr": 1}}), false),
        (json!({"title": "123456"}), false),
        (json!({"title": 1}), false),
        (json!({"subtitle": {}}), true),
        (json!({"subtitle": ""}), true),
        (json!({"subtitle": null}), true),
        (json!({"subtitle": ["a"]}), false),
        (json!({"more": [1, {"a": null}]}), true),
        (json!({"more": null}), true),
        (json!({"more": "x"}), true),
        (json!({"key": uuid}), true),
        (json!({"key": uuid.to_uppercase()}), true),
        (json!({"key": uuid.replace('-', "")}), false),
        (json!({"key": ""}), false),
        (json!({"price": "0"}), true),
        (json!({"price": "-12.50"}), true),
        (json!({"price": "9999999999999999999999999999"}), true),
        (json!({"price": "99999999999999999999999999999"}), false),
        (json!({"price": "12345678901234567890.12345678"}), true),
        (json!({"price": "12345678901234567890.123456789"}), false),
        (json!({"price": "1e3"}), false),
        (json!({"price": "1."}), false),
        (json!({"price": "--1"}), false),
        (json!({"price": ""}), false),
        (json!({"price": 1.5}), false),
        (json!({"category": 3}), true),
        (json!({"category": "3"}), false),
        (json!({"person": uuid}), true),
        (json!({"person": uuid.to_uppercase()}), true),
        (json!({"person": "ada"}), false),
        (json!({"person": 3}), false),
        (json!({"parent": 4}), true),
        (json!({"parent": "4"}), false),
        (json!({"password": "x"}), true),
        (json!({"password": ""}), true),
        (json!({"password": null}), true),
        (json!({"password": 12345}), false),
    ] {
        documents.push((with(&changed), accepted));
    }
    documents
}

#[test]
fn schema_and_configuration_accept_the_same() {
    let schema = Every::json_schema();
    assert!(jsonschema::meta::is_valid(&schema), "{schema:#}");
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    for (document, accepted) in documents() {
        let read = Every::from_config(document.clone());
        assert_eq!(read.is_ok(), accepted, "{document}: {read:?}");
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(errors.is_empty(), accepted, "{document}: {errors:?}");
    }
}

/// Every value of every document above, and odd ones, in every field.
#[test]
fn whatever_stands_wherever() {
    let schema = Every::json_schema();
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    let documents = documents();
    let mut values: Vec<&Document> =
        documents.iter().filter_map(|(document, _)| document.as_object()).flat_map(serde_json::Map::values).collect();
    let odd = json!([
        -0.0, 1e308, 9_223_372_036_854_775_807_i64, 9.3e18, -9_223_372_036_854_775_808.0, 2.5e-324, " ", "null", "true", "0", "-0", "-0.0", "+1",
        "00.10", ".5", "1,5", "١", "1\n", "12:00:00\n", "2026-01-31\n", "1.0 ", "0000-01-01", "-001-01-01", "9999-12-31", "10000-01-01",
        "2026-13-01", "2026-01-31T24:00:00Z", "2026-01-31T23:59:59.Z", "2026-01-31T12:00:00z", "2026-01-31T12:00:00+24:00",
        "2026-01-31T12:00:00+0100", "2026-01-31T12:00:00-00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "２026-01-31",
        "2026-01-31T1é:00:00Z", "00000000-0000-0000-0000-000000000000", "{67e55044-10b1-426f-9247-bb680e5fe0c8}", "\u{7f}", "🪑🪑🪑🪑🪑",
        "🪑🪑🪑🪑🪑🪑🪑🪑🪑", {"": "a", "": "b"}, {"": null}, {"fr": "a", "": "b", "\u{0}": "c"}, {"": "\u{0}"}, [1.5], [-1], [null], [[]], ["1"], {},
    ]);
    values.extend(odd.as_array().unwrap());
    let mut differing = Vec::new();
    for field in Every::FIELDS {
        for value in &values {
            let document = with(&json!({field.name: value}));
            let (read, valid) = (Every::from_config(document.clone()).is_ok(), validator.is_valid(&document));
            if read != valid {
                differing.push(format!("{}: {value}: read {read}, valid {valid}", field.name));
            }
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(values.len() * Every::FIELDS.len() > 3_000);
}

#[test]
fn a_schema_says_what_a_form_needs() {
    let schema = Every::json_schema();
    assert_eq!((&schema["title"], &schema["type"]), (&json!("Every Kind"), &json!("object")));
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["required"], json!(["name", "version", "active", "small", "title"]));
    assert_eq!(schema["additionalProperties"], json!(false));
    let properties = schema["properties"].as_object().unwrap();
    for (position, field) in Every::FIELDS.iter().enumerate() {
        assert_eq!(properties[field.name]["propertyOrder"], position, "in declared order");
    }
    assert_eq!(properties.len(), Every::FIELDS.len());
    assert!(!properties.contains_key("cache") && !properties.contains_key("parent_note"));
    for (field, expected) in [
        (
            "name",
            json!({
                "title": "Name", "description": "How people call it.", "type": "string", "minLength": 1, "maxLength": 8,
                "pattern": "^[^\\u0000]*$"
            }),
        ),
        (
            "version",
            json!({"title": "Version", "oneOf": [
                {"const": "1.0", "title": "First"}, {"const": "2.0", "title": "V2"}, {"const": "2.0-acme", "title": "Second (Acme)"},
                {"const": "0.9", "title": "First", "deprecated": true}
            ]}),
        ),
        (
            "closed",
            json!({"title": "Closed", "oneOf": [
                {"const": "1.0", "title": "First"}, {"const": "2.0", "title": "V2"},
                {"const": "0.9", "title": "First", "deprecated": true}, {"const": null, "title": "None"}
            ]}),
        ),
        ("checked", json!({"title": "Checked", "type": "boolean", "default": true})),
        ("wide", json!({"title": "Wide", "type": ["integer", "null"], "minimum": i64::MIN, "maximum": i64::MAX})),
        ("group", json!({"title": "Group", "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX})),
        (
            "currency",
            json!({"title": "Currency", "oneOf": [
                {"const": "EUR", "title": "Euro"}, {"const": "CHF", "title": "Swiss franc"}
            ], "default": "EUR"}),
        ),
        ("from", json!({"title": "From", "type": ["string", "null"], "format": "date-time"})),
        ("day", json!({"title": "Day", "type": ["string", "null"], "format": "date", "default": "2020-01-31"})),
        ("key", json!({"title": "Key", "type": ["string", "null"], "format": "uuid"})),
        ("more", json!({"title": "More"})),
        ("password", json!({"title": "Password", "description": "Nobody sees it.", "type": ["string", "null"], "writeOnly": true})),
    ] {
        let mut property = properties[field].clone();
        property.as_object_mut().unwrap().remove("propertyOrder");
        assert_eq!(property, expected, "{field}");
    }
    assert_eq!(properties["price"]["default"], "1.5");
    assert_eq!(properties["unlimited"].get("default"), None);
    assert!(!schema.to_string().contains("hunter2"));
}

#[test]
fn a_schema_without_its_type() {
    let models = Schema::new().add::<Every>().add::<Category>().add::<Person>();
    let schemas: Vec<Document> = models.models().map(connector_core::ModelMeta::json_schema).collect();
    assert_eq!(schemas[0], Every::json_schema());
    assert!(schemas.iter().all(jsonschema::meta::is_valid));
}

/// Choices of which there are none, and those that no field takes.
#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "config.choices")]
struct Chosen {
    name: String,
    #[field(selection = nothing)]
    nothing: Option<String>,
    #[field(selection = too_long, size = 3)]
    short: Option<String>,
    #[field(selection = nothing)]
    never: String,
}

fn nothing() -> Vec<(String, String)> {
    Vec::new()
}

fn too_long() -> Vec<(String, String)> {
    vec![("long".into(), "Long".into()), ("abc".into(), "Short".into())]
}

/// Defaults that no document can say, or that their fields do not take: in a configuration they are none.
#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "config.defaults")]
struct Defaults {
    name: String,
    #[field(default = f64::INFINITY)]
    unlimited: f64,
    #[field(default = "USD", selection = currencies)]
    currency: String,
    #[field(default = Some("abcd".to_owned()), size = 3)]
    code: Option<String>,
}

#[test]
fn a_default_that_no_document_can_say_is_none() {
    let schema = Defaults::json_schema();
    assert_eq!(schema["required"], json!(["name", "unlimited", "currency"]));
    assert!(schema["properties"].as_object().unwrap().values().all(|property| property.get("default").is_none()), "{schema:#}");
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let full = json!({"name": "a", "unlimited": 1, "currency": "CHF"});
    assert!(validator.is_valid(&full));
    assert_eq!(Defaults::from_config(full.clone()).unwrap().code, None);
    for (field, fault) in [("unlimited", "`unlimited` (Unlimited) is missing"), ("currency", "`currency` (Currency) is missing")] {
        let mut document = full.clone();
        document.as_object_mut().unwrap().remove(field).unwrap();
        assert!(!validator.is_valid(&document));
        assert_eq!(faults(&Defaults::from_config(document).unwrap_err()), [fault]);
    }
}

#[test]
fn a_number_that_does_not_fit_is_told() {
    let error = Every::from_config(with(&json!({"narrow": 1e300}))).unwrap_err();
    assert!(faults(&error)[0].starts_with("`narrow` (Narrow): expected a number that fits 32 bits, found \"1e"), "{error}");
    let read = |value: f64| {
        let value = [Value::Float(value)];
        <f32 as connector_core::FieldValue>::read_from(&mut connector_core::ValueReader::new(&value))
    };
    assert_eq!(read(f64::from(f32::MAX)), Ok(f32::MAX));
    assert_eq!(read(f64::INFINITY), Ok(f32::INFINITY), "it is one");
    assert!(read(1e39).unwrap_err().to_string().contains("a number that fits 32 bits"));
}

#[test]
fn choices_that_no_field_takes_are_not_offered() {
    let schema = Chosen::json_schema();
    assert!(jsonschema::meta::is_valid(&schema), "{schema:#}");
    assert_eq!(schema["properties"]["nothing"]["oneOf"], json!([{"const": null, "title": "None"}]));
    assert_eq!(schema["properties"]["short"]["oneOf"], json!([{"const": "abc", "title": "Short"}, {"const": null, "title": "None"}]));
    assert_eq!(schema["properties"]["never"], json!({"title": "Never", "not": {}, "propertyOrder": 3}));
    assert!(Chosen::from_config(json!({"name": "a", "never": ""})).is_err());
}

#[test]
fn equal_values_are_one_value() {
    let every = |price: &str| Value::all_of(&Every::from_config(with(&json!({"price": price}))).unwrap());
    assert_eq!(every("1.5"), every("1.50"));
    assert_eq!(every("0"), every("-0.00"));
    assert_ne!(every("1.5"), every("1.51"));
    let json = |text: &str| Value::Json(text.to_owned());
    assert_eq!(json(r#"{"a":1,"b":[2]}"#), json(r#"{"b": [2], "a": 1}"#));
    assert_ne!(json(r#"{"a":[1,2]}"#), json(r#"{"a":[2,1]}"#));
    assert_ne!(json("no document"), json("another"));
    assert_eq!(json(r#"{"a":18446744073709551617,"b":[2]}"#), json(r#"{"b": [2],"a":18446744073709551617}"#));
    for (one, other) in [
        ("18446744073709551617", "18446744073709551618"),
        ("[-18446744073709551617]", "[-18446744073709551618]"),
        (r#"{"a":18446744073709551617,"b":18446744073709551618}"#, r#"{"a":18446744073709551618,"b":18446744073709551617}"#),
        (r#"{"a\"":18446744073709551617}"#, r#"{"a\"":18446744073709551618}"#),
        ("1", "\"1\""),
        ("[1,2]", "[12]"),
        ("0.10000000000000000001", "0.1"),
    ] {
        assert_ne!(json(one), json(other));
    }
    for (one, other) in
        [(r#"{"e":true,"a":"1\"2"}"#, r#"{ "a":"1\u00222","e" : true }"#), (r#"{"a":-1.5e+3,"b":"-1"}"#, r#"{"b":"-1","a":-1.5e+3}"#)]
    {
        assert_eq!(json(one), json(other));
    }
    let amount = |text: &str| Value::Decimal(text.to_owned());
    assert_eq!(amount(".50"), amount("+0.5"));
    for (one, other) in [("", "0"), (".", "0"), ("-", "0"), ("0x", "x"), ("1..0", "1."), ("NaN", "0")] {
        assert_ne!(amount(one), amount(other), "{one:?}");
        assert_eq!(amount(one), amount(one));
    }
}
