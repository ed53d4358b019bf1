//! `derive(ExportMapper)`: from local values to the bodies that a remote is sent.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, ChangedBody, Changes, ExportContext, ExportMapper, ExternalBinding, ExternalId, Json, MapOptions,
    MappingError, Presence, Record, RecordId, ReferenceRequests, References, Translated,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId, Serialize, Deserialize)]
struct CategoryId(u32);

#[derive(Debug, Record)]
#[record(name = "category")]
struct Category {
    title: String,
}

#[derive(Debug, ExternalBinding)]
#[binding(name = "shop.category")]
struct ShopCategory {
    record_id: RecordId<Category>,
    backend_id: BackendId<Shop>,
    external_id: Option<CategoryId>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Record)]
#[record(name = "product")]
struct Product {
    #[field(translate)]
    title: Translated,
    brand: String,
    cents: i64,
    note: Option<String>,
    category: Option<RecordId<Category>>,
    also_in: Json<Vec<RecordId<Category>>>,
}

#[derive(Debug, ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    tax_class_id: Option<i64>,
    main: Option<BindingId<ShopCategory>>,
}

struct Cents {
    in_one: i64,
}

#[derive(Debug, PartialEq, Serialize, ExportMapper)]
#[mapper(from = ShopProduct, options = Cents, finalize = finalize)]
#[serde(rename_all = "camelCase")]
struct ProductBody {
    #[map(from = record.title, with = Translated::default_text, always)]
    name: String,
    #[map(from(record.brand, record.title), with = full_name)]
    full_name: String,
    #[map(from = record.cents, with = price, options)]
    price: f64,
    #[map(from = record.note, default = "-")]
    note: String,
    #[map(from = record.category, via = ShopCategory)]
    category: Option<CategoryId>,
    #[map(from = record.also_in, via = ShopCategory, with = numbers)]
    also_in: Vec<u32>,
    #[map(from = main, via = ShopCategory)]
    #[serde(skip_serializing_if = "Option::is_none")]
    main: Option<CategoryId>,
    #[map(from = tax_class_id)]
    tax_class_id: Presence<i64>,
    #[map(value = "simple", only_create)]
    type_id: String,
    #[map(from = external_id, only_create)]
    sku: Option<String>,
    #[map(value = 0_u8)]
    #[serde(skip)]
    finalized: u8,
}

fn full_name(brand: &str, title: &Translated) -> String {
    format!("{brand} {}", title.default_text())
}

fn price(cents: i64, unit: &Cents) -> Result<f64, &'static str> {
    let cents = i32::try_from(cents).map_err(|_| "too much")?;
    Ok(f64::from(cents) / f64::from(i32::try_from(unit.in_one).map_err(|_| "no unit")?))
}

fn numbers(ids: &[CategoryId]) -> Vec<u32> {
    ids.iter().map(|id| id.0).collect()
}

fn finalize(body: ProductBody, context: &ExportContext<'_, ShopProduct>) -> Result<ProductBody, MappingError> {
    if context.is_new() { Err(MappingError::new("not yet")) } else { Ok(ProductBody { finalized: 1, ..body }) }
}

fn product() -> Product {
    Product {
        title: Translated::in_default_language("Chair"),
        brand: "Acme".to_owned(),
        cents: 450,
        note: None,
        category: Some(RecordId::new(40)),
        also_in: Json(vec![RecordId::new(40), RecordId::new(50)]),
    }
}

fn binding() -> ShopProduct {
    ShopProduct {
        record_id: RecordId::new(1),
        backend_id: BackendId::new(1),
        external_id: Some("CHAIR-1".to_owned()),
        sync_date: None,
        tax_class_id: None,
        main: Some(BindingId::new(4)),
    }
}

fn references() -> References {
    let mut references = References::new();
    references.insert_record::<ShopCategory>(&RecordId::new(40), &CategoryId(4));
    references.insert_record::<ShopCategory>(&RecordId::new(50), &CategoryId(5));
    references.insert_binding::<ShopCategory>(&BindingId::new(4), &CategoryId(9));
    references
}

fn changed(product: &Product, record: &Changes<Product>, own: &Changes<ShopProduct>) -> ChangedBody<ProductBody> {
    let (binding, references, options) = (binding(), references(), MapOptions::new().with(Cents { in_one: 100 }));
    let context = ExportContext::new(&binding, Some(product), &references).with_options(&options);
    ProductBody::changed(&context, record, own).unwrap()
}

#[test]
fn a_whole_body() {
    let (binding, product, references, options) = (binding(), product(), references(), MapOptions::new().with(Cents { in_one: 100 }));
    let context = ExportContext::new(&binding, Some(&product), &references).with_options(&options);
    let body = ProductBody::map(&context).unwrap();
    assert_eq!(body.finalized, 1);
    assert_eq!(
        serde_json::to_string(&body).unwrap(),
        r#"{"name":"Chair","fullName":"Acme Chair","price":4.5,"note":"-","category":4,"alsoIn":[4,5],"main":9,"taxClassId":null,"typeId":"simple","sku":"CHAIR-1"}"#
    );
}

#[test]
fn an_update_sends_what_changed() {
    let product = product();
    let changes = |record, own| changed(&product, &record, &own);
    let cents = changes(Changes::new().set("cents", &450_i64).unwrap(), Changes::new());
    assert_eq!(serde_json::to_string(&cents).unwrap(), r#"{"name":"Chair","price":4.5}"#, "the name goes with every update");
    assert_eq!(cents.names().collect::<Vec<_>>(), ["name", "price"]);

    let brand = changes(Changes::new().set("brand", "Acme").unwrap(), Changes::new().clear("tax_class_id").unwrap());
    assert_eq!(serde_json::to_string(&brand).unwrap(), r#"{"name":"Chair","fullName":"Acme Chair","taxClassId":null}"#);
    assert!(brand.has("full_name") && !brand.has("sku"));

    // A field that serde leaves out for its value stays out.
    let main = changes(Changes::new(), Changes::new().clear("main").unwrap());
    assert_eq!(serde_json::to_string(&main).unwrap(), r#"{"name":"Chair","main":9}"#);
}

#[test]
fn nothing_to_export_is_known() {
    let nothing = changed(&product(), &Changes::new(), &Changes::new());
    assert!(nothing.is_empty());
    assert_eq!(serde_json::to_string(&nothing).unwrap(), "{}");
    // Only a new one is sent its ID.
    let id = Changes::new().set("external_id", "CHAIR-1").unwrap();
    assert!(changed(&product(), &Changes::new(), &id).is_empty());
    assert_eq!(changed(&product(), &Changes::new(), &id).into_body().type_id, "simple");
}

#[test]
fn what_is_linked_is_asked_for() {
    let (binding, product, references, options) = (binding(), product(), References::new(), MapOptions::new().with(Cents { in_one: 100 }));
    let context = ExportContext::new(&binding, Some(&product), &references).with_options(&options);
    let mut requests = ReferenceRequests::new();
    ProductBody::references(&context, &mut requests);
    let requests = requests.into_requests();
    let asked: Vec<String> = requests.iter().map(|request| format!("{} {}", request.key, request.by_record)).collect();
    assert_eq!(asked, ["40 true", "40 true", "50 true", "4 false"]);
    assert!(requests.iter().all(|request| request.model == "shop.category" && self::references().contains(request)));
    let error = ProductBody::map(&context).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`record.category` of shop.product CHAIR-1 does not become `category`: it links record 40 of shop.category, which has no external ID: \
         name it in `references`, so that it is exported first"
    );
}

#[test]
fn errors_name_what_is_wrong() {
    let (binding, references, options) = (binding(), references(), MapOptions::new().with(Cents { in_one: 100 }));
    let product = Product { cents: i64::MAX, ..product() };
    let context = ExportContext::new(&binding, Some(&product), &references).with_options(&options);
    let error = ProductBody::map(&context).unwrap_err();
    assert_eq!(error.to_string(), "`record.cents` of shop.product CHAIR-1 does not become `price`: too much");
    assert_eq!((error.model(), error.field(), error.external_id()), (Some("shop.product"), Some("record.cents"), Some("CHAIR-1")));

    let new = ShopProduct { external_id: None, ..self::binding() };
    let product = self::product();
    let context = ExportContext::new(&new, Some(&product), &references).with_options(&options);
    assert_eq!(ProductBody::map(&context).unwrap_err().to_string(), "shop.product: not yet");
    let context = ExportContext::new(&new, None, &references).with_options(&options);
    assert!(ProductBody::map(&context).unwrap_err().to_string().contains("its record was not given"));
}

#[test]
fn an_absent_value_is_not_sent_as_null() {
    #[derive(Serialize)]
    struct Body {
        #[serde(skip_serializing_if = "Presence::is_absent")]
        a: Presence<i64>,
        b: Presence<i64>,
    }
    let text = |a, b| serde_json::to_string(&Body { a, b });
    assert_eq!(text(Presence::Absent, Presence::Null).unwrap(), r#"{"b":null}"#);
    assert_eq!(text(Presence::Null, Presence::Value(0)).unwrap(), r#"{"a":null,"b":0}"#);
    assert!(text(Presence::Null, Presence::Absent).unwrap_err().to_string().contains("skip_serializing_if"));
}

#[test]
fn presence_is_read_from_any_form() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Flat {
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Inner {
        a: Presence<i64>,
        b: Presence<Vec<String>>,
    }
    let inner = |json: &str| serde_json::from_str::<Inner>(json);
    assert_eq!(inner(r#"{"b": ["x"]}"#).unwrap(), Inner { a: Presence::Absent, b: Presence::Value(vec!["x".to_owned()]) });
    assert_eq!(inner(r#"{"a": null}"#).unwrap(), Inner { a: Presence::Null, b: Presence::Absent });
    let flat: Flat = serde_json::from_str(r#"{"a": null}"#).unwrap();
    assert_eq!(flat.inner, Inner { a: Presence::Null, b: Presence::Absent });
    let value: Inner = serde_json::from_value(serde_json::json!({"a": 3})).unwrap();
    assert_eq!(value.a, Presence::Value(3));
    assert!(inner(r#"{"a": "three"}"#).unwrap_err().to_string().contains("invalid type"), "a wrong value is no absent one");
}
