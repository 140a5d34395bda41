//! Small results: immutable classes with plain fields.

use pyo3::prelude::*;

/// Makes a Python class of a record of the facade: the same name, the same fields.
///
/// A field that is itself made of records says how it crosses: `=> one`, `=> optional` or `=> each`.
/// `methods` gives it some, such as a constructor.
macro_rules! record {
    (
        $(#[$attribute:meta])*
        $name:ident {
            $($(#[$field_attribute:meta])* $field:ident: $type:ty $(=> $how:ident)?,)*
        }
        $(methods { $($methods:tt)* })?
    ) => {
        $(#[$attribute])*
        #[pyo3::pyclass(frozen, eq, hash, get_all, module = "medseal")]
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub(crate) struct $name {
            $($(#[$field_attribute])* pub(crate) $field: $type,)*
        }

        impl From<medseal_facade::$name> for $name {
            fn from(record: medseal_facade::$name) -> Self {
                Self { $($field: $crate::records::crossed!(record.$field $(, $how)?),)* }
            }
        }

        #[pyo3::pymethods]
        impl $name {
            $($($methods)*)?

            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                $crate::records::shown(slf, stringify!($name), &[$(stringify!($field)),*])
            }
        }
    };
}

macro_rules! crossed {
    ($value:expr) => {
        $value
    };
    ($value:expr, one) => {
        $value.into()
    };
    ($value:expr, optional) => {
        $value.map(Into::into)
    };
    ($value:expr, each) => {
        $value.into_iter().map(Into::into).collect()
    };
}

pub(crate) use {crossed, record};

/// The record as the call that would make it.
pub(crate) fn shown(record: &Bound<'_, PyAny>, class: &str, fields: &[&str]) -> PyResult<String> {
    let mut shown = Vec::with_capacity(fields.len());
    for field in fields {
        shown.push(format!("{field}={}", record.getattr(*field)?.repr()?));
    }
    Ok(format!("{class}({})", shown.join(", ")))
}
