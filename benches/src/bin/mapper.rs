//! A derived import mapper: 5 fields as they are and 3 functions, a record. See `README.md`.

use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, Links, MapContext, Mapped, MappingError, Record, RecordId};

/// A shop.
#[derive(Debug, Backend)]
#[backend(name = "bench.backend")]
pub struct Shop {
    /// Its name.
    pub name: String,
}

/// A record.
#[derive(Debug, Clone, Record)]
#[record(name = "bench.product")]
pub struct Product {
    /// Mapped as it is.
    pub sku: String,
    /// Mapped as it is.
    pub name: String,
    /// Mapped as it is.
    pub weight: Option<f64>,
    /// Mapped as it is.
    pub stock: i64,
    /// By a function.
    pub active: bool,
    /// By a function.
    pub cents: i64,
    /// By a function.
    pub label: String,
}

/// A binding.
#[derive(Debug, Clone, ExternalBinding)]
#[binding(name = "bench.binding")]
pub struct Bound {
    /// The record.
    pub record_id: RecordId<Product>,
    /// The shop.
    pub backend_id: BackendId<Shop>,
    /// The ID there.
    pub external_id: Option<u32>,
    /// Last synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// Mapped as it is.
    pub tax_class_id: Option<i64>,
}

/// As the remote sends it.
#[derive(ImportMapper)]
#[mapper(to = Bound)]
pub struct Remote {
    #[map(external_id)]
    id: u32,
    #[map(to = record.sku)]
    sku: String,
    #[map(to = record.name)]
    #[map(to = record.label, with = label)]
    name: String,
    #[map(to = record.weight)]
    weight: Option<f64>,
    #[map(to = record.stock)]
    stock: i32,
    #[map(to = tax_class_id)]
    tax_class_id: Option<i64>,
    #[map(to = record.active, with = is_enabled)]
    status: u8,
    #[map(to = record.cents, with = cents)]
    price: f64,
}

fn label(name: &str) -> String {
    name.to_owned()
}

fn is_enabled(status: u8) -> bool {
    status == 1
}

#[allow(clippy::cast_possible_truncation)]
fn cents(price: f64) -> i64 {
    (price * 100.0) as i64
}

/// The same by hand.
fn by_hand(remote: &Remote, context: &MapContext<'_, Bound>) -> Mapped<Bound> {
    let product = Product {
        sku: remote.sku.clone(),
        name: remote.name.clone(),
        weight: remote.weight,
        stock: remote.stock.into(),
        active: is_enabled(remote.status),
        cents: cents(remote.price),
        label: label(&remote.name),
    };
    let binding = Bound {
        record_id: context.record_id(),
        backend_id: context.backend_id(),
        external_id: Some(remote.id),
        sync_date: None,
        tax_class_id: remote.tax_class_id,
    };
    Mapped::new(product, binding)
}

const RECORDS: usize = 100_000;
const ROUNDS: usize = 9;

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() -> Result<(), MappingError> {
    let remotes: Vec<Remote> = (0..1_000_u32)
        .map(|id| Remote {
            id,
            sku: format!("SKU-{id:08}"),
            name: format!("Product {id}"),
            weight: Some(4.5),
            stock: 3,
            tax_class_id: Some(2),
            status: 1,
            price: 9.99,
        })
        .collect();
    let links = Links::new();
    let new = MapContext::new(BackendId::new(1), &links);
    let (record, binding, _) = remotes[0].map(&new)?.into_parts();
    let kept = MapContext::new(BackendId::new(1), &links).kept(Some(&binding), record.as_ref());
    let (mut derived, mut updated, mut hand) = (Vec::new(), Vec::new(), Vec::new());
    let nanoseconds = |start: Instant| start.elapsed().as_secs_f64() * 1e9 / RECORDS as f64;
    for _ in 0..ROUNDS {
        for (context, times) in [(&new, &mut derived), (&kept, &mut updated)] {
            let start = Instant::now();
            for place in 0..RECORDS {
                black_box(black_box(&remotes[place % remotes.len()]).map(context)?);
            }
            times.push(nanoseconds(start));
        }
        let start = Instant::now();
        for place in 0..RECORDS {
            black_box(by_hand(black_box(&remotes[place % remotes.len()]), &new));
        }
        hand.push(nanoseconds(start));
    }
    let (derived, updated, hand) = (median(derived), median(updated), median(hand));
    println!("mapper.import.new      {derived:8.0} ns a record ({:.2} of the same by hand)", derived / hand);
    println!("mapper.import.kept     {updated:8.0} ns a record");
    println!("mapper.import.by_hand  {hand:8.0} ns a record");
    Ok(())
}
