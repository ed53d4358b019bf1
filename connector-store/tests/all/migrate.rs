//! From metadata to tables.

use connector_core::{Model, Record, RecordId, Schema, Selection};
use connector_store::{Error, Store};

use crate::support::{Category, House, PARTNERS, PARTNERS_TABLE, Partner, SHOP, Shop, category, number, script, shop, things};

/// One table as three versions of a program declare it.
mod versions {
    use super::{Record, Selection};

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    pub enum State {
        #[selection("draft")]
        Draft,
        #[selection("it's \"done\"")]
        Done,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "item")]
    pub struct Item1 {
        pub name: String,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "item")]
    pub struct Item2 {
        pub name: String,
        pub note: Option<String>,
        #[field(default = 3)]
        pub count: i64,
        #[field(default = State::Done)]
        pub state: State,
    }

    /// `name`, under another name, and nothing says so.
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "item")]
    pub struct Retitled {
        pub title: String,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "item")]
    pub struct RequiredAdded {
        pub name: String,
        pub weight: f64,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "item")]
    pub struct OtherType {
        pub name: i64,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "item")]
    #[unique(name, name = "item_name", message = "Two items have this name.")]
    pub struct Keyed {
        pub name: String,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "item")]
    #[unique(name, note, name = "item_name", message = "Two items have this name.")]
    pub struct KeyedOtherwise {
        pub name: String,
        pub note: Option<String>,
    }
}
use versions::{Item1, Item2, Keyed, KeyedOtherwise, OtherType, RequiredAdded, Retitled, State};

/// A database in which the first version of the table has a row.
async fn with_item(house: &House) -> String {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&Schema::new().add::<Item1>()).await.unwrap();
    store.put(Item1 { name: "a".into() }).await.unwrap();
    url
}

/// Whatever a migration could change.
async fn shape(house: &House, store: &Store) -> i64 {
    let catalogue = "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        + (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace)
        + (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace)";
    number(store, house.either("SELECT sum(length(sql)) FROM sqlite_schema", catalogue)).await
}

/// What another version says of that database.
async fn refusal<T: connector_core::Listed>(house: &House, url: &str) -> String {
    let store = Store::connect(url).await.unwrap();
    let schema = Schema::new().add::<T>();
    let before = shape(house, &store).await;
    let planned = store.plan(&schema).await.unwrap_err();
    let error = store.migrate(&schema).await.unwrap_err();
    assert!(matches!(error, Error::Migration(_)), "{error:?}");
    assert_eq!(planned.to_string(), error.to_string());
    assert_eq!(shape(house, &store).await, before, "nothing is changed");
    error.to_string()
}

async fn it_creates_and_the_second_run_is_empty(house: &House) {
    let store = house.empty().await;
    let plan = store.plan(&SHOP).await.unwrap();
    assert_eq!(things(house, &store).await, 0, "planning changes nothing");
    assert!(plan.to_string().contains("create the table \"shop_category\" for shop.category"), "{plan}");
    assert!(plan.to_string().contains("create the unique key \"shop_category_slug\" of shop.category"), "{plan}");
    assert_eq!(store.migrate(&SHOP).await.unwrap(), plan);
    let second = store.migrate(&SHOP).await.unwrap();
    assert!(second.is_empty() && second.steps().is_empty(), "{second}");
    assert_eq!(second.to_string(), "nothing to do: the database is as the models need it");
    // The links are the database's own, and so are the keys.
    let links = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'shop_product'::regclass";
    assert_eq!(number(&store, house.either("SELECT count(*) FROM pragma_foreign_key_list('shop_product')", links)).await, 3);
    let keys = "SELECT count(*) FROM pg_index WHERE indisunique AND NOT indisprimary AND indrelid = 'shop_category'::regclass";
    let pragma = "SELECT count(*) FROM pragma_index_list('shop_category') WHERE \"unique\"";
    assert_eq!(number(&store, house.either(pragma, keys)).await, 3);
}

async fn columns_are_added(house: &House) {
    let url = with_item(house).await;
    let store = Store::connect(&url).await.unwrap();
    let plan = store.migrate(&Schema::new().add::<Item2>()).await.unwrap();
    let added: Vec<&str> = plan.steps().iter().map(|step| step.what.as_str()).collect();
    assert_eq!(added, ["note", "count", "state"].map(|column| format!("add the column \"{column}\" to \"item\" for item")));
    let item = store.all::<Item2>().await.unwrap().pop().unwrap();
    assert_eq!(*item, Item2 { name: "a".into(), note: None, count: 3, state: State::Done });
    assert!(store.migrate(&Schema::new().add::<Item2>()).await.unwrap().is_empty());
    // The older version still writes.
    let older = Store::connect(&url).await.unwrap();
    assert!(older.migrate(&Schema::new().add::<Item1>()).await.unwrap().is_empty());
    older.put(Item1 { name: "b".into() }).await.unwrap();
    assert_eq!(store.count::<Item2>().await.unwrap(), 2);
}

async fn what_would_break_rows_is_refused(house: &House) {
    let url = with_item(house).await;
    for (error, parts) in [
        (
            refusal::<RequiredAdded>(house, &url).await,
            ["`weight` of item is new and required, and the table \"item\" has row 1", "default"],
        ),
        (
            refusal::<Retitled>(house, &url).await,
            ["`title` of item is new and required", "it was \"name\" before: `#[field(renamed_from = \"name\")]`"],
        ),
        (
            refusal::<OtherType>(house, &url).await,
            house.either(["\"name\" of \"item\" is TEXT", "needs INTEGER"], ["\"name\" of \"item\" is text", "needs bigint"]),
        ),
    ] {
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
    }
}

async fn a_required_column_comes_into_an_empty_table(house: &House) {
    let url = with_item(house).await;
    let store = Store::connect(&url).await.unwrap();
    script(&store, "DELETE FROM item").await;
    store.migrate(&Schema::new().add::<RequiredAdded>()).await.unwrap();
    store.put(RequiredAdded { name: "a".into(), weight: 1.5 }).await.unwrap();
}

async fn a_unique_key_is_never_taken_for_granted(house: &House) {
    // Rows that break it.
    let url = with_item(house).await;
    let store = Store::connect(&url).await.unwrap();
    store.put(Item1 { name: "a".into() }).await.unwrap();
    let keyed = Store::connect(&url).await.unwrap();
    let error = keyed.migrate(&Schema::new().add::<Keyed>()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Migration(what) if what.contains("the unique key \"item_name\" of item (name) cannot hold: rows 1, 2 have the same values")),
        "{error}"
    );
    // One of its name, over something else: of another table, or of an earlier version.
    script(&keyed, "DELETE FROM item; CREATE TABLE theirs (x TEXT); CREATE INDEX item_name ON theirs (x)").await;
    assert!(refusal::<Keyed>(house, &url).await.contains("there is an index \"item_name\" already"));
    script(&keyed, "DROP TABLE theirs").await;
    keyed.migrate(&Schema::new().add::<Keyed>()).await.unwrap();
    assert!(refusal::<KeyedOtherwise>(house, &url).await.contains("there is an index \"item_name\" already"));
}

async fn somebody_elses_table_of_the_same_name_is_left_alone(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    script(&store, "CREATE TABLE item (code TEXT PRIMARY KEY, name TEXT NOT NULL)").await;
    assert!(refusal::<Item1>(house, &url).await.contains("no whole number \"id\" as its key"));
}

async fn a_foreign_table_is_verified_and_never_touched(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    let error = store.migrate(&PARTNERS).await.unwrap_err();
    assert!(matches!(&error, Error::Migration(what) if what.contains("\"partners\"") && what.contains("is not there")), "{error}");
    script(&store, "CREATE TABLE partners (id TEXT PRIMARY KEY)").await;
    let error = store.migrate(&PARTNERS).await.unwrap_err();
    assert!(matches!(&error, Error::Migration(what) if what.contains("has no column \"mail\"")), "{error}");
    assert_eq!(things(house, &store).await, 2, "nothing half-made: the table with its key alone");
    script(&store, "DROP TABLE partners; CREATE TABLE partners (id TEXT, mail TEXT)").await;
    let error = store.migrate(&PARTNERS).await.unwrap_err();
    assert!(matches!(&error, Error::Migration(what) if what.contains("\"id\"") && what.contains("unique")), "{error}");
    script(&store, &format!("DROP TABLE partners; {PARTNERS_TABLE}")).await;
    let columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'partners'::regclass";
    let sql = house.either("SELECT length(sql) FROM sqlite_schema WHERE name = 'partners'", columns);
    let before = number(&store, sql).await;
    store.migrate(&PARTNERS).await.unwrap();
    assert_eq!(number(&store, sql).await, before);
    assert!(store.migrate(&PARTNERS).await.unwrap().is_empty());
}

/// Any text without control characters can be a name.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "hostile", table = "a\"; DROP TABLE category; --")]
#[unique(select, name = "x'y\"z;", message = "Twice.")]
struct Hostile {
    #[field(column = "or\"der'; --")]
    select: String,
    #[field(column = "?1", index)]
    placeholder: Option<i64>,
    #[field(column = "größe 🪑", default = "it's; \"quoted\"")]
    size: String,
}

async fn names_are_never_statements(house: &House) {
    let store = house.store().await;
    store.put(category("kept")).await.unwrap();
    store.migrate(&Schema::new().add::<Hostile>()).await.unwrap();
    assert!(store.migrate(&Schema::new().add::<Hostile>()).await.unwrap().is_empty());
    let value = Hostile { select: "'; DROP TABLE category; --".into(), placeholder: Some(1), size: "x".into() };
    let put = store.put(value.clone()).await.unwrap();
    assert_eq!(*store.put(value.clone()).await.unwrap(), value);
    let by_hand = format!("INSERT INTO \"{}\" (\"or\"\"der'; --\") VALUES ('by hand')", Hostile::TABLE.replace('"', "\"\""));
    script(&store, &by_hand).await;
    assert_eq!(store.all::<Hostile>().await.unwrap()[1].size, "it's; \"quoted\"");
    store.delete::<Hostile>(&put.id()).await.unwrap();
    assert_eq!((store.count::<Hostile>().await.unwrap(), store.count::<Category>().await.unwrap()), (1, 1));
}

async fn a_schema_that_contradicts_itself_changes_nothing(house: &House) {
    let store = house.empty().await;
    let twice = Schema::new().add::<Item1>().add::<Item2>();
    assert!(matches!(store.migrate(&twice).await, Err(Error::Schema(_))));
    let unlisted = Schema::new().add::<crate::support::ShopCategory>().add::<Shop>();
    assert!(matches!(store.migrate(&unlisted).await, Err(Error::Schema(_))));
    assert_eq!(things(house, &store).await, 0);
}

/// Connections that start on a new database at once: each migrates, one of them does it.
async fn threads_that_start_at_once_migrate_once(house: &House) {
    for _ in 0..house.either(10, 3) {
        let url = house.address().await;
        let start = std::sync::Barrier::new(8);
        let run = || {
            start.wait();
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
                let store = Store::connect(&url).await.unwrap();
                let plan = store.migrate(&SHOP).await.unwrap();
                store.put(shop("main")).await.unwrap();
                usize::from(!plan.is_empty())
            })
        };
        let migrated: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(migrated, 1);
    }
}

async fn records_of_the_applications_own_are_read_by_their_text_keys(house: &House) {
    let store = house.empty().await;
    script(&store, &format!("{PARTNERS_TABLE}; INSERT INTO partners (id, mail) VALUES ('p-2', 'b@example.org'), ('p-1', NULL)")).await;
    store.migrate(&PARTNERS).await.unwrap();
    let found = store.get_many::<Partner>(&[RecordId::new("p-2".into()), RecordId::new("p-3".into())]).await.unwrap();
    assert_eq!(found[0].as_ref().unwrap().mail.as_deref(), Some("b@example.org"));
    assert!(found[1].is_none());
    let all: Vec<String> = store.all::<Partner>().await.unwrap().iter().map(|partner| partner.id().to_string()).collect();
    assert_eq!(all, ["p-1", "p-2"]);
    let main = store.put(shop("main")).await.unwrap().id();
    let binding =
        crate::support::ShopPartner { record_id: RecordId::new("p-2".into()), backend_id: main, external_id: Some(7), sync_date: None };
    let binding = store.put(binding).await.unwrap().id();
    let linked = store.binder::<crate::support::ShopPartner>(main).linked(&7).await.unwrap().unwrap();
    assert_eq!((linked.id, linked.record.mail.as_deref()), (binding, Some("b@example.org")));
    let other = store.put(shop("other")).await.unwrap().id();
    let error = store.binder::<crate::support::ShopPartner>(other).unwrap(binding).await.unwrap_err();
    assert!(matches!(error, Error::OtherBackend { .. }), "{error}");
}

/// One selection as two versions of a program declare it, and an addition to it.
mod removed {
    use connector_core::{Backend, Extensible};

    use super::{Record, Selection};

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    pub enum Old {
        #[selection("it's 1.6")]
        V1_6,
        #[selection("1.7")]
        V1_7,
        #[selection("1.7-acme-old")]
        Acme,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection(removed("it's 1.6", become = V1_7))]
    pub enum Version {
        #[selection("1.7")]
        V1_7,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    #[selection(removed("1.7-acme-old", become = Acme))]
    #[selection_add(Version)]
    pub enum Added {
        #[selection("1.7-acme")]
        Acme,
    }

    #[derive(Debug, Clone, PartialEq, Backend)]
    #[backend(name = "removed.shop")]
    pub struct ShopBefore {
        pub name: String,
        pub version: Old,
    }

    #[derive(Debug, Clone, PartialEq, Backend)]
    #[backend(name = "removed.shop")]
    pub struct ShopNow {
        pub name: String,
        pub version: Extensible<Version>,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "removed.item")]
    pub struct ItemBefore {
        pub version: Option<Old>,
        pub note: String,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "removed.item")]
    pub struct ItemNow {
        pub version: Option<Version>,
        pub note: String,
    }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "removed.item")]
    #[unique(version, name = "removed_item_version", message = "Two items have this version.")]
    pub struct ItemKeyed {
        pub version: Option<Version>,
        pub note: String,
    }
}
use removed::{Added, ItemBefore, ItemKeyed, ItemNow, Old, ShopBefore, ShopNow, Version};

async fn removed_values_are_rewritten(house: &House) {
    let url = house.address().await;
    let before = Store::connect(&url).await.unwrap();
    before.migrate(&Schema::new().add::<ShopBefore>().add::<ItemBefore>()).await.unwrap();
    for (name, version) in [("a", Old::V1_6), ("b", Old::V1_7), ("c", Old::Acme)] {
        before.put(ShopBefore { name: name.into(), version }).await.unwrap();
    }
    for version in [Some(Old::V1_6), Some(Old::V1_6), Some(Old::V1_7), None] {
        before.put(ItemBefore { version, note: "it's 1.6".into() }).await.unwrap();
    }

    let store = Store::connect(&url).await.unwrap();
    let schema = Schema::new().add::<ShopNow>().add::<ItemNow>().add::<Added>();
    let versions = [Version::V1_7.into(), Version::V1_7.into(), Added::Acme.into()];
    // What no store has rewritten yet is read as what it became.
    schema.check().unwrap();
    assert!(store.all::<ShopNow>().await.unwrap().iter().map(|shop| shop.version).eq(versions));
    assert_eq!(number(&store, "SELECT count(*) FROM removed_item WHERE version = 'it''s 1.6'").await, 2);

    let plan = store.plan(&schema).await.unwrap();
    let steps: Vec<(&str, &str)> = plan.steps().iter().map(|step| (step.what.as_str(), step.sql.as_str())).collect();
    let gone = "UPDATE \"removed_shop\" SET \"version\" = '1.7' WHERE \"version\" = 'it''s 1.6'";
    let acme = "UPDATE \"removed_shop\" SET \"version\" = '1.7-acme' WHERE \"version\" = '1.7-acme-old'";
    let item = "UPDATE \"removed_item\" SET \"version\" = '1.7' WHERE \"version\" = 'it''s 1.6'";
    assert_eq!(
        steps,
        [
            ("write \"1.7\" for the removed value \"it's 1.6\" in \"version\" of \"removed_shop\" for removed.shop", gone),
            ("write \"1.7-acme\" for the removed value \"1.7-acme-old\" in \"version\" of \"removed_shop\" for removed.shop", acme),
            ("write \"1.7\" for the removed value \"it's 1.6\" in \"version\" of \"removed_item\" for removed.item", item),
        ]
    );
    assert_eq!(number(&store, "SELECT count(*) FROM removed_item WHERE version = '1.7'").await, 1, "planning changes nothing");
    assert_eq!(store.migrate(&schema).await.unwrap(), plan);
    assert_eq!(number(&store, "SELECT count(*) FROM removed_item WHERE version = '1.7'").await, 3);
    assert_eq!(number(&store, "SELECT count(*) FROM removed_item WHERE note = 'it''s 1.6'").await, 4, "a text is no selection");
    assert_eq!(number(&store, "SELECT count(*) FROM removed_item WHERE version IS NULL").await, 1);
    assert!(store.all::<ShopNow>().await.unwrap().iter().map(|shop| shop.version).eq(versions));
    assert!(store.migrate(&schema).await.unwrap().is_empty(), "the second run has nothing to do");
}

async fn a_removed_value_that_a_key_needs_is_refused(house: &House) {
    let store = house.empty().await;
    let keyed = Schema::new().add::<ItemKeyed>();
    store.migrate(&keyed).await.unwrap();
    script(&store, "INSERT INTO removed_item (version, note) VALUES ('it''s 1.6', 'a'), ('1.7', 'b')").await;
    let error = store.migration(&keyed).search_values().run().await.unwrap_err().to_string();
    assert!(
        error.starts_with("the unique key \"removed_item_version\" of removed.item (version) cannot hold: rows 1, 2 have the same values"),
        "{error}"
    );
    assert_eq!(store.migration(&keyed).search_values().plan().await.unwrap_err().to_string(), error);
    assert_eq!(number(&store, "SELECT count(*) FROM removed_item WHERE version = '1.7'").await, 1, "nothing is changed");
}

crate::support::on_both! {
    threads_that_start_at_once_migrate_once,
    it_creates_and_the_second_run_is_empty,
    columns_are_added,
    what_would_break_rows_is_refused,
    a_required_column_comes_into_an_empty_table,
    a_unique_key_is_never_taken_for_granted,
    somebody_elses_table_of_the_same_name_is_left_alone,
    a_foreign_table_is_verified_and_never_touched,
    names_are_never_statements,
    a_schema_that_contradicts_itself_changes_nothing,
    records_of_the_applications_own_are_read_by_their_text_keys,
    removed_values_are_rewritten,
    a_removed_value_that_a_key_needs_is_refused,
}
