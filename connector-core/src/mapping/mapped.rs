//! What a mapper puts out.

use crate::extension::MappedPart;
use crate::{Changes, Extension, ExternalBinding, MapContext, MappedExtension, NoRecord, RecordBinding};

/// What a mapper puts out: the values of the record (unless the binding is `direct`) and of the binding.
///
/// The import itself fills in the binding's backend, record, external ID, `sync_date` and `external_updated_at`: what the
/// mapper writes there does not count.
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let mapped = Mapped::new(Product { title: "Chair".into(), weight: None }, bound());
/// assert_eq!(mapped.record().unwrap().title, "Chair");
/// assert_eq!(mapped.binding().position, 3);
/// let (product, binding, extensions) = mapped.into_parts();
/// assert!(product.is_some() && binding == bound() && extensions.is_empty());
/// ```
#[derive(Debug)]
pub struct Mapped<T: ExternalBinding> {
    record: Option<T::Record>,
    binding: T,
    extensions: Vec<MappedExtension>,
}

impl<T: ExternalBinding> Mapped<T> {
    /// A record and its binding.
    #[must_use]
    pub fn new(record: T::Record, binding: T) -> Self
    where
        T: RecordBinding,
    {
        Self { record: Some(record), binding, extensions: Vec::new() }
    }

    /// A `direct` binding.
    #[must_use]
    pub fn direct(binding: T) -> Self
    where
        T: ExternalBinding<Record = NoRecord>,
    {
        Self { record: None, binding, extensions: Vec::new() }
    }

    /// With the fields that another crate added to the binding or to its record. They are written with it, in the same
    /// transaction, and compared as it is; a second one of the same extension takes the place of the first.
    ///
    /// An extension that a mapper does not give stays as it is kept.
    ///
    /// ```
    /// # use chrono::{DateTime, Utc};
    /// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};
    /// use connector_core::{Extension, Mapped};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop")]
    /// # struct Shop {
    /// #     name: String,
    /// # }
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product {
    /// #     title: String,
    /// # }
    /// # #[derive(ExternalBinding)]
    /// # #[binding(name = "shop.product")]
    /// # struct ShopProduct {
    /// #     record_id: RecordId<Product>,
    /// #     backend_id: BackendId<Shop>,
    /// #     external_id: Option<u32>,
    /// #     sync_date: Option<DateTime<Utc>>,
    /// # }
    ///
    /// #[derive(Extension)]
    /// #[extension(of = ShopProduct, name = "acme.shop.product")]
    /// struct AcmeShopProduct {
    ///     rating: Option<i64>,
    /// }
    ///
    /// fn rated(mapped: Mapped<ShopProduct>, rating: i64) -> Mapped<ShopProduct> {
    ///     mapped.with_extension(AcmeShopProduct { rating: Some(rating) })
    /// }
    /// ```
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // As record and binding are passed.
    pub fn with_extension<E: Extension, W>(mut self, extension: E) -> Self
    where
        E::Of: MappedPart<T, W>,
    {
        let extension = MappedExtension::new(&extension, <E::Of as MappedPart<T, W>>::IS_RECORD);
        self.extensions.retain(|other| other.meta().name != extension.meta().name);
        self.extensions.push(extension);
        self
    }

    /// What a derived mapper gives; `None` for the record of a `direct` binding.
    pub(super) fn of_parts(record: Option<T::Record>, binding: T) -> Self {
        Self { record, binding, extensions: Vec::new() }
    }

    /// The record; `None` of a `direct` binding.
    #[must_use]
    pub fn record(&self) -> Option<&T::Record> {
        self.record.as_ref()
    }

    /// The record, to be changed: by a mapper's `finalize`.
    ///
    /// ```
    #[doc = include_str!("../../docs/shop.md")]
    /// /// A part of what a mapper's `finalize` may do with what was mapped.
    /// fn shortened(mut mapped: Mapped<ShopProduct>) -> Mapped<ShopProduct> {
    ///     if let Some(product) = mapped.record_mut() {
    ///         product.title.truncate(5);
    ///     }
    ///     mapped.binding_mut().position = 0;
    ///     mapped
    /// }
    ///
    /// let mapped = shortened(Mapped::new(Product { title: "Chairs".into(), weight: None }, bound()));
    /// assert_eq!((mapped.record().unwrap().title.as_str(), mapped.binding().position), ("Chair", 0));
    /// ```
    pub fn record_mut(&mut self) -> Option<&mut T::Record> {
        self.record.as_mut()
    }

    /// The binding.
    #[must_use]
    pub fn binding(&self) -> &T {
        &self.binding
    }

    /// The binding, to be changed: by a mapper's `finalize`.
    pub fn binding_mut(&mut self) -> &mut T {
        &mut self.binding
    }

    /// What an update of the kept record and binding would change; of what is not kept yet, nothing.
    ///
    /// What the import itself fills in (backend, record, external ID and the dates) is none of it.
    ///
    /// ```
    #[doc = include_str!("../../docs/shop.md")]
    /// let (kept, product, links) = (bound(), Product { title: "Chair".into(), weight: Some(4.5) }, Links::new());
    /// let context = MapContext::new(BackendId::new(1), &links).kept(Some(&kept), Some(&product));
    ///
    /// let mapped = Mapped::new(Product { title: "Chair".into(), weight: None }, ShopProduct { sync_date: Some(Utc::now()), ..bound() });
    /// let changes = mapped.changes(&context);
    /// assert_eq!(changes.record.to_string(), "weight: null");
    /// assert!(changes.binding.is_empty(), "`sync_date` is the import's");
    /// assert!(!changes.is_empty());
    /// ```
    #[must_use]
    pub fn changes(&self, context: &MapContext<'_, T>) -> MappedChanges<T> {
        let record = match (context.record(), &self.record) {
            (Some(kept), Some(mapped)) => Changes::between(kept, mapped),
            _ => Changes::new(),
        };
        let binding = context.binding().map(|kept| Changes::between(kept, &self.binding).without_roles()).unwrap_or_default();
        MappedChanges { record, binding }
    }

    /// Record, binding, and extensions.
    #[must_use]
    pub fn into_parts(self) -> (Option<T::Record>, T, Vec<MappedExtension>) {
        (self.record, self.binding, self.extensions)
    }
}

/// What an import of a kept record would change: see [`Mapped::changes`].
///
/// The example stands at [`Mapped::changes`].
#[derive(Debug)]
pub struct MappedChanges<T: ExternalBinding> {
    /// Fields of the record.
    pub record: Changes<T::Record>,
    /// Fields of the binding.
    pub binding: Changes<T>,
}

impl<T: ExternalBinding> MappedChanges<T> {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.record.is_empty() && self.binding.is_empty()
    }
}
