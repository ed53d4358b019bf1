//! Processes that import the same at once.

use std::collections::HashSet;
use std::io::{BufRead, Write};

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{ImportMapper, MapContext, Mapped, MappingError, Related};
use connector_store::Store;
use connector_sync::{Adapter, Page, Registry, RemoteError, RemotePage, Window};

use crate::support::{Category, House, SHOP, Shop, ShopCategory, child, on_both, shop};

/// How many records there are, on pages of so many.
const RECORDS: u32 = 300;
const PAGE: usize = 25;

struct RemoteCategory(u32);

impl ImportMapper for RemoteCategory {
    type Binding = ShopCategory;

    fn external_id(&self) -> Result<String, MappingError> {
        Ok(format!("c{}", self.0))
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(1_767_225_600, 0).map(|time| time + TimeDelta::seconds(self.0.into()))
    }

    fn map(&self, context: &MapContext<'_, ShopCategory>) -> Result<Mapped<ShopCategory>, MappingError> {
        let binding = ShopCategory {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: None,
            sync_date: None,
            slug: None,
            shop_location: Related::default(),
        };
        Ok(Mapped::new(Category { name: format!("Category {}", self.0), active: true }, binding))
    }
}

struct Remote;

impl Adapter<ShopCategory> for Remote {
    type Remote = RemoteCategory;
    const OLDEST_FIRST: bool = true;

    async fn changed(&self, (): &(), _: &Window, page: &Page) -> Result<RemotePage<String, RemoteCategory>, RemoteError> {
        let first = u32::try_from((page.number() - 1) * page.size as u64).unwrap();
        let records = (first..RECORDS.min(first + u32::try_from(page.size).unwrap())).map(RemoteCategory).collect();
        Ok(RemotePage::of_records(records).number_after(page, RECORDS.into()))
    }

    async fn read_many(&self, (): &(), ids: &[String]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        Ok(ids.iter().map(|id| id[1..].parse().ok().map(RemoteCategory)).collect())
    }
}

on_both! { a_window_that_several_import_at_once_is_imported_once }

async fn a_window_that_several_import_at_once_is_imported_once(house: &House) {
    if let Some(url) = child::role() {
        let store = Store::connect(&url).await.unwrap();
        let shop = store.by_name::<Shop>("main").await.unwrap();
        let registry = Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(Remote)).build().unwrap();
        let work = registry.work_on(&store, &shop);
        std::io::stderr().write_all(b"ready\n").unwrap();
        std::io::stdin().lock().read_line(&mut String::new()).unwrap();
        let report = work.import_changed::<ShopCategory>().page_size(PAGE).await.unwrap();
        let model = &report.models()[0];
        assert_eq!((model.updated, model.total()), (0, RECORDS.into()), "{report}");
        std::io::stderr().write_all(format!("{} {}\n{report}\n", model.created, model.failed).as_bytes()).unwrap();
        return;
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap();
    let (mut created, mut failed) = (0, 0);
    for said in child::at_once(house.test, &url, 2) {
        let mut counts = said.lines().next().unwrap().split(' ').map(|count| count.parse::<u32>().unwrap());
        created += counts.next().unwrap();
        let own_failed = counts.next().unwrap();
        assert_eq!(own_failed, 0, "{said}");
        failed += own_failed;
    }
    assert_eq!((created, failed), (RECORDS, 0));
    let bindings = store.all::<ShopCategory>().await.unwrap();
    let distinct: HashSet<_> = bindings.iter().map(|binding| binding.external_id.clone()).collect();
    let records: HashSet<_> = bindings.iter().map(|binding| binding.record_id.clone()).collect();
    let count = RECORDS as usize;
    assert_eq!((bindings.len(), distinct.len(), records.len()), (count, count, count));
    assert_eq!(store.count::<Category>().await.unwrap(), u64::from(RECORDS), "no record that nothing binds");
    assert_eq!(store.count_failures::<ShopCategory>(shop.id()).await.unwrap(), 0);
}
