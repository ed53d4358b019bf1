//! The single commands.

use std::error::Error;

use connector_core::BindingId;
use connector_examples::terminal::{Bars, Summary};
use connector_store::ReviewFilter;
use connector_sync::{Delay, Report, Settlement, Synchronized, WorkContext, WorkError};

use crate::application;
use crate::arguments::Options;
use crate::model::{CustomerGroupId, MagentoBackend, MagentoPartnerCategory, MagentoProduct, MagentoProductCategory};
use crate::session::Session;

type Done = Result<(), Box<dyn Error>>;

/// Imports what changed, in the order in which it is linked.
pub async fn import(session: &Session, summary: &mut Summary, delay: Option<Delay>) -> Result<Report, Box<dyn Error>> {
    let imported = import_all(&session.work(), &session.options, delay).await;
    Ok(summary.keep("import", imported)?)
}

/// Imports what changed, in the order in which it is linked; the products later, where that is said.
pub async fn import_all(work: &WorkContext<'_, MagentoBackend>, options: &Options, delay: Option<Delay>) -> Result<Report, WorkError> {
    let (mut bars, mut report) = (Bars::default(), Report::default());
    report = one::<MagentoPartnerCategory>(work, options, None, &mut bars, report).await?;
    report = one::<MagentoProductCategory>(work, options, None, &mut bars, report).await?;
    one::<MagentoProduct>(work, options, delay, &mut bars, report).await
}

async fn one<T: Synchronized<Backend = MagentoBackend>>(
    work: &WorkContext<'_, MagentoBackend>,
    options: &Options,
    delay: Option<Delay>,
    bars: &mut Bars,
    before: Report,
) -> Result<Report, WorkError> {
    let mut import = options.set_up(work.import_changed::<T>()).after(before).progress(|event| bars.show(event));
    if let Some(delay) = delay {
        import = import.delayed(delay);
    }
    import.await
}

/// Exports what the shop does not have as it is here, and deletes there what was deleted here.
pub async fn export(session: &Session, summary: &mut Summary, dry_run: bool) -> Done {
    let exported = export_all(&session.work(), dry_run).await;
    println!("\n{}", summary.keep("export", exported)?);
    reviews(session, summary).await
}

async fn export_all(work: &WorkContext<'_, MagentoBackend>, dry_run: bool) -> Result<Report, WorkError> {
    let (mut bars, mut report) = (Bars::default(), Report::default());
    each::<MagentoPartnerCategory>(work, &mut bars, dry_run, &mut report).await?;
    each::<MagentoProduct>(work, &mut bars, dry_run, &mut report).await?;
    Ok(report)
}

async fn each<T: Synchronized<Backend = MagentoBackend>>(
    work: &WorkContext<'_, MagentoBackend>,
    bars: &mut Bars,
    dry_run: bool,
    report: &mut Report,
) -> Result<(), WorkError> {
    let (mut changed, mut deleted) = (work.export_changed::<T>(), work.export_deleted::<T>());
    if dry_run {
        (changed, deleted) = (changed.dry_run(), deleted.dry_run());
    }
    report.add(changed.progress(|event| bars.show(event)).await.map_err(|stopped| stopped.after(report.clone()))?);
    report.add(deleted.await.map_err(|stopped| stopped.after(report.clone()))?);
    Ok(())
}

/// Does what waits as a job, and goes on where that is said.
pub async fn worker(session: &Session, summary: &mut Summary, stay: bool) -> Done {
    println!("\n{}", session.store.jobs().overview().await?);
    let (worker, done) = session.worker()?;
    let jobs = if stay {
        println!("\nCtrl-C ends it.");
        worker.run(async { tokio::signal::ctrl_c().await.unwrap_or_default() }).await?
    } else {
        worker.run_until_idle().await?
    };
    let done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    summary.report("jobs", &done);
    println!("\n{done}\n{jobs}");
    Ok(())
}

/// Compares the products with all that the shop has.
pub async fn sweep(session: &Session, summary: &mut Summary, dry_run: bool) -> Done {
    let (work, mut bars) = (session.work(), Bars::default());
    let mut sweep = work.sweep::<MagentoProduct>().progress(|event| bars.show(event));
    if dry_run {
        sweep = sweep.dry_run();
    }
    let swept = match sweep.await {
        Ok(swept) => swept,
        Err(stopped) => return summary.keep("sweep", Err(stopped)).map(drop).map_err(Into::into),
    };
    drop(bars);
    summary.report("sweep", &swept.report);
    summary.count("gone", swept.gone.count);
    println!("\n{swept}");
    Ok(())
}

/// Shows what a person has to decide.
pub async fn reviews(session: &Session, summary: &mut Summary) -> Done {
    let open = session.store.reviews(&ReviewFilter::open(), None, 100).await?;
    summary.count("reviews", open.len() as u64);
    if open.is_empty() {
        println!("\nNothing waits for a person to decide.");
        return Ok(());
    }
    println!("\nA person has to decide:");
    for review in &open {
        println!("{review}");
    }
    println!("\nLook into the shop, and say what is so: magento settle BINDING --created ID, or --not-created.");
    Ok(())
}

/// Takes a decision down.
pub async fn settle(session: &Session, binding: i64, created: Option<u32>) -> Done {
    let found = created.map_or(Settlement::NotCreated, |id| Settlement::Created(CustomerGroupId(id)));
    session.work().settle_export::<MagentoPartnerCategory>(BindingId::new(binding), found).await?;
    println!("\nSettled.");
    Ok(())
}

/// Changes something here.
pub async fn change(session: &Session) -> Done {
    let changed = application::change(&session.store, session.backend.id()).await?;
    println!("\nHere {changed}.\n\n{}", session.store.jobs().overview().await?);
    Ok(())
}
