//! The models that the tests share, and small helpers.
#![allow(dead_code)] // Each test crate uses some of it.
#![allow(clippy::unused_async, clippy::needless_pass_by_value)] // Where one database alone is built.

pub mod child;
#[cfg(feature = "postgres")]
pub mod cluster;
mod house;
pub mod log;

pub use house::House;
#[allow(unused_imports)]
pub(crate) use house::{on_both, on_postgres, on_sqlite};

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, ExternalBinding, Json, Record, RecordId, Related, Secret, Selection, Translated, schema,
};
use connector_store::{Error, Store, Tx};

/// Which dialect a shop speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
pub enum ShopVersion {
    /// The first one.
    #[selection("1.0")]
    V1,
    /// The second one.
    #[selection("2.0", parent = V1)]
    V2,
}

/// A shop.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend")]
pub struct Shop {
    pub name: String,
    pub version: ShopVersion,
    #[field(size = 40)]
    pub location: String,
    pub token: Option<Secret>,
    pub delay: Option<i64>,
}

/// A record without a key of its own.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "category")]
pub struct Category {
    #[field(size = 20)]
    pub name: String,
    #[field(default = true)]
    pub active: bool,
}

/// A record with a field of every kind, found by its code.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
#[unique(code, name = "product_code", message = "Two products have this code.")]
pub struct Product {
    pub code: String,
    #[field(translate)]
    pub title: Translated,
    pub version: Option<ShopVersion>,
    pub attributes: Json<BTreeMap<String, i64>>,
    pub weight: Option<f64>,
    pub picture: Option<Vec<u8>>,
    pub released: Option<DateTime<Utc>>,
    pub day: Option<NaiveDate>,
    pub opens: Option<NaiveTime>,
    #[field(ondelete = set_null)]
    pub category: Option<RecordId<Category>>,
}

/// A record of which one with a code is active at a time.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "coupon")]
#[unique(code, where = active, name = "coupon_code", message = "Another active coupon has this code.")]
pub struct Coupon {
    pub code: String,
    pub active: bool,
    pub percent: i64,
}

/// A category on a shop: one binding a record, text IDs.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.category")]
#[unique(backend_id, slug, name = "shop_category_slug", message = "Two categories of one shop have this address.")]
pub struct ShopCategory {
    pub record_id: RecordId<Category>,
    pub backend_id: BackendId<Shop>,
    pub external_id: Option<String>,
    pub sync_date: Option<DateTime<Utc>>,
    pub slug: Option<String>,
    #[field(related = backend_id.location)]
    pub shop_location: Related<String>,
}

/// A product on a shop, which may show it several times; always bound, whole numbers.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product", many_per_record)]
pub struct ShopProduct {
    pub record_id: RecordId<Product>,
    pub backend_id: BackendId<Shop>,
    pub external_id: u32,
    pub sync_date: Option<DateTime<Utc>>,
    /// Forbids to delete the binding of the category.
    pub category: Option<BindingId<ShopCategory>>,
}

/// A website of a shop, which links no record.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.website", direct)]
pub struct Website {
    pub backend_id: BackendId<Shop>,
    pub external_id: Option<i64>,
    pub sync_date: Option<DateTime<Utc>>,
}

/// A partner in the application's own table.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "partner", table = "partners", foreign, id = String)]
pub struct Partner {
    pub mail: Option<String>,
}

/// A partner on a shop.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.partner")]
pub struct ShopPartner {
    pub record_id: RecordId<Partner>,
    pub backend_id: BackendId<Shop>,
    pub external_id: Option<i64>,
    pub sync_date: Option<DateTime<Utc>>,
}

schema! {
    /// What the store keeps alone.
    pub static SHOP = [Shop, Category, Product, Coupon, ShopCategory, ShopProduct, Website];
}
schema! {
    /// What links a table of the application's.
    pub static PARTNERS = [Shop, Partner, ShopPartner];
}

pub const PARTNERS_TABLE: &str = "CREATE TABLE partners (id TEXT PRIMARY KEY, mail TEXT)";

pub fn shop(name: &str) -> Shop {
    Shop { name: name.into(), version: ShopVersion::V2, location: format!("https://{name}.example"), token: None, delay: None }
}

pub fn category(name: &str) -> Category {
    Category { name: name.into(), active: true }
}

pub fn product(code: &str) -> Product {
    Product {
        code: code.into(),
        title: Translated::from("Chair"),
        version: None,
        attributes: Json(BTreeMap::new()),
        weight: None,
        picture: None,
        released: None,
        day: None,
        opens: None,
        category: None,
    }
}

pub fn shop_category(record: &RecordId<Category>, shop: BackendId<Shop>, external_id: Option<&str>) -> ShopCategory {
    ShopCategory {
        record_id: record.clone(),
        backend_id: shop,
        external_id: external_id.map(str::to_owned),
        sync_date: None,
        slug: None,
        shop_location: Related::default(),
    }
}

pub fn shop_product(record: &RecordId<Product>, shop: BackendId<Shop>, external_id: u32) -> ShopProduct {
    ShopProduct { record_id: record.clone(), backend_id: shop, external_id, sync_date: None, category: None }
}

pub async fn connect(path: &Path) -> Store {
    Store::connect(&address(path)).await.unwrap()
}

pub fn address(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// Runs statements of the application's own.
pub async fn script(store: &Store, sql: &str) {
    try_script(store, sql).await.unwrap();
}

pub async fn try_script(store: &Store, sql: &str) -> Result<(), Error> {
    let sql = sql.to_owned();
    store
        .transaction(move |tx| {
            let sql = sql.clone();
            Box::pin(async move { run_script(tx, &sql).await })
        })
        .await
}

/// As [`script`], inside of a transaction.
pub async fn run_script(tx: &mut Tx<'_>, sql: &str) -> Result<(), Error> {
    #[cfg(feature = "sqlite")]
    if let Ok(connection) = tx.as_sqlite() {
        return Ok(connection.execute_batch(sql)?);
    }
    #[cfg(feature = "postgres")]
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(tx.as_postgres()?).await?;
    Ok(())
}

/// The one whole number that a query of the application's own gives.
pub async fn number(store: &Store, sql: &str) -> i64 {
    let sql = sql.to_owned();
    store
        .transaction(move |tx| {
            let sql = sql.clone();
            Box::pin(async move { query_number(tx, &sql).await })
        })
        .await
        .unwrap()
}

/// As [`number`], inside of a transaction.
pub async fn query_number(tx: &mut Tx<'_>, sql: &str) -> Result<i64, Error> {
    #[cfg(feature = "sqlite")]
    if let Ok(connection) = tx.as_sqlite() {
        return Ok(connection.query_row(sql, (), |row| row.get(0))?);
    }
    #[cfg(feature = "postgres")]
    {
        use sqlx::{AssertSqlSafe, Row, query};
        Ok(query(AssertSqlSafe(sql.to_owned())).fetch_one(tx.as_postgres()?).await?.try_get(0)?)
    }
    #[cfg(not(feature = "postgres"))]
    unreachable!("there is no other database")
}

/// How much there is in the catalogue.
pub async fn things(house: &House, store: &Store) -> i64 {
    let relations = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    number(store, house.either("SELECT count(*) FROM sqlite_schema", relations)).await
}

/// Until a connection to the database waits for a lock. On SQLite, which is called in process, that is seen by the migration
/// itself: it was asked first, and has not ended.
pub async fn somebody_waits(url: &str) {
    #[cfg(feature = "postgres")]
    if url.starts_with("postgres") {
        use sqlx::{Connection, Row};
        let mut observer = sqlx::PgConnection::connect(url).await.unwrap();
        let waiting = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')";
        let waits = async {
            while !sqlx::query(waiting).fetch_one(&mut observer).await.unwrap().get::<bool, _>(0) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), waits).await.unwrap();
    }
    let _ = url;
}
