//! What a backend, a record and a binding have in common: a table, described by constants.

use crate::field::same_text;
use crate::validate::Validator;
use crate::{Field, FieldType, Invalid, Link, ModelId, ReadError, RelatedField, Role, RowRead, RowWrite, Unique};

/// A struct that is one row of one table. Given by [`derive(Backend)`](derive@crate::Backend), [`derive(Record)`](derive@crate::Record),
/// [`derive(ExternalBinding)`](derive@crate::ExternalBinding) and [`derive(Extension)`](derive@crate::Extension).
///
/// ```
/// use connector_core::{Model, Record};
///
/// /// A partner category.
/// #[derive(Record)]
/// #[record(name = "res.partner.category")]
/// struct PartnerCategory {
///     /// What people call it.
///     #[field(size = 64)]
///     name: String,
/// }
///
/// assert_eq!(PartnerCategory::TABLE, "res_partner_category");
/// assert_eq!(PartnerCategory::FIELDS[0].size, Some(64));
/// assert_eq!(PartnerCategory::FIELDS[0].help, Some("What people call it."));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no model",
    label = "no model",
    note = "help: add `#[derive(Backend)]`, `#[derive(Record)]` or `#[derive(ExternalBinding)]` to `{Self}`"
)]
pub trait Model: Sized + 'static {
    /// The ID of its rows.
    type Id: ModelId;
    /// What kind of model it is.
    const KIND: ModelKind;
    /// The technical name: `magento.res.partner`.
    const NAME: &'static str;
    /// What people call it.
    const DESCRIPTION: &'static str;
    /// The table.
    const TABLE: &'static str;
    /// Every stored field, in declared order.
    const FIELDS: &'static [Field];
    /// What no two rows share: the generated keys first, then the declared ones.
    const UNIQUE: &'static [Unique];
    /// The fields that are read through a link.
    const RELATED: &'static [RelatedField] = &[];
    /// The column of the key.
    const KEY_COLUMN: &'static str = "id";
    /// Whether the table is the application's, so that no store creates or changes it.
    const FOREIGN: bool = false;
    /// The row that each of its rows extends, where it is an extension: its key is a link to it.
    const EXTENDS: Option<Link> = None;
    /// The technical name that it had before.
    const RENAMED_FROM: Option<&'static str> = None;
    /// All of the above in one place.
    const META: &'static ModelMeta = &ModelMeta {
        kind: Self::KIND,
        name: Self::NAME,
        description: Self::DESCRIPTION,
        table: Self::TABLE,
        fields: Self::FIELDS,
        unique: Self::UNIQUE,
        related: Self::RELATED,
        key_column: Self::KEY_COLUMN,
        key_type: <Self::Id as ModelId>::KEY_TYPE,
        extends: Self::EXTENDS,
        foreign: Self::FOREIGN,
        renamed_from: Self::RENAMED_FROM,
    };

    /// Writes one value for each of [`FIELDS`](Model::FIELDS), in order.
    fn write_to(&self, row: &mut dyn RowWrite);

    /// Reads one value for each of [`FIELDS`](Model::FIELDS), in order, then one for each of [`RELATED`](Model::RELATED).
    ///
    /// # Errors
    /// [`ReadError`] when a stored value is not one of its field's type.
    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError>;

    /// Finds every fault of the value at once: texts longer than their size, values outside of their selection, bad
    /// external IDs, required texts that are empty.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let invalid = Product { title: String::new(), weight: Some(f64::NAN) }.validate().unwrap_err();
    /// let faults: Vec<String> = invalid.faults.iter().map(ToString::to_string).collect();
    /// assert_eq!(faults, ["`title` (Title): it must not be empty, found \"\"", "`weight` (Weight): a number, found \"NaN\""]);
    /// ```
    ///
    /// # Errors
    /// [`Invalid`], with all faults.
    fn validate(&self) -> Result<(), Invalid> {
        let mut validator = Validator::new(Self::META);
        self.write_to(&mut validator);
        validator.finish()
    }
}

/// What kind of model it is.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// assert_eq!([Shop::KIND, Product::KIND, ShopProduct::KIND], [ModelKind::Backend, ModelKind::Record, ModelKind::Binding]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ModelKind {
    /// A kind of external system; a row is one configured instance.
    Backend,
    /// A record of the application.
    Record,
    /// A link between a record and its ID on one backend.
    Binding,
    /// Fields that another crate adds to one of these.
    Extension,
}

/// The constants of a [`Model`], where its type is not known.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// let about = |meta: &ModelMeta| format!("{} has {} columns in {}", meta.name, meta.fields.len(), meta.table);
/// let told: Vec<String> = [Shop::META, Product::META].into_iter().map(about).collect();
/// assert_eq!(told, ["shop has 1 columns in shop", "product has 2 columns in product"]);
/// assert_eq!(Product::META.position("weight"), Some(1));
/// assert_eq!(Product::META.field("title").unwrap().label, "Title");
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ModelMeta {
    /// What kind of model it is.
    pub kind: ModelKind,
    /// The technical name.
    pub name: &'static str,
    /// What people call it.
    pub description: &'static str,
    /// The table.
    pub table: &'static str,
    /// Every stored field, in declared order.
    pub fields: &'static [Field],
    /// What no two rows share.
    pub unique: &'static [Unique],
    /// The fields that are read through a link.
    pub related: &'static [RelatedField],
    /// The column of the key.
    pub key_column: &'static str,
    /// The kind of that column.
    pub key_type: FieldType,
    /// The row that each of its rows extends, where it is an extension.
    pub extends: Option<Link>,
    /// Whether the table is the application's.
    pub foreign: bool,
    /// The technical name that it had before.
    pub renamed_from: Option<&'static str>,
}

impl ModelMeta {
    /// Metadata that no derive made: for tables of a store's own.
    #[must_use]
    pub const fn new(
        kind: ModelKind,
        name: &'static str,
        description: &'static str,
        table: &'static str,
        fields: &'static [Field],
        unique: &'static [Unique],
    ) -> Self {
        Self {
            kind,
            name,
            description,
            table,
            fields,
            unique,
            related: &[],
            key_column: "id",
            key_type: FieldType::Int,
            extends: None,
            foreign: false,
            renamed_from: None,
        }
    }

    /// The position of the field with this name.
    #[must_use]
    pub const fn position(&self, name: &str) -> Option<usize> {
        let mut i = 0;
        while i < self.fields.len() {
            if same_text(self.fields[i].name, name) {
                return Some(i);
            }
            i += 1;
        }
        None
    }

    /// The position of the field with this role.
    #[must_use]
    pub fn role(&self, role: Role) -> Option<usize> {
        self.fields.iter().position(|field| field.role == Some(role))
    }

    /// The field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.position(name).map(|position| &self.fields[position])
    }

    /// The name of the index that a store keeps over a field: one that asks for it, or links something, unless a unique key
    /// begins with the field. See [`derived_name`].
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let name = |field| ShopProduct::META.index_name(ShopProduct::META.field(field).unwrap());
    /// assert_eq!(name("record_id").as_deref(), Some("shop_product_record_id_idx"));
    /// assert_eq!(name("backend_id"), None, "a unique key begins with it");
    /// assert_eq!(name("position"), None);
    /// ```
    #[must_use]
    pub fn index_name(&self, field: &Field) -> Option<String> {
        let leads = self.unique.iter().any(|unique| unique.only_where.is_none() && unique.fields.first() == Some(&field.name));
        ((field.index || field.link.is_some()) && !leads).then(|| derived_name(self.table, field.column, "idx"))
    }
}

/// A name made of a table, a column and what it is for, `table_column_idx`: the same on every machine and in every version.
/// Over the 63 bytes that both databases keep, it is cut and ends in a hash of the whole.
///
/// ```
/// use connector_core::derived_name;
///
/// assert_eq!(derived_name("shop_product", "category", "idx"), "shop_product_category_idx");
/// assert_eq!(derived_name(&"long".repeat(15), "category", "idx").len(), 63);
/// ```
#[must_use]
pub fn derived_name(table: &str, column: &str, kind: &str) -> String {
    let name = format!("{table}_{column}_{kind}");
    if name.len() <= LONGEST {
        return name;
    }
    // FNV-1a.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut cut = LONGEST - 9;
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}_{:08x}", &name[..cut], hash & 0xffff_ffff)
}

/// The longest name that both databases keep, in bytes.
pub(crate) const LONGEST: usize = 63;
