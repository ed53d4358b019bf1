//! What an operator sees of a piece of work: which spans, with which fields, and never a secret.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod fixtures;
mod over_http;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use connector_core::{Changes, Secret};
use connector_sync::jobs::{ImportRecord, Job, JobRegistry, Worker};
use connector_sync::{Registry, RemoteError, RemoteErrorKind};
use fixtures::{Call, House, category, product};
use over_http::{Product, Products, RemoteShop, Shop, ShopProduct, TOKEN, house, unbound};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

type Fields = BTreeMap<String, String>;

/// A span or an event: its name, its fields, and the name of the span around it.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    name: String,
    within: Option<String>,
    fields: Fields,
}

#[derive(Default)]
struct Seer {
    spans: Mutex<Vec<Seen>>,
    events: Mutex<Vec<Seen>>,
    text: Mutex<Vec<u8>>,
}

struct Read<'f>(&'f mut Fields);

impl Visit for Read<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

struct Seeing(Arc<Seer>);

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Seeing {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Read(&mut fields));
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        record.record(&mut Read(span.extensions_mut().get_mut::<Fields>().unwrap()));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        let fields = span.extensions().get::<Fields>().unwrap().clone();
        let within = span.parent().map(|parent| parent.name().to_owned());
        self.0.spans.lock().unwrap().push(Seen { name: span.name().to_owned(), within, fields });
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Read(&mut fields));
        let within = context.event_span(event).map(|span| span.name().to_owned());
        self.0.events.lock().unwrap().push(Seen { name: fields.get("message").cloned().unwrap_or_default(), within, fields });
    }
}

struct Text(Arc<Seer>);

impl Write for Text {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.text.lock().unwrap().extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Everything that is traced from now on, down to TRACE.
async fn see() -> (tokio::sync::MutexGuard<'static, ()>, Arc<Seer>) {
    static SEER: OnceLock<Arc<Seer>> = OnceLock::new();
    let alone = ONE_AT_A_TIME.lock().await;
    let seer = SEER.get_or_init(|| {
        let seer = Arc::new(Seer::default());
        let writer = Arc::clone(&seer);
        let text = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || Text(Arc::clone(&writer)));
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Seeing(Arc::clone(&seer))).with(text)).unwrap();
        seer
    });
    for seen in [&seer.spans, &seer.events] {
        seen.lock().unwrap().clear();
    }
    seer.text.lock().unwrap().clear();
    (alone, Arc::clone(seer))
}

impl Seer {
    /// The spans of this name that have ended: the span around each (or nothing), and its fields as `name=value`.
    fn spans(&self, name: &str) -> Vec<(String, Vec<String>)> {
        let shown = |seen: &Seen| {
            (seen.within.clone().unwrap_or_default(), seen.fields.iter().map(|(name, value)| format!("{name}={value}")).collect())
        };
        self.spans.lock().unwrap().iter().filter(|seen| seen.name == name).map(shown).collect()
    }

    fn text(&self) -> String {
        String::from_utf8(self.text.lock().unwrap().clone()).unwrap()
    }
}

fn registry() -> Registry<Shop> {
    Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products).export(Products)).build().unwrap()
}

/// The fields that all spans of a piece of work have, and some more.
fn fields(more: &[&str]) -> Vec<String> {
    let mut fields: Vec<String> = ["backend.model=shop.backend", "backend.name=main", "model=shop.product"]
        .iter()
        .chain(more)
        .map(|field| (*field).to_owned())
        .collect();
    fields.sort();
    fields
}

fn within(span: &str) -> String {
    span.to_owned()
}

#[tokio::test]
async fn an_import_is_a_span_with_its_pages_in_it() {
    let (_alone, seen) = see().await;
    let (remote, url) = RemoteShop::open(&["Chair", "Table", "Lamp"]).await;
    remote.0.lock().unwrap()[1]["price"] = "a lot".into();
    let (store, shop) = house(&url).await;
    let registry = registry();
    let work = registry.work_on(&store, &shop).with_secret("token", Secret::from(TOKEN));
    work.import_changed::<ShopProduct>().page_size(2).await.unwrap();
    assert_eq!(seen.spans("import"), [(within(""), fields(&[]))]);
    assert_eq!(seen.spans("import.page"), [(within("import"), fields(&["page=1"])), (within("import"), fields(&["page=2"]))]);
    let events = seen.events.lock().unwrap().clone();
    let failed: Vec<&Seen> = events.iter().filter(|event| event.name == "a record failed").collect();
    assert_eq!((failed.len(), failed[0].within.as_deref(), failed[0].fields["external_id"].as_str()), (1, Some("import.page"), "2"));
    let asked: Vec<&Seen> = events.iter().filter(|event| event.name == "asked the remote").collect();
    assert_eq!((asked.len(), asked[0].within.as_deref(), asked[0].fields["path"].as_str()), (2, Some("import.page"), "/products"));

    seen.spans.lock().unwrap().clear();
    work.import::<ShopProduct>(&1).await.unwrap();
    assert_eq!(seen.spans("import.records"), [(within("import"), fields(&["records=1", "external_id=1"]))]);
}

/// Categories, each in the next one.
async fn chain(length: u32) -> House {
    let categories = (1..=length).map(|id| category(id, (id < length).then_some(id + 1))).collect();
    House::new(vec![fixtures::RemoteProduct { category: Some(1), ..product(1) }], categories).await
}

#[tokio::test]
async fn what_is_linked_has_its_span_in_that_of_what_needs_it() {
    let (_alone, seen) = see().await;
    let house = chain(3).await;
    house.categories.change(2, |category| category.broken = true);
    house.import::<fixtures::ShopProduct>().await;
    let spans = seen.spans.lock().unwrap().clone();
    let spans = spans.iter().filter(|span| span.name.starts_with("import")).map(|span| (&*span.name, span.within.as_deref()));
    // The innermost ends first.
    assert_eq!(
        spans.collect::<Vec<_>>(),
        [
            ("import.records", Some("import.records")),
            ("import.records", Some("import.records")),
            ("import.records", Some("import.page")),
            ("import.page", Some("import")),
            ("import", None),
        ]
    );
    let events = seen.events.lock().unwrap().clone();
    let failed: Vec<_> = events.iter().filter(|event| event.name == "a record failed").collect();
    let within: Vec<_> = failed.iter().map(|event| (&*event.fields["external_id"], event.within.as_deref())).collect();
    let records = Some("import.records");
    assert_eq!(within, [("3", records), ("2", records), ("1", records), ("p1", Some("import.page"))]);
}

#[test]
fn spans_inside_each_other_leave_the_stack_alone() {
    let run = || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let (_alone, seen) = see().await;
            let house = chain(600).await;
            house.categories.fault(|call| match call {
                Call::Read(ids) if ids.contains(&"599".into()) => {
                    Err(RemoteError::new(RemoteErrorKind::Unauthorized, "the key is not valid"))
                }
                _ => Ok(()),
            });
            // Where it stops in the middle, too.
            house.work().import_changed::<fixtures::ShopProduct>().await.unwrap_err();
            assert_eq!(seen.spans("import.records").len(), 599);
            house.categories.heal();
            house.import::<fixtures::ShopProduct>().await;
            assert_eq!(seen.spans("import.records").len(), 599 + 600);
        });
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(run).unwrap().join().unwrap();
}

#[tokio::test]
async fn an_export_is_a_span_with_its_records_in_it() {
    let (_alone, seen) = see().await;
    let (_, url) = RemoteShop::open(&[]).await;
    let (store, shop) = house(&url).await;
    let registry = registry();
    let work = registry.work_on(&store, &shop).with_secret("token", Secret::from(TOKEN));
    let binding = unbound(&store, &shop, "Chair").await;
    work.export_changed::<ShopProduct>().await.unwrap();
    let record = fields(&[&format!("binding={binding}"), "external_id=1"]);
    assert_eq!(seen.spans("export"), [(within(""), fields(&[]))]);
    assert_eq!(seen.spans("export.record"), [(within("export"), record.clone())]);

    seen.spans.lock().unwrap().clear();
    let kept = store.get::<ShopProduct>(&binding).await.unwrap().unwrap();
    store.update::<Product>(&kept.record_id, &Changes::new().set("price", &11_i64).unwrap()).await.unwrap();
    work.export::<ShopProduct>(binding).await.unwrap();
    assert_eq!(seen.spans("export.record"), [(within("export"), record)]);
    let asked = seen.events.lock().unwrap().iter().rfind(|event| event.name == "asked the remote").cloned().unwrap();
    assert_eq!((asked.within.as_deref(), asked.fields["path"].as_str()), (Some("export.record"), "/products/1"));

    store.delete::<ShopProduct>(&binding).await.unwrap();
    work.export_deleted::<ShopProduct>().await.unwrap();
    assert_eq!(seen.spans("export.deleted"), [(within("export"), fields(&["external_id=1"]))]);
}

#[tokio::test]
async fn what_a_job_does_is_in_its_span() {
    let (_alone, seen) = see().await;
    let (_, url) = RemoteShop::open(&["Chair"]).await;
    let (store, shop) = house(&url).await;
    ImportRecord::<ShopProduct> { backend: shop.id(), id: 1 }.later().on(&store).await.unwrap();
    let jobs = JobRegistry::builder().backend(Arc::new(registry())).build().unwrap();
    // Without its token it fails, and says so.
    Worker::new(&store, jobs).run_until_idle().await.unwrap();
    let spans = seen.spans("job");
    assert_eq!(spans.len(), 1);
    for field in ["backend.model=shop.backend".to_owned(), format!("backend.id={}", shop.id()), "external_id=1".to_owned()] {
        assert!(spans[0].1.contains(&field), "{spans:?}");
    }
    assert_eq!(seen.spans("import"), [(within("job"), fields(&[]))]);
}

#[tokio::test]
async fn no_secret_is_traced_even_at_trace() {
    let (_alone, seen) = see().await;
    let (remote, url) = RemoteShop::open(&["Chair", "Table"]).await;
    let (store, shop) = house(&url).await;
    let registry = registry();
    let work = registry.work_on(&store, &shop).with_secret("token", Secret::from(TOKEN));
    work.import_changed::<ShopProduct>().await.unwrap();
    unbound(&store, &shop, "Lamp").await;
    work.export_new::<ShopProduct>().await.unwrap();
    // What the remote quotes, too.
    remote.0.lock().unwrap()[0]["price"] = format!("token={TOKEN}").into();
    work.import_changed::<ShopProduct>().everything().await.unwrap();
    let text = seen.text();
    assert!(text.contains("TRACE") || text.contains("DEBUG"), "nothing was traced: {text}");
    assert!(text.contains("a record failed"), "{text}");
    assert!(!text.contains(TOKEN), "{text}");
}
