//! The body of an update: some fields of a struct.

use std::fmt;

use serde::ser::{Error, Impossible, SerializeStruct};
use serde::{Serialize, Serializer};

/// A field of a body that is sent.
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// #[derive(serde::Serialize, ExportMapper)]
/// #[mapper(from = ShopProduct)]
/// struct ProductBody {
///     #[map(from = record.title, always)]
///     name: String,
///     #[map(value = "simple", only_create)]
///     kind: String,
/// }
///
/// let [name, kind] = ProductBody::FIELDS else { panic!("two fields") };
/// assert_eq!((name.name, name.sources, name.always), ("name", &["record.title"][..], true));
/// assert_eq!((kind.sources, kind.only_create), (&[][..], true));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyField {
    /// The name in Rust (without `r#`).
    pub name: &'static str,
    /// The fields that it comes from: `record.name`, `tax_class_id`.
    pub sources: &'static [&'static str],
    /// Whether it is sent with new ones only.
    pub only_create: bool,
    /// Whether it is sent with every update that sends anything.
    pub always: bool,
}

/// A body of which only some fields are serialized: those of an update. Given by
/// [`ExportMapper::changed`](crate::ExportMapper::changed).
///
/// It serializes as the body's own `derive(Serialize)` does (names, `skip_serializing_if` and all), without the other fields.
///
/// ```
#[doc = include_str!("../../docs/shop.md")]
/// #[derive(serde::Serialize, ExportMapper)]
/// #[mapper(from = ShopProduct)]
/// struct ProductBody {
///     #[map(from = record.title)]
///     name: String,
///     #[map(from = position)]
///     position: i64,
/// }
///
/// let (binding, product, references) = (bound(), Product { title: "Chair".into(), weight: None }, References::new());
/// let context = ExportContext::new(&binding, Some(&product), &references);
/// let moved = Changes::<ShopProduct>::new().set("position", &3_i64).unwrap();
///
/// let body = ProductBody::changed(&context, &Changes::new(), &moved).unwrap();
/// assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"position":3}"#);
/// assert!(body.has("position") && !body.has("name"));
/// assert_eq!(body.body().name, "Chair", "what is not sent is there, too");
/// assert!(ProductBody::changed(&context, &Changes::new(), &Changes::new()).unwrap().is_empty());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedBody<B> {
    body: B,
    fields: &'static [BodyField],
    sent: Vec<bool>,
}

impl<B: crate::ExportMapper> ChangedBody<B> {
    /// The fields of a body for which `changed` is true, and, where there are any, those that are always sent.
    #[must_use]
    pub fn new(body: B, changed: impl Fn(&BodyField) -> bool) -> Self {
        let mut sent: Vec<bool> = B::FIELDS.iter().map(changed).collect();
        if sent.contains(&true) {
            for (sent, field) in sent.iter_mut().zip(B::FIELDS) {
                *sent |= field.always;
            }
        }
        Self { body, fields: B::FIELDS, sent }
    }
}

impl<B> ChangedBody<B> {
    /// Whether no field is sent: there is nothing to export.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.sent.contains(&true)
    }

    /// The fields that are sent, by their names in Rust.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().zip(&self.sent).filter(|(_, sent)| **sent).map(|(field, _)| field.name)
    }

    /// Whether a field is sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|sent| sent == name)
    }

    /// The whole body, with what is not sent.
    #[must_use]
    pub fn body(&self) -> &B {
        &self.body
    }

    /// The whole body, with what is not sent.
    #[must_use]
    pub fn into_body(self) -> B {
        self.body
    }
}

impl<B: Serialize> Serialize for ChangedBody<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(Sent { inner: serializer, sent: &self.sent })
    }
}

/// Takes a struct, and hands on what is sent of it.
struct Sent<'a, S> {
    inner: S,
    sent: &'a [bool],
}

struct SentFields<'a, F> {
    inner: F,
    sent: &'a [bool],
    place: usize,
}

impl<F> SentFields<'_, F> {
    /// Whether the next field is sent.
    fn next(&mut self) -> bool {
        let sent = self.sent.get(self.place).copied().unwrap_or(false);
        self.place += 1;
        sent
    }
}

impl<F: SerializeStruct> SerializeStruct for SentFields<'_, F> {
    type Ok = F::Ok;
    type Error = F::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), F::Error> {
        if self.next() { self.inner.serialize_field(key, value) } else { self.inner.skip_field(key) }
    }

    fn skip_field(&mut self, key: &'static str) -> Result<(), F::Error> {
        self.next();
        self.inner.skip_field(key)
    }

    fn end(self) -> Result<F::Ok, F::Error> {
        if self.place == self.sent.len() { self.inner.end() } else { Err(no_struct()) }
    }
}

/// A `Serialize` that was written by hand writes other fields than the struct has.
fn no_struct<E: Error>() -> E {
    E::custom("the body of an update must serialize its fields one by one, as `derive(Serialize)` does")
}

/// Whatever is no struct with named fields.
macro_rules! refused {
    ($($method:ident($($type:ty),*);)*) => {$(
        fn $method(self, $(_: $type),*) -> Result<S::Ok, S::Error> {
            Err(no_struct())
        }
    )*};
}

impl<'a, S: Serializer> Serializer for Sent<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Impossible<S::Ok, S::Error>;
    type SerializeStruct = SentFields<'a, S::SerializeStruct>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    refused! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        Err(no_struct())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<S::Ok, S::Error> {
        Err(no_struct())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Result<S::Ok, S::Error> {
        Err(no_struct())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Err(no_struct())
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, S::Error> {
        Err(no_struct())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        Err(no_struct())
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, S::Error> {
        Err(no_struct())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Err(no_struct())
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Self::SerializeStruct, S::Error> {
        let sent = self.sent.iter().filter(|sent| **sent).count();
        Ok(SentFields { inner: self.inner.serialize_struct(name, length.min(sent))?, sent: self.sent, place: 0 })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Err(no_struct())
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        Err(no_struct())
    }
}
