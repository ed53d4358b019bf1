//! From local values to what the remote is sent.

use std::any::Any;

use super::options::missing;
use crate::{
    BackendId, BodyField, ChangedBody, Changes, ExternalBinding, MapOptions, MappingError, NeededOptions, ReferenceRequests, References,
};

/// Makes a body that the remote is sent: implemented on the body's own struct, by [`derive(ExportMapper)`](derive@crate::ExportMapper).
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};
/// use connector_core::{Changes, ExportContext, ExportMapper, References};
/// use serde::Serialize;
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop {
/// #     name: String,
/// # }
/// # #[derive(Record)]
/// # #[record(name = "product")]
/// # struct Product {
/// #     title: String,
/// #     weight: Option<f64>,
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
/// #[derive(Serialize, ExportMapper)]
/// #[mapper(from = ShopProduct)]
/// struct ProductBody {
///     #[map(from = record.title)]
///     name: String,
///     #[map(from = record.weight)]
///     weight: Option<f64>,
/// }
///
/// let product = Product { title: "Chair".into(), weight: Some(4.5) };
/// let binding = ShopProduct { record_id: RecordId::new(7), backend_id: BackendId::new(1), external_id: Some(12), sync_date: None };
/// let references = References::new();
/// let context = ExportContext::new(&binding, Some(&product), &references);
///
/// let body = ProductBody::map(&context).unwrap();
/// assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"name":"Chair","weight":4.5}"#);
///
/// let renamed = Changes::<Product>::new().set("title", "Chair").unwrap();
/// let body = ProductBody::changed(&context, &renamed, &Changes::new()).unwrap();
/// assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"name":"Chair"}"#);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no body of an export",
    label = "this type does not say where its fields come from",
    note = "help: add `#[derive(ExportMapper)]` and `#[mapper(from = ...)]` to `{Self}`"
)]
pub trait ExportMapper: Sized + Send + Sync {
    /// The binding that is exported.
    type Binding: ExternalBinding;

    /// The fields that serde writes, in their order.
    const FIELDS: &'static [BodyField];

    /// What it links: what has no external ID yet is exported before it.
    fn references(_context: &ExportContext<'_, Self::Binding>, _requests: &mut ReferenceRequests) {}

    /// Which options it needs, where it cannot map without: an export is refused whole where they are not given.
    #[must_use]
    fn needs_options() -> Option<NeededOptions> {
        None
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`MappingError`] where what is kept cannot be sent.
    fn map(context: &ExportContext<'_, Self::Binding>) -> Result<Self, MappingError>;

    /// The body of an update: what comes from the fields that changed, and nothing else. It may be empty: there is nothing to
    /// export then.
    ///
    /// # Errors
    /// As [`map`](Self::map).
    fn changed(
        context: &ExportContext<'_, Self::Binding>,
        record: &Changes<<Self::Binding as ExternalBinding>::Record>,
        binding: &Changes<Self::Binding>,
    ) -> Result<ChangedBody<Self>, MappingError> {
        let changed = |source: &str| match source.strip_prefix("record.") {
            Some(field) => record.get(field).is_some(),
            None => binding.get(source).is_some(),
        };
        Ok(ChangedBody::new(Self::map(context)?, |field| !field.only_create && field.sources.iter().any(|source| changed(source))))
    }
}

/// What is exported: a binding, its record, and what it links.
///
/// An export makes it; a test of a mapper makes it by itself:
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let (binding, product, references) = (bound(), Product { title: "Chair".into(), weight: None }, References::new());
/// let context = ExportContext::new(&binding, Some(&product), &references);
/// assert_eq!((context.backend_id(), context.is_new()), (BackendId::new(1), false));
/// assert_eq!(context.record().unwrap().title, "Chair");
/// assert_eq!(context.binding().position, 3);
/// ```
#[derive(Debug)]
pub struct ExportContext<'a, T: ExternalBinding> {
    binding: &'a T,
    record: Option<&'a T::Record>,
    references: &'a References,
    options: Option<&'a MapOptions>,
}

impl<'a, T: ExternalBinding> ExportContext<'a, T> {
    /// A binding, its record (unless the binding is `direct`), and the external IDs of what it links.
    #[must_use]
    pub fn new(binding: &'a T, record: Option<&'a T::Record>, references: &'a References) -> Self {
        Self { binding, record, references, options: None }
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
    /// let (binding, references, options) = (bound(), References::new(), MapOptions::new().with(Rounding(2)));
    /// let context = ExportContext::new(&binding, None, &references).with_options(&options);
    /// assert_eq!(context.options::<Rounding>().unwrap().0, 2);
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
        self.binding.backend_id()
    }

    /// The binding.
    #[must_use]
    pub fn binding(&self) -> &'a T {
        self.binding
    }

    /// The record; `None` of a `direct` binding.
    #[must_use]
    pub fn record(&self) -> Option<&'a T::Record> {
        self.record
    }

    /// The external IDs of what it links.
    #[must_use]
    pub fn references(&self) -> &'a References {
        self.references
    }

    /// Whether it was never exported: the body is that of a new one.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.binding.external_id().is_none()
    }
}
