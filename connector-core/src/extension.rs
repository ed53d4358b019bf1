//! Fields that another crate adds to a model.

use std::any::TypeId;

use crate::validate::Validator;
use crate::{ExternalBinding, Invalid, Model, ModelMeta, RecordBinding, Value};

/// Fields that another crate adds to a backend, a record or a binding. Given by [`derive(Extension)`](derive@crate::Extension).
///
/// They are in a table of their own, one row to one: the key of a row is the key of the row that it extends, and goes with
/// it when that one is deleted. The extended model knows nothing of it. A row of the model need not have one: it was there
/// before the extension's crate was.
///
/// ```
/// use connector_core::{Extension, Model, Record};
///
/// // In one crate:
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
/// }
///
/// // In another one:
/// /// What Acme knows of a product.
/// #[derive(Extension)]
/// #[extension(of = Product, name = "acme.product")]
/// struct AcmeProduct {
///     shelf: Option<String>,
/// }
///
/// fn told<E: Extension>() -> String {
///     format!("{} extends {}", E::NAME, E::Of::NAME)
/// }
///
/// assert_eq!(told::<AcmeProduct>(), "acme.product extends product");
/// assert_eq!(AcmeProduct::EXTENDS.unwrap().table, "product");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no extension",
    label = "no extension",
    note = "help: add `#[derive(Extension)]` and `#[extension(of = ..., name = \"...\")]` to `{Self}`"
)]
pub trait Extension: Model<Id = <Self::Of as Model>::Id> {
    /// The model that it extends.
    type Of: Model;
}

/// A model whose rows stand by themselves: a backend, a record or a binding. Given by their derives.
///
/// An extension is none: it has no key of its own, so that it cannot be put alone. Implement it by hand only beside a `Model`
/// that is written by hand, too.
///
/// ```
/// use connector_core::{Backend, Standalone};
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
/// }
///
/// fn table<T: Standalone>() -> &'static str {
///     T::TABLE
/// }
///
/// assert_eq!(table::<Shop>(), "shop");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rows of its own",
    label = "no backend, record or binding",
    note = "help: an extension is written with the row that it extends: `extend(&id, extension)`, or `put_extended(model, extension)`",
    note = "help: for a model of your own, add `#[derive(Backend)]`, `#[derive(Record)]` or `#[derive(ExternalBinding)]` to `{Self}`"
)]
pub trait Standalone: Model {}

/// What an extension of a mapped value can be of: the binding `T` itself (`W` is [`OfBinding`]), or its record
/// ([`OfRecord`]). The compiler finds out which.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither `{T}` nor its record",
    label = "an extension of something else",
    note = "help: a mapper of `{T}` gives extensions of `{T}` and of the record that it links"
)]
pub trait MappedPart<T: ExternalBinding, W>: Model {
    /// Whether it is the record.
    const IS_RECORD: bool;
}

/// See [`MappedPart`].
#[derive(Debug)]
pub enum OfBinding {}

/// See [`MappedPart`].
#[derive(Debug)]
pub enum OfRecord {}

impl<T: ExternalBinding> MappedPart<T, OfBinding> for T {
    const IS_RECORD: bool = false;
}

impl<T: RecordBinding> MappedPart<T, OfRecord> for <T as ExternalBinding>::Record {
    const IS_RECORD: bool = true;
}

/// The values of an extension that a mapper gave, apart from its type.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// #[derive(Extension)]
/// #[extension(of = Product, name = "acme.product")]
/// struct AcmeProduct {
///     #[field(size = 4)]
///     shelf: String,
/// }
///
/// let mapped = Mapped::new(Product { title: "Chair".into(), weight: None }, bound());
/// let (.., extensions) = mapped.with_extension(AcmeProduct { shelf: "B 12 left".into() }).into_parts();
/// let extension = &extensions[0];
/// assert_eq!((extension.meta().name, extension.is_of_record()), ("acme.product", true));
/// assert_eq!(extension.values(), [Value::Text("B 12 left".into())]);
/// assert!(extension.validate().is_err(), "longer than its size");
/// ```
#[derive(Debug, Clone)]
pub struct MappedExtension {
    meta: &'static ModelMeta,
    ty: TypeId,
    values: Vec<Value>,
    of_record: bool,
}

impl MappedExtension {
    pub(crate) fn new<E: Model>(extension: &E, of_record: bool) -> Self {
        Self { meta: E::META, ty: TypeId::of::<E>(), values: Value::all_of(extension), of_record }
    }

    /// The extension.
    #[must_use]
    pub fn meta(&self) -> &'static ModelMeta {
        self.meta
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> TypeId {
        self.ty
    }

    /// Its values, in the order of its fields.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Whether it extends the record, and not the binding.
    #[must_use]
    pub fn is_of_record(&self) -> bool {
        self.of_record
    }

    /// Finds every fault of the values at once, as [`Model::validate`] does.
    ///
    /// # Errors
    /// [`Invalid`], with all faults.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut validator = Validator::new(self.meta);
        for (position, value) in self.values.iter().enumerate() {
            validator.value(position, value);
        }
        validator.finish()
    }
}
