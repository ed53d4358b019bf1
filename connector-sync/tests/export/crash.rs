//! Exporting processes are killed at any moment: nothing is lost, nothing is doubled, and nothing is repeated that must not be.
//!
//! `CONNECTOR_TEST_KILLS` says how often for each way to settle (default 6), `CONNECTOR_TEST_RECORDS` how many records there
//! are (default 60).

use std::collections::HashSet;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connector_store::{ReviewFilter, ReviewKind, Store};

use super::models::{Product, SHOP, Shop, ShopProduct, Way, registry};
use super::shop::{Fate, Moment, RemoteShop};

/// Tells a child what it shall do: the way, and the address of the store.
const ROLE: &str = "CONNECTOR_SYNC_TEST_CHILD";

fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().map_or(default, |text| text.parse().unwrap())
}

/// The child: exports until nothing is left that it may export.
async fn work(way: Way, address: &str) {
    let store = Store::connect(address).await.unwrap();
    let shop = store.by_name::<Shop>("main").await.unwrap();
    let registry = registry(way);
    loop {
        let report = registry.work_on(&store, &shop).export_changed::<ShopProduct>().await.unwrap();
        let model = &report.models()[0];
        let waiting = model.skipped.iter().any(|(reason, _)| !reason.contains("under review"));
        if !waiting && model.failed == 0 && model.created == 0 {
            return;
        }
        // Others' leases end by time alone.
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

/// When a child has ended, by itself or killed: its output does then.
async fn end_of(mut output: ChildStdout) {
    tokio::task::spawn_blocking(move || std::io::copy(&mut output, &mut std::io::sink())).await.unwrap().unwrap();
}

fn spawn(test: &str, way: Way, address: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(ROLE, format!("{way:?} {address}"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

/// Random moments (xorshift).
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Kills a running child when the shop has seen so many moments of requests: before one is done, or when it is done and not
/// yet answered.
#[derive(Default)]
struct Killer {
    child: Option<Child>,
    left: u64,
}

impl Killer {
    fn moment(&mut self) -> bool {
        if self.left > 0 {
            self.left -= 1;
        } else if let Some(child) = &mut self.child {
            child.kill().unwrap();
            child.wait().unwrap();
            self.child = None;
            return true;
        }
        false
    }
}

/// Runs one way on one store.
#[allow(clippy::too_many_lines)] // One story, told from its beginning to its end.
async fn killed(test: &str, way: Way, address: &str) {
    let (kills, records) = (number("CONNECTOR_TEST_KILLS", 6), number("CONNECTOR_TEST_RECORDS", 60));
    let remote = RemoteShop::open().await;
    let store = Store::connect(address).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(Shop { name: "main".into(), location: remote.url.clone() }).await.unwrap().id();
    let products: Vec<Product> = (0..records).map(|n| Product { name: format!("Product {n}"), price: 1, category_id: None }).collect();
    let ids: Vec<_> = store.put_many(&products).await.unwrap().into_iter().map(|outcome| outcome.into_id().unwrap()).collect();
    let bindings: Vec<ShopProduct> = ids
        .into_iter()
        .map(|record_id| ShopProduct { record_id, backend_id: shop, external_id: None, sync_date: None, external_updated_at: None })
        .collect();
    store.put_many(&bindings).await.unwrap();

    let killer = Arc::new(Mutex::new(Killer::default()));
    let mut moments = Moments(0x9e37_79b9_7f4a_7c15 ^ u64::from(std::process::id()));
    // So that the kills are spread over the whole work, an export makes two moments.
    let spread = (2 * records / kills).max(2) as u64;
    let at = Arc::clone(&killer);
    let killed_at = Arc::new(Mutex::new([0_usize; 2]));
    let counted = Arc::clone(&killed_at);
    remote.fate(move |moment| {
        if at.lock().unwrap().moment() {
            counted.lock().unwrap()[usize::from(moment == Moment::Done)] += 1;
        }
        Fate::Answer
    });
    let begun = std::time::Instant::now();
    let mut done = 0;
    while done < kills {
        let (mut child, mut other) = (spawn(test, way, address), spawn(test, way, address));
        let ended = end_of(child.stdout.take().unwrap());
        {
            let mut killer = killer.lock().unwrap();
            killer.left = moments.next(spread);
            killer.child = Some(child);
        }
        // Some are killed at any moment, while they talk to the store.
        let limit = if moments.next(4) == 0 { Duration::from_micros(200 + moments.next(400_000)) } else { Duration::MAX };
        if tokio::time::timeout(limit, ended).await.is_err() {
            let mut killer = killer.lock().unwrap();
            killer.left = 0;
            killer.moment();
        }
        match killer.lock().unwrap().child.take() {
            None => done += 1,
            // Nothing was left to do.
            Some(mut child) => {
                assert!(child.wait().unwrap().success());
                done = kills;
            }
        }
        // The other one is killed with it, wherever it is.
        let _ = other.kill();
        other.wait().unwrap();
        done += 1;
    }
    // The last one is not killed.
    assert!(spawn(test, way, address).wait().unwrap().success());

    let bound = store.all::<ShopProduct>().await.unwrap();
    let known: HashSet<u32> = bound.iter().filter_map(|binding| binding.external_id).collect();
    let (made, posts) = (remote.names("products"), remote.count("POST"));
    let distinct: HashSet<&String> = made.iter().collect();
    let reviews = store.reviews(&ReviewFilter::open().of::<ShopProduct>(shop), None, 100_000).await.unwrap();
    let unknown = remote.inner().records.iter().filter(|kept| !known.contains(&kept.id)).count();
    let moments = *killed_at.lock().unwrap();
    eprintln!(
        "{way:?}: {records} records, {done} kills ({} before a create was done, {} after it), {posts} POSTs, {} made, {} doubled, {unknown} that no binding knows, {} unbound, {} under review, {:.1} s",
        moments[0],
        moments[1],
        made.len(),
        made.len() - distinct.len(),
        bound.iter().filter(|binding| binding.external_id.is_none()).count(),
        reviews.len(),
        begun.elapsed().as_secs_f64(),
    );
    assert_eq!(made.len(), distinct.len(), "doubled");
    let unbound: Vec<_> = bound.iter().filter(|binding| binding.external_id.is_none()).collect();
    if way == Way::Unsafe {
        assert_eq!(unbound.len(), reviews.len(), "each that is in doubt is under review");
        assert!(reviews.iter().all(|review| review.kind == ReviewKind::InDoubt));
        assert!(unknown <= reviews.len());
        assert!(posts <= records, "nothing is repeated");
    } else {
        assert_eq!((unbound.len(), unknown, reviews.len()), (0, 0, 0), "lost");
        assert_eq!(made.len(), records);
    }
    // Each is bound to its own.
    for binding in bound.iter().filter(|binding| binding.external_id.is_some()) {
        let record = store.get::<Product>(&binding.record_id).await.unwrap().unwrap();
        let inner = remote.inner();
        let there = inner.records.iter().find(|kept| Some(kept.id) == binding.external_id).unwrap();
        assert_eq!(there.fields["name"], record.name.as_str());
    }
}

/// What the child of a test does; `false` in the test itself.
async fn is_child() -> bool {
    let Ok(role) = std::env::var(ROLE) else { return false };
    let (way, address) = role.split_once(' ').unwrap();
    let way = [Way::Idempotent, Way::NaturalKey, Way::Unsafe].into_iter().find(|known| format!("{known:?}") == way);
    work(way.unwrap(), address).await;
    true
}

/// On SQLite, in a file.
async fn on_sqlite(test: &str, way: Way) {
    if !is_child().await {
        let folder = tempfile::tempdir().unwrap();
        killed(test, way, &format!("sqlite:{}", folder.path().join("shop.db").display())).await;
    }
}

#[cfg(feature = "postgres")]
async fn on_postgres(test: &str, way: Way) {
    use connector_store::sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
    if is_child().await {
        return;
    }
    let cluster = tokio::task::spawn_blocking(|| connector_test_cluster::Cluster::get("-c shared_buffers=64MB").unwrap()).await.unwrap();
    let database = format!("connector_export_{}_{}", std::process::id(), format!("{way:?}").to_lowercase());
    let mut connection = PgConnection::connect(&cluster.url(cluster.first())).await.unwrap();
    raw_sql(AssertSqlSafe(format!("CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0")))
        .execute(&mut connection)
        .await
        .unwrap();
    killed(test, way, &cluster.url(&database)).await;
    raw_sql(AssertSqlSafe(format!("DROP DATABASE {database} WITH (FORCE)"))).execute(&mut connection).await.unwrap();
}

macro_rules! crashes {
    ($($name:ident: $on:ident, $way:ident;)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            $on(concat!("crash::", stringify!($name)), Way::$way).await;
        }
    )*};
}

crashes! {
    idempotent_on_sqlite: on_sqlite, Idempotent;
    natural_key_on_sqlite: on_sqlite, NaturalKey;
    unsafe_on_sqlite: on_sqlite, Unsafe;
}

#[cfg(feature = "postgres")]
crashes! {
    idempotent_on_postgres: on_postgres, Idempotent;
    natural_key_on_postgres: on_postgres, NaturalKey;
    unsafe_on_postgres: on_postgres, Unsafe;
}
