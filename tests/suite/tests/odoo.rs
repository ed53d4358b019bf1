//! What the Odoo connector's backend and binding say, statement by statement, as `docs/coming-from-odoo.md` numbers them.
#![allow(clippy::unwrap_used)] // In what the tests share, too.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, Changes, Extensible, ExternalBinding, Model, Record, RecordId, Related, Secret, Selection, Translated, schema,
};
use connector_store::{Error, Store, Stored};
use golden::{AccountState, CustomerGroupId, MagentoBackend, MagentoPartnerCategory, MagentoVersion, MagentoWebsite, PartnerCategory};

schema! { static GOLDEN = [MagentoBackend, PartnerCategory, MagentoPartnerCategory, MagentoWebsite, golden::acme::AcmeVersion]; }

async fn store() -> Store {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&GOLDEN).await.unwrap();
    store
}

fn shop(name: &str) -> MagentoBackend {
    MagentoBackend {
        name: name.to_owned(),
        version: MagentoVersion::V1_7.into(),
        location: "https://shop.example".to_owned(),
        username: None,
        password: None,
        currency: None,
        import_orders_from_date: None,
        verify_ssl: true,
    }
}

fn category(name: &str) -> PartnerCategory {
    PartnerCategory { name: name.into(), description: None, active: true }
}

fn bound(record: RecordId<PartnerCategory>, backend: BackendId<MagentoBackend>, id: Option<u32>) -> MagentoPartnerCategory {
    MagentoPartnerCategory {
        odoo_id: record,
        backend_id: backend,
        external_id: id.map(CustomerGroupId),
        sync_date: None,
        tax_class_id: None,
        shop_location: Related::default(),
    }
}

/// A store with one shop and one category.
async fn kept() -> (Store, Stored<MagentoBackend>, Stored<PartnerCategory>) {
    let store = store().await;
    let shop = store.put(shop("main")).await.unwrap();
    let category = store.put(category("Retailer")).await.unwrap();
    (store, shop, category)
}

// The backend

#[tokio::test]
async fn s01_an_instance_is_a_row() {
    let store = store().await;
    let (main, second) = (store.put(shop("main")).await.unwrap(), store.put(shop("second")).await.unwrap());
    assert_ne!(main.id(), second.id());
    assert_eq!(store.count::<MagentoBackend>().await.unwrap(), 2);
}

#[test]
fn s05_a_version_is_not_mandatory() {
    #[derive(Backend)]
    #[backend(name = "plain")]
    struct Plain {
        name: String,
    }
    #[derive(Backend)]
    #[backend(name = "undecided")]
    struct Undecided {
        name: String,
        version: Option<Extensible<MagentoVersion>>,
    }
    assert!(Backend::version(&Plain { name: "a".into() }).is_none());
    assert!(Backend::version(&Undecided { name: "a".into(), version: None }).is_none());
    let decided = Undecided { name: "a".into(), version: Some(MagentoVersion::V2_4.into()) };
    assert_eq!(Backend::version(&decided).and_then(|version| version.base()), Some(MagentoVersion::V2_4));
}

#[tokio::test]
async fn s07_another_crate_adds_a_version() {
    let store = store().await;
    let acme = golden::acme::AcmeVersion::V1_7Acme;
    let kept = store.put(MagentoBackend { version: acme.into(), ..shop("acme") }).await.unwrap();
    let read = store.get::<MagentoBackend>(&kept.id()).await.unwrap().unwrap();
    assert_eq!(read.version.get::<golden::acme::AcmeVersion>(), Some(acme));
    assert_eq!(read.version.base(), Some(MagentoVersion::V1_7));
}

#[tokio::test]
async fn s09_a_password_is_no_text() {
    let store = store().await;
    let secret = MagentoBackend { password: Some(Secret::from("hunter2")), ..shop("main") };
    assert!(!format!("{secret:?}").contains("hunter2"));
    assert!(!serde_json::to_string(&secret).unwrap().contains("hunter2"));
    // Never in clear text: without a way to encrypt it, it is not kept at all.
    let refused = store.put(secret).await.unwrap_err();
    assert!(!format!("{refused:?} {refused}").contains("hunter2"));
    assert_eq!(store.count::<MagentoBackend>().await.unwrap(), 0);
}

#[tokio::test]
async fn s10_names_are_unique_among_their_kind() {
    assert_eq!(MagentoBackend::UNIQUE[0].fields, ["name"]);
    let store = store().await;
    let first = store.put(shop("main")).await.unwrap();
    let again = store.put(shop("main")).await.unwrap();
    assert_eq!(first.id(), again.id());
    assert_eq!(store.by_name::<MagentoBackend>("main").await.unwrap().id(), first.id());
}

// Texts

#[tokio::test]
async fn s15_a_longer_text_is_refused_and_never_cut() {
    let store = store().await;
    let longest = "ä".repeat(255);
    let kept = store.put(MagentoBackend { location: longest.clone(), ..shop("main") }).await.unwrap();
    assert_eq!(store.get::<MagentoBackend>(&kept.id()).await.unwrap().unwrap().location, longest);
    let refused = store.put(MagentoBackend { location: "ä".repeat(256), ..shop("other") }).await.unwrap_err().to_string();
    assert!(refused.contains("`location`") && refused.contains("at most 255 characters, this has 256"), "{refused}");
    assert_eq!(store.count::<MagentoBackend>().await.unwrap(), 1);
}

#[tokio::test]
async fn s16_a_text_may_have_lines() {
    let store = store().await;
    let kept = store.put(MagentoBackend { location: "a\nb".into(), ..shop("main") }).await.unwrap();
    assert_eq!(store.get::<MagentoBackend>(&kept.id()).await.unwrap().unwrap().location, "a\nb");
}

#[tokio::test]
async fn s17_one_text_a_language() {
    let store = store().await;
    let mut name = Translated::in_default_language("Retailer");
    name.set("fr", "Revendeur");
    let kept = store.put(PartnerCategory { name, ..category("") }).await.unwrap();
    let mut changed = store.get::<PartnerCategory>(&kept.id()).await.unwrap().unwrap().into_value().name;
    changed.set("de", "Händler");
    store.update(&kept.id(), &Changes::<PartnerCategory>::new().set("name", &changed).unwrap()).await.unwrap();
    let read = store.get::<PartnerCategory>(&kept.id()).await.unwrap().unwrap().into_value().name;
    assert_eq!([read.get("fr_CA"), read.get("de"), read.get("it")], ["Revendeur", "Händler", "Retailer"]);
}

#[test]
fn s18_term_by_term() {
    let find = golden::paragraph_terms;
    let mut text = Translated::in_default_language("One\n\nTwo");
    assert_eq!(text.terms(find), ["One", "Two"]);
    text.set_terms(find, "fr", |term| (term == "One").then(|| "Un".to_owned()));
    assert_eq!(text.get_by_terms(find, "fr"), "Un\n\nTwo");
    // A translation with another number of terms is ignored, and reported.
    text.set("de", "Eins");
    assert_eq!(text.get_by_terms(find, "de"), "One\n\nTwo");
    assert_eq!(text.get("de"), "Eins", "which does not look at terms");
    let field = PartnerCategory::META.field("description").unwrap();
    assert_eq!(field.translation(&text, "de"), "One\n\nTwo");
    let ignored = field.ignored_translations(&text);
    assert_eq!(ignored.iter().map(|ignored| ignored.language.as_str()).collect::<Vec<_>>(), ["de"]);
}

#[tokio::test]
async fn s19_zero_is_a_value() {
    let (store, shop, category) = kept().await;
    let zero = MagentoPartnerCategory { tax_class_id: Some(0), ..bound(category.id(), shop.id(), None) };
    let kept = store.put(zero).await.unwrap();
    assert_eq!(store.get::<MagentoPartnerCategory>(&kept.id()).await.unwrap().unwrap().tax_class_id, Some(0));
    let empty = MagentoBackend { username: Some(String::new()), ..self::shop("other") };
    let kept = store.put(empty).await.unwrap();
    assert_eq!(store.get::<MagentoBackend>(&kept.id()).await.unwrap().unwrap().username.as_deref(), Some(""));
    let refused = store.put(MagentoBackend { location: String::new(), ..self::shop("third") }).await.unwrap_err().to_string();
    assert!(refused.contains("`location`") && refused.contains("must not be empty"), "{refused}");
}

#[derive(Debug, Record)]
#[record(name = "shelf")]
struct Shelf {
    category: RecordId<PartnerCategory>,
    #[field(related = category.name)]
    name: Related<Translated>,
}

schema! { static SHELVES = [PartnerCategory, Shelf]; }

#[tokio::test]
async fn s20_a_related_text_has_all_its_languages() {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHELVES).await.unwrap();
    let mut name = Translated::in_default_language("Retailer");
    name.set("fr", "Revendeur");
    let category = store.put(PartnerCategory { name: name.clone(), ..category("") }).await.unwrap();
    assert!(Shelf::FIELDS.iter().all(|field| field.name != "name"), "it is not stored");
    let shelf = store.put(Shelf { category: category.id(), name: Related::default() }).await.unwrap();
    let read = store.get::<Shelf>(&shelf.id()).await.unwrap().unwrap();
    assert_eq!(read.name.get(), Some(&name));
}

// Selections

#[test]
fn s21_lists_and_functions() {
    let values: Vec<&str> = AccountState::OPTIONS.iter().map(|option| option.value).collect();
    assert_eq!(values, ["pending", "active"]);
    let choices = MagentoBackend::META.field("currency").unwrap().selection.unwrap();
    assert_eq!(choices(), golden::available_currencies());
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Size {
    #[selection("s", label = "Small")]
    S,
    #[selection("l", label = "Large")]
    L,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Size)]
#[selection(relabel(S = "Tiny"), removed("xs", become = Size::S))]
enum MoreSizes {
    #[selection("xl")]
    Xl,
    #[selection("m", after = Size::S)]
    M,
}

fn sizes() -> Vec<(&'static str, &'static str)> {
    Extensible::<Size>::options().iter().map(|option| (option.value, option.label)).collect()
}

#[test]
fn s22_added_values_come_last() {
    assert_eq!(sizes().last(), Some(&("xl", "Xl")));
}

#[test]
fn s23_or_directly_behind_another() {
    assert_eq!(sizes().iter().map(|(value, _)| *value).collect::<Vec<_>>(), ["s", "m", "l", "xl"]);
}

#[test]
fn s24_a_label_is_replaced() {
    assert_eq!(sizes()[0], ("s", "Tiny"));
    assert_eq!(Extensible::from(Size::S).label(), "Tiny");
    assert_eq!(Size::S.label(), "Small", "as its own crate declared it");
}

#[tokio::test]
async fn s29_values_are_checked() {
    assert!("1.8".parse::<MagentoVersion>().is_err());
    let store = store().await;
    let refused = store.put(MagentoBackend { currency: Some("USD".into()), ..shop("main") }).await.unwrap_err().to_string();
    assert!(refused.contains("`currency`") && refused.contains("one of \"EUR\", \"CHF\""), "{refused}");
}

#[tokio::test]
async fn s30_required_is_no_option() {
    assert!(MagentoBackend::META.field("location").unwrap().required);
    assert!(!MagentoBackend::META.field("username").unwrap().required);
    let store = store().await;
    let into = "INSERT INTO magento_backend (name, version, verify_ssl) VALUES ('x', '1.7', 1)";
    let refused = store.transaction(|tx| Box::pin(async move { Ok(tx.as_sqlite()?.execute(into, ())?) })).await.unwrap_err();
    assert!(refused.to_string().contains("a constraint is violated"), "{refused}");
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "shirt")]
struct Shirt {
    size: Extensible<Size>,
}

schema! { static SHIRTS = [Shirt, MoreSizes]; }

#[tokio::test]
async fn s31_a_removed_value_becomes_another() {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHIRTS).await.unwrap();
    let shirt = store.put(Shirt { size: Size::L.into() }).await.unwrap();
    let old = "UPDATE shirt SET size = 'xs'";
    store.transaction(|tx| Box::pin(async move { Ok(tx.as_sqlite()?.execute(old, ())?) })).await.unwrap();
    // They are searched where a declaration is new, and when somebody asks.
    let search = || store.migration(&SHIRTS).search_values();
    assert!(search().plan().await.unwrap().to_string().contains("xs"));
    search().run().await.unwrap();
    assert_eq!(store.get::<Shirt>(&shirt.id()).await.unwrap().unwrap().size, Size::S.into());
    assert!(search().plan().await.unwrap().is_empty());
}

mod twice {
    use super::Selection;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    pub enum Base {
        #[selection("1")]
        One,
    }
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection_add(Base)]
    pub enum FirstCrate {
        #[selection("2")]
        Two,
    }
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection_add(Base)]
    pub enum SecondCrate {
        #[selection("2")]
        Two,
    }
}

#[test]
fn s33_who_added_a_value_is_named() {
    let ambiguous = "2".parse::<Extensible<twice::Base>>().unwrap_err().to_string();
    assert!(ambiguous.contains("FirstCrate") && ambiguous.contains("SecondCrate"), "{ambiguous}");
}

#[test]
fn s34_values_for_machines_labels_for_people() {
    assert_eq!(serde_json::to_string(&MagentoVersion::V2_4).unwrap(), "\"2.4\"");
    assert_eq!(MagentoVersion::V2_4.to_string(), "2.4");
    assert_eq!(MagentoVersion::V2_4.label(), "Magento 2.4");
}

// The binding

#[tokio::test]
async fn s36_direct_bindings_say_so() {
    let (store, shop, _) = kept().await;
    let website = MagentoWebsite { backend_id: shop.id(), external_id: Some(1), sync_date: None, name: "Main".into() };
    assert!(website.record_id().is_none());
    assert_eq!(store.put(website).await.unwrap().external_id, Some(1));
}

#[tokio::test]
async fn s37_a_binding_goes_with_its_record() {
    let (store, shop, category) = kept().await;
    store.put(bound(category.id(), shop.id(), Some(1))).await.unwrap();
    let linked = store.binder::<MagentoPartnerCategory>(shop.id()).linked(&CustomerGroupId(1)).await.unwrap().unwrap();
    assert_eq!(linked.record.name.default_text(), "Retailer");
    store.delete::<PartnerCategory>(&category.id()).await.unwrap();
    assert_eq!(store.count::<MagentoPartnerCategory>().await.unwrap(), 0);
}

#[tokio::test]
async fn s38_a_backend_with_bindings_stays() {
    let (store, shop, category) = kept().await;
    store.put(bound(category.id(), shop.id(), Some(1))).await.unwrap();
    let refused = store.delete::<MagentoBackend>(&shop.id()).await.unwrap_err();
    assert!(matches!(refused, Error::StillLinked { .. }), "{refused}");
}

#[tokio::test]
async fn s39_zero_is_an_id() {
    let (store, shop, category) = kept().await;
    let binder = store.binder::<MagentoPartnerCategory>(shop.id());
    store.put(bound(category.id(), shop.id(), None)).await.unwrap();
    assert!(binder.to_internal(&CustomerGroupId(0)).await.unwrap().is_none(), "unbound is not 0");
    store.put(bound(category.id(), shop.id(), Some(0))).await.unwrap();
    assert_eq!(binder.to_record(&CustomerGroupId(0)).await.unwrap(), Some(category.id()));
    assert_eq!(binder.to_external(&category.id()).await.unwrap(), Some(CustomerGroupId(0)));
}

#[tokio::test]
async fn s40_bind_remembers_the_date() {
    let (store, shop, category) = kept().await;
    let binding = store.put(bound(category.id(), shop.id(), None)).await.unwrap();
    assert_eq!(binding.sync_date, None);
    let before: DateTime<Utc> = Utc::now();
    store.binder::<MagentoPartnerCategory>(shop.id()).bind(binding.id(), &CustomerGroupId(4)).await.unwrap();
    let date = store.get::<MagentoPartnerCategory>(&binding.id()).await.unwrap().unwrap().sync_date.unwrap();
    // To the microsecond, which both databases keep.
    assert!(date.timestamp_micros() >= before.timestamp_micros() && date <= Utc::now());
}

#[tokio::test]
async fn s42_the_message_is_the_declared_one() {
    let (store, shop, category) = kept().await;
    store.put(bound(category.id(), shop.id(), Some(1))).await.unwrap();
    let other = store.put(self::category("Wholesaler")).await.unwrap();
    let refused = store.put(bound(other.id(), shop.id(), Some(1))).await.unwrap_err().to_string();
    assert!(refused.starts_with("Partner Tag with same ID on Magento already exists."), "{refused}");
}

#[test]
fn s43_many_per_record_is_said() {
    let keys = |unique: &[connector_core::Unique]| unique.iter().map(|key| key.fields).collect::<Vec<_>>();
    assert!(keys(MagentoPartnerCategory::UNIQUE).contains(&["backend_id", "odoo_id"].as_slice()));
    assert!(!keys(golden::MagentoPartner::UNIQUE).contains(&["shop", "partner"].as_slice()));
    assert!(keys(golden::MagentoPartner::UNIQUE).contains(&["shop", "magento_id"].as_slice()));
}

#[tokio::test]
async fn s44_one_binding_for_a_record_on_a_backend() {
    let (store, shop, category) = kept().await;
    store.put(bound(category.id(), shop.id(), Some(1))).await.unwrap();
    let refused = store.put(bound(category.id(), shop.id(), Some(2))).await.unwrap_err();
    assert!(matches!(refused, Error::AlreadyBound { .. } | Error::Duplicate { .. }), "{refused}");
}

#[tokio::test]
async fn s45_data_of_its_own_on_each_backend() {
    let (store, main, category) = kept().await;
    let second = store.put(shop("second")).await.unwrap();
    for (backend, tax) in [(main.id(), 1), (second.id(), 2)] {
        store.put(MagentoPartnerCategory { tax_class_id: Some(tax), ..bound(category.id(), backend, Some(7)) }).await.unwrap();
    }
    let taxes = async |backend| {
        let binder = store.binder::<MagentoPartnerCategory>(backend);
        binder.to_internal(&CustomerGroupId(7)).await.unwrap().unwrap().tax_class_id
    };
    assert_eq!((taxes(main.id()).await, taxes(second.id()).await), (Some(1), Some(2)));
}

// The page

/// Whatever the page names as shown is there, and every test here is named by it.
#[test]
fn the_page_names_what_there_is() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(house.join("docs/coming-from-odoo.md")).unwrap();
    let here = include_str!("odoo.rs");
    let mut rows = 0;
    let mut named = HashSet::new();
    for row in page.lines().filter(|line| line.starts_with("| ") && line[2..].starts_with(|first: char| first.is_ascii_digit())) {
        rows += 1;
        let shown = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        for name in shown.split('`').skip(1).step_by(2) {
            if let Some((file, test)) = name.split_once(": ") {
                let text = fs::read_to_string(house.join(file)).unwrap();
                assert!(text.contains(&format!("fn {test}(")), "{row}");
            } else if name.starts_with("ui/") || name.starts_with("tests/") {
                assert!(house.join("tests").join(name.trim_start_matches("tests/")).exists(), "{row}");
            } else {
                assert!(here.contains(&format!("fn {name}(")), "{row}");
                named.insert(name.to_owned());
            }
        }
    }
    assert_eq!(rows, 60);
    let tests = here.lines().filter_map(|line| line.split_once("fn s")).map(|(_, rest)| format!("s{}", rest.split('(').next().unwrap()));
    let forgotten: Vec<String> =
        tests.filter(|name| name[1..].starts_with(|c: char| c.is_ascii_digit()) && !named.contains(name)).collect();
    assert_eq!(forgotten, Vec::<String>::new());
}
