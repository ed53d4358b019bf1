//! Sweeps: what is gone on the remote, what is not bound here, and lists that lie.
//!
//! `CONNECTOR_SWEEP_BINDINGS=1000000` sweeps so many bindings instead of a few, and tells how long it takes and how much memory.

use std::collections::{BTreeSet, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::sync::{Arc, Mutex, MutexGuard};

use connector_core::{BackendId, Changes, ImportMapper, MapContext, Mapped, MappingError, Related};
use connector_store::{Error, Review, ReviewFilter, ReviewKind, Store, Stored};
use connector_sync::jobs::{Enqueued, Job, JobRegistry, SweepBindings, Worker};
use connector_sync::{
    Adapter, Cause, OnGone, Page, Progress, Registry, RemoteError, RemoteErrorKind, RemotePage, Swept, Window, WorkError,
};

use crate::support::{Category, House, SHOP, Shop, ShopCategory, ShopProduct, Website, category, child, on_both, shop, shop_category};

struct RemoteCategory(String);

impl ImportMapper for RemoteCategory {
    type Binding = ShopCategory;

    fn external_id(&self) -> Result<String, MappingError> {
        Ok(self.0.clone())
    }

    fn map(&self, context: &MapContext<'_, ShopCategory>) -> Result<Mapped<ShopCategory>, MappingError> {
        let record = Category { name: self.0.clone(), active: context.record().is_none_or(|kept| kept.active) };
        let binding = ShopCategory {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: Some(self.0.clone()),
            sync_date: None,
            slug: None,
            shop_location: Related::default(),
        };
        Ok(Mapped::new(record, binding))
    }
}

/// What the remote has, and how it lies.
#[derive(Default)]
struct Script {
    there: BTreeSet<String>,
    /// What it lists instead, page by page.
    listed: Option<Vec<Vec<String>>>,
    /// What cannot be read.
    broken: HashSet<String>,
    /// What was asked for by ID.
    reads: Vec<String>,
    /// A store that is written to while the remote is asked for what is not listed: what is done there.
    meanwhile: Option<(Store, BackendId<Shop>)>,
}

#[derive(Clone, Default)]
struct Remote(Arc<Mutex<Script>>);

impl Remote {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap()
    }

    fn has(&self, ids: impl IntoIterator<Item = u32>) {
        self.script().there = ids.into_iter().map(name).collect();
    }

    fn lists(&self, pages: &[&[u32]]) {
        self.script().listed = Some(pages.iter().map(|page| page.iter().copied().map(name).collect()).collect());
    }
}

fn name(number: u32) -> String {
    format!("c{number}")
}

impl Adapter<ShopCategory> for Remote {
    type Remote = RemoteCategory;

    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
        Err(RemoteError::permanent("nobody asks for that"))
    }

    async fn ids(&self, (): &(), page: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
        let script = self.script();
        let place = usize::try_from(page.number()).unwrap() - 1;
        if let Some(pages) = &script.listed {
            let next = (place + 1 < pages.len()).then(|| (page.number() + 1).to_string());
            return Ok(RemotePage::of_ids(pages.get(place).cloned().unwrap_or_default()).next(next));
        }
        let ids = script.there.iter().skip(place * page.size).take(page.size).cloned().collect();
        Ok(RemotePage::of_ids(ids).number_after(page, script.there.len() as u64))
    }

    async fn read_many(&self, (): &(), ids: &[String]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        let meanwhile = {
            let mut script = self.script();
            script.reads.extend(ids.iter().cloned());
            if ids.iter().any(|id| script.broken.contains(id)) {
                return Err(RemoteError::new(RemoteErrorKind::InvalidData, "no JSON"));
            }
            script.meanwhile.take()
        };
        if let Some((store, shop)) = meanwhile {
            let binding = store.binder::<ShopCategory>(shop).to_internal(&ids[0]).await.unwrap().unwrap();
            store.binder::<ShopCategory>(shop).unbind(binding.id()).await.unwrap();
        }
        let script = self.script();
        Ok(ids.iter().map(|id| script.there.contains(id).then(|| RemoteCategory(id.clone()))).collect())
    }
}

/// A shop with so many categories, all of them on the remote.
struct Here {
    store: Store,
    shop: Stored<Shop>,
    remote: Remote,
    registry: Registry<Shop>,
}

fn registry(remote: &Remote, on_gone: OnGone) -> Registry<Shop> {
    Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(remote.clone()).on_gone(on_gone)).build().unwrap()
}

async fn bind(store: &Store, shop: BackendId<Shop>, numbers: impl IntoIterator<Item = u32>) {
    let names: Vec<String> = numbers.into_iter().map(name).collect();
    for names in names.chunks(1_000) {
        let records: Vec<Category> = names.iter().map(|name| category(name)).collect();
        let records: Vec<_> = store.put_many(&records).await.unwrap().into_iter().map(|outcome| outcome.into_id().unwrap()).collect();
        let bindings: Vec<_> = records.iter().zip(names).map(|(record, name)| shop_category(record, shop, Some(name))).collect();
        assert!(store.put_many(&bindings).await.unwrap().into_iter().all(|outcome| outcome.into_id().is_ok()));
    }
}

impl Here {
    async fn new(house: &House, on_gone: OnGone, numbers: impl IntoIterator<Item = u32> + Clone) -> Self {
        let store = house.store().await;
        let shop = store.put(shop("main")).await.unwrap();
        bind(&store, shop.id(), numbers.clone()).await;
        let remote = Remote::default();
        remote.has(numbers);
        let registry = registry(&remote, on_gone);
        Self { store, shop, remote, registry }
    }

    async fn sweep(&self) -> Swept {
        self.try_sweep().await.unwrap()
    }

    async fn try_sweep(&self) -> Result<Swept, WorkError> {
        self.registry.work_on(&self.store, &self.shop).sweep::<ShopCategory>().page_size(7).await
    }

    async fn binding(&self, number: u32) -> Option<Stored<ShopCategory>> {
        self.store.binder::<ShopCategory>(self.shop.id()).to_internal(&name(number)).await.unwrap()
    }

    async fn active(&self, number: u32) -> bool {
        let record = self.binding(number).await.unwrap().record_id.clone();
        self.store.get::<Category>(&record).await.unwrap().unwrap().active
    }

    async fn reviews(&self, filter: ReviewFilter) -> Vec<Review> {
        self.store.reviews(&filter.of::<ShopCategory>(self.shop.id()), None, 1_000).await.unwrap()
    }

    async fn counts(&self) -> (u64, u64) {
        (self.store.count::<Category>().await.unwrap(), self.store.count::<ShopCategory>().await.unwrap())
    }
}

on_both! {
    nothing_is_gone,
    what_is_gone_is_put_before_a_person_once,
    what_is_gone_is_archived_and_brought_back,
    what_is_gone_is_unbound,
    what_is_gone_is_deleted_unless_others_have_it,
    a_list_that_lies_does_not_delete,
    too_much_is_refused,
    a_dry_run_writes_nothing,
    what_is_missing_is_imported,
    what_cannot_be_read_is_not_gone,
    what_changes_meanwhile_is_left_alone,
    a_paused_backend_is_not_swept,
    a_sweep_is_a_job,
    a_killed_sweep_leaves_nothing_half_done,
    many_bindings_are_swept_in_little_memory,
}

async fn nothing_is_gone(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..30).await;
    // Never exported: that is nothing to the remote.
    let record = here.store.put(category("new")).await.unwrap().id();
    here.store.put(shop_category(&record, here.shop.id(), None)).await.unwrap();
    let swept = here.sweep().await;
    assert_eq!((swept.bound, swept.listed, swept.gone.count, swept.missing.count), (30, 30, 0, 0), "{swept}");
    assert!(here.remote.script().reads.is_empty());
    assert_eq!(swept.to_string(), "shop.category: 30 bound here, 30 listed by the remote");
    assert_eq!(here.counts().await, (31, 31));
}

async fn what_is_gone_is_put_before_a_person_once(house: &House) {
    let here = Here::new(house, OnGone::Keep, 0..30).await;
    here.remote.has(2..31);
    let swept = here.sweep().await;
    assert_eq!((swept.gone.first.clone(), swept.missing.first.clone()), (vec![name(0), name(1)], vec![name(30)]), "{swept}");
    assert!(swept.to_string().contains("gone (kept, and under review): 2: c0, c1"), "{swept}");
    let reviews = here.reviews(ReviewFilter::open().kind(ReviewKind::Gone)).await;
    assert_eq!(reviews.len(), 2);
    let expected = here.binding(0).await.unwrap().id();
    assert_eq!(reviews[0].reference, format!("binding {expected}"), "as of an export that finds it");
    assert!(reviews[0].message.contains("no longer has c0"), "{}", reviews[0]);
    assert!(here.active(0).await);

    // Known, whether a person has decided or not.
    here.store.settle_review(reviews[0].id, "it is sold in the other shop").await.unwrap();
    let swept = here.sweep().await;
    assert_eq!((swept.known, swept.gone.count, swept.unlisted.count), (2, 0, 0), "{swept}");
    assert_eq!(here.reviews(ReviewFilter::all()).await.len(), 2);

    // There again, and gone again: that is news.
    here.remote.has(0..30);
    assert_eq!(here.sweep().await.back, 2);
    assert!(here.reviews(ReviewFilter::open()).await.is_empty());
    assert_eq!(here.sweep().await.back, 0);
    here.remote.has(1..30);
    let swept = here.sweep().await;
    assert_eq!((swept.known, swept.gone.count), (0, 1), "{swept}");
    assert_eq!(here.reviews(ReviewFilter::open()).await.len(), 1);
}

async fn what_is_gone_is_archived_and_brought_back(house: &House) {
    let here = Here::new(house, OnGone::Archive, 0..30).await;
    here.remote.has(2..30);
    let swept = here.sweep().await;
    assert_eq!((swept.gone.count, swept.report.models()[0].updated), (2, 2), "{swept}");
    assert!(!here.active(0).await && !here.active(1).await && here.active(2).await);
    assert!(here.reviews(ReviewFilter::open()).await.is_empty());
    let swept = here.sweep().await;
    assert_eq!((swept.known, swept.gone.count), (2, 0), "{swept}");

    // One that a person has archived is not brought back; one that a sweep has, is.
    let own = here.binding(5).await.unwrap().record_id.clone();
    here.store.update(&own, &Changes::<Category>::new().set("active", &false).unwrap()).await.unwrap();
    here.remote.has(1..30);
    let swept = here.sweep().await;
    assert_eq!((swept.back, swept.known), (1, 1), "{swept}");
    assert!(here.active(1).await && !here.active(0).await && !here.active(5).await);

    // An open review of before, when everything was kept, does not stand in the way.
    let keeping = registry(&here.remote, OnGone::Keep);
    here.remote.has(3..30);
    keeping.work_on(&here.store, &here.shop).sweep::<ShopCategory>().await.unwrap();
    assert!(here.active(2).await);
    here.sweep().await;
    assert!(!here.active(2).await && here.reviews(ReviewFilter::open()).await.is_empty());
}

async fn what_is_gone_is_unbound(house: &House) {
    let here = Here::new(house, OnGone::Unbind, 0..30).await;
    here.remote.has(1..30);
    let row = here.binding(0).await.unwrap().id();
    let swept = here.sweep().await;
    assert_eq!(swept.gone.count, 1, "{swept}");
    assert_eq!(here.store.get::<ShopCategory>(&row).await.unwrap().unwrap().external_id, None);
    assert_eq!(here.counts().await, (30, 30));
    assert_eq!(here.sweep().await.bound, 29);
}

async fn what_is_gone_is_deleted_unless_others_have_it(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..30).await;
    let other = here.store.put(shop("other")).await.unwrap().id();
    let shared = here.binding(1).await.unwrap().record_id.clone();
    here.store.put(shop_category(&shared, other, Some("o1"))).await.unwrap();
    here.remote.has(2..30);
    let swept = here.sweep().await;
    let model = &swept.report.models()[0];
    assert_eq!((swept.gone.count, model.deleted, model.failed), (2, 1, 1), "{swept}");
    assert!(model.failures[0].error.contains(&format!("bound on backend {other}")), "{swept}");
    assert!(here.binding(0).await.is_none() && here.binding(1).await.is_some());
    assert_eq!(here.counts().await, (29, 30));
    // There is nothing to be deleted on the remote.
    assert!(here.store.deleted::<ShopCategory>(here.shop.id()).await.unwrap().is_empty());
}

/// Pages that go in a circle.
struct Circle;
impl Adapter<ShopCategory> for Circle {
    type Remote = RemoteCategory;
    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
        Ok(RemotePage::of_ids(Vec::new()))
    }
    async fn ids(&self, (): &(), page: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
        Ok(RemotePage::of_ids(vec![name(1)]).next(Some((page.number() % 3 + 1).to_string())))
    }
    async fn read_many(&self, (): &(), ids: &[String]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        Ok(ids.iter().map(|_| None).collect())
    }
}

async fn a_list_that_lies_does_not_delete(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..10).await;
    // Pages repeat, come in any order, are empty in between, and lack some.
    here.remote.lists(&[&[3, 4, 3], &[], &[4, 5, 9], &[7, 0, 8, 1]]);
    let swept = here.sweep().await;
    assert_eq!((swept.unlisted.count, swept.gone.count, swept.listed), (2, 0, 10), "{swept}");
    assert_eq!(here.counts().await, (10, 10));
    // One that is gone among those that are not listed.
    here.remote.script().there.remove(&name(2));
    let swept = here.sweep().await;
    assert_eq!((swept.unlisted.count, swept.gone.first), (2, vec![name(2)]));
    assert_eq!(here.counts().await, (9, 9));
    // Pages that go in a circle.
    let circle = Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(Circle).on_gone(OnGone::Delete)).build().unwrap();
    let error = circle.work_on(&here.store, &here.shop).sweep::<ShopCategory>().await.unwrap_err();
    assert!(error.to_string().contains("read before comes next"), "{error}");
    assert_eq!(here.counts().await, (9, 9));
}

async fn too_much_is_refused(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..50).await;
    here.remote.has(6..50);
    let error = here.try_sweep().await.unwrap_err();
    let Cause::TooManyGone(refused) = &error.cause else { panic!("{error}") };
    assert_eq!((refused.bound, refused.listed, refused.unlisted, refused.percent), (50, 44, 6, 10));
    assert!(error.to_string().contains("6 of 50 bindings") && error.to_string().contains("`.threshold(…)`"), "{error}");
    assert!(here.remote.script().reads.is_empty());
    // A handful is never too much; and what is said to be right is done.
    here.remote.has(5..50);
    here.sweep().await;
    assert_eq!(here.counts().await, (45, 45));
    here.remote.has(25..50);
    let work = here.registry.work_on(&here.store, &here.shop);
    work.sweep::<ShopCategory>().threshold(50).await.unwrap();
    assert_eq!(here.counts().await, (25, 25));
    // An empty list is never right.
    here.remote.has([]);
    for binding_left in [25, 1] {
        let error = work.sweep::<ShopCategory>().threshold(100).await.unwrap_err();
        assert!(matches!(&error.cause, Cause::TooManyGone(refused) if refused.listed == 0), "{error}");
        assert!(error.to_string().contains(&format!("lists nothing, and {binding_left} are bound")), "{error}");
        if binding_left == 25 {
            for number in 25..49 {
                let record = here.binding(number).await.unwrap().record_id.clone();
                here.store.delete::<Category>(&record).await.unwrap();
            }
        }
    }
    assert_eq!(here.counts().await, (1, 1));
}

async fn a_dry_run_writes_nothing(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..30).await;
    here.remote.has(2..33);
    let work = here.registry.work_on(&here.store, &here.shop);
    let swept = work.sweep::<ShopCategory>().import_missing().dry_run().await.unwrap();
    assert_eq!((swept.gone.count, swept.missing.count, swept.refused.clone()), (2, 3, None), "{swept}");
    assert!(swept.to_string().contains("gone (to be deleted): 2: c0, c1"), "{swept}");
    here.remote.has(20..30);
    let swept = work.sweep::<ShopCategory>().dry_run().await.unwrap();
    assert_eq!(swept.refused.as_ref().map(|refused| refused.unlisted), Some(20), "{swept}");
    assert!(swept.to_string().contains("to be refused: 20 of 30"), "{swept}");
    assert_eq!(here.counts().await, (30, 30));
    assert!(here.reviews(ReviewFilter::all()).await.is_empty());
}

async fn what_is_missing_is_imported(house: &House) {
    let here = Here::new(house, OnGone::Keep, 0..30).await;
    here.remote.has(0..50);
    let work = here.registry.work_on(&here.store, &here.shop);
    let mut listed = Vec::new();
    let sweep = work.sweep::<ShopCategory>().import_missing().page_size(7).progress(|event| {
        if let Progress::Listed { listed: count, total, .. } = event {
            listed.push((*count, *total));
        }
    });
    let swept = sweep.await.unwrap();
    assert_eq!((swept.missing.count, swept.report.models()[0].created, swept.unlisted.count), (20, 20, 0), "{swept}");
    assert_eq!((listed.len(), listed[7]), (8, (50, Some(50))));
    assert_eq!(here.counts().await, (50, 50));
    assert_eq!(here.sweep().await.missing.count, 0);
}

async fn what_cannot_be_read_is_not_gone(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..30).await;
    here.remote.has(3..30);
    here.remote.script().broken.insert(name(1));
    let swept = here.sweep().await;
    let model = &swept.report.models()[0];
    assert_eq!((swept.gone.count, model.deleted, model.failed), (2, 2, 1), "{swept}");
    assert!(here.binding(1).await.is_some());
}

async fn what_changes_meanwhile_is_left_alone(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..30).await;
    here.remote.has(1..30);
    here.remote.script().meanwhile = Some((here.store.clone(), here.shop.id()));
    let swept = here.sweep().await;
    assert_eq!(swept.report.models()[0].skipped_in_all(), 1, "{swept}");
    assert_eq!(here.counts().await, (30, 30));
}

async fn a_paused_backend_is_not_swept(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..30).await;
    here.store.pause(here.shop.id()).await.unwrap();
    here.remote.has(1..30);
    let error = here.try_sweep().await.unwrap_err();
    assert!(matches!(error.cause, Cause::Store(Error::Paused { .. })), "{error}");
    assert_eq!(here.counts().await, (30, 30));
}

/// Of the killed sweep's shop the odd ones are gone.
fn odd_ones_are_gone(count: u32) -> Remote {
    let remote = Remote::default();
    remote.has((0..count).filter(|number| number % 2 == 0));
    remote
}

async fn a_sweep_is_a_job(house: &House) {
    let here = Here::new(house, OnGone::Delete, 0..20).await;
    let registry = Arc::new(registry(&here.remote, OnGone::Delete));
    let jobs = Arc::new(JobRegistry::builder().backend(registry).build().unwrap());
    let perform = || Worker::new(&here.store, Arc::clone(&jobs)).run_until_idle();
    let work = here.registry.work_on(&here.store, &here.shop);

    // Six of twenty are too many; trying again would not help.
    here.remote.has(6..22);
    let refused = work.later::<SweepBindings<ShopCategory>>(()).await.unwrap();
    assert_eq!(work.later::<SweepBindings<ShopCategory>>(()).await.unwrap(), Enqueued::Already(refused.id()));
    let summary = perform().await.unwrap();
    assert_eq!((summary.done, summary.failed), (0, 1), "{summary}");
    let kept = here.store.jobs().get(refused.id()).await.unwrap().unwrap();
    assert!(kept.error.as_deref().unwrap().contains("6 of 20 bindings"), "{kept:?}");
    assert_eq!(here.counts().await, (20, 20));

    let sweep = SweepBindings::<ShopCategory>::new(here.shop.id()).threshold(50).import_missing().later().on(&here.store).await.unwrap();
    assert_eq!(perform().await.unwrap().done, 1);
    let kept = here.store.jobs().get(sweep.id()).await.unwrap().unwrap();
    let said = kept.message.as_deref().unwrap();
    assert!(said.contains("gone (deleted): 6: c0, c1") && said.contains("not bound here: 2: c20, c21"), "{said}");
    assert_eq!(here.counts().await, (16, 16));
    let payload = format!(r#"{{"backend":{},"import_missing":true,"threshold":50}}"#, here.shop.id());
    assert_eq!((kept.name.as_str(), kept.payload), ("sweep_bindings(shop.category)", payload));
}

async fn a_killed_sweep_leaves_nothing_half_done(house: &House) {
    const COUNT: u32 = 120;
    if let Some(url) = child::role() {
        let store = Store::connect(&url).await.unwrap();
        let shop = store.by_name::<Shop>("main").await.unwrap();
        let registry = registry(&odd_ones_are_gone(COUNT), OnGone::Archive);
        let work = registry.work_on(&store, &shop);
        let sweep = work.sweep::<ShopCategory>().threshold(60).page_size(5).progress(|event| {
            if let Progress::Record { .. } | Progress::Page { .. } = event {
                std::io::stderr().write_all(b"swept\n").unwrap();
                // Not before its parent lets it go on, or kills it.
                std::io::stdin().lock().read_line(&mut String::new()).unwrap();
            }
        });
        sweep.await.unwrap();
        return;
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap();
    bind(&store, shop.id(), 0..COUNT).await;
    for moment in [1, 8, 20] {
        let mut sweeping = child::command(house.test, &url).spawn().unwrap();
        let mut said = BufReader::new(sweeping.stderr.take().unwrap()).lines();
        let mut go_on = sweeping.stdin.take().unwrap();
        for _ in 0..moment {
            assert_eq!(said.next().unwrap().unwrap(), "swept");
            go_on.write_all(b"go\n").unwrap();
        }
        sweeping.kill().unwrap();
        sweeping.wait().unwrap();
        // What is archived is known, and what is known is archived.
        let reviews = store.reviews(&ReviewFilter::all().of::<ShopCategory>(shop.id()), None, 1_000).await.unwrap();
        let archived = store.all::<Category>().await.unwrap().into_iter().filter(|category| !category.active).count();
        assert_eq!(reviews.len(), archived);
        assert!(archived > 0 && archived % 5 == 0 && reviews.iter().all(|review| review.settled.is_some()), "{archived}");
    }
    let here = Here { registry: registry(&odd_ones_are_gone(COUNT), OnGone::Archive), store, shop, remote: Remote::default() };
    let work = here.registry.work_on(&here.store, &here.shop);
    let swept = work.sweep::<ShopCategory>().threshold(60).await.unwrap();
    assert!(swept.known > 0 && swept.known + swept.gone.count == u64::from(COUNT / 2), "{swept}");
    for number in 0..COUNT {
        assert_eq!(here.active(number).await, number % 2 == 0, "{number}");
    }
    assert_eq!(here.reviews(ReviewFilter::all()).await.len(), COUNT as usize / 2);
}

/// The most memory that this process has had, in megabytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
}

/// Lists the numbers from the first to the second, a page at a time.
struct Long(u32, u32);
impl Adapter<ShopCategory> for Long {
    type Remote = RemoteCategory;
    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
        Ok(RemotePage::of_ids(Vec::new()))
    }
    async fn ids(&self, (): &(), page: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
        let first = self.0 + u32::try_from((page.number() - 1) * page.size as u64).unwrap();
        let last = self.1.min(first + u32::try_from(page.size).unwrap());
        Ok(RemotePage::of_ids((first..last).map(name).collect()).next((last < self.1).then(|| (page.number() + 1).to_string())))
    }
    async fn read_many(&self, (): &(), ids: &[String]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        Ok(ids.iter().map(|_| None).collect())
    }
}

async fn many_bindings_are_swept_in_little_memory(house: &House) {
    let count: u32 = std::env::var("CONNECTOR_SWEEP_BINDINGS").map_or(3_000, |count| count.parse().unwrap());
    let here = Here::new(house, OnGone::Unbind, 0..count).await;
    let gone = count / 100;
    here.remote.script().there = BTreeSet::new();
    // Listed a page at a time, and never held as a whole by the sweep.
    let long = |binding: connector_sync::BindingBuilder<ShopCategory>| binding.adapter(Long(gone, count)).on_gone(OnGone::Unbind);
    let registry = Registry::builder().binding::<ShopCategory>(long).build().unwrap();
    let (before, begun) = (peak(), std::time::Instant::now());
    let work = registry.work_on(&here.store, &here.shop);
    let swept = work.sweep::<ShopCategory>().page_size(1_000).await.unwrap();
    println!("{count} bindings swept in {:.1} s; peak {before:?} MB before, {:?} MB after", begun.elapsed().as_secs_f64(), peak());
    assert_eq!((swept.bound, swept.gone.count), (u64::from(count), u64::from(gone)), "{swept}");
}

#[test]
fn what_cannot_be_done_is_refused_when_the_registry_is_built() {
    struct Nothing;
    macro_rules! nothing {
        ($($binding:ident $remote:ident $id:ty;)*) => {$(
            struct $remote;
            impl ImportMapper for $remote {
                type Binding = $binding;
                fn external_id(&self) -> Result<$id, MappingError> {
                    Ok(0)
                }
                fn map(&self, _: &MapContext<'_, $binding>) -> Result<Mapped<$binding>, MappingError> {
                    Err(MappingError::new("never"))
                }
            }
            impl Adapter<$binding> for Nothing {
                type Remote = $remote;
                async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<$id, $remote>, RemoteError> {
                    Ok(RemotePage::of_ids(Vec::new()))
                }
                async fn read_many(&self, (): &(), ids: &[$id]) -> Result<Vec<Option<$remote>>, RemoteError> {
                    Ok(ids.iter().map(|_| None).collect())
                }
            }
        )*};
    }
    nothing! { ShopProduct RemoteProduct u32; Website RemoteWebsite i64; }
    let build = |product, website| {
        Registry::<Shop>::builder()
            .binding::<ShopProduct>(|binding| binding.adapter(Nothing).on_gone(product))
            .binding::<Website>(|binding| binding.adapter(Nothing).on_gone(website))
            .build()
    };
    let error = build(OnGone::Archive, OnGone::Archive).unwrap_err();
    assert_eq!(error.faults.len(), 2, "{error}");
    assert!(error.faults[0].contains("product cannot be: give it a field `active: bool`"), "{error}");
    assert!(error.faults[1].contains("has no record"), "{error}");
    let error = build(OnGone::Unbind, OnGone::Unbind).unwrap_err();
    assert!(error.faults.len() == 1 && error.faults[0].contains("make that an `Option`"), "{error}");
    assert!(build(OnGone::Delete, OnGone::Delete).is_ok());
}

#[tokio::test]
async fn an_adapter_without_ids_says_so() {
    struct Blind;
    impl Adapter<ShopCategory> for Blind {
        type Remote = RemoteCategory;
        async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
            Ok(RemotePage::of_ids(Vec::new()))
        }
        async fn read_many(&self, (): &(), ids: &[String]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
            Ok(ids.iter().map(|_| None).collect())
        }
    }
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap();
    let registry = Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(Blind)).build().unwrap();
    let error = registry.work_on(&store, &shop).sweep::<ShopCategory>().await.unwrap_err();
    assert!(error.to_string().contains("does not list IDs: write its method `ids`"), "{error}");
}
