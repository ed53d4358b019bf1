//! What the tests share: a shop with categories and products, its scripted remote, and a store in a temporary file.
#![allow(dead_code, missing_docs)] // Each test file uses its part of it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{
    Backend, BackendId, Extensible, ExternalBinding, ExternalId, ImportMapper, LinkRequests, MapContext, Mapped, MappingError, Record,
    RecordId, Selection, Skip, schema,
};
use connector_store::{Error, Store, Stored, Tx};
use connector_sync::{
    Adapter, Connect, ImportChanged, ImportHooks, Imported, Opened, Page, Registry, RegistryBuilder, RemoteError, RemotePage, Report,
    Synchronized, Window, WorkContext,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
pub enum ShopVersion {
    #[selection("1", label = "One")]
    V1,
    #[selection("2", label = "Two", parent = V1)]
    V2,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend", description = "Shop")]
pub struct Shop {
    pub name: String,
    pub version: Extensible<ShopVersion>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "category", description = "Category")]
pub struct Category {
    pub name: String,
    pub parent_id: Option<RecordId<Category>>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product", description = "Product")]
pub struct Product {
    #[field(size = 40)]
    pub name: String,
    pub price: i64,
    /// The application's own: the remote says nothing of it.
    pub note: Option<String>,
    pub category_id: Option<RecordId<Category>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.category", description = "Shop Category")]
pub struct ShopCategory {
    pub record_id: RecordId<Category>,
    pub backend_id: BackendId<Shop>,
    pub external_id: u32,
    pub sync_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product", description = "Shop Product")]
#[unique(backend_id, code, name = "code_uniq", message = "Two products of one shop have this code.")]
pub struct ShopProduct {
    pub record_id: RecordId<Product>,
    pub backend_id: BackendId<Shop>,
    pub external_id: String,
    pub sync_date: Option<DateTime<Utc>>,
    pub external_updated_at: Option<DateTime<Utc>>,
    pub code: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "tag", description = "Tag")]
pub struct Tag {
    pub name: String,
}

/// Kept, and never registered.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.tag", description = "Shop Tag")]
pub struct ShopTag {
    pub record_id: RecordId<Tag>,
    pub backend_id: BackendId<Shop>,
    pub external_id: u32,
    pub sync_date: Option<DateTime<Utc>>,
}

schema! {
    pub static SHOP = [Shop, Category, Product, Tag, ShopCategory, ShopProduct, ShopTag];
}

#[derive(Debug, Clone, Default)]
pub struct RemoteCategory {
    pub id: u32,
    pub name: String,
    pub parent: Option<u32>,
    /// The product that stands for it: a link that can go in a circle through another binding.
    pub cover: Option<String>,
    pub skip: bool,
    pub broken: bool,
}

#[derive(Debug, Clone, Default)]
pub struct RemoteProduct {
    pub id: Option<String>,
    pub entity: u32,
    pub name: String,
    pub price: i64,
    pub code: Option<String>,
    pub category: Option<u32>,
    pub tag: Option<u32>,
    pub updated_at: Option<DateTime<Utc>>,
    pub skip: Option<&'static str>,
    pub broken: bool,
}

/// Minute `n` of the remote's clock.
pub fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::minutes(minute)
}

/// Product `n`, changed in minute `n`.
pub fn product(n: u32) -> RemoteProduct {
    RemoteProduct {
        id: Some(format!("p{n}")),
        entity: n,
        name: format!("Product {n}"),
        price: i64::from(n),
        updated_at: Some(at(n.into())),
        ..RemoteProduct::default()
    }
}

pub fn products(numbers: impl IntoIterator<Item = u32>) -> Vec<RemoteProduct> {
    numbers.into_iter().map(product).collect()
}

pub fn category(id: u32, parent: Option<u32>) -> RemoteCategory {
    RemoteCategory { id, name: format!("Category {id}"), parent, ..RemoteCategory::default() }
}

impl ImportMapper for RemoteCategory {
    type Binding = ShopCategory;

    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.id)
    }

    fn skip(&self) -> Option<Skip> {
        self.skip.then(|| Skip::because("hidden"))
    }

    fn links(&self, links: &mut LinkRequests) {
        if let Some(parent) = &self.parent {
            links.needs::<ShopCategory>(parent);
        }
        if let Some(cover) = &self.cover {
            links.needs::<ShopProduct>(cover);
        }
    }

    fn map(&self, context: &MapContext<'_, ShopCategory>) -> Result<Mapped<ShopCategory>, MappingError> {
        if self.broken {
            return Err(MappingError::new("the category's name is no text"));
        }
        let parent_id = self.parent.as_ref().map(|parent| context.linked_record::<ShopCategory>(parent)).transpose()?;
        let binding =
            ShopCategory { record_id: context.record_id(), backend_id: context.backend_id(), external_id: self.id, sync_date: None };
        Ok(Mapped::new(Category { name: self.name.clone(), parent_id }, binding))
    }
}

impl ImportMapper for RemoteProduct {
    type Binding = ShopProduct;

    fn external_id(&self) -> Result<String, MappingError> {
        self.id.clone().ok_or_else(|| MappingError::new("the product has no ID"))
    }

    fn reference(&self) -> Option<String> {
        (self.entity > 0).then(|| format!("entity {}", self.entity))
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        self.updated_at
    }

    fn skip(&self) -> Option<Skip> {
        self.skip.map(Skip::because)
    }

    fn links(&self, links: &mut LinkRequests) {
        if let Some(category) = &self.category {
            links.needs::<ShopCategory>(category);
        }
        if let Some(tag) = &self.tag {
            links.needs::<ShopTag>(tag);
        }
    }

    fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
        if self.broken {
            return Err(MappingError::new("the price is no number"));
        }
        let record = Product {
            name: self.name.clone(),
            price: self.price,
            note: context.record().and_then(|kept| kept.note.clone()),
            category_id: self.category.as_ref().map(|category| context.linked_record::<ShopCategory>(category)).transpose()?,
        };
        let binding = ShopProduct {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id.clone().unwrap_or_default(),
            sync_date: None,
            external_updated_at: None,
            code: self.code.clone(),
        };
        Ok(Mapped::new(record, binding))
    }
}

/// What the remote was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    Changed { since: Option<DateTime<Utc>>, page: u64 },
    Read(Vec<String>),
}

type Fault = Box<dyn FnMut(&Call) -> Result<(), RemoteError> + Send>;
/// (number of the page, what comes next by right) → what the page says
type Next = fn(u64, Option<String>) -> Option<String>;

/// What the remote has, and how it misbehaves.
pub struct Script<R> {
    pub records: Vec<R>,
    pub calls: Vec<Call>,
    pub ids_only: bool,
    pub fault: Option<Fault>,
    pub next: Option<Next>,
    /// The page of this number is empty, and the others come after it.
    pub empty_page: Option<u64>,
    /// Each page begins with what the one before ended with.
    pub repeats: bool,
    /// A store that is written to while the remote is asked.
    pub writes_to: Option<Store>,
}

/// An adapter over a list of records.
pub struct Scripted<R, const OLDEST_FIRST: bool = false>(Arc<Mutex<Script<R>>>);

impl<R, const OLDEST_FIRST: bool> Clone for Scripted<R, OLDEST_FIRST> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Clone, const OLDEST_FIRST: bool> Scripted<R, OLDEST_FIRST> {
    pub fn new(records: Vec<R>) -> Self {
        Self(Arc::new(Mutex::new(Script {
            records,
            calls: Vec::new(),
            ids_only: false,
            fault: None,
            next: None,
            empty_page: None,
            repeats: false,
            writes_to: None,
        })))
    }

    pub fn script(&self) -> MutexGuard<'_, Script<R>> {
        self.0.lock().unwrap()
    }

    pub fn set(&self, records: Vec<R>) {
        self.script().records = records;
    }

    /// Changes one record.
    pub fn change(&self, place: usize, change: impl FnOnce(&mut R)) {
        change(&mut self.script().records[place]);
    }

    pub fn fault(&self, fault: impl FnMut(&Call) -> Result<(), RemoteError> + Send + 'static) {
        self.script().fault = Some(Box::new(fault));
    }

    pub fn heal(&self) {
        self.script().fault = None;
    }

    /// The calls since the last time.
    pub fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.script().calls)
    }

    /// The same remote through an adapter of another type.
    pub fn oldest_first<const OTHER: bool>(&self) -> Scripted<R, OTHER> {
        Scripted(self.0.clone())
    }

    async fn called(&self, call: Call) -> Result<(), RemoteError> {
        let store = {
            let mut script = self.script();
            script.calls.push(call.clone());
            if let Some(fault) = &mut script.fault {
                fault(&call)?;
            }
            script.writes_to.clone()
        };
        if let Some(store) = store {
            store.put(Tag { name: "asked".into() }).await.map_err(|error| RemoteError::permanent(error.to_string()))?;
        }
        Ok(())
    }
}

impl Connect for Shop {
    type Client = ();

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> {
        Ok(())
    }
}

impl<T, R, const OLDEST_FIRST: bool> Adapter<T> for Scripted<R, OLDEST_FIRST>
where
    T: ExternalBinding,
    T::Backend: Connect,
    R: ImportMapper<Binding = T> + Clone + 'static,
{
    type Remote = R;
    const OLDEST_FIRST: bool = OLDEST_FIRST;

    async fn changed(
        &self,
        _: &<T::Backend as Connect>::Client,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<T::ExternalId, R>, RemoteError> {
        let number = page.number();
        self.called(Call::Changed { since: window.since, page: number }).await?;
        let script = self.script();
        let in_window = |record: &&R| window.since.is_none() || record.external_updated_at().is_none_or(|date| Some(date) >= window.since);
        let all: Vec<R> = script.records.iter().filter(in_window).cloned().collect();
        let total = all.len();
        let skipped = script.empty_page.is_some_and(|empty| empty < number);
        let place = usize::try_from(number - 1 - u64::from(skipped)).unwrap() * page.size;
        let records = if script.empty_page == Some(number) {
            Vec::new()
        } else {
            let from = if script.repeats { place.saturating_sub(1) } else { place };
            all.into_iter().skip(from).take(page.size + place - from).collect()
        };
        let more = script.empty_page == Some(number) || place + page.size < total;
        let mut next = more.then(|| (number + 1).to_string());
        if let Some(other) = script.next {
            next = other(number, next);
        }
        let answer = if script.ids_only {
            RemotePage::of_ids(records.iter().map(|record| record.external_id().unwrap()).collect())
        } else {
            RemotePage::of_records(records)
        };
        Ok(answer.next(next).total(Some(total as u64)))
    }

    async fn read_many(&self, _: &<T::Backend as Connect>::Client, ids: &[T::ExternalId]) -> Result<Vec<Option<R>>, RemoteError> {
        self.called(Call::Read(ids.iter().map(|id| id.to_external().to_string()).collect())).await?;
        let script = self.script();
        let find = |id: &T::ExternalId| script.records.iter().find(|record| record.external_id().as_ref() == Ok(id)).cloned();
        Ok(ids.iter().map(find).collect())
    }
}

/// Hooks of products that are told what to do.
#[derive(Clone, Default)]
pub struct Hooks(pub Arc<Mutex<HookScript>>);

#[derive(Default)]
pub struct HookScript {
    pub after: Vec<(String, bool)>,
    pub fails_for: HashSet<String>,
    pub matches_by_name: bool,
    pub match_fails: bool,
}

impl ImportHooks<ShopProduct> for Hooks {
    async fn match_existing(&self, tx: &mut Tx<'_>, record: &Product) -> Result<Vec<RecordId<Product>>, Error> {
        let (by_name, fails) = {
            let script = self.0.lock().unwrap();
            (script.matches_by_name, script.match_fails)
        };
        if fails {
            return Err(Error::application("the index is being rebuilt"));
        }
        if !by_name {
            return Ok(Vec::new());
        }
        let same = tx.all::<Product>().await?.into_iter().filter(|kept| kept.name == record.name);
        Ok(same.map(|kept| kept.id()).collect())
    }

    async fn after(&self, tx: &mut Tx<'_>, imported: &Imported<ShopProduct>) -> Result<(), Error> {
        tx.put(Tag { name: imported.external_id.clone() }).await?;
        let mut script = self.0.lock().unwrap();
        if script.fails_for.contains(&imported.external_id) {
            return Err(Error::application("the warehouse does not want it"));
        }
        script.after.push((imported.external_id.clone(), imported.created));
        Ok(())
    }
}

/// A store, a shop in it, and its remote.
pub struct House {
    pub store: Store,
    pub shop: Stored<Shop>,
    pub products: Scripted<RemoteProduct>,
    pub categories: Scripted<RemoteCategory>,
    pub hooks: Hooks,
    pub registry: Registry<Shop>,
    pub directory: tempfile::TempDir,
}

pub async fn connect(directory: &tempfile::TempDir) -> Store {
    Store::connect(&format!("sqlite:{}", directory.path().join("shop.db").display())).await.unwrap()
}

pub async fn put_shop(store: &Store) -> Stored<Shop> {
    store.put(Shop { name: "main".into(), version: ShopVersion::V2.into() }).await.unwrap()
}

impl House {
    pub async fn new(products: Vec<RemoteProduct>, categories: Vec<RemoteCategory>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = connect(&directory).await;
        store.migrate(&SHOP).await.unwrap();
        let shop = put_shop(&store).await;
        let (products, categories) = (Scripted::new(products), Scripted::new(categories));
        let hooks = Hooks::default();
        let registry = Self::registry(products.clone(), &categories, &hooks).build().unwrap();
        Self { store, shop, products, categories, hooks, registry, directory }
    }

    /// As [`new`](Self::new), with products that come the oldest first.
    pub async fn oldest_first(products: Vec<RemoteProduct>) -> Self {
        let mut house = Self::new(products, Vec::new()).await;
        house.registry = Self::registry(house.products.oldest_first::<true>(), &house.categories, &house.hooks).build().unwrap();
        house
    }

    fn registry(products: impl Adapter<ShopProduct>, categories: &Scripted<RemoteCategory>, hooks: &Hooks) -> RegistryBuilder<Shop> {
        Registry::builder()
            .binding::<ShopCategory>(|binding| binding.adapter(categories.clone()))
            .binding::<ShopProduct>(|binding| binding.adapter(products).hooks(hooks.clone()))
    }

    pub fn work(&self) -> WorkContext<'_, Shop> {
        self.registry.work_on(&self.store, &self.shop)
    }

    /// An import of what changed.
    pub async fn import<T: Synchronized<Backend = Shop>>(&self) -> Report {
        self.import_with::<T>(|import| import).await
    }

    /// The same, set up before.
    pub async fn import_with<T: Synchronized<Backend = Shop>>(
        &self,
        set_up: impl for<'w> FnOnce(ImportChanged<'w, T>) -> ImportChanged<'w, T>,
    ) -> Report {
        let work = self.work();
        set_up(work.import_changed::<T>()).await.unwrap()
    }

    /// How many products, and how many bindings of products.
    pub async fn kept(&self) -> (u64, u64) {
        (self.store.count::<Product>().await.unwrap(), self.store.count::<ShopProduct>().await.unwrap())
    }

    pub async fn binding(&self, id: &str) -> Stored<ShopProduct> {
        self.store.binder::<ShopProduct>(self.shop.id()).to_internal(&id.to_owned()).await.unwrap().unwrap()
    }

    pub async fn product(&self, id: &str) -> Stored<Product> {
        let binding = self.binding(id).await;
        self.store.get(&binding.record_id).await.unwrap().unwrap()
    }

    /// (reference, has an ID, error) of what is remembered as failed.
    pub async fn failures<T: ExternalBinding<Backend = Shop>>(&self) -> Vec<(String, bool, String)> {
        let failures = self.store.failures::<T>(self.shop.id()).await.unwrap();
        failures.into_iter().map(|failure| (failure.reference, failure.has_id, failure.error)).collect()
    }

    pub async fn cursor(&self) -> Option<DateTime<Utc>> {
        self.store.cursor::<ShopProduct>(self.shop.id()).await.unwrap()
    }
}

/// `[created, updated, unchanged, skipped, failed]` of one binding.
pub fn counts(report: &Report, model: &str) -> [u64; 5] {
    let of = |model: &connector_sync::ModelReport| [model.created, model.updated, model.unchanged, model.skipped_in_all(), model.failed];
    report.models().iter().find(|report| report.model == model).map_or([0; 5], of)
}

pub fn product_counts(report: &Report) -> [u64; 5] {
    counts(report, "shop.product")
}

/// The errors of one binding, as (reference, error).
pub fn errors(report: &Report, model: &str) -> Vec<(String, String)> {
    let failures = report.models().iter().filter(|report| report.model == model).flat_map(|report| &report.failures);
    failures.map(|failure| (failure.reference.clone(), failure.error.clone())).collect()
}
