#[allow(deprecated)]
const _: () = {
    use ::connector_core::__private::ByReference as _;
    use ::connector_core::__private::ByValue as _;
    use ::connector_core::__private::NotShown as _;
    use ::connector_core::__private::Shown as _;
    type __Binding = ShopProduct;
    type __Options = Units;
    const _: () = ::connector_core::__private::assert_filled::<
        __Binding,
    >(
        "RemoteProduct",
        &[
            "sku",
            "label",
            "weight",
            "active",
            "unit",
            "stock",
            "category",
            "also_in",
            "prices",
            "token",
            "note",
            "full_name",
            "checked",
        ],
        &["main", "tax_class_id"],
    );
    const __RECORD: &'static [::connector_core::__private::Fill<
        RemoteProduct,
        <__Binding as ::connector_core::ExternalBinding>::Record,
        __Binding,
        __Options,
    >] = &[
        ::connector_core::__private::Fill::new(
            "record.sku",
            "sku",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "sku",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.sku)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.sku,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    __kept|
                ::connector_core::__private::fit(&__from.remote.sku, __kept),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.label",
            "label",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "label",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.label)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.label,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    __kept|
                ::connector_core::__private::fit(&__from.remote.label, __kept),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.weight",
            "weight",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "weight",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.weight)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.weight,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    __kept|
                ::connector_core::__private::fit(&__from.remote.weight, __kept),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.active",
            "active",
            true,
            &[
                ::connector_core::__private::Source {
                    name: "status",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.status)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.active,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    _|
                ::connector_core::__private::gave(
                    is_enabled(
                        (&::connector_core::__private::Probe(&__from.remote.status))
                            .pass(),
                    ),
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.unit",
            "unit",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "unit",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.unit)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.unit,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    __kept|
                ::connector_core::__private::fit(&__from.remote.unit, __kept),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.stock",
            "stock",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "stock",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.stock)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.stock,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    _|
                ::connector_core::__private::gave(
                    in_pieces(
                        (&::connector_core::__private::Probe(&__from.remote.stock))
                            .pass(),
                        __from.options,
                    ),
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.category",
            "category",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "category_id",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.category_id))
                            .shown()
                    },
                },
            ],
            &::connector_core::__private::LinkStep::<_, _, _, ShopCategory, _> {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.category,
                each: |__remote: &RemoteProduct, __visit| ::connector_core::__private::each(
                    &__remote.category_id,
                    __visit,
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.also_in",
            "also_in",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "categories",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.categories))
                            .shown()
                    },
                },
            ],
            &::connector_core::__private::LinkStep::<_, _, _, ShopCategory, _> {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.also_in,
                each: |__remote: &RemoteProduct, __visit| ::connector_core::__private::each(
                    &ids(
                        (&::connector_core::__private::Probe(&__remote.categories))
                            .pass(),
                    ),
                    __visit,
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.prices",
            "prices",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "prices",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.prices)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.prices,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    _|
                ::connector_core::__private::children(
                    &__from.remote.prices,
                    |__item| no_price(__item),
                    |__item| ::connector_core::__private::gave(price(__item)),
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.token",
            "token",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "token",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.token)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.token,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    __kept|
                ::connector_core::__private::fit(&__from.remote.token, __kept),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.note",
            "note",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "note",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.note)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.note,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    __kept|
                ::connector_core::__private::fit(
                    &::connector_core::__private::or_default(
                        &__from.remote.note,
                        || "none",
                    ),
                    __kept,
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.full_name",
            "full_name",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "brand",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.brand)).shown()
                    },
                },
                ::connector_core::__private::Source {
                    name: "name",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.name)).shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.full_name,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    _|
                ::connector_core::__private::gave(
                    full_name(
                        (&::connector_core::__private::Probe(&__from.remote.brand))
                            .pass(),
                        (&::connector_core::__private::Probe(&__from.remote.name)).pass(),
                    ),
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "record.checked",
            "checked",
            false,
            &[],
            &::connector_core::__private::Give {
                read: |
                    __model: &<__Binding as ::connector_core::ExternalBinding>::Record|
                &__model.checked,
                give: |
                    _: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    _|
                ::connector_core::__private::forced(true),
            },
        ),
    ];
    const __OWN: &'static [::connector_core::__private::Fill<
        RemoteProduct,
        __Binding,
        __Binding,
        __Options,
    >] = &[
        ::connector_core::__private::Fill::new(
            "main",
            "main",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "category_id",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.category_id))
                            .shown()
                    },
                },
            ],
            &::connector_core::__private::LinkStep::<_, _, _, ShopCategory, _> {
                read: |__model: &__Binding| &__model.main,
                each: |__remote: &RemoteProduct, __visit| ::connector_core::__private::each(
                    &__remote.category_id,
                    __visit,
                ),
            },
        ),
        ::connector_core::__private::Fill::new(
            "tax_class_id",
            "tax_class_id",
            false,
            &[
                ::connector_core::__private::Source {
                    name: "tax_class_id",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.tax_class_id))
                            .shown()
                    },
                },
            ],
            &::connector_core::__private::Give {
                read: |__model: &__Binding| &__model.tax_class_id,
                give: |
                    __from: &::connector_core::__private::From<
                        '_,
                        RemoteProduct,
                        __Binding,
                        __Options,
                    >,
                    __kept|
                ::connector_core::__private::fit(&__from.remote.tax_class_id, __kept),
            },
        ),
    ];
    fn __updated_at(
        __remote: &RemoteProduct,
    ) -> ::connector_core::__private::std::result::Result<
        ::connector_core::__private::OptionalTime,
        ::connector_core::MappingError,
    > {
        ::connector_core::__private::updated_at::<
            RemoteProduct,
            __Binding,
        >(
            __remote,
            |__remote: &RemoteProduct| ::connector_core::__private::gave(
                time((&::connector_core::__private::Probe(&__remote.updated_at)).pass()),
            ),
            &::connector_core::__private::Source {
                name: "updated_at",
                shown: |__remote: &RemoteProduct| {
                    (&::connector_core::__private::Probe(&__remote.updated_at)).shown()
                },
            },
        )
    }
    #[automatically_derived]
    impl ::connector_core::ImportMapper for RemoteProduct {
        type Binding = __Binding;
        fn external_id(
            &self,
        ) -> ::connector_core::__private::std::result::Result<
            <__Binding as ::connector_core::ExternalBinding>::ExternalId,
            ::connector_core::MappingError,
        > {
            let __remote = self;
            ::connector_core::__private::external_id::<
                RemoteProduct,
                __Binding,
            >(
                __remote,
                |__remote: &RemoteProduct| ::connector_core::__private::gave(
                    sku((&::connector_core::__private::Probe(&__remote.sku)).pass()),
                ),
                &::connector_core::__private::Source {
                    name: "sku",
                    shown: |__remote: &RemoteProduct| {
                        (&::connector_core::__private::Probe(&__remote.sku)).shown()
                    },
                },
            )
        }
        fn external_updated_at(&self) -> ::connector_core::__private::OptionalTime {
            ::connector_core::__private::std::result::Result::unwrap_or(
                __updated_at(self),
                ::connector_core::__private::std::option::Option::None,
            )
        }
        fn reference(
            &self,
        ) -> ::connector_core::__private::std::option::Option<
            ::connector_core::__private::std::string::String,
        > {
            reference(self)
        }
        fn needs_options() -> ::connector_core::__private::std::option::Option<
            ::connector_core::NeededOptions,
        > {
            ::connector_core::__private::std::option::Option::Some(
                ::connector_core::NeededOptions::of::<__Options>(),
            )
        }
        fn skip(
            &self,
        ) -> ::connector_core::__private::std::option::Option<::connector_core::Skip> {
            RemoteProduct::skipped(self)
        }
        fn links(&self, __links: &mut ::connector_core::LinkRequests) {
            ::connector_core::__private::need(self, __RECORD, __links);
            ::connector_core::__private::need(self, __OWN, __links);
        }
        fn map(
            &self,
            __context: &::connector_core::MapContext<'_, __Binding>,
        ) -> ::connector_core::__private::std::result::Result<
            ::connector_core::Mapped<__Binding>,
            ::connector_core::MappingError,
        > {
            __updated_at(self)?;
            let __id = <RemoteProduct as ::connector_core::ImportMapper>::external_id(
                self,
            )?;
            let __mapped = ::connector_core::__private::map(
                self,
                __context,
                __context.options::<__Options>()?,
                &__id,
                __RECORD,
                __OWN,
            )?;
            ::connector_core::__private::finalized::<
                __Binding,
                _,
                _,
            >(&__id, check_name(self, __mapped, __context))
        }
    }
};
