//! Work that is done later, by workers in processes of their own.

use connector_examples::oscar::import_later;
use connector_examples::oscar::model::{OscarCategory, OscarProduct, OscarProductId};
use connector_examples::scenario::{Failure, Scenario};
use connector_store::jobs::JobState;
use connector_sync::jobs::{ExportChanges, ImportRecord};
use serde_json::json;

use crate::compare::{compare_products, kept};
use crate::exports::Made;
use crate::steps::Side;

/// Every product of a shop by a job of its own; two workers share them.
pub async fn first_import(scenario: &mut Scenario, side: &Side<'_>) -> Result<(), Failure> {
    scenario.step("a first import by jobs, of two workers");
    let products = side.shop.count("products/").await?;
    let report = import_later(&side.work, &mut |_| {}).await?;
    scenario.did::<OscarCategory>(&report, [side.shop.count("sync/categories/").await?, 0, 0, 0])?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    scenario.same("products that are imported later", report.of::<OscarProduct>().map(|model| model.delayed), Some(products))?;
    scenario.same("jobs that wait", count(side, JobState::Waiting).await?, products)?;
    scenario.same("products that are here", kept::<OscarProduct>(side).await?.len(), 0)?;
    // Once more: what waits is not enqueued again.
    side.work.import_changed::<OscarProduct>().everything().delayed(connector_sync::Delay::Records).await?;
    scenario.same("jobs that wait", count(side, JobState::Waiting).await?, products)?;

    let (one, other) = tokio::try_join!(side.program.run("work"), side.program.run("work"))?;
    scenario.same("jobs that the workers did", done(&one)? + done(&other)?, products)?;
    scenario.same("jobs that are done", count(side, JobState::Done).await?, products)?;
    scenario.same("jobs that are left", count(side, JobState::Waiting).await?, 0)?;
    compare_products(scenario, side, &[]).await?;

    scenario.step("one record by a job, as a webhook asks for it");
    side.shop.patch("admin/products/7/", json!({ "title": "Asked for" })).await?;
    let enqueued = side.work.later::<ImportRecord<OscarProduct>>(OscarProductId(7)).priority(5).await?;
    let again = side.work.later::<ImportRecord<OscarProduct>>(OscarProductId(7)).await?;
    scenario.same("it waits once", (enqueued.is_new(), again.is_new()), (true, false))?;
    side.program.run("work").await?;
    compare_products(scenario, side, &[]).await
}

/// What changed here, written to the shop by a job.
pub async fn export(scenario: &mut Scenario, side: &Side<'_>, made: &[Made]) -> Result<(), Failure> {
    scenario.step("an export by a job");
    let first = made.first().ok_or("no product was made")?;
    first.retitle(side, "By a job").await?;
    side.work.later::<ExportChanges<OscarProduct>>(()).await?;
    side.program.run("work").await?;
    scenario.same("jobs that failed", count(side, JobState::Failed).await?, 0)?;
    let report = side.work.export::<OscarProduct>(first.binding).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    compare_products(scenario, side, &[]).await
}

async fn count(side: &Side<'_>, state: JobState) -> Result<u64, Failure> {
    Ok(side.work.store().jobs().overview().await?.count(state))
}

/// How many jobs a worker says that it did.
fn done(said: &str) -> Result<u64, Failure> {
    let number = said.lines().find_map(|line| line.split_once(" jobs done")).and_then(|(number, _)| number.parse().ok());
    number.ok_or_else(|| format!("a worker said {said:?}").into())
}
