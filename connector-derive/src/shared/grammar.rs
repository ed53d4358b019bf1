//! Which attributes there are, with which keys, and which fields a derive asks for.

/// One key of an attribute.
#[derive(Debug)]
pub struct KeyForm {
    /// The key.
    pub name: &'static str,
    /// What to write: shown where something else was written.
    pub form: &'static str,
}

/// The keys of an attribute.
#[derive(Debug)]
pub struct Keys {
    /// The attribute: `field`.
    pub attribute: &'static str,
    /// What it stands on, for messages.
    pub on: &'static str,
    /// The keys.
    pub forms: &'static [KeyForm],
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $attribute:literal on $on:literal { $($key:literal: $form:literal),* $(,)? })*) => {
        $($(#[$doc])* pub static $name: Keys = Keys {
            attribute: $attribute,
            on: $on,
            forms: &[$(KeyForm { name: $key, form: $form }),*],
        };)*
        /// Every attribute, for the question where a key belongs.
        pub static ALL: &[&Keys] = &[$(&$name),*];
    };
}

keys! {
    /// `#[backend(…)]` on a struct.
    BACKEND = "backend" on "a struct" {
        "name": "name = \"magento.backend\"", "description": "description = \"Magento Backend\"",
        "table": "table = \"magento_backend\"", "renamed_from": "renamed_from = \"magento.shop\"", "crate": "crate = ::connector_core",
    }
    /// `#[backend(…)]` on a field.
    BACKEND_FIELD = "backend" on "a field" { "name": "name", "version": "version" }
    /// `#[binding(…)]` on a struct.
    BINDING = "binding" on "a struct" {
        "name": "name = \"magento.res.partner\"", "description": "description = \"Magento Partner\"",
        "table": "table = \"magento_res_partner\"", "direct": "direct", "many_per_record": "many_per_record",
        "renamed_from": "renamed_from = \"magento.partner\"", "crate": "crate = ::connector_core",
    }
    /// `#[binding(…)]` on a field.
    BINDING_FIELD = "binding" on "a field" {
        "record": "record", "backend": "backend", "external_id": "external_id", "sync_date": "sync_date",
        "external_updated_at": "external_updated_at",
    }
    /// `#[record(…)]` on a struct.
    RECORD = "record" on "a struct" {
        "name": "name = \"res.partner\"", "description": "description = \"Partner\"", "table": "table = \"res_partner\"",
        "foreign": "foreign", "key": "key = \"partner_id\"", "id": "id = String",
        "renamed_from": "renamed_from = \"res.contact\"", "crate": "crate = ::connector_core",
    }
    /// `#[extension(…)]` on a struct.
    EXTENSION = "extension" on "a struct" {
        "of": "of = MagentoPartner", "name": "name = \"acme.magento.res.partner\"", "description": "description = \"Acme Partner\"",
        "table": "table = \"acme_magento_res_partner\"", "renamed_from": "renamed_from = \"acme.partner\"",
        "crate": "crate = ::connector_core",
    }
    /// `#[unique(…)]` on a struct.
    UNIQUE = "unique" on "a struct" {
        "name": "name = \"email_uniq\"", "message": "message = \"This e-mail address exists already.\"", "where": "where = active",
    }
    /// `#[field(…)]` on a field.
    FIELD = "field" on "a field" {
        "label": "label = \"Location\"", "help": "help = \"Base address of the shop.\"", "size": "size = 64",
        "translate": "translate", "selection": "selection = available_currencies", "related": "related = backend_id.location",
        "ondelete": "ondelete = cascade", "default": "default = true", "index": "index", "column": "column = \"location\"",
        "renamed_from": "renamed_from = \"url\"", "skip": "skip",
    }
    /// `#[selection(…)]` on an enum.
    SELECTION = "selection" on "an enum" {
        "removed": "removed(\"1.6\", become = V1_7)", "relabel": "relabel(V1_7 = \"Magento 1.7 (long-term)\")",
        "serde": "serde = false", "crate": "crate = ::connector_core",
    }
    /// `#[selection(…)]` on a variant.
    VARIANT = "selection" on "a variant" {
        "label": "label = \"Magento 1.7\"", "parent": "parent = V1_7", "after": "after = V1_7",
    }
    /// `#[mapper(…)]` on what the remote sends.
    IMPORT_MAPPER = "mapper" on "an import mapper" {
        "to": "to = MagentoPartner", "map": "map(to = record.full_name, from(brand, name), with = full_name)",
        "set": "set(record.active = true)", "finalize": "finalize = round_prices", "skip": "skip = is_guest",
        "reference": "reference = entity_id", "links": "links = parents", "options": "options = Rounding",
        "crate": "crate = ::connector_core",
    }
    /// `#[map(…)]` on a field of what the remote sends.
    IMPORT_FIELD = "map" on "a field of an import mapper" {
        "to": "to = record.name", "external_id": "external_id", "external_updated_at": "external_updated_at",
        "children": "children(to = record.lines, with = line)", "source": "source", "ignore": "ignore",
        "with": "with = trimmed", "default": "default = \"none\"", "via": "via = MagentoCategory",
        "only_create": "only_create", "options": "options",
    }
    /// `map(…)` of an import mapper.
    IMPORT_SOURCES = "mapper(map" on "an import mapper" {
        "to": "to = record.full_name", "from": "from(brand, name)", "with": "with = full_name", "only_create": "only_create",
        "options": "options",
    }
    /// `children(…)` of a field.
    IMPORT_CHILDREN = "map(children" on "a field of an import mapper" {
        "to": "to = record.lines", "with": "with = line", "skip": "skip = is_empty", "only_create": "only_create",
    }
    /// `#[mapper(…)]` on a body that the remote is sent.
    EXPORT_MAPPER = "mapper" on "an export mapper" {
        "from": "from = MagentoPartner", "options": "options = Rounding", "finalize": "finalize = round_prices",
        "crate": "crate = ::connector_core",
    }
    /// `#[map(…)]` on a field of a body that the remote is sent.
    EXPORT_FIELD = "map" on "a field of an export mapper" {
        "from": "from = record.name", "with": "with = shortened", "via": "via = MagentoCategory", "value": "value = 1",
        "default": "default = \"none\"", "only_create": "only_create", "always": "always", "options": "options",
    }
    /// `#[external_id(…)]` on a struct.
    EXTERNAL_ID = "external_id" on "a struct" { "crate": "crate = ::connector_core" }
}

/// What a removed value became: inside of `removed(…)`.
pub static BECOME: KeyForm = KeyForm { name: "become", form: "become = V1_7" };

/// What a field is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// How people call a backend.
    Name,
    /// Which dialect a backend speaks.
    Version,
    /// The record that a binding links.
    Record,
    /// The backend that a binding is on.
    Backend,
    /// The ID on the external system.
    ExternalId,
    /// The last synchronization.
    SyncDate,
    /// When the external system last changed it.
    ExternalUpdatedAt,
}

/// How a role is found, and what to say of it.
#[derive(Debug)]
pub struct RoleForm {
    /// The role.
    pub role: Role,
    /// The key that says it.
    pub key: &'static str,
    /// The names by which a field has it, the best one first.
    pub names: &'static [&'static str],
    /// Whether there has to be one.
    pub mandated: bool,
    /// In words: "has no {noun}".
    pub noun: &'static str,
    /// The type to write.
    pub ty: &'static str,
}

/// What a derive of a struct asks for.
#[derive(Debug)]
pub struct Grammar {
    /// The derive: `Backend`.
    pub derive: &'static str,
    /// What it makes of the struct: "backend".
    pub noun: &'static str,
    /// The keys on the struct.
    pub keys: &'static Keys,
    /// The keys on a field, of a derive that has roles.
    pub field_keys: Option<&'static Keys>,
    /// The roles.
    pub roles: &'static [RoleForm],
}

/// `derive(Record)`.
pub static RECORDS: Grammar = Grammar { derive: "Record", noun: "record", keys: &RECORD, field_keys: None, roles: &[] };

/// `derive(Extension)`.
pub static EXTENSIONS: Grammar = Grammar { derive: "Extension", noun: "extension", keys: &EXTENSION, field_keys: None, roles: &[] };

/// `derive(ImportMapper)`.
pub static IMPORT_MAPPERS: Grammar =
    Grammar { derive: "ImportMapper", noun: "mapper", keys: &IMPORT_MAPPER, field_keys: Some(&IMPORT_FIELD), roles: &[] };

/// `derive(ExportMapper)`.
pub static EXPORT_MAPPERS: Grammar =
    Grammar { derive: "ExportMapper", noun: "mapper", keys: &EXPORT_MAPPER, field_keys: Some(&EXPORT_FIELD), roles: &[] };

/// `derive(Backend)`.
pub static BACKENDS: Grammar = Grammar {
    derive: "Backend",
    noun: "backend",
    keys: &BACKEND,
    field_keys: Some(&BACKEND_FIELD),
    roles: &[
        RoleForm { role: Role::Name, key: "name", names: &["name"], mandated: true, noun: "name", ty: "String" },
        RoleForm {
            role: Role::Version,
            key: "version",
            names: &["version"],
            mandated: false,
            noun: "version",
            ty: "Extensible<MyVersion>",
        },
    ],
};

/// `derive(ExternalBinding)`.
pub static BINDINGS: Grammar = Grammar {
    derive: "ExternalBinding",
    noun: "binding",
    keys: &BINDING,
    field_keys: Some(&BINDING_FIELD),
    roles: &[
        RoleForm {
            role: Role::Record,
            key: "record",
            names: &["record_id", "odoo_id"],
            mandated: true,
            noun: "record",
            ty: "RecordId<MyRecord>",
        },
        RoleForm {
            role: Role::Backend,
            key: "backend",
            names: &["backend_id"],
            mandated: true,
            noun: "backend",
            ty: "BackendId<MyBackend>",
        },
        RoleForm {
            role: Role::ExternalId,
            key: "external_id",
            names: &["external_id"],
            mandated: true,
            noun: "external ID",
            ty: "Option<String>",
        },
        RoleForm {
            role: Role::SyncDate,
            key: "sync_date",
            names: &["sync_date"],
            mandated: true,
            noun: "date of the last synchronization",
            ty: "Option<DateTime<Utc>>",
        },
        RoleForm {
            role: Role::ExternalUpdatedAt,
            key: "external_updated_at",
            names: &["external_updated_at"],
            mandated: false,
            noun: "date of the last change on the external system",
            ty: "Option<DateTime<Utc>>",
        },
    ],
};
