//! Values with a kind of their own: UUIDs, decimal numbers, IDs of several fields, links from binding to binding, translated
//! texts one language at a time.
#![cfg(all(feature = "uuid", feature = "decimal"))]

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, Changes, ExternalBinding, ExternalId, FieldType, FieldValue, Json, ReadError, Record, RecordId, RowRead,
    RowWrite, Translated, schema,
};
use connector_store::{Error, Outcome, Store};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::support::{House, number, script};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "values.shop")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "values.product")]
#[unique(code, price)]
struct Product {
    code: Uuid,
    #[field(default = Decimal::new(150, 2))]
    price: Decimal,
    #[field(default = Uuid::max())]
    family: Option<Uuid>,
    discount: Option<Decimal>,
    #[field(translate)]
    title: Translated,
    #[field(ondelete = set_null)]
    device: Option<RecordId<Device>>,
}

/// A table of the application's own.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "values.device", table = "devices", foreign, key = "device", id = Uuid)]
struct Device {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct VariantId {
    product: i64,
    colour: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "values.shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<VariantId>,
    sync_date: Option<DateTime<Utc>>,
}

/// Stands in a website's tree of its own.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "values.shop.page", direct)]
struct Page {
    backend_id: BackendId<Shop>,
    external_id: Uuid,
    sync_date: Option<DateTime<Utc>>,
    #[field(ondelete = cascade)]
    above: Option<BindingId<Self>>,
    #[field(ondelete = set_null)]
    shows: Option<BindingId<ShopProduct>>,
    next: Option<BindingId<Self>>,
}

/// A device on a shop, by the key of the application's table.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "values.shop.device")]
struct ShopDevice {
    record_id: RecordId<Device>,
    backend_id: BackendId<Shop>,
    external_id: Option<Uuid>,
    sync_date: Option<DateTime<Utc>>,
}

/// Somebody's own decimal number, as it was written.
#[derive(Debug, Clone, PartialEq)]
struct Amount(String);

impl FieldValue for Amount {
    const TYPE: FieldType = FieldType::Decimal;
    fn write_to(&self, row: &mut dyn RowWrite) {
        row.decimal(&self.0);
    }
    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        row.decimal().map(|text| Self(text.into_owned()))
    }
}

/// Told from others by what it costs.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "values.offer")]
#[unique(price)]
struct Offer {
    price: Amount,
    units: Json<u128>,
}

schema! {
    /// All of it.
    static VALUES = [Shop, Product, Device, ShopProduct, Page, ShopDevice, Offer];
}

const KEY: Uuid = Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);

async fn store(house: &House) -> (Store, BackendId<Shop>) {
    let store = house.empty().await;
    script(
        &store,
        &format!(
            "CREATE TABLE devices (device {} PRIMARY KEY, name TEXT NOT NULL); INSERT INTO devices VALUES ('{KEY}', 'Till')",
            house.either("TEXT", "uuid")
        ),
    )
    .await;
    store.migrate(&VALUES).await.unwrap();
    let shop = store.put(Shop { name: "main".into() }).await.unwrap().id();
    (store, shop)
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn product(price: &str) -> Product {
    Product { code: KEY, price: decimal(price), family: None, discount: None, title: "Chair".into(), device: None }
}

async fn uuids_and_decimals_come_back(house: &House) {
    let (store, _) = store(house).await;
    for price in ["0", "-0", "1.50", "-79228162514264337593543950335", "79228162514264337593543950335", "0.0000000000000000000000000001"] {
        let full =
            Product { family: Some(Uuid::nil()), discount: Some(decimal("-0.50")), device: Some(RecordId::new(KEY)), ..product(price) };
        let put = store.put(full.clone()).await.unwrap();
        assert_eq!(*store.get::<Product>(&put.id()).await.unwrap().unwrap(), full, "{price}");
    }
    assert_eq!(store.count::<Product>().await.unwrap(), 5, "-0 is 0");
    assert_eq!(
        number(
            &store,
            &format!("SELECT count(*) FROM values_product WHERE code = '{KEY}' AND discount = {}", house.either("'-0.5'", "-0.5"))
        )
        .await,
        5
    );
}

async fn equal_numbers_are_no_change(house: &House) {
    let (store, _) = store(house).await;
    let kept = store.put(product("1.50")).await.unwrap();
    let same = store.put_many(&[product("1.5"), product("1.500")]).await.unwrap();
    assert!(same.iter().all(|outcome| matches!(outcome, Outcome::Unchanged(id) if *id == kept.id())), "{same:?}");
    assert!(Changes::between(&product("1.5"), &product("1.50")).is_empty());
    assert_eq!(Changes::between(&product("1.5"), &product("1.51")).to_string(), "price: 1.51");

    // As an application's own SQL may have written it.
    script(&store, "UPDATE values_product SET discount = '-0.500'").await;
    let again = store.put_many(&[Product { discount: Some(decimal("-0.5")), ..product("1.5") }]).await.unwrap();
    assert!(matches!(&again[..], [Outcome::Unchanged(_)]), "{again:?}");
    script(&store, "UPDATE values_product SET price = '1.5000'").await;
    assert_eq!(store.get::<Product>(&kept.id()).await.unwrap().unwrap().price, decimal("1.5"));
    script(&store, house.either("UPDATE values_product SET price = 'much'", "UPDATE values_product SET price = 'NaN'")).await;
    let error = store.get::<Product>(&kept.id()).await.unwrap_err();
    assert!(matches!(&error, Error::Unreadable { field: "price", .. }) && error.to_string().contains("decimal number"), "{error}");
}

async fn defaults_are_those_of_the_columns(house: &House) {
    let (store, _) = store(house).await;
    script(&store, &format!("INSERT INTO values_product (code, title) VALUES ('{KEY}', '{{\"\":\"Chair\"}}')")).await;
    let all = store.all::<Product>().await.unwrap();
    assert_eq!((all[0].price, all[0].family), (decimal("1.5"), Some(Uuid::max())));
}

async fn ids_of_several_fields_are_bound_and_found(house: &House) {
    let (store, shop) = store(house).await;
    let mut bindings = Vec::new();
    for price in ["1", "2", "3"] {
        let record_id = store.put(product(price)).await.unwrap().id();
        let binding = ShopProduct { record_id, backend_id: shop, external_id: None, sync_date: None };
        bindings.push(store.put(binding).await.unwrap());
    }
    let ids = [(-5, "red"), (12, ""), (12, "dark red!")].map(|(product, colour)| VariantId { product, colour: colour.into() });
    let binder = store.binder::<ShopProduct>(shop);
    for (binding, id) in bindings.iter().zip(&ids) {
        binder.bind(binding.id(), id).await.unwrap();
        assert_eq!(binder.to_internal(id).await.unwrap().unwrap().external_id.as_ref(), Some(id));
        assert_eq!(binder.to_record(id).await.unwrap(), Some(binding.record_id.clone()));
        assert_eq!(binder.to_external(&binding.record_id).await.unwrap().as_ref(), Some(id));
    }
    let unknown = VariantId { product: 12, colour: "dark".into() };
    let asked = [ids[2].clone(), unknown.clone(), ids[0].clone(), ids[1].clone()];
    let found: Vec<Option<VariantId>> =
        binder.to_internal_many(&asked).await.unwrap().into_iter().map(|found| found.and_then(|found| found.external_id.clone())).collect();
    assert_eq!(found, [Some(ids[2].clone()), None, Some(ids[0].clone()), Some(ids[1].clone())]);
    assert_eq!(binder.to_internal(&unknown).await.unwrap().map(|found| found.id()), None);
    let records: Vec<bool> = binder.to_record_many(&asked).await.unwrap().iter().map(Option::is_some).collect();
    assert_eq!(records, [true, false, true, true]);

    // In the database's order they are in that of the struct.
    assert_eq!(number(&store, "SELECT count(*) FROM values_shop_product WHERE external_id < 'b12!dark\"_red\"`'").await, 2);
    let taken = binder.bind(bindings[0].id(), &ids[1]).await.unwrap_err();
    assert!(matches!(taken, Error::BoundElsewhere { .. }), "{taken}");
    let long = binder.bind(bindings[0].id(), &VariantId { product: 1, colour: " ".repeat(255) }).await.unwrap_err();
    assert!(long.to_string().contains("longer than 512 bytes"), "{long}");

    script(&store, "UPDATE values_shop_product SET external_id = 'b07!red' WHERE external_id = 'b12!'").await;
    let error = store.all::<ShopProduct>().await.unwrap_err();
    assert!(matches!(&error, Error::Unreadable { field: "external_id", .. }) && error.to_string().contains("component 1"), "{error}");
}

async fn uuids_are_keys_and_ids(house: &House) {
    let (store, shop) = store(house).await;
    let record_id = RecordId::<Device>::new(KEY);
    assert_eq!(store.get::<Device>(&record_id).await.unwrap().unwrap().name, "Till");
    let all = store.all::<Device>().await.unwrap();
    assert_eq!((all.len(), all[0].id()), (1, record_id.clone()));

    let binding = ShopDevice { record_id: record_id.clone(), backend_id: shop, external_id: Some(Uuid::max()), sync_date: None };
    let put = store.put(binding.clone()).await.unwrap();
    assert_eq!(*store.get::<ShopDevice>(&put.id()).await.unwrap().unwrap(), binding);
    let binder = store.binder::<ShopDevice>(shop);
    assert_eq!(binder.to_record(&Uuid::max()).await.unwrap(), Some(record_id.clone()));
    assert_eq!(binder.to_external(&record_id).await.unwrap(), Some(Uuid::max()));
    let nowhere = store.put(ShopDevice { record_id: RecordId::new(Uuid::nil()), external_id: None, ..binding }).await;
    assert!(nowhere.is_err(), "{nowhere:?}");
}

async fn bindings_link_bindings(house: &House) {
    let (store, shop) = store(house).await;
    let record_id = store.put(product("1")).await.unwrap().id();
    let shown = store.put(ShopProduct { record_id, backend_id: shop, external_id: None, sync_date: None }).await.unwrap().id();
    let page =
        |n, above, next| Page { backend_id: shop, external_id: Uuid::from_u128(n), sync_date: None, above, shows: Some(shown), next };
    let top = store.put(page(1, None, None)).await.unwrap().id();
    let below = store.put(page(2, Some(top), None)).await.unwrap().id();
    let other = store.put(page(3, None, Some(below))).await.unwrap().id();
    let kept = store.get::<Page>(&below).await.unwrap().unwrap();
    assert_eq!((kept.above, kept.shows, kept.next), (Some(top), Some(shown), None));

    let dangling = store.put(page(4, Some(BindingId::new(999)), None)).await;
    assert!(dangling.is_err(), "{dangling:?}");

    // Restricted by `next` of the other page, so that the cascade does not run either.
    assert!(store.delete::<Page>(&top).await.is_err());
    assert_eq!(store.count::<Page>().await.unwrap(), 3);
    store.delete::<Page>(&other).await.unwrap();
    store.delete::<ShopProduct>(&shown).await.unwrap();
    assert_eq!(store.get::<Page>(&below).await.unwrap().unwrap().shows, None, "null when it is deleted");
    store.delete::<Page>(&top).await.unwrap();
    assert_eq!(store.count::<Page>().await.unwrap(), 0, "what is below goes with it");
}

async fn one_language_at_a_time(house: &House) {
    let (store, _) = store(house).await;
    let mut title = Translated::from("Chair");
    title.set("fr", "Chaise");
    title.set("de", "Stuhl");
    let id = store.put(Product { title, ..product("1") }).await.unwrap().id();

    let mut kept = store.get::<Product>(&id).await.unwrap().unwrap().title.clone();
    kept.set("fr", "Fauteuil");
    store.update(&id, &Changes::<Product>::new().set("title", &kept).unwrap()).await.unwrap();
    let now = store.get::<Product>(&id).await.unwrap().unwrap();
    assert_eq!(now.title.texts().collect::<Vec<_>>(), [("", "Chair"), ("de", "Stuhl"), ("fr", "Fauteuil")]);

    kept.set("fr fr", "Fauteuil");
    let refused = store.update(&id, &Changes::<Product>::new().set("title", &kept).unwrap()).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)) && refused.to_string().contains("a language is a code"), "{refused}");
}

async fn a_decimal_number_is_one_whoever_writes_it(house: &House) {
    let (store, _) = store(house).await;
    let offer = |price: &str| Offer { price: Amount(price.to_owned()), units: Json(1) };
    let kept = store.put(offer("1.50")).await.unwrap().id();
    assert_eq!(store.get::<Offer>(&kept).await.unwrap().unwrap().price, Amount("1.5".into()));
    let same = store.put_many(&["1.5", "01.500", "+1.5"].map(offer)).await.unwrap();
    assert!(same.iter().all(|outcome| matches!(outcome, Outcome::Unchanged(id) if *id == kept)), "{same:?}");
    let long = "123456789012345678901234567890.5";
    store.put(offer(long)).await.unwrap();
    for text in ["abc", "NaN", "", ".", "1e3", "1,5", "--1", "1.5.0", " 1"] {
        let refused = store.put_many(&[offer(text)]).await.unwrap();
        let [Outcome::Refused(Error::Invalid(invalid))] = &refused[..] else { panic!("{text}: {refused:?}") };
        let shown = format!("a decimal number, like \"1.50\", found {text:?}");
        assert!(invalid.to_string().ends_with(&shown), "{invalid}");
    }
    let changes = Changes::<Offer>::new().set("price", &Amount("2.50".into())).unwrap();
    store.update(&kept, &changes).await.unwrap();
    assert_eq!(number(&store, "SELECT count(*) FROM values_offer WHERE price = '2.5'").await, 1);
    let changes = Changes::<Offer>::new().set("price", &Amount("abc".into())).unwrap();
    assert!(store.update(&kept, &changes).await.is_err());
    assert_eq!(store.count::<Offer>().await.unwrap(), 2);
}

async fn a_number_past_64_bits_is_updated(house: &House) {
    let (store, _) = store(house).await;
    let offer = |units: u128| Offer { price: Amount("1".to_owned()), units: Json(units) };
    let kept = store.put(offer(18_446_744_073_709_551_617)).await.unwrap().id();
    let again = store.put_many(&[offer(18_446_744_073_709_551_617), offer(18_446_744_073_709_551_618)]).await.unwrap();
    assert!(matches!(&again[..], [Outcome::Unchanged(_), Outcome::Updated(..)]), "{again:?}");
    assert_eq!(store.get::<Offer>(&kept).await.unwrap().unwrap().units, Json(18_446_744_073_709_551_618));
}

/// As the digits stand in groups of four in PostgreSQL.
async fn decimals_of_every_length_come_back(house: &House) {
    let (store, _) = store(house).await;
    let digits = "1234567890123456789012345678";
    for length in 1..=digits.len() {
        for scale in 0..=length {
            let number: i128 = digits[..length].parse().unwrap();
            for value in [number, -number, number / 10_000 * 10_000] {
                let price = Decimal::from_i128_with_scale(value, u32::try_from(scale).unwrap());
                let put = store.put(Product { price, ..product("0") }).await.unwrap();
                assert_eq!(store.get::<Product>(&put.id()).await.unwrap().unwrap().price, price);
            }
        }
    }
}

crate::support::on_both! {
    decimals_of_every_length_come_back,
    uuids_and_decimals_come_back,
    equal_numbers_are_no_change,
    defaults_are_those_of_the_columns,
    ids_of_several_fields_are_bound_and_found,
    uuids_are_keys_and_ids,
    bindings_link_bindings,
    a_decimal_number_is_one_whoever_writes_it,
    a_number_past_64_bits_is_updated,
    one_language_at_a_time,
}
