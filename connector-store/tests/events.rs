//! Whatever writes through the store tells the listeners: what, in which order, and where it comes from.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::{Changes, Extension, Key, Mapped, MappedExtension, RecordId, schema};
use connector_store::{Error, Event, EventKind, Listener, Listeners, Origin, Outcome, Store, Tx};

use support::log::Log;
use support::{
    Category, Coupon, House, PARTNERS, PARTNERS_TABLE, Partner, Product, Shop, ShopCategory, ShopProduct, Website, category, product,
    run_script, script, shop, shop_category, shop_product,
};

/// What Acme keeps with a category.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Category, name = "acme.category")]
struct AcmeCategory {
    shelf: Option<String>,
}

schema! {
    static ALL = [Shop, Category, Product, Coupon, ShopCategory, ShopProduct, Website, AcmeCategory];
}

support::on_both! {
    every_write_of_a_row_is_told,
    many_rows_are_told_in_their_order,
    bindings_are_bound_and_unbound,
    extensions_are_told,
    what_a_mapper_gives_to_extensions_is_told,
    rows_that_are_written_together_are_told_together,
    listeners_are_told_in_the_order_in_which_they_were_added,
    what_a_listener_writes_is_told,
    the_application_tells_of_its_own_writes,
    a_repeated_transaction_tells_again,
    the_origin_is_said,
    only_what_listens_is_told,
    an_unreadable_row_can_be_mended,
}

/// A store with everything in it, which a log listens to.
async fn heard(house: &House) -> (Store, Log) {
    let store = house.empty().await;
    store.migrate(&ALL).await.unwrap();
    let log = Log::default();
    let listeners = Listeners::builder()
        .on::<Shop>("log", log.clone())
        .on::<Category>("log", log.clone())
        .on::<Product>("log", log.clone())
        .on::<ShopCategory>("log", log.clone())
        .on::<ShopProduct>("log", log.clone())
        .on::<AcmeCategory>("log", log.clone())
        .build()
        .unwrap();
    (store.with_listeners(&listeners), log)
}

async fn every_write_of_a_row_is_told(house: &House) {
    let (store, log) = heard(house).await;
    let kept = store.put(shop("main")).await.unwrap();
    assert_eq!(log.take(), ["shop.backend 1 created, the application"]);

    store.put(shop("main")).await.unwrap();
    assert_eq!(log.take(), [""; 0], "it is unchanged");

    let moved = Shop { location: "https://new.example".into(), delay: Some(3), ..shop("main") };
    store.put(moved.clone()).await.unwrap();
    assert_eq!(log.take(), [r#"shop.backend 1 changed (location: "https://new.example", delay: 3), the application"#]);

    // Only what is another one now.
    let changes = Changes::<Shop>::new().set("location", "https://new.example").unwrap().set("delay", &4_i64).unwrap();
    store.update(&kept.id(), &changes).await.unwrap();
    assert_eq!(log.take(), ["shop.backend 1 changed (delay: 4), the application"]);
    store.update(&kept.id(), &changes).await.unwrap();
    assert_eq!(log.take(), [""; 0], "it is unchanged");

    store.delete::<Shop>(&kept.id()).await.unwrap();
    assert_eq!(log.take(), ["shop.backend 1 removed, the application"]);

    // What was refused was not written.
    assert!(store.delete::<Shop>(&kept.id()).await.is_err());
    assert!(store.update(&kept.id(), &changes).await.is_err());
    let too_long = "x".repeat(50);
    assert!(store.put(Shop { location: too_long, ..shop("second") }).await.is_err());
    assert_eq!(log.take(), [""; 0]);
}

async fn many_rows_are_told_in_their_order(house: &House) {
    let (store, log) = heard(house).await;
    let weighing = |code: &str, weight| Product { weight: Some(weight), ..product(code) };
    store.put_many(&[weighing("b", 1.0), weighing("a", 1.0)]).await.unwrap();
    assert_eq!(log.take(), ["product 1 created, the application", "product 2 created, the application"]);

    // New ones, known ones, the same one again, and one that is refused.
    let nowhere = Product { category: Some(RecordId::new(99)), ..product("x") };
    let outcomes = store
        .put_many(&[weighing("c", 1.0), weighing("a", 2.0), nowhere, weighing("b", 1.0), weighing("d", 1.0), weighing("a", 3.0)])
        .await
        .unwrap();
    assert!(matches!(&outcomes[2], Outcome::Refused(Error::LinkMissing { .. })));
    let lines = log.take();
    let told: Vec<&str> = lines.iter().map(|line| line.strip_suffix(", the application").unwrap()).collect();
    let new = |place: usize| format!("product {} created", outcomes[place].id_for_test());
    assert_eq!(told, [&new(0), "product 2 changed (weight: 2)", &new(4), "product 2 changed (weight: 3)"]);

    let heavier = |weight: f64| Changes::<Product>::new().set("weight", &weight).unwrap();
    let (one, two) = (RecordId::new(1), RecordId::new(2));
    let all = [
        (two.clone(), heavier(5.0)),
        (one.clone(), heavier(1.0)),
        (RecordId::new(99), heavier(5.0)),
        (two.clone(), heavier(6.0)),
        (two.clone(), heavier(6.0)),
    ];
    let updated = store.update_many(&all).await.unwrap();
    assert_eq!(updated.iter().filter(|done| done.is_ok()).count(), 4);
    assert_eq!(log.take(), ["product 2 changed (weight: 5), the application", "product 2 changed (weight: 6), the application"]);

    let deleted = store.delete_many::<Product>(&[two.clone(), one, two]).await.unwrap();
    assert_eq!(deleted.iter().filter(|done| done.is_ok()).count(), 2);
    assert_eq!(log.take(), ["product 2 removed, the application", "product 1 removed, the application"]);
}

/// The number of a row.
trait IdForTest {
    fn id_for_test(&self) -> String;
}

impl IdForTest for Outcome<Product> {
    fn id_for_test(&self) -> String {
        match self {
            Self::Created(id) | Self::Updated(id, _) | Self::Unchanged(id) => id.to_string(),
            Self::Refused(error) => panic!("{error}"),
        }
    }
}

/// Writes down how a binding was that is removed.
struct Gone(Log);

impl Listener<ShopCategory> for Gone {
    async fn on(&self, _: &mut Tx<'_>, event: &Event<ShopCategory>) -> Result<(), Error> {
        match &event.kind {
            EventKind::Removed(row) => self.0.write(format!("gone: {:?}", row.external_id)),
            EventKind::Bound(_) => self.0.write(format!("bound to {:?}", event.bound_to().unwrap())),
            _ => assert_eq!(event.bound_to(), None),
        }
        Ok(())
    }
}

/// Without the date, which is the transaction's.
fn undated(lines: Vec<String>) -> Vec<String> {
    let undated = |line: String| match line.split_once("sync_date: ") {
        Some((before, after)) => format!("{before}sync_date{}", after.trim_start_matches(|c: char| c != ',' && c != ')')),
        None => line,
    };
    lines.into_iter().map(|line| undated(line.trim_end_matches(", the application").to_owned())).collect()
}

async fn bindings_are_bound_and_unbound(house: &House) {
    let store = house.store().await;
    let log = Log::default();
    let listeners = Listeners::builder()
        .on::<ShopCategory>("log", log.clone())
        .on::<ShopCategory>("gone", Gone(log.clone()))
        .on::<ShopProduct>("log", log.clone())
        .build()
        .unwrap();
    let store = store.with_listeners(&listeners);
    let main = store.put(shop("main")).await.unwrap().id();
    let (one, two) = (store.put(category("one")).await.unwrap().id(), store.put(category("two")).await.unwrap().id());
    let first = store.put(shop_category(&one, main, None)).await.unwrap().id();
    let second = store.put(shop_category(&two, main, Some("b"))).await.unwrap().id();
    assert_eq!(
        undated(log.take()),
        ["shop.category 1 created", "shop.category 2 created", "shop.category 2 bound to b", r#"bound to "b""#]
    );

    let binder = store.binder::<ShopCategory>(main);
    binder.bind(first, &"a".to_owned()).await.unwrap();
    assert_eq!(
        undated(log.take()),
        [r#"shop.category 1 changed (external_id: "a", sync_date)"#, "shop.category 1 bound to a", r#"bound to "a""#]
    );
    // The same one again: only the date is another one.
    binder.bind(first, &"a".to_owned()).await.unwrap();
    assert_eq!(undated(log.take()), ["shop.category 1 changed (sync_date)"]);
    assert!(binder.bind(first, &"b".to_owned()).await.is_err());
    assert_eq!(log.take(), [""; 0]);

    let unbound = binder.unbind_many(&[second, first, second]).await.unwrap();
    assert!(unbound.iter().all(Result::is_ok));
    let told = ["shop.category 2 changed (external_id: null)", "shop.category 1 changed (external_id: null)"];
    let lines = undated(log.take());
    assert_eq!(lines, [told[0], "shop.category 2 unbound from b", told[1], "shop.category 1 unbound from a"]);

    let bound = binder.bind_many(&[(first, "x".into()), (second, "x".into()), (second, "y".into())]).await.unwrap();
    assert!(matches!(bound.as_slice(), [Ok(()), Err(Error::AlreadyBound { .. }), Ok(())]));
    let lines = undated(log.take());
    let bound: Vec<&String> = lines.iter().filter(|line| line.contains(" bound to ")).collect();
    assert_eq!(bound, ["shop.category 1 bound to x", "shop.category 2 bound to y"]);

    // By a `put` that finds it by its record, and by an `update`.
    binder.unbind(first).await.unwrap();
    log.take();
    store.put(shop_category(&one, main, Some("z"))).await.unwrap();
    assert_eq!(undated(log.take())[1], "shop.category 1 bound to z");
    store.update(&first, &Changes::<ShopCategory>::new().set("external_id", "q").unwrap()).await.unwrap();
    assert_eq!(
        undated(log.take()),
        [
            r#"shop.category 1 changed (external_id: "q")"#,
            "shop.category 1 unbound from z",
            "shop.category 1 bound to q",
            r#"bound to "q""#
        ]
    );
    store.delete::<ShopCategory>(&first).await.unwrap();
    assert_eq!(undated(log.take()), ["shop.category 1 removed", r#"gone: Some("q")"#]);

    // One that is always bound, and a number.
    let chair = store.put(product("chair")).await.unwrap().id();
    store.put(shop_product(&chair, main, 0)).await.unwrap();
    assert_eq!(undated(log.take()), ["shop.product 1 created", "shop.product 1 bound to 0"]);
}

async fn extensions_are_told(house: &House) {
    let (store, log) = heard(house).await;
    let chairs = store.put(category("chairs")).await.unwrap().id();
    log.take();
    let acme = |shelf: &str| AcmeCategory { shelf: Some(shelf.into()) };
    store.extend(&chairs, acme("A")).await.unwrap();
    store.extend(&chairs, acme("A")).await.unwrap();
    store.extend(&chairs, acme("B")).await.unwrap();
    assert_eq!(log.take(), ["acme.category 1 created, the application", r#"acme.category 1 changed (shelf: "B"), the application"#]);

    store.update::<AcmeCategory>(&chairs, &Changes::new().set("shelf", "C").unwrap()).await.unwrap();
    store.delete::<AcmeCategory>(&chairs).await.unwrap();
    assert_eq!(log.take(), [r#"acme.category 1 changed (shelf: "C"), the application"#, "acme.category 1 removed, the application"]);

    store.put_extended(category("tables"), acme("D")).await.unwrap();
    assert_eq!(log.take(), ["category 2 created, the application", "acme.category 2 created, the application"]);
    // What the database deletes with the row, nobody is told of.
    store.extend(&chairs, acme("A")).await.unwrap();
    log.take();
    store.delete::<Category>(&chairs).await.unwrap();
    assert_eq!(log.take(), ["category 1 removed, the application"]);
}

/// As an import writes them.
async fn extended(store: &Store, mapped: &[(Key, AcmeCategory)]) -> Result<(), Error> {
    let of_parts = |extension: &AcmeCategory| {
        let unset = shop_category(&RecordId::unset(), connector_core::BackendId::new(1), None);
        let mapped = Mapped::new(category("any"), unset).with_extension(extension.clone());
        mapped.into_parts().2.remove(0)
    };
    let mapped: Vec<(Key, MappedExtension)> = mapped.iter().map(|(key, extension)| (key.clone(), of_parts(extension))).collect();
    let mapped = &mapped;
    store
        .transaction(|tx| {
            Box::pin(async move {
                let given: Vec<(Key, &MappedExtension)> = mapped.iter().map(|(key, extension)| (key.clone(), extension)).collect();
                tx.extend_mapped_many(&given).await.map(drop)
            })
        })
        .await
}

async fn what_a_mapper_gives_to_extensions_is_told(house: &House) {
    let (store, log) = heard(house).await;
    store.put_many(&[category("1"), category("2")]).await.unwrap();
    log.take();
    let acme = |id: i64, shelf: &str| (Key::Int(id), AcmeCategory { shelf: Some(shelf.into()) });
    extended(&store, &[acme(2, "B"), acme(1, "A")]).await.unwrap();
    extended(&store, &[acme(1, "A"), acme(2, "C")]).await.unwrap();
    assert_eq!(
        log.take(),
        [
            "acme.category 2 created, the application",
            "acme.category 1 created, the application",
            r#"acme.category 2 changed (shelf: "C"), the application"#,
        ]
    );
}

/// Counts how many it is told of at once.
struct Together(Log);

impl Listener<Category> for Together {
    async fn on(&self, _: &mut Tx<'_>, _: &Event<Category>) -> Result<(), Error> {
        panic!("`on_many` is written")
    }

    async fn on_many(&self, tx: &mut Tx<'_>, events: &[Event<Category>]) -> Result<(), Error> {
        let ids: Vec<RecordId<Category>> = events.iter().map(|event| event.id.clone()).collect();
        let found = tx.get_many::<Category>(&ids).await?;
        self.0.write(format!("{}", events.len()));
        match found.into_iter().flatten().find(|category| category.name == "bad") {
            Some(_) => Err(Error::application("one of them is bad")),
            None => Ok(()),
        }
    }
}

async fn rows_that_are_written_together_are_told_together(house: &House) {
    let log = Log::default();
    let listeners = Listeners::builder().on::<Category>("together", Together(log.clone())).build().unwrap();
    let store = house.store().await.with_listeners(&listeners);
    let mut values: Vec<Category> = (0..8).map(|n| category(&n.to_string())).collect();
    store.put_many(&values).await.unwrap();
    assert_eq!(log.take(), ["8"]);
    // In halves, until the one that is refused stands alone.
    values[2].name = "bad".into();
    let outcomes = store.put_many(&values).await.unwrap();
    let refused: Vec<usize> = (0..8).filter(|place| matches!(outcomes[*place], Outcome::Refused(_))).collect();
    assert_eq!(refused, [2]);
    assert_eq!(log.take(), ["8", "4", "2", "2", "1", "1", "4"]);
    assert!(matches!(&outcomes[2], Outcome::Refused(Error::Listener { id, .. }) if id != "(several)"));
}

async fn listeners_are_told_in_the_order_in_which_they_were_added(house: &House) {
    let store = house.store().await;
    let log = Log::default();
    let names = ["b", "c", "a", "d"];
    let builder = names.into_iter().fold(Listeners::builder(), |builder, name| builder.on::<Category>(name, log.named(name)));
    let listeners = builder.build().unwrap();
    assert_eq!(format!("{listeners:?}"), r#"{"category": ["b", "c", "a", "d"]}"#);
    let store = store.with_listeners(&listeners);
    store.put_many(&[category("1"), category("2")]).await.unwrap();
    let told: Vec<String> = log.take().iter().map(|line| line[..13].to_owned()).collect();
    let expected: Vec<String> = names.iter().flat_map(|name| [format!("{name}: category 1"), format!("{name}: category 2")]).collect();
    assert_eq!(told, expected);
}

/// Gives each new category a coupon, and each new coupon ten percent.
struct Coupons;

impl Listener<Category> for Coupons {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<Category>) -> Result<(), Error> {
        if matches!(event.kind, EventKind::Created) {
            tx.put(Coupon { code: event.id.to_string(), active: true, percent: 0 }).await?;
        }
        Ok(())
    }
}

impl Listener<Coupon> for Coupons {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<Coupon>) -> Result<(), Error> {
        tx.update(&event.id, &Changes::<Coupon>::new().set("percent", &10_i64)?).await
    }
}

async fn what_a_listener_writes_is_told(house: &House) {
    let store = house.store().await;
    let log = Log::default();
    let listeners = Listeners::builder()
        .on::<Category>("before", log.named("before"))
        .on::<Category>("coupons", Coupons)
        .on::<Category>("after", log.named("after"))
        .on::<Coupon>("ten percent", Coupons)
        .on::<Coupon>("log", log.clone())
        .build()
        .unwrap();
    let store = store.with_listeners(&listeners).with_origin(Origin::Named("upload"));
    store.put(category("chairs")).await.unwrap();
    // What is written by a listener is told before the others hear of its cause; and comes from where that does.
    assert_eq!(
        log.take(),
        [
            "before: category 1 created, upload",
            "coupon 1 changed (percent: 10), upload",
            "coupon 1 created, upload",
            "after: category 1 created, upload",
        ]
    );
    assert_eq!(store.all::<Coupon>().await.unwrap()[0].percent, 10);
}

async fn the_application_tells_of_its_own_writes(house: &House) {
    let store = house.empty().await;
    script(&store, PARTNERS_TABLE).await;
    store.migrate(&PARTNERS).await.unwrap();
    let log = Log::default();
    let store = store.with_listeners(&Listeners::builder().on::<Partner>("log", log.clone()).build().unwrap());
    store
        .transaction(|tx| {
            Box::pin(async move {
                let id = RecordId::<Partner>::new("p-1".into());
                run_script(tx, "INSERT INTO partners (id, mail) VALUES ('p-1', 'a@example.org')").await?;
                tx.created::<Partner>(&id, Origin::Application).await?;
                let before = tx.get::<Partner>(&id).await?.unwrap().into_value();
                run_script(tx, "UPDATE partners SET mail = NULL").await?;
                let after = tx.get::<Partner>(&id).await?.unwrap().into_value();
                tx.changed(&id, &Changes::between(&before, &after), Origin::Named("cleaning")).await?;
                // Nothing is another one.
                tx.changed(&id, &Changes::<Partner>::between(&after, &after), Origin::Application).await?;
                run_script(tx, "DELETE FROM partners").await?;
                tx.removed(&id, after, Origin::Application).await?;
                assert_eq!(*tx.origin(), Origin::Application, "it is said of each alone");
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(
        log.take(),
        ["partner p-1 created, the application", "partner p-1 changed (mail: null), cleaning", "partner p-1 removed, the application"]
    );
}

/// Asks for the transaction to be repeated, once.
struct Again(std::sync::atomic::AtomicBool, &'static str);

impl Listener<Category> for Again {
    async fn on(&self, _: &mut Tx<'_>, _: &Event<Category>) -> Result<(), Error> {
        let database = String::new();
        match self.0.swap(false, std::sync::atomic::Ordering::Relaxed) {
            true if self.1 == "sqlite" => Err(Error::Busy { database, seconds: 0 }),
            true => Err(Error::Collision { database }),
            false => Ok(()),
        }
    }
}

async fn a_repeated_transaction_tells_again(house: &House) {
    let store = house.store().await;
    let log = Log::default();
    let again = Again(true.into(), house.either("sqlite", "postgres"));
    let store =
        store.with_listeners(&Listeners::builder().on::<Category>("log", log.clone()).on::<Category>("again", again).build().unwrap());
    store.put(category("chairs")).await.unwrap();
    assert_eq!(log.take().len(), 2);
    assert_eq!(store.count::<Category>().await.unwrap(), 1);
}

async fn the_origin_is_said(house: &House) {
    let (store, log) = heard(house).await;
    let main = store.put(shop("main")).await.unwrap().id();
    log.take();
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("1")).await?;
                assert_eq!(tx.set_origin(Origin::import(main)), Origin::Application);
                tx.put(category("2")).await?;
                tx.set_origin(Origin::export(main));
                tx.put(category("3")).await
            })
        })
        .await
        .unwrap();
    let told = log.take();
    assert_eq!(told[0], "category 1 created, the application");
    assert_eq!(told[1], "category 2 created, import from shop.backend 1");
    assert_eq!(told[2], "category 3 created, export to shop.backend 1");
    store.put(category("4")).await.unwrap();
    assert_eq!(log.take(), ["category 4 created, the application"], "it ended with its transaction");
}

async fn only_what_listens_is_told(house: &House) {
    let store = house.store().await;
    let log = Log::default();
    let listeners = Listeners::builder().on_fields::<Product>("log", ["weight", "version"], log.clone()).build().unwrap();
    let heard = store.with_listeners(&listeners);
    // Not the store without them, nor another model.
    store.put(product("1")).await.unwrap();
    heard.put(category("1")).await.unwrap();
    assert_eq!(log.take(), [""; 0]);
    heard.put(product("2")).await.unwrap();
    let day = Changes::<Product>::new().set("code", "3").unwrap();
    let id = RecordId::new(2);
    heard.update(&id, &day).await.unwrap();
    heard.update(&id, &day.set("weight", &1.0).unwrap()).await.unwrap();
    heard.delete::<Product>(&id).await.unwrap();
    let told = log.take();
    assert_eq!(told.len(), 3, "{told:?}");

    let faults = Listeners::builder()
        .on_fields::<Product>("log", ["wieght"], Log::default())
        .on::<Product>("log", Log::default())
        .build()
        .unwrap_err()
        .to_string();
    assert!(faults.contains("did you mean `weight`?") && faults.contains("product has two listeners called \"log\""), "{faults}");
}

async fn an_unreadable_row_can_be_mended(house: &House) {
    let (store, log) = heard(house).await;
    let chair = store.put(product("chair")).await.unwrap().id();
    log.take();
    script(&store, "UPDATE product SET version = '9.9'").await;
    let mended = Changes::<Product>::new().set("version", &support::ShopVersion::V1).unwrap();
    store.update(&chair, &mended).await.unwrap();
    assert_eq!(log.take(), [r#"product 1 changed (version: "1.0"), the application"#]);
    // How it was cannot be told.
    script(&store, "UPDATE product SET version = '9.9'").await;
    assert!(matches!(store.delete::<Product>(&chair).await, Err(Error::Unreadable { .. })));
    assert!(matches!(store.delete_many::<Product>(&[chair]).await.unwrap().as_slice(), [Err(Error::Unreadable { .. })]));
}
