//! `derive(ImportMapper)`: from the remote's structs to local values.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, Changes, ExternalBinding, ExternalId, ImportMapper, Json, LinkRequest, LinkRequests, Links, MapContext,
    MapOptions, Mapped, MappingError, Model, Presence, Record, RecordId, Secret, Skip, Translated, Value,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId, Deserialize)]
struct CategoryId(u32);

#[derive(Debug, Record)]
#[record(name = "category")]
struct Category {
    title: String,
    parent: Option<RecordId<Category>>,
}

#[derive(Debug, ExternalBinding)]
#[binding(name = "shop.category")]
struct ShopCategory {
    record_id: RecordId<Category>,
    backend_id: BackendId<Shop>,
    external_id: Option<CategoryId>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Price {
    quantity: i64,
    cents: i64,
}

#[derive(Debug, Record)]
#[record(name = "product")]
struct Product {
    sku: String,
    full_name: String,
    #[field(translate)]
    label: Translated,
    weight: Option<f64>,
    #[field(default = true)]
    active: bool,
    #[field(default = "piece")]
    unit: String,
    stock: i64,
    category: RecordId<Category>,
    also_in: Json<Vec<RecordId<Category>>>,
    prices: Json<Vec<Price>>,
    token: Option<Secret>,
    note: Option<String>,
    checked: bool,
}

#[derive(Debug, ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    external_updated_at: Option<DateTime<Utc>>,
    tax_class_id: Option<i64>,
    #[field(default = 7)]
    position: i64,
    main: Option<BindingId<ShopCategory>>,
    #[field(skip)]
    seen: u8,
}

struct Units {
    factor: i64,
}

#[derive(Debug, Clone, Deserialize)]
struct RemotePrice {
    qty: u32,
    amount: String,
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = ShopProduct, options = Units, finalize = check_name, skip = RemoteProduct::skipped, reference = reference)]
#[mapper(map(to = record.full_name, from(brand, name), with = full_name), set(record.checked = true))]
struct RemoteProduct {
    #[map(ignore)]
    entity_id: u64,
    #[map(external_id, with = sku)]
    #[map(to = record.sku)]
    sku: String,
    #[map(source)]
    brand: Option<String>,
    #[map(source)]
    name: String,
    #[map(to = record.label)]
    label: String,
    #[map(to = record.weight)]
    weight: Presence<f32>,
    #[map(to = record.active, only_create, with = is_enabled)]
    status: String,
    #[map(to = record.unit)]
    unit: Presence<String>,
    #[map(to = record.stock, with = in_pieces, options)]
    stock: u32,
    #[map(to = record.category, via = ShopCategory)]
    #[map(to = main, via = ShopCategory)]
    category_id: CategoryId,
    #[map(to = record.also_in, via = ShopCategory, with = ids)]
    categories: Vec<String>,
    #[map(children(to = record.prices, with = price, skip = no_price))]
    prices: Vec<RemotePrice>,
    #[map(to = record.token)]
    token: Option<String>,
    #[map(to = record.note, default = "none")]
    note: Option<String>,
    #[map(to = tax_class_id)]
    tax_class_id: Presence<i64>,
    #[map(external_updated_at, with = time)]
    updated_at: String,
}

impl RemoteProduct {
    fn skipped(&self) -> Option<Skip> {
        (self.name == "skip me").then(|| Skip::because("it says so"))
    }
}

#[allow(clippy::unnecessary_wraps)] // As the key wants it.
fn reference(remote: &RemoteProduct) -> Option<String> {
    Some(format!("entity {}", remote.entity_id))
}

fn sku(sku: &str) -> Result<String, String> {
    if sku.is_empty() { Err("the product has no SKU".to_owned()) } else { Ok(sku.to_owned()) }
}

fn full_name(brand: Option<&str>, name: &str) -> String {
    brand.into_iter().chain([name]).collect::<Vec<_>>().join(" ")
}

fn is_enabled(status: &str) -> Result<bool, String> {
    match status {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("expected `on` or `off`".to_owned()),
    }
}

fn in_pieces(stock: u32, units: &Units) -> i64 {
    i64::from(stock) * units.factor
}

fn ids(texts: &[String]) -> Result<Vec<CategoryId>, std::num::ParseIntError> {
    texts.iter().map(|text| text.parse().map(CategoryId)).collect()
}

fn no_price(price: &RemotePrice) -> bool {
    price.amount.is_empty()
}

fn price(price: &RemotePrice) -> Result<Price, String> {
    let euros: i64 = price.amount.parse().map_err(|_| format!("{:?} is no amount", price.amount))?;
    Ok(Price { quantity: price.qty.into(), cents: euros * 100 })
}

fn time(text: &str) -> Result<DateTime<Utc>, chrono::ParseError> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").map(|time| time.and_utc())
}

fn check_name(
    remote: &RemoteProduct,
    mut mapped: Mapped<ShopProduct>,
    context: &MapContext<'_, ShopProduct>,
) -> Result<Mapped<ShopProduct>, MappingError> {
    if remote.name == "finalize fails" {
        return Err(MappingError::new("no"));
    }
    assert_eq!(context.backend_id(), BackendId::new(1));
    mapped.binding_mut().seen = 5;
    Ok(mapped)
}

fn json(changes: &str) -> RemoteProduct {
    let mut whole: serde_json::Map<String, serde_json::Value> = serde_json::from_str(
        r#"{"entity_id": 17, "sku": "CHAIR-1", "brand": "Acme", "name": "Chair", "label": "Stuhl", "weight": 4.5, "status": "on",
            "unit": "box", "stock": 3, "category_id": 4, "categories": ["4", "5"], "token": "hunter2", "note": null,
            "prices": [{"qty": 1, "amount": "10"}, {"qty": 5, "amount": ""}, {"qty": 10, "amount": "9"}],
            "tax_class_id": 0, "updated_at": "2026-01-31 12:00:00"}"#,
    )
    .unwrap();
    for (key, value) in serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(changes).unwrap() {
        if value == "(absent)" {
            whole.remove(&key)
        } else {
            whole.insert(key, value)
        };
    }
    serde_json::from_value(whole.into()).unwrap()
}

fn links() -> Links {
    let mut links = Links::new();
    links.insert::<ShopCategory>(&CategoryId(4), BindingId::new(44), Some(&RecordId::new(400)));
    links.insert::<ShopCategory>(&CategoryId(5), BindingId::new(55), Some(&RecordId::new(500)));
    links
}

fn map(remote: &RemoteProduct, kept: Option<(&ShopProduct, &Product)>) -> Result<Mapped<ShopProduct>, MappingError> {
    let (links, options) = (links(), MapOptions::new().with(Units { factor: 12 }));
    let context = MapContext::new(BackendId::new(1), &links).with_options(&options);
    let context = context.kept(kept.map(|(binding, _)| binding), kept.map(|(_, record)| record));
    remote.map(&context)
}

#[test]
fn a_new_record_has_all_its_values() {
    let remote = json("{}");
    assert_eq!(remote.external_id().unwrap(), "CHAIR-1");
    assert_eq!(remote.external_updated_at(), Some("2026-01-31T12:00:00Z".parse().unwrap()));
    assert_eq!((remote.skip(), remote.reference()), (None, Some("entity 17".to_owned())));
    let (product, binding, _) = map(&remote, None).unwrap().into_parts();
    let product = product.unwrap();
    assert_eq!(product.sku, "CHAIR-1");
    assert_eq!(product.full_name, "Acme Chair");
    assert_eq!(product.label.default_text(), "Stuhl");
    assert_eq!(product.weight, Some(4.5));
    assert_eq!((product.active, product.unit.as_str(), product.stock, product.checked), (true, "box", 36, true));
    assert_eq!(product.category, RecordId::new(400));
    assert_eq!(product.also_in, Json(vec![RecordId::new(400), RecordId::new(500)]));
    assert_eq!(product.prices, Json(vec![Price { quantity: 1, cents: 1000 }, Price { quantity: 10, cents: 900 }]));
    assert_eq!(product.note.as_deref(), Some("none"));
    assert!(product.token.is_some());
    assert_eq!((binding.backend_id, &binding.external_id), (BackendId::new(1), &Some("CHAIR-1".to_owned())));
    assert_eq!((binding.tax_class_id, binding.position, binding.main, binding.seen), (Some(0), 7, Some(BindingId::new(44)), 5));
    assert_eq!((binding.sync_date, &binding.record_id), (None, &RecordId::unset()));
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let remote = json(r#"{"weight": "(absent)", "unit": "(absent)", "tax_class_id": null, "brand": "(absent)"}"#);
    let (product, binding, _) = map(&remote, None).unwrap().into_parts();
    let mut product = product.unwrap();
    assert_eq!((product.weight, product.unit.as_str(), product.full_name.as_str()), (None, "piece", "Chair"));
    assert_eq!(binding.tax_class_id, None);

    // Of what is kept, the absent stays.
    (product.weight, product.unit) = (Some(9.0), "pair".to_owned());
    let binding = ShopProduct { tax_class_id: Some(3), ..binding };
    let (again, bound, _) = map(&remote, Some((&binding, &product))).unwrap().into_parts();
    let again = again.unwrap();
    assert_eq!((again.weight, again.unit.as_str(), bound.tax_class_id), (Some(9.0), "pair", None));

    let error = map(&json(r#"{"unit": null}"#), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`unit` of shop.product CHAIR-1 does not become `record.unit`: it must have a value, and this is null (it is null)"
    );
}

#[test]
fn an_update_says_what_changes() {
    let (product, binding, _) = map(&json("{}"), None).unwrap().into_parts();
    let mut product = product.unwrap();
    product.label.set("fr", "Chaise");
    product.active = false;
    let binding = ShopProduct { record_id: RecordId::new(70), sync_date: Some(Utc::now()), position: 3, ..binding };
    let (links, options) = (links(), MapOptions::new().with(Units { factor: 12 }));
    let context = MapContext::new(BackendId::new(1), &links).with_options(&options).kept(Some(&binding), Some(&product));

    // `only_create` is left as it is, and so is what the remote knows nothing of.
    let mapped = json(r#"{"status": "nonsense"}"#).map(&context).unwrap();
    assert!(mapped.changes(&context).is_empty(), "{:?}", mapped.changes(&context));
    assert_eq!((mapped.binding().position, &mapped.binding().record_id), (3, &RecordId::new(70)));

    let mapped = json(r#"{"label": "Sessel", "stock": 4, "tax_class_id": 2}"#).map(&context).unwrap();
    let changes = mapped.changes(&context);
    assert_eq!(changes.record.to_string(), r#"label: {"":"Sessel","fr":"Chaise"}, stock: 48"#);
    assert_eq!(changes.binding.to_string(), "tax_class_id: 2");
    assert_eq!(changes.record.get("stock"), Some(&Value::Int(48)));
}

#[test]
fn a_record_that_was_matched_is_no_new_one() {
    let (product, _, _) = map(&json(r#"{"status": "off"}"#), None).unwrap().into_parts();
    let (links, options) = (links(), MapOptions::new().with(Units { factor: 12 }));
    let context = MapContext::new(BackendId::new(1), &links).with_options(&options).kept(None, product.as_ref());
    let mapped = json(r#"{"status": "on"}"#).map(&context).unwrap();
    assert!(!mapped.record().unwrap().active);
    assert_eq!(mapped.binding().position, 7);
}

#[test]
fn links_are_asked_for_before_they_are_looked_up() {
    let mut requests = LinkRequests::default();
    json("{}").links(&mut requests);
    let requests = requests.into_requests();
    for id in [4, 5] {
        assert!(requests.contains(&LinkRequest::of::<ShopCategory>(&CategoryId(id))));
    }
    let error = map(&json(r#"{"category_id": 6}"#), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`category_id` of shop.product CHAIR-1 does not become `record.category`: it links shop.category 6, which is not bound: \
         name it in `links`, so that it is imported first"
    );
    // What cannot be read is no link, and is told when it is mapped.
    let unreadable = json(r#"{"categories": ["four"]}"#);
    let mut requests = LinkRequests::default();
    unreadable.links(&mut requests);
    assert!(requests.into_requests().iter().all(|request| *request == LinkRequest::of::<ShopCategory>(&CategoryId(4))));
    assert!(map(&unreadable, None).unwrap_err().to_string().contains("invalid digit"));
}

#[test]
fn errors_name_what_is_wrong() {
    let error = map(&json(r#"{"status": "maybe"}"#), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`status` of shop.product CHAIR-1 does not become `record.active`: expected `on` or `off` (it is \"maybe\")"
    );
    assert_eq!((error.model(), error.field(), error.external_id()), (Some("shop.product"), Some("status"), Some("CHAIR-1")));

    let error = map(&json(r#"{"prices": [{"qty": 1, "amount": ""}, {"qty": 1, "amount": "x"}]}"#), None).unwrap_err();
    assert_eq!(error.to_string(), "`prices` of shop.product CHAIR-1 does not become `record.prices`: item 2: \"x\" is no amount");

    let error = json(r#"{"sku": ""}"#).external_id().unwrap_err();
    assert_eq!(error.to_string(), "`sku` of shop.product does not become `external_id`: the product has no SKU (it is \"\")");

    let error = map(&json(r#"{"name": "finalize fails"}"#), None).unwrap_err();
    assert_eq!(error.to_string(), "shop.product CHAIR-1: no");

    let late = json(r#"{"updated_at": "soon"}"#);
    assert_eq!(late.external_updated_at(), None);
    assert!(map(&late, None).unwrap_err().to_string().starts_with("`updated_at` of shop.product does not become `external_updated_at`: "));

    let (links, remote) = (links(), json("{}"));
    let error = remote.map(&MapContext::new(BackendId::new(1), &links)).unwrap_err();
    assert!(error.to_string().contains("Units`: give them with `with_options`"), "{error}");
}

#[test]
fn a_reason_to_skip() {
    assert_eq!(json(r#"{"name": "skip me"}"#).skip().unwrap().reason(), "it says so");
}

#[derive(Debug, ExternalBinding)]
#[binding(name = "shop.website", direct)]
struct ShopWebsite {
    backend_id: BackendId<Shop>,
    external_id: u32,
    sync_date: Option<DateTime<Utc>>,
    code: String,
    secret: Secret,
}

mod elsewhere {
    use super::{MappingError, ShopWebsite};

    /// Nothing of the prelude is needed.
    #[derive(serde::Deserialize, connector_core::ImportMapper)]
    #[mapper(to = ShopWebsite)]
    pub(super) struct Website {
        #[map(external_id)]
        pub id: u32,
        #[map(to = code, with = upper)]
        pub r#type: String,
        #[map(to = secret, with = refused)]
        pub key: String,
    }

    fn upper(code: &str) -> String {
        code.to_uppercase()
    }

    fn refused(key: &str) -> Result<connector_core::Secret, MappingError> {
        if key == "bad" { Err(MappingError::new("it is refused")) } else { Ok(connector_core::Secret::from(key)) }
    }
}

#[test]
fn a_direct_binding_has_no_record() {
    let links = Links::new();
    let context = MapContext::new(BackendId::new(2), &links);
    let website = elsewhere::Website { id: 0, r#type: "base".to_owned(), key: "k".to_owned() };
    let (record, website, _) = website.map(&context).unwrap().into_parts();
    assert!(record.is_none());
    assert_eq!((website.external_id, website.code.as_str(), website.backend_id), (0, "BASE", BackendId::new(2)));
}

#[test]
fn what_becomes_a_secret_is_not_shown() {
    let links = Links::new();
    let website = elsewhere::Website { id: 3, r#type: "base".to_owned(), key: "bad".to_owned() };
    let error = website.map(&MapContext::new(BackendId::new(2), &links)).unwrap_err();
    assert_eq!(error.to_string(), "`key` of shop.website 3 does not become `secret`: it is refused");
}

#[test]
fn what_is_mapped_can_be_validated() {
    let (product, binding, _) = map(&json("{}"), None).unwrap().into_parts();
    assert!(product.unwrap().validate().is_ok());
    // The import fills in the record.
    let binding = ShopProduct { record_id: RecordId::new(1), ..binding };
    assert!(binding.validate().is_ok());
    assert!(Changes::between(&binding, &binding).is_empty());
}
