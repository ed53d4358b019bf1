//! What a listener refuses is undone, and nothing else; and listeners that call each other come to an end.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::{Changes, RecordId};
use connector_store::{BoxFuture, Error, Event, EventKind, Listener, Listeners, Outcome, Records, Store, Told, Tx};

use support::log::{Log, Refuse};
use support::{
    Category, Coupon, House, PARTNERS, PARTNERS_TABLE, Partner, ShopCategory, category, query_number, run_script, script, shop_category,
};

support::on_both! {
    one_row_is_refused_and_undone,
    of_many_rows_only_the_refused_ones_are,
    what_else_was_done_in_the_transaction_stays,
    a_statement_that_fails_is_undone,
    bindings_are_refused,
    a_circle_ends,
    a_circle_of_many_rows_ends,
    a_circle_that_nobody_minds_ends,
    records_of_the_application_are_told,
    records_of_the_application_are_refused,
}

/// Lets no category be called "bad", and leaves a coupon behind first.
struct Strict;

impl Listener<Category> for Strict {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<Category>) -> Result<(), Error> {
        tx.put(Coupon { code: event.id.to_string(), active: false, percent: 0 }).await?;
        let bad = match &event.kind {
            EventKind::Changed(changes) => changes.get("name").is_some_and(|name| name.to_string().contains("bad")),
            EventKind::Removed(row) => row.name == "needed",
            _ => tx.get::<Category>(&event.id).await?.is_some_and(|category| category.name == "bad"),
        };
        if bad { Err(Error::application("it is bad")) } else { Ok(()) }
    }
}

async fn strict(house: &House) -> (Store, Log) {
    let log = Log::default();
    let listeners = Listeners::builder().on::<Category>("strict", Strict).on::<Category>("log", log.clone()).build().unwrap();
    (house.store().await.with_listeners(&listeners), log)
}

fn renamed(name: &str) -> Changes<Category> {
    Changes::new().set("name", name).unwrap()
}

async fn names(store: &Store) -> Vec<String> {
    store.all::<Category>().await.unwrap().into_iter().map(|category| category.name.clone()).collect()
}

async fn one_row_is_refused_and_undone(house: &House) {
    let (store, log) = strict(house).await;
    let refused = store.put(category("bad")).await.unwrap_err();
    let Error::Listener { listener, model, id, error } = &refused else { panic!("{refused}") };
    assert_eq!((listener.as_str(), *model, error.to_string().as_str()), ("strict", "category", "it is bad"));
    assert_eq!(refused.to_string(), format!("the listener \"strict\" did not let category {id} be written: it is bad"));
    assert!(refused.is_about_one_row());
    assert_eq!((names(&store).await.len(), store.count::<Coupon>().await.unwrap(), log.take().len()), (0, 0, 0));

    let kept = store.put(category("good")).await.unwrap().id();
    assert!(matches!(store.update(&kept, &renamed("bad")).await, Err(Error::Listener { .. })));
    assert_eq!(names(&store).await, ["good"]);
    store.update(&kept, &renamed("needed")).await.unwrap();
    assert!(matches!(store.delete::<Category>(&kept).await, Err(Error::Listener { .. })));
    assert_eq!((names(&store).await, store.count::<Coupon>().await.unwrap()), (vec!["needed".to_owned()], 2));
}

async fn of_many_rows_only_the_refused_ones_are(house: &House) {
    let (store, _) = strict(house).await;
    let mut values: Vec<Category> = (0..40).map(|n| category(&n.to_string())).collect();
    values[17].name = "bad".into();
    values[39].name = "bad".into();
    let outcomes = store.put_many(&values).await.unwrap();
    for (place, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Outcome::Refused(Error::Listener { .. }) => assert!([17, 39].contains(&place), "{place}"),
            Outcome::Created(_) => assert!(![17, 39].contains(&place), "{place}"),
            other => panic!("{other:?}"),
        }
    }
    let kept: Vec<String> = values.iter().map(|value| value.name.clone()).filter(|name| name != "bad").collect();
    assert_eq!(names(&store).await, kept, "in their order");
    assert_eq!(store.count::<Coupon>().await.unwrap(), 38);

    let ids: Vec<RecordId<Category>> = store.all::<Category>().await.unwrap().iter().map(connector_store::Stored::id).collect();
    let changes: Vec<_> = ids.iter().take(3).zip(["a", "bad", "needed"]).map(|(id, name)| (id.clone(), renamed(name))).collect();
    let updated = store.update_many(&changes).await.unwrap();
    assert!(matches!(updated.as_slice(), [Ok(()), Err(Error::Listener { .. }), Ok(())]));
    let deleted = store.delete_many::<Category>(&ids[..4]).await.unwrap();
    assert!(matches!(deleted.as_slice(), [Ok(()), Ok(()), Err(Error::Listener { .. }), Ok(())]));
    assert_eq!(names(&store).await[0], "needed");
}

async fn what_else_was_done_in_the_transaction_stays(house: &House) {
    let (store, _) = strict(house).await;
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("before")).await?;
                assert!(tx.put(category("bad")).await.is_err());
                tx.put(category("after")).await
            })
        })
        .await
        .unwrap();
    assert_eq!(names(&store).await, ["before", "after"]);
}

/// Runs a statement that the database refuses, and says so, or not.
struct Clumsy {
    says_so: bool,
}

impl Listener<Category> for Clumsy {
    async fn on(&self, tx: &mut Tx<'_>, _: &Event<Category>) -> Result<(), Error> {
        let ran = run_script(tx, "INSERT INTO nowhere VALUES (1)").await;
        assert!(ran.is_err());
        if self.says_so { ran } else { Ok(()) }
    }
}

async fn a_statement_that_fails_is_undone(house: &House) {
    let store = house.store().await;
    for says_so in [true, false] {
        let listeners = Listeners::builder().on::<Category>("clumsy", Clumsy { says_so }).build().unwrap();
        let heard = store.with_listeners(&listeners);
        let put = heard.transaction(|tx| {
            Box::pin(async move {
                tx.put(Coupon { code: says_so.to_string(), active: true, percent: 1 }).await?;
                // PostgreSQL stops a transaction after such a statement: it goes on from before the write.
                let put = tx.put(category("chairs")).await.is_ok();
                tx.get::<Coupon>(&RecordId::new(1)).await?;
                Ok(put)
            })
        });
        let put = put.await.unwrap();
        assert_eq!(put, house.either(!says_so, false), "on PostgreSQL an error that is not said comes out all the same");
    }
    assert_eq!((store.count::<Category>().await.unwrap(), store.count::<Coupon>().await.unwrap()), (house.either(1, 0), 2));
}

async fn bindings_are_refused(house: &House) {
    let (store, shop) = house.with_shop().await;
    let refuse = Refuse(|kind: &EventKind<ShopCategory>, why: &mut Option<&'static str>| match kind {
        EventKind::Bound(id) if id.to_string() == "bad" => *why = Some("not this one"),
        EventKind::Unbound(id) if id.to_string() == "needed" => *why = Some("it is needed"),
        _ => {}
    });
    let store = store.with_listeners(&Listeners::builder().on::<ShopCategory>("refuse", refuse).build().unwrap());
    let mut bindings = Vec::new();
    for name in ["1", "2", "3"] {
        let record = store.put(category(name)).await.unwrap().id();
        bindings.push(store.put(shop_category(&record, shop, None)).await.unwrap().id());
    }
    let binder = store.binder::<ShopCategory>(shop);
    assert!(matches!(binder.bind(bindings[0], &"bad".into()).await, Err(Error::Listener { .. })));
    assert!(binder.to_internal(&"bad".into()).await.unwrap().is_none());
    let ids = [(bindings[0], "a".into()), (bindings[1], "bad".into()), (bindings[2], "needed".into())];
    let bound = binder.bind_many(&ids).await.unwrap();
    assert!(matches!(bound.as_slice(), [Ok(()), Err(Error::Listener { .. }), Ok(())]));
    let unbound = binder.unbind_many(&bindings).await.unwrap();
    assert!(matches!(unbound.as_slice(), [Ok(()), Ok(()), Err(Error::Listener { .. })]));
    assert!(matches!(binder.unbind(bindings[2]).await, Err(Error::Listener { .. })));
    let found = binder.to_internal_many(&["a".into(), "needed".into()]).await.unwrap();
    assert!(found[0].is_none() && found[1].is_some());
}

/// Two that call each other for ever.
struct Ping;
struct Pong;

impl Listener<Category> for Ping {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<Category>) -> Result<(), Error> {
        tx.put(Coupon { code: event.id.to_string(), active: false, percent: 0 }).await.map(drop)
    }
}

impl Listener<Coupon> for Pong {
    async fn on(&self, tx: &mut Tx<'_>, _: &Event<Coupon>) -> Result<(), Error> {
        tx.put(category("again")).await.map(drop)
    }
}

async fn a_circle_ends(house: &House) {
    let listeners = Listeners::builder().on::<Category>("ping", Ping).on::<Coupon>("pong", Pong).build().unwrap();
    let store = house.store().await.with_listeners(&listeners);
    let refused = store.put(category("first")).await.unwrap_err();
    let Error::ListenersTooDeep { chain } = &refused else { panic!("{refused}") };
    let shown: Vec<&str> = chain.split(" → ").map(|told| told.split(" (").next().unwrap()).collect();
    assert_eq!(shown, ["…", "\"ping\"", "\"pong\"", "\"ping\""], "{chain}");
    assert!(refused.to_string().contains("`event.origin`"));
    assert_eq!(store.count::<Category>().await.unwrap(), 0);
    // It is over.
    let coupons = store.with_listeners(&Listeners::builder().on::<Category>("ping", Ping).build().unwrap());
    coupons.put(category("first")).await.unwrap();
}

/// Writes many rows for each, all of which it is told of.
struct Many;

impl Listener<Category> for Many {
    async fn on(&self, tx: &mut Tx<'_>, _: &Event<Category>) -> Result<(), Error> {
        // Who takes no notice of what is refused goes on for ever, too.
        drop(tx.put_many(&[category("a"), category("b"), category("c")]).await?);
        Ok(())
    }
}

async fn a_circle_of_many_rows_ends(house: &House) {
    let store = house.store().await.with_listeners(&Listeners::builder().on::<Category>("many", Many).build().unwrap());
    let refused = store.put_many(&[category("x"), category("y")]).await.unwrap_err();
    assert!(matches!(refused, Error::ListenersTooDeep { .. }), "{refused}");
    assert_eq!(store.count::<Category>().await.unwrap(), 0);
}

/// As [`Many`], and takes no notice of any error.
struct Careless(Log);

impl Listener<Category> for Careless {
    async fn on(&self, tx: &mut Tx<'_>, _: &Event<Category>) -> Result<(), Error> {
        self.0.write("told");
        for name in ["a", "b", "c"] {
            drop(tx.put(category(name)).await);
        }
        Ok(())
    }
}

async fn a_circle_that_nobody_minds_ends(house: &House) {
    let log = Log::default();
    let store =
        house.store().await.with_listeners(&Listeners::builder().on::<Category>("careless", Careless(log.clone())).build().unwrap());
    store
        .transaction(|tx| {
            Box::pin(async move {
                assert!(matches!(tx.put(category("x")).await, Err(Error::ListenersTooDeep { .. })));
                // The next write begins anew.
                assert!(matches!(tx.put(category("y")).await, Err(Error::ListenersTooDeep { .. })));
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(log.take().len(), 32, "once for each level");
    assert_eq!(store.count::<Category>().await.unwrap(), 0);
}

/// Partners by the application's own statements.
struct Partners;

fn quoted(mail: Option<&str>) -> String {
    mail.map_or_else(|| "NULL".to_owned(), |mail| format!("'{mail}'"))
}

impl Records<Partner> for Partners {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Partner>]) -> BoxFuture<'t, Result<Vec<Option<Partner>>, Error>> {
        connector_store::Managed.find(tx, ids)
    }

    fn create<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        records: &'t [Partner],
    ) -> BoxFuture<'t, Result<Vec<Result<RecordId<Partner>, Error>>, Error>> {
        Box::pin(async move {
            let mut created = Vec::new();
            for partner in records {
                let id = format!("p-{}", query_number(tx, "SELECT count(*) FROM partners").await?);
                let mail = quoted(partner.mail.as_deref());
                run_script(tx, &format!("INSERT INTO partners (id, mail) VALUES ('{id}', {mail})")).await?;
                created.push(Ok(RecordId::new(id)));
            }
            Ok(created)
        })
    }

    fn update<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        id: &'t RecordId<Partner>,
        changes: &'t Changes<Partner>,
    ) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move { tx_update(tx, id, changes).await })
    }

    fn archive<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Partner>]) -> BoxFuture<'t, Result<Vec<Result<(), Error>>, Error>> {
        Box::pin(async move {
            for id in ids {
                run_script(tx, &format!("UPDATE partners SET mail = 'archived' WHERE id = '{}'", id.get().unwrap())).await?;
            }
            Ok(ids.iter().map(|_| Ok(())).collect())
        })
    }

    fn delete<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Partner>]) -> BoxFuture<'t, Result<Vec<Result<(), Error>>, Error>> {
        Box::pin(async move {
            for id in ids {
                run_script(tx, &format!("DELETE FROM partners WHERE id = '{}'", id.get().unwrap())).await?;
            }
            Ok(ids.iter().map(|_| Ok(())).collect())
        })
    }
}

async fn tx_update(tx: &mut Tx<'_>, id: &RecordId<Partner>, changes: &Changes<Partner>) -> Result<(), Error> {
    let mail = changes.get("mail").map(ToString::to_string).unwrap_or_default();
    run_script(tx, &format!("UPDATE partners SET mail = '{}' WHERE id = '{}'", mail.trim_matches('"'), id.get().unwrap())).await
}

fn partner(mail: &str) -> Partner {
    Partner { mail: Some(mail.into()) }
}

async fn partners(house: &House) -> Store {
    let store = house.empty().await;
    script(&store, PARTNERS_TABLE).await;
    store.migrate(&PARTNERS).await.unwrap();
    store
}

async fn records_of_the_application_are_told(house: &House) {
    let log = Log::default();
    let store = partners(house).await.with_listeners(&Listeners::builder().on::<Partner>("log", log.clone()).build().unwrap());
    let records = &Told::new(Partners);
    store
        .transaction(|tx| {
            Box::pin(async move {
                let ids: Vec<_> = records.create(tx, &[partner("a"), partner("b")]).await?.into_iter().map(Result::unwrap).collect();
                let changes = |mail: &str| Changes::<Partner>::new().set("mail", mail);
                records.update(tx, &ids[0], &changes("c")?).await?;
                records.update_many(tx, &[(ids[1].clone(), changes("d")?), (ids[0].clone(), changes("e")?)]).await?;
                records.archive(tx, &ids[..1]).await?;
                // It is so already.
                records.archive(tx, &ids[..1]).await?;
                records.delete(tx, &ids).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    let told = [
        "p-0 created",
        "p-1 created",
        r#"p-0 changed (mail: "c")"#,
        r#"p-1 changed (mail: "d")"#,
        r#"p-0 changed (mail: "e")"#,
        r#"p-0 changed (mail: "archived")"#,
        "p-0 removed",
        "p-1 removed",
    ];
    assert_eq!(log.take(), told.map(|told| format!("partner {told}, the application")));
}

async fn records_of_the_application_are_refused(house: &House) {
    let refuse = Refuse(|kind: &EventKind<Partner>, why: &mut Option<&'static str>| {
        if matches!(kind, EventKind::Changed(changes) if changes.to_string().contains("bad")) {
            *why = Some("it is bad");
        }
        if matches!(kind, EventKind::Removed(row) if row.mail.as_deref() == Some("needed")) {
            *why = Some("it is needed");
        }
    });
    let store = partners(house).await.with_listeners(&Listeners::builder().on::<Partner>("refuse", refuse).build().unwrap());
    let records = &Told::new(Partners);
    let deleted = store
        .transaction(|tx| {
            Box::pin(async move {
                let ids: Vec<_> = records.create(tx, &[partner("a"), partner("needed")]).await?.into_iter().map(Result::unwrap).collect();
                let bad = Changes::<Partner>::new().set("mail", "bad")?;
                assert!(matches!(records.update(tx, &ids[0], &bad).await, Err(Error::Listener { .. })));
                let found = records.find(tx, &ids).await?;
                assert_eq!(found[0], Some(partner("a")));
                records.delete(tx, &ids).await
            })
        })
        .await
        .unwrap();
    assert!(matches!(deleted.as_slice(), [Ok(()), Err(Error::Listener { .. })]));
    assert_eq!(store.all::<Partner>().await.unwrap().len(), 1);
}
