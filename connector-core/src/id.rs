//! Typed IDs: the ID of one model is no ID of another.
//!
//! None of them bounds its parameter, so that a wrong parameter is one error, at the parameter, and not one for each trait
//! that the surrounding struct derives.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Backend, ExternalBinding, FieldType, FieldValue, Link, ReadError, Record, RowRead, RowWrite};

/// The key of a row, without its model.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// assert_eq!(BackendId::<Shop>::new(1).key(), Key::Int(1));
/// assert_eq!(RecordId::<Product>::unset().key(), Key::Unset);
/// assert_eq!(Key::Text("ada".into()).to_string(), "ada");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Key {
    /// Not known yet: the flow that puts the record fills it in. No store takes it.
    Unset,
    /// An integer: whatever the store itself keeps.
    Int(i64),
    /// A text: the key of an application's own table. A UUID is its canonical text: lower case, with hyphens.
    Text(String),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("(not kept yet)"),
            Self::Int(key) => key.fmt(f),
            Self::Text(key) => key.fmt(f),
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unset => serializer.serialize_unit(),
            Self::Int(key) => key.serialize(serializer),
            Self::Text(key) => key.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "an integer, a text, or null")]
        enum Known {
            Unset,
            Int(i64),
            Text(String),
        }
        Known::deserialize(deserializer).map(|key| match key {
            Known::Unset => Self::Unset,
            Known::Int(key) => Self::Int(key),
            Known::Text(key) => Self::Text(key),
        })
    }
}

/// A type that can be the key of a record: `i64` for managed ones; `String` and `Uuid` (feature `uuid`), too, for those of
/// the application.
///
/// ```
/// use connector_core::{Key, RecordKey};
///
/// assert_eq!("ada".to_owned().into_key(), Key::Text("ada".into()));
/// assert_eq!(<i64 as RecordKey>::from_key(&Key::Text("ada".into())), None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a record",
    label = "expected `i64`, `String`, or `Uuid`",
    note = "help: write `id = i64` or `id = String` in `#[record(...)]`; `id = Uuid` needs the feature `uuid` of connector-core"
)]
pub trait RecordKey: Clone + 'static {
    /// The kind of column.
    const TYPE: FieldType;
    /// As an untyped key.
    fn into_key(self) -> Key;
    /// Back from an untyped key, when it is one of this type.
    fn from_key(key: &Key) -> Option<Self>;
}

impl RecordKey for i64 {
    const TYPE: FieldType = FieldType::Int;
    fn into_key(self) -> Key {
        Key::Int(self)
    }
    fn from_key(key: &Key) -> Option<Self> {
        match key {
            Key::Int(key) => Some(*key),
            _ => None,
        }
    }
}

impl RecordKey for String {
    const TYPE: FieldType = FieldType::Text;
    fn into_key(self) -> Key {
        Key::Text(self)
    }
    fn from_key(key: &Key) -> Option<Self> {
        match key {
            Key::Text(key) => Some(key.clone()),
            _ => None,
        }
    }
}

/// The ID of a model's rows, as the model itself names it: [`Model::Id`](crate::Model::Id).
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// use connector_core::ModelId;
///
/// fn key_of<M: Model>(id: &M::Id) -> String {
///     format!("{} {}", M::NAME, id.key())
/// }
///
/// assert_eq!(key_of::<Product>(&RecordId::new(7)), "product 7");
/// assert_eq!(key_of::<ShopProduct>(&BindingId::new(3)), "shop.product 3");
/// ```
pub trait ModelId: Clone + PartialEq + fmt::Debug + Send + Sync + 'static {
    /// The kind of column that holds the key.
    const KEY_TYPE: FieldType = FieldType::Int;
    /// From an untyped key.
    fn from_key(key: Key) -> Self;
    /// As an untyped key.
    fn key(&self) -> Key;
}

/// The ID of one record of the application, `R`: the ID of another model does not go in its place.
///
/// ```
/// use connector_core::{Record, RecordId};
///
/// /// A table of the application's own.
/// #[derive(Record)]
/// #[record(name = "person", foreign, key = "login", id = String)]
/// struct Person {
///     email: String,
/// }
///
/// let id = RecordId::<Person>::new("ada".to_owned());
/// assert_eq!(id.get().as_deref(), Some("ada"));
/// assert_eq!(RecordId::<Person>::unset().get(), None);
/// ```
pub struct RecordId<R> {
    key: Key,
    model: PhantomData<fn() -> R>,
}

impl<R: Record> RecordId<R> {
    /// The record with this key.
    #[must_use]
    pub fn new(key: R::Key) -> Self {
        Self { key: key.into_key(), model: PhantomData }
    }

    /// The key, typed as the record declares it; `None` for an [`unset`](Self::unset) one.
    #[must_use]
    pub fn get(&self) -> Option<R::Key> {
        R::Key::from_key(&self.key)
    }
}

impl<R> RecordId<R> {
    /// The ID of a record that is not kept yet: an import fills it in when it puts the record. No store takes it.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let binding = ShopProduct { record_id: RecordId::unset(), ..bound() };
    /// assert!(binding.record_id.is_unset());
    /// assert_eq!(
    ///     binding.validate().unwrap_err().to_string(),
    ///     "shop.product is refused: `record_id` (Record ID): it must name a row that is kept"
    /// );
    /// ```
    #[must_use]
    pub const fn unset() -> Self {
        Self { key: Key::Unset, model: PhantomData }
    }

    /// Whether it is the ID of a record that is not kept yet.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        self.key == Key::Unset
    }
}

impl<R: Record> ModelId for RecordId<R> {
    const KEY_TYPE: FieldType = <R::Key as RecordKey>::TYPE;

    fn from_key(key: Key) -> Self {
        Self { key, model: PhantomData }
    }
    fn key(&self) -> Key {
        self.key.clone()
    }
}

/// Writes an ID of a store's own rows, and what goes with it.
macro_rules! own_ids {
    ($($(#[$doc:meta])* $name:ident of $bound:ident;)*) => {$(
        $(#[$doc])*
        pub struct $name<T> {
            key: i64,
            model: PhantomData<fn() -> T>,
        }

        impl<T> $name<T> {
            /// The row with this key.
            #[must_use]
            pub const fn new(key: i64) -> Self {
                Self { key, model: PhantomData }
            }

            /// The key.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.key
            }
        }

        impl<T> Copy for $name<T> {}

        impl<T: 'static> ModelId for $name<T> {
            fn from_key(key: Key) -> Self {
                // The store's own rows have integer keys; 0 is nobody's.
                Self::new(match key { Key::Int(key) => key, _ => 0 })
            }
            fn key(&self) -> Key {
                Key::Int(self.key)
            }
        }

        impl<T: $bound> FieldValue for $name<T> {
            const TYPE: FieldType = FieldType::Int;
            const LINK: Option<Link> = Some(Link::to::<T>());
            fn write_to(&self, row: &mut dyn RowWrite) {
                row.int(self.key);
            }
            fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
                row.int().map(Self::new)
            }
        }

        impl<T> Serialize for $name<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.key.serialize(serializer)
            }
        }

        impl<'de, T> Deserialize<'de> for $name<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                i64::deserialize(deserializer).map(Self::new)
            }
        }
    )*};
}

own_ids! {
    /// The ID of one backend instance of the kind `T`.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let id = BackendId::<Shop>::new(1);
    /// assert_eq!((id.get(), id.to_string()), (1, "1".to_owned()));
    /// assert_eq!(format!("{id:?}"), "BackendId(1)");
    /// ```
    BackendId of Backend;
    /// The ID of one binding row of `T`; as a field, a link from a binding to another.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// #[derive(ExternalBinding)]
    /// #[binding(name = "shop.image", direct)]
    /// struct ShopImage {
    ///     backend_id: BackendId<Shop>,
    ///     external_id: Option<String>,
    ///     sync_date: Option<DateTime<Utc>>,
    ///     product: BindingId<ShopProduct>,
    /// }
    ///
    /// assert_eq!(ShopImage::META.field("product").unwrap().link.unwrap().model, "shop.product");
    /// assert_eq!(BindingId::<ShopImage>::new(3).get(), 3);
    /// ```
    BindingId of ExternalBinding;
}

impl<R: Record> FieldValue for RecordId<R> {
    const TYPE: FieldType = <R::Key as RecordKey>::TYPE;
    const LINK: Option<Link> = Some(Link::to::<R>());

    fn write_to(&self, row: &mut dyn RowWrite) {
        match &self.key {
            Key::Unset => row.unset(),
            Key::Int(key) => row.int(*key),
            Key::Text(key) if <R::Key as RecordKey>::TYPE == FieldType::Uuid => row.uuid(key),
            Key::Text(key) => row.text(key),
        }
    }

    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        let key = match <R::Key as RecordKey>::TYPE {
            FieldType::Int => Key::Int(row.int()?),
            FieldType::Uuid => Key::Text(row.uuid()?.into_owned()),
            _ => Key::Text(row.text()?.to_owned()),
        };
        Ok(Self { key, model: PhantomData })
    }
}

impl<R> Serialize for RecordId<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.key.serialize(serializer)
    }
}

impl<'de, R> Deserialize<'de> for RecordId<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Key::deserialize(deserializer).map(|key| Self { key, model: PhantomData })
    }
}

/// The standard traits, without a bound on the parameter (a derive would ask for one).
macro_rules! standard_traits {
    ($($name:ident)*) => {$(
        #[allow(clippy::clone_on_copy, clippy::expl_impl_clone_on_copy, clippy::non_canonical_clone_impl)] // One text for all; only some are `Copy`.
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self { key: self.key.clone(), model: PhantomData }
            }
        }
        impl<T> PartialEq for $name<T> {
            fn eq(&self, other: &Self) -> bool {
                self.key == other.key
            }
        }
        impl<T> Eq for $name<T> {}
        impl<T> PartialOrd for $name<T> {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl<T> Ord for $name<T> {
            fn cmp(&self, other: &Self) -> Ordering {
                self.key.cmp(&other.key)
            }
        }
        impl<T> Hash for $name<T> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.key.hash(state);
            }
        }
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.key)
            }
        }
        impl<T> fmt::Display for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.key.fmt(f)
            }
        }
    )*};
}

standard_traits! { RecordId BackendId BindingId }
