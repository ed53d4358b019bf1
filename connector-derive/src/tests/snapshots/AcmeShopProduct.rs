#[allow(deprecated)]
const _: () = {
    use cc as __connector;
    type __Extended = ShopProduct;
    const _: () = __connector::__private::assert_extended::<__Extended>();
    const __COLUMNS_0: (
        __connector::__private::Column<Option<i64>>,
        __connector::__private::Column<Option<String>>,
    ) = (
        __connector::__private::optional_column::<
            i64,
        >(["rating", "rating", "Rating", "What customers think of it."]),
        __connector::__private::optional_column::<
            String,
        >(["shelf", "shelf", "Shelf", "Where it is."]),
    );
    #[automatically_derived]
    impl __connector::Model for AcmeShopProduct
    where
        for<'__assumed> __Extended: __connector::Model,
    {
        type Id = <__Extended as __connector::Model>::Id;
        const KIND: __connector::ModelKind = __connector::ModelKind::Extension;
        const NAME: &'static __connector::__private::Str = "acme.shop.product";
        const DESCRIPTION: &'static __connector::__private::Str = "Acme Product";
        const TABLE: &'static __connector::__private::Str = "acme_shop_product";
        const FIELDS: &'static [__connector::Field] = &{
            let mut __fields = __connector::__private::fields_2(&__COLUMNS_0);
            __fields[1] = __fields[1].size(8u32);
            __fields
        };
        const UNIQUE: &'static [__connector::Unique] = &[
            __connector::Unique::new(
                "acme_shelf",
                &["shelf"],
                "Another product is on this shelf.",
            ),
        ];
        const EXTENDS: __connector::__private::std::option::Option<__connector::Link> = __connector::__private::extends::<
            __Extended,
        >();
        fn write_to(&self, __row: &mut dyn __connector::RowWrite) {
            __connector::__private::write_2(
                &__COLUMNS_0,
                (&self.rating, &self.shelf),
                __row,
            );
        }
        fn read_from(
            __row: &mut dyn __connector::RowRead,
        ) -> __connector::__private::std::result::Result<
            AcmeShopProduct,
            __connector::ReadError,
        > {
            match __connector::__private::read_2(&__COLUMNS_0, __row) {
                __connector::__private::std::result::Result::Ok(
                    (__value_0, __value_1),
                ) => {
                    __connector::__private::std::result::Result::Ok(AcmeShopProduct {
                        rating: __value_0,
                        shelf: __value_1,
                    })
                }
                __connector::__private::std::result::Result::Err(__error) => {
                    __connector::__private::std::result::Result::Err(__error)
                }
            }
        }
    }
    #[automatically_derived]
    impl __connector::Extension for AcmeShopProduct
    where
        for<'__assumed> __Extended: __connector::Model,
    {
        type Of = __Extended;
    }
};
