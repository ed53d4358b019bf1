//! How long a component is looked for, among those of five bindings and six versions. See `README.md`.

use std::any::TypeId;
use std::collections::HashMap;
use std::hint::black_box;

use chrono::{DateTime, Utc};
use clap::Parser;
use connector_benches::compare::{NANOSECONDS, Pairs, Watch};
use connector_benches::report::{Figure, Options, Report};
use connector_core::{Backend, BackendId, Extensible, ExternalBinding, Record, RecordId, Selection};
use connector_sync::{Component, Connect, MissingComponent, Opened, Purpose, Registry, RemoteError};

/// Versions, each the parent of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
pub enum Version {
    /// The oldest one.
    #[selection("2.0")]
    V2_0,
    /// The next one.
    #[selection("2.1", parent = V2_0)]
    V2_1,
    /// The next one.
    #[selection("2.2", parent = V2_1)]
    V2_2,
    /// The next one.
    #[selection("2.3", parent = V2_2)]
    V2_3,
    /// The next one.
    #[selection("2.4", parent = V2_3)]
    V2_4,
    /// The newest one.
    #[selection("2.4-acme", parent = V2_4)]
    Acme,
}

/// A shop.
#[derive(Debug, Backend)]
#[backend(name = "bench.backend")]
pub struct Shop {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Extensible<Version>,
}

impl Connect for Shop {
    type Client = ();
    async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> {
        Ok(())
    }
}

/// A record.
#[derive(Debug, Record)]
#[record(name = "bench.product")]
pub struct Product {
    /// Its number.
    pub sku: String,
}

macro_rules! bindings {
    ($($binding:ident $name:literal)*) => {$(
        /// A binding.
        #[derive(Debug, ExternalBinding)]
        #[binding(name = $name)]
        pub struct $binding {
            /// The record.
            pub record_id: RecordId<Product>,
            /// The shop.
            pub backend_id: BackendId<Shop>,
            /// The ID there.
            pub external_id: Option<u32>,
            /// Last synchronization.
            pub sync_date: Option<DateTime<Utc>>,
        }
    )*};
}
bindings!(First "bench.first" Second "bench.second" Third "bench.third" Fourth "bench.fourth" Fifth "bench.fifth");

/// What is looked for.
pub trait ReadStock: Component {
    /// A number.
    fn stock(&self) -> u64;
}

macro_rules! purposes {
    ($($purpose:ident $name:literal)*) => {$(
        /// A purpose.
        pub struct $purpose;

        impl Purpose for $purpose {
            const NAME: &'static str = $name;
            type Component = dyn ReadStock;
        }
    )*};
}
purposes!(StockReader "stock reader" PriceReader "price reader" TaxReader "tax reader");

struct Stock(u64);

impl ReadStock for Stock {
    fn stock(&self) -> u64 {
        self.0
    }
}

fn registry() -> connector_benches::Result<Registry<Shop>> {
    let mut builder = Registry::builder();
    macro_rules! register {
        ($($binding:ident)*) => {$(
            builder = builder.binding::<$binding>(|b| {
                b.component::<StockReader>(Box::new(Stock(1)))
                    .component_for::<StockReader>(Version::V2_3, Box::new(Stock(2)))
                    .component::<PriceReader>(Box::new(Stock(3)))
                    .component::<TaxReader>(Box::new(Stock(4)))
            });
        )*};
    }
    register!(First Second Third Fourth Fifth);
    Ok(builder.build()?)
}

/// By hand: purpose, binding and version are the key, and what a version falls back on was filled in.
type ByHand = HashMap<(TypeId, TypeId, &'static str), Box<dyn ReadStock>>;

fn by_hand(versions: &[Extensible<Version>]) -> ByHand {
    let bindings = [TypeId::of::<First>(), TypeId::of::<Second>(), TypeId::of::<Third>(), TypeId::of::<Fourth>(), TypeId::of::<Fifth>()];
    let mut map = ByHand::new();
    for (purpose, number) in [(TypeId::of::<StockReader>(), 1), (TypeId::of::<PriceReader>(), 3), (TypeId::of::<TaxReader>(), 4)] {
        for binding in bindings {
            for version in versions {
                map.insert((purpose, binding, version.value()), Box::new(Stock(number)));
            }
        }
    }
    map
}

const LOOKUPS: usize = 1_000_000;

/// Measures the lookup of a component against that in a map by hand.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> connector_benches::Result<()> {
    let mut report = Report::new(Cli::parse().options);
    let pairs = Pairs(if report.options.quick { 5 } else { 21 });
    let registry = registry()?;
    let versions = [Version::V2_0, Version::V2_1, Version::V2_2, Version::V2_3, Version::V2_4, Version::Acme].map(Extensible::from);
    let map = by_hand(&versions);
    let ours = || {
        let watch = Watch::start();
        for place in 0..LOOKUPS {
            let version = Some(black_box(versions[place % versions.len()]));
            let look_up = || -> Result<(), MissingComponent> {
                black_box(registry.component::<StockReader, First>(version)?);
                black_box(registry.component::<PriceReader, Third>(version)?);
                black_box(registry.component::<TaxReader, Fifth>(version)?);
                Ok(())
            };
            look_up()?;
        }
        Ok(watch.read())
    };
    let hand = || {
        let missing = || MissingComponentByHand;
        let watch = Watch::start();
        for place in 0..LOOKUPS {
            let version = black_box(versions[place % versions.len()]).value();
            let look_up = || -> Result<(), MissingComponentByHand> {
                black_box(map.get(&(TypeId::of::<StockReader>(), TypeId::of::<First>(), version)).ok_or_else(missing)?);
                black_box(map.get(&(TypeId::of::<PriceReader>(), TypeId::of::<Third>(), version)).ok_or_else(missing)?);
                black_box(map.get(&(TypeId::of::<TaxReader>(), TypeId::of::<Fifth>(), version)).ok_or_else(missing)?);
                Ok(())
            };
            look_up().map_err(|_| "none is registered")?;
        }
        Ok(watch.read())
    };
    let took = pairs.measure(async |is_ours| if is_ours { ours() } else { hand() }).await?;
    report.add(Figure::of_times("sync.component_lookup.vs_hash_map".to_owned(), 3 * LOOKUPS, &took, NANOSECONDS));
    report.finish()
}

struct MissingComponentByHand;
