#[allow(deprecated)]
const _: () = {
    const __COLUMNS_0: (
        ::connector_core::__private::Column<String>,
        ::connector_core::__private::Column<Extensible<MagentoVersion>>,
        ::connector_core::__private::Column<String>,
        ::connector_core::__private::Column<Option<String>>,
        ::connector_core::__private::Column<Option<Secret>>,
        ::connector_core::__private::Column<Option<String>>,
        ::connector_core::__private::Column<Option<DateTime<Utc>>>,
        ::connector_core::__private::Column<bool>,
    ) = (
        ::connector_core::__private::name_column::<
            String,
        >([
            "name",
            "name",
            "Name",
            "Mandated: how people call this shop; unique among the backends of this kind.",
        ]),
        ::connector_core::__private::open_version_column::<
            MagentoBackend,
        >([
            "version",
            "version",
            "Version",
            "Optional in general, and open here: other crates may add versions.",
        ]),
        ::connector_core::__private::column::<
            String,
        >(["location", "location", "Location", "Base address of the shop."]),
        ::connector_core::__private::optional_column::<
            String,
        >(["username", "username", "Username", "Web service user."]),
        ::connector_core::__private::optional_column::<
            Secret,
        >([
            "password",
            "password",
            "Password",
            "Web service password: a `Secret` can be read from a configuration, never written to one.",
        ]),
        ::connector_core::__private::optional_column::<
            String,
        >([
            "currency",
            "currency",
            "Currency",
            "Currency of new price lists; its choices are known only at run time.",
        ]),
        ::connector_core::__private::optional_column::<
            DateTime<Utc>,
        >([
            "import_orders_from_date",
            "import_orders_from_date",
            "Import Orders From Date",
            "Orders older than this are not imported.",
        ]),
        ::connector_core::__private::column::<
            bool,
        >(["verify_ssl", "verify_ssl", "Verify Ssl", "Check the server's certificate."]),
    );
    #[automatically_derived]
    impl ::connector_core::Model for MagentoBackend {
        type Id = ::connector_core::BackendId<MagentoBackend>;
        const KIND: ::connector_core::ModelKind = ::connector_core::ModelKind::Backend;
        const NAME: &'static ::connector_core::__private::Str = "magento.backend";
        const DESCRIPTION: &'static ::connector_core::__private::Str = "Magento Backend";
        const TABLE: &'static ::connector_core::__private::Str = "magento_backend";
        const FIELDS: &'static [::connector_core::Field] = &{
            let mut __fields = ::connector_core::__private::fields_8(&__COLUMNS_0);
            __fields[2] = __fields[2].size(255u32);
            __fields[5] = __fields[5].selection(available_currencies);
            __fields[7] = __fields[7]
                .default(|| ::connector_core::__private::default_value::<
                    _,
                    bool,
                >(__COLUMNS_0.7, true));
            __fields
        };
        const UNIQUE: &'static [::connector_core::Unique] = &[
            ::connector_core::Unique::new(
                "magento_backend_name_key",
                &["name"],
                "A Magento Backend with this name already exists.",
            ),
        ];
        fn write_to(&self, __row: &mut dyn ::connector_core::RowWrite) {
            ::connector_core::__private::write_8(
                &__COLUMNS_0,
                (
                    &self.name,
                    &self.version,
                    &self.location,
                    &self.username,
                    &self.password,
                    &self.currency,
                    &self.import_orders_from_date,
                    &self.verify_ssl,
                ),
                __row,
            );
        }
        fn read_from(
            __row: &mut dyn ::connector_core::RowRead,
        ) -> ::connector_core::__private::std::result::Result<
            MagentoBackend,
            ::connector_core::ReadError,
        > {
            match ::connector_core::__private::read_8(&__COLUMNS_0, __row) {
                ::connector_core::__private::std::result::Result::Ok(
                    (
                        __value_0,
                        __value_1,
                        __value_2,
                        __value_3,
                        __value_4,
                        __value_5,
                        __value_6,
                        __value_7,
                    ),
                ) => {
                    ::connector_core::__private::std::result::Result::Ok(MagentoBackend {
                        name: __value_0,
                        version: __value_1,
                        location: __value_2,
                        username: __value_3,
                        password: __value_4,
                        currency: __value_5,
                        import_orders_from_date: __value_6,
                        verify_ssl: __value_7,
                    })
                }
                ::connector_core::__private::std::result::Result::Err(__error) => {
                    ::connector_core::__private::std::result::Result::Err(__error)
                }
            }
        }
    }
    #[automatically_derived]
    impl ::connector_core::Standalone for MagentoBackend {}
    #[automatically_derived]
    impl ::connector_core::Backend for MagentoBackend {
        type Version = MagentoVersion;
        fn name(&self) -> &::connector_core::__private::Str {
            ::connector_core::__private::name(&self.name)
        }
        fn version(
            &self,
        ) -> ::connector_core::__private::std::option::Option<
            ::connector_core::Extensible<
                <MagentoBackend as ::connector_core::Backend>::Version,
            >,
        > {
            ::connector_core::__private::std::option::Option::Some(self.version)
        }
    }
};
