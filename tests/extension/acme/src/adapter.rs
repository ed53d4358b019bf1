//! What the shop says to Acme beyond what its connector knows.

use cc::{ImportMapper, LinkRequests, MapContext, Mapped, MappingError, NeededOptions, Skip};
use chrono::{DateTime, Utc};
use connector_sync::{Adapter, Page, RegistryBuilder, RemoteError, RemotePage, Window};
use serde::Deserialize;
use shop::{Client, ProductAdapter, RemoteProduct, ShopBackend, ShopProduct};

use crate::{AcmeShop, AcmeShopProduct, AcmeVersion};

/// A product as Acme's shop has it: all that the connector reads, and more.
#[derive(Debug, Clone, Deserialize)]
pub struct RemoteAcmeProduct {
    #[serde(flatten)]
    product: RemoteProduct,
    rating: Option<i64>,
    shelf: Option<String>,
    #[serde(default)]
    channels: Vec<String>,
}

impl ImportMapper for RemoteAcmeProduct {
    type Binding = ShopProduct;

    fn external_id(&self) -> Result<String, MappingError> {
        self.product.external_id()
    }

    fn reference(&self) -> Option<String> {
        self.product.reference()
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        self.product.external_updated_at()
    }

    fn skip(&self) -> Option<Skip> {
        self.product.skip()
    }

    fn links(&self, links: &mut LinkRequests) {
        self.product.links(links);
    }

    fn needs_options() -> Option<NeededOptions> {
        RemoteProduct::needs_options()
    }

    /// As the connector maps it, and what Acme adds.
    fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
        let more = AcmeShopProduct { rating: self.rating, shelf: self.shelf.clone() };
        Ok(self.product.map(context)?.with_extension(more))
    }
}

/// Products of one channel.
pub struct AcmeProductAdapter {
    channel: String,
}

impl AcmeProductAdapter {
    fn products(&self, client: &Client) -> Result<Vec<RemoteAcmeProduct>, RemoteError> {
        let mut products: Vec<RemoteAcmeProduct> = client.list("products")?;
        products.retain(|product| product.channels.contains(&self.channel));
        Ok(products)
    }
}

impl Adapter<ShopProduct> for AcmeProductAdapter {
    type Remote = RemoteAcmeProduct;

    async fn changed(&self, client: &Client, _: &Window, _: &Page) -> Result<RemotePage<String, RemoteAcmeProduct>, RemoteError> {
        self.products(client).map(RemotePage::of_records)
    }

    async fn read_many(&self, client: &Client, skus: &[String]) -> Result<Vec<Option<RemoteAcmeProduct>>, RemoteError> {
        let all = self.products(client)?;
        Ok(skus.iter().map(|sku| all.iter().find(|product| product.product.sku == *sku).cloned()).collect())
    }
}

/// The connector with what Acme adds, for the shop that has `acme`. What is replaced is named: another extension that
/// replaces it too is an error.
#[must_use]
pub fn extend(builder: RegistryBuilder<ShopBackend>, acme: &AcmeShop) -> RegistryBuilder<ShopBackend> {
    let adapter = AcmeProductAdapter { channel: acme.channel.clone() };
    builder.replace_adapter::<ShopProduct, ProductAdapter>(AcmeVersion::V2_4Acme, adapter)
}
