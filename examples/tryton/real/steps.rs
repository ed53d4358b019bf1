//! What is done, and what must come of it.

use connector_core::Secret;
use connector_examples::scenario::{Failure, Scenario};
use connector_examples::tryton::import;
use connector_examples::tryton::model::{
    TrytonAddress, TrytonBackend, TrytonParty, TrytonPartyCategory, TrytonPartyId, TrytonTemplate, TrytonTemplateId, TrytonVariant,
};
use connector_sync::{Cause, Registry, RemoteError, RemoteErrorKind, Report, Retry, WorkContext, WorkError};
use serde_json::{Value, json};

use crate::compare::compare;
use crate::erp::Erp;

impl Erp<'_> {
    pub async fn import(&self, retry: Retry) -> Result<Report, Failure> {
        Ok(import(self.work, retry, &mut |_| {}).await?)
    }

    /// The party without a name.
    async fn nameless(&self) -> Result<u32, Failure> {
        let all = self.all("party.party", &["name"]).await?;
        all.iter().find(|(_, row)| row["name"].is_null()).map(|(id, _)| *id).ok_or_else(|| "every party has a name".into())
    }
}

/// Everything of two databases that use the same IDs: from the one in the order of what links what, from the other beginning
/// with what links. What is broken fails, with what links it, and nothing else does.
pub async fn first_import(scenario: &mut Scenario, main: &Erp<'_>, second: &Erp<'_>) -> Result<(), Failure> {
    scenario.step("first import of a database with a broken party");
    let broken = main.nameless().await?;
    let report = main.import(Retry::Due).await?;
    scenario.did::<TrytonPartyCategory>(&report, [main.count("party.category").await?, 0, 0, 0])?;
    // Twice: by itself, and for the address that links it, which is another import.
    scenario.did::<TrytonParty>(&report, [main.count("party.party").await? - 1, 0, 0, 2])?;
    scenario.did::<TrytonAddress>(&report, [main.count("party.address").await? - 1, 0, 0, 1])?;
    scenario.did::<TrytonTemplate>(&report, [main.count("product.template").await?, 0, 0, 0])?;
    scenario.did::<TrytonVariant>(&report, [main.count("product.product").await?, 0, 0, 0])?;
    let failures = main.work.store().failures::<TrytonParty>(main.work.backend().id()).await?;
    let references: Vec<&str> = failures.iter().map(|failure| failure.reference.as_str()).collect();
    scenario.same("which party failed", references, vec![broken.to_string().as_str()])?;

    scenario.step("both sides of the first database agree");
    compare(scenario, main, &[broken]).await?;

    scenario.step("first import of another database with the same IDs, what links first");
    let report = second.work.import_changed::<TrytonAddress>().await?;
    scenario.did::<TrytonAddress>(&report, [second.count("party.address").await?, 0, 0, 0])?;
    scenario.holds("parties came on the way", report.of::<TrytonParty>().is_some_and(|model| model.created > 0))?;
    let report = second.work.import_changed::<TrytonVariant>().await?;
    scenario.did::<TrytonTemplate>(&report, [second.count("product.template").await?, 0, 0, 0])?;
    second.import(Retry::Due).await?;
    compare(scenario, second, &[]).await
}

/// Once more: nothing is written.
pub async fn nothing_new(scenario: &mut Scenario, main: &Erp<'_>, second: &Erp<'_>) -> Result<(), Failure> {
    scenario.step("nothing changed, nothing is written");
    for erp in [main, second] {
        unchanged(scenario, erp).await?;
    }
    Ok(())
}

async fn unchanged(scenario: &mut Scenario, erp: &Erp<'_>) -> Result<(), Failure> {
    let report = erp.import(Retry::None).await?;
    // What failed is within the overlap of the window, and then fails again.
    let written: u64 = report.models().iter().map(|model| model.created + model.updated + model.skipped_in_all()).sum();
    scenario.same(&report.to_string(), written, 0)
}

/// What was changed in one database through Tryton's own API comes, and just that; nothing of it in the other one.
pub async fn changes(scenario: &mut Scenario, main: &Erp<'_>, second: &Erp<'_>) -> Result<(), Failure> {
    scenario.step("changes in one database, through its own API");
    let broken = main.nameless().await?;
    let category = main.create("party.category", json!({ "name": "Brand new", "parent": 1 })).await?;
    main.write("party.party", 5, json!({ "name": "Another name", "categories": [["add", [category]]] })).await?;
    main.write("party.party", 6, json!({ "active": false })).await?;
    main.write("party.address", 7, json!({ "city": "Genève", "street": "Two\nlines 3" })).await?;
    main.write("product.template", 4, json!({ "list_price": { "__class__": "Decimal", "decimal": "1234.5600" } })).await?;
    let template = json!({
        "name": "Brand new", "code": "NEW", "type": "service", "default_uom": 1,
        "list_price": { "__class__": "Decimal", "decimal": "0.0001" },
        "products": [["create", [{ "suffix_code": "-a" }, { "suffix_code": "-b" }]]],
    });
    let template = main.create("product.template", template).await?;

    let report = main.import(Retry::None).await?;
    let written = |report: &Report| -> Vec<(&'static str, u64, u64)> {
        report.models().iter().map(|model| (model.model, model.created, model.updated)).collect()
    };
    let expected = vec![
        ("tryton.party.category", 1, 0),
        ("tryton.party", 0, 2),
        ("tryton.address", 0, 1),
        ("tryton.template", 1, 1),
        ("tryton.variant", 2, 0),
    ];
    scenario.same("what was created and updated", written(&report), expected)?;
    let templates = main.kept::<TrytonTemplate>().await?;
    let price = |id: u32| templates.get(&TrytonTemplateId(id)).and_then(|linked| linked.record.list_price).map(|price| price.to_string());
    scenario.same("a price with all its digits", price(template).as_deref(), Some("0.0001"))?;
    scenario.same("the changed price", price(4).as_deref(), Some("1234.56"))?;
    let parties = main.kept::<TrytonParty>().await?;
    scenario.holds("who is not in use any more is kept so", parties.get(&TrytonPartyId(6)).is_some_and(|party| !party.record.active))?;
    compare(scenario, main, &[broken]).await?;

    scenario.step("nothing of it came to the other database");
    unchanged(scenario, second).await?;
    compare(scenario, second, &[]).await
}

/// The server ends all sessions of a user whose password is set: the client opens another one, and nobody notices.
pub async fn lost_session(scenario: &mut Scenario, main: &Erp<'_>, password: &str) -> Result<(), Failure> {
    scenario.step("the session is lost, and opened again");
    main.write("res.user", 1, json!({ "password": password })).await?;
    let report = main.import(Retry::None).await?;
    scenario.same("what was created", report.models().iter().map(|model| model.created).sum::<u64>(), 0)?;
    main.write("res.user", 1, json!({ "password": password })).await?;
    main.write("party.party", 5, json!({ "name": "A third name" })).await?;
    let report = main.import(Retry::None).await?;
    scenario.same("parties that are updated", report.of::<TrytonParty>().map(|model| model.updated), Some(1))
}

/// What failed is tried again: in vain while it is broken, with success once it is mended; then what it held back comes too.
pub async fn repair(scenario: &mut Scenario, main: &Erp<'_>) -> Result<(), Failure> {
    scenario.step("a broken party is mended, and comes with its address");
    let (store, database) = (main.work.store(), main.work.backend().id());
    let broken = main.nameless().await?;
    let tries = async || -> Result<Vec<u32>, Failure> {
        Ok(store.failures::<TrytonParty>(database).await?.iter().map(|failure| failure.tries).collect())
    };
    let before = tries().await?;
    let report = main.import(Retry::All).await?;
    scenario.same("created", report.models().iter().map(|model| model.created).sum::<u64>(), 0)?;
    scenario.holds("it was tried again", tries().await? > before)?;
    main.write("party.party", broken, json!({ "name": "Mended" })).await?;
    let report = main.import(Retry::All).await?;
    scenario.did::<TrytonParty>(&report, [1, 0, 0, 0])?;
    scenario.did::<TrytonAddress>(&report, [1, 0, 0, 0])?;
    scenario.same("failures that are left", tries().await?, vec![])?;
    compare(scenario, main, &[]).await
}

/// What is gone on the server is told where it is asked for; its binding stays.
pub async fn deletion(scenario: &mut Scenario, main: &Erp<'_>) -> Result<(), Failure> {
    scenario.step("a party is deleted on the server");
    let id = main.create("party.party", json!({ "name": "Not for long", "addresses": [] })).await?;
    main.import(Retry::None).await?;
    main.delete("party.party", id).await?;
    let report = main.import(Retry::None).await?;
    scenario.did::<TrytonParty>(&report, [0, 0, 0, 0])?;
    let report = main.work.import::<TrytonParty>(&TrytonPartyId(id)).await?;
    scenario.did::<TrytonParty>(&report, [0, 0, 1, 0])?;
    let reasons: Vec<&String> = report.of::<TrytonParty>().map(|model| model.skipped.keys().collect()).unwrap_or_default();
    scenario.same("why", reasons, vec![&"the remote does not have it (any more)".to_owned()])?;
    scenario.holds("its binding stays", main.kept::<TrytonParty>().await?.contains_key(&TrytonPartyId(id)))
}

/// Errors of the server come as what they are.
pub async fn errors(
    scenario: &mut Scenario,
    registry: &Registry<TrytonBackend>,
    main: &Erp<'_>,
    absent: &WorkContext<'_, TrytonBackend>,
) -> Result<(), Failure> {
    scenario.step("errors of the server are typed");
    let work =
        registry.work_on(main.work.store(), main.work.backend()).with_secret("password", Secret::from("wrong-and-secret".to_owned()));
    let stopped = import(&work, Retry::All, &mut |_| {}).await;
    scenario.holds("the password is not told", stopped.as_ref().is_err_and(|stopped| !stopped.to_string().contains("wrong-and-secret")))?;
    scenario.same("a wrong password", kind(stopped), Some(RemoteErrorKind::Unauthorized))?;
    let stopped = import(absent, Retry::All, &mut |_| {}).await;
    scenario.same("a database that is not there", kind(stopped), Some(RemoteErrorKind::NotFound))?;

    let client = main.work.client().await?;
    let refused: Result<Value, RemoteError> = client.call("model.party.category.create", vec![json!([{ "name": null }])]).await;
    let Err(refused) = refused else { return Err("a category without a name was created".into()) };
    scenario.same("what the server refuses", refused.kind(), RemoteErrorKind::Permanent)?;
    scenario.holds("it says what the server says", refused.to_string().contains("A value is required for field \"Name\""))?;
    let refused: Result<Value, RemoteError> = client.call("model.party.party.no_such_method", vec![]).await;
    scenario.same("a method that is not there", refused.err().map(|error| error.kind()), Some(RemoteErrorKind::Unauthorized))?;
    let broken: Result<Value, RemoteError> = client.call("model.no.such.search_count", vec![json!([])]).await;
    scenario.same("a model that is not there", broken.err().map(|error| error.kind()), Some(RemoteErrorKind::Permanent))
}

fn kind(stopped: Result<Report, WorkError>) -> Option<RemoteErrorKind> {
    match stopped.err()?.cause {
        Cause::Remote(error) => Some(error.kind()),
        _ => None,
    }
}
