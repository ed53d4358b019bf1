//! Declarations in hostile surroundings: no prelude, the names of the standard library taken, another name for
//! connector-core, strict lints.
#![no_implicit_prelude]
#![deny(warnings, missing_docs, unused_qualifications, clippy::pedantic)]
#![forbid(unsafe_code)]

use ::connector_core as cc;

/// No `std` by its short name either.
mod taken {
    /// As the standard library's.
    pub type Answer<T> = ::std::option::Option<T>;
}

/// Types with the names of the standard library's.
pub mod names {
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Option;
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Result;
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Vec;
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Some;
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct None;
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Ok;
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Box;
    /// Not the standard one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[allow(non_camel_case_types, reason = "the name of a primitive is the point")]
    pub struct str;
    /// Not the standard one.
    pub mod core {}
    /// Not the standard one.
    pub mod std {}

    /// Versions, with the names of the trait's own items.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, super::cc::Selection)]
    #[selection(crate = super::cc)]
    pub enum Version {
        /// As the associated type.
        #[selection("base")]
        Base,
        /// As the associated type.
        #[selection("parent", parent = Base)]
        Parent,
        /// As a keyword.
        #[selection("type", parent = Self::Parent)]
        r#Type,
        /// As the constant.
        #[selection("options")]
        OPTIONS,
    }

    /// Added versions.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, super::cc::Selection)]
    #[selection(crate = super::cc)]
    #[selection_add(Version)]
    pub enum More {
        /// One more.
        #[selection("more", parent = Version::Base, after = Version::Base)]
        Err,
    }

    /// An ID.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, super::cc::ExternalId)]
    #[external_id(crate = super::cc)]
    pub struct Id {
        /// The inside.
        pub inside: i64,
    }

    /// A backend.
    #[derive(Debug, Clone, PartialEq, super::cc::Backend)]
    #[backend(name = "shop", crate = super::cc)]
    pub struct Shop {
        /// Its name.
        pub name: ::std::string::String,
        /// Its version.
        pub version: super::cc::Extensible<Version>,
        /// A keyword.
        #[field(default = 3, index)]
        pub r#type: i64,
        /// Not there.
        #[cfg(any())]
        #[backend(name)]
        pub gone: Missing,
        /// Out of date.
        #[deprecated = "use something else"]
        #[field(size = 3)]
        pub old: super::taken::Answer<::std::string::String>,
    }

    /// A record.
    #[derive(Debug, Clone, PartialEq, Eq, super::cc::Record)]
    #[record(name = "item", crate = super::cc)]
    #[unique(r#type, name, name = "item_uniq")]
    pub struct Item {
        /// A keyword.
        pub r#type: i64,
        /// A key of the attribute.
        pub name: ::std::string::String,
        /// Not stored.
        #[field(skip)]
        pub row: i64,
    }

    /// An extension.
    #[derive(Debug, Clone, PartialEq, Eq, super::cc::Extension)]
    #[extension(of = Item, name = "more.item", crate = super::cc)]
    #[unique(r#type, name = "more_item_uniq")]
    pub struct MoreItem {
        /// A keyword.
        #[field(default = 3, index)]
        pub r#type: i64,
        /// Out of date.
        #[deprecated = "use something else"]
        pub old: super::taken::Answer<::std::string::String>,
        /// Not there.
        #[cfg(any())]
        #[binding(record)]
        pub gone: Missing,
        /// Another row.
        pub other: ::std::option::Option<super::cc::RecordId<Item>>,
        /// Of the other row.
        #[field(related = other.r#type)]
        pub of_other: super::cc::Related<i64>,
    }

    /// A binding.
    #[derive(Debug, Clone, PartialEq, Eq, super::cc::ExternalBinding)]
    #[binding(name = "shop.item", crate = super::cc)]
    pub struct ShopItem {
        /// The record.
        pub record_id: super::cc::RecordId<Item>,
        /// The backend.
        pub backend_id: super::cc::BackendId<Shop>,
        /// The ID.
        pub external_id: ::std::option::Option<Id>,
        /// The date.
        pub sync_date: super::cc::__private::OptionalTime,
        /// Another row.
        #[field(ondelete = set_null)]
        pub above: ::std::option::Option<super::cc::BindingId<Self>>,
        /// Read.
        #[field(related = backend_id.r#type)]
        pub kind: super::cc::Related<i64>,
    }

    /// A binding whose roles are marked.
    #[derive(Debug, Clone, PartialEq, Eq, super::cc::ExternalBinding)]
    #[binding(name = "shop.marked", crate = super::cc)]
    pub struct Marked {
        /// The record.
        #[binding(record)]
        pub item: super::cc::RecordId<Item>,
        /// The backend.
        #[binding(backend)]
        pub shop: super::cc::BackendId<Shop>,
        /// The ID.
        #[binding(external_id)]
        pub number: Id,
        /// The date.
        #[binding(sync_date)]
        pub synced: super::cc::__private::OptionalTime,
        /// The other date.
        #[binding(external_updated_at)]
        pub changed: super::cc::__private::OptionalTime,
    }

    /// Out of date, and no warning of ours.
    #[deprecated = "use something else"]
    #[derive(Debug, Clone, Copy, PartialEq, Eq, super::cc::Selection)]
    #[selection(crate = super::cc)]
    pub enum Old {
        /// The only one.
        #[selection("old")]
        Only,
    }

    /// Out of date, and no warning of ours.
    #[deprecated = "use something else"]
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, super::cc::ExternalId)]
    #[external_id(crate = super::cc)]
    pub struct OldId(pub u32);

    super::cc::schema! {
        crate = super::cc;
        /// All of it.
        pub static ALL = [Shop, Item, ShopItem, More, MoreItem];
    }
}

macro_rules! declare {
    ($name:ident, $backend:ty, $field:ident: $ty:ty = $default:expr, $path:path) => {
        /// Declared by a macro.
        #[derive(Debug, ::connector_core::ExternalBinding)]
        #[binding(name = "macro.made", direct)]
        pub struct $name {
            /// The backend.
            pub backend_id: $backend,
            /// The ID.
            pub external_id: ::std::option::Option<i64>,
            /// The date.
            pub sync_date: ::std::option::Option<::chrono::DateTime<::chrono::Utc>>,
            /// Passed on.
            #[field(default = $default)]
            pub $field: $ty,
            /// Passed on as well.
            #[field(selection = $path)]
            pub choice: ::std::string::String,
        }
    };
}

macro_rules! extend {
    ($name:ident of $model:ty { $field:ident: $ty:ty }) => {
        /// Declared by a macro.
        #[derive(Debug, ::connector_core::Extension)]
        #[extension(of = $model, name = "macro.extension")]
        pub struct $name {
            /// Passed on.
            pub $field: $ty,
        }
    };
}

extend!(MadeMore of Made { color: ::std::string::String });

fn choices() -> ::std::vec::Vec<(::std::string::String, ::std::string::String)> {
    ::std::vec::Vec::new()
}

declare!(Made, ::connector_core::BackendId<names::Shop>, limit: u32 = 7, choices);

#[test]
fn everything_is_declared() {
    use ::connector_core::Model;
    ::std::assert_eq!(<names::Shop as Model>::FIELDS.len(), 4);
    ::std::assert_eq!(<names::Item as Model>::UNIQUE[0].fields, ["type", "name"]);
    ::std::assert_eq!(<names::ShopItem as Model>::RELATED[0].column, "type");
    let default = <Made as Model>::FIELDS[3].default.map(|default| default());
    ::std::assert_eq!(default, ::std::option::Option::Some(::connector_core::Value::Int(7)));
    ::std::assert!(names::ALL.check().is_ok());
    ::std::assert_eq!(<names::MoreItem as Model>::UNIQUE[0].fields, ["type"]);
    ::std::assert_eq!(<MadeMore as Model>::EXTENDS.map(|made| made.model), ::std::option::Option::Some("macro.made"));
}

#[test]
fn inside_of_a_function() {
    use ::connector_core::{Model, Selection};

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    enum State {
        #[selection("on")]
        On,
    }

    #[derive(Debug, ::connector_core::Record)]
    #[record(name = "local")]
    struct Local {
        state: State,
    }

    #[derive(Debug, ::connector_core::Extension)]
    #[extension(of = Local, name = "local.more")]
    struct More {
        state: State,
    }

    let more = More { state: State::On };
    ::std::assert_eq!(::connector_core::Value::all_of(&more).len(), <More as Model>::FIELDS.len());
    let local = Local { state: State::On };
    ::std::assert_eq!(::connector_core::Value::all_of(&local), [::connector_core::Value::Text(::std::convert::From::from("on"))]);
    ::std::assert_eq!(<Local as Model>::NAME, "local");
}
