//! The test kit: what is recorded, what is replayed, what is in the file, and remotes that fail as they are told.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod over_http;

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use connector_core::{ChangedBody, Secret};
use connector_store::Store;
use connector_sync::http::Http;
use connector_sync::testing::{Failing, Fault, Faulty, Recorded, RecordingError};
use connector_sync::{
    Adapter, ExportAdapter, FindByNaturalKey, IdempotencyKey, NaturalKey, Page, Registry, RemoteError, RemoteErrorKind, RemotePage, Report,
    Window, WorkError, Written,
};
use over_http::{Products, RemoteProduct, RemoteShop, Shop, ShopProduct, TOKEN, house, unbound};
use serde_json::{Value, json};

fn registry() -> Registry<Shop> {
    Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products).export(Products)).build().unwrap()
}

/// `[created, updated, unchanged, failed]`
fn counts(report: &Report) -> [u64; 4] {
    let model = report.of::<ShopProduct>().unwrap();
    [model.created, model.updated, model.unchanged, model.failed]
}

async fn import(registry: &Registry<Shop>, location: &str) -> (Store, Result<Report, WorkError>) {
    let (store, shop) = house(location).await;
    let work = registry.work_on(&store, &shop).with_secret("token", Secret::from(TOKEN));
    let report = work.import_changed::<ShopProduct>().page_size(2).await;
    drop(work);
    (store, report)
}

#[tokio::test]
async fn what_was_recorded_once_is_replayed_and_anything_else_is_loud() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recorded/shop.json");
    let (remote, url) = RemoteShop::open(&["Chair", "Table", "Lamp"]).await;
    let recorded = Recorded::at(&path).record(&url).await.unwrap();
    let (_, report) = import(&registry(), recorded.url()).await;
    assert_eq!(counts(&report.unwrap()), [3, 0, 0, 0]);
    recorded.finish().unwrap();
    remote.0.lock().unwrap().clear();

    let replayed = Recorded::at(&path).replay().await.unwrap();
    for _ in 0..2 {
        let (_, report) = import(&registry(), replayed.url()).await;
        assert_eq!(counts(&report.unwrap()), [3, 0, 0, 0]);
    }
    replayed.finish().unwrap();

    // Another page size is another request.
    let replayed = Recorded::at(&path).replay().await.unwrap();
    let (store, shop) = house(replayed.url()).await;
    let registry = registry();
    let work = registry.work_on(&store, &shop).with_secret("token", Secret::from(TOKEN));
    let error = work.import_changed::<ShopProduct>().await.unwrap_err().to_string();
    assert!(error.contains("GET /products?offset=0&limit=200&key=*** is not in the recording"), "{error}");
    let error = replayed.finish().unwrap_err();
    assert!(matches!(&error, RecordingError::NotRecorded { requests, .. } if requests.len() == 1), "{error}");
    assert!(error.to_string().contains("CONNECTOR_RECORD"), "{error}");

    let missing = Recorded::at(folder.path().join("none.json")).replay().await.unwrap_err();
    assert!(matches!(missing, RecordingError::File { .. }), "{missing}");
    std::fs::write(&path, "{").unwrap();
    let broken = Recorded::at(&path).replay().await.unwrap_err();
    assert!(matches!(broken, RecordingError::Unreadable { .. }), "{broken}");
}

#[tokio::test]
async fn no_secret_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    // A shop that says all that it should not, wherever it can.
    let router = axum::Router::new().fallback(async |request: axum::extract::Request| {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1_000_000).await.unwrap();
        let authorization = parts.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
        let said = json!({
            "access_token": "planted-1", "vat": "planted-2", "note": format!("planted-3 {}", authorization.unwrap_or_default()),
            "deep": [{ "Api-Key": { "value": "planted-4" } }], "body": String::from_utf8_lossy(&body).replace("planted-12", ""), "name": "kept",
        });
        let headers = [
            ("set-cookie", "sid=planted-5"),
            ("x-secret", "planted-6"),
            ("x-more", "kept-too"),
            ("link", "</x?token=planted-7>; rel=next"),
        ];
        (headers, axum::Json(said))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let recording = Recorded::at(&path).hide_field("vat").hide(&Secret::from("planted-3")).hide(&Secret::from(TOKEN)).keep_header("x-more");

    let ask = async |url: &str| {
        let http = Http::builder(url).bearer(&Secret::from(TOKEN)).parameter("key", "planted-8").build().unwrap();
        let first: Value = http.get("a").query(&[("password", "planted-9"), ("vat", "planted-10")]).json().await.unwrap();
        let body = json!({ "login": { "password": "planted-11" }, "name": "kept" });
        let second: Value = http.post("b").body(&body).json().await.unwrap();
        let third: Value = http.post("c").form(&[("vat", "planted-12"), ("name", "kept")]).json().await.unwrap();
        [first, second, third]
    };
    let recorded = recording.clone().record(&url).await.unwrap();
    let live = ask(recorded.url()).await;
    assert_eq!(live[0]["access_token"], "planted-1");
    recorded.finish().unwrap();

    let file = std::fs::read_to_string(&path).unwrap();
    assert!(!file.contains("planted"), "{file}");
    assert!(file.contains("kept") && file.contains("kept-too"), "{file}");

    let replayed = recording.replay().await.unwrap();
    let [first, ..] = ask(replayed.url()).await;
    assert_eq!((&first["name"], &first["access_token"]), (&json!("kept"), &json!("***")));
    replayed.finish().unwrap();
}

#[tokio::test]
async fn what_is_hidden_is_so_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    // It gives back what it gets: in a script's JSON, in a link, in a text; and something that is no text.
    let router = axum::Router::new().fallback(async |request: axum::extract::Request| {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1_000_000).await.unwrap();
        let uri = parts.uri.to_string();
        if uri.contains("image") {
            return ([("link", "<>")].map(|(name, value)| (name, value.to_owned())), [&[0xff][..], r#"ab+/"=x"#.as_bytes()].concat());
        }
        let text = String::from_utf8_lossy(&body).replace('/', "\\/");
        ([("link", format!("<{uri}>; rel=next"))], if text.is_empty() { uri.into_bytes() } else { text.into_bytes() })
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let recording = Recorded::at(&path).hide(&Secret::from("ab+/\"=x")).hide(&Secret::from("12345")).hide(&Secret::from("key=zy&xw"));

    let ask = async |url: &str| {
        let http = Http::builder(url).build().unwrap();
        http.get("products").segment("ab+/\"=x").done().await.unwrap();
        http.get("products").query(&[("q", "ab+/\"=x")]).done().await.unwrap();
        http.post("form").form(&[("name", "ab+/\"=x")]).done().await.unwrap();
        http.post("json")
            .body(&json!({ "name": "say ab+/\"=x", "ab+/\"=x": 12345, "n": 7, "odd": "key=zy&xw" }))
            .json::<Value>()
            .await
            .unwrap();
        http.get("image").done().await.unwrap();
    };
    let recorded = recording.clone().record(&url).await.unwrap();
    ask(recorded.url()).await;
    recorded.finish().unwrap();
    let file = std::fs::read_to_string(&path).unwrap();
    for way in ["ab+", "ab%2", "=x", "%3Dx", "12345", "base64", "xw"] {
        assert!(!file.contains(way), "{way}: {file}");
    }
    assert!(file.contains("say ***"), "{file}");

    let replayed = recording.replay().await.unwrap();
    ask(replayed.url()).await;
    replayed.finish().unwrap();
}

#[tokio::test]
async fn pages_that_are_linked_are_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let own = url.clone();
    let router = axum::Router::new().fallback(async move |request: axum::extract::Request| {
        let link = if request.uri().query().is_none() { format!("<{own}/products?page=2>; rel=\"next\"") } else { String::new() };
        let image = format!(r#"{{"image":"{}"}}"#, format!("{own}/image.png").replace('/', "\\/"));
        ([("link", link)], image)
    });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let ask = async |url: &str| {
        let http = Http::builder(url).build().unwrap();
        let first = http.get("products").answer().await.unwrap();
        let next = first.next().unwrap();
        let second = http.get(&next).answer().await.unwrap();
        assert_eq!(second.next(), None);
        assert_eq!(second.json::<Value>().unwrap()["image"], format!("{url}/image.png"));
    };
    let recorded = Recorded::at(&path).record(&url).await.unwrap();
    ask(recorded.url()).await;
    recorded.finish().unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains(url.trim_start_matches("http://")));
    let replayed = Recorded::at(&path).replay().await.unwrap();
    ask(replayed.url()).await;
    replayed.finish().unwrap();
}

#[tokio::test]
async fn answers_come_in_the_order_in_which_they_were_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    let (_, url) = RemoteShop::open(&[]).await;
    let recorded = Recorded::at(&path).record(&url).await.unwrap();
    let create = async |http: &Http| http.post("products").body(&json!({ "name": "Chair" })).json::<Value>().await;
    let list = async |http: &Http| http.get("products").json::<Value>().await.map(|answer| answer["total"].clone());
    let http = Http::builder(recorded.url()).build().unwrap();
    assert_eq!(list(&http).await.unwrap(), 0);
    create(&http).await.unwrap();
    assert_eq!(list(&http).await.unwrap(), 1);
    recorded.finish().unwrap();

    let replayed = Recorded::at(&path).replay().await.unwrap();
    let http = Http::builder(replayed.url()).build().unwrap();
    let mut totals = Vec::new();
    for _ in 0..3 {
        totals.push(list(&http).await.unwrap());
    }
    assert_eq!(totals, [0, 1, 1]);
    assert_eq!(create(&http).await.unwrap()["id"], 1);
    // Twice the same create was not recorded.
    assert_eq!(create(&http).await.unwrap_err().kind(), RemoteErrorKind::Permanent);
    assert!(replayed.finish().is_err());
}

#[tokio::test]
async fn the_address_of_the_system_is_that_of_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    let (remote, url) = RemoteShop::open(&[]).await;
    remote.0.lock().unwrap().push(json!({ "id": 1, "name": format!("{url}/image.png"), "price": 1 }));
    let recorded = Recorded::at(&path).record(&url).await.unwrap();
    let ask =
        async |url: &str| Http::builder(url).build().unwrap().get("products").json::<Value>().await.unwrap()["items"][0]["name"].clone();
    assert_eq!(ask(recorded.url()).await, format!("{}/image.png", recorded.url()));
    recorded.finish().unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains(&url));
    let replayed = Recorded::at(&path).replay().await.unwrap();
    assert_eq!(ask(replayed.url()).await, format!("{}/image.png", replayed.url()));
}

#[tokio::test]
async fn a_remote_fails_as_it_is_told() {
    use RemoteErrorKind::{Network, Permanent, Retryable};
    let (remote, url) = RemoteShop::open(&["Chair"]).await;
    let shop = Faulty::before(&url).await.unwrap();
    let late = Duration::from_millis(50);
    let faults = [Fault::Unreached, Fault::NoAnswer, Fault::CutAnswer, Fault::Status(422), Fault::Busy(503, 7), Fault::Late(late)];
    for (place, fault) in faults.iter().enumerate() {
        shop.on_request(place + 1, fault.clone());
    }
    let http = Http::builder(shop.url()).build().unwrap();
    let mut errors = Vec::new();
    for _ in 0..5 {
        errors.push(http.post("products").body(&json!({ "name": "Table" })).done().await.unwrap_err());
    }
    let kinds: Vec<RemoteErrorKind> = errors.iter().map(RemoteError::kind).collect();
    assert_eq!(kinds, [Network, Network, Network, Permanent, Retryable], "{errors:?}");
    assert_eq!(errors[4].get_retry_after(), Some(Duration::from_secs(7)));
    // Of the first five, the second and the third were done.
    assert_eq!(remote.names(), ["Chair", "Table", "Table"]);
    let start = Instant::now();
    http.get("products").done().await.unwrap();
    assert!(start.elapsed() >= late);

    shop.always(Fault::Status(500));
    assert!(http.get("products").done().await.is_err());
    shop.heal();
    http.get("products").query(&[("ids", 1)]).done().await.unwrap();
    let requests = shop.requests();
    assert_eq!(requests.len(), 8);
    assert_eq!((requests[0].method.as_str(), requests[0].body.as_str()), ("POST", r#"{"name":"Table"}"#));
    assert_eq!(requests[7].target, "/products?ids=1");
}

#[tokio::test]
async fn an_adapter_fails_as_it_is_told() {
    let (_, url) = RemoteShop::open(&["Chair", "Table", "Lamp"]).await;
    let adapter =
        Failing::new(Products).on_call(1, RemoteError::from_status(503, "told")).drop_answer_of(3).delay(4, Duration::from_millis(1));
    let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(adapter)).build().unwrap();
    let (store, report) = import(&registry, &url).await;
    assert_eq!(counts(&report.unwrap()), [3, 0, 0, 0]);
    assert_eq!(store.count::<ShopProduct>().await.unwrap(), 3);

    let adapter = Failing::new(Products).on_call(2, RemoteError::permanent("told"));
    let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(adapter)).build().unwrap();
    let (store, report) = import(&registry, &url).await;
    assert!(report.unwrap_err().to_string().ends_with("stopped while reading page 2: it refused: told"));
    assert_eq!(store.count::<ShopProduct>().await.unwrap(), 2);
}

/// Lists its IDs, and wants an import first where nobody knows the date.
struct Careful;

impl Adapter<ShopProduct> for Careful {
    type Remote = RemoteProduct;

    async fn changed(&self, http: &Http, window: &Window, page: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Products.changed(http, window, page).await
    }

    async fn ids(&self, _: &Http, _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Ok(RemotePage::of_ids(vec![7]))
    }

    async fn read_many(&self, http: &Http, ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Products.read_many(http, ids).await
    }
}

impl ExportAdapter<ShopProduct> for Careful {
    type Body = over_http::Body;
    type Create = NaturalKey;

    async fn import_first(&self, _: &Http, id: &u32, known: Option<DateTime<Utc>>) -> Result<bool, RemoteError> {
        Ok(*id == 7 && known.is_none())
    }

    async fn create(&self, http: &Http, body: &over_http::Body, key: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
        ExportAdapter::create(&Products, http, body, key).await
    }

    async fn update(&self, http: &Http, id: &u32, changed: &ChangedBody<over_http::Body>) -> Result<Written<u32>, RemoteError> {
        ExportAdapter::update(&Products, http, id, changed).await
    }

    async fn delete(&self, http: &Http, id: &u32) -> Result<(), RemoteError> {
        ExportAdapter::delete(&Products, http, id).await
    }
}

impl FindByNaturalKey<ShopProduct> for Careful {
    async fn find_by_natural_key(&self, http: &Http, body: &over_http::Body) -> Result<Vec<u32>, RemoteError> {
        Products.find_by_natural_key(http, body).await
    }
}

#[tokio::test]
async fn each_method_of_an_adapter_is_passed_on_and_can_fail() {
    let http = Http::builder("http://127.0.0.1:9").build().unwrap();
    let adapter = Failing::new(Careful).on_call(1, RemoteError::permanent("told")).on_call(3, RemoteError::permanent("told"));
    assert!(Adapter::ids(&adapter, &http, &Page::first(5)).await.is_err());
    assert_eq!(
        format!("{:?}", Adapter::ids(&adapter, &http, &Page::first(5)).await),
        format!("{:?}", Careful.ids(&http, &Page::first(5)).await)
    );
    assert!(adapter.import_first(&http, &7, None).await.is_err());
    assert!(adapter.import_first(&http, &7, None).await.unwrap());
    assert!(!adapter.import_first(&http, &8, None).await.unwrap());
}

#[tokio::test]
async fn a_create_whose_answer_is_dropped_is_made_once() {
    let (remote, url) = RemoteShop::open(&[]).await;
    let registry = Registry::builder()
        .binding::<ShopProduct>(|binding| binding.adapter(Products).export(Failing::new(Products).drop_answer_of(1)))
        .build()
        .unwrap();
    let (store, shop) = house(&url).await;
    let binding = unbound(&store, &shop, "Chair").await;
    let work = registry.work_on(&store, &shop).with_secret("token", Secret::from(TOKEN));
    assert_eq!(counts(&work.export::<ShopProduct>(binding).await.unwrap()), [0, 0, 0, 1]);
    // When it can no longer be on its way, the shop is searched for it.
    let mut report = work.export::<ShopProduct>(binding).await.unwrap();
    while counts(&report) != [1, 0, 0, 0] {
        tokio::time::sleep(Duration::from_millis(50)).await;
        report = work.export::<ShopProduct>(binding).await.unwrap();
    }
    assert_eq!(remote.names(), ["Chair"]);
}

#[tokio::test]
async fn a_recording_can_stand_behind_faults() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    let (_, url) = RemoteShop::open(&["Chair"]).await;
    let recorded = Recorded::at(&path).record(&url).await.unwrap();
    import(&registry(), recorded.url()).await.1.unwrap();
    recorded.finish().unwrap();

    let replayed = Recorded::at(&path).replay().await.unwrap();
    let shop = Faulty::before(replayed.url()).await.unwrap();
    shop.on_request(1, Fault::NoAnswer);
    let (_, report) = import(&registry(), shop.url()).await;
    assert_eq!(counts(&report.unwrap()), [1, 0, 0, 0]);
    assert_eq!(shop.requests().len(), 2);
    replayed.finish().unwrap();
}
