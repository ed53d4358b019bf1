//! A change travels from one shop to the others, and no echo of it comes back.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{
    Backend, BackendId, BindingId, ChangedBody, Changes, ExportMapper, ExternalBinding, ImportMapper, Record, RecordId, schema,
};
use connector_store::jobs::{JobFilter, JobState};
use connector_store::{BoxFuture, Error, Event, EventKind, Listener, Listeners, Origin, Records, Store, Stored, Tx};
use connector_sync::jobs::testing::{JobTrap, trap_jobs};
use connector_sync::jobs::{Done, ExportRecord, Job, JobContext, JobError, JobRegistry};
use connector_sync::{
    Adapter, Connect, ExportAdapter, IdempotencyKey, Idempotent, ListenLater, Opened, Page, Registry, RemoteError, RemotePage, Report,
    Window, Written,
};
use serde::{Deserialize, Serialize};

use crate::support::House;
use crate::support::log::Log;

crate::support::on_both! {
    an_import_is_passed_on_to_the_others_alone,
    the_applications_change_goes_to_all,
    jobs_of_exports_are_as_they_are_said,
    several_changes_are_one_job,
    bindings_are_exported_where_they_say_something,
    a_job_says_where_its_writes_come_from,
    jobs_are_made_in_the_transaction,
    what_a_listener_refuses_fails_its_record_alone,
    listeners_in_a_circle_fail_their_record_alone,
    records_of_the_application_are_passed_on,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "store.backend")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "article")]
struct Article {
    name: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "store.article")]
struct ShopArticle {
    record_id: RecordId<Article>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    external_updated_at: Option<DateTime<Utc>>,
    shelf: Option<String>,
}

/// A client in the application's own table.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "client", table = "clients", foreign)]
struct Client {
    name: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "store.client")]
struct ShopClient {
    record_id: RecordId<Client>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    external_updated_at: Option<DateTime<Utc>>,
}

/// What was noted of an article.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "note")]
struct Note {
    text: String,
}

schema! { static ALL = [Shop, Article, ShopArticle, Client, ShopClient, Note]; }

#[derive(Debug, Clone, ImportMapper)]
#[mapper(to = ShopArticle)]
struct RemoteArticle {
    #[map(external_id)]
    id: u32,
    #[map(to = record.name)]
    name: String,
    #[map(external_updated_at)]
    updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, ImportMapper)]
#[mapper(to = ShopClient)]
struct RemoteClient {
    #[map(external_id)]
    id: u32,
    #[map(to = record.name)]
    name: String,
    #[map(external_updated_at)]
    updated_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopArticle)]
struct ArticleBody {
    #[map(from = record.name)]
    name: String,
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopClient)]
struct ClientBody {
    #[map(from = record.name)]
    name: String,
}

/// What one shop has: names and dates by number.
type Shelf = BTreeMap<u32, (String, DateTime<Utc>)>;

/// What all shops have, and how often they were told.
#[derive(Clone, Default)]
struct Remote(Arc<Mutex<Told>>);

/// The shelves by shop, and what was said.
type Told = (BTreeMap<String, Shelf>, Vec<String>);

impl Remote {
    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap()
    }

    /// Somebody changes a record there.
    fn set(&self, shop: &str, id: u32, name: &str) -> DateTime<Utc> {
        let mut all = self.lock();
        let now: usize = all.0.values().flatten().count() + all.1.len();
        let last = all.0.values().flatten().map(|(_, (_, date))| *date).max();
        let date = last.unwrap_or_default() + TimeDelta::seconds(1 + i64::try_from(now).unwrap());
        all.0.entry(shop.to_owned()).or_default().insert(id, (name.to_owned(), date));
        date
    }

    fn write(&self, shop: &str, id: u32, name: &str) -> Written<u32> {
        let date = self.set(shop, id, name);
        self.lock().1.push(format!("{shop} {id}: {name}"));
        Written::new(id).updated_at(Some(date))
    }

    fn told(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().1)
    }

    fn shelf(&self, shop: &str) -> Shelf {
        self.lock().0.get(shop).cloned().unwrap_or_default()
    }
}

impl Connect for Shop {
    type Client = String;

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<String, RemoteError> {
        Ok(self.name.clone())
    }
}

macro_rules! speaks {
    ($($binding:ty, $remote:ident, $body:ty;)*) => {$(
        impl Adapter<$binding> for Remote {
            type Remote = $remote;

            async fn changed(&self, shop: &String, window: &Window, _: &Page) -> Result<RemotePage<u32, $remote>, RemoteError> {
                let changed = self.shelf(shop).into_iter().filter(|(_, (_, date))| window.since.is_none_or(|since| *date >= since));
                Ok(RemotePage::of_records(changed.map(|(id, (name, updated_at))| $remote { id, name, updated_at }).collect()))
            }

            async fn read_many(&self, shop: &String, ids: &[u32]) -> Result<Vec<Option<$remote>>, RemoteError> {
                let shelf = self.shelf(shop);
                let read = |id: &u32| shelf.get(id).map(|(name, updated_at)| $remote { id: *id, name: name.clone(), updated_at: *updated_at });
                Ok(ids.iter().map(read).collect())
            }
        }

        impl ExportAdapter<$binding> for Remote {
            type Body = $body;
            type Create = Idempotent;

            async fn create(&self, shop: &String, body: &$body, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
                let id = 100 + u32::try_from(self.shelf(shop).len()).unwrap();
                Ok(self.write(shop, id, &body.name))
            }

            async fn update(&self, shop: &String, id: &u32, changed: &ChangedBody<$body>) -> Result<Written<u32>, RemoteError> {
                let changed = serde_json::to_value(changed).unwrap();
                Ok(self.write(shop, *id, changed["name"].as_str().unwrap()))
            }

            async fn delete(&self, _: &String, _: &u32) -> Result<(), RemoteError> {
                Ok(())
            }
        }
    )*};
}

speaks! {
    ShopArticle, RemoteArticle, ArticleBody;
    ShopClient, RemoteClient, ClientBody;
}

/// Clients by the application's own statements.
struct Clients;

impl Records<Client> for Clients {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Client>]) -> BoxFuture<'t, Result<Vec<Option<Client>>, Error>> {
        connector_store::Managed.find(tx, ids)
    }

    fn create<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        records: &'t [Client],
    ) -> BoxFuture<'t, Result<Vec<Result<RecordId<Client>, Error>>, Error>> {
        Box::pin(async move {
            let mut created = Vec::new();
            for client in records {
                let id = 1 + crate::support::query_number(tx, "SELECT count(*) FROM clients").await?;
                crate::support::run_script(tx, &format!("INSERT INTO clients (id, name) VALUES ({id}, '{}')", client.name)).await?;
                created.push(Ok(RecordId::new(id)));
            }
            Ok(created)
        })
    }

    fn update<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        id: &'t RecordId<Client>,
        changes: &'t Changes<Client>,
    ) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move {
            let name = changes.get("name").map(ToString::to_string).unwrap_or_default();
            crate::support::run_script(
                tx,
                &format!("UPDATE clients SET name = '{}' WHERE id = {}", name.trim_matches('"'), id.get().unwrap()),
            )
            .await
        })
    }
}

/// Shops A and B, which share their articles, and a store whose listeners pass changes on.
struct World {
    store: Store,
    remote: Remote,
    registry: Arc<Registry<Shop>>,
    shops: [Stored<Shop>; 2],
    trap: JobTrap,
}

impl World {
    async fn new(house: &House) -> Self {
        Self::with(house, Listeners::builder().export_changes::<ShopArticle>().export_changes::<ShopClient>()).await
    }

    async fn with(house: &House, listeners: connector_store::ListenersBuilder) -> Self {
        let store = house.empty().await;
        crate::support::script(&store, "CREATE TABLE clients (id BIGINT PRIMARY KEY, name TEXT NOT NULL)").await;
        store.migrate(&ALL).await.unwrap();
        let store = store.with_listeners(&listeners.build().unwrap());
        let shops = [store.put(Shop { name: "a".into() }).await.unwrap(), store.put(Shop { name: "b".into() }).await.unwrap()];
        let remote = Remote::default();
        let registry = Registry::builder()
            .binding::<ShopArticle>(|binding| binding.adapter(remote.clone()).export(remote.clone()))
            .binding::<ShopClient>(|binding| binding.adapter(remote.clone()).export(remote.clone()).records(Clients))
            .build()
            .unwrap();
        let trap = trap_jobs(&store).await.unwrap();
        Self { store, remote, registry: Arc::new(registry), shops, trap }
    }

    /// An article that both shops have.
    async fn shared(&self) -> (RecordId<Article>, [BindingId<ShopArticle>; 2]) {
        self.remote.set("a", 1, "Chair");
        self.import(0).await;
        let record = self.store.all::<Article>().await.unwrap()[0].id();
        let first = self.store.bindings_of::<ShopArticle>(std::slice::from_ref(&record)).await.unwrap()[0].id();
        // The application wants it on B, too.
        let second = self.store.put(self.article_on(1, &record)).await.unwrap().id();
        assert_eq!(self.waiting().await, [(self.shops[1].id(), second)]);
        self.perform().await;
        assert_eq!(self.remote.told(), ["b 100: Chair"]);
        assert_eq!(self.waiting().await, []);
        (record, [first, second])
    }

    fn article_on(&self, shop: usize, record: &RecordId<Article>) -> ShopArticle {
        ShopArticle {
            record_id: record.clone(),
            backend_id: self.shops[shop].id(),
            external_id: None,
            sync_date: None,
            external_updated_at: None,
            shelf: None,
        }
    }

    async fn import(&self, shop: usize) -> Report {
        self.registry.work_on(&self.store, &self.shops[shop]).import_changed::<ShopArticle>().await.unwrap()
    }

    /// Which bindings are to be exported.
    async fn waiting(&self) -> Vec<(BackendId<Shop>, BindingId<ShopArticle>)> {
        let jobs = self.trap.waiting::<ExportRecord<ShopArticle>>().await.unwrap();
        jobs.into_iter().map(|job| (job.backend, job.binding)).collect()
    }

    async fn perform(&self) {
        let jobs = JobRegistry::builder()
            .backend(Arc::clone(&self.registry))
            .job::<ExportRecord<ShopArticle>>()
            .job::<ExportRecord<ShopClient>>()
            .job::<Annotate>()
            .build()
            .unwrap();
        let summary = self.trap.perform(jobs).await.unwrap();
        assert_eq!((summary.failed, summary.retried), (0, 0), "{summary}");
    }
}

fn name(name: &str) -> Changes<Article> {
    Changes::new().set("name", name).unwrap()
}

async fn an_import_is_passed_on_to_the_others_alone(house: &House) {
    let world = World::new(house).await;
    let (record, [_, second]) = world.shared().await;

    world.remote.set("a", 1, "Stool");
    world.import(0).await;
    assert_eq!(world.waiting().await, [(world.shops[1].id(), second)], "B is told, and A is not");
    world.perform().await;
    assert_eq!(world.remote.told(), ["b 100: Stool"]);
    assert_eq!(world.waiting().await, [], "what the export writes down is no change");

    // The echo of it comes back from B: nothing is different.
    let report = world.import(1).await;
    assert_eq!(report.of::<ShopArticle>().unwrap().unchanged, 1, "{report}");
    assert_eq!(world.waiting().await, []);

    // And the other way round.
    world.remote.set("b", 100, "Bench");
    world.import(1).await;
    world.perform().await;
    assert_eq!(world.remote.told(), ["a 1: Bench"]);
    world.import(0).await;
    assert_eq!(world.waiting().await, []);
    assert_eq!(world.store.get::<Article>(&record).await.unwrap().unwrap().name, "Bench");
}

async fn the_applications_change_goes_to_all(house: &House) {
    let world = World::new(house).await;
    let (record, [first, second]) = world.shared().await;
    let (a, b) = (world.shops[0].id(), world.shops[1].id());
    world.store.update(&record, &name("Stool")).await.unwrap();
    assert_eq!(world.waiting().await, [(a, first), (b, second)]);
    world.perform().await;
    assert_eq!(world.remote.told(), ["a 1: Stool", "b 100: Stool"]);

    // What claims to come from A is not sent to A; what changes nothing, to nobody.
    let from_a = world.store.with_origin(Origin::import(a));
    from_a.update(&record, &name("Bench")).await.unwrap();
    assert_eq!(world.waiting().await, [(b, second)]);
    world.perform().await;
    world.store.update(&record, &name("Bench")).await.unwrap();
    assert_eq!(world.waiting().await, []);
}

async fn jobs_of_exports_are_as_they_are_said(house: &House) {
    let listeners = Listeners::builder().export_changes_with::<ShopArticle>(|job| {
        let channel = format!("shop {}", job.job().backend);
        job.channel(channel).priority(3)
    });
    let world = World::with(house, listeners).await;
    let (record, _) = world.shared().await;
    // By the record, and by a binding.
    world.store.update(&record, &name("Stool")).await.unwrap();
    let record = world.store.put(Article { name: "Bench".into() }).await.unwrap().id();
    world.store.put(world.article_on(1, &record)).await.unwrap();
    let waiting = world.store.jobs().list(&JobFilter::new().state(JobState::Waiting)).await.unwrap();
    let mut said: Vec<_> = waiting.iter().map(|job| (job.channel.clone(), job.priority)).collect();
    said.sort();
    let [a, b] = [0, 1].map(|shop| (format!("shop {}", world.shops[shop].id()), 3));
    assert_eq!(said, [a, b.clone(), b]);
    world.perform().await;
    assert_eq!(world.waiting().await, []);
}

async fn several_changes_are_one_job(house: &House) {
    let world = World::new(house).await;
    let (record, _) = world.shared().await;
    for new in ["1", "2", "3"] {
        world.store.update(&record, &name(new)).await.unwrap();
    }
    assert_eq!(world.waiting().await.len(), 2);
    world.perform().await;
    assert_eq!(world.remote.told(), ["a 1: 3", "b 100: 3"]);

    // Many at once, of which one has no binding; and none of what is rolled back.
    let lonely = world.store.put(Article { name: "lonely".into() }).await.unwrap().id();
    let changes = [(record.clone(), name("4")), (lonely, name("5"))];
    let rolled_back = world
        .store
        .transaction(|tx| {
            let changes = &changes;
            Box::pin(async move {
                tx.update_many(changes).await?;
                Err::<(), _>(Error::application("no"))
            })
        })
        .await;
    assert!(rolled_back.is_err());
    assert_eq!(world.waiting().await, []);
    world.store.update_many(&changes).await.unwrap();
    assert_eq!(world.waiting().await.len(), 2);
}

async fn bindings_are_exported_where_they_say_something(house: &House) {
    let world = World::new(house).await;
    let (_, [first, second]) = world.shared().await;
    let date = Changes::<ShopArticle>::new().set("sync_date", &Some(Utc::now())).unwrap();
    world.store.update(&first, &date).await.unwrap();
    world.store.binder::<ShopArticle>(world.shops[1].id()).unbind(second).await.unwrap();
    assert_eq!(world.waiting().await, []);
    world.store.update(&first, &Changes::<ShopArticle>::new().set("shelf", "A 7").unwrap()).await.unwrap();
    assert_eq!(world.waiting().await, [(world.shops[0].id(), first)]);
    // What is gone is not exported by these.
    world.store.delete::<ShopArticle>(&second).await.unwrap();
    assert_eq!(world.waiting().await.len(), 1);
}

/// A job of the application's own.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Annotate {
    text: String,
}

impl Job for Annotate {
    const NAME: &'static str = "annotate";

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        context.store().put(Note { text: self.text.clone() }).await?;
        Ok(().into())
    }
}

async fn a_job_says_where_its_writes_come_from(house: &House) {
    let log = Log::default();
    let world = World::with(house, Listeners::builder().on::<Note>("log", log.clone())).await;
    let job = Annotate { text: "told".into() }.later().on(&world.store).await.unwrap();
    world.perform().await;
    assert_eq!(log.take(), [format!("note 1 created, job {}", job.id())]);
}

async fn jobs_are_made_in_the_transaction(house: &House) {
    let listeners = Listeners::builder().later::<Article, Annotate>(|event| match &event.kind {
        EventKind::Removed(row) if row.name != "x" => Some(Annotate { text: format!("{} is gone", row.name) }.later().identity("gone")),
        _ => None,
    });
    let world = World::with(house, listeners).await;
    let mut ids = Vec::new();
    for name in ["Chair", "x", "Table"] {
        ids.push(world.store.put(Article { name: name.into() }).await.unwrap().id());
    }
    world.store.delete_many::<Article>(&ids).await.unwrap();
    assert_eq!(world.trap.waiting::<Annotate>().await.unwrap(), [Annotate { text: "Chair is gone".into() }]);
}

/// Does not want to hear of "bad"; what it is told in a circle it says again.
struct Choosy {
    circle: bool,
}

impl Listener<Article> for Choosy {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<Article>) -> Result<(), Error> {
        let article = tx.get::<Article>(&event.id).await?;
        match article.map(|article| article.name.clone()) {
            Some(name) if name == "bad" && self.circle => tx.put(Article { name }).await.map(drop),
            Some(name) if name == "bad" => Err(Error::application("it is bad")),
            _ => tx.put(Note { text: event.origin.to_string() }).await.map(drop),
        }
    }
}

async fn imported(house: &House, circle: bool) -> (World, Report) {
    let world = World::with(house, Listeners::builder().on::<Article>("choosy", Choosy { circle })).await;
    for (id, name) in [(1, "Chair"), (2, "bad"), (3, "Table")] {
        world.remote.set("a", id, name);
    }
    let report = world.import(0).await;
    (world, report)
}

async fn what_a_listener_refuses_fails_its_record_alone(house: &House) {
    let (world, report) = imported(house, false).await;
    let model = report.of::<ShopArticle>().unwrap();
    assert_eq!((model.created, model.failed), (2, 1), "{report}");
    let [failure] = &model.failures[..] else { panic!("{report}") };
    assert_eq!(failure.reference, "2");
    assert!(failure.error.contains("the listener \"choosy\" did not let article"), "{}", failure.error);
    let notes: Vec<String> = world.store.all::<Note>().await.unwrap().iter().map(|note| note.text.clone()).collect();
    assert_eq!(notes, ["import from store.backend 1", "import from store.backend 1"]);

    // Mended there, and refused again by an update.
    world.remote.set("a", 2, "Stool");
    world.import(0).await;
    assert_eq!(world.store.count::<Article>().await.unwrap(), 3);
    world.remote.set("a", 1, "bad");
    world.remote.set("a", 3, "Desk");
    let report = world.import(0).await;
    let model = report.of::<ShopArticle>().unwrap();
    assert_eq!((model.updated, model.failed), (1, 1), "{report}");
    let mut names: Vec<String> = world.store.all::<Article>().await.unwrap().iter().map(|article| article.name.clone()).collect();
    names.sort();
    assert_eq!(names, ["Chair", "Desk", "Stool"]);
}

async fn listeners_in_a_circle_fail_their_record_alone(house: &House) {
    let (world, report) = imported(house, true).await;
    let model = report.of::<ShopArticle>().unwrap();
    assert_eq!((model.created, model.failed), (2, 1), "{report}");
    assert!(model.failures[0].error.contains("circle"), "{}", model.failures[0].error);
    assert_eq!(world.store.count::<Article>().await.unwrap(), 2);
}

async fn records_of_the_application_are_passed_on(house: &House) {
    let world = World::new(house).await;
    world.remote.set("a", 1, "Ada");
    let work = world.registry.work_on(&world.store, &world.shops[0]);
    work.import_changed::<ShopClient>().await.unwrap();
    let record = RecordId::<Client>::new(1);
    let on_b = ShopClient {
        record_id: record.clone(),
        backend_id: world.shops[1].id(),
        external_id: None,
        sync_date: None,
        external_updated_at: None,
    };
    world.store.put(on_b).await.unwrap();
    world.perform().await;
    assert_eq!(world.remote.told(), ["b 100: Ada"]);

    // By an import, through the port; and by the application, which says so.
    world.remote.set("a", 1, "Grace");
    work.import_changed::<ShopClient>().await.unwrap();
    world.perform().await;
    assert_eq!(world.remote.told(), ["b 100: Grace"]);
    world
        .store
        .transaction(|tx| {
            let record = &record;
            Box::pin(async move {
                crate::support::run_script(tx, "UPDATE clients SET name = 'Alan' WHERE id = 1").await?;
                tx.changed(record, &Changes::<Client>::new().set("name", "Alan")?, Origin::Application).await
            })
        })
        .await
        .unwrap();
    world.perform().await;
    assert_eq!(world.remote.told(), ["a 1: Alan", "b 100: Alan"]);
}
