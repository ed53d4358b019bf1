//! What the environment says: fields of backends, and the keys of secrets. A variable is set for a process of its own alone.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use connector_core::{Extension, Secret, schema};
use connector_store::{SecretKey, SecretKeys, Store, secret_of, variable_of};

use crate::support::{House, Shop, ShopVersion, child, shop};

const TEXT: &str = "s3cret-never-shown";

#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Shop, name = "acme.shop.backend")]
struct AcmeShop {
    key: Option<Secret>,
}

schema! {
    static ALL = [Shop, AcmeShop];
}

/// In a child: what it says of the shop `name`, on one line, as its parent asks.
async fn tell(url: &str, name: &str) -> String {
    let store = match Store::connect(url).await {
        Ok(store) => store,
        Err(error) => return format!("connect: {error}"),
    };
    let kept = match store.by_name::<Shop>(name).await {
        Ok(kept) => kept,
        Err(error) => return format!("read: {error}"),
    };
    let overlaid = match store.overlaid(&kept).await {
        Ok(overlaid) => overlaid,
        Err(error) => return format!("overlay: {error}"),
    };
    let shop: &Shop = overlaid.as_deref().unwrap_or(&kept);
    let token = match secret_of(shop, "token") {
        Ok(token) => token.map_or_else(|| "none".to_owned(), |token| token.expose().unwrap().to_owned()),
        Err(error) => error.to_string(),
    };
    let extended = store.get_extended::<AcmeShop>(&kept.id()).await.unwrap().unwrap();
    let key = match store.extension_secret(&kept, extended.extension.as_ref(), "key").await {
        Ok(key) => key.map_or_else(|| "none".to_owned(), |key| key.expose().unwrap().to_owned()),
        Err(error) => error.to_string(),
    };
    // What was read is put back, and nothing of the environment with it.
    let (location, delay, version) = (shop.location.clone(), shop.delay, shop.version);
    let fields = overlaid.as_ref().map_or_else(Vec::new, |overlaid| overlaid.fields().to_vec());
    assert!(!format!("{overlaid:?}").contains(TEXT));
    store.put(kept.into_value()).await.unwrap();
    format!("{location} {delay:?} {version:?} token={token} key={key} {fields:?}")
}

/// What a process says of the shop `name` that has these variables.
fn told(house: &House, url: &str, name: &str, variables: &[(&str, OsString)]) -> String {
    let mut command = child::command(house.test, &format!("{url}\n{name}"));
    command.envs(variables.iter().map(|(name, value)| (*name, value)));
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said.trim().to_owned()
}

/// Whether this is a child, which then has said what it was asked for.
async fn is_child() -> bool {
    let Some(role) = child::role() else { return false };
    let (url, name) = role.split_once('\n').unwrap();
    eprintln!("{}", tell(url, name).await);
    true
}

async fn filled(house: &House, keys: SecretKeys, shops: &[Shop]) -> (String, Store) {
    let url = house.address().await;
    let store = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(keys)).await.unwrap();
    store.migrate(&ALL).await.unwrap();
    for shop in shops {
        store.put(shop.clone()).await.unwrap();
    }
    (url, store)
}

async fn every_field_can_be_given(house: &House) {
    if is_child().await {
        return;
    }
    let (url, store) = filled(house, SecretKeys::none(), &[shop("main")]).await;
    let told = |variables: &[(&str, OsString)]| told(house, &url, "main", variables);
    assert_eq!(told(&[]), "https://main.example None V2 token=none key=none []");
    let all = told(&[
        ("CONNECTOR_SHOP_BACKEND_MAIN_LOCATION", "http://localhost:8080".into()),
        ("CONNECTOR_SHOP_BACKEND_MAIN_DELAY", "7".into()),
        ("CONNECTOR_SHOP_BACKEND_MAIN_VERSION", "1.0".into()),
        ("CONNECTOR_SHOP_BACKEND_MAIN_TOKEN", "t-1".into()),
        ("CONNECTOR_ACME_SHOP_BACKEND_MAIN_KEY", "k-1".into()),
    ]);
    assert_eq!(all, r#"http://localhost:8080 Some(7) V1 token=t-1 key=k-1 ["version", "location", "token", "delay"]"#);
    // An empty one is as none, and one of another backend is another's.
    let none = told(&[("CONNECTOR_SHOP_BACKEND_MAIN_DELAY", "".into()), ("CONNECTOR_SHOP_BACKEND_OTHER_DELAY", "7".into())]);
    assert_eq!(none, "https://main.example None V2 token=none key=none []");
    // Nothing was written back.
    let kept = store.by_name::<Shop>("main").await.unwrap();
    assert_eq!(*kept, shop("main"));
    assert_eq!(kept.version, ShopVersion::V2);
    assert_eq!(store.count::<AcmeShop>().await.unwrap(), 0);
}

async fn what_a_field_does_not_take_is_refused(house: &House) {
    if is_child().await {
        return;
    }
    let (url, _) = filled(house, SecretKeys::none(), &[shop("main")]).await;
    for (field, text, said) in [
        ("DELAY", "soon", "`delay` (Delay): expected an integer that fits 64 bits, found \"soon\""),
        ("DELAY", "1.5", "expected an integer"),
        ("VERSION", "9.9", "\"9.9\""),
        ("LOCATION", &"x".repeat(41), "`location` (Location): "),
        ("NAME", "other", "a backend is known by its name"),
    ] {
        let variable = format!("CONNECTOR_SHOP_BACKEND_MAIN_{field}");
        let told = told(house, &url, "main", &[(&variable, text.into())]);
        assert!(told.starts_with(&format!("overlay: the environment variable {variable} is refused: ")) && told.contains(said), "{told}");
    }
    // What is no text may still be a secret.
    let mut bytes = TEXT.as_bytes().to_vec();
    bytes.push(0xff);
    for variable in ["CONNECTOR_SHOP_BACKEND_MAIN_TOKEN", "CONNECTOR_SECRET_KEY"] {
        let told = told(house, &url, "main", &[(variable, OsString::from_vec(bytes.clone()))]);
        assert!(
            told.ends_with(&format!("the environment variable {variable} is refused: it is no UTF-8")) && !told.contains(TEXT),
            "{told}"
        );
    }
}

/// `a-b` and `a b` have the same variables, and so have `a`'s `b_…` and `a b`'s.
async fn a_variable_of_two_backends_is_refused(house: &House) {
    if is_child().await {
        return;
    }
    let (url, _) = filled(house, SecretKeys::none(), &[shop("a-b"), shop("a b"), shop("c")]).await;
    let variable = variable_of::<Shop>("a-b", "location");
    assert_eq!(variable, "CONNECTOR_SHOP_BACKEND_A_B_LOCATION");
    assert!(told(house, &url, "a b", &[]).starts_with("https://a b.example"));
    for (name, other) in [("a b", "a-b"), ("a-b", "a b")] {
        let told = told(house, &url, name, &[(&variable, "http://x".into())]);
        assert!(told.contains(&format!("{variable} is refused: it is one of {other:?} as well as one of {name:?}: rename")), "{told}");
    }
    assert!(told(house, &url, "c", &[(&variable, "http://x".into())]).starts_with("https://c.example"));
    let told = told(house, &url, "a b", &[("CONNECTOR_ACME_SHOP_BACKEND_A_B_KEY", "k".into())]);
    assert!(told.contains("key=the environment variable CONNECTOR_ACME_SHOP_BACKEND_A_B_KEY is refused"), "{told}");
}

async fn it_comes_before_what_is_kept(house: &House) {
    if is_child().await {
        return;
    }
    let key = SecretKey::generate().unwrap();
    let with_token = Shop { token: Some("kept".into()), ..shop("main") };
    let (url, store) = filled(house, SecretKeys::new(key.clone()), &[with_token]).await;
    let id = store.by_name::<Shop>("main").await.unwrap().id();
    store.extend(&id, AcmeShop { key: Some("also kept".into()) }).await.unwrap();
    let text: OsString = key.to_text().expose().unwrap().into();
    let given = [
        ("CONNECTOR_SHOP_BACKEND_MAIN_TOKEN", "given".into()),
        ("CONNECTOR_ACME_SHOP_BACKEND_MAIN_KEY", "also given".into()),
        ("CONNECTOR_SECRET_KEY", text.clone()),
    ];
    assert!(told(house, &url, "main", &given[2..]).ends_with("token=kept key=also kept []"));
    assert!(told(house, &url, "main", &given).ends_with("token=given key=also given [\"token\"]"));
    // Without the key it is all there is, and what is kept stays.
    assert!(told(house, &url, "main", &given[..2]).ends_with("token=given key=also given [\"token\"]"));
    let told = told(house, &url, "main", &[]);
    let sealed = format!("`token` of shop.backend {id} is sealed: it is under the key {}, and this store has none", key.id());
    assert!(told.contains(&sealed) && told.contains(&format!("`key` of acme.shop.backend {id} is sealed")), "{told}");
    let kept = store.get::<Shop>(&id).await.unwrap().unwrap();
    assert_eq!(kept.token.as_ref().unwrap().expose().unwrap(), "kept");
}

async fn keys_come_from_a_variable_or_a_file(house: &House) {
    if is_child().await {
        return;
    }
    let (key, other) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
    let (url, _) = filled(house, SecretKeys::new(key.clone()), &[Shop { token: Some("kept".into()), ..shop("main") }]).await;
    let text = |keys: &[&SecretKey]| keys.iter().map(|key| key.to_text().expose().unwrap().to_owned()).collect::<Vec<_>>().join("\n");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let file = |text: &str, mode: u32| {
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        ("CONNECTOR_SECRET_KEY_FILE", path.clone().into_os_string())
    };
    let told = |variables: &[(&str, OsString)]| told(house, &url, "main", variables);
    for mode in [0o600, 0o640] {
        assert!(told(&[file(&format!("# of 2026\n{}\n", text(&[&other, &key])), mode)]).contains("token=kept"));
    }
    assert!(told(&[("CONNECTOR_SECRET_KEY", text(&[&other, &key]).into())]).contains("token=kept"));
    assert!(told(&[("CONNECTOR_SECRET_KEY", text(&[&other]).into())]).contains("which this store does not have"));
    let refused = |variables: &[(&str, OsString)], said: &str| {
        let told = told(variables);
        assert!(told.starts_with("connect: the environment variable CONNECTOR_SECRET_KEY") && told.contains(said), "{told}");
        assert!(!told.contains(TEXT) && !told.contains(&text(&[&key])), "{told}");
    };
    for mode in [0o644, 0o602] {
        refused(&[file(&text(&[&key]), mode)], "every user of this machine can use its file");
    }
    refused(&[file("# nothing\n", 0o600)], "there is no key in its file");
    refused(&[file(TEXT, 0o600)], "a key is 32 random bytes, as base64");
    refused(&[("CONNECTOR_SECRET_KEY", TEXT.into())], "CONNECTOR_SECRET_KEY is refused: a key is 32 random bytes, as base64");
    refused(&[file(&text(&[&key]), 0o600), ("CONNECTOR_SECRET_KEY", text(&[&key]).into())], "CONNECTOR_SECRET_KEY_FILE is set, too");
    refused(&[("CONNECTOR_SECRET_KEY_FILE", Path::new("/nowhere/key").into())], "its file /nowhere/key cannot be read");
}

crate::support::on_both! {
    every_field_can_be_given,
    what_a_field_does_not_take_is_refused,
    a_variable_of_two_backends_is_refused,
    it_comes_before_what_is_kept,
    keys_come_from_a_variable_or_a_file,
}
