//! A process that is killed between the shop's answer to a create and the binding.

use std::time::{Duration, Instant};

use connector_core::BindingId;
use connector_examples::oscar::model::{OscarProduct, OscarProductId};
use connector_examples::scenario::{Failure, Scenario};
use connector_store::ReviewFilter;

use crate::exports::{Made, product};
use crate::proxy::Proxy;
use crate::steps::Side;

const UPC: &str = "KILLED-1";

/// Twice as long as a create may be on its way.
const LIMIT: Duration = Duration::from_mins(1);

/// What the process left behind.
pub struct Crashed {
    made: Made,
    at: Instant,
}

/// The shop has the product, the process is gone, and the store knows no more than that it was begun.
pub async fn kill(scenario: &mut Scenario, side: &Side<'_>) -> Result<Crashed, Failure> {
    scenario.step("an exporting process is killed between the shop's answer and the binding");
    let made = product(side, UPC, "Made once", &[]).await?;
    let mut proxy = Proxy::before(side.shop.url()).await?;
    let mut child = side.program.start("export", &proxy.url)?;
    let swallowed = tokio::time::timeout(LIMIT, proxy.swallowed()).await?;
    scenario.same("what the shop answered, and nobody got", swallowed, Some(201))?;
    child.kill().await?;
    scenario.same("the process ended by itself", child.wait().await?.code(), None)?;
    let at = Instant::now();

    scenario.same("how often the shop has it", there(side).await?.len(), 1)?;
    scenario.same("under which ID it is bound", bound_to(side, made.binding).await?, None)?;
    scenario.same("how many creates are open", open(side).await?, 1)?;

    scenario.step("while its request may be on its way, nobody repeats it");
    side.program.run("export").await?;
    scenario.same("how often the shop has it", there(side).await?.len(), 1)?;
    scenario.same("under which ID it is bound", bound_to(side, made.binding).await?, None)?;
    Ok(Crashed { made, at })
}

/// The same program is run again, as a scheduler does: it finds the product by its UPC, and binds it.
pub async fn settle(scenario: &mut Scenario, side: &Side<'_>, crashed: Crashed) -> Result<(), Failure> {
    scenario.step("run again later, it binds what the killed one has made");
    let binding = crashed.made.binding;
    while bound_to(side, binding).await?.is_none() && crashed.at.elapsed() < LIMIT {
        side.program.run("export").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let there = there(side).await?;
    scenario.same("how often the shop has it", there.len(), 1)?;
    scenario.same("under which ID it is bound", bound_to(side, binding).await?, there.first().copied())?;
    scenario.same("how many creates are open", open(side).await?, 0)?;
    let reviews = side.work.store().reviews(&ReviewFilter::open(), None, 10).await?;
    scenario.same("what a person has to decide", reviews.len(), 0)?;

    scenario.step("and it is a product as any other");
    let report = side.work.export::<OscarProduct>(binding).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    crashed.made.retitle(side, "Made once, and changed").await?;
    let report = side.work.export::<OscarProduct>(binding).await?;
    scenario.did::<OscarProduct>(&report, [0, 1, 0, 0])?;
    scenario.same("how often the shop has it", self::there(side).await?.len(), 1)
}

/// The IDs of the product in the shop.
async fn there(side: &Side<'_>) -> Result<Vec<OscarProductId>, Failure> {
    side.shop.with_upc(UPC).await
}

async fn bound_to(side: &Side<'_>, binding: BindingId<OscarProduct>) -> Result<Option<OscarProductId>, Failure> {
    let binding = side.work.store().get::<OscarProduct>(&binding).await?.ok_or("the binding is gone")?;
    Ok(binding.external_id)
}

async fn open(side: &Side<'_>) -> Result<usize, Failure> {
    Ok(side.work.store().intents::<OscarProduct>(side.work.backend().id(), None, 10).await?.len())
}
