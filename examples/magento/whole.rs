//! The whole job: from the shop, to the shop, what comes back, and what is gone.

use std::error::Error;

use connector_examples::terminal;
use connector_sync::Delay;
use connector_sync::jobs::Summary;

use crate::application;
use crate::commands::{import, import_all, reviews, sweep};
use crate::session::Session;

/// All of it with a demonstration. Nothing is changed in a real shop unless somebody asks for it.
pub async fn whole(session: &Session, summary: &mut terminal::Summary) -> Result<(), Box<dyn Error>> {
    println!("\n1. What changed in the shop is imported: groups and categories now, products by jobs, four at once.");
    let mut report = import(session, summary, Some(Delay::Pages)).await?;
    let (jobs, done) = session.work_off().await?;
    report.add_later(done);
    summary.report("import", &report);
    summary.jobs("import", &jobs);
    println!("\n{report}\n{}", jobs_done(&jobs));

    if let Some(shop) = &session.demonstration {
        let changed = application::change(&session.store, session.backend.id()).await?;
        println!("\n2. Here {changed}.\n   The change itself enqueued the jobs that export it.");
        let (jobs, exported) = session.work_off().await?;
        summary.report("export", &exported);
        summary.jobs("export", &jobs);
        println!("\n{exported}\n{}", jobs_done(&jobs));

        println!("\n3. Imported again: the shop has what we sent, and nothing of it comes back as a change.");
        let again = summary.keep("again", import_all(&session.work(), &session.options, None).await)?;
        println!("\n{again}");

        match changed.before.filter(|sku| shop.delete_product(sku)) {
            Some(sku) => println!("\n4. Somebody deletes {sku} in the shop. Compared with all that the shop has:"),
            None => println!("\n4. Compared with all that the shop has (what is gone there is archived here):"),
        }
        sweep(session, summary, false).await?;
    }
    reviews(session, summary).await
}

/// `11 jobs done`, and what else there is to be said.
fn jobs_done(jobs: &Summary) -> String {
    let mut said = vec![format!("{} {} done", jobs.done, if jobs.done == 1 { "job" } else { "jobs" })];
    let rest = [(jobs.failed, "failed"), (jobs.retried, "to be tried again")];
    said.extend(rest.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    said.join(", ")
}
