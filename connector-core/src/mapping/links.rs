//! What a page of the remote's records links, and what was found for it.

use std::any::TypeId;
use std::collections::HashMap;

use crate::{BindingId, ExternalBinding, ExternalId, ExternalValue, Key, MappingError, Model, ModelId, RecordId};

/// What a page of records links: collected before it is looked up.
///
/// ```
/// use connector_core::{ExternalBinding, LinkRequests};
///
/// fn links<Category: ExternalBinding<ExternalId = u32>>(categories: &[u32], links: &mut LinkRequests) {
///     for id in categories {
///         links.needs::<Category>(id);
///     }
/// }
/// ```
#[derive(Debug, Default)]
pub struct LinkRequests {
    requests: Vec<LinkRequest>,
}

/// One external ID of another binding.
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let request = LinkRequest::of::<ShopProduct>(&12);
/// assert_eq!((request.model, request.id.to_string()), ("shop.product", "12".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinkRequest {
    /// The binding's type.
    pub binding: TypeId,
    /// The binding's technical name.
    pub model: &'static str,
    /// The external ID.
    pub id: ExternalValue<'static>,
}

impl LinkRequest {
    /// The external ID `id` of the binding `L`.
    #[must_use]
    pub fn of<L: ExternalBinding>(id: &L::ExternalId) -> Self {
        Self { binding: TypeId::of::<L>(), model: L::NAME, id: id.to_external().into_owned() }
    }
}

impl LinkRequests {
    /// The record must be there: it is imported first where it is not.
    ///
    /// ```
    #[doc = include_str!("../../docs/shop.md")]
    /// let mut requests = LinkRequests::default();
    /// requests.needs::<ShopProduct>(&12);
    /// assert_eq!(requests.into_requests(), [LinkRequest::of::<ShopProduct>(&12)]);
    /// ```
    pub fn needs<L: ExternalBinding>(&mut self, id: &L::ExternalId) {
        self.requests.push(LinkRequest::of::<L>(id));
    }

    /// What was asked for, in order.
    #[must_use]
    pub fn into_requests(self) -> Vec<LinkRequest> {
        self.requests
    }
}

/// What was found for the requests of a page.
///
/// An import fills it; a test of a mapper fills it by itself:
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let mut links = Links::new();
/// links.insert::<ShopProduct>(&12, BindingId::new(3), Some(&RecordId::new(7)));
/// assert!(links.contains(&LinkRequest::of::<ShopProduct>(&12)));
/// assert!(!links.contains(&LinkRequest::of::<ShopProduct>(&13)));
/// ```
#[derive(Debug, Default)]
pub struct Links {
    found: HashMap<LinkRequest, Linked>,
}

#[derive(Debug)]
pub(super) struct Linked {
    pub(super) binding: i64,
    pub(super) record: Option<Key>,
}

impl Links {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The binding behind a request, and the record that it links.
    pub fn insert<L: ExternalBinding>(&mut self, id: &L::ExternalId, binding: BindingId<L>, record: Option<&RecordId<L::Record>>) {
        let linked = Linked { binding: binding.get(), record: record.map(ModelId::key) };
        self.found.insert(LinkRequest::of::<L>(id), linked);
    }

    /// Whether a request was found.
    #[must_use]
    pub fn contains(&self, request: &LinkRequest) -> bool {
        self.found.contains_key(request)
    }

    pub(super) fn get<L: ExternalBinding>(&self, id: &L::ExternalId) -> Result<&Linked, MappingError> {
        self.found.get(&LinkRequest::of::<L>(id)).ok_or_else(|| {
            MappingError::new(format!(
                "it links {} {}, which is not bound: name it in `links`, so that it is imported first",
                <L as Model>::NAME,
                id.to_external()
            ))
        })
    }
}
