//! What is known while a record is mapped.

use std::any::Any;

use super::options::missing;
use crate::{BackendId, BindingId, ExternalBinding, ExternalId, Links, MapOptions, MappingError, ModelId, RecordBinding, RecordId};

/// What is known while a record is mapped: its backend, what is kept of it, and what it links.
///
/// An import makes it; a test of a mapper makes it by itself:
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let (kept, product, links) = (bound(), Product { title: "Chair".into(), weight: None }, Links::new());
/// let new = MapContext::<ShopProduct>::new(BackendId::new(1), &links);
/// assert!(new.record_id().is_unset() && new.binding().is_none());
///
/// let again = new.kept(Some(&kept), Some(&product));
/// assert_eq!(again.record_id(), RecordId::new(7));
/// assert_eq!(again.record().unwrap().title, "Chair");
/// ```
#[derive(Debug)]
pub struct MapContext<'a, T: ExternalBinding> {
    backend: BackendId<T::Backend>,
    record: Option<&'a T::Record>,
    binding: Option<&'a T>,
    links: &'a Links,
    options: Option<&'a MapOptions>,
}

impl<'a, T: ExternalBinding> MapContext<'a, T> {
    /// For a record that is not kept yet.
    #[must_use]
    pub fn new(backend: BackendId<T::Backend>, links: &'a Links) -> Self {
        Self { backend, record: None, binding: None, links, options: None }
    }

    /// For one that is kept: its binding, and its record (unless the binding is `direct`).
    #[must_use]
    pub fn kept(mut self, binding: Option<&'a T>, record: Option<&'a T::Record>) -> Self {
        self.binding = binding;
        self.record = record;
        self
    }

    /// With what the application tells its mappers.
    #[must_use]
    pub fn with_options(mut self, options: &'a MapOptions) -> Self {
        self.options = Some(options);
        self
    }

    /// What the application tells its mappers, of one type.
    ///
    /// ```
    #[doc = include_str!("../../docs/shop.md")]
    /// struct Rounding(u32);
    ///
    /// let (links, options) = (Links::new(), MapOptions::new().with(Rounding(2)));
    /// let context = MapContext::<ShopProduct>::new(BackendId::new(1), &links).with_options(&options);
    /// assert_eq!(context.options::<Rounding>().unwrap().0, 2);
    /// assert!(context.options::<u8>().unwrap_err().to_string().contains("give them with `with_options`"));
    /// ```
    ///
    /// # Errors
    /// [`MappingError`] where none of this type was given.
    pub fn options<O: Any + Send + Sync>(&self) -> Result<&'a O, MappingError> {
        self.options.ok_or_else(missing::<O>)?.get()
    }

    /// The backend.
    #[must_use]
    pub fn backend_id(&self) -> BackendId<T::Backend> {
        self.backend
    }

    /// The ID of the kept record; [`unset`](RecordId::unset) for a new one.
    #[must_use]
    pub fn record_id(&self) -> RecordId<T::Record> {
        self.binding.and_then(ExternalBinding::record_id).cloned().unwrap_or_else(RecordId::unset)
    }

    /// The binding as it is kept; `None` for a new one.
    #[must_use]
    pub fn binding(&self) -> Option<&'a T> {
        self.binding
    }

    /// The record as it is kept; `None` for a new one.
    #[must_use]
    pub fn record(&self) -> Option<&'a T::Record> {
        self.record
    }

    /// The record behind the external ID `id` of the binding `L`, on the same backend.
    ///
    /// ```
    #[doc = include_str!("../../docs/shop.md")]
    /// let mut links = Links::new();
    /// links.insert::<ShopProduct>(&12, BindingId::new(3), Some(&RecordId::new(7)));
    /// let context = MapContext::<ShopProduct>::new(BackendId::new(1), &links);
    /// assert_eq!(context.linked_record::<ShopProduct>(&12), Ok(RecordId::new(7)));
    /// assert_eq!(context.linked_binding::<ShopProduct>(&12), Ok(BindingId::new(3)));
    /// let error = context.linked_record::<ShopProduct>(&13).unwrap_err();
    /// assert!(error.to_string().starts_with("it links shop.product 13, which is not bound"));
    /// ```
    ///
    /// # Errors
    /// [`MappingError`] when it is not bound, or was not asked for by [`ImportMapper::links`](crate::ImportMapper::links).
    pub fn linked_record<L: RecordBinding>(&self, id: &L::ExternalId) -> Result<RecordId<L::Record>, MappingError> {
        let linked = self.links.get::<L>(id)?;
        let record = linked.record.clone().map(RecordId::from_key);
        record.ok_or_else(|| MappingError::new(format!("{} {} links no record", L::NAME, id.to_external())))
    }

    /// The binding behind the external ID `id` of the binding `L`, on the same backend.
    ///
    /// # Errors
    /// As [`linked_record`](Self::linked_record).
    pub fn linked_binding<L: ExternalBinding>(&self, id: &L::ExternalId) -> Result<BindingId<L>, MappingError> {
        self.links.get::<L>(id).map(|linked| BindingId::new(linked.binding))
    }
}
