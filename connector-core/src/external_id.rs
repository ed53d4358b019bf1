//! IDs on the external system.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::{BackendId, ExternalBinding, Field, FieldType, ReadError, Role, RowRead, RowWrite};

/// The greatest length of an external ID that is a text, in bytes of UTF-8.
pub const EXTERNAL_ID_BYTES: usize = 512;

/// What is kept of an external ID: one column, an integer or a text.
///
/// ```
/// use connector_core::{ExternalId, ExternalValue};
///
/// assert_eq!(7_u32.to_external(), ExternalValue::Int(7));
/// assert_eq!("A-1".to_owned().to_external(), ExternalValue::Text("A-1".into()));
/// assert_eq!(ExternalValue::Int(0).fault(), None);
/// assert!(ExternalValue::Text("x".repeat(513).into()).fault().is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExternalValue<'a> {
    /// Kept as an integer.
    Int(i64),
    /// Kept as a text, compared byte by byte.
    Text(Cow<'a, str>),
}

impl ExternalValue<'_> {
    /// The same, owned.
    #[must_use]
    pub fn into_owned(self) -> ExternalValue<'static> {
        match self {
            Self::Int(value) => ExternalValue::Int(value),
            Self::Text(value) => ExternalValue::Text(Cow::Owned(value.into_owned())),
        }
    }

    /// Why no store takes it; `None` when it is fine.
    ///
    /// Refused are the empty text, a NUL character, and more than [`EXTERNAL_ID_BYTES`] bytes. `0` is legal.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Text(text) if text.is_empty() => Some("it is empty: use `None` for \"not exported yet\""),
            Self::Text(text) if text.contains('\0') => Some("it contains a NUL character"),
            Self::Text(text) if text.len() > EXTERNAL_ID_BYTES => Some("it is longer than 512 bytes"),
            _ => None,
        }
    }
}

impl fmt::Display for ExternalValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

/// A type that can be an ID on an external system.
///
/// Implemented for integers up to `i64` and `u32`, for `String`, and for `uuid::Uuid` (feature `uuid`);
/// [`derive(ExternalId)`](derive@crate::ExternalId) gives it to a type of your own around one of these, so that the ID of a customer group is no ID of
/// a customer, or around several: such an ID is one text, in the order of the struct.
///
/// ```
/// use connector_core::{ExternalId, ExternalValue};
///
/// #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
/// struct Sku(String);
///
/// assert_eq!(Sku("A-1".into()).to_external(), ExternalValue::Text("A-1".into()));
/// assert_eq!(ExternalValue::Text("".into()).fault(), Some("it is empty: use `None` for \"not exported yet\""));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an external ID",
    label = "no external ID",
    note = "help: use an integer up to `i64` or `u32`, a `String`, or a newtype around one with `#[derive(ExternalId)]`",
    note = "help: IDs that are `u64` on the other side fit a `String`, or an `i64` where they are small enough"
)]
pub trait ExternalId: Clone + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// Whether it is kept as an integer; otherwise as a text.
    const INTEGER: bool;

    /// What is kept of it.
    fn to_external(&self) -> ExternalValue<'_>;

    /// Back from what is kept.
    ///
    /// ```
    /// use connector_core::{ExternalId, ExternalValue};
    ///
    /// assert_eq!(u8::from_external(ExternalValue::Int(7)), Ok(7));
    /// let error = u8::from_external(ExternalValue::Int(300)).unwrap_err();
    /// assert_eq!(error.to_string(), "the stored value is 300, expected u8");
    /// ```
    ///
    /// # Errors
    /// [`ReadError`] when what is kept is no ID of this type.
    fn from_external(value: ExternalValue<'_>) -> Result<Self, ReadError>;
}

impl ExternalId for String {
    const INTEGER: bool = false;
    fn to_external(&self) -> ExternalValue<'_> {
        ExternalValue::Text(Cow::Borrowed(self))
    }
    fn from_external(value: ExternalValue<'_>) -> Result<Self, ReadError> {
        match value {
            ExternalValue::Text(text) => Ok(text.into_owned()),
            ExternalValue::Int(value) => Err(ReadError::kind("a text", &value.to_string())),
        }
    }
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl ExternalId for $type {
            const INTEGER: bool = true;
            fn to_external(&self) -> ExternalValue<'_> {
                ExternalValue::Int(i64::from(*self))
            }
            fn from_external(value: ExternalValue<'_>) -> Result<Self, ReadError> {
                match value {
                    ExternalValue::Int(value) => Self::try_from(value)
                        .map_err(|_| ReadError::kind(stringify!($type), &value.to_string())),
                    ExternalValue::Text(text) => Err(ReadError::kind("an integer", &format!("{text:?}"))),
                }
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 u8 u16 u32 }

/// The field of a binding that holds the external ID: an [`ExternalId`], or `Option` of one where a binding can exist
/// before its first export.
///
/// ```
/// use connector_core::ExternalIdField;
///
/// let mut optional: Option<u32> = None;
/// assert_eq!((optional.id(), <Option<u32> as ExternalIdField>::REQUIRED), (None, false));
/// optional.set(12);
/// assert!(optional.clear() && optional.is_none());
///
/// let mut required = 12_u32;
/// assert!(!required.clear(), "a binding that always has one keeps it");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an external ID",
    label = "expected an external ID, or `Option` of one",
    note = "help: use an integer up to `i64` or `u32`, a `String`, or a newtype around one with `#[derive(ExternalId)]`"
)]
pub trait ExternalIdField {
    /// The type of the ID.
    type Id: ExternalId;
    /// Whether a binding always has one.
    const REQUIRED: bool;
    /// The ID, where there is one.
    fn id(&self) -> Option<&Self::Id>;
    /// Puts an ID in.
    fn set(&mut self, id: Self::Id);
    /// Takes the ID away, where the binding can be without one. Says whether it did.
    fn clear(&mut self) -> bool;
    /// The field from what was read.
    ///
    /// # Errors
    /// [`ReadError`] when there is none and the binding must have one.
    fn from_id(id: Option<Self::Id>) -> Result<Self, ReadError>
    where
        Self: Sized;
}

impl<E: ExternalId> ExternalIdField for E {
    type Id = E;
    const REQUIRED: bool = true;
    fn id(&self) -> Option<&E> {
        Some(self)
    }
    fn set(&mut self, id: E) {
        *self = id;
    }
    fn clear(&mut self) -> bool {
        false
    }
    fn from_id(id: Option<E>) -> Result<Self, ReadError> {
        id.ok_or_else(|| ReadError::kind("an external ID", "null"))
    }
}

#[diagnostic::do_not_recommend]
impl<E: ExternalId> ExternalIdField for Option<E> {
    type Id = E;
    const REQUIRED: bool = false;
    fn id(&self) -> Option<&E> {
        self.as_ref()
    }
    fn set(&mut self, id: E) {
        *self = Some(id);
    }
    fn clear(&mut self) -> bool {
        *self = None;
        true
    }
    fn from_id(id: Option<E>) -> Result<Self, ReadError> {
        Ok(id)
    }
}

/// Writes the role *`external_id`* of a binding.
pub(crate) fn write_role<F: ExternalIdField>(field: &F, row: &mut dyn RowWrite) {
    match field.id() {
        Some(id) => row.external_id(&id.to_external()),
        None => row.null(),
    }
}

/// Reads the role *`external_id`* of a binding.
pub(crate) fn read_role<F: ExternalIdField>(row: &mut dyn RowRead) -> Result<F, ReadError> {
    let id = if row.is_null() {
        row.skip();
        None
    } else {
        Some(F::Id::from_external(row.external_id(F::Id::INTEGER)?)?)
    };
    F::from_id(id)
}

/// Describes the role *`external_id`* of a binding.
pub(crate) const fn describe_role<F: ExternalIdField>(name: &'static str, column: &'static str, label: &'static str) -> Field {
    let mut field = Field::of::<Option<String>>(name, column, label);
    field.ty = if F::Id::INTEGER { FieldType::ExternalInt } else { FieldType::ExternalText };
    field.required = F::REQUIRED;
    field.fits = |value| read_role::<F>(&mut crate::ValueReader::new(std::slice::from_ref(value))).map(drop);
    field.role(Role::ExternalId)
}

/// The uniqueness key of a binding: an external ID on one backend. The key of another binding is another type.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, ExternalBinding, Record, RecordId};
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
/// use connector_core::{BackendId, ExternalKey};
///
/// let key = ExternalKey::<ShopProduct>::new(BackendId::new(1), 12);
/// assert_eq!(key.to_string(), "shop.product 12 on backend 1");
/// ```
#[derive(Serialize, Deserialize)]
#[serde(bound = "T::ExternalId: Serialize + serde::de::DeserializeOwned")]
pub struct ExternalKey<T: ExternalBinding> {
    backend: BackendId<T::Backend>,
    id: T::ExternalId,
}

impl<T: ExternalBinding> ExternalKey<T> {
    /// The external ID `id` on the backend.
    #[must_use]
    pub fn new(backend: BackendId<T::Backend>, id: T::ExternalId) -> Self {
        Self { backend, id }
    }

    /// The backend.
    #[must_use]
    pub fn backend(&self) -> BackendId<T::Backend> {
        self.backend
    }

    /// The external ID.
    #[must_use]
    pub fn id(&self) -> &T::ExternalId {
        &self.id
    }
}

impl<T: ExternalBinding> Clone for ExternalKey<T> {
    fn clone(&self) -> Self {
        Self { backend: self.backend, id: self.id.clone() }
    }
}

impl<T: ExternalBinding> PartialEq for ExternalKey<T> {
    fn eq(&self, other: &Self) -> bool {
        self.backend == other.backend && self.id == other.id
    }
}

impl<T: ExternalBinding> Eq for ExternalKey<T> {}

impl<T: ExternalBinding> PartialOrd for ExternalKey<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: ExternalBinding> Ord for ExternalKey<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.backend.cmp(&other.backend).then_with(|| self.id.cmp(&other.id))
    }
}

impl<T: ExternalBinding> Hash for ExternalKey<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.backend.hash(state);
        self.id.hash(state);
    }
}

impl<T: ExternalBinding> fmt::Debug for ExternalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExternalKey<{}>({}, {:?})", T::NAME, self.backend, self.id)
    }
}

/// Binding, backend, ID: `magento.res.partner.category 12 on backend 1`.
impl<T: ExternalBinding> fmt::Display for ExternalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} on backend {}", T::NAME, self.id.to_external(), self.backend)
    }
}
