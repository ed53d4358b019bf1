//! What another crate would add, without a change to the connector: a version, and one component for it.

use connector_core::Selection;
use connector_sync::{Adapter, Page, Registry, RegistryErrors, RemoteError, RemotePage, Window};

use crate::adapter::{ProductAdapter, SourcedProductAdapter, magento};
use crate::client::MagentoClient;
use crate::model::{MagentoBackend, MagentoProduct, MagentoVersion};
use crate::remote::RemoteProduct;

/// Versions added to [`MagentoVersion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
#[selection_add(MagentoVersion)]
pub enum AcmeVersion {
    /// As 2.4 wherever nothing else is said.
    #[selection("2.4-acme", label = "Magento 2.4 (Acme)", parent = MagentoVersion::V2_4, after = MagentoVersion::V2_4)]
    V2_4Acme,
}

/// At Acme the source `east` holds returned goods: they are not for sale.
struct AcmeProductAdapter;

fn for_sale(source: &str) -> bool {
    source != "east"
}

impl Adapter<MagentoProduct> for AcmeProductAdapter {
    type Remote = RemoteProduct;
    const OLDEST_FIRST: bool = true;

    async fn changed(
        &self,
        client: &MagentoClient,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        SourcedProductAdapter::changed_with(client, window, page, for_sale).await
    }

    async fn read_many(&self, client: &MagentoClient, skus: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        SourcedProductAdapter::read_with(client, skus, for_sale).await
    }

    async fn ids(&self, client: &MagentoClient, page: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        ProductAdapter::skus(client, page).await
    }
}

/// The connector with what Acme adds. What is replaced is named: another extension that replaces it too is an error.
pub fn registry() -> Result<Registry<MagentoBackend>, RegistryErrors> {
    magento().replace_adapter::<MagentoProduct, SourcedProductAdapter>(AcmeVersion::V2_4Acme, AcmeProductAdapter).build()
}
