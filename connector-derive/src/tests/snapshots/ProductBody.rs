#[allow(deprecated)]
const _: () = {
    use ::connector_core::__private::ByReference as _;
    use ::connector_core::__private::ByValue as _;
    use ::connector_core::__private::NotShown as _;
    use ::connector_core::__private::Shown as _;
    type __Binding = ShopProduct;
    type __Options = Cents;
    const _: () = ::connector_core::__private::assert_source::<
        <__Binding as ::connector_core::ExternalBinding>::Record,
    >("title");
    const _: () = ::connector_core::__private::assert_source::<
        <__Binding as ::connector_core::ExternalBinding>::Record,
    >("brand");
    const _: () = ::connector_core::__private::assert_source::<
        <__Binding as ::connector_core::ExternalBinding>::Record,
    >("title");
    const _: () = ::connector_core::__private::assert_source::<
        <__Binding as ::connector_core::ExternalBinding>::Record,
    >("cents");
    const _: () = ::connector_core::__private::assert_source::<
        <__Binding as ::connector_core::ExternalBinding>::Record,
    >("note");
    const _: () = ::connector_core::__private::assert_source::<
        <__Binding as ::connector_core::ExternalBinding>::Record,
    >("category");
    const _: () = ::connector_core::__private::assert_source::<
        <__Binding as ::connector_core::ExternalBinding>::Record,
    >("also_in");
    const _: () = ::connector_core::__private::assert_source::<__Binding>("main");
    const _: () = ::connector_core::__private::assert_source::<
        __Binding,
    >("tax_class_id");
    const _: () = ::connector_core::__private::assert_source::<__Binding>("external_id");
    const __link_4: fn(
        &::connector_core::__private::SendFrom<'_, __Binding, __Options>,
    ) -> ::connector_core::__private::Gave<Option<CategoryId>> = |
        __from: &::connector_core::__private::SendFrom<'_, __Binding, __Options>|
    match ::connector_core::__private::refer::<
        ShopCategory,
        _,
        _,
        _,
        _,
    >(__from, &__from.record()?.category)? {
        ::connector_core::__private::std::option::Option::Some(__found) => {
            ::connector_core::__private::fit(
                &__found,
                ::connector_core::__private::std::option::Option::None,
            )
        }
        ::connector_core::__private::std::option::Option::None => {
            ::connector_core::__private::std::result::Result::Ok(
                ::connector_core::__private::std::option::Option::None,
            )
        }
    };
    const __link_5: fn(
        &::connector_core::__private::SendFrom<'_, __Binding, __Options>,
    ) -> ::connector_core::__private::Gave<Vec<u32>> = |
        __from: &::connector_core::__private::SendFrom<'_, __Binding, __Options>|
    match ::connector_core::__private::refer::<
        ShopCategory,
        _,
        _,
        _,
        _,
    >(__from, &__from.record()?.also_in)? {
        ::connector_core::__private::std::option::Option::Some(__found) => {
            ::connector_core::__private::gave(
                numbers((&::connector_core::__private::Probe(&__found)).pass()),
            )
        }
        ::connector_core::__private::std::option::Option::None => {
            ::connector_core::__private::std::result::Result::Ok(
                ::connector_core::__private::std::option::Option::None,
            )
        }
    };
    const __link_6: fn(
        &::connector_core::__private::SendFrom<'_, __Binding, __Options>,
    ) -> ::connector_core::__private::Gave<Option<CategoryId>> = |
        __from: &::connector_core::__private::SendFrom<'_, __Binding, __Options>|
    match ::connector_core::__private::refer::<
        ShopCategory,
        _,
        _,
        _,
        _,
    >(__from, &__from.binding.main)? {
        ::connector_core::__private::std::option::Option::Some(__found) => {
            ::connector_core::__private::fit(
                &__found,
                ::connector_core::__private::std::option::Option::None,
            )
        }
        ::connector_core::__private::std::option::Option::None => {
            ::connector_core::__private::std::result::Result::Ok(
                ::connector_core::__private::std::option::Option::None,
            )
        }
    };
    #[automatically_derived]
    impl ::connector_core::ExportMapper for ProductBody {
        type Binding = __Binding;
        const FIELDS: &'static [::connector_core::BodyField] = &[
            ::connector_core::BodyField {
                name: "name",
                sources: &["record.title"],
                only_create: false,
                always: true,
            },
            ::connector_core::BodyField {
                name: "full_name",
                sources: &["record.brand", "record.title"],
                only_create: false,
                always: false,
            },
            ::connector_core::BodyField {
                name: "price",
                sources: &["record.cents"],
                only_create: false,
                always: false,
            },
            ::connector_core::BodyField {
                name: "note",
                sources: &["record.note"],
                only_create: false,
                always: false,
            },
            ::connector_core::BodyField {
                name: "category",
                sources: &["record.category"],
                only_create: false,
                always: false,
            },
            ::connector_core::BodyField {
                name: "also_in",
                sources: &["record.also_in"],
                only_create: false,
                always: false,
            },
            ::connector_core::BodyField {
                name: "main",
                sources: &["main"],
                only_create: false,
                always: false,
            },
            ::connector_core::BodyField {
                name: "tax_class_id",
                sources: &["tax_class_id"],
                only_create: false,
                always: false,
            },
            ::connector_core::BodyField {
                name: "type_id",
                sources: &[],
                only_create: true,
                always: false,
            },
            ::connector_core::BodyField {
                name: "sku",
                sources: &["external_id"],
                only_create: true,
                always: false,
            },
        ];
        fn references(
            __context: &::connector_core::ExportContext<'_, __Binding>,
            __requests: &mut ::connector_core::ReferenceRequests,
        ) {
            let ::connector_core::__private::std::result::Result::Ok(__options) = __context
                .options::<__Options>() else {
                return;
            };
            let __from = ::connector_core::__private::SendFrom::asking(
                __context,
                __options,
                __requests,
            );
            let _ = __link_4(&__from);
            let _ = __link_5(&__from);
            let _ = __link_6(&__from);
        }
        fn needs_options() -> ::connector_core::__private::std::option::Option<
            ::connector_core::NeededOptions,
        > {
            ::connector_core::__private::std::option::Option::Some(
                ::connector_core::NeededOptions::of::<__Options>(),
            )
        }
        fn map(
            __context: &::connector_core::ExportContext<'_, __Binding>,
        ) -> ::connector_core::__private::std::result::Result<
            ProductBody,
            ::connector_core::MappingError,
        > {
            let __from = ::connector_core::__private::SendFrom::new(
                __context,
                __context.options::<__Options>()?,
            );
            ::connector_core::__private::finalized_body(
                __context,
                finalize(
                    ProductBody {
                        name: ::connector_core::__private::send(
                            &__from,
                            "name",
                            &["record.title"],
                            |
                                __from: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::gave(
                                Translated::default_text(
                                    (&::connector_core::__private::Probe(
                                        &__from.record()?.title,
                                    ))
                                        .pass(),
                                ),
                            ),
                        )?,
                        full_name: ::connector_core::__private::send(
                            &__from,
                            "full_name",
                            &["record.brand", "record.title"],
                            |
                                __from: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::gave(
                                full_name(
                                    (&::connector_core::__private::Probe(
                                        &__from.record()?.brand,
                                    ))
                                        .pass(),
                                    (&::connector_core::__private::Probe(
                                        &__from.record()?.title,
                                    ))
                                        .pass(),
                                ),
                            ),
                        )?,
                        price: ::connector_core::__private::send(
                            &__from,
                            "price",
                            &["record.cents"],
                            |
                                __from: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::gave(
                                price(
                                    (&::connector_core::__private::Probe(
                                        &__from.record()?.cents,
                                    ))
                                        .pass(),
                                    __from.options,
                                ),
                            ),
                        )?,
                        note: ::connector_core::__private::send(
                            &__from,
                            "note",
                            &["record.note"],
                            |
                                __from: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::fit(
                                &::connector_core::__private::or_default(
                                    &__from.record()?.note,
                                    || "-",
                                ),
                                ::connector_core::__private::std::option::Option::None,
                            ),
                        )?,
                        category: ::connector_core::__private::send(
                            &__from,
                            "category",
                            &["record.category"],
                            __link_4,
                        )?,
                        also_in: ::connector_core::__private::send(
                            &__from,
                            "also_in",
                            &["record.also_in"],
                            __link_5,
                        )?,
                        main: ::connector_core::__private::send(
                            &__from,
                            "main",
                            &["main"],
                            __link_6,
                        )?,
                        tax_class_id: ::connector_core::__private::send(
                            &__from,
                            "tax_class_id",
                            &["tax_class_id"],
                            |
                                __from: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::fit(
                                &__from.binding.tax_class_id,
                                ::connector_core::__private::std::option::Option::None,
                            ),
                        )?,
                        type_id: ::connector_core::__private::send(
                            &__from,
                            "type_id",
                            &[],
                            |
                                _: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::forced("simple"),
                        )?,
                        sku: ::connector_core::__private::send(
                            &__from,
                            "sku",
                            &["external_id"],
                            |
                                __from: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::fit(
                                &__from.binding.external_id,
                                ::connector_core::__private::std::option::Option::None,
                            ),
                        )?,
                        finalized: ::connector_core::__private::send(
                            &__from,
                            "finalized",
                            &[],
                            |
                                _: &::connector_core::__private::SendFrom<
                                    '_,
                                    __Binding,
                                    __Options,
                                >|
                            ::connector_core::__private::forced(0_u8),
                        )?,
                    },
                    __context,
                ),
            )
        }
    }
};
