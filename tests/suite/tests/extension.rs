//! What `derive(Extension)` declares.
#![allow(clippy::unwrap_used)]

use connector_core::{
    Backend, BackendId, Changes, Extension, FieldType, Mapped, Model, ModelKind, OnDelete, Record, RecordId, Related, Schema, Secret, Value,
};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
}

/// In a table of the application's.
#[derive(Debug, Record)]
#[record(name = "person", table = "people", foreign, key = "login", id = String)]
struct Person {
    mail: String,
}

/// What Acme has to know of a shop.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Shop, name = "acme.shop", description = "Acme Shop", table = "acme_shops", renamed_from = "acme.store")]
#[unique(channel, name = "acme_channel", message = "This channel is taken.")]
struct AcmeShop {
    /// Where it is sold.
    #[field(size = 8, column = "chan")]
    channel: String,
    #[field(default = true)]
    active: bool,
    main: Option<BackendId<Shop>>,
    #[field(related = main.name)]
    main_name: Related<String>,
    #[field(skip)]
    seen: bool,
}

#[derive(Debug, Extension)]
#[extension(of = Person, name = "acme.person")]
struct AcmePerson {
    rating: i64,
}

/// One with nothing but the row.
#[derive(Debug, Extension)]
#[extension(of = Shop, name = "acme.marked")]
struct Marked {}

fn shop(channel: &str) -> AcmeShop {
    AcmeShop { channel: channel.into(), active: true, main: None, main_name: Related::default(), seen: false }
}

#[test]
fn it_is_a_model_with_the_key_of_another() {
    let meta = AcmeShop::META;
    assert_eq!((meta.kind, meta.name, meta.description, meta.table), (ModelKind::Extension, "acme.shop", "Acme Shop", "acme_shops"));
    assert_eq!((meta.key_column, meta.key_type, meta.foreign, meta.renamed_from), ("id", FieldType::Int, false, Some("acme.store")));
    let extended = meta.extends.unwrap();
    assert_eq!((extended.model, extended.table, extended.key), ("shop.backend", "shop_backend", "id"));
    assert_eq!((extended.foreign, extended.on_delete), (false, OnDelete::Cascade));
    assert_eq!(meta.fields.iter().map(|field| field.column).collect::<Vec<_>>(), ["chan", "active", "main"]);
    assert_eq!((meta.fields[0].help, meta.fields[0].size), (Some("Where it is sold."), Some(8)));
    assert_eq!((meta.unique[0].name, meta.unique[0].fields), ("acme_channel", &["channel"][..]));
    assert_eq!((meta.related[0].table, meta.related[0].column), ("shop_backend", "name"));
    // Its ID is the shop's.
    let id: <AcmeShop as Model>::Id = BackendId::<Shop>::new(7);
    assert_eq!(id.get(), 7);
    assert!(Shop::EXTENDS.is_none() && Shop::META.extends.is_none());
}

#[test]
fn a_text_key_is_a_text_key() {
    assert_eq!(AcmePerson::META.key_type, FieldType::Text);
    let extended = AcmePerson::EXTENDS.unwrap();
    assert_eq!((extended.table, extended.key, extended.foreign), ("people", "login", true));
    let id: <AcmePerson as Model>::Id = RecordId::<Person>::new("ada".to_owned());
    assert_eq!(id.to_string(), "ada");
    assert!(Marked::FIELDS.is_empty());
}

#[test]
fn values_and_changes_are_as_of_any_model() {
    let values = Value::all_of(&shop("web"));
    assert_eq!(values, [Value::Text("web".into()), Value::Bool(true), Value::Null]);
    assert_eq!(Changes::between(&shop("web"), &shop("app")).to_string(), "channel: \"app\"");
    assert_eq!(shop("far too long").validate().unwrap_err().faults[0].field, "channel");
}

#[test]
fn a_schema_wants_what_is_extended() {
    let error = Schema::new().add::<AcmeShop>().check().unwrap_err();
    assert_eq!(
        error.faults,
        [
            "acme.shop extends shop.backend, which is not listed: add it",
            "`main` of acme.shop links shop.backend, which is not listed: add it"
        ]
    );
    assert!(Schema::new().add::<AcmeShop>().add::<Shop>().check().is_ok());
    let twice = Schema::new().add::<Shop>().add::<AcmeShop>().add::<AcmeShop>().check().unwrap_err();
    assert_eq!(twice.faults, ["two models are called \"acme.shop\""]);
}

#[test]
fn the_last_word_of_a_mapper_counts() {
    let mut mapped = Mapped::new(Product { title: "Chair".into() }, binding()).with_extension(AcmeProduct { rating: 1 });
    mapped = mapped.with_extension(AcmeShopProduct { rating: 2 }).with_extension(AcmeProduct { rating: 3 });
    let (record, _, extensions) = mapped.into_parts();
    assert_eq!(record.unwrap().title, "Chair");
    let told: Vec<_> = extensions.iter().map(|one| (one.meta().name, one.is_of_record(), one.values().to_vec())).collect();
    assert_eq!(told, [("acme.shop.product", false, vec![Value::Int(2)]), ("acme.product", true, vec![Value::Int(3)])]);
    assert!(extensions.iter().all(|one| one.validate().is_ok()));
    let secret = Mapped::new(Product { title: "Chair".into() }, binding()).with_extension(AcmeKey { key: Some(Secret::from("s3cr3t")) });
    assert!(!format!("{secret:?}").contains("s3cr3t"));
}

#[derive(Debug, Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Debug, connector_core::ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<chrono::DateTime<chrono::Utc>>,
}

fn binding() -> ShopProduct {
    ShopProduct { record_id: RecordId::unset(), backend_id: BackendId::new(1), external_id: Some(1), sync_date: None }
}

#[derive(Debug, Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    rating: i64,
}

#[derive(Debug, Extension)]
#[extension(of = ShopProduct, name = "acme.key")]
struct AcmeKey {
    key: Option<Secret>,
}

#[derive(Debug, Extension)]
#[extension(of = ShopProduct, name = "acme.shop.product")]
struct AcmeShopProduct {
    rating: i64,
}
