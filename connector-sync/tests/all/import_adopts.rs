//! A record that waits for its export, and is found on the remote by an import: it keeps its one binding.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, ChangedBody, ExportMapper, ExternalBinding, ImportMapper, Record, RecordId, schema};
use connector_store::{Error, ReviewFilter, Store, Stored, Tx};
use connector_sync::{
    Adapter, Connect, ExportAdapter, IdempotencyKey, ImportHooks, Opened, Page, Registry, RemoteError, RemotePage, Unsafe, Window, Written,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "tag")]
struct Tag {
    name: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.tag")]
struct ShopTag {
    record_id: RecordId<Tag>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    /// The remote says it.
    colour: Option<String>,
    /// The remote does not.
    note: Option<String>,
}

schema! { static SHOP = [Shop, Tag, ShopTag]; }

#[derive(Debug, Clone, ImportMapper)]
#[mapper(to = ShopTag)]
struct RemoteTag {
    #[map(external_id)]
    id: u32,
    #[map(to = record.name)]
    name: String,
    #[map(to = colour)]
    colour: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopTag)]
struct TagBody {
    #[map(from = record.name)]
    name: String,
}

/// What the remote has; the answer to a create is lost.
#[derive(Debug, Clone, Default)]
struct Remote(Arc<Mutex<Vec<RemoteTag>>>);

tokio::task_local! { static REMOTE: Remote; }

impl Connect for Shop {
    type Client = Remote;

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<Remote, RemoteError> {
        Ok(REMOTE.with(Clone::clone))
    }
}

struct Tags;

impl Adapter<ShopTag> for Tags {
    type Remote = RemoteTag;

    async fn changed(&self, remote: &Remote, _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteTag>, RemoteError> {
        Ok(RemotePage::of_records(remote.0.lock().unwrap().clone()))
    }

    async fn read_many(&self, _: &Remote, ids: &[u32]) -> Result<Vec<Option<RemoteTag>>, RemoteError> {
        Ok(ids.iter().map(|_| None).collect())
    }
}

impl ExportAdapter<ShopTag> for Tags {
    type Body = TagBody;
    type Create = Unsafe;

    async fn create(&self, remote: &Remote, body: &TagBody, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
        let mut tags = remote.0.lock().unwrap();
        let id = u32::try_from(tags.len()).unwrap() + 1;
        tags.push(RemoteTag { id, name: body.name.clone(), colour: Some("red".into()) });
        Err(RemoteError::from_status(504, "gateway timeout"))
    }

    async fn update(&self, remote: &Remote, id: &u32, changed: &ChangedBody<TagBody>) -> Result<Written<u32>, RemoteError> {
        let body: TagBody = serde_json::from_value(serde_json::to_value(changed).unwrap()).unwrap();
        remote.0.lock().unwrap().iter_mut().filter(|tag| tag.id == *id).for_each(|tag| tag.name.clone_from(&body.name));
        Ok(Written::new(*id))
    }

    async fn delete(&self, _: &Remote, _: &u32) -> Result<(), RemoteError> {
        Ok(())
    }
}

struct ByName;

impl ImportHooks<ShopTag> for ByName {
    async fn match_existing(&self, tx: &mut Tx<'_>, tag: &Tag) -> Result<Vec<RecordId<Tag>>, Error> {
        let tags = tx.all::<Tag>().await?;
        Ok(tags.into_iter().filter(|kept| kept.name == tag.name).map(|kept| kept.id()).collect())
    }
}

struct House {
    store: Store,
    shop: Stored<Shop>,
    registry: Registry<Shop>,
    binding: BindingId<ShopTag>,
}

impl House {
    /// With one tag that is to be on the shop.
    async fn new() -> Self {
        let store = Store::connect("sqlite::memory:").await.unwrap();
        store.migrate(&SHOP).await.unwrap();
        let shop = store.put(Shop { name: "main".into() }).await.unwrap();
        let registry = Registry::builder().binding::<ShopTag>(|binding| binding.adapter(Tags).hooks(ByName).export(Tags)).build().unwrap();
        let tag = store.put(Tag { name: "new".into() }).await.unwrap();
        let (record_id, backend_id, note) = (tag.id(), shop.id(), Some("ours".to_owned()));
        let binding = ShopTag { record_id, backend_id, external_id: None, sync_date: None, colour: None, note };
        let binding = store.put(binding).await.unwrap().id();
        Self { store, shop, registry, binding }
    }

    async fn kept(&self) -> (Option<u32>, Option<String>, Option<String>) {
        let all = self.store.all::<ShopTag>().await.unwrap();
        assert_eq!((all.len(), self.store.count::<Tag>().await.unwrap()), (1, 1));
        (all[0].external_id, all[0].colour.clone(), all[0].note.clone())
    }
}

#[tokio::test]
async fn what_was_in_doubt_is_bound_by_its_own_binding_and_no_longer_to_be_decided() {
    let remote = Remote::default();
    let body = async {
        let house = House::new().await;
        let work = house.registry.work_on(&house.store, &house.shop);
        assert_eq!(work.export::<ShopTag>(house.binding).await.unwrap().failed(), 1);
        work.export::<ShopTag>(house.binding).await.unwrap();
        let open = || async { house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap().len() };
        assert_eq!(open().await, 1);

        let report = work.import_changed::<ShopTag>().await.unwrap();
        assert_eq!((report.failed(), open().await), (0, 0), "{report}");
        let kept = (Some(1), Some("red".to_owned()), Some("ours".to_owned()));
        assert_eq!(house.kept().await, kept);

        // What was begun is ended, and nothing is created twice.
        work.export_changed::<ShopTag>().await.unwrap();
        let there = remote.0.lock().unwrap().len();
        assert_eq!((house.kept().await, there, open().await), (kept, 1, 0));
        let again = work.export_changed::<ShopTag>().await.unwrap();
        assert_eq!(again.models()[0].unchanged, 1, "{again}");
    };
    REMOTE.scope(remote.clone(), body).await;
}

#[tokio::test]
async fn a_record_that_was_never_sent_is_bound_as_well() {
    let remote = Remote::default();
    remote.0.lock().unwrap().push(RemoteTag { id: 7, name: "new".into(), colour: None });
    let body = async {
        let house = House::new().await;
        let work = house.registry.work_on(&house.store, &house.shop);
        work.import_changed::<ShopTag>().await.unwrap();
        assert_eq!(house.kept().await, (Some(7), None, Some("ours".to_owned())));
        work.export_changed::<ShopTag>().await.unwrap();
        assert_eq!(remote.0.lock().unwrap().len(), 1);
    };
    REMOTE.scope(remote.clone(), body).await;
}
