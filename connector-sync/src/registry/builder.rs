//! A registry in the making.

use std::collections::HashSet;
use std::sync::Arc;

use super::binding::BindingBuilder;
use super::columns::Columns;
use super::components::{AnyBinding, Components};
use super::entry::{Entry, ModelId, Need, PurposeId, Replacement};
use super::own::{ExportPurpose, ImportAdapter};
use super::resolve::Resolver;
use super::table::{ByType, Table};
use super::{Registry, RegistryErrors, Synchronized};
use crate::{Connect, OnGone};

/// A [`Registry`] in the making: [`Registry::builder`].
///
/// Made by [`Registry::builder`](super::Registry::builder); the example stands at [`Registry`](super::Registry).
pub struct RegistryBuilder<B: Connect> {
    pub(super) bindings: Vec<Binding<B>>,
    pub(super) entries: Vec<Entry>,
    pub(super) replacements: Vec<Replacement>,
    pub(super) needs: Vec<Need>,
    /// What other crates say is to be done with what is gone.
    pub(super) on_gone: Vec<(ModelId, OnGone)>,
    pub(super) faults: Vec<String>,
}

/// A binding that is registered.
pub(super) struct Binding<B: Connect> {
    model: ModelId,
    import: PurposeId,
    export: PurposeId,
    components: Box<dyn AnyBinding<B>>,
}

impl<B: Connect> RegistryBuilder<B> {
    pub(super) fn new() -> Self {
        Self {
            bindings: Vec::new(),
            entries: Vec::new(),
            replacements: Vec::new(),
            needs: Vec::new(),
            on_gone: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Registers the components of the binding `T`.
    #[must_use]
    pub fn binding<T: Synchronized<Backend = B>>(mut self, build: impl FnOnce(BindingBuilder<T>) -> BindingBuilder<T>) -> Self {
        let model = ModelId::of::<T>();
        if self.bindings.iter().any(|binding| binding.model.id == model.id) {
            self.faults.push(format!("{} is registered twice: put all its components into one `binding`", T::NAME));
            return self;
        }
        let BindingBuilder { entries, needs, on_gone, .. } = build(BindingBuilder::new()).complete();
        self.entries.extend(entries);
        self.needs.extend(needs);
        let (import, export) = (PurposeId::of::<ImportAdapter, T>(), PurposeId::of::<ExportPurpose, T>());
        self.bindings.push(Binding { model, import, export, components: Box::new(Components::<T>::new(on_gone.unwrap_or_default())) });
        self
    }

    /// Adds to the components of a binding that somebody else registers: hooks, a component of a purpose of yours, an adapter
    /// for a version of yours, something that it [needs](BindingBuilder::needs). What is there already is not added again, but
    /// [replaced](Self::replace).
    ///
    /// Whether it is registered is looked at when all is known.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// /// What the shop's connector brings along.
    /// fn shop_components() -> RegistryBuilder<Shop> {
    ///     Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products))
    /// }
    ///
    /// // In the application, which exports as well:
    /// let registry = shop_components().extend_binding::<ShopProduct>(|binding| binding.export(Products)).build()?;
    /// assert_eq!(registry.work_on(&store, &shop).export_new::<ShopProduct>().await?.failed(), 0);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use]
    pub fn extend_binding<T: Synchronized<Backend = B>>(mut self, extend: impl FnOnce(BindingBuilder<T>) -> BindingBuilder<T>) -> Self {
        let BindingBuilder { entries, needs, on_gone, .. } = extend(BindingBuilder::new());
        self.entries.extend(entries);
        self.needs.extend(needs);
        self.on_gone.extend(on_gone.map(|on_gone| (ModelId::of::<T>(), on_gone)));
        self
    }

    /// Resolves which component is taken for which binding, purpose and version, and proves that every binding has what it
    /// needs for every version:
    ///
    /// - an adapter, where it has one for any version, or nothing else to do;
    /// - an export adapter, where it has one for any version;
    /// - the port of records that are `foreign`;
    /// - whatever it says that it [needs](BindingBuilder::needs);
    ///
    /// that nothing is there twice, that what is replaced is there, and that no two components are as good as each other. A
    /// binding that is only linked, and not registered, is found when it is needed.
    ///
    /// # Errors
    /// [`RegistryErrors`] with everything that is missing or contradicts itself.
    pub fn build(mut self) -> Result<Registry<B>, RegistryErrors> {
        let columns = Arc::new(Columns::of::<B>());
        let models: Vec<ModelId> = self.bindings.iter().map(|binding| binding.model).collect();
        self.add_needs();
        let mut resolver = Resolver::new(&columns, self.entries);
        resolver.refuse_strangers(&models, &self.needs, &mut self.replacements);
        resolver.replace(self.replacements);
        for (stranger, _) in self.on_gone.iter().filter(|(said, _)| models.iter().all(|model| model.id != said.id)) {
            resolver.faults.push(format!("{} is extended, and it is not registered: add `.binding::<…>(…)` for it", stranger.name));
        }
        let mut registry =
            Registry { bindings: ByType::default(), order: models.iter().map(|model| model.id).collect(), columns: Arc::clone(&columns) };
        for Binding { model, mut components, .. } in self.bindings {
            let table = Table::resolve(&mut resolver, &columns, model);
            self.needs.iter().filter(|need| need.model.id == model.id).for_each(|need| resolver.prove(need));
            components.resolved(table);
            let said: Vec<OnGone> = self.on_gone.iter().filter(|(said, _)| said.id == model.id).map(|(_, on_gone)| *on_gone).collect();
            if said.len() > 1 {
                resolver.faults.push(format!("{} is told {} times by other crates what to do with what is gone", model.name, said.len()));
            }
            for on_gone in said {
                components.set_on_gone(on_gone);
            }
            resolver.faults.extend(components.on_gone_fault());
            registry.bindings.insert(model.id, components);
        }
        let faults: Vec<String> = self.faults.into_iter().chain(resolver.faults).collect();
        if faults.is_empty() { Ok(registry) } else { Err(RegistryErrors { backend: B::NAME, faults }) }
    }

    /// What bindings need without saying so: what they have for some versions.
    fn add_needs(&mut self) {
        let mut implied = Vec::new();
        for Binding { model, import, export, .. } in &self.bindings {
            let of_it = self.entries.iter().filter(|entry| entry.scope.named().iter().any(|named| named.id == model.id));
            let registered: Vec<PurposeId> = of_it.map(|entry| entry.purpose).collect();
            let has = |purpose: &PurposeId| registered.iter().any(|registered| registered.id == purpose.id);
            let asked = self.needs.iter().filter(|need| need.model.id == model.id).map(|need| need.purpose);
            let has_others = registered.iter().copied().chain(asked).any(|purpose| !purpose.is_own());
            // What is only exported, or is there for the connector's own purposes, needs nothing to import with.
            let need = |purpose: &PurposeId| Need { purpose: *purpose, model: *model, fault: None };
            if has(import) || !(has(export) || has_others) {
                implied.push(need(import));
            }
            if has(export) {
                implied.push(need(export));
            }
        }
        implied.append(&mut self.needs);
        // Two crates may need the same.
        let mut known = HashSet::new();
        implied.retain(|need| known.insert((need.purpose.id, need.model.id)));
        self.needs = implied;
    }
}
