const _: () = {
    const __COLUMN_0: ::connector_core::__private::Column<String> = ::connector_core::__private::column::<
        String,
    >("name", "name", "Name");
    const __COLUMN_1: ::connector_core::__private::Column<Extensible<MagentoVersion>> = ::connector_core::__private::open_version_column::<
        MagentoBackend,
    >("version", "version", "Version");
    const __COLUMN_2: ::connector_core::__private::Column<String> = ::connector_core::__private::column::<
        String,
    >("location", "location", "Location");
    const __COLUMN_3: ::connector_core::__private::Column<Option<String>> = ::connector_core::__private::optional_column::<
        String,
    >("username", "username", "Username");
    const __COLUMN_4: ::connector_core::__private::Column<Option<Secret>> = ::connector_core::__private::optional_column::<
        Secret,
    >("password", "password", "Password");
    const __COLUMN_5: ::connector_core::__private::Column<Option<String>> = ::connector_core::__private::optional_column::<
        String,
    >("currency", "currency", "Currency");
    const __COLUMN_6: ::connector_core::__private::Column<Option<DateTime<Utc>>> = ::connector_core::__private::optional_column::<
        DateTime<Utc>,
    >("import_orders_from_date", "import_orders_from_date", "Import Orders From Date");
    const __COLUMN_7: ::connector_core::__private::Column<bool> = ::connector_core::__private::column::<
        bool,
    >("verify_ssl", "verify_ssl", "Verify Ssl");
    #[automatically_derived]
    impl ::connector_core::Model for MagentoBackend {
        type Id = ::connector_core::BackendId<MagentoBackend>;
        const KIND: ::connector_core::ModelKind = ::connector_core::ModelKind::Backend;
        const NAME: &'static ::connector_core::__private::Str = "magento.backend";
        const DESCRIPTION: &'static ::connector_core::__private::Str = "Magento Backend";
        const TABLE: &'static ::connector_core::__private::Str = "magento_backend";
        const FIELDS: &'static [::connector_core::Field] = &[
            __COLUMN_0
                .field
                .role(::connector_core::Role::Name)
                .help(
                    "Mandated: how people call this shop; unique among the backends of this kind.",
                ),
            __COLUMN_1
                .field
                .role(::connector_core::Role::Version)
                .help(
                    "Optional in general, and open here: other crates may add versions.",
                ),
            __COLUMN_2.field.help("Base address of the shop.").size(255u32),
            __COLUMN_3.field.help("Web service user."),
            __COLUMN_4
                .field
                .help(
                    "Web service password: a `Secret` can be read from a configuration, never written to one.",
                ),
            __COLUMN_5
                .field
                .help(
                    "Currency of new price lists; its choices are known only at run time.",
                )
                .selection(available_currencies),
            __COLUMN_6.field.help("Orders older than this are not imported."),
            __COLUMN_7
                .field
                .help("Check the server's certificate.")
                .default(|| ::connector_core::__private::default_value::<
                    _,
                    bool,
                >(__COLUMN_7, true)),
        ];
        const UNIQUE: &'static [::connector_core::Unique] = &[
            ::connector_core::Unique::new(
                "magento_backend_name_key",
                &["name"],
                "A Magento Backend with this name already exists.",
            ),
        ];
        fn write_to(&self, __row: &mut dyn ::connector_core::RowWrite) {
            (__COLUMN_0.write)(&self.name, __row);
            (__COLUMN_1.write)(&self.version, __row);
            (__COLUMN_2.write)(&self.location, __row);
            (__COLUMN_3.write)(&self.username, __row);
            (__COLUMN_4.write)(&self.password, __row);
            (__COLUMN_5.write)(&self.currency, __row);
            (__COLUMN_6.write)(&self.import_orders_from_date, __row);
            (__COLUMN_7.write)(&self.verify_ssl, __row);
        }
        fn read_from(
            __row: &mut dyn ::connector_core::RowRead,
        ) -> ::connector_core::__private::std::result::Result<
            MagentoBackend,
            ::connector_core::ReadError,
        > {
            ::connector_core::__private::std::result::Result::Ok(MagentoBackend {
                name: (__COLUMN_0.read)(__row)?,
                version: (__COLUMN_1.read)(__row)?,
                location: (__COLUMN_2.read)(__row)?,
                username: (__COLUMN_3.read)(__row)?,
                password: (__COLUMN_4.read)(__row)?,
                currency: (__COLUMN_5.read)(__row)?,
                import_orders_from_date: (__COLUMN_6.read)(__row)?,
                verify_ssl: (__COLUMN_7.read)(__row)?,
            })
        }
    }
    #[automatically_derived]
    impl ::connector_core::Listed for MagentoBackend {
        const ENTRY: ::connector_core::SchemaEntry = ::connector_core::SchemaEntry::Model(
            <MagentoBackend as ::connector_core::Model>::META,
        );
    }
    #[automatically_derived]
    impl ::connector_core::Backend for MagentoBackend {
        type Version = MagentoVersion;
        fn name(&self) -> &::connector_core::__private::Str {
            &self.name
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
