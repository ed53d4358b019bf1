//! What is written to the server, and what must come of it.

use connector_core::{BindingId, Changes, Json, RecordId};
use connector_examples::scenario::{Failure, Scenario};
use connector_examples::tryton::export;
use connector_examples::tryton::model::{Party, PartyCategory, TrytonParty, TrytonPartyCategory, TrytonPartyId};
use connector_store::{ReviewFilter, ReviewKind};
use connector_sync::{Report, Retry};
use serde_json::{Value, json};

use crate::compare::compare;
use crate::erp::Erp;

const PARTIES: &str = "party.party";

/// A party that was made here.
pub struct Made {
    record: RecordId<Party>,
    binding: BindingId<TrytonParty>,
}

impl Made {
    async fn id(&self, erp: &Erp<'_>) -> Result<u32, Failure> {
        let binding = erp.work.store().get::<TrytonParty>(&self.binding).await?.ok_or("the binding is gone")?;
        binding.external_id.map(|id| id.0).ok_or_else(|| "it is not exported".into())
    }

    async fn there(&self, erp: &Erp<'_>) -> Result<Value, Failure> {
        erp.read(PARTIES, self.id(erp).await?, &["name", "code", "active", "categories", "addresses"]).await
    }

    async fn change(&self, erp: &Erp<'_>, changes: Changes<Party>) -> Result<(), Failure> {
        Ok(erp.work.store().update(&self.record, &changes).await?)
    }
}

/// Makes a party here, which is to be in the database.
async fn party(erp: &Erp<'_>, code: Option<&str>, name: &str, categories: &[RecordId<PartyCategory>]) -> Result<Made, Failure> {
    let (store, database) = (erp.work.store(), erp.work.backend().id());
    let party = Party { name: name.to_owned(), code: code.map(str::to_owned), active: true, categories: Json(categories.to_vec()) };
    let record = store.put(party).await?.id();
    let binding = store.put(TrytonParty::wanted(record.clone(), database)).await?.id();
    Ok(Made { record, binding })
}

async fn exported(erp: &Erp<'_>) -> Result<Report, Failure> {
    Ok(export(erp.work, &mut |_| {}).await?)
}

/// The categories here, and their IDs there.
async fn categories(erp: &Erp<'_>) -> Result<Vec<(RecordId<PartyCategory>, u32)>, Failure> {
    let kept = erp.kept::<TrytonPartyCategory>().await?;
    let mut categories: Vec<_> = kept.into_iter().map(|(id, linked)| (linked.record.id(), id.0)).collect();
    categories.sort();
    Ok(categories)
}

/// What came from the server is not sent back; what it does not have is created, once.
pub async fn new_parties(scenario: &mut Scenario, erp: &Erp<'_>) -> Result<Vec<Made>, Failure> {
    scenario.step("what was imported is not sent back");
    let before = erp.count(PARTIES).await?;
    let report = exported(erp).await?;
    scenario.did::<TrytonParty>(&report, [0, 0, 0, 0])?;
    scenario.same("parties that were looked at", report.of::<TrytonParty>().map(|model| model.unchanged), Some(before))?;

    scenario.step("new parties with categories");
    let categories = categories(erp).await?;
    let mut made = Vec::new();
    for number in 0..8 {
        let own: Vec<_> = categories.iter().cycle().skip(number).take(number % 3).map(|(record, _)| record.clone()).collect();
        made.push(party(erp, Some(&format!("HERE-{number}")), &format!("Made here {number}"), &own).await?);
    }
    let nameless = party(erp, None, "Without a code", &[]).await?;
    // Somebody there has this code already.
    let taken = erp.create(PARTIES, json!({ "name": "Was first", "code": "TAKEN", "addresses": [] })).await?;
    let late = party(erp, Some("TAKEN"), "Was second", &[]).await?;
    let report = exported(erp).await?;
    scenario.did::<TrytonParty>(&report, [8, 0, 0, 2])?;
    let failures: Vec<&str> =
        report.of::<TrytonParty>().map(|model| model.failures.iter().map(|failed| failed.error.as_str()).collect()).unwrap_or_default();
    scenario.holds("what has no code says so", failures.iter().any(|error| error.contains("give it one")))?;
    scenario.holds("what the server refuses is told", failures.iter().any(|error| error.contains("unique")))?;
    scenario.same("the number of parties there", erp.count(PARTIES).await?, before + 9)?;
    for party in &made {
        let here = erp.work.store().get::<Party>(&party.record).await?.ok_or("the party is gone")?;
        let there = party.there(erp).await?;
        scenario.same("the name of a new party", there["name"].as_str(), Some(here.name.as_str()))?;
        scenario.same("the code of a new party", there["code"].as_str(), here.code.as_deref())?;
        scenario.same("the addresses of a new party", there["addresses"].as_array().map(Vec::len), Some(0))?;
    }
    for unwanted in [nameless, late] {
        erp.work.store().delete::<Party>(&unwanted.record).await?;
    }
    erp.delete(PARTIES, taken).await?;

    scenario.step("once exported, they are neither sent again nor brought back as others");
    let report = exported(erp).await?;
    scenario.did::<TrytonParty>(&report, [0, 0, 0, 0])?;
    let report = erp.import(Retry::None).await?;
    scenario.did::<TrytonParty>(&report, [0, 0, 0, 0])?;
    compare(scenario, erp, &[]).await?;
    Ok(made)
}

/// Only what changed here is sent: what people do there meanwhile stays.
pub async fn changes(scenario: &mut Scenario, erp: &Erp<'_>, made: &[Made]) -> Result<(), Failure> {
    scenario.step("changed parties: what changed is sent, and nothing else");
    let categories = categories(erp).await?;
    let [renamed, moved, both, ..] = made else { return Err("too few parties were made".into()) };
    renamed.change(erp, Changes::new().set("name", "Another name")?.set("active", &false)?).await?;
    let (record, id) = categories.last().cloned().ok_or("no categories")?;
    moved.change(erp, Changes::new().set("categories", &Json(vec![record]))?).await?;
    // On both sides at once: each keeps what it changed.
    both.change(erp, Changes::new().set("name", "Changed here")?).await?;
    erp.write(PARTIES, both.id(erp).await?, json!({ "code": "CHANGED-THERE" })).await?;
    // One that came from the server.
    let own = erp.kept::<TrytonParty>().await?.remove(&TrytonPartyId(9)).ok_or("party 9 is not here")?;
    erp.work.store().update(&own.record.id(), &Changes::<Party>::new().set("name", "Renamed here")?).await?;

    let report = exported(erp).await?;
    scenario.did::<TrytonParty>(&report, [0, 4, 0, 0])?;
    let there = renamed.there(erp).await?;
    scenario.same("the new name", there["name"].as_str(), Some("Another name"))?;
    scenario.same("its code is as it was", there["code"].as_str(), Some("HERE-0"))?;
    scenario.same("its categories, and no others", moved.there(erp).await?["categories"].clone(), json!([id]))?;
    let there = both.there(erp).await?;
    scenario.same(
        "changed on both sides",
        (there["name"].as_str(), there["code"].as_str()),
        (Some("Changed here"), Some("CHANGED-THERE")),
    )?;
    scenario.same("one of the server's", erp.read(PARTIES, 9, &["name"]).await?["name"].as_str(), Some("Renamed here"))?;

    let report = erp.import(Retry::None).await?;
    // The code that was changed there.
    scenario.did::<TrytonParty>(&report, [0, 1, 0, 0])?;
    let report = exported(erp).await?;
    scenario.did::<TrytonParty>(&report, [0, 0, 0, 0])?;
    compare(scenario, erp, &[]).await
}

/// What is deleted here is deleted there; what is gone there is put before a person.
pub async fn deletion(scenario: &mut Scenario, erp: &Erp<'_>, made: &[Made]) -> Result<(), Failure> {
    scenario.step("deleted here, deleted there; gone there, a person decides");
    let (store, before) = (erp.work.store(), erp.count(PARTIES).await?);
    let [.., gone, deleted] = made else { return Err("too few parties were made".into()) };
    let id = deleted.id(erp).await?;
    store.delete::<Party>(&deleted.record).await?;
    erp.delete(PARTIES, gone.id(erp).await?).await?;
    gone.change(erp, Changes::new().set("name", "Gone meanwhile")?).await?;
    let report = exported(erp).await?;
    let model = report.of::<TrytonParty>().ok_or("no parties")?;
    scenario.same(&format!("{report}\ndeleted, skipped"), (model.deleted, model.skipped_in_all()), (1, 1))?;
    scenario.same("the number of parties there", erp.count(PARTIES).await?, before - 2)?;
    scenario.holds("the deleted one is gone", erp.read(PARTIES, id, &["name"]).await.is_err())?;
    let reviews = store.reviews(&ReviewFilter::open(), None, 10).await?;
    let kinds: Vec<&ReviewKind> = reviews.iter().map(|review| &review.kind).collect();
    scenario.same("what a person has to decide", kinds, vec![&ReviewKind::Gone])?;
    store.delete::<Party>(&gone.record).await?;
    for review in reviews {
        store.settle_review(review.id, "not wanted any more").await?;
    }
    let report = exported(erp).await?;
    scenario.same("failed", report.failed(), 0)?;
    scenario.same("nothing is left to be deleted", store.deleted::<TrytonParty>(erp.work.backend().id()).await?.len(), 0)?;
    compare(scenario, erp, &[]).await
}
