//! Tables that are there, and are to be otherwise: what is changed keeps every row, binding, trigger, view and index; what
//! cannot be is refused with the rows in the way.

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, Extensible, ExternalBinding, Field, Listed, Model, ModelKind, ModelMeta, Record, RecordId, Schema, SchemaEntry,
    Selection, Unique, Value,
};
use connector_store::{Error, OwnStep, Store};

use crate::support::{House, number, script, try_script};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "c.shop")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "c.category")]
struct Category {
    name: String,
}

macro_rules! items {
    ($($name:ident { $($fields:tt)* })*) => {$(
        #[derive(Debug, Clone, PartialEq, Record)]
        #[record(name = "c.item")]
        struct $name { $($fields)* }
    )*};
}

items! {
    Item { name: String, note: Option<String>, #[field(default = 3)] count: i64, category: Option<RecordId<Category>>, number: Option<i64> }
    // Everything that can change, at once.
    Changed {
        name: Option<String>, note: String, #[field(default = 4)] count: i64, #[field(ondelete = set_null)] category: Option<RecordId<Category>>,
        number: Option<RecordId<Category>>,
    }
    Emptied { note: Option<String> }
    Sized { #[field(size = 3)] name: String }
    Binary { name: String, #[field(default = vec![0u8, 255u8, 39u8])] bytes: Vec<u8>, #[field(default = f64::INFINITY)] most: f64, #[field(default = f64::NEG_INFINITY)] least: f64 }
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "c.shop.item")]
struct Bound {
    record_id: RecordId<Item>,
    backend_id: BackendId<Shop>,
    external_id: Option<i64>,
    sync_date: Option<DateTime<Utc>>,
}

fn schema<T: Listed>() -> Schema {
    Schema::new().add::<Shop>().add::<Category>().add::<T>().add::<Bound>()
}

/// Three items, each with a category and a binding.
async fn seeded(house: &House) -> Store {
    let store = house.empty().await;
    store.migrate(&schema::<Item>()).await.unwrap();
    let shop = store.put(Shop { name: "main".into() }).await.unwrap().id();
    let category = store.put(Category { name: "all".into() }).await.unwrap().id();
    for n in 1..=3 {
        let item = Item { name: format!("item {n}"), note: Some("noted".into()), count: n, category: Some(category.clone()), number: None };
        let record_id = store.put(item).await.unwrap().id();
        store.put(Bound { record_id, backend_id: shop, external_id: Some(n), sync_date: None }).await.unwrap();
    }
    store
}

async fn migrate<T: Listed>(store: &Store) -> Result<String, Error> {
    let planned = store.plan(&schema::<T>()).await;
    let done = store.migrate(&schema::<T>()).await;
    assert_eq!(
        planned.map(|plan| plan.to_string()).map_err(|error| error.to_string()),
        done.as_ref().map(ToString::to_string).map_err(ToString::to_string)
    );
    if done.is_ok() {
        assert!(store.migrate(&schema::<T>()).await.unwrap().is_empty(), "the second run has nothing to do");
    }
    done.map(|plan| plan.to_string())
}

async fn what_is_changed_keeps_rows_bindings_and_what_others_made(house: &House) {
    let store = seeded(house).await;
    let trigger = "CREATE TABLE told (name TEXT);
        CREATE TRIGGER tell AFTER UPDATE ON c_item BEGIN INSERT INTO told VALUES (new.name); END";
    let function = "CREATE TABLE told (name TEXT);
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO told VALUES (new.name); RETURN new; END';
        CREATE TRIGGER tell AFTER UPDATE ON c_item FOR EACH ROW EXECUTE FUNCTION tell()";
    script(&store, house.either(trigger, function)).await;
    script(&store, "CREATE INDEX theirs ON c_item (count); CREATE VIEW names AS SELECT name FROM c_item").await;
    let plan = migrate::<Changed>(&store).await.unwrap();
    for part in [
        "let the column \"name\" of \"c_item\" be null",
        "forbid the column \"note\" of \"c_item\" to be null",
        "set the default of the column \"count\"",
        "change the link \"category\" of \"c_item\" to c.category",
        "create the link \"number\" of \"c_item\" to c.category",
        "turn away programs that know c.item as before (generation 1)",
    ] {
        let part = if house.either(false, true) {
            part.replace("create the link \"number\" of \"c_item\" to c.category", "create the link")
        } else {
            part.to_owned()
        };
        assert!(plan.contains(&part), "{part}: {plan}");
    }
    assert_eq!(store.count::<Bound>().await.unwrap(), 3, "no binding is lost");
    assert_eq!(
        number(&store, "SELECT count(*) FROM c_shop_item b JOIN c_item i ON i.id = b.record_id AND i.count = b.external_id").await,
        3
    );
    script(&store, "UPDATE c_item SET name = NULL WHERE count = 1").await;
    assert_eq!(number(&store, "SELECT count(*) FROM told").await, 1, "the trigger is there");
    assert_eq!(number(&store, "SELECT count(*) FROM names").await, 3, "the view is there");
    let index =
        house.either("SELECT count(*) FROM sqlite_schema WHERE name = 'theirs'", "SELECT count(*) FROM pg_class WHERE relname = 'theirs'");
    assert_eq!(number(&store, index).await, 1);
    try_script(&store, "UPDATE c_item SET note = NULL").await.unwrap_err();
    try_script(&store, "UPDATE c_item SET number = 99").await.unwrap_err();
    script(&store, "INSERT INTO c_item (note) VALUES ('by hand'); DELETE FROM c_category").await;
    assert_eq!(number(&store, "SELECT count(*) FROM c_item WHERE category IS NULL").await, 4, "the link lets go");
    assert_eq!(number(&store, "SELECT count FROM c_item WHERE note = 'by hand'").await, 4);
    // The numbers of rows go on, and a record still takes its bindings along.
    assert_eq!(number(&store, "SELECT max(id) FROM c_item").await, 4);
    script(&store, "DELETE FROM c_item WHERE id = 1").await;
    assert_eq!(store.count::<Bound>().await.unwrap(), 2);
}

async fn rows_in_the_way_are_told(house: &House) {
    let store = seeded(house).await;
    script(&store, "UPDATE c_item SET note = NULL WHERE count > 1; UPDATE c_item SET number = 99 WHERE count = 2").await;
    let before = number(&store, "SELECT count(*) FROM c_item").await;
    let error = migrate::<Changed>(&store).await.unwrap_err().to_string();
    assert!(error.contains("`note` of c.item is required now, and \"c_item\" has none in rows 2, 3:"), "{error}");
    assert!(error.contains("UPDATE \"c_item\" SET \"note\" = … WHERE \"note\" IS NULL"), "{error}");
    assert!(error.contains("\"number\" of \"c_item\" links c.category now, which is not there for row 2:"), "{error}");
    script(&store, "INSERT INTO c_item (name) SELECT 'more' FROM c_item a, c_item b, c_item c").await;
    let error = migrate::<Changed>(&store).await.unwrap_err().to_string();
    assert!(error.contains("rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 19 more (29 in all)"), "{error}");
    assert_eq!(number(&store, "SELECT count(*) FROM c_item").await, before + 27);
    // A step of the application's own mends it.
    let mend = "UPDATE c_item SET note = '-' WHERE note IS NULL; UPDATE c_item SET number = NULL";
    let schema = schema::<Changed>();
    let migration = store.migration(&schema).step(OwnStep::sql("mend", "notes are required", mend).before());
    let plan = migration.plan().await.unwrap();
    assert!(plan.warnings()[0].starts_with("unless the steps that run before mend it, this is refused; once they have, it may take statements that are not listed here: `note`"), "{plan}");
    migration.run().await.unwrap();
    assert!(migration.run().await.unwrap().is_empty());
    assert_eq!(store.count::<Bound>().await.unwrap(), 3);
}

async fn what_nobody_declares_stays_and_may_be_null(house: &House) {
    let store = seeded(house).await;
    let plan = migrate::<Emptied>(&store).await.unwrap();
    assert!(plan.contains("let the column \"name\" of \"c_item\" be null, for which c.item has no field any more"), "{plan}");
    store.put(Emptied { note: None }).await.unwrap();
    assert_eq!(number(&store, "SELECT count(*) FROM c_item WHERE name LIKE 'item %'").await, 3, "no value is dropped");
    assert_eq!(number(&store, "SELECT count(*) FROM c_item WHERE name IS NULL").await, 1);
    assert_eq!(store.count::<Bound>().await.unwrap(), 3);
}

async fn longer_texts_are_a_warning(house: &House) {
    let store = seeded(house).await;
    let plan = store.migrate(&schema::<Sized>()).await.unwrap();
    assert_eq!(plan.warnings().len(), 1, "{plan}");
    assert!(plan.to_string().contains("warning: `name` of c.item has more than 3 characters in rows 1, 2, 3: they stay"), "{plan}");
    assert!(store.migrate(&schema::<Sized>()).await.unwrap().warnings().is_empty(), "once for each declaration");
}

async fn defaults_of_every_kind_reach_the_column(house: &House) {
    let store = seeded(house).await;
    migrate::<Binary>(&store).await.unwrap();
    let item = store.all::<Binary>().await.unwrap().remove(0);
    assert_eq!((item.bytes.as_slice(), item.most, item.least), ([0, 255, 39].as_slice(), f64::INFINITY, f64::NEG_INFINITY));
}

/// A database whose table somebody changed by hand.
async fn what_others_wrote_into_a_column_is_not_lost(house: &House) {
    let store = house.empty().await;
    if house.either(true, false) {
        script(&store, "CREATE TABLE c_item (id INTEGER PRIMARY KEY, note TEXT NOT NULL CHECK (note <> ''), more TEXT NOT NULL) STRICT")
            .await;
        let error = store.migrate(&Schema::new().add::<Emptied>()).await.unwrap_err().to_string();
        assert!(error.contains("the column \"note\" of \"c_item\" was made with CHECK, which would be lost"), "{error}");
    } else {
        script(&store, "CREATE TABLE c_item (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, note TEXT NOT NULL CHECK (note <> ''), more TEXT NOT NULL)").await;
        store.migrate(&Schema::new().add::<Emptied>()).await.unwrap();
        store.put(Emptied { note: None }).await.unwrap();
        try_script(&store, "INSERT INTO c_item (note) VALUES ('')").await.unwrap_err();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Kind {
    #[selection("a")]
    A,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "c.kinds")]
struct Kinds {
    closed: Option<Kind>,
    open: Option<Extensible<Kind>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Fewer {
    #[selection("c")]
    C,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "c.kinds")]
struct FewerKinds {
    closed: Option<Fewer>,
    open: Option<Extensible<Fewer>>,
}

async fn values_that_nobody_knows_are_refused(house: &House) {
    let store = house.empty().await;
    let schema = Schema::new().add::<Kinds>();
    store.migrate(&schema).await.unwrap();
    script(&store, "INSERT INTO c_kinds (closed, open) VALUES ('a', 'a'), ('it''s', NULL), (NULL, 'acme'), ('b', 'acme')").await;
    assert!(store.migrate(&schema).await.unwrap().is_empty(), "nothing is searched that was declared here before");
    let error = store.migration(&schema).search_values().plan().await.unwrap_err().to_string();
    assert!(
        error.contains("`closed` of c.kinds holds what its selection does not have: \"b\", \"it's\", in rows 2, 4: list the enum"),
        "{error}"
    );
    assert!(error.contains("`open` of c.kinds holds what its selection does not have: \"acme\", in rows 3, 4:"), "{error}");
    assert!(error.contains("#[selection(removed(\"acme\", become = …))]"), "{error}");
    assert_eq!(store.migration(&schema).search_values().run().await.unwrap_err().to_string(), error);
    // One value less is another declaration.
    script(&store, "UPDATE c_kinds SET closed = 'a', open = 'a' WHERE closed = 'it''s' OR open IS NOT NULL").await;
    assert_eq!(store.migrate(&Schema::new().add::<FewerKinds>()).await.unwrap_err().to_string().matches("c.kinds holds").count(), 2);
    assert_eq!(number(&store, "SELECT count(*) FROM c_kinds").await, 4);
}

/// Models that no derive made, with names that only a hand can write.
struct Hand<const N: usize>;

const UGLY: &str = "x\"; DROP TABLE kept; --";
const ALSO: &str = "sélect '\u{1fa91}' /* ";

static HANDS: [ModelMeta; 3] = [
    ModelMeta::new(
        ModelKind::Record,
        "c.ugly",
        "Ugly",
        UGLY,
        &[Field::of::<String>("a", "'; DROP TABLE kept; --", "A").index(), Field::of::<Option<i64>>("b", "?1", "B")],
        &[Unique::new("x'y\"z; --", &["a"], "Twice.")],
    ),
    {
        let mut meta = ModelMeta::new(
            ModelKind::Record,
            "c.uglier",
            "Uglier",
            ALSO,
            &[
                Field::of::<Option<String>>("a", "order\"by", "A").index().renamed_from("'; DROP TABLE kept; --"),
                Field::of::<i64>("b", "?1", "B").default(|| Value::Int(7)),
            ],
            &[Unique::new("x'y\"z; --", &["a"], "Twice.")],
        );
        meta.renamed_from = Some(UGLY);
        meta
    },
    ModelMeta::new(ModelKind::Record, "c.long", "Long", "t", &[Field::of::<i64>("a", LONG, "A"), Field::of::<i64>("b", "a\0b", "B")], &[]),
];

const LONG: &str =
    "a name that is far too long for either database, which would cut it in silence, so that it would be another one than was said";

impl<const N: usize> Listed for Hand<N> {
    const ENTRY: SchemaEntry = SchemaEntry::Model(&HANDS[N]);
}

async fn hostile_names_are_renamed_and_changed(house: &House) {
    let store = house.empty().await;
    script(&store, "CREATE TABLE kept (x TEXT)").await;
    store.migrate(&Schema::new().add::<Hand<0>>()).await.unwrap();
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let column = quoted("'; DROP TABLE kept; --");
    script(&store, &format!("INSERT INTO {} ({column}, \"?1\") VALUES ('; --', 1)", quoted(UGLY))).await;
    let later = Schema::new().add::<Hand<1>>();
    let planned = store.plan(&later).await.unwrap();
    assert_eq!(store.migrate(&later).await.unwrap(), planned);
    assert!(planned.to_string().contains("rename the table"), "{planned}");
    assert!(store.migrate(&later).await.unwrap().is_empty());
    let table = quoted(ALSO);
    script(&store, &format!("INSERT INTO {table} (\"order\"\"by\") VALUES (NULL), ('second')")).await;
    assert_eq!(number(&store, &format!("SELECT count(*) FROM {table} WHERE \"?1\" = 7")).await, 2);
    try_script(&store, &format!("INSERT INTO {table} (\"order\"\"by\") VALUES ('; --')")).await.unwrap_err();
    assert_eq!(number(&store, "SELECT count(*) FROM kept").await, 0);
    let error = store.migrate(&Schema::new().add::<Hand<2>>()).await.unwrap_err().to_string();
    assert!(error.contains("is no name: 1 to 63 bytes, and no control characters"), "{error}");
    assert_eq!(error.matches("is no name").count(), 2, "{error}");
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "a.b")]
struct Longer {
    #[field(index)]
    c: i64,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "a")]
struct Shorter {
    #[field(index)]
    b_c: i64,
}

async fn indexes_of_one_name_are_told_before_they_collide(house: &House) {
    let store = house.empty().await;
    let error = store.migrate(&Schema::new().add::<Longer>().add::<Shorter>()).await.unwrap_err();
    assert!(matches!(error, Error::Schema(_)));
    assert!(error.to_string().contains("the index over `c` of a.b and the index over `b_c` of a are both called \"a_b_c_idx\""), "{error}");
    assert_eq!(Longer::META.index_name(&Longer::FIELDS[0]), Shorter::META.index_name(&Shorter::FIELDS[0]));
}

crate::support::on_both! {
    what_is_changed_keeps_rows_bindings_and_what_others_made,
    rows_in_the_way_are_told,
    what_nobody_declares_stays_and_may_be_null,
    longer_texts_are_a_warning,
    defaults_of_every_kind_reach_the_column,
    what_others_wrote_into_a_column_is_not_lost,
    values_that_nobody_knows_are_refused,
    hostile_names_are_renamed_and_changed,
    indexes_of_one_name_are_told_before_they_collide,
}
