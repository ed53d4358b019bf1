//! From the remote's data to local values.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::{ExternalBinding, LinkRequests, MapContext, Mapped, MappingError, NeededOptions};

/// Maps what the remote sends for one record: implemented on the remote's own struct, by
/// [`derive(ImportMapper)`](derive@crate::ImportMapper) or by hand.
///
/// The import asks in this order: [`external_id`](Self::external_id), [`skip`](Self::skip),
/// [`external_updated_at`](Self::external_updated_at), [`links`](Self::links), and, once everything that is linked is
/// there, [`map`](Self::map). A mapper writes nothing; what it returns is compared with what is kept, and only what
/// differs is written.
///
/// A mapper around another one passes on every method, also those that have a default: what is not passed on is lost, and nobody is told.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};
/// use connector_core::{ImportMapper, Links, MapContext, Mapped, MappingError};
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
/// /// As the shop sends it.
/// struct RemoteProduct {
///     id: u32,
///     name: String,
/// }
///
/// impl ImportMapper for RemoteProduct {
///     type Binding = ShopProduct;
///
///     fn external_id(&self) -> Result<u32, MappingError> {
///         Ok(self.id)
///     }
///
///     fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
///         let product = Product { title: self.name.trim().to_owned() };
///         let binding = ShopProduct {
///             record_id: context.record_id(),
///             backend_id: context.backend_id(),
///             external_id: Some(self.id),
///             sync_date: None,
///         };
///         Ok(Mapped::new(product, binding))
///     }
/// }
///
/// let links = Links::new();
/// let context = MapContext::new(BackendId::new(1), &links);
/// let (product, ..) = RemoteProduct { id: 12, name: " Chair ".into() }.map(&context).unwrap().into_parts();
/// assert_eq!(product.unwrap().title, "Chair");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be imported",
    label = "this type does not say how it is mapped",
    note = "help: write `impl ImportMapper for {Self} {{ type Binding = ...; ... }}`"
)]
pub trait ImportMapper: Send + Sync {
    /// The binding that it maps to.
    type Binding: ExternalBinding;

    /// Its ID on the remote.
    ///
    /// ```
    #[doc = include_str!("../../docs/shop.md")]
    /// struct Remote {
    ///     id: Option<u32>,
    /// }
    ///
    /// impl ImportMapper for Remote {
    ///     type Binding = ShopProduct;
    ///     fn external_id(&self) -> Result<u32, MappingError> {
    ///         self.id.ok_or_else(|| MappingError::new("`id` is null, expected a number"))
    ///     }
    ///     fn map(&self, _: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
    ///         Err(MappingError::new("of no use here"))
    ///     }
    /// }
    ///
    /// assert_eq!(Remote { id: Some(12) }.external_id(), Ok(12));
    /// assert!(Remote { id: None }.external_id().is_err());
    /// ```
    ///
    /// # Errors
    /// [`MappingError`] where it has none: the record then fails, and the others go on.
    fn external_id(&self) -> Result<<Self::Binding as ExternalBinding>::ExternalId, MappingError>;

    /// Words by which a person finds it on the remote when its ID is the very thing that is wrong: `product 17`.
    fn reference(&self) -> Option<String> {
        None
    }

    /// When the remote last changed it, by the remote's clock. The import reads no further where the binding already has
    /// this date (`external_updated_at`), and its cursor is the greatest of these dates.
    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// Why it is not to be imported at all.
    fn skip(&self) -> Option<Skip> {
        None
    }

    /// Which other records it links: they are imported before it, and looked up a page at a time.
    fn links(&self, _links: &mut LinkRequests) {}

    /// Which options it needs, where it cannot map without: an import is refused whole where they are not given.
    #[must_use]
    fn needs_options() -> Option<NeededOptions>
    where
        Self: Sized,
    {
        None
    }

    /// The local values, whole: what the remote says, and what is kept (`context`) where the remote says nothing.
    ///
    /// # Errors
    /// [`MappingError`] where the remote's data cannot be mapped: the record then fails, and the others go on.
    fn map(&self, context: &MapContext<'_, Self::Binding>) -> Result<Mapped<Self::Binding>, MappingError>;
}

/// Why a record is not imported. Not a failure: nobody needs to act.
///
/// ```
/// use connector_core::Skip;
/// assert_eq!(Skip::because("a guest has no account").reason(), "a guest has no account");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    reason: Cow<'static, str>,
}

impl Skip {
    /// For this reason, in a few words.
    #[must_use]
    pub fn because(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into() }
    }

    /// The reason.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
