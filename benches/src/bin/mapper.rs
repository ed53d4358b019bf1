//! A derived import mapper: 5 fields as they are and 3 functions, a record. See `README.md`.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use clap::Parser;
use connector_benches::compare::{NANOSECONDS, Pairs, Watch};
use connector_benches::report::{Figure, Options, Report};
use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, Links, MapContext, Mapped, Record, RecordId};

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

/// Measures a derived mapper against the same by hand.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> connector_benches::Result<()> {
    let mut report = Report::new(Cli::parse().options);
    let pairs = Pairs(if report.options.quick { 5 } else { 21 });
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
    let derived = |context: &MapContext<'_, Bound>| {
        let watch = Watch::start();
        for place in 0..RECORDS {
            black_box(black_box(&remotes[place % remotes.len()]).map(context)?);
        }
        Ok(watch.read())
    };
    let hand = || {
        let watch = Watch::start();
        for place in 0..RECORDS {
            black_box(by_hand(black_box(&remotes[place % remotes.len()]), &new));
        }
        watch.read()
    };
    let took = pairs.measure(async |ours| if ours { derived(&new) } else { Ok(hand()) }).await?;
    report.add(Figure::of_times("sync.mapper.vs_by_hand".to_owned(), RECORDS, &took, NANOSECONDS));
    let took = pairs.measure(async |ours| derived(if ours { &kept } else { &new })).await?;
    report.add(Figure::of_times("sync.mapper.kept.vs_new".to_owned(), RECORDS, &took, NANOSECONDS));
    report.finish()
}
