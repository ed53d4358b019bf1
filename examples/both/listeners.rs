//! What is passed on.

use connector_core::BackendId;
use connector_store::{Error, Event, EventKind, Listener, Listeners, ListenersErrors, Tx};
use connector_sync::ListenLater as _;

use super::model::TrytonArticle;
use crate::oscar::model::{OscarBackend, OscarProduct};

/// The channel of what goes to the shop.
pub const SHOP: &str = "shop";

/// The channel of what goes to the ERP.
pub const ERP: &str = "erp";

/// What changes, wherever that comes from, is passed on to the other system, by a job: `export_changes` leaves out the one that
/// it comes from. And every product of an ERP is to be in the shop.
///
/// # Errors
/// Where the listeners contradict each other.
pub fn listeners(shop: BackendId<OscarBackend>) -> Result<Listeners, ListenersErrors> {
    Listeners::builder()
        .on::<TrytonArticle>("to the shop", ToTheShop { shop })
        .export_changes_with::<OscarProduct>(|job| job.channel(SHOP))
        .export_changes_with::<TrytonArticle>(|job| job.channel(ERP))
        .build()
}

struct ToTheShop {
    shop: BackendId<OscarBackend>,
}

impl Listener<TrytonArticle> for ToTheShop {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<TrytonArticle>) -> Result<(), Error> {
        if let EventKind::Created = event.kind
            && let Some(article) = tx.get::<TrytonArticle>(&event.id).await?
        {
            tx.put(OscarProduct::wanted(article.record_id.clone(), self.shop)).await?;
        }
        Ok(())
    }
}
