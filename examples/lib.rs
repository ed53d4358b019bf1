//! The examples are connectors as their users would write them: see the folders beside this file.
