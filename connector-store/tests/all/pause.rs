//! Paused backends, and copies of a database.

use std::os::unix::ffi::OsStrExt as _;

use connector_core::{Backend, BackendId, Record, schema};
use connector_store::{Error, Pause, Store};

use crate::support::{Category, House, SHOP, Shop, category, child, number, script, shop};

/// Why a backend is paused, and what is said of it.
async fn refused<B: Backend>(store: &Store, backend: BackendId<B>) -> (Pause, String) {
    let error = store.require_active(backend).await.unwrap_err();
    let inside = store.transaction(|tx| Box::pin(async move { tx.require_active(backend).await })).await.unwrap_err();
    assert_eq!(error.to_string(), inside.to_string());
    assert!(!error.is_about_one_row());
    match error {
        Error::Paused { pause, id, .. } if id == backend.get() => {
            assert_eq!(store.pause_of(backend).await.unwrap(), Some(pause.clone()));
            (pause, inside.to_string())
        }
        error => panic!("{error}"),
    }
}

async fn a_backend_is_paused_until_it_is_resumed(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop_id = store.put(shop("main")).await.unwrap().id();
    let other = store.put(shop("other")).await.unwrap().id();
    store.require_active(shop_id).await.unwrap();
    assert_eq!(store.pause_of(shop_id).await.unwrap(), None);
    assert_eq!(store.paused(&SHOP).await.unwrap().to_string(), "no backend is paused");

    store.pause(shop_id).await.unwrap();
    store.pause(shop_id).await.unwrap();
    let (pause, said) = refused(&store, shop_id).await;
    assert_eq!(pause, Pause::Told);
    assert_eq!(said, r#"shop.backend "main" is paused: somebody paused it; `store.resume(id)` ends that"#);
    store.require_active(other).await.unwrap();

    // Nothing but `resume` ends it: neither another process, nor migrating, nor putting the backend once more.
    drop(store);
    let store = Store::connect(&url).await.unwrap();
    assert!(store.migrate(&SHOP).await.unwrap().is_empty());
    store.put(shop("main")).await.unwrap();
    refused(&store, shop_id).await;
    let paused = store.paused(&SHOP).await.unwrap();
    assert_eq!((paused.all.as_ref(), &paused.backends), (None, &vec![("shop.backend", "main".to_owned(), shop_id.get())]));
    assert_eq!(paused.to_string(), format!("shop.backend \"main\" (row {shop_id}) is paused: {}", Pause::Told));
    store.resume(shop_id).await.unwrap();
    store.require_active(shop_id).await.unwrap();

    // By anybody's SQL, too.
    script(&store, house.either("UPDATE shop_backend SET active = 0", "UPDATE shop_backend SET active = false")).await;
    refused(&store, other).await;
}

/// While a transaction that asked writes, the pause waits; one that asks later is refused.
async fn a_pause_waits_for_what_is_written(house: &House) {
    let url = house.address().await;
    let (store, other) = (Store::connect(&url).await.unwrap(), Store::connect(&url).await.unwrap());
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    let (asked, mut is_asked) = tokio::sync::mpsc::channel(1);
    let pauser = tokio::spawn(async move {
        is_asked.recv().await.unwrap();
        other.pause(shop).await.unwrap();
        other.count::<Category>().await.unwrap()
    });
    let (watch, asked) = (&Store::connect(&url).await.unwrap(), &asked);
    let waits = house.either("SELECT 1", "SELECT count(*)::bigint FROM pg_locks WHERE NOT granted");
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.require_active(shop).await?;
                let _ = asked.try_send(());
                // On SQLite nobody else writes anyway.
                while house.either(false, true) && number(watch, waits).await == 0 {
                    tokio::task::yield_now().await;
                }
                tx.put(category("written")).await
            })
        })
        .await
        .unwrap();
    assert_eq!(pauser.await.unwrap(), 1, "what was written came first");
    refused(&store, shop).await;
}

/// With a column of its own for it.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "own.backend")]
struct Own {
    name: String,
    #[field(column = "enab\"led", default = true)]
    active: bool,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "own.other", table = "own_backend")]
struct Before {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "own.other", table = "own_backend")]
struct Declared {
    name: String,
    active: bool,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "wrong.backend")]
struct Wrong {
    name: String,
    #[field(column = "active")]
    since: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "note")]
struct Note {
    active: Option<String>,
}

schema! {
    static OWN = [Own];
}
schema! {
    static BEFORE = [Before, Note];
}
schema! {
    static DECLARED = [Declared, Note];
}
schema! {
    static WRONG = [Wrong];
}

async fn a_field_of_the_backends_own(house: &House) {
    let store = house.empty().await;
    store.migrate(&OWN).await.unwrap();
    assert_eq!(
        number(&store, house.either("SELECT count(*) FROM pragma_table_info('own_backend') WHERE name = 'active'", "SELECT 0::bigint"))
            .await,
        0
    );
    let off = store.put(Own { name: "off".into(), active: false }).await.unwrap().id();
    let on = store.put(Own { name: "on".into(), active: true }).await.unwrap().id();
    refused(&store, off).await;
    store.resume(off).await.unwrap();
    assert!(store.get::<Own>(&off).await.unwrap().unwrap().active);
    store.pause(on).await.unwrap();
    assert!(!store.get::<Own>(&on).await.unwrap().unwrap().active);
    assert_eq!(store.paused(&OWN).await.unwrap().backends.len(), 1);

    // One that is declared later takes over what the store has kept.
    let store = house.empty().await;
    store.migrate(&BEFORE).await.unwrap();
    let off = store.put(Before { name: "off".into() }).await.unwrap().id();
    store.pause(off).await.unwrap();
    store.put(Before { name: "on".into() }).await.unwrap();
    assert!(store.migrate(&DECLARED).await.unwrap().is_empty());
    let kept: Vec<bool> = store.all::<Declared>().await.unwrap().into_iter().map(|backend| backend.active).collect();
    assert_eq!(kept, [false, true]);

    // A column that is none.
    let error = store.migrate(&WRONG).await.unwrap_err();
    assert!(
        matches!(&error, Error::Migration(text) if text.starts_with("`since` of wrong.backend stands where") && text.contains("make it a `bool`")),
        "{error}"
    );
}

/// As a database of an earlier version.
async fn tables_that_are_there_get_the_column(house: &House) {
    let (store, shop_id) = house.with_shop().await;
    script(&store, "ALTER TABLE shop_backend DROP COLUMN active").await;
    let error = store.require_active(shop_id).await.unwrap_err();
    assert!(matches!(&error, Error::Migration(text) if text.contains(": migrate the store; where a newer program")), "{error}");
    let plan = store.migrate(&SHOP).await.unwrap();
    assert_eq!(plan.to_string(), "add the column \"active\" to \"shop_backend\" for shop.backend, by which it is paused");
    store.require_active(shop_id).await.unwrap();

    script(&store, "ALTER TABLE shop_backend DROP COLUMN active; ALTER TABLE shop_backend ADD COLUMN active text").await;
    let error = store.migrate(&SHOP).await.unwrap_err();
    assert!(error.to_string().ends_with("rename it"), "{error}");
}

async fn faults_are_told(house: &House) {
    let store = house.empty().await;
    let shop = BackendId::<Shop>::new(7);
    for error in [
        store.require_active(shop).await.unwrap_err(),
        store.pause(shop).await.unwrap_err(),
        store.installation().await.unwrap_err(),
        store.take_over("me").await.unwrap_err(),
        store.paused(&SHOP).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Migration(_)), "{error}");
    }
    let store = house.store().await;
    for error in
        [store.require_active(shop).await.unwrap_err(), store.pause(shop).await.unwrap_err(), store.resume(shop).await.unwrap_err()]
    {
        assert!(matches!(&error, Error::NotFound { model: "shop.backend", id } if id == "7"), "{error}");
    }
    let shop = store.put(crate::support::shop("main")).await.unwrap().id();
    script(&store, "DELETE FROM connector_installation").await;
    for error in [store.require_active(shop).await.unwrap_err(), store.installation().await.unwrap_err()] {
        assert!(matches!(&error, Error::Migration(text) if text == "the store has no installation ID: migrate it"), "{error}");
    }
    assert_eq!(store.migrate(&SHOP).await.unwrap().steps().len(), 1);
    store.require_active(shop).await.unwrap();
}

async fn a_copy_does_not_write(house: &House) {
    let url = house.address().await;
    let production = Store::connect_with(&url, connector_store::ConnectOptions::new().installation(" production ")).await.unwrap();
    let plan = production.plan(&SHOP).await.unwrap();
    assert!(plan.to_string().contains("call this installation \"production\""), "{plan}");
    production.migrate(&SHOP).await.unwrap();
    let shop_id = production.put(shop("main")).await.unwrap().id();
    let paused = production.put(shop("paused")).await.unwrap().id();
    production.pause(paused).await.unwrap();
    production.require_active(shop_id).await.unwrap();
    let known = production.installation().await.unwrap();
    assert_eq!((known.id.as_str(), known.named, known.by.as_str(), known.pause()), ("production", true, "the first migration", None));

    // A copy: whatever it says that it is, or nothing.
    for (process, words) in [
        (Some("staging"), "this process says that it is \"staging\""),
        (Some("Production"), "this process says that it is \"Production\""),
        (None, "this process does not say which one it is (CONNECTOR_INSTALLATION is not set)"),
        (Some(" "), "this process does not say which one it is (CONNECTOR_INSTALLATION is not set)"),
    ] {
        let copy = Store::connect_with(&url, connector_store::ConnectOptions::new().installation(process)).await.unwrap();
        assert!(copy.migrate(&SHOP).await.unwrap().is_empty(), "migrating takes nothing over");
        let (pause, said) = refused(&copy, shop_id).await;
        assert!(matches!(&pause, Pause::OtherInstallation { database, .. } if database == "production"), "{pause:?}");
        assert!(
            said.starts_with("shop.backend \"main\" is paused: the database belongs to the installation \"production\", and "),
            "{said}"
        );
        assert!(
            said.contains(words) && said.contains("set CONNECTOR_INSTALLATION=production;") && said.contains("store.take_over("),
            "{said}"
        );
        // Resuming one does not help, and both reasons are listed.
        copy.resume(shop_id).await.unwrap();
        refused(&copy, shop_id).await;
        let listed = copy.paused(&SHOP).await.unwrap();
        assert_eq!((listed.all.as_ref(), listed.backends.len()), (Some(&pause), 1));
        assert_eq!(listed.to_string().lines().count(), 2);
        assert!(copy.installation().await.unwrap().to_string().contains(words));
    }
    production.require_active(shop_id).await.unwrap();

    // Told otherwise.
    let staging = Store::connect_with(&url, connector_store::ConnectOptions::new().installation("staging")).await.unwrap();
    let taken = staging.take_over("ops\0: refreshed").await.unwrap();
    assert_eq!((taken.id.as_str(), taken.named, taken.by.as_str()), ("staging", true, "ops\u{fffd}: refreshed"));
    assert_eq!(staging.take_over("again").await.unwrap(), taken, "it is its own already");
    staging.require_active(shop_id).await.unwrap();
    assert_eq!(refused(&staging, paused).await.0, Pause::Told);
    refused(&production, shop_id).await;
    assert_eq!(number(&staging, "SELECT count(*) FROM connector_installation").await, 2, "the earlier one is kept");

    // Without a name: a new one, which then belongs to whoever says nothing.
    let nobody = Store::connect_with(&url, connector_store::ConnectOptions::new()).await.unwrap();
    let taken = nobody.take_over("a copy for me alone").await.unwrap();
    assert!(!taken.named && taken.id.len() == 32, "{taken}");
    nobody.require_active(shop_id).await.unwrap();
    refused(&staging, shop_id).await;
}

/// A store that was never named gets a random ID, and belongs to everybody who says nothing.
async fn a_store_without_a_name(house: &House) {
    let url = house.address().await;
    let store = Store::connect_with(&url, connector_store::ConnectOptions::new()).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    store.require_active(shop).await.unwrap();
    let id = store.installation().await.unwrap().id;
    let other = Store::connect(&house.address().await).await.unwrap();
    other.migrate(&SHOP).await.unwrap();
    assert_ne!(other.installation().await.unwrap().id, id);
    // Another name is another installation; its own is noted, and from then on it must be said.
    refused(&Store::connect_with(&url, connector_store::ConnectOptions::new().installation("staging")).await.unwrap(), shop).await;
    let production = Store::connect_with(&url, connector_store::ConnectOptions::new().installation(id.as_str())).await.unwrap();
    production.require_active(shop).await.unwrap();
    store.require_active(shop).await.unwrap();
    assert_eq!(production.migrate(&SHOP).await.unwrap().steps().len(), 1);
    assert!(production.migrate(&SHOP).await.unwrap().is_empty());
    production.require_active(shop).await.unwrap();
    refused(&store, shop).await;
}

/// Real processes, with the variable and without.
async fn the_environment_says_it(house: &House) {
    if let Some(url) = child::role() {
        let store = Store::connect(&url).await.unwrap();
        store.migrate(&SHOP).await.unwrap();
        let shop = store.put(shop("main")).await.unwrap().id();
        return eprintln!("{}", store.pause_of(shop).await.unwrap().is_some());
    }
    let url = house.address().await;
    for (variable, paused) in
        [(Some("production"), "false"), (Some("staging"), "true"), (Some(""), "true"), (None, "true"), (Some("production"), "false")]
    {
        let mut command = child::command(house.test, &url);
        command.env_remove("CONNECTOR_INSTALLATION");
        command.envs(variable.map(|variable| ("CONNECTOR_INSTALLATION", variable)));
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.trim() == paused, "{variable:?}: {said}");
    }
    // What cannot be read is not taken for nothing.
    let mut command = child::command(house.test, &url);
    command.env("CONNECTOR_INSTALLATION", std::ffi::OsStr::from_bytes(b"stag\xffing"));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("CONNECTOR_INSTALLATION") && said.contains("no UTF-8"), "{said}");
}

crate::support::on_both! {
    a_backend_is_paused_until_it_is_resumed,
    a_pause_waits_for_what_is_written,
    a_field_of_the_backends_own,
    tables_that_are_there_get_the_column,
    faults_are_told,
    a_copy_does_not_write,
    a_store_without_a_name,
    the_environment_says_it,
}
