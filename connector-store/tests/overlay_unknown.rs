//! Variables that are called as something was before, and those that nobody asks for.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::sync::Mutex;

use connector_core::{Backend, schema};
use connector_store::{Store, variable_of};

use support::{House, child};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "u.shop", renamed_from = "u.store")]
struct Shop {
    name: String,
    #[field(renamed_from = "url")]
    location: String,
    delay: Option<i64>,
}

/// Begins as the other one does.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "u.shop.test")]
struct Test {
    name: String,
}

schema! { static ALL = [Shop, Test]; }

/// What it says comes out, a line each.
fn told(house: &House, url: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let output = child::command(house.test, url).envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said.lines().map(str::to_owned).collect()
}

async fn is_child() -> bool {
    let Some(url) = child::role() else { return false };
    let subscriber = tracing_subscriber::fmt().with_writer(Mutex::new(std::io::stderr())).with_ansi(false).without_time().finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&ALL).await.unwrap();
    let shop = store.by_name::<Shop>("main").await.unwrap();
    for _ in 0..2 {
        let overlaid = store.overlaid(&shop).await.unwrap();
        let opened: &Shop = overlaid.as_deref().unwrap_or(&shop);
        eprintln!("{} {:?}", opened.location, opened.delay);
    }
    true
}

async fn made(house: &House) -> String {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&ALL).await.unwrap();
    for name in ["main", "main b"] {
        store.put(Shop { name: name.into(), location: "kept".into(), delay: None }).await.unwrap();
    }
    url
}

async fn an_old_name_is_asked_for_and_warned_of_once(house: &House) {
    if is_child().await {
        return;
    }
    let url = made(house).await;
    let new = variable_of::<Shop>("main", "location");
    for old in ["CONNECTOR_U_STORE_MAIN_LOCATION", "CONNECTOR_U_SHOP_MAIN_URL", "CONNECTOR_U_STORE_MAIN_URL"] {
        let said = told(house, &url, &[(old, "given"), ("CONNECTOR_U_STORE_MAIN_DELAY", "")]);
        let warnings: Vec<&String> = said.iter().filter(|line| line.contains("WARN")).collect();
        assert_eq!(warnings.len(), 1, "{said:?}");
        assert!(warnings[0].ends_with(&format!("the environment variable {old} is one of an old name: call it {new}")), "{said:?}");
        assert_eq!(said.iter().filter(|line| *line == "given None").count(), 2, "{said:?}");
        // Today's comes first.
        let said = told(house, &url, &[(old, "given"), (&new, "today")]);
        assert_eq!(said.iter().filter(|line| *line == "today None").count(), 2, "{said:?}");
    }
}

async fn what_gives_nothing_is_warned_of_once(house: &House) {
    if is_child().await {
        return;
    }
    let url = made(house).await;
    for (variable, problem) in [
        ("CONNECTOR_U_SHOP_MAIN_LOCATON", "u.shop \"main\" has no such field: did you mean CONNECTOR_U_SHOP_MAIN_LOCATION?"),
        ("CONNECTOR_U_SHOP_MAIN_B_XYZ", "u.shop \"main b\" has no such field: there are NAME, LOCATION, DELAY"),
        (
            "CONNECTOR_U_SHOP_MIAN_LOCATION",
            "no u.shop is called so: those of the ones that are there begin with CONNECTOR_U_SHOP_MAIN_…, CONNECTOR_U_SHOP_MAIN_B_…",
        ),
    ] {
        let said = told(house, &url, &[(variable, "never shown")]);
        let warnings: Vec<&String> = said.iter().filter(|line| line.contains("WARN")).collect();
        assert_eq!(warnings.len(), 1, "{said:?}");
        assert!(warnings[0].ends_with(&format!("the environment variable {variable} gives nothing: {problem}")), "{said:?}");
        assert!(!said.concat().contains("never shown"), "{said:?}");
    }
    // Those of others are theirs.
    let said = told(
        house,
        &url,
        &[("CONNECTOR_U_SHOP_TEST_A_NAME", "x"), ("CONNECTOR_OTHER_MAIN_X", "x"), ("CONNECTOR_U_SHOP_MAIN_B_DELAY", "1")],
    );
    assert!(!said.iter().any(|line| line.contains("WARN")), "{said:?}");
}

support::on_both! {
    an_old_name_is_asked_for_and_warned_of_once,
    what_gives_nothing_is_warned_of_once,
}
