const _: () = {
    const __COLUMN_5: ::connector_core::__private::ReadRelated<String> = ::connector_core::__private::related_column::<
        String,
    >();
    const _: () = {
        ::connector_core::__private::assert_path::<
            MagentoBackend,
            String,
        >(|__model| &__model.location);
        ::connector_core::__private::assert_stored::<MagentoBackend>("location")
    };
    const __COLUMN_0: ::connector_core::__private::Column<RecordId<PartnerCategory>> = ::connector_core::__private::record_column::<
        MagentoPartnerCategory,
    >("odoo_id", "odoo_id", "Partner Category");
    const __COLUMN_1: ::connector_core::__private::Column<BackendId<MagentoBackend>> = ::connector_core::__private::backend_column::<
        MagentoPartnerCategory,
    >("backend_id", "backend_id", "Magento Backend");
    const __COLUMN_2: ::connector_core::__private::Column<Option<CustomerGroupId>> = ::connector_core::__private::optional_external_id_column::<
        MagentoPartnerCategory,
    >("external_id", "external_id", "ID on Magento");
    const __COLUMN_3: ::connector_core::__private::TimeColumn<Option<DateTime<Utc>>> = ::connector_core::__private::time_column::<
        Option<DateTime<Utc>>,
    >("sync_date", "sync_date", "Sync Date");
    const __COLUMN_4: ::connector_core::__private::Column<Option<i64>> = ::connector_core::__private::optional_column::<
        i64,
    >("tax_class_id", "tax_class_id", "Tax Class ID");
    #[automatically_derived]
    impl ::connector_core::Model for MagentoPartnerCategory {
        type Id = ::connector_core::BindingId<MagentoPartnerCategory>;
        const KIND: ::connector_core::ModelKind = ::connector_core::ModelKind::Binding;
        const NAME: &'static ::connector_core::__private::Str = "magento.res.partner.category";
        const DESCRIPTION: &'static ::connector_core::__private::Str = "Magento Partner Category";
        const TABLE: &'static ::connector_core::__private::Str = "magento_res_partner_category";
        const FIELDS: &'static [::connector_core::Field] = &[
            __COLUMN_0
                .field
                .role(::connector_core::Role::Record)
                .help("The record it links: deleting the record deletes the binding.")
                .on_delete(::connector_core::OnDelete::Cascade),
            __COLUMN_1
                .field
                .role(::connector_core::Role::Backend)
                .help("The shop: it cannot be deleted while bindings point to it.")
                .on_delete(::connector_core::OnDelete::Restrict),
            __COLUMN_2
                .field
                .role(::connector_core::Role::ExternalId)
                .help("The ID on Magento; `None` until the first export."),
            __COLUMN_3
                .column
                .field
                .role(::connector_core::Role::SyncDate)
                .help("Last date of synchronization."),
            __COLUMN_4
                .field
                .help("Data of the record that differs from shop to shop.")
                .index(),
        ];
        const UNIQUE: &'static [::connector_core::Unique] = &[
            ::connector_core::Unique::new(
                "magento_uniq",
                &["backend_id", "external_id"],
                "Partner Tag with same ID on Magento already exists.",
            ),
            ::connector_core::Unique::new(
                "magento_res_partner_category_backend_id_odoo_id_key",
                &["backend_id", "odoo_id"],
                "A Magento Partner Category with this record already exists on this backend.",
            ),
        ];
        const RELATED: &'static [::connector_core::RelatedField] = &[
            ::connector_core::RelatedField::of::<
                MagentoBackend,
            >("shop_location", "backend_id", "location"),
        ];
        fn write_to(&self, __row: &mut dyn ::connector_core::RowWrite) {
            (__COLUMN_0.write)(&self.odoo_id, __row);
            (__COLUMN_1.write)(&self.backend_id, __row);
            (__COLUMN_2.write)(&self.external_id, __row);
            (__COLUMN_3.column.write)(&self.sync_date, __row);
            (__COLUMN_4.write)(&self.tax_class_id, __row);
        }
        fn read_from(
            __row: &mut dyn ::connector_core::RowRead,
        ) -> ::connector_core::__private::std::result::Result<
            MagentoPartnerCategory,
            ::connector_core::ReadError,
        > {
            ::connector_core::__private::std::result::Result::Ok(MagentoPartnerCategory {
                odoo_id: (__COLUMN_0.read)(__row)?,
                backend_id: (__COLUMN_1.read)(__row)?,
                external_id: (__COLUMN_2.read)(__row)?,
                sync_date: (__COLUMN_3.column.read)(__row)?,
                tax_class_id: (__COLUMN_4.read)(__row)?,
                shop_location: __COLUMN_5(__row)?,
            })
        }
    }
    #[automatically_derived]
    impl ::connector_core::Listed for MagentoPartnerCategory {
        const ENTRY: ::connector_core::SchemaEntry = ::connector_core::SchemaEntry::Model(
            <MagentoPartnerCategory as ::connector_core::Model>::META,
        );
    }
    #[automatically_derived]
    impl ::connector_core::ExternalBinding for MagentoPartnerCategory {
        type Backend = MagentoBackend;
        type Record = PartnerCategory;
        type ExternalId = CustomerGroupId;
        fn backend_id(
            &self,
        ) -> ::connector_core::BackendId<
            <MagentoPartnerCategory as ::connector_core::ExternalBinding>::Backend,
        > {
            self.backend_id
        }
        fn record_id(
            &self,
        ) -> ::connector_core::__private::std::option::Option<
            &::connector_core::RecordId<
                <MagentoPartnerCategory as ::connector_core::ExternalBinding>::Record,
            >,
        > {
            ::connector_core::__private::std::option::Option::Some(&self.odoo_id)
        }
        fn external_id(
            &self,
        ) -> ::connector_core::__private::std::option::Option<
            &<MagentoPartnerCategory as ::connector_core::ExternalBinding>::ExternalId,
        > {
            ::connector_core::__private::std::option::Option::as_ref(&self.external_id)
        }
        fn sync_date(&self) -> ::connector_core::__private::OptionalTime {
            (__COLUMN_3.get)(&self.sync_date)
        }
        fn set_backend_id(
            &mut self,
            __id: ::connector_core::BackendId<
                <MagentoPartnerCategory as ::connector_core::ExternalBinding>::Backend,
            >,
        ) {
            self.backend_id = __id;
        }
        fn set_record_id(
            &mut self,
            __id: ::connector_core::RecordId<
                <MagentoPartnerCategory as ::connector_core::ExternalBinding>::Record,
            >,
        ) {
            self.odoo_id = __id;
        }
        fn set_external_id(
            &mut self,
            __id: <MagentoPartnerCategory as ::connector_core::ExternalBinding>::ExternalId,
        ) {
            self.external_id = ::connector_core::__private::std::option::Option::Some(
                __id,
            );
        }
        fn set_sync_date(&mut self, __date: ::connector_core::__private::OptionalTime) {
            (__COLUMN_3.set)(&mut self.sync_date, __date);
        }
    }
    #[automatically_derived]
    impl ::connector_core::RecordBinding for MagentoPartnerCategory {}
};
