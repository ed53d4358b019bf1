//! The pieces of work, each done by the store and by a peer on the same rows.

use connector_core::{BackendId, BindingId, RecordId};
use connector_store::Store;

use crate::compare::{MICROSECONDS, Pairs, Took, Watch};
use crate::model::{BENCH, Bound, Shop, Thing, bindings, sku};
use crate::report::{Figure, Options, Report};
use crate::sides::{BATCH, Ours, Side};
use crate::{Failed, Result};

/// How many bindings there are while others are looked up and written.
pub const KEPT: i64 = 100_000;
/// Records that are bound by what is measured.
const FREE: i64 = 10_000;

/// A piece of work, and how many items of it make one run.
#[derive(Debug, Clone, Copy)]
enum Work {
    Put,
    PutMany,
    Bind,
    BindMany,
    ToInternal,
    ToInternalMany,
    ToExternal,
    ToExternalMany,
}

const ALL: [(Work, usize); 8] = [
    (Work::Bind, 1_000),
    (Work::BindMany, 2_000),
    (Work::Put, 1_000),
    (Work::PutMany, 5_000),
    (Work::ToInternal, 1_000),
    (Work::ToInternalMany, 5_000),
    (Work::ToExternal, 1_000),
    (Work::ToExternalMany, 5_000),
];

impl Work {
    fn name(self, database: &str, against: &str) -> String {
        let work = match self {
            Self::Put => "put",
            Self::PutMany => "put_many",
            Self::Bind => "bind",
            Self::BindMany => "bind_many",
            Self::ToInternal => "to_internal",
            Self::ToInternalMany => "to_internal_many",
            Self::ToExternal => "to_external",
            Self::ToExternalMany => "to_external_many",
        };
        format!("store.{database}.{work}.{against}")
    }

    fn writes(self) -> bool {
        matches!(self, Self::Put | Self::PutMany | Self::Bind | Self::BindMany)
    }

    /// What is asked of the ratio.
    fn goal(self, database: &str, against: &str) -> Option<f64> {
        let is_many = matches!(self, Self::PutMany | Self::BindMany | Self::ToInternalMany | Self::ToExternalMany);
        match (against, database) {
            ("vs_raw", _) if is_many => Some(1.15),
            ("vs_raw", "sqlite") => Some(1.3),
            ("vs_raw", _) => Some(1.1),
            // Another driver than the one underneath, by hand.
            ("vs_tokio_postgres", _) => None,
            (_, _) => Some(1.0),
        }
    }
}

/// A database in which so much is kept, and a store on it.
pub struct House {
    /// The store.
    pub store: Store,
    /// Its only shop.
    pub shop: BackendId<Shop>,
}

impl House {
    /// Makes the tables and fills them.
    pub async fn new(url: &str) -> Result<Self> {
        let store = Store::connect(url).await?;
        store.migrate(&BENCH).await?;
        let shop = store.put(Shop { name: "main".into() }).await?.id();
        let things: Vec<Thing> = (0..KEPT + FREE).map(|n| Thing { name: format!("Thing {n}") }).collect();
        store.put_many(&things).await?;
        store.put_many(&bindings(shop, 1..KEPT + 1)).await?;
        Ok(Self { store, shop })
    }

    /// A row whose ID is there already is left out, and the others are put: who does less than that does other work.
    async fn leaves_one_out(&self, side: &mut impl Side) -> Result<()> {
        let put = side.put_many(&bindings(self.shop, KEPT..KEPT + BATCH as i64)).await?;
        if put == BATCH - 1 {
            Ok(())
        } else {
            Err(format!("of {BATCH} rows, one of them with an ID that is there already, {put} were put").into())
        }
    }

    /// Measures what is asked for, under the names `store.<database>.<work>.<against>`.
    pub async fn compare(&self, report: &mut Report, pairs: usize, database: &str, against: &str, peer: &mut impl Side) -> Result<()> {
        let mut ours = Ours::new(self.store.clone(), self.shop);
        if report.options.wants(&Work::PutMany.name(database, against)) {
            peer.tidy().await?;
            self.leaves_one_out(&mut ours).await?;
            peer.tidy().await?;
            self.leaves_one_out(peer).await?;
        }
        for (work, items) in ALL {
            let name = work.name(database, against);
            if !report.options.wants(&name) {
                continue;
            }
            // Other IDs each time, the same for both sides of a pair.
            let mut runs = 0;
            let pairs = Pairs(pairs)
                .measure(async |is_ours| {
                    runs += 1;
                    // What only reads leaves nothing to be taken away.
                    if runs == 1 || work.writes() {
                        peer.tidy().await?;
                    }
                    let input = Input::new(self.shop, work, items, (runs - 1) / 2);
                    if is_ours { input.run(work, items, &mut ours).await } else { input.run(work, items, peer).await }
                })
                .await?;
            report.add(Figure::of_times(name, items, &pairs, MICROSECONDS).goal(work.goal(database, against)));
        }
        Ok(())
    }
}

/// Whether anything is asked for that is measured on this database against one of these.
pub fn is_wanted(options: &Options, database: &str, against: &[&str]) -> bool {
    against.iter().any(|against| ALL.iter().any(|(work, _)| options.wants(&work.name(database, against))))
}

/// What is given to a piece of work.
struct Input {
    rows: Vec<Bound>,
    ids: Vec<String>,
    records: Vec<RecordId<Thing>>,
    /// Bindings to be bound, with their IDs.
    pairs: Vec<(BindingId<Bound>, String)>,
}

impl Input {
    fn new(shop: BackendId<Shop>, work: Work, items: usize, run: i64) -> Self {
        let count = items as i64;
        // Spread over all rows, each once.
        let spread = || (0..count).map(|n| ((n + run * count) * 7_919).rem_euclid(KEPT) + 1);
        let mut input = Self { rows: Vec::new(), ids: Vec::new(), records: Vec::new(), pairs: Vec::new() };
        match work {
            Work::Put | Work::PutMany => input.rows = bindings(shop, KEPT + 1..KEPT + 1 + count),
            Work::Bind | Work::BindMany => input.pairs = spread().map(|n| (BindingId::new(n), sku(n))).collect(),
            Work::ToInternal | Work::ToInternalMany => input.ids = spread().map(sku).collect(),
            Work::ToExternal | Work::ToExternalMany => input.records = spread().map(RecordId::new).collect(),
        }
        input
    }

    async fn run(self, work: Work, items: usize, side: &mut impl Side) -> Result<Took> {
        if matches!(work, Work::Bind | Work::BindMany) {
            side.unbind_all(&self.pairs.iter().map(|(binding, _)| binding.get()).collect::<Vec<_>>()).await?;
        }
        let watch = Watch::start();
        let found = match work {
            Work::Put => side.put(self.rows).await?,
            Work::PutMany => side.put_many(&self.rows).await?,
            Work::Bind => side.bind(&self.pairs).await?,
            Work::BindMany => side.bind_many(&self.pairs).await?,
            Work::ToInternal => side.to_internal(&self.ids).await?,
            Work::ToInternalMany => side.to_internal_many(&self.ids).await?,
            Work::ToExternal => side.to_external(&self.records).await?,
            Work::ToExternalMany => side.to_external_many(&self.records).await?,
        };
        let took = watch.read();
        // What was not done was not measured.
        if found == items { Ok(took) } else { Err(Failed::from(format!("{work:?}: {found} of {items} were done"))) }
    }
}
