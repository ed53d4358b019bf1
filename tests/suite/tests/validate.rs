//! All faults of a value at once, each with the field, its label, the value and the rule.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, Changes, ExternalBinding, ExternalId, Fault, Json, Model, Record, RecordId, Secret, Selection, Translated,
};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.0")]
    V1,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "validate.shop")]
struct Shop {
    name: String,
    version: Version,
    #[field(label = "Web Address", size = 8)]
    location: Option<String>,
    #[field(label = "API Token")]
    token: Option<Secret>,
    #[field(label = "Money", selection = currencies)]
    currency: String,
    #[field(label = "Second Money", selection = currencies)]
    second_currency: Option<String>,
}

fn currencies() -> Vec<(String, String)> {
    vec![("EUR".into(), "Euro".into()), ("CHF".into(), "Swiss franc".into())]
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "validate.person", foreign, id = Uuid)]
struct Person;

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "validate.team", foreign, id = String)]
struct Team;

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "validate.product")]
struct Product {
    #[field(label = "Code", size = 3)]
    code: String,
    #[field(label = "Product Title", translate, size = 4)]
    title: Translated,
    #[field(label = "Long Text", translate)]
    text: Option<Translated>,
    #[field(label = "Net Weight")]
    weight: Option<f64>,
    #[field(label = "Features")]
    features: Option<Json<HashMap<(u8, u8), u8>>>,
    #[field(label = "Made by")]
    maker: RecordId<Person>,
    #[field(label = "Sold by")]
    seller: Option<RecordId<Person>>,
    #[field(label = "Main Product")]
    parent: Option<RecordId<Self>>,
    #[field(label = "Looked after by")]
    team: Option<RecordId<Team>>,
    #[field(label = "Shelf")]
    shelf: Option<String>,
    size: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId {
    sku: String,
    warehouse: u32,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "validate.shop.product")]
struct ShopProduct {
    #[field(label = "Product")]
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    #[field(label = "ID on the Shop")]
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "validate.shop.stock", direct)]
struct Stock {
    backend_id: BackendId<Shop>,
    #[field(label = "Stock ID")]
    external_id: StockId,
    sync_date: Option<DateTime<Utc>>,
}

fn shop() -> Shop {
    Shop { name: "Basel".into(), version: Version::V1, location: None, token: None, currency: "EUR".into(), second_currency: None }
}

fn product() -> Product {
    Product {
        code: "abc".into(),
        title: "four".into(),
        text: None,
        weight: None,
        features: None,
        maker: RecordId::new(Uuid::nil()),
        seller: None,
        parent: None,
        team: None,
        shelf: None,
        size: 0,
    }
}

/// Field, label and rule of each fault, which its message has, too; and the value that it shows.
fn faults<T: Model>(value: &T) -> Vec<(&'static str, &'static str, String, Option<String>)> {
    let Err(invalid) = value.validate() else { return Vec::new() };
    assert_eq!(invalid.model, T::NAME);
    let message = invalid.to_string();
    assert!(message.starts_with(&format!("{} is refused: ", T::NAME)), "{message}");
    let told = |fault: Fault| {
        let one = format!("`{}` ({}): {}", fault.field, fault.label, fault.rule);
        assert!(fault.to_string().starts_with(&one) && message.contains(&one), "{message}");
        (fault.field, fault.label, fault.rule, fault.value)
    };
    invalid.faults.into_iter().map(told).collect()
}

/// The same, with the words of the rules.
fn rules<T: Model>(value: &T) -> Vec<(&'static str, &'static str, String)> {
    faults(value).into_iter().map(|(field, label, rule, _)| (field, label, rule)).collect()
}

fn expected(faults: &[(&'static str, &'static str, &str)]) -> Vec<(&'static str, &'static str, String)> {
    faults.iter().map(|(field, label, rule)| (*field, *label, (*rule).to_owned())).collect()
}

#[test]
fn nothing_wrong() {
    assert_eq!(faults(&shop()), []);
    assert_eq!(faults(&product()), []);
    let full = Shop { second_currency: Some("CHF".into()), location: Some("12345678".into()), token: Some("".into()), ..shop() };
    assert_eq!(faults(&full), []);
}

#[test]
fn texts_and_choices() {
    let wrong = Shop {
        name: String::new(),
        location: Some("https://basel.example".into()),
        token: Some("hunter2".into()),
        currency: "USD".into(),
        second_currency: Some(String::new()),
        ..shop()
    };
    let found = faults(&wrong);
    assert_eq!(
        found,
        [
            ("name", "Name", "it must not be empty".to_owned(), Some("\"\"".to_owned())),
            ("location", "Web Address", "at most 8 characters, this has 21".into(), Some("\"https://basel.example\"".into())),
            ("currency", "Money", "one of \"EUR\", \"CHF\"".into(), Some("\"USD\"".into())),
            ("second_currency", "Second Money", "one of \"EUR\", \"CHF\"".into(), Some("\"\"".into())),
        ]
    );
    assert!(!wrong.validate().unwrap_err().to_string().contains("hunter2"));
    let long = Shop { location: Some("é".repeat(60)), ..shop() };
    assert_eq!(faults(&long)[0].3, Some(format!("\"{}\"…", "é".repeat(40))), "a long value is shortened");
}

#[test]
fn every_kind_of_field() {
    let mut title = Translated::from("");
    title.set("fr", "cinq!");
    title.set("fr fr", "a");
    let mut text = Translated::from("");
    text.set("dé", "");
    let wrong = Product {
        code: "a\0cd".into(),
        title,
        text: Some(text),
        weight: Some(f64::NAN),
        features: Some(Json(HashMap::from([((1, 2), 3)]))),
        maker: RecordId::unset(),
        seller: Some(RecordId::unset()),
        parent: Some(serde_json::from_str("\"seven\"").unwrap()),
        team: Some(serde_json::from_str("7").unwrap()),
        shelf: Some("\0".into()),
        size: 0,
    };
    let language = "a language is a code of letters, digits, `_`, `-` and `@`, like `fr` or `de_CH`";
    assert_eq!(
        rules(&wrong),
        expected(&[
            ("code", "Code", "a text cannot contain a NUL character"),
            ("code", "Code", "at most 3 characters, this has 4"),
            ("title", "Product Title", "its default text must not be empty"),
            ("title", "Product Title", "at most 4 characters, this has 5"),
            ("title", "Product Title", language),
            ("text", "Long Text", language),
            ("weight", "Net Weight", "a number"),
            ("features", "Features", "a value that JSON can express (in a map, keys are texts)"),
            ("maker", "Made by", "it must name a row that is kept"),
            ("seller", "Sold by", "it must name a row that is kept"),
            ("parent", "Main Product", "the key of what it links is an integer"),
            ("team", "Looked after by", "the key of what it links is a text"),
            ("shelf", "Shelf", "a text cannot contain a NUL character"),
        ])
    );
    let upper = Uuid::max().to_string().to_uppercase();
    let wrong = Product {
        maker: serde_json::from_str(&format!("\"{upper}\"")).unwrap(),
        seller: Some(serde_json::from_str("7").unwrap()),
        ..product()
    };
    assert_eq!(
        rules(&wrong),
        expected(&[
            ("maker", "Made by", "a UUID in lower case, with hyphens"),
            ("seller", "Sold by", "the key of what it links is a UUID in lower case, with hyphens"),
        ])
    );
}

#[test]
fn external_ids() {
    let binding = |external_id: Option<&str>| ShopProduct {
        record_id: RecordId::unset(),
        backend_id: BackendId::new(1),
        external_id: external_id.map(str::to_owned),
        sync_date: None,
    };
    let record = ("record_id", "Product", "it must name a row that is kept");
    let told = |rule| expected(&[record, ("external_id", "ID on the Shop", rule)]);
    assert_eq!(rules(&binding(None)), expected(&[record]));
    assert_eq!(rules(&binding(Some(""))), told("it is empty: use `None` for \"not exported yet\""));
    assert_eq!(rules(&binding(Some("a\0"))), told("it contains a NUL character"));
    assert_eq!(rules(&binding(Some(&"a".repeat(513)))), told("it is longer than 512 bytes"));

    let stock =
        |sku: &str| Stock { backend_id: BackendId::new(1), external_id: StockId { sku: sku.into(), warehouse: 0 }, sync_date: None };
    assert_eq!(rules(&stock("")), []);
    assert_eq!(rules(&stock(&"a".repeat(509))), []);
    assert_eq!(rules(&stock(&"a".repeat(510))), expected(&[("external_id", "Stock ID", "it is longer than 512 bytes")]));
    assert_eq!(rules(&stock(&" ".repeat(255))), expected(&[("external_id", "Stock ID", "it is longer than 512 bytes")]));
}

#[test]
fn changes_are_validated_as_values_are() {
    let mut title = Translated::from("Chair");
    title.set("f r", "a");
    let changes = Changes::<Product>::new()
        .set("code", &String::new())
        .and_then(|changes| changes.set("title", &title))
        .and_then(|changes| changes.set("weight", &Some(f64::NAN)))
        .unwrap();
    let fields: Vec<&str> = changes.validate().unwrap_err().faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["code", "title", "title", "weight"]);
}
