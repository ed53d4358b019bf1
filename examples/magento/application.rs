//! What the application does by itself: it writes its own records, and knows nothing of how they get to a shop.

use std::fmt;

use connector_core::{BackendId, Changes, Json};
use connector_store::{Error, Store};

use crate::model::{MagentoBackend, MagentoPartnerCategory, MagentoProduct, PartnerCategory, Product};

/// The tax class of customers that a new shop has.
const RETAIL_CUSTOMER: i64 = 3;
/// What its own SKUs begin with.
const OWN: &str = "HOME-";

/// What was changed.
pub struct Changed {
    pub group: String,
    /// The new product.
    pub sku: String,
    /// The one before it, if any.
    pub before: Option<String>,
    /// The product that has another price now.
    pub dearer: Option<String>,
}

/// A new kind of customer, a new product, and another price: all of it in one transaction, with the jobs that export it.
pub async fn change(store: &Store, shop: BackendId<MagentoBackend>) -> Result<Changed, Error> {
    let products = store.all::<Product>().await?;
    let own = products.iter().filter(|product| product.sku.starts_with(OWN)).count();
    let dearer = products.iter().filter(|product| product.active && !product.sku.starts_with(OWN)).min_by_key(|product| &product.sku);
    let group = PartnerCategory { name: format!("Book clubs {:02}", own + 1) };
    let product = Product {
        sku: format!("{OWN}{:04}", own + 1),
        name: format!("Home-made shelf, model {}", own + 1),
        price: Some(79.0),
        weight: Some(8.5),
        stock: 0.0,
        categories: dearer.map_or_else(|| Json(Vec::new()), |dearer| dearer.categories.clone()),
        active: true,
    };
    let changed = Changed {
        group: group.name.clone(),
        sku: product.sku.clone(),
        before: (own > 0).then(|| format!("{OWN}{own:04}")),
        dearer: dearer.map(|product| product.sku.clone()),
    };
    let raised = dearer.map(|product| (product.id(), product.price.unwrap_or_default() + 1.0));
    let (group, product, raised) = (&group, &product, &raised);
    store
        .transaction(move |tx| {
            Box::pin(async move {
                // A binding without an external ID says that the record is to be on this shop.
                let record_id = tx.put(group.clone()).await?.id();
                let (backend_id, external_id, sync_date) = (shop, None, None);
                tx.put(MagentoPartnerCategory { record_id, backend_id, external_id, sync_date, tax_class_id: Some(RETAIL_CUSTOMER) })
                    .await?;

                let record_id = tx.put(product.clone()).await?.id();
                let (external_id, external_updated_at, magento_id) = (None, None, None);
                tx.put(MagentoProduct { record_id, backend_id, external_id, sync_date, external_updated_at, magento_id }).await?;

                match raised {
                    Some((id, price)) => tx.update(id, &Changes::<Product>::new().set("price", price)?).await,
                    None => Ok(()),
                }
            })
        })
        .await?;
    Ok(changed)
}

/// In words: `the group "Book clubs 01" and the product HOME-0001 are new, …`.
impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, sku, dearer, .. } = self;
        write!(f, "the group {group:?} and the product {sku} are new")?;
        match dearer {
            Some(dearer) => write!(f, ", {dearer} has another price"),
            None => Ok(()),
        }
    }
}
