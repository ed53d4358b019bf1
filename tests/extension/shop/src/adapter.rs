//! How the shop is asked.

use std::path::PathBuf;

use connector_core::ExternalId;
use connector_sync::{Adapter, Connect, Opened, Page, Registry, RegistryBuilder, RemoteError, RemotePage, Window};
use serde::de::DeserializeOwned;

use crate::{RemoteCategory, RemoteProduct, ShopBackend, ShopCategory, ShopProduct, ShopVersion};

/// The folder of one shop.
pub struct Client {
    folder: PathBuf,
}

impl Client {
    /// A whole list, as records of the caller's type: a shop may have more to say than this connector knows.
    ///
    /// # Errors
    /// [`RemoteError`] where there is no such list, or where it makes no sense.
    pub fn list<R: DeserializeOwned>(&self, name: &str) -> Result<Vec<R>, RemoteError> {
        let text = std::fs::read_to_string(self.folder.join(name).with_extension("json"));
        let text = text.map_err(|error| RemoteError::permanent(format!("the list {name:?}: {error}")))?;
        serde_json::from_str(&text).map_err(|error| RemoteError::invalid_data(format!("the list {name:?}: {error}")))
    }
}

impl Connect for ShopBackend {
    type Client = Client;

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<Client, RemoteError> {
        Ok(Client { folder: PathBuf::from(&self.location) })
    }
}

/// Categories of every version.
pub struct CategoryAdapter;

impl Adapter<ShopCategory> for CategoryAdapter {
    type Remote = RemoteCategory;

    async fn changed(&self, client: &Client, _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteCategory>, RemoteError> {
        client.list("categories").map(RemotePage::of_records)
    }

    async fn read_many(&self, client: &Client, ids: &[u32]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        let all: Vec<RemoteCategory> = client.list("categories")?;
        Ok(pick(&all, ids, |category| category.id))
    }
}

/// Products from 2.4 on.
pub struct ProductAdapter;

impl Adapter<ShopProduct> for ProductAdapter {
    type Remote = RemoteProduct;

    async fn changed(&self, client: &Client, _: &Window, _: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        client.list("products").map(RemotePage::of_records)
    }

    async fn read_many(&self, client: &Client, skus: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let all: Vec<RemoteProduct> = client.list("products")?;
        Ok(pick(&all, skus, |product| product.sku.clone()))
    }
}

/// The old shop calls its products articles.
struct ArticleAdapter;

impl Adapter<ShopProduct> for ArticleAdapter {
    type Remote = RemoteProduct;

    async fn changed(&self, client: &Client, _: &Window, _: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        client.list("articles").map(RemotePage::of_records)
    }

    async fn read_many(&self, client: &Client, skus: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let all: Vec<RemoteProduct> = client.list("articles")?;
        Ok(pick(&all, skus, |product| product.sku.clone()))
    }
}

/// Each in the place of its ID.
fn pick<R: Clone, I: ExternalId>(all: &[R], ids: &[I], id_of: impl Fn(&R) -> I) -> Vec<Option<R>> {
    ids.iter().map(|id| all.iter().find(|record| id_of(record) == *id).cloned()).collect()
}

/// The components of a shop, to be built as they are or extended before.
#[must_use]
pub fn shop() -> RegistryBuilder<ShopBackend> {
    Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(CategoryAdapter)).binding::<ShopProduct>(|binding| {
        binding.adapter_for(ShopVersion::V2_0, ArticleAdapter).adapter_for(ShopVersion::V2_4, ProductAdapter)
    })
}
