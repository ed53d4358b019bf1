//! A backend is opened with what the piece of work, the environment and the store say, in this order; secrets are imported. A
//! variable is set for a process of its own alone.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::process::{Command, Stdio};

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, MapContext, Mapped, MappingError, Secret, Selection, schema};
use connector_store::{SecretKey, SecretKeys, Store, Stored};
use connector_sync::{
    Adapter, Component, Connect, Opened, Page, Purpose, Registry, RemoteError, RemoteErrorKind, RemotePage, Report, Window,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1")]
    V1,
    #[selection("2")]
    V2,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "desk")]
struct Desk {
    name: String,
    version: Version,
    location: String,
    token: Option<Secret>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "desk.door", direct)]
struct Door {
    backend_id: BackendId<Desk>,
    external_id: Option<i64>,
    sync_date: Option<DateTime<Utc>>,
    opens_by: String,
    code: Option<Secret>,
}

schema! {
    static DESK = [Desk, Door];
}

/// What it was opened with: the fields that it sees itself, and the secret that it was given.
struct Client {
    location: String,
    own: Option<String>,
    given: String,
}

impl Connect for Desk {
    type Client = Client;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<Client, RemoteError> {
        let own = self.token.as_ref().map(Secret::expose).transpose()?.map(str::to_owned);
        Ok(Client { location: self.location.clone(), own, given: opened.secret("token")?.expose()?.to_owned() })
    }
}

struct RemoteDoor {
    opens_by: &'static str,
    code: Option<&'static str>,
}

impl ImportMapper for RemoteDoor {
    type Binding = Door;

    fn external_id(&self) -> Result<i64, MappingError> {
        Ok(1)
    }

    fn map(&self, context: &MapContext<'_, Door>) -> Result<Mapped<Door>, MappingError> {
        let (backend_id, opens_by) = (context.backend_id(), self.opens_by.to_owned());
        Ok(Mapped::direct(Door { backend_id, external_id: Some(1), sync_date: None, opens_by, code: self.code.map(Secret::from) }))
    }
}

/// Of one version, with what it gives.
struct Doors(&'static str, Option<&'static str>);

impl Adapter<Door> for Doors {
    type Remote = RemoteDoor;

    async fn changed(&self, _: &Client, _: &Window, _: &Page) -> Result<RemotePage<i64, RemoteDoor>, RemoteError> {
        Ok(RemotePage::of_records(vec![RemoteDoor { opens_by: self.0, code: self.1 }]))
    }

    async fn read_many(&self, _: &Client, ids: &[i64]) -> Result<Vec<Option<RemoteDoor>>, RemoteError> {
        Ok(ids.iter().map(|_| Some(RemoteDoor { opens_by: self.0, code: self.1 })).collect())
    }
}

fn registry(code: Option<&'static str>) -> Registry<Desk> {
    Registry::builder()
        .binding::<Door>(|door| door.adapter_for(Version::V1, Doors("version 1", code)).adapter_for(Version::V2, Doors("version 2", code)))
        .build()
        .unwrap()
}

async fn desk(store: &Store, token: Option<&str>) -> Stored<Desk> {
    store.migrate(&DESK).await.unwrap();
    let token = token.map(Secret::from);
    store.put(Desk { name: "main".into(), version: Version::V1, location: "kept".into(), token }).await.unwrap()
}

async fn keyed() -> Store {
    Store::connect_with(
        "sqlite::memory:",
        connector_store::ConnectOptions::new().secret_keys(SecretKeys::new(SecretKey::generate().unwrap())),
    )
    .await
    .unwrap()
}

async fn opened(store: &Store, desk: &Stored<Desk>, with: Option<&str>) -> Result<String, RemoteError> {
    let registry = registry(None);
    let mut work = registry.work_on(store, desk);
    if let Some(secret) = with {
        work = work.with_secret("token", secret.into());
    }
    let Client { location, own, given } = work.client().await?;
    assert_eq!(own.as_ref(), Some(given), "`self` is what is opened");
    Ok(format!("{location} {given}"))
}

/// Which version a component is for.
trait ForVersion: Component {
    fn version(&self) -> &'static str;
}

impl ForVersion for &'static str {
    fn version(&self) -> &'static str {
        self
    }
}

struct Speaks;

impl Purpose for Speaks {
    const NAME: &'static str = "speech";
    type Component = dyn ForVersion;
}

/// The role of a child.
const CHILD: &str = "CONNECTOR_SYNC_TEST_CHILD";

#[tokio::test]
async fn the_work_comes_before_the_environment_and_that_before_the_store() {
    let store = keyed().await;
    let desk = desk(&store, Some("t-kept")).await;
    if std::env::var_os(CHILD).is_some() {
        assert_eq!(opened(&store, &desk, None).await.unwrap(), "given t-given");
        assert_eq!(opened(&store, &desk, Some("t-work")).await.unwrap(), "given t-work");
        // The version, too: another adapter is asked.
        let registry = registry(None);
        let work = registry.work_on(&store, &desk);
        work.import::<Door>(&1).await.unwrap();
        assert_eq!(store.all::<Door>().await.unwrap()[0].opens_by, "version 2");
        assert_eq!((work.backend().version, work.opened().await.unwrap().version), (Version::V1, Version::V2));
        // And another component is found, before anything else is done.
        let speech = Registry::builder()
            .binding::<Door>(|b| b.component::<Speaks>(Box::new("kept")).component_for::<Speaks>(Version::V2, Box::new("opened")));
        let speech = speech.build().unwrap();
        assert_eq!(speech.work_on(&store, &desk).component::<Speaks, Door>().await.unwrap().version(), "opened");
        // Nothing is written back.
        assert_eq!(*store.get::<Desk>(&desk.id()).await.unwrap().unwrap(), *desk);
        return;
    }
    assert_eq!(opened(&store, &desk, None).await.unwrap(), "kept t-kept");
    assert_eq!(opened(&store, &desk, Some("t-work")).await.unwrap(), "kept t-work");
    let test = "the_work_comes_before_the_environment_and_that_before_the_store";
    run_as_child(test, &[("LOCATION", "given"), ("TOKEN", "t-given"), ("VERSION", "2")]);
}

#[tokio::test]
async fn what_the_environment_says_wrongly_stops_the_work() {
    let store = keyed().await;
    let desk = desk(&store, None).await;
    if std::env::var_os(CHILD).is_some() {
        let registry = registry(None);
        let work = registry.work_on(&store, &desk);
        let error = work.import_changed::<Door>().await.unwrap_err().to_string();
        let said = "desk.door of desk \"main\" stopped while opening the backend: the environment variable CONNECTOR_DESK_MAIN_VERSION is refused: ";
        assert!(error.starts_with(said) && error.contains("\"9\""), "{error}");
        assert_eq!(work.client().await.err().unwrap().kind(), RemoteErrorKind::Permanent);
        return;
    }
    run_as_child("what_the_environment_says_wrongly_stops_the_work", &[("VERSION", "9"), ("TOKEN", "t")]);
}

fn run_as_child(test: &str, fields: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture"]).env(CHILD, "1").stdout(Stdio::null());
    command.envs(fields.iter().map(|(field, value)| (format!("CONNECTOR_DESK_MAIN_{field}"), value)));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn without_a_secret_there_is_no_client() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("desk.db").display());
    let store =
        Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::new(SecretKey::generate().unwrap())))
            .await
            .unwrap();
    let desk = desk(&store, None).await;
    let error = opened(&store, &desk, None).await.unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::Unauthorized);
    let said = "no `token` of desk \"main\" is given: put it with the backend, or set CONNECTOR_DESK_MAIN_TOKEN";
    assert!(error.to_string().contains(said), "{error}");

    let desk = store.put(Desk { token: Some("t".into()), ..desk.into_value() }).await.unwrap();
    let locked = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::none())).await.unwrap();
    let sealed = locked.get::<Desk>(&desk.id()).await.unwrap().unwrap();
    let error = opened(&locked, &sealed, None).await.unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::Unauthorized);
    assert!(error.to_string().contains("`token` of desk 1 is sealed: it is under the key"), "{error}");
    assert_eq!(opened(&locked, &sealed, Some("t-work")).await.unwrap(), "kept t-work");

    let registry = registry(None);
    let work = registry.work_on(&store, &desk).with_secret("tokn", "t".into());
    let error = work.client().await.err().unwrap();
    assert!(error.to_string().contains("desk has no secret `tokn`; its secrets are: `token`"), "{error}");
}

#[tokio::test]
async fn an_imported_secret_is_kept_encrypted() {
    let store = keyed().await;
    let desk = desk(&store, Some("t")).await;
    let import = async |code| {
        let registry = registry(Some(code));
        let report: Report = registry.work_on(&store, &desk).import_changed::<Door>().await.unwrap();
        let counts = report.models().first().map(|door| (door.created, door.updated, door.unchanged)).unwrap();
        (counts, store.all::<Door>().await.unwrap()[0].code.as_ref().unwrap().expose().unwrap().to_owned())
    };
    assert_eq!(import("1234").await, ((1, 0, 0), "1234".to_owned()));
    assert_eq!(import("1234").await, ((0, 0, 1), "1234".to_owned()));
    assert_eq!(import("5678").await, ((0, 1, 0), "5678".to_owned()));
}
