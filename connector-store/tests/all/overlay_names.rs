//! A kind that took another's old name does not get the variables of that one, nor the other way round.

use connector_core::{Backend, Secret, schema};
use connector_store::{ConnectOptions, Store, secret_of, variable_of};

use crate::support::House;

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "n.b", renamed_from = "n.a")]
struct B {
    name: String,
    location: String,
    token: Option<Secret>,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "n.c", renamed_from = "n.b")]
struct C {
    name: String,
    location: String,
    token: Option<Secret>,
}

schema! { static ALL = [B, C]; }

crate::support::on_both! { a_name_that_another_kind_took_is_its_own }

async fn a_name_that_another_kind_took_is_its_own(house: &House) {
    let url = house.address().await;
    let options = ConnectOptions::from_environment()
        .unwrap()
        .variable(variable_of::<B>("main", "location"), "of b")
        .variable(variable_of::<B>("main", "token"), "token of b")
        .variable("CONNECTOR_N_A_OTHER_LOCATION", "of a");
    let store = Store::connect_with(&url, options).await.unwrap();
    store.migrate(&ALL).await.unwrap();
    let kept = || "kept".to_owned();
    let b = store.put(B { name: "main".into(), location: kept(), token: None }).await.unwrap();
    let other = store.put(B { name: "other".into(), location: kept(), token: None }).await.unwrap();
    let c = store.put(C { name: "main".into(), location: kept(), token: None }).await.unwrap();

    let opened = store.overlaid(&b).await.unwrap().unwrap();
    assert_eq!(opened.location, "of b");
    assert_eq!(secret_of(&*opened, "token").unwrap().unwrap().expose().unwrap(), "token of b");
    // Nobody has this name today.
    assert_eq!(store.overlaid(&other).await.unwrap().unwrap().location, "of a");
    assert!(store.overlaid(&c).await.unwrap().is_none());
}
