//! What another crate puts in the place of a component.

use connector_store::Records;

use super::entry::{Entry, ModelId, PurposeId, Replacement, Scope};
use super::own::{AnyRecords, ExportPurpose, Hooks, ImportAdapter, RecordsPort};
use super::purpose::{AtVersion, ComponentType, EveryVersion, Purpose, PurposeOf};
use super::shared::Bindings;
use super::{RegistryBuilder, Synchronized};
use crate::erased::{AnyAdapter, AnyHooks};
use crate::export::AnyExportAdapter;
use crate::{Adapter, Connect, ExportAdapter, ImportHooks};

impl<B: Connect> RegistryBuilder<B> {
    /// Puts a component in the place of `Old`, for a version and those that have it for a parent, or for [`EveryVersion`].
    ///
    /// `Old` is what is taken there otherwise, wherever it was registered, or one of those that are as good as each other.
    /// Naming it is what keeps two extensions from replacing the same thing unawares: then the registry does not build. In
    /// which order they come makes no difference.
    ///
    /// ```
    /// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};
    /// # use connector_sync::{Component, Connect, EveryVersion, Opened, Purpose, Registry, RegistryErrors, RemoteError};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop.backend")]
    /// # struct Shop { name: String }
    /// # impl Connect for Shop {
    /// #     type Client = ();
    /// #     async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> { Ok(()) }
    /// # }
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product { sku: String }
    /// # #[derive(ExternalBinding)]
    /// # #[binding(name = "shop.product")]
    /// # struct ShopProduct {
    /// #     record_id: RecordId<Product>,
    /// #     backend_id: BackendId<Shop>,
    /// #     external_id: Option<String>,
    /// #     sync_date: Option<chrono::DateTime<chrono::Utc>>,
    /// # }
    /// # trait ReadStock: Component { fn stock(&self, sku: &str) -> u64; }
    /// # struct StockReader;
    /// # impl Purpose for StockReader {
    /// #     const NAME: &'static str = "stock reader";
    /// #     type Component = dyn ReadStock;
    /// # }
    /// # struct Warehouse;
    /// # impl ReadStock for Warehouse { fn stock(&self, _: &str) -> u64 { 7 } }
    /// # struct TwoWarehouses;
    /// # impl ReadStock for TwoWarehouses { fn stock(&self, _: &str) -> u64 { 14 } }
    /// # fn main() -> Result<(), RegistryErrors> {
    /// let shop = Registry::<Shop>::builder().binding::<ShopProduct>(|b| b.component::<StockReader>(Box::new(Warehouse)));
    ///
    /// // Another crate:
    /// let acme = shop.replace::<StockReader, ShopProduct, Warehouse>(EveryVersion, Box::new(TwoWarehouses));
    /// let registry = acme.build()?;
    /// assert_eq!(registry.component::<StockReader, ShopProduct>(None).unwrap().stock("C-1"), 14);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn replace<P, T, Old>(self, version: impl AtVersion<B::Version>, new: Box<P::Component>) -> Self
    where
        P: PurposeOf<T>,
        T: Synchronized<Backend = B>,
        Old: 'static,
    {
        let scope = Scope::these([ModelId::of::<T>()]);
        let version = version.at().map(|version| version.value());
        self.put::<Old>(Entry::new(PurposeId::of::<P, T>(), scope, version, new))
    }

    /// Puts a component in the place of `Old`, which several bindings [share](Self::shared), for all of them. Where some have
    /// one of their own, that one stays.
    #[must_use]
    pub fn replace_shared<P, M, Old>(self, version: impl AtVersion<B::Version>, new: Box<P::Component>) -> Self
    where
        P: Purpose,
        M: Bindings<B>,
        Old: 'static,
    {
        let version = version.at().map(|version| version.value());
        self.put::<Old>(Entry::new(PurposeId::shared::<P>(), M::scope(), version, new))
    }

    /// [Replaces](Self::replace) the adapter `Old`.
    #[must_use]
    pub fn replace_adapter<T: Synchronized<Backend = B>, Old: Adapter<T>>(
        self,
        version: impl AtVersion<B::Version>,
        new: impl Adapter<T>,
    ) -> Self {
        self.replace::<ImportAdapter, T, Old>(version, Box::new(new) as Box<dyn AnyAdapter<T>>)
    }

    /// [Replaces](Self::replace) the hooks `Old`.
    #[must_use]
    pub fn replace_hooks<T: Synchronized<Backend = B>, Old: ImportHooks<T>>(
        self,
        version: impl AtVersion<B::Version>,
        new: impl ImportHooks<T>,
    ) -> Self {
        self.replace::<Hooks, T, Old>(version, Box::new(new) as Box<dyn AnyHooks<T>>)
    }

    /// [Replaces](Self::replace) the export adapter `Old`.
    #[must_use]
    pub fn replace_export<T: Synchronized<Backend = B>, Old: ExportAdapter<T>>(
        self,
        version: impl AtVersion<B::Version>,
        new: impl ExportAdapter<T>,
    ) -> Self {
        self.replace::<ExportPurpose, T, Old>(version, Box::new(new) as Box<dyn AnyExportAdapter<T>>)
    }

    /// [Replaces](Self::replace) how the application's own records are kept: for every version, as the external system has
    /// nothing to do with it.
    #[must_use]
    pub fn replace_records<T: Synchronized<Backend = B>, Old: Records<T::Record> + 'static>(
        self,
        new: impl Records<T::Record> + 'static,
    ) -> Self {
        self.replace::<RecordsPort, T, Old>(EveryVersion, Box::new(new) as Box<dyn AnyRecords<T>>)
    }

    fn put<Old: 'static>(mut self, entry: Entry) -> Self {
        self.replacements.push(Replacement { entry, old: ComponentType::of::<Old>() });
        self
    }
}
