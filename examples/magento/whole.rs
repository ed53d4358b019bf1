//! The whole job: from the shop, to the shop, what comes back, and what is gone.

use std::error::Error;

use connector_examples::terminal::Summary;
use connector_sync::Delay;

use crate::application;
use crate::commands::{import, import_all, reviews, sweep};
use crate::session::Session;

/// All of it with a demonstration. Nothing is changed in a real shop unless somebody asks for it.
pub async fn whole(session: &Session, summary: &mut Summary) -> Result<(), Box<dyn Error>> {
    println!("\n1. What changed in the shop is imported: groups and categories at once, products by jobs.");
    let mut report = import(session, summary, Some(Delay::Pages)).await?;
    let (jobs, done) = session.work_off().await?;
    report.add_later(done);
    summary.report("import", &report);
    summary.jobs("import", &jobs);
    println!("\n{report}\n{jobs}");

    if let Some(shop) = &session.demonstration {
        let changed = application::change(&session.store, session.backend.id()).await?;
        println!("\n2. {changed} That enqueued jobs, which export it.");
        let (jobs, exported) = session.work_off().await?;
        summary.report("export", &exported);
        summary.jobs("export", &jobs);
        println!("\n{exported}\n{jobs}");

        println!("\n3. What the shop changed is imported again: our own changes are known, and change nothing here.");
        let again = summary.keep("again", import_all(&session.work(), &session.options, None).await)?;
        println!("\n{again}");

        match changed.before.filter(|sku| shop.delete_product(sku)) {
            Some(sku) => println!("\n4. Somebody deletes {sku} in the shop: comparing with all that it has, we archive it here."),
            None => println!("\n4. We compare with all that the shop has: what is gone there would be archived here."),
        }
        sweep(session, summary, false).await?;
    }
    reviews(session, summary).await
}
