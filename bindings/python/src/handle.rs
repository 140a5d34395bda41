//! What all handles have in Python: `close()` and the `with` statement.

/// Makes a class of a handle of the facade, and gives it the methods that every handle has.
///
/// `(is_closed)` is for those that can tell. The methods of its own follow in braces; PyO3 wants them all in one block.
macro_rules! handle {
    (
        $(#[$attribute:meta])*
        $name:ident $(($is_closed:ident))? {
            $($methods:tt)*
        }
    ) => {
        $(#[$attribute])*
        #[pyo3::pyclass(frozen, module = "medseal")]
        pub(crate) struct $name(pub(crate) medseal_facade::$name);

        impl From<medseal_facade::$name> for $name {
            fn from(handle: medseal_facade::$name) -> Self {
                Self(handle)
            }
        }

        #[pyo3::pymethods]
        impl $name {
            $($methods)*

            /// Lets go of what the object holds, and wipes its secrets, as soon as no running call uses
            /// them. Every use after that raises `ClosedError`. Closing twice is fine.
            fn close(&self, py: pyo3::Python<'_>) {
                py.detach(|| self.0.close());
            }

            $(
                /// Whether it was closed.
                #[getter]
                fn $is_closed(&self, py: pyo3::Python<'_>) -> bool {
                    py.detach(|| self.0.$is_closed())
                }
            )?

            fn __enter__(slf: pyo3::Py<Self>) -> pyo3::Py<Self> {
                slf
            }

            #[pyo3(signature = (exception_type, exception, traceback, /))]
            fn __exit__(
                &self,
                py: pyo3::Python<'_>,
                exception_type: Option<&pyo3::Bound<'_, pyo3::types::PyType>>,
                exception: Option<&pyo3::Bound<'_, pyo3::PyAny>>,
                traceback: Option<&pyo3::Bound<'_, pyo3::PyAny>>,
            ) {
                let _ = (exception_type, exception, traceback);
                self.close(py);
            }
        }
    };
}

pub(crate) use handle;
