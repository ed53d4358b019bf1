#[allow(deprecated)]
const _: () = {
    #[allow(deprecated)]
    const _: () = ::connector_core::__private::selection_derives::<AcmeVersion>();
    #[automatically_derived]
    impl ::connector_core::__private::ValueOf<
        <AcmeVersion as ::connector_core::Selection>::Base,
    > for AcmeVersion
    where
        for<'__assumed> AcmeVersion: ::connector_core::__private::std::marker::Copy
            + ::connector_core::__private::std::cmp::Eq
            + ::connector_core::__private::std::fmt::Debug,
    {}
    #[automatically_derived]
    impl ::connector_core::Selection for AcmeVersion
    where
        for<'__assumed> AcmeVersion: ::connector_core::__private::std::marker::Copy
            + ::connector_core::__private::std::cmp::Eq
            + ::connector_core::__private::std::fmt::Debug,
    {
        type Base = MagentoVersion;
        type Parent = ::connector_core::Extensible<
            <AcmeVersion as ::connector_core::Selection>::Base,
        >;
        const NAME: &'static ::connector_core::__private::Str = "AcmeVersion";
        const PATH: &'static ::connector_core::__private::Str = ::connector_core::__private::std::concat!(
            ::connector_core::__private::std::module_path!(), "::", "AcmeVersion"
        );
        const OPTIONS: &'static [::connector_core::SelectionOption] = &[
            ::connector_core::SelectionOption::new(
                    "V1_7Acme",
                    "1.7-acme",
                    "Magento 1.7 (Acme)",
                )
                .with_parent(|| ::connector_core::__private::BaseOf::<
                    <AcmeVersion as ::connector_core::Selection>::Base,
                >::option(MagentoVersion::V1_7))
                .with_after(|| ::connector_core::__private::BaseOf::<
                    <AcmeVersion as ::connector_core::Selection>::Base,
                >::option(MagentoVersion::V1_7)),
        ];
        fn index(self) -> usize {
            match self {
                AcmeVersion::V1_7Acme => 0usize,
            }
        }
        fn from_index(
            __index: usize,
        ) -> ::connector_core::__private::std::option::Option<AcmeVersion> {
            match __index {
                0usize => {
                    ::connector_core::__private::std::option::Option::Some(
                        AcmeVersion::V1_7Acme,
                    )
                }
                _ => ::connector_core::__private::std::option::Option::None,
            }
        }
        fn parent(
            self,
        ) -> ::connector_core::__private::std::option::Option<
            <AcmeVersion as ::connector_core::Selection>::Parent,
        > {
            ::connector_core::__private::parent_of(self)
        }
    }
    #[automatically_derived]
    impl ::connector_core::__private::std::fmt::Display for AcmeVersion
    where
        for<'__assumed> AcmeVersion: ::connector_core::__private::std::marker::Copy
            + ::connector_core::__private::std::cmp::Eq
            + ::connector_core::__private::std::fmt::Debug,
    {
        fn fmt(
            &self,
            __formatter: &mut ::connector_core::__private::std::fmt::Formatter<'_>,
        ) -> ::connector_core::__private::std::fmt::Result {
            ::connector_core::__private::std::fmt::Formatter::pad(
                __formatter,
                <AcmeVersion as ::connector_core::Selection>::value(*self),
            )
        }
    }
    #[automatically_derived]
    impl ::connector_core::__private::std::str::FromStr for AcmeVersion
    where
        for<'__assumed> AcmeVersion: ::connector_core::__private::std::marker::Copy
            + ::connector_core::__private::std::cmp::Eq
            + ::connector_core::__private::std::fmt::Debug,
    {
        type Err = ::connector_core::UnknownValue;
        fn from_str(
            __text: &::connector_core::__private::Str,
        ) -> ::connector_core::__private::std::result::Result<
            AcmeVersion,
            ::connector_core::UnknownValue,
        > {
            ::connector_core::__private::parse_selection(__text)
        }
    }
    #[automatically_derived]
    impl ::connector_core::__private::serde::Serialize for AcmeVersion
    where
        for<'__assumed> AcmeVersion: ::connector_core::__private::std::marker::Copy
            + ::connector_core::__private::std::cmp::Eq
            + ::connector_core::__private::std::fmt::Debug,
    {
        fn serialize<__S: ::connector_core::__private::serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> ::connector_core::__private::std::result::Result<
            <__S as ::connector_core::__private::serde::Serializer>::Ok,
            <__S as ::connector_core::__private::serde::Serializer>::Error,
        > {
            ::connector_core::__private::serde::Serializer::serialize_str(
                __serializer,
                <AcmeVersion as ::connector_core::Selection>::value(*self),
            )
        }
    }
    #[automatically_derived]
    impl<'de> ::connector_core::__private::serde::Deserialize<'de> for AcmeVersion
    where
        for<'__assumed> AcmeVersion: ::connector_core::__private::std::marker::Copy
            + ::connector_core::__private::std::cmp::Eq
            + ::connector_core::__private::std::fmt::Debug,
    {
        fn deserialize<__D: ::connector_core::__private::serde::Deserializer<'de>>(
            __deserializer: __D,
        ) -> ::connector_core::__private::std::result::Result<
            AcmeVersion,
            <__D as ::connector_core::__private::serde::Deserializer<'de>>::Error,
        > {
            ::connector_core::__private::deserialize_selection(__deserializer)
        }
    }
    #[automatically_derived]
    impl ::connector_core::FieldValue for AcmeVersion
    where
        for<'__assumed> AcmeVersion: ::connector_core::__private::std::marker::Copy
            + ::connector_core::__private::std::cmp::Eq
            + ::connector_core::__private::std::fmt::Debug,
    {
        const TYPE: ::connector_core::FieldType = ::connector_core::FieldType::Selection;
        const VALUES: ::connector_core::__private::std::option::Option<
            ::connector_core::SelectionValues,
        > = ::connector_core::__private::std::option::Option::Some(
            ::connector_core::SelectionValues::closed::<AcmeVersion>(),
        );
        fn write_to(&self, __row: &mut dyn ::connector_core::RowWrite) {
            ::connector_core::RowWrite::selection(
                __row,
                <AcmeVersion as ::connector_core::Selection>::value(*self),
            );
        }
        fn read_from(
            __row: &mut dyn ::connector_core::RowRead,
        ) -> ::connector_core::__private::std::result::Result<
            AcmeVersion,
            ::connector_core::ReadError,
        > {
            ::connector_core::__private::read_selection(__row)
        }
    }
    use ::connector_core::__private::{NotAdded as _, NotBase as _};
    #[automatically_derived]
    impl ::connector_core::Listed for AcmeVersion {
        const ENTRY: ::connector_core::SchemaEntry = ::connector_core::SchemaEntry::Addition(
            &::connector_core::__private::Added::<AcmeVersion>::ADDITION,
        );
    }
    ::connector_core::__private::inventory::submit! {
        ::connector_core::__private::Added:: < AcmeVersion > ::ADDITION
    }
    const _: () = ::connector_core::__private::assert_new_value(
        ::connector_core::__private::Added::<AcmeVersion>::BASE,
        "AcmeVersion",
        "1.7-acme",
        "V1_7Acme",
    );
};
