//! What one would write in place of an import: the records of a page into SQLite, by hand.

use std::collections::HashSet;

use chrono::Utc;
use connector_core::BackendId;
use connector_store::rusqlite::{Connection, Result, params, params_from_iter};

use crate::import::{RemoteProduct, Shop, cents, is_enabled};

const PRODUCT: &str = "INSERT INTO bench_product (sku, name, weight, stock, active, cents) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const BINDING: &str = "INSERT INTO bench_shop_product (record_id, backend_id, external_id, sync_date, external_updated_at, tax_class_id) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Writes those that are not there yet, all in one transaction, and gives how many they were. What is there stays as it is: nothing is
/// compared, and nothing said of what cannot be written.
pub fn write(file: &Connection, shop: BackendId<Shop>, page: &[RemoteProduct]) -> Result<usize> {
    file.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
    let list = vec!["?"; page.len()].join(", ");
    let sql = format!("SELECT external_id FROM bench_shop_product WHERE backend_id = ? AND external_id IN ({list})");
    let ids = std::iter::once(shop.get()).chain(page.iter().map(|product| product.id.into()));
    let kept: HashSet<u32> = file.prepare_cached(&sql)?.query_map(params_from_iter(ids), |row| row.get(0))?.collect::<Result<_>>()?;
    let time = Utc::now().timestamp_micros();
    let mut count = 0;
    for product in page.iter().filter(|product| !kept.contains(&product.id)) {
        let RemoteProduct { id, updated_at, sku, name, weight, stock, tax_class_id, status, price } = product;
        file.prepare_cached(PRODUCT)?.execute(params![sku, name, weight, stock, is_enabled(*status), cents(*price)])?;
        let record = file.last_insert_rowid();
        let updated = updated_at.timestamp_micros();
        file.prepare_cached(BINDING)?.execute(params![record, shop.get(), id, time, updated, tax_class_id])?;
        count += 1;
    }
    file.prepare_cached("COMMIT")?.execute(())?;
    Ok(count)
}
