//! What the application's `Records` write by the store is told once, and what else they write as well.

use connector_core::{Changes, RecordId};
use connector_store::{BoxFuture, Error, Listeners, Managed, Origin, Records, Store, Told, Tx};

use crate::support::log::Log;
use crate::support::{House, PARTNERS, PARTNERS_TABLE, Partner, run_script, script};

crate::support::on_both! {
    what_is_written_by_the_store_is_told_once,
    what_else_is_written_is_told_too,
    what_was_undone_is_not_told,
    managed_foreign_records_are_told_once,
}

type Done = Result<Vec<Result<(), Error>>, Error>;

/// As the guide writes them; the record "other" is written along.
struct Partners {
    other: bool,
    undone: bool,
}

const PLAIN: Partners = Partners { other: false, undone: false };

fn mail(text: &str) -> Changes<Partner> {
    Changes::new().set("mail", text).unwrap()
}

fn other() -> RecordId<Partner> {
    RecordId::new("other".to_owned())
}

impl Partners {
    async fn along(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        if self.other {
            let point = tx.savepoint().await?;
            tx.update(&other(), &mail("along")).await?;
            if self.undone { tx.roll_back(point).await? } else { tx.release(point).await? }
        }
        Ok(())
    }
}

impl Records<Partner> for Partners {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Partner>]) -> BoxFuture<'t, Result<Vec<Option<Partner>>, Error>> {
        Managed.find(tx, ids)
    }

    fn create<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        records: &'t [Partner],
    ) -> BoxFuture<'t, Result<Vec<Result<RecordId<Partner>, Error>>, Error>> {
        Box::pin(async move {
            let mut created = Vec::new();
            for (place, partner) in records.iter().enumerate() {
                run_script(tx, &format!("INSERT INTO partners (id) VALUES ('p-{place}')")).await?;
                let id = RecordId::new(format!("p-{place}"));
                tx.update(&id, &Changes::between(&Partner { mail: None }, partner)).await?;
                // Which it need not.
                tx.created::<Partner>(&id, Origin::Application).await?;
                created.push(Ok(id));
            }
            self.along(tx).await?;
            Ok(created)
        })
    }

    fn update<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        id: &'t RecordId<Partner>,
        changes: &'t Changes<Partner>,
    ) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move {
            tx.update(id, changes).await?;
            self.along(tx).await
        })
    }

    fn archive<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Partner>]) -> BoxFuture<'t, Done> {
        Box::pin(async move {
            let all: Vec<_> = ids.iter().map(|id| (id.clone(), mail("archived"))).collect();
            self.along(tx).await?;
            tx.update_many(&all).await
        })
    }

    fn delete<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Partner>]) -> BoxFuture<'t, Done> {
        Box::pin(async move {
            self.along(tx).await?;
            tx.delete_many::<Partner>(ids).await
        })
    }
}

async fn partners(house: &House, log: &Log) -> Store {
    let store = house.empty().await;
    script(&store, PARTNERS_TABLE).await;
    script(&store, "INSERT INTO partners (id, mail) VALUES ('other', 'x')").await;
    store.migrate(&PARTNERS).await.unwrap();
    store.with_listeners(&Listeners::builder().on::<Partner>("log", log.clone()).build().unwrap())
}

/// What is told of each method, one after the other.
async fn told(house: &House, records: Partners) -> Vec<Vec<String>> {
    let log = Log::default();
    let store = partners(house, &log).await;
    let (records, log) = (&Told::new(records), &log);
    let lines = store.transaction(|tx| {
        Box::pin(async move {
            let mut lines = Vec::new();
            let ids: Vec<_> = records.create(tx, &[Partner { mail: Some("a".into()) }]).await?.into_iter().map(Result::unwrap).collect();
            lines.push(log.take());
            records.update(tx, &ids[0], &mail("b")).await?;
            lines.push(log.take());
            tx.update(&other(), &mail("x")).await?;
            log.take();
            records.update_many(tx, &[(ids[0].clone(), mail("c"))]).await?;
            lines.push(log.take());
            tx.update(&other(), &mail("x")).await?;
            log.take();
            records.archive(tx, &ids).await?;
            lines.push(log.take());
            tx.update(&other(), &mail("x")).await?;
            log.take();
            records.delete(tx, &ids).await?;
            lines.push(log.take());
            Ok(lines)
        })
    });
    lines.await.unwrap()
}

const OWN: [&str; 5] = [
    "partner p-0 created, the application",
    r#"partner p-0 changed (mail: "b"), the application"#,
    r#"partner p-0 changed (mail: "c"), the application"#,
    r#"partner p-0 changed (mail: "archived"), the application"#,
    "partner p-0 removed, the application",
];

async fn what_is_written_by_the_store_is_told_once(house: &House) {
    assert_eq!(told(house, PLAIN).await, OWN.map(|line| [line]));
}

async fn what_else_is_written_is_told_too(house: &House) {
    let other = r#"partner other changed (mail: "along"), the application"#;
    let mut expected = OWN.map(|line| vec![line, other]);
    // It is so already.
    expected[1].pop();
    assert_eq!(told(house, Partners { other: true, undone: false }).await, expected);
}

async fn what_was_undone_is_not_told(house: &House) {
    assert_eq!(told(house, Partners { other: true, undone: true }).await, OWN.map(|line| [line]));
}

async fn managed_foreign_records_are_told_once(house: &House) {
    let log = Log::default();
    let store = partners(house, &log).await;
    // Whoever puts it around them twice.
    let records = &Told::new(Told::new(Managed));
    let updated = store.transaction(|tx| {
        Box::pin(async move {
            records.update(tx, &other(), &mail("b")).await?;
            records.update_many(tx, &[(other(), mail("c"))]).await
        })
    });
    updated.await.unwrap();
    let told = [r#"partner other changed (mail: "b"), the application"#, r#"partner other changed (mail: "c"), the application"#];
    assert_eq!(log.take(), told);
}
