//! From what is linked here to the remote's IDs of it: the way back of [`Links`](crate::Links).

use std::any::TypeId;
use std::collections::HashMap;

use super::linked::{Many, Maybe, One};
use crate::{BindingId, ExternalBinding, ExternalId, ExternalValue, Json, Key, MappingError, Model, ModelId, RecordBinding, RecordId};

/// A record or a binding whose external ID on the backend is asked for.
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let mut requests = ReferenceRequests::new();
/// requests.record::<ShopProduct>(&RecordId::new(7));
/// let request = &requests.into_requests()[0];
/// assert_eq!((request.model, &request.key, request.by_record), ("shop.product", &Key::Int(7), true));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReferenceRequest {
    /// The binding's type.
    pub binding: TypeId,
    /// The binding's technical name.
    pub model: &'static str,
    /// The key of the record, or of the binding.
    pub key: Key,
    /// Whether the key is the record's.
    pub by_record: bool,
}

impl ReferenceRequest {
    fn new<L: ExternalBinding>(key: Key, by_record: bool) -> Self {
        Self { binding: TypeId::of::<L>(), model: L::NAME, key, by_record }
    }
}

/// What a page of records refers to: collected before it is looked up.
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let mut requests = ReferenceRequests::new();
/// requests.record::<ShopProduct>(&RecordId::new(7));
/// requests.binding::<ShopProduct>(&BindingId::new(3));
/// assert_eq!(requests.into_requests().len(), 2);
/// ```
#[derive(Debug, Default)]
pub struct ReferenceRequests {
    requests: Vec<ReferenceRequest>,
}

impl ReferenceRequests {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The record's binding `L` must have an external ID: it is exported first where it has none.
    pub fn record<L: RecordBinding>(&mut self, id: &RecordId<L::Record>) {
        self.requests.push(ReferenceRequest::new::<L>(id.key(), true));
    }

    /// The binding must have an external ID: it is exported first where it has none.
    pub fn binding<L: ExternalBinding>(&mut self, id: &BindingId<L>) {
        self.requests.push(ReferenceRequest::new::<L>(id.key(), false));
    }

    /// What was asked for, in order.
    #[must_use]
    pub fn into_requests(self) -> Vec<ReferenceRequest> {
        self.requests
    }
}

/// What was found for the requests of a page.
///
/// An export fills it; a test of a mapper fills it by itself:
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// let mut references = References::new();
/// references.insert_record::<ShopProduct>(&RecordId::new(7), &12);
/// references.insert_binding::<ShopProduct>(&BindingId::new(3), &12);
/// assert_eq!(references.of_record::<ShopProduct>(&RecordId::new(7)), Ok(12));
/// assert_eq!(references.of_binding::<ShopProduct>(&BindingId::new(3)), Ok(12));
///
/// let error = references.of_record::<ShopProduct>(&RecordId::new(8)).unwrap_err();
/// assert!(error.to_string().starts_with("it links record 8 of shop.product, which has no external ID"));
/// ```
#[derive(Debug, Default)]
pub struct References {
    /// None where there are several, of which no one knows which is meant.
    found: HashMap<ReferenceRequest, Option<ExternalValue<'static>>>,
}

impl References {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer to a request.
    pub fn insert(&mut self, request: ReferenceRequest, id: ExternalValue<'static>) {
        self.found.insert(request, Some(id));
    }

    /// The external ID of a record's binding `L`.
    pub fn insert_record<L: RecordBinding>(&mut self, record: &RecordId<L::Record>, id: &L::ExternalId) {
        self.found.insert(ReferenceRequest::new::<L>(record.key(), true), Some(id.to_external().into_owned()));
    }

    /// The external ID of a binding.
    pub fn insert_binding<L: ExternalBinding>(&mut self, binding: &BindingId<L>, id: &L::ExternalId) {
        self.found.insert(ReferenceRequest::new::<L>(binding.key(), false), Some(id.to_external().into_owned()));
    }

    /// The record has several bindings on the backend: whatever refers to it cannot be mapped.
    ///
    /// ```
    #[doc = include_str!("../../docs/shop.md")]
    /// let mut requests = ReferenceRequests::new();
    /// requests.record::<ShopProduct>(&RecordId::new(7));
    /// let request = requests.into_requests().remove(0);
    ///
    /// let mut references = References::new();
    /// references.insert_ambiguous(request.clone());
    /// assert!(references.contains(&request));
    /// let error = references.of_record::<ShopProduct>(&RecordId::new(7)).unwrap_err();
    /// assert!(error.to_string().ends_with("which has several external IDs: link the binding that is meant"));
    /// ```
    pub fn insert_ambiguous(&mut self, request: ReferenceRequest) {
        self.found.insert(request, None);
    }

    /// Whether a request was found, once or several times.
    #[must_use]
    pub fn contains(&self, request: &ReferenceRequest) -> bool {
        self.found.contains_key(request)
    }

    /// The external ID of a record on the backend, by its binding `L`.
    ///
    /// # Errors
    /// [`MappingError`] when it has none, or was not asked for.
    pub fn of_record<L: RecordBinding>(&self, record: &RecordId<L::Record>) -> Result<L::ExternalId, MappingError> {
        self.get::<L>(&ReferenceRequest::new::<L>(record.key(), true))
    }

    /// The external ID of a binding.
    ///
    /// # Errors
    /// As [`of_record`](Self::of_record).
    pub fn of_binding<L: ExternalBinding>(&self, binding: &BindingId<L>) -> Result<L::ExternalId, MappingError> {
        self.get::<L>(&ReferenceRequest::new::<L>(binding.key(), false))
    }

    fn get<L: ExternalBinding>(&self, request: &ReferenceRequest) -> Result<L::ExternalId, MappingError> {
        let found = self.found.get(request).ok_or_else(|| {
            let of = if request.by_record { "record" } else { "binding" };
            MappingError::new(format!(
                "it links {of} {} of {}, which has no external ID: name it in `references`, so that it is exported first",
                request.key,
                <L as Model>::NAME
            ))
        })?;
        let found = found.as_ref().ok_or_else(|| {
            let (key, model) = (&request.key, <L as Model>::NAME);
            MappingError::new(format!("it links record {key} of {model}, which has several external IDs: link the binding that is meant"))
        })?;
        L::ExternalId::from_external(found.clone()).map_err(|error| MappingError::new(error.to_string()))
    }
}

/// A field that links what the binding `L` gives external IDs; `How` is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` links nothing that has external IDs of `{L}`",
    label = "no such link",
    note = "help: `via` goes with a `RecordId` of the binding's record and with a `BindingId<{L}>`, with `Option` of one, and with `Json<Vec<...>>` of one"
)]
pub trait Referring<L: ExternalBinding, How> {
    /// What is found.
    type Found;
    /// Asks for it.
    fn ask(&self, requests: &mut ReferenceRequests);
    /// Finds it.
    ///
    /// # Errors
    /// It has no external ID.
    fn find(&self, references: &References) -> Result<Self::Found, MappingError>;
}

/// By the record, or by the binding.
macro_rules! referring {
    ($($link:ident<$bound:ident> of $of:ty, $ask:ident, $find:ident;)*) => {$(
        impl<L: $bound> Referring<L, One> for $link<$of> {
            type Found = L::ExternalId;
            fn ask(&self, requests: &mut ReferenceRequests) {
                requests.$ask::<L>(self);
            }
            fn find(&self, references: &References) -> Result<Self::Found, MappingError> {
                references.$find::<L>(self)
            }
        }

        impl<L: $bound> Referring<L, Maybe> for Option<$link<$of>> {
            type Found = Option<L::ExternalId>;
            fn ask(&self, requests: &mut ReferenceRequests) {
                if let Some(link) = self {
                    requests.$ask::<L>(link);
                }
            }
            fn find(&self, references: &References) -> Result<Self::Found, MappingError> {
                self.as_ref().map(|link| references.$find::<L>(link)).transpose()
            }
        }

        impl<L: $bound> Referring<L, Many> for Json<Vec<$link<$of>>> {
            type Found = Vec<L::ExternalId>;
            fn ask(&self, requests: &mut ReferenceRequests) {
                for link in &self.0 {
                    requests.$ask::<L>(link);
                }
            }
            fn find(&self, references: &References) -> Result<Self::Found, MappingError> {
                self.0.iter().map(|link| references.$find::<L>(link)).collect()
            }
        }
    )*};
}

referring! {
    RecordId<RecordBinding> of L::Record, record, of_record;
    BindingId<ExternalBinding> of L, binding, of_binding;
}
