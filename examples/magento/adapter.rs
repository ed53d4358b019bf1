//! What Magento can do for each binding, and what differs between its versions.

use std::collections::HashMap;

use connector_core::{Changes, RecordId};
use connector_store::{Error, Stored, Tx};
use connector_sync::http::RawRecords;
use connector_sync::{Adapter, ImportHooks, OnGone, Page, Registry, RegistryBuilder, RemoteError, RemotePage, Window, in_order_of};
use serde::Deserialize;

use crate::client::{Answer, MagentoClient, Search};
use crate::export::{GroupExport, ProductExport};
use crate::model::{
    CategoryId, CustomerGroupId, MagentoBackend, MagentoPartnerCategory, MagentoProduct, MagentoProductCategory, MagentoVersion,
    PartnerCategory,
};
use crate::remote::{RemoteCategory, RemoteGroup, RemoteProduct};

/// Magento's own upper limit for a page since 2.4.
const LARGEST_PAGE: usize = 300;

fn comma<I: ToString>(ids: impl IntoIterator<Item = I>) -> String {
    ids.into_iter().map(|id| id.to_string()).collect::<Vec<_>>().join(",")
}

/// SKUs in lists of at most so many. One with a comma in it is a list of its own: Magento would take it for two.
fn lists(skus: &[String], size: usize) -> impl Iterator<Item = &[String]> {
    skus.chunk_by(|one, other| !one.contains(',') && !other.contains(',')).flat_map(move |skus| skus.chunks(size))
}

/// How a list of [`lists`] is asked for.
fn condition(skus: &[String]) -> &'static str {
    if skus.len() == 1 { "eq" } else { "in" }
}

/// Customer groups. They have no date: each import reads all of them.
struct GroupAdapter;

impl Adapter<MagentoPartnerCategory> for GroupAdapter {
    type Remote = RemoteGroup;

    async fn changed(
        &self,
        client: &MagentoClient,
        _: &Window,
        page: &Page,
    ) -> Result<RemotePage<CustomerGroupId, RemoteGroup>, RemoteError> {
        let answer: Answer<Vec<RemoteGroup>> =
            client.search("customerGroups/search", Search::page(page.number(), page.size).sorted_by("id")).await?;
        Ok(RemotePage::of_records(answer.items).number_after(page, answer.total_count))
    }

    async fn read_many(&self, client: &MagentoClient, ids: &[CustomerGroupId]) -> Result<Vec<Option<RemoteGroup>>, RemoteError> {
        let search = Search::page(1, ids.len()).filter("id", "in", comma(ids.iter().map(|id| id.0)));
        let answer: Answer<Vec<RemoteGroup>> = client.search("customerGroups/search", search).await?;
        in_order_of(ids, answer.items)
    }
}

/// A group that was created here, and of which it is not known whether the shop has it, is found by its code.
struct GroupHooks;

impl ImportHooks<MagentoPartnerCategory> for GroupHooks {
    async fn match_existing(&self, tx: &mut Tx<'_>, group: &PartnerCategory) -> Result<Vec<RecordId<PartnerCategory>>, Error> {
        let named = tx.find_by(&Changes::<PartnerCategory>::new().set("name", &group.name)?).await?;
        let named: Vec<_> = named.iter().map(Stored::id).collect();
        let bindings = tx.bindings_of::<MagentoPartnerCategory>(&named).await?;
        Ok(bindings.iter().filter(|binding| binding.external_id.is_none()).map(|binding| binding.record_id.clone()).collect())
    }
}

/// Categories.
struct CategoryAdapter;

impl Adapter<MagentoProductCategory> for CategoryAdapter {
    type Remote = RemoteCategory;

    async fn changed(
        &self,
        client: &MagentoClient,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<CategoryId, RemoteCategory>, RemoteError> {
        let search = Search::page(page.number(), page.size).since(window.since).sorted_by("entity_id");
        let answer: Answer<RawRecords> = client.search("categories/list", search).await?;
        Ok(RemotePage::of_results(answer.items.read("id")).number_after(page, answer.total_count))
    }

    async fn read_many(&self, client: &MagentoClient, ids: &[CategoryId]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        let search = Search::page(1, ids.len()).filter("entity_id", "in", comma(ids.iter().map(|id| id.0)));
        let answer: Answer<Vec<RemoteCategory>> = client.search("categories/list", search).await?;
        in_order_of(ids, answer.items)
    }
}

/// Products as 2.0 has them: the stock stands in the product.
pub struct ProductAdapter;

/// Products as 2.4 has them: the stock is the sum of its sources.
///
/// It is read with the product: whether a shop gives a product another date when only its stock changes depends on how
/// that is changed there, and one that does not shows it with the product's next change.
pub struct SourcedProductAdapter;

impl ProductAdapter {
    /// One page of what changed, the oldest change first.
    ///
    /// Page numbers would miss a product: one that changes while we read moves to the end, and the others move up a place.
    /// So each page starts at the date where the last one ended, and counts pages only inside of that date.
    async fn page(client: &MagentoClient, window: &Window, page: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        let place = page.token.as_deref().and_then(|token| token.split_once('|'));
        let (since, number) = match place {
            Some((micros, number)) => {
                let since = micros.parse().ok().and_then(chrono::DateTime::from_timestamp_micros);
                (since, number.parse().unwrap_or(1))
            }
            None => (window.since, 1),
        };
        let search = Search::page(number, page.size).since(since).sorted_by("updated_at").sorted_by("entity_id");
        let answer: Answer<RawRecords> = client.search("products", search).await?;
        let more = number.saturating_mul(page.size as u64) < answer.total_count;
        let records: Vec<Result<RemoteProduct, _>> = answer.items.read("sku");
        let next = records.iter().rev().find_map(|record| record.as_ref().ok()).filter(|_| more).map(|last| {
            let number = if Some(last.updated_at) == since { number + 1 } else { 1 };
            format!("{}|{number}", last.updated_at.timestamp_micros())
        });
        // The total is of this request's window; the import asks for that of the whole one, on its first page.
        Ok(RemotePage::of_results(records).next(next).total(page.token.is_none().then_some(answer.total_count)))
    }

    /// One page of all SKUs. Entity IDs do not change, so that no product moves to another page.
    pub async fn skus(client: &MagentoClient, page: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        let search = Search::page(page.number(), page.size).sorted_by("entity_id");
        let answer: Answer<Vec<WithSku>> = client.search("products", search).await?;
        let skus = answer.items.into_iter().map(|product| product.sku);
        Ok(RemotePage::of_ids(skus.collect()).number_after(page, answer.total_count))
    }

    /// Products by their SKUs, without the stock of the sources.
    pub async fn by_sku(client: &MagentoClient, skus: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let mut found = Vec::with_capacity(skus.len());
        for skus in lists(skus, LARGEST_PAGE) {
            let search = Search::page(1, skus.len()).filter("sku", condition(skus), comma(skus));
            let answer: Answer<Vec<RemoteProduct>> = client.search("products", search).await?;
            found.extend(in_order_of(skus, answer.items)?);
        }
        Ok(found)
    }
}

/// A product of which nothing else is of interest.
#[derive(Deserialize)]
struct WithSku {
    #[serde(default)]
    sku: String,
}

/// What one source has of a product.
#[derive(Deserialize)]
struct SourceItem {
    sku: String,
    source_code: String,
    quantity: f64,
}

/// Puts the sum of the sources that `counts` into the products.
pub async fn add_stock<'p>(
    client: &MagentoClient,
    products: impl Iterator<Item = &'p mut RemoteProduct> + Send,
    counts: impl Fn(&str) -> bool + Send,
) -> Result<(), RemoteError> {
    let mut products: HashMap<String, &mut RemoteProduct> =
        products.filter(|product| !product.sku.is_empty()).map(|product| (product.sku.clone(), product)).collect();
    let skus: Vec<String> = products.keys().cloned().collect();
    for product in products.values_mut() {
        product.stock = Some(0.0);
    }
    for skus in lists(&skus, LARGEST_PAGE / 3) {
        let mut number = 1;
        loop {
            let search = Search::page(number, LARGEST_PAGE).filter("sku", condition(skus), comma(skus));
            let answer: Answer<Vec<SourceItem>> = client.search("inventory/source-items", search).await?;
            for item in answer.items.iter().filter(|item| counts(&item.source_code)) {
                if let Some(stock) = products.get_mut(&item.sku).and_then(|product| product.stock.as_mut()) {
                    *stock += item.quantity;
                }
            }
            if number * LARGEST_PAGE as u64 >= answer.total_count {
                break;
            }
            number += 1;
        }
    }
    Ok(())
}

impl Adapter<MagentoProduct> for ProductAdapter {
    type Remote = RemoteProduct;
    const OLDEST_FIRST: bool = true;

    async fn changed(
        &self,
        client: &MagentoClient,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        Self::page(client, window, page).await
    }

    async fn read_many(&self, client: &MagentoClient, skus: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Self::by_sku(client, skus).await
    }

    async fn ids(&self, client: &MagentoClient, page: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        ProductAdapter::skus(client, page).await
    }
}

impl SourcedProductAdapter {
    /// As [`ProductAdapter`], with the stock of the sources that `counts`.
    pub async fn changed_with(
        client: &MagentoClient,
        window: &Window,
        page: &Page,
        counts: impl Fn(&str) -> bool + Send,
    ) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        let mut answer = ProductAdapter::page(client, window, page).await?;
        add_stock(client, answer.records_mut().iter_mut(), counts).await?;
        Ok(answer)
    }

    /// As [`ProductAdapter`], with the stock of the sources that `counts`.
    pub async fn read_with(
        client: &MagentoClient,
        skus: &[String],
        counts: impl Fn(&str) -> bool + Send,
    ) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let mut found = ProductAdapter::by_sku(client, skus).await?;
        add_stock(client, found.iter_mut().flatten(), counts).await?;
        Ok(found)
    }
}

impl Adapter<MagentoProduct> for SourcedProductAdapter {
    type Remote = RemoteProduct;
    const OLDEST_FIRST: bool = true;

    async fn changed(
        &self,
        client: &MagentoClient,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        Self::changed_with(client, window, page, |_| true).await
    }

    async fn read_many(&self, client: &MagentoClient, skus: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Self::read_with(client, skus, |_| true).await
    }

    async fn ids(&self, client: &MagentoClient, page: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        ProductAdapter::skus(client, page).await
    }
}

/// What this connector can do. Not built yet, so that others can extend it.
pub fn magento() -> RegistryBuilder<MagentoBackend> {
    Registry::builder()
        .binding::<MagentoPartnerCategory>(|binding| binding.adapter(GroupAdapter).hooks(GroupHooks).export(GroupExport))
        .binding::<MagentoProductCategory>(|binding| binding.adapter(CategoryAdapter))
        .binding::<MagentoProduct>(|binding| {
            let binding = binding.adapter(ProductAdapter).adapter_for(MagentoVersion::V2_4, SourcedProductAdapter);
            binding.export(ProductExport).on_gone(OnGone::Archive)
        })
}
