//! Both sides, by their own interfaces, and what is here.

use std::collections::{BTreeMap, HashMap};

use connector_core::RecordId;
use connector_examples::both::model::TrytonArticle;
use connector_examples::both::{ERP, SHOP, jobs};
use connector_examples::oscar::model::{OscarBackend, OscarProduct, OscarProductId, Product};
use connector_examples::scenario::{Failure, Scenario};
use connector_examples::tryton::TrytonClient;
use connector_examples::tryton::model::{TrytonBackend, TrytonTemplateId};
use connector_store::Store;
use connector_store::jobs::JobState;
use connector_sync::WorkContext;
use connector_sync::jobs::Worker;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::shop::Shop;

/// Tryton's model.
pub const ARTICLES: &str = "product.template";

/// The shop, the ERP, and the work on them.
pub struct Both<'w> {
    pub on_shop: &'w WorkContext<'w, OscarBackend>,
    pub on_erp: &'w WorkContext<'w, TrytonBackend>,
    pub shop: Shop,
    pub erp: &'w TrytonClient,
}

/// A product that is on both.
#[derive(Debug, Clone)]
pub struct Shared {
    pub record: RecordId<Product>,
    pub there: OscarProductId,
    pub article: TrytonTemplateId,
}

impl<'w> Both<'w> {
    pub async fn open(
        on_shop: &'w WorkContext<'w, OscarBackend>,
        on_erp: &'w WorkContext<'w, TrytonBackend>,
        shop: Shop,
    ) -> Result<Self, Failure> {
        Ok(Self { on_shop, on_erp, shop, erp: on_erp.client().await? })
    }

    pub fn store(&self) -> &Store {
        self.on_shop.store()
    }

    /// How many jobs wait.
    pub async fn waiting(&self) -> Result<u64, Failure> {
        Ok(self.store().jobs().overview().await?.count(JobState::Waiting))
    }

    /// A worker does what waits, and all of it succeeds.
    pub async fn pass_on(&self, scenario: &mut Scenario, expected: u64) -> Result<(), Failure> {
        scenario.same("changes that are to be passed on", self.waiting().await?, expected)?;
        // Both systems are on SQLite here, and answer 500 to who writes while another one does.
        let done = Worker::new(self.store(), jobs()?).channel(SHOP, 1).channel(ERP, 1).run_until_idle().await?;
        scenario.same(&format!("{done}: passed on"), done.done, expected)?;
        scenario.same(&format!("{done}: not passed on"), done.failed + done.retried, 0)
    }

    /// The ERP's products.
    pub async fn articles(&self) -> Result<HashMap<u32, Value>, Failure> {
        let fields = ["name", "code", "list_price", "create_date", "write_date"];
        let params = vec![json!([]), json!(0), Value::Null, Value::Null, json!(fields)];
        let rows: Vec<Value> = self.erp.call(&format!("model.{ARTICLES}.search_read"), params).await?;
        by_id(rows)
    }

    /// The shop's products.
    pub async fn products(&self) -> Result<HashMap<u32, Value>, Failure> {
        let mut answer = self.shop.get("sync/products/?limit=10000").await?;
        by_id(answer["results"].as_array_mut().map(std::mem::take).unwrap_or_default())
    }

    /// When the ERP last changed what: an echo would be seen here.
    pub async fn dates_in_erp(&self) -> Result<BTreeMap<u32, String>, Failure> {
        Ok(self.articles().await?.into_iter().map(|(id, row)| (id, row["write_date"].to_string())).collect())
    }

    /// When the shop last changed what.
    pub async fn dates_in_shop(&self) -> Result<BTreeMap<u32, String>, Failure> {
        Ok(self.products().await?.into_iter().map(|(id, row)| (id, row["date_updated"].to_string())).collect())
    }

    /// What is on both, in the order of the ERP.
    pub async fn shared(&self) -> Result<Vec<Shared>, Failure> {
        let products = self.store().all::<OscarProduct>().await?;
        let in_shop: HashMap<_, _> =
            products.iter().filter_map(|binding| Some((binding.record_id.clone(), binding.external_id?))).collect();
        let mut shared = Vec::new();
        for article in self.store().all::<TrytonArticle>().await? {
            if let (Some(there), Some(id)) = (in_shop.get(&article.record_id), article.external_id) {
                shared.push(Shared { record: article.record_id.clone(), there: *there, article: id });
            }
        }
        shared.sort_by_key(|shared| shared.article);
        Ok(shared)
    }

    /// The ERP, the store and the shop say the same of what is on both, and so many products are.
    pub async fn compare(&self, scenario: &mut Scenario, expected: usize) -> Result<(), Failure> {
        let (shared, articles, products) = (self.shared().await?, self.articles().await?, self.products().await?);
        for Shared { record, there, article } in &shared {
            let here = self.store().get::<Product>(record).await?.ok_or("a product is gone")?;
            let article = articles.get(&article.0).ok_or("an article is not in the ERP")?;
            let product = products.get(&there.0).ok_or("a product is not in the shop")?;
            scenario.same("the name in the ERP", article["name"].as_str(), Some(here.title.as_str()))?;
            scenario.same("the code in the ERP", article["code"].as_str(), here.upc.as_deref())?;
            scenario.same("the price in the ERP", number(&article["list_price"])?, here.price)?;
            scenario.same("the title in the shop", product["title"].as_str(), Some(here.title.as_str()))?;
            scenario.same("the code in the shop", product["upc"].as_str(), here.upc.as_deref())?;
            scenario.same("the price in the shop", number(&product["price"])?, here.price)?;
        }
        scenario.same("what is on both", shared.len(), expected)
    }
}

fn by_id(rows: Vec<Value>) -> Result<HashMap<u32, Value>, Failure> {
    rows.into_iter().map(|row| Ok((serde_json::from_value(row["id"].clone())?, row))).collect()
}

fn number(value: &Value) -> Result<Option<Decimal>, Failure> {
    Ok(serde_json::from_value(value.clone())?)
}
