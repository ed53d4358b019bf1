#[allow(deprecated)]
const _: () = {
    const __COLUMN_5: ::connector_core::__private::ReadRelated<String> = ::connector_core::__private::related_column::<
        String,
    >();
    const __RELATED_5: ::connector_core::RelatedField = ::connector_core::__private::related_of::<
        MagentoBackend,
        String,
    >("shop_location", "backend_id", "location", |__model| &__model.location);
    const __COLUMNS_0: (
        ::connector_core::__private::Column<RecordId<PartnerCategory>>,
        ::connector_core::__private::Column<BackendId<MagentoBackend>>,
        ::connector_core::__private::Column<Option<CustomerGroupId>>,
        ::connector_core::__private::Column<Option<DateTime<Utc>>>,
        ::connector_core::__private::Column<Option<i64>>,
    ) = (
        ::connector_core::__private::record_column::<
            MagentoPartnerCategory,
        >([
            "odoo_id",
            "odoo_id",
            "Partner Category",
            "The record it links: deleting the record deletes the binding.",
        ]),
        ::connector_core::__private::backend_column::<
            MagentoPartnerCategory,
        >([
            "backend_id",
            "backend_id",
            "Magento Backend",
            "The shop: it cannot be deleted while bindings point to it.",
        ]),
        ::connector_core::__private::optional_external_id_column::<
            MagentoPartnerCategory,
        >([
            "external_id",
            "external_id",
            "ID on Magento",
            "The ID on Magento; `None` until the first export.",
        ]),
        ::connector_core::__private::sync_date_column::<
            Option<DateTime<Utc>>,
        >(["sync_date", "sync_date", "Sync Date", "Last date of synchronization."]),
        ::connector_core::__private::optional_column::<
            i64,
        >([
            "tax_class_id",
            "tax_class_id",
            "Tax Class ID",
            "Data of the record that differs from shop to shop.",
        ]),
    );
    #[automatically_derived]
    impl ::connector_core::Model for MagentoPartnerCategory {
        type Id = ::connector_core::BindingId<MagentoPartnerCategory>;
        const KIND: ::connector_core::ModelKind = ::connector_core::ModelKind::Binding;
        const NAME: &'static ::connector_core::__private::Str = "magento.res.partner.category";
        const DESCRIPTION: &'static ::connector_core::__private::Str = "Magento Partner Category";
        const TABLE: &'static ::connector_core::__private::Str = "magento_res_partner_category";
        const FIELDS: &'static [::connector_core::Field] = &{
            let mut __fields = ::connector_core::__private::fields_5(&__COLUMNS_0);
            __fields[0] = __fields[0].on_delete(::connector_core::OnDelete::Cascade);
            __fields[1] = __fields[1].on_delete(::connector_core::OnDelete::Restrict);
            __fields[4] = __fields[4].index();
            __fields
        };
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
        const RELATED: &'static [::connector_core::RelatedField] = &[__RELATED_5];
        fn write_to(&self, __row: &mut dyn ::connector_core::RowWrite) {
            ::connector_core::__private::write_5(
                &__COLUMNS_0,
                (
                    &self.odoo_id,
                    &self.backend_id,
                    &self.external_id,
                    &self.sync_date,
                    &self.tax_class_id,
                ),
                __row,
            );
        }
        fn read_from(
            __row: &mut dyn ::connector_core::RowRead,
        ) -> ::connector_core::__private::std::result::Result<
            MagentoPartnerCategory,
            ::connector_core::ReadError,
        > {
            match ::connector_core::__private::read_5(&__COLUMNS_0, __row) {
                ::connector_core::__private::std::result::Result::Ok(
                    (__value_0, __value_1, __value_2, __value_3, __value_4),
                ) => {
                    ::connector_core::__private::std::result::Result::Ok(MagentoPartnerCategory {
                        odoo_id: __value_0,
                        backend_id: __value_1,
                        external_id: __value_2,
                        sync_date: __value_3,
                        tax_class_id: __value_4,
                        shop_location: __COLUMN_5(__row)?,
                    })
                }
                ::connector_core::__private::std::result::Result::Err(__error) => {
                    ::connector_core::__private::std::result::Result::Err(__error)
                }
            }
        }
    }
    #[automatically_derived]
    impl ::connector_core::Standalone for MagentoPartnerCategory {}
    #[automatically_derived]
    impl ::connector_core::ExternalBinding for MagentoPartnerCategory {
        type Backend = MagentoBackend;
        type Record = PartnerCategory;
        type ExternalId = CustomerGroupId;
        fn roles(
            &self,
        ) -> ::connector_core::__private::Roles<'_, MagentoPartnerCategory> {
            ::connector_core::__private::Roles {
                backend: self.backend_id,
                record: ::connector_core::__private::std::option::Option::Some(
                    &self.odoo_id,
                ),
                external_id: ::connector_core::__private::std::option::Option::as_ref(
                    &self.external_id,
                ),
                sync_date: ::connector_core::__private::time(&self.sync_date),
                external_updated_at: ::connector_core::__private::std::option::Option::None,
            }
        }
        fn roles_mut(
            &mut self,
        ) -> ::connector_core::__private::RolesMut<'_, MagentoPartnerCategory> {
            ::connector_core::__private::RolesMut {
                backend: ::connector_core::__private::std::option::Option::Some(
                    &mut self.backend_id,
                ),
                record: ::connector_core::__private::std::option::Option::Some(
                    &mut self.odoo_id,
                ),
                external_id: ::connector_core::__private::std::option::Option::Some(
                    ::connector_core::__private::ExternalIdMut::Optional(
                        &mut self.external_id,
                    ),
                ),
                sync_date: ::connector_core::__private::time_mut(&mut self.sync_date),
                external_updated_at: ::connector_core::__private::std::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::connector_core::RecordBinding for MagentoPartnerCategory {}
};
