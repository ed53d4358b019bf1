//! What an application tells its mappers.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::MappingError;

/// Values of an application for the functions of its mappers: at most one a type.
///
/// ```
/// use connector_core::MapOptions;
///
/// struct Rounding {
///     digits: u32,
/// }
///
/// let options = MapOptions::new().with(Rounding { digits: 2 });
/// assert_eq!(options.get::<Rounding>().unwrap().digits, 2);
/// assert!(options.get::<String>().is_err());
/// ```
#[derive(Clone, Default)]
pub struct MapOptions {
    values: HashMap<TypeId, (&'static str, Arc<dyn Any + Send + Sync>)>,
}

impl MapOptions {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a value; it takes the place of another one of its type.
    #[must_use]
    pub fn with<O: Any + Send + Sync>(mut self, value: O) -> Self {
        self.values.insert(TypeId::of::<O>(), (type_name::<O>(), Arc::new(value)));
        self
    }

    /// The value of a type.
    ///
    /// # Errors
    /// [`MappingError`] where there is none.
    pub fn get<O: Any + Send + Sync>(&self) -> Result<&O, MappingError> {
        let found = self.values.get(&TypeId::of::<O>()).and_then(|(_, value)| value.downcast_ref());
        found.ok_or_else(|| missing::<O>())
    }

    /// Whether what a mapper needs was given.
    #[must_use]
    pub fn has(&self, needed: &NeededOptions) -> bool {
        self.values.contains_key(&needed.ty)
    }
}

/// Which options a mapper needs: said by `#[mapper(options = Type)]`, so that a flow is refused whole before it begins where they
/// are missing.
///
/// ```
/// use connector_core::{MapOptions, NeededOptions};
///
/// let needed = NeededOptions::of::<u32>();
/// assert_eq!(needed.name(), "u32");
/// assert!(!MapOptions::new().has(&needed));
/// assert!(MapOptions::new().with(2_u32).has(&needed));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeededOptions {
    ty: TypeId,
    name: &'static str,
}

impl NeededOptions {
    /// Of this type.
    #[must_use]
    pub fn of<O: Any + Send + Sync>() -> Self {
        Self { ty: TypeId::of::<O>(), name: type_name::<O>() }
    }

    /// The name of the type.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// The error of a mapper that asks for what was not given.
pub(super) fn missing<O>() -> MappingError {
    MappingError::new(format!("the mapper needs options of the type `{}`: give them with `with_options`", type_name::<O>()))
}

/// The names of the types alone: a value may be a secret.
impl fmt::Debug for MapOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.values().map(|(name, _)| name)).finish()
    }
}
